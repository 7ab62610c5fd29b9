"""考核标准 — what a unit's scheme of a year weighs, and the points that follow from figures."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct

from services.archive.domain.figures import HUNDRED, NAMES, Case, Figure

WEIGHTS: Final = ("公开覆盖=30", "按时公开=30", "意见答复=20", "整改落实=20")
CUTOFF: Final = 5  # days into the next year; facts recorded later belong to no year's sheet
KINDS: Final = {"annual": "年度工作考核", "party": "党建工作考核"}
HEADS: Final = ("first_responsible", "secretary", "leader")
_CHOSEN: Final = {"annual": "年度考核", "party": "党建目标责任制"}
_FOR_HEADS: Final = "负责人考核"


class Weight(Struct, frozen=True, kw_only=True):
    """权重 — full points of an indicator; one that is not computed is judged (定性)."""

    name: str
    points: int

    @property
    def judged(self) -> bool:
        """Tell whether a person gives the mark."""
        return self.name not in NAMES


class Standard(Struct, frozen=True, kw_only=True):
    """考核标准 — of one unit in one year; ``version`` is the scheme's, 0 where there is none."""

    version: int
    weights: tuple[Weight, ...]
    unreadable: tuple[str, ...]
    cutoff: int
    kinds: tuple[str, ...]
    heads: bool
    posts: tuple[str, ...] = HEADS

    def weight(self, name: str) -> Weight | None:
        """Return the weight of an indicator by its name."""
        return next((each for each in self.weights if each.name == name), None)

    def closes(self, year: int) -> date:
        """Return the day on whose end a year's facts are complete."""
        return date(year, 12, 31) + timedelta(days=self.cutoff)


def standard_of(version: int, values: Mapping[str, Any]) -> Standard:
    """Return what a scheme's settings say of assessment (S0 六6; S4 一(六)4)."""
    told = [str(each) for each in values.get("assessment.weights", WEIGHTS)]
    read = {each: _weight(each) for each in told}
    chosen = values.get("assessment")
    return Standard(
        version=version,
        weights=tuple(weight for weight in read.values() if weight),
        unreadable=tuple(each for each, weight in read.items() if weight is None),
        cutoff=int(values.get("assessment.cutoff_days", CUTOFF)),
        kinds=tuple(each for each, word in _CHOSEN.items() if chosen is None or word in chosen),
        heads=chosen is None or _FOR_HEADS in chosen,
        posts=tuple(map(str, values.get("assessment.heads", HEADS))),
    )


def _weight(text: str) -> Weight | None:
    name, _, points = text.replace("＝", "=").partition("=")
    if not name.strip() or not points.strip().isdecimal():
        return None
    return Weight(name=name.strip(), points=int(points))


class Mark(Struct, frozen=True, kw_only=True):
    """定性评分 — out of a hundred, with the assessor's remark."""

    mark: int
    remark: str


class Line(Struct, frozen=True, kw_only=True):
    """考核项 — ``points`` in hundredths; ``lost`` are the cases that cost points."""

    name: str
    formula: str
    weight: int
    judged: bool
    good: int
    of: int
    points: int
    remark: str = ""
    missing: bool = False
    lost: tuple[Case, ...] = ()

    @property
    def deducted(self) -> int:
        """Return the points that are lost, in hundredths."""
        return HUNDRED * self.weight - self.points


class Score(Struct, frozen=True, kw_only=True):
    """得分 — in hundredths of a point, of so many full points."""

    lines: tuple[Line, ...]
    full: int
    points: int

    @property
    def complete(self) -> bool:
        """Tell whether every judged line has its mark."""
        return not any(each.missing for each in self.lines)


def score(standard: Standard, told: Iterable[Figure], marks: Mapping[str, Mark]) -> Score:
    """Return the points that figures and marks make; whole numbers all the way."""
    by_name = {each.name: each for each in told}
    lines = tuple(
        _judged(each, marks.get(each.name)) if each.judged else _computed(each, by_name[each.name])
        for each in standard.weights
    )
    return Score(
        lines=lines,
        full=sum(each.weight for each in lines),
        points=sum(each.points for each in lines),
    )


def _computed(weight: Weight, told: Figure) -> Line:
    """Nothing that was due costs no points."""
    full = HUNDRED * weight.points
    return Line(
        name=weight.name,
        formula=f"得分 = {weight.points} × 比率；比率 = {told.formula}；没有应计的，得满分",
        weight=weight.points,
        judged=False,
        good=told.good,
        of=told.of,
        points=full * told.good // told.of if told.of else full,
        lost=told.lost,
    )


def _judged(weight: Weight, mark: Mark | None) -> Line:
    given = mark.mark if mark else 0
    return Line(
        name=weight.name,
        formula=f"得分 = {weight.points} × 考核人评分 ÷ 100",
        weight=weight.points,
        judged=True,
        good=given,
        of=HUNDRED,
        points=weight.points * given,
        remark=mark.remark if mark else "",
        missing=mark is None,
    )
