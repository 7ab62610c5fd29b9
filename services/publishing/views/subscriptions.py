"""订阅 — as the postman reads them: how far each has come, and what of it is not sent yet."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.subscription import Stage
from services.publishing.domain.subscription_words import (
    DigestComposed,
    DigestSent,
    Rhythm,
    SealedAddress,
    SubscriptionConfirmed,
    SubscriptionEnded,
    SubscriptionInvited,
    SubscriptionRequested,
    Topic,
)
from shared.record import Record
from shared.view import Rows, View


class SubscriptionRow(Struct, frozen=True, kw_only=True):
    """订阅 — the address lies sealed here too; ``after`` and ``upto`` bound the newest issue."""

    subscription_id: UUID
    stage: Stage
    topic: Topic
    rhythm: Rhythm
    sealed: SealedAddress
    holder: str
    asked_at: datetime
    invited: bool = False
    after: int = 0
    upto: int = 0
    issue: int = 0
    composed_at: datetime | None = None
    sent: int = 0

    @property
    def waiting(self) -> bool:
        """Tell whether an issue has been composed and not sent."""
        return self.issue > self.sent


subscriptions: Final = View(
    "subscriptions",
    SubscriptionRow,
    key="subscription_id",
    indexes=(("stage", "asked_at"), ("holder", "stage")),
)


@subscriptions.on(SubscriptionRequested)
def _(rows: Rows[SubscriptionRow], record: Record[SubscriptionRequested]) -> None:
    event, before = record.event, rows.get(record.stream_id)
    rows.put(
        SubscriptionRow(
            subscription_id=record.stream_id,
            stage=Stage.ASKED,
            topic=event.topic,
            rhythm=event.rhythm,
            sealed=event.sealed,
            holder=event.holder,
            asked_at=record.cause.at,
            issue=before.issue if before else 0,
            sent=before.issue if before else 0,
        )
    )


@subscriptions.on(SubscriptionInvited)
def _(rows: Rows[SubscriptionRow], record: Record[SubscriptionInvited]) -> None:
    rows.change(record.stream_id, invited=True)


@subscriptions.on(SubscriptionConfirmed)
def _(rows: Rows[SubscriptionRow], record: Record[SubscriptionConfirmed]) -> None:
    rows.change(record.stream_id, stage=Stage.CONFIRMED, upto=record.event.after)


@subscriptions.on(SubscriptionEnded)
def _(rows: Rows[SubscriptionRow], record: Record[Any]) -> None:
    rows.change(record.stream_id, stage=Stage.ENDED)


@subscriptions.on(DigestComposed)
def _(rows: Rows[SubscriptionRow], record: Record[DigestComposed]) -> None:
    event, at = record.event, record.cause.at
    told = {"issue": event.issue, "after": event.after, "upto": event.upto, "composed_at": at}
    rows.change(record.stream_id, **told)


@subscriptions.on(DigestSent)
def _(rows: Rows[SubscriptionRow], record: Record[DigestSent]) -> None:
    rows.change(record.stream_id, sent=record.event.issue)
