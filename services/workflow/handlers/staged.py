"""阶段性工作的办理 — a finished stage and what it owes are filed in one commit."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation import OBLIGATION, Standing
from services.workflow.domain.obligation_commands import RaiseObligation
from services.workflow.domain.staged import (
    WORK,
    Phase,
    Progress,
    Work,
    WorkUnknownError,
    before,
    phase,
)
from services.workflow.domain.staged_words import (
    BeginWork,
    EndWork,
    FinishStage,
    RegisterWork,
    ReopenStage,
    ReplanWork,
    StageFinished,
)
from services.workflow.domain.terms import STAFF
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.obligations import Alarm
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.heard import DisclosureCancelled, DisclosureWithdrawn
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries
from services.workflow.views.register import disclosures
from services.workflow.views.staged import WorkRow, works
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Cause, Record, because
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SETTLED: Final = {Standing.DONE, Standing.EXCUSED}


class WorkEntryUnknownError(NotFoundError):
    """目录里没有这个事项，不能登记阶段性工作。"""


class WorkEntryOtherLimitError(InvalidError):
    """只有公开时限为“分期公开”的目录事项才能登记阶段性工作。"""


class WorkUnitEndedError(RejectedError):
    """这个单位已经合并或者撤销，不再以它的名义登记新的阶段性工作，请由承接单位登记。"""


class WorkIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，阶段性工作编号请换用第 4 版。"""


class StageSeen(Struct, frozen=True, kw_only=True):
    """阶段与其公开义务 — ``duty`` is None until the stage is finished; ``again``: owed anew."""

    number: int
    stage: Progress
    duty: DutyRow | None
    again: bool = False


class WorkSeen(Struct, frozen=True, kw_only=True):
    """一项阶段性工作 — with what each stage owes, and the summary."""

    row: WorkRow
    stages: list[StageSeen]
    summary: DutyRow | None
    phase: Phase
    again: bool = False  # of the summary

    @property
    def withdrawn(self) -> list[str]:
        """Return what was disclosed, withdrawn, and is not disclosed anew yet."""
        gone = [f"第{each.number}阶段" for each in self.stages if each.again and _open(each.duty)]
        return [*gone, *(["总结"] if self.again and _open(self.summary) else [])]


class WorkList(Struct, frozen=True, kw_only=True):
    """阶段性工作一览"""

    unit: str
    rows: list[WorkSeen]
    total: int


@dataclass(frozen=True)
class Staged:
    """阶段性工作"""

    store: Store[Any]
    views: Views
    alarm: Alarm

    async def register(self, work_id: UUID, asked: RegisterWork, caller: Caller) -> Receipt:
        """登记: by clerk, office or approver of the unit."""
        caller.known()
        if is_derived(work_id):
            raise WorkIdReservedError(field="work_id")
        entry = await asyncio.to_thread(self._entry, asked.item_id)
        cause = caller.acting(entry.unit, *RECORDERS)
        rule = self.alarm.limits(entry.unit, beijing_date(cause.at))
        command = BeginWork(unit=entry.unit, asked=asked, limits=rule)
        return await self.store.file(Task(WORK, work_id, command), cause=cause)

    async def finish(self, work_id: UUID, asked: FinishStage, caller: Caller) -> Receipt:
        """登记阶段完成: its result is owed from that day, and at the end perhaps a summary."""
        work, version, cause = await asyncio.to_thread(self._mine, work_id, caller)
        owed = self._owed(work_id, work, asked, cause)
        return await self.store.file(Task(WORK, work_id, asked, version), *owed, cause=cause)

    async def replan(self, work_id: UUID, asked: ReplanWork, caller: Caller) -> Receipt:
        """调整阶段计划"""
        _, _, cause = await asyncio.to_thread(self._mine, work_id, caller)
        return await self.store.file(Task(WORK, work_id, asked), cause=cause)

    async def close(self, work_id: UUID, caller: Caller) -> Receipt:
        """结项: judged by what is settled — and what is settled stays so."""
        work, version, cause = await asyncio.to_thread(self._mine, work_id, caller)
        command = await asyncio.to_thread(self._ending, work_id, work)
        return await self.store.file(Task(WORK, work_id, command, version), cause=cause)

    async def withdrawn(
        self, record: Record[DisclosureWithdrawn] | Record[DisclosureCancelled]
    ) -> None:
        """Owe anew what a withdrawn disclosure had told of: of no stage it is told any more."""
        found = await asyncio.to_thread(self._told_by, str(record.stream_id))
        for work_id, work, number in found:
            event = ReopenStage(
                number=number,
                disclosure_id=str(record.stream_id),
                withdrawn_on=beijing_date(record.cause.at),
            )
            await self.store.file(
                self._anew(work_id, work, event),
                Task(WORK, work_id, event),
                cause=because(record, self.alarm.clock.now()),
                command_id=uuid5(record.id, f"{work_id}/{number}"),
            )

    def _told_by(self, disclosure_id: str) -> list[tuple[UUID, Work, int]]:
        """Return the stages (0: the summary) that a disclosure is the last word of."""
        row = self.views.get(disclosures, disclosure_id)
        here = works.c.item_id == (row.item_id if row else "")
        return [
            (each.work_id, each.work, number)
            for each in self.views.select(works, here)
            for number in range(len(each.work.stages) + 1)
            if (duty := self._duty(_duty_of(each.work_id, each.work, number)))
            and duty.disclosure_id == disclosure_id
        ]

    def _anew(self, work_id: UUID, work: Work, asked: ReopenStage) -> Task:
        number, turn = asked.number, work.turn(asked.number) + 1
        duty = Duty.STAGE if number else Duty.SUMMARY
        name = f"第{number}阶段：{work.stages[number - 1].name}" if number else "总结性公开"
        command = self._raise(work, asked.withdrawn_on, duty, f"{name}（撤回后重新公开）")
        owed = stage_duty(work_id, number, turn) if number else summary_duty(work_id, turn)
        return Task(OBLIGATION, owed, command)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, work_id: UUID, caller: Caller) -> WorkSeen:
        """Return one work to those who may read it.

        Raises:
            WorkUnknownError: there is none.

        """
        caller.known()
        row = self.views.get(works, work_id)
        if row is None or not self.may_read(row.unit, caller):
            raise WorkUnknownError
        return self._seen(row)

    def of_unit(self, caller: Caller, unit: str = "", page: int = 1, size: int = 20) -> WorkList:
        """Return the works of a unit, those that are not closed first, the newest first."""
        caller.known()
        mine = caller.units(*STAFF)
        unit = unit or (mine[0] if mine else "")
        if not self.may_read(unit, caller):
            raise WorkUnknownError
        order = [works.c.closed, works.c.registered_at.desc()]
        here, offset = works.c.unit == unit, (page - 1) * size
        rows = self.views.select(works, here, order=order, limit=size, offset=offset)
        total = self.views.count(works, here)
        return WorkList(unit=unit, rows=[self._seen(each) for each in rows], total=total)

    def entries(self, caller: Caller) -> list[EntryRow]:
        """Return the entries for which the caller may register work."""
        here = (
            entries.c.unit.in_(caller.units(*RECORDERS)),
            entries.c.retired.is_(False),
            entries.c.time_limit == "staged",
        )
        return self.views.select(entries, *here, order=[entries.c.title])

    def may_read(self, unit: str, caller: Caller) -> bool:
        """Tell whether the caller is staff of a unit or oversees it from above."""
        return Overseeing(self.views).concerns(caller, unit)

    def _seen(self, row: WorkRow) -> WorkSeen:
        stages = [
            StageSeen(
                number=n,
                stage=each,
                duty=self._duty(_duty_of(row.work_id, row.work, n)),
                again=row.work.turn(n) > 0,
            )
            for n, each in enumerate(row.work.stages, start=1)
        ]
        summary = self._duty(_duty_of(row.work_id, row.work, 0))
        settled = tuple(each.number for each in stages if _settled(each.duty))
        come = phase(row.work, settled, summarised=_settled(summary))
        again = row.work.turn(0) > 0
        return WorkSeen(row=row, stages=stages, summary=summary, phase=come, again=again)

    def _duty(self, obligation_id: UUID) -> DutyRow | None:
        return self.views.get(duties, obligation_id)

    def _entry(self, item_id: str) -> EntryRow:
        entry = self.views.get(entries, item_id)
        if entry is None or entry.retired:
            raise WorkEntryUnknownError(field="item_id")
        if entry.time_limit != "staged":
            raise WorkEntryOtherLimitError(field="item_id")
        unit = self.views.get(units, entry.unit)
        if unit is not None and unit.ended:
            raise WorkUnitEndedError(field="item_id")
        return entry

    def _mine(self, work_id: UUID, caller: Caller) -> tuple[Work, int, Cause]:
        caller.known()
        work, version = self.store.state(WORK, work_id)
        if not work.stages or not caller.holds(work.unit, *STAFF):
            raise WorkUnknownError
        return work, version, caller.acting(work.unit, *RECORDERS)

    def _ending(self, work_id: UUID, work: Work) -> EndWork:
        numbers = range(1, len(work.stages) + 1)
        return EndWork(
            settled=tuple(n for n in numbers if self._stands(_duty_of(work_id, work, n))),
            summarised=self._stands(_duty_of(work_id, work, 0)),
        )

    def _stands(self, obligation_id: UUID) -> bool:
        state, _ = self.store.state(OBLIGATION, obligation_id)
        return state.standing in SETTLED

    def _owed(self, work_id: UUID, work: Work, asked: FinishStage, cause: Cause) -> list[Task]:
        """Return what is owed if the stage is finished; if it cannot be, the store says why.

        The same asked again owes the same, so that it is known again and answered alike.
        """
        try:
            told = WORK.decide(asked, before(work, asked.number), cause)
        except RejectedError:
            return []
        finished = [each for each in told if isinstance(each, StageFinished)]
        return [task for each in finished for task in self._owing(work_id, work, each)]

    def _owing(self, work_id: UUID, work: Work, event: StageFinished) -> list[Task]:
        begins = event.finished_on
        result = self._raise(work, begins, Duty.STAGE, f"第{event.number}阶段：{event.name}")
        owed = [Task(OBLIGATION, stage_duty(work_id, event.number), result)]
        if event.summary:
            summary = self._raise(work, begins, Duty.SUMMARY, "总结性公开")
            owed.append(Task(OBLIGATION, summary_duty(work_id), summary))
        return owed

    def _raise(self, work: Work, begins: date, duty: Duty, what: str) -> RaiseObligation:
        return RaiseObligation(
            unit=work.unit,
            item_id=work.item_id,
            duty=duty,
            title=work.title,
            begins=begins,
            limits=work.limits,
            calendar=self.alarm.calendars(),
            matter=what,
        )


def stage_duty(work_id: UUID, number: int, turn: int = 0) -> UUID:
    """Return the stream of the obligation to disclose a stage; ``turn``: for the nth time anew."""
    return uuid5(work_id, f"stage/{number}{_nth(turn)}")


def summary_duty(work_id: UUID, turn: int = 0) -> UUID:
    """Return the stream of the obligation to disclose the summary."""
    return uuid5(work_id, f"summary{_nth(turn)}")


def _nth(turn: int) -> str:
    return f"/again/{turn}" if turn else ""


def _duty_of(work_id: UUID, work: Work, number: int) -> UUID:
    """Return the obligation that counts now for a stage, or for the summary (0)."""
    turn = work.turn(number)
    return stage_duty(work_id, number, turn) if number else summary_duty(work_id, turn)


def _open(row: DutyRow | None) -> bool:
    return row is not None and not _settled(row)


def _settled(row: DutyRow | None) -> bool:
    return row is not None and row.state not in {"open", "overdue"}
