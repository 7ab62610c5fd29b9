"""显示屏和它们播放过的内容, as pages show them."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.screen_words import (
    Layout,
    Play,
    ScreenChanged,
    ScreenRegistered,
    ScreenRekeyed,
    ScreenReported,
    ScreenSuspended,
)
from services.publishing.domain.terms import Scope
from shared.record import Record
from shared.view import Rows, View


class ScreenRow(Struct, frozen=True, kw_only=True):
    """显示屏 — ``key_digest`` is empty while it is out of use; ``reported_at``: its last report."""

    screen_id: UUID
    unit: str
    code: str
    name: str
    place: str
    audience: Scope
    layout: Layout
    contact: str
    forms: tuple[str, ...]
    below: bool
    key_digest: str
    active: bool
    record_version: int
    reason: str = ""
    reported_at: datetime | None = None


class PlayRow(Struct, frozen=True, kw_only=True):
    """播放情况 — how often a screen has shown one version, and when first and last."""

    id: str
    screen_id: UUID
    disclosure_id: UUID
    unit: str
    version: int
    times: int
    first_at: datetime
    last_at: datetime


screens: Final = View(
    "screens", ScreenRow, key="screen_id", indexes=(("key_digest",), ("unit", "code"))
)
plays: Final = View(
    "plays", PlayRow, key="id", indexes=(("screen_id", "last_at"), ("disclosure_id",))
)


def screen_id_of(unit: str, code: str) -> UUID:
    """Return the stream of a screen: a unit has each number once."""
    return uuid5(UUID(unit), f"screen/{code.strip()}")


def play_key(screen_id: UUID, disclosure_id: str, version: int) -> str:
    """Return the key of what a screen has shown of one version."""
    return f"{screen_id}/{disclosure_id}/{version}"


@screens.on(ScreenRegistered)
def _(rows: Rows[ScreenRow], record: Record[ScreenRegistered]) -> None:
    event = record.event
    rows.put(
        ScreenRow(
            screen_id=record.stream_id,
            unit=event.unit,
            code=event.code,
            key_digest=event.key_digest,
            active=True,
            record_version=record.version,
            **_described(event),
        )
    )


@screens.on(ScreenChanged)
def _(rows: Rows[ScreenRow], record: Record[ScreenChanged]) -> None:
    rows.change(record.stream_id, record_version=record.version, **_described(record.event))


@screens.on(ScreenRekeyed)
def _(rows: Rows[ScreenRow], record: Record[ScreenRekeyed]) -> None:
    digest, version = record.event.key_digest, record.version
    rows.change(record.stream_id, key_digest=digest, active=True, reason="", record_version=version)


@screens.on(ScreenSuspended)
def _(rows: Rows[ScreenRow], record: Record[ScreenSuspended]) -> None:
    reason, version = record.event.reason, record.version
    rows.change(
        record.stream_id, key_digest="", active=False, reason=reason, record_version=version
    )


@screens.on(ScreenReported)
def _(rows: Rows[ScreenRow], record: Record[ScreenReported]) -> None:
    rows.change(record.stream_id, reported_at=record.cause.at)


@plays.on(ScreenReported)
def _(rows: Rows[PlayRow], record: Record[ScreenReported]) -> None:
    for play in record.event.plays:
        key = play_key(record.stream_id, play.disclosure_id, play.version)
        rows.put(_added(rows.get(key), key, record, play))


def _added(known: PlayRow | None, key: str, record: Record[ScreenReported], play: Play) -> PlayRow:
    return PlayRow(
        id=key,
        screen_id=record.stream_id,
        disclosure_id=UUID(play.disclosure_id),
        unit=record.event.unit,
        version=play.version,
        times=play.times + (known.times if known else 0),
        first_at=min(known.first_at, play.first_at) if known else play.first_at,
        last_at=max(known.last_at, play.last_at) if known else play.last_at,
    )


def _described(event: ScreenRegistered | ScreenChanged) -> dict[str, Any]:
    return {
        "name": event.name,
        "place": event.place,
        "audience": Scope(event.audience),
        "layout": Layout(event.layout),
        "contact": event.contact,
        "forms": event.forms,
        "below": event.below,
    }
