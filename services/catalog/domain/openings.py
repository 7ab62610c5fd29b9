"""四公开 — which kind of content is disclosed with which time limit (S0-16)."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from services.catalog.domain.scheme_terms import Value
from services.catalog.domain.terms import Doubt, Entry, Field, Kind, Scope, TimeLimit
from shared.alike import bare
from shared.decider import InvalidError


class Opening(Enum):
    """内容性质 — each has the time limit with which it is disclosed as a rule."""

    STANDING = "standing"
    ROUTINE = "routine"
    MAJOR = "major"
    URGENT = "urgent"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _WORDS[self]

    @property
    def time_limit(self) -> TimeLimit:
        """Return the time limit that goes with it."""
        return _LIMITS[self]


_WORDS: Final = {
    Opening.STANDING: "固定内容",
    Opening.ROUTINE: "常规工作",
    Opening.MAJOR: "重点事项",
    Opening.URGENT: "热点问题",
}
_LIMITS: Final = {
    Opening.STANDING: TimeLimit.LONG_TERM,
    Opening.ROUTINE: TimeLimit.PERIODIC,
    Opening.MAJOR: TimeLimit.STAGED,
    Opening.URGENT: TimeLimit.IMMEDIATE,
}
PERIODS: Final = ("每月", "每季度", "每半年", "每年")


class OpeningReasonError(InvalidError):
    """公开时限与内容性质不对应的，要写明理由。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming both."""
        opening, limit = self.args
        return f"{opening}一般按{limit}公开，选了别的公开时限，要写明理由。"


class PeriodMissingError(InvalidError):
    """常规工作定期公开的，要选多久公开一次：每月、每季度、每半年或者每年。"""


def limit_of(
    opening: Opening | None, chosen: TimeLimit | None, time_word: str, reason: str
) -> TimeLimit | None:
    """Return the time limit of an entry: what was chosen, else what its kind presets.

    Raises:
        OpeningReasonError: another than its kind's was chosen, and nobody says why.
        PeriodMissingError: it is routine work, and nobody says how often.

    """
    if opening is None:
        return chosen
    limit = chosen or opening.time_limit
    if limit is not opening.time_limit and not reason.strip():
        raise OpeningReasonError(opening.chinese, opening.time_limit.chinese, field="reason")
    if opening is Opening.ROUTINE and limit is TimeLimit.PERIODIC and time_word not in PERIODS:
        raise PeriodMissingError(field="time_word")
    return limit


def scope_of(words: str, values: Mapping[str, Value]) -> Scope | None:
    """Return among whom a scheme has matters of these words disclosed at first (T51, S1-14)."""
    said = values.get("scopes.presets")
    rules = (str(each).partition("=") for each in said) if isinstance(said, tuple) else ()
    found = (scope for named, _, scope in rules if named and bare(named) in bare(words))
    return next((each for scope in found for each in Scope if each.chinese == scope), None)


def departure(opening: Opening | None, entry: Entry, reason: str) -> list[Doubt]:
    """Return a note of why an entry is disclosed otherwise than its kind presets, if it is."""
    if opening is None or entry.time_limit is opening.time_limit:
        return []
    usual = opening.time_limit.chinese
    said = f"内容性质是{opening.chinese}，没有按{usual}公开：{reason.strip()}"
    return [Doubt(row=entry.row, field=Field.TIME_LIMIT, kind=Kind.NORMALIZED, message=said)]
