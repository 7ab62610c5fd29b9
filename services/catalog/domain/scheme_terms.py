"""The words in which a unit's scheme (实施方案) is told: rules, time limits, settings."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from services.catalog.domain.preface_terms import DayText, Pilot, Preface
from services.catalog.domain.terms import Check, Post, Text, TimeLimit

Value = str | int | bool | tuple[str | int, ...]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
MONTHLY: Final = tuple(range(1, 13))


class CheckRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """审查规则 — one check and the posts that may carry it out."""

    check: Check
    posts: Annotated[tuple[Post, ...], Meta(min_length=1)]
    clauses: tuple[str, ...] = ()


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """方案规则 — ``min_inner_working_days`` counts working days before society may read.

    ``clauses`` are the paragraphs of the unit's own plan from which this was taken.
    """

    checks: Annotated[tuple[CheckRule, ...], Meta(min_length=1)]
    approvers: Annotated[tuple[Post, ...], Meta(min_length=1)]
    inner_first: bool
    min_inner_working_days: Annotated[int, Meta(ge=0, le=60)]
    clauses: tuple[str, ...] = ()


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """期限 — so many days after the day it counts from: working days, or calendar days."""

    days: Annotated[int, Meta(ge=1, le=366)]
    working: bool = True

    @property
    def chinese(self) -> str:
        """Return what a person reads."""
        return f"{self.days}个工作日" if self.working else f"{self.days}日"


class Periodic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """定期规则 — a period ends with the last day of each of ``months``."""

    period: str = "quarterly"
    months: Annotated[tuple[int, ...], Meta(min_length=1, max_length=12)] = (3, 6, 9, 12)
    due: Term = Term(days=10)


class Staged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """分期规则 — ``summary``: what lasted over years ends with a summary (S1-34, S2-34)."""

    due: Term = Term(days=10, working=False)
    summary: bool = True


class Standing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """长期规则 — first disclosed within ``due``, looked through every so many months."""

    due: Term = Term(days=10)
    review_months: Annotated[int, Meta(ge=1, le=60)] = 12


class TimeLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """时限规则 — what every kind of time limit means in days; the defaults are the county's."""

    classes: tuple[TimeLimit, ...] = tuple(TimeLimit)
    periodic: Periodic = Periodic()
    staged: Staged = Staged()
    annual: Term = Term(days=7, working=False)
    immediate: Term = Term(days=2)
    long_term: Term = Term(days=2)
    standing: Standing = Standing()
    notice: Term = Term(days=5)
    reminders: tuple[int, ...] = (-3, 0, 1, 5)


class Scheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """实施方案 — the rules of one unit; ``effective`` is a day, year first.

    ``values`` are all settings by their keys, ``reasons`` the unit's own for those it
    set otherwise than ``seed`` (the text it follows). What was adopted before settings
    existed has none, and no ``time_limits``: such a unit goes by the county's.
    ``until`` is its last day, if it has one (S1-01); ``restores`` the version, as
    ``id/version``, that a trial (``pilot``) had put aside and this one brings back.
    """

    id: Text
    version: Annotated[int, Meta(ge=1)]
    title: Text
    effective: Day
    rules: Rules
    time_limits: TimeLimits | None = None
    values: dict[str, Value] = {}
    reasons: dict[str, str] = {}
    seed: str = ""
    preface: Preface | None = None
    until: DayText = ""
    pilot: Pilot | None = None
    restores: str = ""
