"""Topics of the public: who must answer, and what was answered."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.topic import TopicRaised, TopicSupported, number_of
from services.feedback.heard import TopicAdopted, TopicRefused
from shared.record import Record
from shared.view import Rows, View

STATES: Final = {"open": "已转交单位，待答复", "adopted": "已采纳", "refused": "未采纳"}


class TopicRow(Struct, frozen=True, kw_only=True):
    """群众点题 — ``state``: open, adopted or refused; ``branch``: whose member proposed it."""

    topic_id: UUID
    number: str
    unit: str
    query_code_digest: str
    raised_at: datetime
    state: str = "open"
    title: str = ""
    said: str = ""
    settled_at: datetime | None = None
    branch: str = ""
    supporters: int = 0


topics: Final = View(
    "topics",
    TopicRow,
    key="topic_id",
    indexes=(("number",), ("state", "settled_at"), ("branch", "state")),
)


@topics.on(TopicRaised)
def _(rows: Rows[TopicRow], record: Record[TopicRaised]) -> None:
    event = record.event
    rows.put(
        TopicRow(
            topic_id=record.stream_id,
            number=number_of(record.stream_id),
            unit=event.unit,
            query_code_digest=event.query_code_digest,
            raised_at=record.cause.at,
            branch=event.branch,
        )
    )


@topics.on(TopicSupported)
def _(rows: Rows[TopicRow], record: Record[TopicSupported]) -> None:
    rows.change(record.stream_id, supporters=record.event.count)


@topics.on(TopicAdopted)
def _(rows: Rows[TopicRow], record: Record[TopicAdopted]) -> None:
    event, at = record.event, record.cause.at
    rows.change(
        UUID(event.topic_id), state="adopted", title=event.title, said=event.reply, settled_at=at
    )


@topics.on(TopicRefused)
def _(rows: Rows[TopicRow], record: Record[TopicRefused]) -> None:
    event, at = record.event, record.cause.at
    rows.change(UUID(event.topic_id), state="refused", said=event.reason, settled_at=at)
