"""下限 — what a superior binds the schemes below it to."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from services.catalog.domain.commands import SetFloor
from services.catalog.domain.events import FloorSet
from services.catalog.domain.points import (
    Bound,
    Point,
    Relation,
    Standard,
    ValueKind,
    checked,
)
from services.catalog.domain.scheme_terms import Value
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause


class Binding(Struct, frozen=True, kw_only=True):
    """约束 — one floor as it binds a unit: whose, on what, how, since when."""

    superior: str  # name of the unit that set it
    key: str
    floor: Bound
    reason: str = ""
    clauses: tuple[str, ...] = ()
    effective: str = ""


class FloorJudged(Struct, frozen=True, kw_only=True):
    """设定下限 — what was asked, and the points it is judged by."""

    asked: SetFloor
    standard: Standard


class FloorKindError(InvalidError):
    """这种下限不适用于这一项设置。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the point."""
        return f"“{self.args[0]}”不能用这种下限：数值用“不少于”“不多于”，选项用“必须包含”“只能选”。"


class FloorReasonMissingError(InvalidError):
    """设定下限要写明理由。"""


class FloorBackdatedError(InvalidError):
    """下限的生效日期不能早于今天。"""


class FloorSameError(RejectedError):
    """这一下限与现行的完全相同，不用重新设定。"""


class BelowFloorError(RejectedError):
    """这个值低于上级设定的下限。"""

    status = 422

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the point, the superior and the floor."""
        name, superior, floor = self.args
        return f"“{name}”低于{superior}设定的下限：{floor}。"


_NUMERIC = {Relation.AT_LEAST, Relation.AT_MOST}
_CHOSEN = {ValueKind.CHOICES, ValueKind.POSTS, ValueKind.WORDS}


def decide(command: FloorJudged, floors: Mapping[str, Bound], cause: Cause) -> list[FloorSet]:
    """Answer a superior who binds those below it."""
    asked, point = command.asked, command.standard.point(command.asked.key)
    _check_kind(point, asked.floor)
    if not asked.reason.strip():
        raise FloorReasonMissingError(field="reason")
    effective = asked.effective or str(beijing_date(cause.at))
    if day_of(effective) < beijing_date(cause.at):
        raise FloorBackdatedError(effective, field="effective")
    if floors.get(asked.key, Bound(relation=Relation.NONE)) == asked.floor:
        raise FloorSameError(field="floor")
    return [
        FloorSet(
            unit=cause.unit,
            key=asked.key,
            floor=asked.floor,
            reason=asked.reason.strip(),
            clauses=asked.clauses,
            effective=effective,
        )
    ]


class DayInvalidError(InvalidError):
    """日期不存在，请按“年-月-日”填写。"""


def day_of(text: str, field: str = "effective") -> date:
    """Return the day that a text names.

    Raises:
        DayInvalidError: there is no such day.

    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DayInvalidError(text, field=field) from error


def _check_kind(point: Point, bound: Bound) -> None:
    if bound.relation is Relation.NONE:
        return
    if bound.relation in _NUMERIC:
        fits = point.kind is ValueKind.NUMBER
    elif bound.relation is Relation.INCLUDES:
        fits = point.kind in _CHOSEN
    else:
        fits = bool(point.choices)
    if not fits:
        raise FloorKindError(point.name, field=point.key)
    if bound.relation is not Relation.ONE_OF:
        checked(point, bound.value)
    elif not isinstance(bound.value, tuple) or not set(bound.value) <= point.allowed:
        raise FloorKindError(point.name, field=point.key)


def said(point: Point, bound: Bound) -> str:
    """Return a floor as a person reads it."""
    words = {
        Relation.AT_LEAST: "不少于",
        Relation.AT_MOST: "不多于",
        Relation.INCLUDES: "必须包含",
        Relation.ONE_OF: "只能选",
        Relation.NONE: "没有下限",
    }
    shown = "" if bound.relation is Relation.NONE else point.label(bound.value)
    return words[bound.relation] + shown


def broken(bindings: Iterable[Binding], point: Point, value: Value, day: str) -> Binding | None:
    """Return the first binding, among those in effect on a day, that a value does not keep."""
    return next(
        (
            each
            for each in bindings
            if each.key == point.key and each.effective <= day and not each.floor.keeps(value)
        ),
        None,
    )


def check_floors(
    bindings: Iterable[Binding], standard: Standard, values: Mapping[str, Value], day: str
) -> None:
    """Let only values go on that keep to every floor in effect on a day.

    Raises:
        BelowFloorError: one does not; names the point, the superior and the floor.

    """
    bindings = tuple(bindings)
    for point in standard.points:
        if found := broken(bindings, point, values[point.key], day):
            shown = said(point, found.floor)
            raise BelowFloorError(point.name, found.superior, shown, field=point.key)


def county_bindings(standard: Standard, county: str) -> tuple[Binding, ...]:
    """Return the county's own floors that bind a setting: they cannot be lifted."""
    return tuple(
        Binding(superior=county, key=each.key, floor=each.floor, clauses=each.clauses)
        for each in standard.county_floor
        if each.floor is not None
    )


def plan_bindings(standard: Standard, seed: str) -> tuple[Binding, ...]:
    """Return what no unit that follows a plan may give up, such as who answers first (S0-79)."""
    plan = standard.plan(seed)
    says = [(each.key, each.says[seed]) for each in standard.points if seed in each.says]
    return tuple(
        Binding(superior=plan.title, key=key, floor=said.floor, clauses=said.clauses)
        for key, said in says
        if plan and said.floor
    )


def evolve(floors: Mapping[str, Bound], event: FloorSet) -> Mapping[str, Bound]:
    """Return the floors of one superior after an event."""
    return {**floors, event.key: event.floor}


FLOOR: Decider[FloorJudged, Mapping[str, Bound], FloorSet] = Decider({}, decide, evolve)
