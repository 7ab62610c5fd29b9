"""推送地址和推送 — who is told, what was taken, what waits, what was given up."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.webhook_words import (
    PushAbandoned,
    PushDelivered,
    PushFailed,
    PushRetried,
    WebhookEnded,
    WebhookRegistered,
)
from services.publishing.views.comparisons import comparisons, deviations
from services.publishing.views.trials import trials
from shared.record import Record
from shared.view import Rows, View


class HookRow(Struct, frozen=True, kw_only=True):
    """推送地址 — ``position``: the newest letter of which something is known.

    ``failing``: since when nothing was taken, None while what is pushed is taken.
    """

    webhook_id: UUID
    unit: str
    name: str
    url: str
    about: str
    position: int
    active: bool
    since: datetime
    reason: str = ""
    taken: int = 0
    failing: datetime | None = None


class PushRow(Struct, frozen=True, kw_only=True):
    """没有收到的推送 — ``state`` is failed, abandoned or retried; ``again_at`` when it is tried."""

    push_id: UUID
    webhook_id: UUID
    unit: str
    position: int
    state: str
    status: int
    attempt: int
    at: datetime
    again_at: datetime | None = None


hooks: Final = View("webhooks", HookRow, key="webhook_id", indexes=(("unit",), ("active",)))
pushes: Final = View(
    "pushes", PushRow, key="push_id", indexes=(("state", "again_at"), ("unit", "state"))
)
CONVEYING: Final = (deviations, comparisons, hooks, pushes, trials)


@hooks.on(WebhookRegistered)
def _(rows: Rows[HookRow], record: Record[WebhookRegistered]) -> None:
    event = record.event
    rows.put(
        HookRow(
            webhook_id=record.stream_id,
            unit=event.unit,
            name=event.name,
            url=event.url,
            about=event.about,
            position=event.after,
            active=True,
            since=record.cause.at,
        )
    )


@hooks.on(WebhookEnded)
def _(rows: Rows[HookRow], record: Record[WebhookEnded]) -> None:
    rows.change(record.stream_id, active=False, reason=record.event.reason)


@hooks.on(PushDelivered, PushFailed, PushAbandoned)
def _(rows: Rows[HookRow], record: Record[Any]) -> None:
    event = record.event
    if row := rows.get(UUID(event.webhook_id)):
        arrived = isinstance(event, PushDelivered)
        rows.change(
            row.webhook_id,
            position=max(row.position, event.position),
            taken=row.taken + arrived,
            failing=None if arrived else row.failing or record.cause.at,
        )


@pushes.on(PushDelivered)
def _(rows: Rows[PushRow], record: Record[PushDelivered]) -> None:
    rows.drop(record.stream_id)


@pushes.on(PushFailed)
def _(rows: Rows[PushRow], record: Record[PushFailed]) -> None:
    rows.put(_row(record, "failed", record.event.again_at))


@pushes.on(PushAbandoned)
def _(rows: Rows[PushRow], record: Record[PushAbandoned]) -> None:
    rows.put(_row(record, "abandoned", None))


@pushes.on(PushRetried)
def _(rows: Rows[PushRow], record: Record[PushRetried]) -> None:
    rows.change(record.stream_id, state="retried", again_at=record.cause.at)


def _row(record: Record[Any], state: str, again_at: datetime | None) -> PushRow:
    event = record.event
    return PushRow(
        push_id=record.stream_id,
        webhook_id=UUID(event.webhook_id),
        unit=event.unit,
        position=event.position,
        state=state,
        status=event.status,
        attempt=event.attempt,
        at=record.cause.at,
        again_at=again_at,
    )
