"""报告的办理 — drafted when the day is near, signed, sent, received; told of when it is not."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.report import REPORT, ReportState, ReportUnknownError
from services.workflow.domain.report_task import (
    Edition,
    ReportTask,
    covered,
    cut_off,
    editions,
    opening,
    tasks_of,
)
from services.workflow.domain.report_words import (
    DraftReport,
    EscalateReport,
    FillProgress,
    HandInReport,
    MissReport,
    ReceiveReport,
    ReportCommand,
    ReportFigures,
    ReturnReport,
    SendReport,
    SignReport,
    WriteReport,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.enclosures import Enclosures
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.handlers.scheme_words import Sayings
from services.workflow.views import SchemeRow, duties, schemes
from services.workflow.views.reports import ReportRow, openings, reports
from services.workflow.views.voices import voices
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.register import units, within
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 50
LOOK: Final = 500  # that the clock looks at in one round
TASKS_KEY: Final = "reports.tasks"
KINDS_KEY: Final = "reports"
LEAD_KEY: Final = "reports.lead_days"
TABLE_KEY: Final = "reports.progress_tasks"
CHARGE_KEY: Final = "reports.in_charge"
PRINCIPAL_KEY: Final = "reports.principal"
LEAD: Final = 2
BACK: Final = timedelta(days=31)
TABLE: Final = 50
IN_CHARGE: Final = ("deputy_leader", "approver")
PRINCIPAL: Final = ("leader", "secretary")
WRITERS: Final = (Post.CLERK, Post.OFFICE)
TAKERS: Final = (Post.OFFICE, Post.APPROVER)
SEERS: Final = (*STAFF, Post.LEADER, Post.DEPUTY_LEADER, Post.SUPERVISOR)
LATE: Final = ("overdue", "late")
OUT: Final = (ReportState.SENT.value, ReportState.RECEIVED.value)

log = logging.getLogger(__name__)


class Tray(Struct, frozen=True, kw_only=True):
    """报告一览 — one page, the newest due first; ``owing``: how many are not sent in time."""

    rows: list[ReportRow]
    total: int
    owing: int


class Shown(Struct, frozen=True, kw_only=True):
    """一份报告 — with the digest of what would be signed now."""

    row: ReportRow
    digest: str


@dataclass
class Reports:
    """报告"""

    store: Store[Any]
    views: Views
    clock: Clock
    enclosures: Enclosures
    _given_up: set[UUID] = field(default_factory=set)

    @property
    def sayings(self) -> Sayings:
        """Return what schemes say."""
        return Sayings(self.views)

    # ── what people do ───────────────────────────────────────────────────────────────────────

    async def write(
        self, report_id: UUID, asked: WriteReport | FillProgress, caller: Caller
    ) -> Receipt:
        """修改报告、填进度表: by a clerk or the office of the unit."""
        row = await asyncio.to_thread(self._row, report_id, caller)
        return await self._file(report_id, asked, caller.acting(row.unit, *WRITERS))

    async def sign(self, report_id: UUID, asked: SignReport, caller: Caller) -> Receipt:
        """审核签发: by one of the posts that the scheme named when the report was drafted."""
        row = await asyncio.to_thread(self._row, report_id, caller)
        first, *more = row.reviewers
        return await self._file(report_id, asked, caller.acting(row.unit, first, *more))

    async def send(self, report_id: UUID, asked: SendReport, caller: Caller) -> Receipt:
        """报送: in one form, by a clerk or the office; a formal document comes with its scan.

        Raises:
            AttachmentUnknownError: the scan is no upload of this person.

        """
        row = await asyncio.to_thread(self._row, report_id, caller)
        cause = caller.acting(row.unit, *WRITERS)
        refs = [asked.scan] if asked.scan else []
        found = await asyncio.to_thread(self.enclosures.resolved, refs, caller.person, ())
        command = HandInReport(asked=asked, scan=found[0] if found else None)
        return await self._file(report_id, command, cause)

    async def answer(
        self, report_id: UUID, asked: ReceiveReport | ReturnReport, caller: Caller
    ) -> Receipt:
        """签收、退回: by the office of the unit it was sent to."""
        row = await asyncio.to_thread(self._row, report_id, caller)
        return await self._file(report_id, asked, caller.acting(row.addressee, *TAKERS))

    async def _file(self, report_id: UUID, command: ReportCommand, cause: Cause) -> Receipt:
        return await self.store.file(Task(REPORT, report_id, command), cause=cause)

    # ── to read ──────────────────────────────────────────────────────────────────────────────

    def see(self, report_id: UUID, caller: Caller) -> Shown:
        """Return a report to its unit, to whoever it goes to, and to who oversees the unit.

        Raises:
            ReportUnknownError: there is none, or it is none of this person's business.

        """
        row = self._row(report_id, caller)
        state, _ = self.store.state(REPORT, report_id)
        return Shown(row=row, digest=state.digest)

    def _row(self, report_id: UUID, caller: Caller) -> ReportRow:
        caller.known()
        row = self.views.get(reports, report_id)
        if row is None or not self._concerns(row, caller):
            raise ReportUnknownError
        return row

    def _concerns(self, row: ReportRow, caller: Caller) -> bool:
        if caller.holds(row.unit, *SEERS) or caller.holds(row.addressee, *SEERS):
            return True
        return Overseeing(self.views).reads(caller, row.unit)

    def listed(self, caller: Caller, tab: str = "", page: int = 1, size: int = SIZE) -> Tray:
        """Return the reports of the caller's units, or (``owing``) what has not been sent."""
        caller.known()
        here = [self._here(caller)]
        late = reports.c.due < beijing_date(caller.at), reports.c.state.not_in(OUT)
        owing = self.views.count(reports, *here, *late)
        if tab == "owing":
            here += late
        rows = self.views.select(
            reports,
            *here,
            order=[reports.c.due.desc(), reports.c.unit, reports.c.report_id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        return Tray(rows=rows, total=self.views.count(reports, *here), owing=owing)

    def _here(self, caller: Caller) -> Any:
        mine, tops = caller.units(*SEERS), Overseeing(self.views).tops(caller, READERS)
        own = reports.c.unit.in_(mine) | reports.c.addressee.in_(mine)
        return sa.or_(own, *(reports.c.unit.in_(all_below(each)) for each in tops))

    # ── what the clock brings about ──────────────────────────────────────────────────────────

    async def ring(self) -> None:
        """Draft what is due soon; tell of what is not sent on its day, or not received after."""
        today = beijing_date(self.clock.now())
        for report_id, command in await asyncio.to_thread(lambda: list(self._due(today))):
            await self._try(report_id, command, "drafted")
        for row in await asyncio.to_thread(self._unsent, today):
            if not row.escalated and row.state not in OUT:
                above = EscalateReport(above=row.addressee)
                await self._try(row.report_id, above, f"escalated/{row.due}")
            if row.due < today:
                await self._try(row.report_id, MissReport(), f"missed/{row.due}")

    def _unsent(self, today: date) -> list[ReportRow]:
        waits = reports.c.due <= today, reports.c.missed.is_(False)
        open_ = reports.c.state != ReportState.RECEIVED.value
        return self.views.select(reports, *waits, open_, order=[reports.c.due], limit=LOOK)

    def _due(self, today: date) -> Iterator[tuple[UUID, DraftReport]]:
        for row in self.views.select(schemes, order=[schemes.c.unit]):
            lead = timedelta(days=self.sayings.number(row.unit, LEAD_KEY, today, LEAD))
            words = self.sayings.words(row.unit, TASKS_KEY, today)
            kinds = self.sayings.words(row.unit, KINDS_KEY, today)
            for task in tasks_of(words, kinds):
                for each in editions(task, self._since(row, today), today + lead):
                    report_id = report_id_of(row.unit, task.kind, each)
                    if self.views.get(reports, report_id) is None:
                        yield report_id, self._draft(row.unit, task, each, today)

    def _since(self, row: SchemeRow, today: date) -> date:
        """Return since when the scheme in force asks; what was slept over is not forgotten."""
        begun = max(each.effective for each in row.schemes if each.effective <= today)
        return max(begun, today - BACK)

    def _draft(self, unit: str, task: ReportTask, each: Edition, today: date) -> DraftReport:
        before = self._before(unit, task.kind, each.due)
        since = covered(each, before.cutoff if before else None)
        cutoff = cut_off(each, today)
        figures = self.figures(unit, since, cutoff)
        key, usual = (PRINCIPAL_KEY, PRINCIPAL) if task.principal else (CHARGE_KEY, IN_CHARGE)
        lines = self.sayings.number(unit, TABLE_KEY, today, TABLE) if task.table else 0
        return DraftReport(
            unit=unit,
            kind=task.kind,
            period=each.period,
            title=f"{each.period}党务公开{task.kind}",
            first=since,
            cutoff=cutoff,
            due=each.due,
            addressee=self._addressee(unit, task.to),
            reviewers=self.sayings.words(unit, key, today, usual) or usual,
            forms=task.forms,
            figures=figures,
            text=opening(each, task.kind, since, cutoff, figures),
            tasks=lines,
            table=before.table if before and len(before.table) == lines else (),
        )

    def _before(self, unit: str, kind: str, due: date) -> ReportRow | None:
        here = reports.c.unit == unit, reports.c.kind == kind, reports.c.due < due
        found = self.views.select(reports, *here, order=[reports.c.due.desc()], limit=1)
        return found[0] if found else None

    def _addressee(self, unit: str, name: str) -> str:
        named = self.views.select(units, units.c.name == name, limit=1) if name else []
        above = list(Overseeing(self.views).line(unit))[1:2]
        return named[0].unit_id if named else (above or [unit])[0]

    def figures(self, unit: str, since: date, cutoff: date) -> ReportFigures:
        """Return the figures of a unit and all below it, between two days, both included."""
        count, under = self.views.count, within(unit)
        opened = openings.c.opened_on >= since, openings.c.opened_on <= cutoff
        due = duties.c.unit.in_(under), duties.c.due >= since, duties.c.due <= cutoff
        heard = voices.c.received_on >= since, voices.c.received_on <= cutoff
        said = voices.c.unit.in_(under), *heard
        return ReportFigures(
            published=count(openings, openings.c.unit.in_(under), *opened),
            due=count(duties, *due, duties.c.state != "excused"),
            overdue=count(duties, *due, duties.c.state.in_(LATE)),
            opinions=count(voices, *said),
            concluded=count(voices, *said, voices.c.finding != ""),
        )

    async def _try(self, report_id: UUID, command: ReportCommand, step: str) -> None:
        command_id = uuid5(report_id, step)
        if command_id in self._given_up:
            return
        unit = command.unit if isinstance(command, DraftReport) else ""
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=unit,
            post=SYSTEM,
            correlation_id=report_id,
            causation_id=command_id,
        )
        try:
            receipt = await self.store.file(
                Task(REPORT, report_id, command), cause=cause, command_id=command_id
            )
        except BusyError:
            return
        except RejectedError as refusal:
            log.warning("%s of report %s: %s", step, report_id, refusal.code)
            self._given_up.add(command_id)
            return
        await self.views.reached("workflow", receipt.position)


def report_id_of(unit: str, kind: str, edition: Edition) -> UUID:
    """Return the stream of one report."""
    return uuid5(UUID(unit), f"report/{kind}/{edition.due}")
