"""预公开的台账 — every consultation with its rounds, and which obligation belongs to which."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.consultation import CONSULTATION
from services.workflow.domain.consultation_state import Consultation
from services.workflow.domain.consultation_words import (
    OUTCOMES,
    Argument,
    ConsultationAnswered,
    ConsultationClosed,
    ConsultationDecided,
    ConsultationInterrupted,
    ConsultationOpened,
    ConsultationPostponed,
    ConsultationRegistered,
    ConsultationReported,
    ConsultationRescheduled,
    ConsultationStudied,
)
from services.workflow.domain.session_words import FORMS, ConsultationHeld
from services.workflow.domain.tally import GROUNDS
from services.workflow.views.duties import DutyLine
from shared.record import Record
from shared.view import Rows, View


class ConsultationRow(Struct, frozen=True, kw_only=True):
    """预公开 — ``disclosure_id``: the plan as it was shown last."""

    consultation_id: UUID
    unit: str
    item_id: str
    matter: str
    reason: str
    materials: tuple[str, ...]
    state: str
    disclosure_id: str
    closes_on: date | None
    registered_at: datetime
    consultation: Consultation
    answers: tuple[Argument, ...] = ()
    report: str = ""
    decision: ConsultationDecided | None = None
    sessions: tuple[ConsultationHeld, ...] = ()
    history: tuple[DutyLine, ...] = ()
    version: int


class ConsultedRow(Struct, frozen=True, kw_only=True):
    """预公开的公开义务 — ``result``: to tell what came of it; else to show the plan."""

    obligation_id: UUID
    consultation_id: UUID
    result: bool


class ShownRow(Struct, frozen=True, kw_only=True):
    """预公开的方案 — which publication belongs to which consultation."""

    disclosure_id: str
    consultation_id: UUID


consultations: Final = View(
    "consultations",
    ConsultationRow,
    key="consultation_id",
    indexes=(("unit", "registered_at"), ("state", "closes_on")),
)
consulted: Final = View(
    "consulted", ConsultedRow, key="obligation_id", indexes=(("consultation_id",),)
)
consultation_texts: Final = View("consultation_texts", ShownRow, key="disclosure_id")


@consultations.on(ConsultationRegistered)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationRegistered]) -> None:
    event = record.event
    row = ConsultationRow(
        consultation_id=record.stream_id,
        unit=event.unit,
        item_id=event.item_id,
        matter=event.matter,
        reason=event.reason,
        materials=event.materials,
        state="",
        disclosure_id="",
        closes_on=None,
        registered_at=record.cause.at,
        consultation=CONSULTATION.initial,
        version=record.version,
    )
    _put(rows, row, record, "登记预公开事项", event.reason)


@consultations.on(ConsultationOpened)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationOpened]) -> None:
    due = record.event.deadline
    note = f"征求意见{due.term.words}，至 {due.due:%Y-%m-%d}"
    _follow(rows, record, f"第{record.event.round}轮预公开开始", note)


@consultations.on(ConsultationAnswered)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationAnswered]) -> None:
    _follow(rows, record, "")


@consultations.on(ConsultationRescheduled)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationRescheduled]) -> None:
    _follow(rows, record, "预公开期重新计算", f"至 {record.event.deadline.due:%Y-%m-%d}")


@consultations.on(ConsultationInterrupted)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationInterrupted]) -> None:
    _follow(rows, record, "预公开中断", "方案已撤回，须重新公开满期")


@consultations.on(ConsultationClosed)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationClosed]) -> None:
    event = record.event
    _follow(rows, record, f"第{event.round}轮意见汇总", event.summary, answers=event.answers)


@consultations.on(ConsultationPostponed)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationPostponed]) -> None:
    why = GROUNDS[record.event.ground]
    reason = f"{why}：{record.event.reason}" if record.event.reason else why
    _follow(rows, record, "暂缓决定", reason)


@consultations.on(ConsultationStudied)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationStudied]) -> None:
    event = record.event
    note = "修改后的方案将再次预公开" if event.again else ""
    _follow(rows, record, "提交进一步研究报告", note, report=event.report)


@consultations.on(ConsultationDecided)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationDecided]) -> None:
    event = record.event
    note = f"{OUTCOMES[event.outcome]}（{event.body}，{event.minutes}）"
    _follow(rows, record, "作出决定", note, decision=event)


@consultations.on(ConsultationHeld)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationHeld]) -> None:
    event, known = record.event, rows.get(record.stream_id)
    sessions = (*known.sessions, event) if known else ()
    what = f"登记{FORMS[event.form]}"
    _follow(rows, record, what, f"{event.held_on:%Y-%m-%d}", sessions=sessions)


@consultations.on(ConsultationReported)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationReported]) -> None:
    _follow(rows, record, "处理结果已公开")


@consulted.on(ConsultationRegistered, ConsultationInterrupted, ConsultationStudied)
def _(rows: Rows[ConsultedRow], record: Record[Any]) -> None:
    _owes(rows, record, round_duty, result=False)


@consulted.on(ConsultationPostponed, ConsultationDecided)
def _(rows: Rows[ConsultedRow], record: Record[Any]) -> None:
    _owes(rows, record, outcome_duty, result=True)


@consultation_texts.on(ConsultationOpened)
def _(rows: Rows[ShownRow], record: Record[ConsultationOpened]) -> None:
    disclosure = record.event.disclosure_id
    rows.put(ShownRow(disclosure_id=disclosure, consultation_id=record.stream_id))


def round_duty(consultation_id: UUID, state: Consultation) -> UUID:
    """Return the stream of the obligation to show the plan, this turn."""
    return uuid5(consultation_id, f"round/{state.turn}")


def outcome_duty(consultation_id: UUID, state: Consultation) -> UUID:
    """Return the stream of the obligation to tell what came of it: a decision or a postponement."""
    if state.outcome is not None:
        return uuid5(consultation_id, "decision")
    return uuid5(consultation_id, f"postponed/{state.postponements}")


def _owes(rows: Rows[ConsultedRow], record: Record[Any], duty: Any, *, result: bool) -> None:
    known = rows.of(consultations).get(record.stream_id)
    if known is None:
        return
    obligation = duty(record.stream_id, known.consultation)
    rows.put(
        ConsultedRow(obligation_id=obligation, consultation_id=record.stream_id, result=result)
    )


def _follow(
    rows: Rows[ConsultationRow], record: Record[Any], what: str, note: str = "", **change: Any
) -> None:
    if known := rows.get(record.stream_id):
        _put(rows, replace(known, **change), record, what, note)


def _put(
    rows: Rows[ConsultationRow],
    row: ConsultationRow,
    record: Record[Any],
    what: str,
    note: str = "",
) -> None:
    state = CONSULTATION.evolve(row.consultation, record.event)
    line = DutyLine(what=what, at=record.cause.at, by=record.cause.actor, note=note)
    rows.put(
        replace(
            row,
            consultation=state,
            state=state.state.value,
            disclosure_id=state.rounds[-1].disclosure_id if state.rounds else "",
            closes_on=state.closes_on,
            history=(*row.history, line) if what else row.history,
            version=record.version,
        )
    )
