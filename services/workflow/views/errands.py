"""函告 — every errand with its answer, who is late with what."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.errand import ErrandState
from services.workflow.domain.errand_words import (
    ErrandAnswered,
    ErrandJudged,
    ErrandMissed,
    ErrandSent,
)
from shared.record import Record
from shared.view import Rows, View


class ErrandRow(Struct, frozen=True, kw_only=True):
    """函告 — ``above``: the unit that was told when nobody had answered in time.

    ``delayed``: it was not answered by its day, whatever came later; that counts for ``body``.
    """

    errand_id: UUID
    kind: str
    unit: str
    body: str
    title: str
    content: str
    state: str
    sent_by: str
    sent_at: datetime
    due: date | None = None
    ground: str = ""
    about: str = ""
    above: str = ""
    delayed: bool = False
    days_late: int = 0
    answer: str = ""
    proof: str = ""
    general: bool = False
    answered_by: str = ""
    answered_at: datetime | None = None
    note: str = ""


errands: Final = View(
    "errands",
    ErrandRow,
    key="errand_id",
    indexes=(("body", "state"), ("unit", "sent_at"), ("state", "due"), ("general", "body")),
)


@errands.on(ErrandSent)
def _(rows: Rows[ErrandRow], record: Record[ErrandSent]) -> None:
    event = record.event
    rows.put(
        ErrandRow(
            errand_id=record.stream_id,
            kind=event.kind.value,
            unit=event.unit,
            body=event.body,
            title=event.title,
            content=event.content,
            state=ErrandState.OPEN.value,
            sent_by=event.sent_by,
            sent_at=record.cause.at,
            due=event.due,
            ground=event.ground,
            about=event.about,
        )
    )


@errands.on(ErrandAnswered)
def _(rows: Rows[ErrandRow], record: Record[ErrandAnswered]) -> None:
    event, row = record.event, rows.get(record.stream_id)
    state = ErrandState.CLOSED if event.closed else ErrandState.ANSWERED
    rows.change(
        record.stream_id,
        state=state.value,
        answer=event.answer,
        proof=event.proof,
        general=event.general,
        answered_by=event.answered_by,
        answered_at=record.cause.at,
        delayed=event.late or bool(row and row.delayed),
        days_late=event.days_late,
    )


@errands.on(ErrandJudged)
def _(rows: Rows[ErrandRow], record: Record[ErrandJudged]) -> None:
    state = ErrandState.CLOSED if record.event.accepted else ErrandState.OPEN
    rows.change(record.stream_id, state=state.value, note=record.event.note)


@errands.on(ErrandMissed)
def _(rows: Rows[ErrandRow], record: Record[ErrandMissed]) -> None:
    rows.change(record.stream_id, delayed=True, above=record.event.above)
