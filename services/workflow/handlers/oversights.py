"""监督书记的办理 — who records, who approves, and for which half-years nothing stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.oversight import (
    OVERSIGHT,
    ApproveOversight,
    EnterOversight,
    OversightUnknownError,
    PassOversight,
    RecordOversight,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.dossier_rules import HALVES, secretary_names, supervised
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.views.dossiers import OversightRow, oversights
from services.workflow.views.register import SchemeRow, schemes
from services.workflow.views.runs import powers
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 20
GAPS: Final = 50  # on one page
MIDDLE: Final = 6  # the last month of the first half of a year
HEADS: Final = (Post.LEADER, Post.DEPUTY_LEADER, Post.APPROVER, Post.OFFICE, Post.SECRETARY)
RECORDERS: Final = (Post.OFFICE, Post.CLERK, Post.LEADER, Post.DEPUTY_LEADER, Post.SECRETARY)
LOOKERS: Final = (*STAFF, *HEADS)


class OversightGap(Struct, frozen=True, kw_only=True):
    """缺的监督记录 — none was recorded, or none of it approved, or some powers are not in it.

    ``missing``: published powers of the secretary that an approved record does not name.
    """

    unit: str
    period: str
    recorded: bool
    missing: tuple[str, ...] = ()


class OversightList(Struct, frozen=True, kw_only=True):
    """监督记录一览 — one page of what there is, and one of what is missing."""

    rows: list[OversightRow]
    total: int
    gaps: list[OversightGap]
    missing: int


@dataclass(frozen=True)
class Oversights:
    """监督书记"""

    store: Store[Any]
    views: Views

    async def record(self, asked: RecordOversight, caller: Caller) -> Receipt:
        """登记: by the office or a member of the standing committee, not by the secretary."""
        cause = caller.acting(asked.unit, *RECORDERS)
        command = EnterOversight(
            asked=asked,
            begun=begun(asked.period, beijing_date(cause.at)),
            secretary=caller.holds(asked.unit, Post.SECRETARY),
        )
        stream = oversight_id_of(asked.unit, asked.period)
        return await self.store.file(Task(OVERSIGHT, stream, command), cause=cause)

    async def approve(self, oversight_id: UUID, asked: ApproveOversight, caller: Caller) -> Receipt:
        """批准: by another head of the unit; the secretary is refused (S4 二(五)8).

        Raises:
            OversightUnknownError: there is none, or it is none of this person's business.

        """
        row = self.see(oversight_id, caller)
        cause = caller.acting(row.unit, *HEADS)
        command = PassOversight(asked=asked, secretary=caller.holds(row.unit, Post.SECRETARY))
        return await self.store.file(Task(OVERSIGHT, oversight_id, command), cause=cause)

    def see(self, oversight_id: UUID, caller: Caller) -> OversightRow:
        """Return one record to staff of its unit and to who oversees it.

        Raises:
            OversightUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(oversights, oversight_id)
        if row is None or not Overseeing(self.views).concerns(caller, row.unit, *HEADS):
            raise OversightUnknownError
        return row

    def listed(self, caller: Caller, page: int = 1, gap_page: int = 1) -> OversightList:
        """Return the records of the caller's units and of those below, with what is missing."""
        caller.known()
        tops = Overseeing(self.views).tops(caller, READERS)
        mine = oversights.c.unit.in_(caller.units(*LOOKERS, *READERS))
        here = sa.or_(mine, *(oversights.c.unit.in_(all_below(each)) for each in tops))
        rows = self.views.select(
            oversights,
            here,
            order=[oversights.c.period.desc(), oversights.c.unit],
            limit=SIZE,
            offset=(max(page, 1) - 1) * SIZE,
        )
        total = self.views.count(oversights, here)
        gaps, skip = list(self.gaps(caller)), (max(gap_page, 1) - 1) * GAPS
        return OversightList(
            rows=rows, total=total, gaps=gaps[skip : skip + GAPS], missing=len(gaps)
        )

    def gaps(self, caller: Caller) -> Iterator[OversightGap]:
        """Yield the periods that are over and without an approved record (I9)."""
        tops = Overseeing(self.views).tops(caller, READERS)
        mine = schemes.c.unit.in_(caller.units(*LOOKERS, *READERS))
        here = sa.or_(mine, *(schemes.c.unit.in_(all_below(each)) for each in tops))
        today = beijing_date(caller.at)
        for scheme in self.views.select(schemes, here, order=[schemes.c.unit]):
            for period in owed(scheme, today):
                if gap := self._gap(scheme, period, today):
                    yield gap

    def powers_of(self, unit: str, caller: Caller) -> list[str]:
        """Return which published powers the secretary of a unit holds, for whoever records."""
        scheme = self.views.get(schemes, unit)
        today = beijing_date(caller.at)
        return self._held(scheme, half_of(today), today) if scheme else []

    def _gap(self, scheme: SchemeRow, period: str, today: date) -> OversightGap | None:
        found = self.views.get(oversights, oversight_id_of(scheme.unit, period))
        if found is None or not found.approved:
            return OversightGap(unit=scheme.unit, period=period, recorded=found is not None)
        named = {each.strip() for each in found.powers}
        missing = [each for each in self._held(scheme, period, today) if each not in named]
        if not missing:
            return None
        return OversightGap(unit=scheme.unit, period=period, recorded=True, missing=tuple(missing))

    def _held(self, scheme: SchemeRow, period: str, today: date) -> list[str]:
        """Return the secretary's powers that were published by the end of a period."""
        mine = powers.c.unit == scheme.unit, powers.c.owner.in_(secretary_names(scheme, today))
        rows = self.views.select(powers, *mine, order=[powers.c.title])
        return [each.title for each in rows if each.since and half_of(each.since) <= period]


def oversight_id_of(unit: str, period: str) -> UUID:
    """Return the stream of a unit's record of a period."""
    return uuid5(UUID(unit), f"oversight/{period}")


def half_of(day: date) -> str:
    """Return the half-year of a day, as ``2026-1``."""
    return f"{day.year}-{1 if day.month <= MIDDLE else 2}"


def begun(period: str, today: date) -> bool:
    """Tell whether a period is the name of a half-year that has begun."""
    year, _, half = period.partition("-")
    known = year.isascii() and year.isdigit() and len(year) == len("2026") and half in {"1", "2"}
    return known and period <= half_of(today)


def halves(first: date, today: date) -> Iterator[str]:
    """Yield the half-years that are over, from the one in which a day lies."""
    period, now = half_of(first), half_of(today)
    while period < now:
        yield period
        year, _, half = period.partition("-")
        period = f"{year}-2" if half == "1" else f"{int(year) + 1}-1"


def owed(scheme: SchemeRow, today: date) -> list[str]:
    """Return the periods for which a unit's scheme has asked for a record; a year ends with 2."""
    asked = [each.effective for each in scheme.schemes if supervised(scheme, each.effective)]
    often = supervised(scheme, today)
    if not asked or not often:
        return []
    found = halves(min(asked), today)
    return [each for each in found if often == HALVES or each.endswith("-2")]
