"""述职述廉的办理 — reports are filed and evaluated; when a year is over, who is missing is told."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.duty_report import (
    DUTY_REPORT,
    LEADERS,
    POSTS,
    DutyReportUnknownError,
    duty_report_id_of,
)
from services.publishing.domain.duty_report_words import EvaluateDutyReport, FileDutyReport
from services.publishing.domain.terms import STAFF
from services.publishing.handlers.gathering import STAFFED, Gathering, recording
from services.publishing.views.duty_reports import DutyReportRow, duty_reports
from shared.auth import WrongPostError
from shared.calendar import BEIJING, beijing_date
from shared.posts import named
from shared.register import posts
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SPAN: Final = range(2000, 2200)


class Standing(Enum):
    """述职述廉的情况"""

    WAITING = "waiting"
    MISSING = "missing"
    FILED = "filed"
    EVALUATED = "evaluated"


STANDINGS: Final = {
    Standing.WAITING: "还没有登记",
    Standing.MISSING: "缺报告",
    Standing.FILED: "已公开，待评议",
    Standing.EVALUATED: "已公开，已评议",
}


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记述职述廉报告 — as it is asked for."""

    unit: str
    person: str
    year: int
    disclosure_id: str


class Leader(Struct, frozen=True, kw_only=True):
    """一位领导干部和这一年的报告"""

    person: str
    posts: tuple[str, ...]
    standing: Standing
    report: DutyReportRow | None = None


class Roll(Struct, frozen=True, kw_only=True):
    """一个单位一年的述职述廉"""

    unit: str = ""
    year: int
    leaders: tuple[Leader, ...] = ()

    @property
    def missing(self) -> tuple[Leader, ...]:
        """Return whose report is missing though the year is over."""
        return tuple(each for each in self.leaders if each.standing is Standing.MISSING)


@dataclass(frozen=True)
class DutyReports:
    """述职述廉"""

    store: Store[Any]
    views: Views
    gathering: Gathering

    async def file(self, asked: Wanted, caller: Caller) -> Receipt:
        """Say which disclosure is a leader's report on a year.

        Raises:
            WrongPostError: the caller records nothing for this unit.
            NotRegisteredError, NotLeaderError, ReportNotOpenError: it cannot be.

        """
        cause = recording(caller, asked.unit)
        leaders = await asyncio.to_thread(self._leaders, asked.unit, asked.year, caller.at)
        command = FileDutyReport(
            unit=asked.unit,
            person=asked.person,
            year=asked.year,
            matter=await asyncio.to_thread(self.gathering.matter, asked.disclosure_id, caller),
            leader=asked.person in leaders,
        )
        stream = duty_report_id_of(asked.unit, asked.person, asked.year)
        return await self.store.file(self._task(stream, command), cause=cause)

    async def evaluate(self, report_id: UUID, asked: EvaluateDutyReport, caller: Caller) -> Receipt:
        """Say what the audience of a report thought of it."""
        caller.known()
        row = await asyncio.to_thread(self.views.get, duty_reports, report_id)
        if row is None or not self.gathering.manages(row.unit, caller):
            raise DutyReportUnknownError
        cause = recording(caller, row.unit)
        return await self.store.file(self._task(report_id, asked), cause=cause)

    def roll(self, unit: str, year: int, caller: Caller) -> Roll:
        """Return how it stands with each leader of a unit for a year.

        Raises:
            WrongPostError: this person sees to nothing there.

        """
        caller.known()
        if not self.gathering.manages(unit, caller):
            raise WrongPostError(*(named(each) for each in (*STAFFED, *STAFF)))
        over = beijing_date(caller.at).year > year
        here = duty_reports.c.unit == unit, duty_reports.c.year == year
        filed = {each.person: each for each in self.views.select(duty_reports, *here)}
        leaders = self._leaders(unit, year, caller.at)
        known = {**leaders, **{each: () for each in filed if each not in leaders}}
        return Roll(
            unit=unit,
            year=year,
            leaders=tuple(
                Leader(
                    person=person,
                    posts=held,
                    standing=_standing(filed.get(person), over=over),
                    report=filed.get(person),
                )
                for person, held in known.items()
            ),
        )

    def units(self, caller: Caller) -> list[str]:
        """Return the units whose reports this person sees to."""
        return list(caller.units(*STAFFED, *STAFF))

    def _leaders(self, unit: str, year: int, now: datetime) -> dict[str, tuple[str, ...]]:
        """Return who leads a unit at the end of a year, by the posts its scheme names."""
        at = min(now, _end(year)) if year in SPAN else now
        wanted = self.gathering.rules.words(unit, POSTS, beijing_date(at), LEADERS)
        found: dict[str, tuple[str, ...]] = {}
        order = [posts.c.person, posts.c.post]
        for each in self.views.select(posts, posts.c.unit == unit, order=order):
            if each.post in wanted and each.holds(at):
                found[each.person] = (*found.get(each.person, ()), each.post)
        return found

    def _task(self, stream: UUID, command: Any) -> Task:
        return Task(DUTY_REPORT, stream, command)


def _standing(report: DutyReportRow | None, *, over: bool) -> Standing:
    if report is None:
        return Standing.MISSING if over else Standing.WAITING
    return Standing.EVALUATED if report.votes else Standing.FILED


def _end(year: int) -> datetime:
    """Return the last moment of a year, in Beijing."""
    day = date(year, 12, 31)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BEIJING).astimezone(UTC)
