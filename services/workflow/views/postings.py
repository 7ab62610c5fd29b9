"""公示的台账 — every notice with its period, and the opinions that came in about disclosures."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.posting import POSTING, Posting
from services.workflow.domain.posting_words import (
    PostingClosed,
    PostingDecided,
    PostingInterrupted,
    PostingKind,
    PostingObjected,
    PostingOpened,
    PostingRegistered,
    PostingRescheduled,
    PostingRestarted,
)
from services.workflow.heard import OpinionConcluded, OpinionReceived
from services.workflow.views.duties import DutyLine
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class PostingRow(Struct, frozen=True, kw_only=True):
    """公示 — ``obligation_id``: the obligation that its next publication fulfils."""

    posting_id: UUID
    unit: str
    item_id: str
    kind: PostingKind
    matter: str
    state: str
    obligation_id: UUID
    disclosure_id: str
    opened_on: date | None
    closes_on: date | None
    registered_at: datetime
    posting: Posting
    history: tuple[DutyLine, ...] = ()
    version: int


class OpinionRow(Struct, frozen=True, kw_only=True):
    """收到的意见 — about which disclosure and when; not what it says."""

    opinion_id: str
    disclosure_id: str
    reference: str
    channel: str
    received_on: date
    finding: str = ""
    version: int = 0  # of what it is about; 0: of nothing that is disclosed


postings: Final = View(
    "postings",
    PostingRow,
    key="posting_id",
    indexes=(
        ("state", "closes_on"),
        ("unit", "state", "registered_at"),
        ("obligation_id",),
        ("disclosure_id",),
    ),
)
opinions: Final = View("opinions", OpinionRow, key="opinion_id", indexes=(("disclosure_id",),))


@opinions.on(OpinionReceived)
def _(rows: Rows[OpinionRow], record: Record[OpinionReceived]) -> None:
    event = record.event
    rows.put(
        OpinionRow(
            opinion_id=str(record.stream_id),
            disclosure_id=event.disclosure_id,
            reference=event.reference,
            channel=event.channel,
            received_on=beijing_date(record.cause.at),
            version=event.version,
        )
    )


@opinions.on(OpinionConcluded)
def _(rows: Rows[OpinionRow], record: Record[OpinionConcluded]) -> None:
    rows.change(str(record.stream_id), finding=record.event.finding)


@postings.on(PostingRegistered)
def _(rows: Rows[PostingRow], record: Record[PostingRegistered]) -> None:
    event = record.event
    row = PostingRow(
        posting_id=record.stream_id,
        unit=event.unit,
        item_id=event.item_id,
        kind=event.kind,
        matter=event.matter,
        state="",
        obligation_id=posting_duty(record.stream_id, 1),
        disclosure_id="",
        opened_on=None,
        closes_on=None,
        registered_at=record.cause.at,
        posting=POSTING.initial,
        version=record.version,
    )
    _put(rows, row, record, "登记公示事项")


@postings.on(PostingOpened)
def _(rows: Rows[PostingRow], record: Record[PostingOpened]) -> None:
    due = record.event.deadline
    _follow(rows, record, "开始公示", f"公示期{due.term.words}，至 {due.due:%Y-%m-%d}")


@postings.on(PostingObjected)
def _(rows: Rows[PostingRow], record: Record[PostingObjected]) -> None:
    _follow(rows, record, "收到公示异议", f"{record.event.received_on:%Y-%m-%d}收到")


@postings.on(PostingRescheduled)
def _(rows: Rows[PostingRow], record: Record[PostingRescheduled]) -> None:
    due = record.event.deadline
    _follow(rows, record, "公示期重新计算", f"至 {due.due:%Y-%m-%d}（放假安排 {due.calendar}）")


@postings.on(PostingInterrupted)
def _(rows: Rows[PostingRow], record: Record[PostingInterrupted]) -> None:
    _follow(rows, record, "公示中断", "公示内容已撤回或者取消，须重新公示满期")


@postings.on(PostingRestarted)
def _(rows: Rows[PostingRow], record: Record[PostingRestarted]) -> None:
    event, due = record.event, record.event.deadline
    note = f"第{event.version}版更正，至 {due.due:%Y-%m-%d}"
    _follow(rows, record, f"对{event.subject}重新公示", note)


@postings.on(PostingDecided)
def _(rows: Rows[PostingRow], record: Record[PostingDecided]) -> None:
    event = record.event
    _follow(rows, record, f"对{event.subject}作出决定", event.decision)


@postings.on(PostingClosed)
def _(rows: Rows[PostingRow], record: Record[PostingClosed]) -> None:
    _follow(rows, record, "公示期满", f"公示期内收到异议{record.event.objections}条")


def posting_duty(posting_id: UUID, turn: int) -> UUID:
    """Return the stream of the obligation to publish a notice; it turns anew when interrupted."""
    return uuid5(posting_id, f"posting/{turn}")


def _follow(rows: Rows[PostingRow], record: Record[Any], what: str, note: str) -> None:
    if known := rows.get(record.stream_id):
        _put(rows, known, record, what, note)


def _put(
    rows: Rows[PostingRow], row: PostingRow, record: Record[Any], what: str, note: str = ""
) -> None:
    state = POSTING.evolve(row.posting, record.event)
    line = DutyLine(what=what, at=record.cause.at, by=record.cause.actor, note=note)
    rows.put(
        replace(
            row,
            posting=state,
            state=state.state.value,
            obligation_id=posting_duty(row.posting_id, state.round),
            disclosure_id=state.disclosure_id,
            opened_on=state.opened_on,
            closes_on=state.closes_on if state.deadline else None,
            history=(*row.history, line),
            version=record.version,
        )
    )
