"""预公开的办理 — shown, heard, summed up, studied, decided; each step with what it owes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.consultation import (
    CONSULTATION,
    ConsultationUnknownError,
    recounted,
)
from services.workflow.domain.consultation_state import Consultation, ConsultationState, counted
from services.workflow.domain.consultation_words import (
    AnswerConsultation,
    BeginConsultation,
    CloseConsultation,
    DecideConsultation,
    InterruptConsultation,
    OpenConsultation,
    PostponeConsultation,
    RecountConsultation,
    RegisterConsultation,
    ReportConsultation,
    StudyConsultation,
)
from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import RaiseObligation
from services.workflow.domain.session import missing
from services.workflow.domain.session_words import Form, HoldConsultation
from services.workflow.domain.tally import Stance
from services.workflow.domain.terms import STAFF, Post, Scope
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.consultation_rules import (
    ASKING,
    HEARINGS,
    held_from,
    named,
    rule_of,
    used,
)
from services.workflow.handlers.corrections import NotYetHeardError
from services.workflow.handlers.obligations import Alarm
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.handlers.postings import Postings
from services.workflow.heard import DisclosureCancelled, DisclosureWithdrawn, StanceDeclared
from services.workflow.views.consultations import (
    ConsultationRow,
    consultation_texts,
    consultations,
    consulted,
    outcome_duty,
    round_duty,
)
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries
from services.workflow.views.postings import opinions
from services.workflow.views.register import disclosures, schemes
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Record, because
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

OPEN: Final = ConsultationState.OPEN.value
DECIDERS: Final = (*RECORDERS, Post.LEADER)
TITLE: Final = "预公开"

Follow = Callable[[DutyRow, str, date], list[Task]]
Act = CloseConsultation | PostponeConsultation | StudyConsultation | DecideConsultation
Step = Act | HoldConsultation


class ConsultationEntryUnknownError(NotFoundError):
    """目录里没有这个事项，不能登记预公开事项。"""


class ConsultationIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，预公开编号请换用第 4 版。"""


class PreDisclosureUnusedError(RejectedError):
    """本单位的实施方案没有实行预公开，不能登记预公开事项。"""


class RegimeUnusedError(RejectedError):
    """本单位还没有实行这项党内民主机制。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the regime and, if there is one, the day on which it begins."""
        regime, since = self.args
        begins = f"，自{since.year}年{since.month}月{since.day}日起实行" if since < date.max else ""
        return f"本单位还没有实行“{regime}”{begins}。"


class ConsultationSeen(Struct, frozen=True, kw_only=True):
    """一项预公开 — how many days of its period have begun, and what it owes."""

    row: ConsultationRow
    day: int
    days: int
    opinions: int
    owed: list[DutyRow]
    unheard: list[str]


class ConsultationList(Struct, frozen=True, kw_only=True):
    """预公开一览"""

    unit: str
    rows: list[ConsultationSeen]
    total: int


@dataclass(frozen=True)
class Consultations:
    """预公开"""

    store: Store[Any]
    views: Views
    alarm: Alarm

    # ── people ───────────────────────────────────────────────────────────────────────────────

    async def register(
        self, consultation_id: UUID, asked: RegisterConsultation, caller: Caller
    ) -> Receipt:
        """登记: by clerk, office or approver; from that day the plan must be shown."""
        caller.known()
        if is_derived(consultation_id):
            raise ConsultationIdReservedError(field="consultation_id")
        entry = await asyncio.to_thread(self._entry, asked.item_id)
        cause = caller.acting(entry.unit, *RECORDERS)
        today = beijing_date(cause.at)
        command = await asyncio.to_thread(self._begin, entry, asked, today)
        state = _after(Consultation(), command, cause)
        owed = self._round_owed(consultation_id, state, today)
        return await self.store.file(
            Task(CONSULTATION, consultation_id, command), owed, cause=cause
        )

    async def act(
        self, consultation_id: UUID, asked: Step, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """汇总、暂缓、研究、决定: with the obligations that follow, in one commit."""
        caller.known()
        state, version = await asyncio.to_thread(self._known, consultation_id, caller)
        cause = caller.acting(state.unit, *DECIDERS)
        if isinstance(asked, HoldConsultation) and asked.form is Form.HEARING:
            await asyncio.to_thread(self._used, state.unit, HEARINGS, beijing_date(cause.at))
        later = _after(state, asked, cause)
        owed = self._following(consultation_id, state, later, beijing_date(cause.at))
        seen = version if expected is None else expected
        task = Task(CONSULTATION, consultation_id, asked, seen)
        return await self.store.file(task, *owed, cause=cause)

    def _known(self, consultation_id: UUID, caller: Caller) -> tuple[Consultation, int]:
        state, version = self.store.state(CONSULTATION, consultation_id)
        if not caller.holds(state.unit, *STAFF, Post.LEADER):
            raise ConsultationUnknownError
        return state, version

    def _begin(
        self, entry: EntryRow, asked: RegisterConsultation, today: date
    ) -> BeginConsultation:
        scheme = self.views.get(schemes, entry.unit)
        if not used(scheme, today):
            raise PreDisclosureUnusedError
        self._used(entry.unit, ASKING, today)
        return BeginConsultation(
            unit=entry.unit,
            asked=asked,
            limits=self.alarm.limits(entry.unit, today),
            rule=rule_of(scheme, today),
            named=named(scheme, today, entry.title),
        )

    def _used(self, unit: str, regime: str, day: date) -> None:
        since = held_from(self.views.get(schemes, unit), regime, day)
        if since is not None:
            raise RegimeUnusedError(regime, since, field="form")

    def _following(
        self, consultation_id: UUID, before: Consultation, state: Consultation, today: date
    ) -> list[Task]:
        """Return what a step makes due: the result in the same scope, or another round."""
        if state.turn > before.turn:
            return [self._round_owed(consultation_id, state, today)]
        decided = state.outcome is not None
        if not decided and state.postponements == before.postponements:
            return []
        what = "决定结果和意见采纳情况" if decided else "暂缓决定和意见处理情况"
        owed = outcome_duty(consultation_id, state)
        return [self._owed(state, owed, Duty.OUTCOME, today, f"：{what}")]

    # ── facts ────────────────────────────────────────────────────────────────────────────────

    def follow(self, duty: DutyRow, disclosure_id: str, on: date) -> list[Task]:
        """Return what follows when an obligation is fulfilled: a round begins, a result is told."""
        known = self.views.get(consulted, duty.obligation_id)
        if known is None:
            return []
        here = known.consultation_id
        if known.result:
            told = ReportConsultation(disclosure_id=disclosure_id, on=on)
            return [Task(CONSULTATION, here, told)]
        shown = self.views.get(disclosures, disclosure_id)
        command = OpenConsultation(
            disclosure_id=disclosure_id,
            opened_on=on,
            scope=shown.plan.scope if shown else Scope.SOCIETY,
            calendar=self.alarm.calendars(),
        )
        return [Task(CONSULTATION, here, command)]

    async def answered(self, record: Record[StanceDeclared]) -> None:
        """Count what somebody said, by the day on which it came in."""
        if not await self.views.reached(self.store.name, self.store.last()):
            raise NotYetHeardError(record.stream_id)
        event = record.event
        row = await asyncio.to_thread(self._consultation_of, event.disclosure_id)
        if row is None:
            return
        command = AnswerConsultation(
            disclosure_id=event.disclosure_id,
            opinion_id=event.opinion_id,
            stance=Stance(event.stance),
            verified=event.verified,
            received_on=beijing_date(record.cause.at),
        )
        await self.store.file(
            Task(CONSULTATION, row.consultation_id, command),
            cause=because(record, self.alarm.clock.now()),
            command_id=uuid5(row.consultation_id, f"answered/{event.opinion_id}"),
        )

    async def withdrawn(
        self, record: Record[DisclosureWithdrawn] | Record[DisclosureCancelled]
    ) -> None:
        """Begin a round anew whose plan was withdrawn before its period was over."""
        row = await asyncio.to_thread(self._consultation_of, str(record.stream_id))
        today = beijing_date(record.cause.at)
        if row is None or row.state != OPEN or row.disclosure_id != str(record.stream_id):
            return
        cause = because(record, self.alarm.clock.now())
        command = InterruptConsultation(disclosure_id=row.disclosure_id)
        later = _after(row.consultation, command, cause)
        await self.store.file(
            Task(CONSULTATION, row.consultation_id, command),
            self._round_owed(row.consultation_id, later, today),
            cause=cause,
            command_id=uuid5(record.id, "consultation"),
        )

    async def recount(self, record: Record[Any]) -> None:
        """Count every open period anew that another calendar changes."""
        command = RecountConsultation(calendar=self.alarm.calendars())
        here = consultations.c.state == OPEN
        for row in await asyncio.to_thread(self.views.select, consultations, here):
            if recounted(row.consultation, command.calendar):
                await self.store.file(
                    Task(CONSULTATION, row.consultation_id, command),
                    cause=because(record, self.alarm.clock.now()),
                    command_id=uuid5(row.consultation_id, f"recounted/{record.id}"),
                )

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, consultation_id: UUID, caller: Caller) -> ConsultationSeen:
        """Return one consultation to those who may read it.

        Raises:
            ConsultationUnknownError: there is none.

        """
        caller.known()
        row = self.views.get(consultations, consultation_id)
        if row is None or not self.may_read(row.unit, caller):
            raise ConsultationUnknownError
        return self._seen(row, beijing_date(caller.at))

    def of_unit(
        self, caller: Caller, unit: str = "", page: int = 1, size: int = 20
    ) -> ConsultationList:
        """Return the consultations of a unit, the newest first."""
        caller.known()
        mine = caller.units(*STAFF, Post.LEADER)
        unit = unit or (mine[0] if mine else "")
        if not self.may_read(unit, caller):
            raise ConsultationUnknownError
        here, order = consultations.c.unit == unit, [consultations.c.registered_at.desc()]
        offset, today = (page - 1) * size, beijing_date(caller.at)
        rows = self.views.select(consultations, here, order=order, limit=size, offset=offset)
        seen = [self._seen(each, today) for each in rows]
        return ConsultationList(unit=unit, rows=seen, total=self.views.count(consultations, here))

    def entries(self, caller: Caller) -> list[EntryRow]:
        """Return the entries for which the caller may register a consultation."""
        mine = entries.c.unit.in_(caller.units(*RECORDERS)), entries.c.retired.is_(False)
        return self.views.select(entries, *mine, order=[entries.c.title])

    def may_read(self, unit: str, caller: Caller) -> bool:
        """Tell whether the caller is staff of a unit or oversees it from above."""
        return Overseeing(self.views).concerns(caller, unit, Post.LEADER)

    def _seen(self, row: ConsultationRow, today: date) -> ConsultationSeen:
        last = row.consultation.round
        day, days = counted(last.deadline, today) if last else (0, 0)
        mine = consulted.c.consultation_id == row.consultation_id
        found = [
            self.views.get(duties, each.obligation_id)
            for each in self.views.select(consulted, mine)
        ]
        about = opinions.c.disclosure_id == row.disclosure_id
        return ConsultationSeen(
            row=row,
            day=day,
            days=days,
            opinions=self.views.count(opinions, about) if row.disclosure_id else 0,
            unheard=missing(row.consultation.rule.groups, row.sessions, _spoken(row)),
            owed=sorted((each for each in found if each), key=lambda each: each.begins),
        )

    def _entry(self, item_id: str) -> EntryRow:
        entry = self.views.get(entries, item_id)
        if entry is None or entry.retired:
            raise ConsultationEntryUnknownError(field="item_id")
        return entry

    def _consultation_of(self, disclosure_id: str) -> ConsultationRow | None:
        shown = self.views.get(consultation_texts, disclosure_id) if disclosure_id else None
        return self.views.get(consultations, shown.consultation_id) if shown else None

    def _round_owed(self, consultation_id: UUID, state: Consultation, today: date) -> Task:
        owed = round_duty(consultation_id, state)
        return self._owed(state, owed, Duty.CONSULTATION, today)

    def _owed(
        self, state: Consultation, obligation_id: UUID, duty: Duty, on: date, what: str = ""
    ) -> Task:
        command = RaiseObligation(
            unit=state.unit,
            item_id=state.item_id,
            duty=duty,
            title=TITLE,
            begins=on,
            limits=state.limits,
            calendar=self.alarm.calendars(),
            matter=f"{state.matter}{what}",
        )
        return Task(OBLIGATION, obligation_id, command)


def _spoken(row: ConsultationRow) -> int:
    return sum(each.voices.total for each in row.consultation.rounds)


def _after(state: Consultation, command: Any, cause: Any) -> Consultation:
    """Return what a command makes of a consultation; refuses as the store will."""
    for event in CONSULTATION.decide(command, state, cause):
        state = CONSULTATION.evolve(state, event)
    return state


def following(postings: Postings, consultations: Consultations) -> Follow:
    """Return what follows from a fulfilled obligation, whoever raised it."""

    def follow(duty: DutyRow, disclosure_id: str, on: date) -> list[Task]:
        return [
            *postings.follow(duty, disclosure_id, on),
            *consultations.follow(duty, disclosure_id, on),
        ]

    return follow
