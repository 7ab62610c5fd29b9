"""公示的办理 — begun by a publication, ended by the days, its result owed in the same commit."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import RaiseObligation
from services.workflow.domain.period import deadline
from services.workflow.domain.posting import (
    POSTING,
    Posting,
    PostingState,
    PostingUnknownError,
    counted,
    recounted,
)
from services.workflow.domain.posting_words import (
    POSTING_KINDS,
    AttachObjection,
    BeginAgain,
    BeginPosting,
    ClosePosting,
    DecidePosting,
    InterruptPosting,
    OpenPosting,
    RecountPosting,
    RegisterPosting,
    RestartPosting,
)
from services.workflow.domain.terms import STAFF, Plan
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.corrections import NotYetHeardError
from services.workflow.handlers.obligations import AT_ONCE, LONGEST, Alarm
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.heard import DisclosureCancelled, DisclosureWithdrawn, OpinionReceived
from services.workflow.views import disclosures, editions
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries
from services.workflow.views.mistakes import edition_key
from services.workflow.views.postings import (
    OpinionRow,
    PostingRow,
    opinions,
    posting_duty,
    postings,
)
from shared.calendar import Calendar, beijing_date
from shared.decider import InvalidError, NotFoundError
from shared.record import SYSTEM, Cause, Record, because
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

OPEN: Final = PostingState.OPEN.value


class PostingEntryUnknownError(NotFoundError):
    """目录里没有这个事项，不能登记公示事项。"""


class PostingIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，公示编号请换用第 4 版。"""


class PostingSeen(Struct, frozen=True, kw_only=True):
    """一项公示 — how many days of its period have begun, its objections and its obligations."""

    row: PostingRow
    day: int
    days: int
    objections: list[OpinionRow]
    notice: DutyRow | None
    result: DutyRow | None


class PostingList(Struct, frozen=True, kw_only=True):
    """公示一览"""

    unit: str
    rows: list[PostingSeen]
    total: int


@dataclass(frozen=True)
class Postings:
    """公示"""

    store: Store[Any]
    views: Views
    alarm: Alarm

    # ── people ───────────────────────────────────────────────────────────────────────────────

    async def register(self, posting_id: UUID, asked: RegisterPosting, caller: Caller) -> Receipt:
        """登记: by clerk, office or approver; from that day the notice is owed to its readers."""
        caller.known()
        if is_derived(posting_id):
            raise PostingIdReservedError(field="posting_id")
        entry = await asyncio.to_thread(self._entry, asked.item_id)
        cause = caller.acting(entry.unit, *RECORDERS)
        rule = self.alarm.limits(entry.unit, asked.happened_on)
        command = BeginPosting(unit=entry.unit, asked=asked, limits=rule)
        begun = Posting(
            unit=entry.unit,
            item_id=asked.item_id,
            kind=asked.kind,
            matter=asked.matter.strip(),
            limits=rule,
        )
        owed = self._owed(begun, posting_duty(posting_id, 1), Duty.IMMEDIATE, asked.happened_on)
        return await self.store.file(Task(POSTING, posting_id, command), owed, cause=cause)

    async def restart(self, posting_id: UUID, asked: RestartPosting, caller: Caller) -> Receipt:
        """个别对象重新公示: whom a revision concerns is shown for the whole period again."""
        state, cause = await self._mine(posting_id, caller)
        found = self.views.get(disclosures, state.disclosure_id)
        version = found.version if found else 0
        edition = self.views.get(editions, edition_key(state.disclosure_id, version))
        command = BeginAgain(
            asked=asked,
            version=version,
            revised_on=edition.revised_on if edition else None,
            calendar=self.alarm.calendars(),
        )
        return await self.store.file(Task(POSTING, posting_id, command), cause=cause)

    async def decide(self, posting_id: UUID, asked: DecidePosting, caller: Caller) -> Receipt:
        """作出决定: about one of those who were shown, never before their own period is over."""
        _, cause = await self._mine(posting_id, caller)
        return await self.store.file(Task(POSTING, posting_id, asked), cause=cause)

    async def _mine(self, posting_id: UUID, caller: Caller) -> tuple[Posting, Cause]:
        caller.known()
        state, _ = await asyncio.to_thread(self.store.state, POSTING, posting_id)
        if not caller.holds(state.unit, *STAFF):
            raise PostingUnknownError
        return state, caller.acting(state.unit, *RECORDERS)

    async def close(self, posting_id: UUID, caller: Caller) -> Receipt:
        """结束: by people or by the clock, never before the period is over."""
        state, cause = await self._mine(posting_id, caller)
        return await self.store.file(*self._closing(posting_id, state), cause=cause)

    # ── the clock ────────────────────────────────────────────────────────────────────────────

    async def ring(self) -> int:
        """End every notice whose period is over; return how many; none twice, however often."""
        filed = 0
        while rows := await asyncio.to_thread(self._over):
            done = await asyncio.gather(*(self._end(each) for each in rows))
            last = max(each.position for each in done)
            filed += len(done)
            if not await self.views.reached(self.store.name, last, within=LONGEST):
                break
        return filed

    def _over(self) -> list[PostingRow]:
        today = beijing_date(self.alarm.clock.now())
        over = postings.c.state == OPEN, postings.c.closes_on <= today
        return self.views.select(postings, *over, order=[postings.c.closes_on], limit=AT_ONCE)

    async def _end(self, row: PostingRow) -> Receipt:
        command_id = uuid5(row.posting_id, f"closed/{row.closes_on}")
        cause = Cause(
            actor=SYSTEM,
            at=self.alarm.clock.now(),
            unit=row.unit,
            post=SYSTEM,
            correlation_id=row.posting_id,
            causation_id=command_id,
        )
        tasks = self._closing(row.posting_id, row.posting)
        return await self.store.file(*tasks, cause=cause, command_id=command_id)

    # ── facts ────────────────────────────────────────────────────────────────────────────────

    def follow(self, duty: DutyRow, disclosure_id: str, on: date) -> list[Task]:
        """Return what follows when an obligation is fulfilled: its notice begins."""
        here = postings.c.obligation_id == duty.obligation_id
        return [self._opening(row, disclosure_id, on) for row in self.views.select(postings, here)]

    def _opening(self, row: PostingRow, disclosure_id: str, on: date) -> Task:
        calendar = self.alarm.calendars()
        command = OpenPosting(disclosure_id=disclosure_id, opened_on=on, calendar=calendar)
        return Task(POSTING, row.posting_id, command)

    async def opened(self, record: Record[Any]) -> None:
        """Attach what came in about a disclosure before its opening was heard of here."""
        if not await self.views.reached(self.store.name, self.store.last()):
            raise NotYetHeardError(record.stream_id)
        disclosure = str(record.stream_id)
        for each in await asyncio.to_thread(self._about, disclosure):
            await self._attach(record, disclosure, each.opinion_id, each.received_on)

    async def objected(self, record: Record[OpinionReceived]) -> None:
        """Attach an opinion to the notice that it is about, if it came in time."""
        received = beijing_date(record.cause.at)
        await self._attach(record, record.event.disclosure_id, str(record.stream_id), received)

    async def _attach(
        self, record: Record[Any], disclosure_id: str, opinion_id: str, on: date
    ) -> None:
        row = await asyncio.to_thread(self._posting_of, disclosure_id)
        inside = row and row.opened_on and row.opened_on <= on <= row.posting.last_day
        if row is None or not inside or opinion_id in row.posting.objections:
            return
        command = AttachObjection(opinion_id=opinion_id, received_on=on)
        await self.store.file(
            Task(POSTING, row.posting_id, command),
            cause=because(record, self.alarm.clock.now()),
            command_id=uuid5(row.posting_id, f"objected/{opinion_id}"),
        )

    async def withdrawn(
        self, record: Record[DisclosureWithdrawn] | Record[DisclosureCancelled]
    ) -> None:
        """Begin a notice anew whose text was withdrawn or cancelled before its period was over."""
        row = await asyncio.to_thread(self._posting_of, str(record.stream_id))
        today = beijing_date(record.cause.at)
        if row is None or row.state != OPEN or today > row.posting.last_day:
            return
        again = posting_duty(row.posting_id, row.posting.round + 1)
        command = InterruptPosting(disclosure_id=row.disclosure_id)
        await self.store.file(
            Task(POSTING, row.posting_id, command),
            self._owed(row.posting, again, Duty.IMMEDIATE, today, "（重新公示）"),
            cause=because(record, self.alarm.clock.now()),
            command_id=uuid5(record.id, "posting"),
        )

    async def recount(self, record: Record[Any]) -> None:
        """Count every open period anew that another calendar changes."""
        command = RecountPosting(calendar=self.alarm.calendars())
        rows = await asyncio.to_thread(self.views.select, postings, postings.c.state == OPEN)
        for row in rows:
            if recounted(row.posting, command):
                await self.store.file(
                    Task(POSTING, row.posting_id, command),
                    cause=because(record, self.alarm.clock.now()),
                    command_id=uuid5(row.posting_id, f"recounted/{command.calendar.version}"),
                )

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, posting_id: UUID, caller: Caller) -> PostingSeen:
        """Return one notice to those who may read it.

        Raises:
            PostingUnknownError: there is none.

        """
        caller.known()
        row = self.views.get(postings, posting_id)
        if row is None or not self.may_read(row.unit, caller):
            raise PostingUnknownError
        return self._seen(row, beijing_date(caller.at))

    def of_unit(self, caller: Caller, unit: str = "", page: int = 1, size: int = 20) -> PostingList:
        """Return the notices of a unit, the newest first."""
        caller.known()
        mine = caller.units(*STAFF)
        unit = unit or (mine[0] if mine else "")
        if not self.may_read(unit, caller):
            raise PostingUnknownError
        here, order = postings.c.unit == unit, [postings.c.registered_at.desc()]
        rows = self.views.select(postings, here, order=order, limit=size, offset=(page - 1) * size)
        total, today = self.views.count(postings, here), beijing_date(caller.at)
        return PostingList(unit=unit, rows=[self._seen(each, today) for each in rows], total=total)

    def entries(self, caller: Caller) -> list[EntryRow]:
        """Return the entries for which the caller may register a notice."""
        mine = entries.c.unit.in_(caller.units(*RECORDERS)), entries.c.retired.is_(False)
        return self.views.select(entries, *mine, order=[entries.c.title])

    def may_read(self, unit: str, caller: Caller) -> bool:
        """Tell whether the caller is staff of a unit or oversees it from above."""
        return Overseeing(self.views).concerns(caller, unit)

    def _seen(self, row: PostingRow, today: date) -> PostingSeen:
        day, days = counted(row.posting, today)
        found = [self.views.get(opinions, each) for each in row.posting.objections]
        return PostingSeen(
            row=row,
            day=day,
            days=days,
            objections=[each for each in found if each],
            notice=self.views.get(duties, row.obligation_id),
            result=self.views.get(duties, result_duty(row.posting_id)),
        )

    def _entry(self, item_id: str) -> EntryRow:
        entry = self.views.get(entries, item_id)
        if entry is None or entry.retired:
            raise PostingEntryUnknownError(field="item_id")
        return entry

    def _about(self, disclosure_id: str) -> list[OpinionRow]:
        return self.views.select(opinions, opinions.c.disclosure_id == disclosure_id)

    def _posting_of(self, disclosure_id: str) -> PostingRow | None:
        if not disclosure_id:
            return None
        found = self.views.select(postings, postings.c.disclosure_id == disclosure_id)
        return found[0] if found else None

    def _closing(self, posting_id: UUID, state: Posting) -> list[Task]:
        owed = self._owed(
            state, result_duty(posting_id), Duty.RESULT, state.closes_on, "：公示结果"
        )
        return [Task(POSTING, posting_id, ClosePosting()), owed]

    def _owed(
        self, state: Posting, obligation_id: UUID, duty: Duty, on: date, what: str = ""
    ) -> Task:
        command = RaiseObligation(
            unit=state.unit,
            item_id=state.item_id,
            duty=duty,
            title=POSTING_KINDS[state.kind],
            begins=on,
            limits=state.limits,
            calendar=self.alarm.calendars(),
            matter=f"{state.matter}{what}",
        )
        return Task(OBLIGATION, obligation_id, command)


def result_duty(posting_id: UUID) -> UUID:
    """Return the stream of the obligation to disclose the result of a notice."""
    return uuid5(posting_id, "result")


def least_days(views: Views, calendar: Calendar, obligation_id: str, plan: Plan | None) -> int:
    """Return how many days a plan for a notice must stay displayed; 0: it is for no notice."""
    here = postings.c.obligation_id == obligation_id
    found = views.select(postings, here) if obligation_id and plan else []
    if not found or plan is None:
        return 0
    due = deadline(plan.disclose_on, found[0].posting.limits.notice, calendar).due
    return (due - plan.disclose_on).days + 1
