"""变化点 — what a scheme may settle: each point, its kind of value, and what the five plans say."""

from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.preface_terms import Preface
from services.catalog.domain.scheme_terms import Value
from shared.decider import InvalidError

TEXT: Final = 200  # characters of a text
WORDS: Final = 20  # words of a list, each of
WORD: Final = 30  # characters
NUMBERS: Final = 10


class ValueKind(Enum):
    """值的种类"""

    CHOICE = "choice"  # one of the choices
    CHOICES = "choices"  # some of them
    POSTS = "posts"  # some of them, each a post
    PERIOD = "period"  # one of the choices, or the months in which a period ends
    NUMBER = "number"
    NUMBERS = "numbers"
    FLAG = "flag"
    WORDS = "words"  # free words
    TEXT = "text"


class Choice(Struct, frozen=True, kw_only=True):
    """可选值"""

    value: str
    label: str


class Said(Struct, frozen=True, kw_only=True):
    """原文 — what a plan says on a point, where, and the value that follows; null: left open.

    ``floor`` is what no unit that follows this plan may give up.
    """

    text: str
    clauses: tuple[str, ...] = ()
    value: Value | None = None
    floor: "Bound | None" = None


class Point(Struct, frozen=True, kw_only=True):
    """变化点 — ``acts``: which rules of the house go by it; empty: it is recorded and shown."""

    id: str
    key: str
    name: str
    group: str
    kind: ValueKind
    default: Value
    choices: tuple[Choice, ...] = ()
    least: int = 0
    most: int = 0
    hint: str = ""
    acts: str = ""
    says: Mapping[str, Said] = {}

    def seeded(self, seed: str) -> Value:
        """Return the value of a unit that follows this plan and chose nothing else."""
        said = self.says.get(seed)
        return self.default if said is None or said.value is None else said.value

    def fault(self, value: Any) -> str:
        """Say in Chinese what is wrong with a value; nothing, if nothing is."""
        return _FAULTS[self.kind](self, value)

    def label(self, value: Any) -> str:
        """Return a value as a person reads it."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.kind is ValueKind.PERIOD and isinstance(value, tuple):
            return "、".join(f"{month}月" for month in value) + "各一期"
        if isinstance(value, tuple):
            return "、".join(self._word(each) for each in value)
        return self._word(value)

    def _word(self, value: Any) -> str:
        return next((each.label for each in self.choices if each.value == value), str(value))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the choices as a form lists them."""
        return [(each.value, each.label) for each in self.choices]

    @property
    def allowed(self) -> frozenset[str]:
        """Return the words that may be chosen."""
        return frozenset(each.value for each in self.choices)


def _choice(point: Point, value: Any) -> str:
    labels = "、".join(each.label for each in point.choices)
    return "" if isinstance(value, str) and value in point.allowed else f"只能是{labels}之一"


def _choices(point: Point, value: Any) -> str:
    if not isinstance(value, tuple) or not value:
        return "至少选一项"
    if len(set(value)) < len(value):
        return "同一项不能选两次"
    labels = "、".join(each.label for each in point.choices)
    return "" if set(value) <= point.allowed else f"只能从{labels}中选"


def _period(point: Point, value: Any) -> str:
    if not isinstance(value, tuple):
        return "" if value in point.allowed else "应当是每月、每季度、每半年、每年，或者列出月份"
    if not value:
        return "至少要有一个月份，周期不能是0"
    if any(type(each) is not int or not 1 <= each <= 12 for each in value):  # noqa: PLR2004
        return "的月份只能是1到12"
    return "" if list(value) == sorted(set(value)) else "的月份应当从小到大，不重复"


def _number(point: Point, value: Any) -> str:
    if type(value) is not int:
        return "应当填写整数"
    return "" if _within(point, value) else f"应当在{point.least}到{point.most}之间"


def _numbers(point: Point, value: Any) -> str:
    if not isinstance(value, tuple) or any(type(each) is not int for each in value):
        return "应当是整数，用空格隔开"
    if not 1 <= len(value) <= NUMBERS:
        return f"应当有1到{NUMBERS}个数"
    if list(value) != sorted(set(value)):
        return "应当从小到大，不重复"
    inside = all(_within(point, each) for each in value)
    return "" if inside else f"都应当在{point.least}到{point.most}之间"


def _within(point: Point, value: int) -> bool:
    return point.least <= value <= point.most


def _flag(_: Point, value: Any) -> str:
    return "" if isinstance(value, bool) else "只能是“是”或者“否”"


def _words(_: Point, value: Any) -> str:
    if not isinstance(value, tuple) or not 1 <= len(value) <= WORDS:
        return f"应当有1到{WORDS}个词"
    if any(not isinstance(each, str) or not 1 <= len(each.strip()) <= WORD for each in value):
        return f"的每个词应当有1到{WORD}个字"
    return "" if len(set(value)) == len(value) else "同一个词不能写两次"


def _text(_: Point, value: Any) -> str:
    fits = isinstance(value, str) and 1 <= len(value.strip()) <= TEXT
    return "" if fits else f"应当有1到{TEXT}个字"


_FAULTS: Final = {
    ValueKind.CHOICE: _choice,
    ValueKind.CHOICES: _choices,
    ValueKind.POSTS: _choices,
    ValueKind.PERIOD: _period,
    ValueKind.NUMBER: _number,
    ValueKind.NUMBERS: _numbers,
    ValueKind.FLAG: _flag,
    ValueKind.WORDS: _words,
    ValueKind.TEXT: _text,
}


class Plan(Struct, frozen=True, kw_only=True):
    """原方案 — one of the five texts that units start from; ``kinds`` of units begin with it."""

    id: str
    title: str
    preface: Preface = Preface()
    kinds: tuple[str, ...] = ()


class CountyRule(Struct, frozen=True, kw_only=True):
    """县级底线 — what no scheme of a unit can switch off; ``key``: the setting it binds."""

    id: str
    rule: str
    clauses: tuple[str, ...] = ()
    key: str = ""
    floor: "Bound | None" = None


class Relation(Enum):
    """下限关系"""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    INCLUDES = "includes"
    ONE_OF = "one_of"
    NONE = "none"  # lifts an earlier floor


class Bound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下限 — what a value must keep to."""

    relation: Relation
    value: Value = ()

    def keeps(self, value: Value) -> bool:
        """Tell whether a value keeps to it."""
        match self.relation:
            case Relation.AT_LEAST:
                return _number_of(value) >= _number_of(self.value)
            case Relation.AT_MOST:
                return _number_of(value) <= _number_of(self.value)
            case Relation.INCLUDES:
                return set(_many(self.value)) <= set(_many(value))
            case Relation.ONE_OF:
                return set(_many(value)) <= set(_many(self.value))
            case Relation.NONE:
                return True


def _many(value: Value) -> tuple[str | int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _number_of(value: Value) -> int:
    return value if isinstance(value, int) else 0


class Standard(Struct, frozen=True, kw_only=True, dict=True):
    """县标准 — all points, the five plans and the county's own rules, as one file says them."""

    version: int
    schemes: tuple[Plan, ...]
    county_floor: tuple[CountyRule, ...]
    points: tuple[Point, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Point]:
        """Return the points by their keys."""
        return {each.key: each for each in self.points}

    def plan(self, seed: str) -> Plan | None:
        """Return one of the five plans."""
        return next((each for each in self.schemes if each.id == seed), None)

    def offered(self, kind: str) -> str:
        """Return the plan that a unit of a kind is offered first; "": none more than another."""
        return next((each.id for each in self.schemes if kind in each.kinds), "")

    def point(self, key: str) -> Point:
        """Return a point.

        Raises:
            PointUnknownError: there is none of this key.

        """
        if key not in self.by_key:
            raise PointUnknownError(key, field=key)
        return self.by_key[key]

    def seeded(self, seed: str) -> dict[str, Value]:
        """Return every setting of a unit that follows this plan and chose nothing else."""
        return {each.key: each.seeded(seed) for each in self.points}


class PointUnknownError(InvalidError):
    """方案里没有这一项设置。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with the key."""
        return f"方案里没有“{self.args[0]}”这一项设置。"


class ValueRefusedError(InvalidError):
    """方案的设置不符合要求。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the point and the rule."""
        return f"“{self.args[0]}”{self.args[1]}。"


def checked(point: Point, value: Any) -> Value:
    """Return a value as it is kept, once it fits its point.

    Raises:
        ValueRefusedError: it is of the wrong kind, unknown, or out of range.

    """
    kept = _plain(value)
    if fault := "的格式不对" if kept is None else point.fault(kept):
        raise ValueRefusedError(point.name, fault, field=point.key)
    return kept  # type: ignore[no-any-return]  # no fault: it is a Value


def _plain(value: Any) -> Any:
    """Return a value without outer spaces, a list as a tuple; null if it can be no value."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | tuple):
        plain = tuple(_plain(each) for each in value)
        return plain if all(isinstance(each, str | int) for each in plain) else None
    return value if isinstance(value, int) else None
