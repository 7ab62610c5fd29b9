"""督查单 — the list of gaps of the units below, and the examination that follows from it (六5)."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.examination import (
    EXAMINATION,
    WORDS,
    ExaminationUnknownError,
    Lack,
    LackUnknownError,
    OpenExamination,
    RecheckLack,
    RemedyLack,
    Sort,
)
from services.feedback.handlers.channels import ChannelDesk
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.overview import Overviews
from services.feedback.views.examining import ExaminationRow, LackRow, examinations, lacks
from services.feedback.views.oversight import released, threads
from services.feedback.views.supervision import collections
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause
from shared.register import units, within
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50
UNITS: Final = 100  # units whose gaps are told on one page
REMEDIERS: Final = (OFFICE, HANDLER, "clerk")
YEARS: Final = 5  # a list of more nobody reads, and it would take minutes to make
NOTHING: Final = "这一时期没有公开任何事项"


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下发督查单 — ``chosen``: gaps as the list names them, `unit|what`."""

    due: date
    first: date
    last: date
    unit: str = ""
    title: str = ""
    sort: Sort = Sort.SPECIAL
    chosen: tuple[str, ...] = ()


class Remedied(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """整改情况和凭据"""

    number: int
    done: str = ""
    evidence: str = ""


class Rechecked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复查 — not passed: a new day."""

    number: int
    passed: bool = False
    note: str = ""
    due: date | None = None


class GapGoneError(InvalidError):
    """缺口清单已经变化，请返回上一页重新选择。"""


class SpanBackwardsError(InvalidError):
    """截止日期不能早于起始日期。"""


class SpanTooLongError(InvalidError):
    """缺口清单一次最多列五年，请把起始日期改晚一些。"""


@dataclass(frozen=True)
class Examining:
    """督查单"""

    store: Store[Any]
    views: Views
    overviews: Overviews
    channel_desk: ChannelDesk

    async def open(self, given: Asked, caller: Caller) -> Receipt:
        """Make an examination out of the gaps that were chosen from the list."""
        cause = caller.acting(given.unit, OFFICE)
        today = beijing_date(caller.at)
        found = await asyncio.to_thread(self._every, given.unit, given.first, given.last, today)
        known = {f"{each.unit}|{each.what}": each for each in found}
        if gone := [each for each in given.chosen if each not in known]:
            raise GapGoneError(gone[0], field="chosen")
        command = OpenExamination(
            unit=given.unit,
            title=given.title,
            sort=given.sort,
            due=given.due,
            lacks=tuple(known[each] for each in dict.fromkeys(given.chosen)),
        )
        return await self._file(uuid5(caller.command_id, "examination"), command, cause)

    async def remedy(self, examination_id: UUID, given: Remedied, caller: Caller) -> Receipt:
        """Say what was done about a finding, and where that can be seen."""
        row = await asyncio.to_thread(self._lack, examination_id, given.number)
        cause = caller.acting(row.unit, *REMEDIERS)
        command = RemedyLack(number=given.number, done=given.done, evidence=given.evidence)
        return await self._file(examination_id, command, cause)

    async def recheck(self, examination_id: UUID, given: Rechecked, caller: Caller) -> Receipt:
        """Look again at what was put right."""
        row = await asyncio.to_thread(self._lack, examination_id, given.number)
        cause = caller.acting(row.by, OFFICE)
        command = RecheckLack(
            number=given.number, passed=given.passed, note=given.note, due=given.due
        )
        return await self._file(examination_id, command, cause)

    def gaps(self, unit: str, span: tuple[date, date], caller: Caller, page: int = 1) -> list[Lack]:
        """Return what the units below lack in a period, some units a page.

        Raises:
            WrongPostError: only the office of a unit sees the list.
            SpanBackwardsError: the period ends before it begins.
            SpanTooLongError: it is longer than anybody reads.

        """
        caller.acting(unit, OFFICE)
        here = self._below(unit)[(page - 1) * UNITS : page * UNITS]
        return list(self._lacking(here, *span, beijing_date(caller.at)))

    def all(self, caller: Caller) -> tuple[list[ExaminationRow], list[LackRow]]:
        """Return the examinations of this person's units, and what was found of these."""
        here = caller.units(*REMEDIERS, "leader", "deputy_leader", "approver")
        if not here:
            caller.acting("", *REMEDIERS)
        opened = self.views.select(
            examinations,
            examinations.c.unit.in_(here),
            order=[examinations.c.opened_at.desc()],
            limit=PAGE,
        )
        of_ours = (lacks.c.unit.in_(here), lacks.c.passed.is_(False))
        return opened, self.views.select(lacks, *of_ours, order=[lacks.c.due], limit=PAGE)

    def one(self, examination_id: UUID, caller: Caller) -> tuple[ExaminationRow, list[LackRow]]:
        """Return an examination: whole to who opened it, to others what was found of them.

        Raises:
            ExaminationUnknownError: there is none, or nothing in it is theirs.

        """
        row = self.views.get(examinations, examination_id)
        here = caller.units(*REMEDIERS, "leader", "deputy_leader", "approver")
        if row is None:
            raise ExaminationUnknownError(examination_id)
        of = [lacks.c.examination_id == lacks.encode_key(examination_id)]
        if row.unit not in here:
            of.append(lacks.c.unit.in_(here))
        found = self.views.select(lacks, *of, order=[lacks.c.number])
        if not found:
            raise ExaminationUnknownError(examination_id)
        return row, found

    def units_below(self, unit: str) -> int:
        """Return how many units the list of gaps is about."""
        return len(self._below(unit))

    def _every(self, unit: str, first: date, last: date, today: date) -> list[Lack]:
        return list(self._lacking(self._below(unit), first, last, today))

    def _lacking(self, here: Sequence[str], first: date, last: date, today: date) -> Iterator[Lack]:
        _within_reason(first, last)
        days = (released.c.on >= first.isoformat(), released.c.on <= last.isoformat())
        active = {x.unit for x in self.views.select(released, released.c.unit.in_(here), *days)}
        closed = {x.key for x in self.views.select(collections, collections.c.unit.in_(here))}
        running = (threads.c.unit.in_(here), threads.c.open.is_(True))
        late = self.views.select(threads, *running, threads.c.due < today.isoformat())
        for unit in here:
            if unit not in active:
                yield Lack(unit=unit, what=NOTHING)
            for month in _months(first, min(last, today)):
                if f"{unit}/{month}" not in closed:
                    yield Lack(unit=unit, what=f"{month}没有意见收集小结")
            for each in self.channel_desk.amiss([unit], today):
                yield Lack(unit=unit, what=f"{each.name}{each.amiss}")
            for row in late:
                if row.unit == unit:
                    yield Lack(unit=unit, what=f"“{row.title}”逾期未报告"[:WORDS])

    def _below(self, unit: str) -> Sequence[str]:
        under = units.c.unit_id.in_(within(unit))
        rows = self.views.select(units, under, units.c.ended_on.is_(None))
        return sorted(x.unit_id for x in rows if x.unit_id != unit) or [unit]

    def _lack(self, examination_id: UUID, number: int) -> LackRow:
        row = self.views.get(lacks, f"{examination_id}/{number}")
        if row is not None:
            return row
        if self.views.get(examinations, examination_id) is None:
            raise ExaminationUnknownError(examination_id)
        raise LackUnknownError(number, field="number")

    async def _file(self, stream: UUID, command: Any, cause: Cause) -> Receipt:
        return await self.store.file(Task(EXAMINATION, stream, command), cause=cause)


def _within_reason(first: date, last: date) -> None:
    if last < first:
        raise SpanBackwardsError(field="last")
    if last.year - first.year > YEARS:
        raise SpanTooLongError(field="first")


def _months(first: date, last: date) -> Iterator[str]:
    """Return the months that are over by the last day of a period."""
    year, month = first.year, first.month
    while (year, month) < (last.year, last.month):
        yield f"{year}-{month:02}"
        year, month = year + month // 12, month % 12 + 1
