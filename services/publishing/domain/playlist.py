"""播放单 — what a screen shows from now on, and until when each thing may be shown (C8)."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from msgspec import Struct

from services.publishing.domain.screen_words import Layout
from shared.calendar import BEIJING
from shared.record import canonical

POLL: Final = 60  # seconds between two looks: what is withdrawn leaves within a few of them
OFFLINE: Final = 24  # hours a screen goes on without hearing anything
REPORT: Final = 600  # seconds between two reports


class Slot(Struct, frozen=True, kw_only=True):
    """播放的一项 — ``until``: the moment from which it may not be shown; None: no end is set."""

    disclosure_id: str
    version: int
    title: str
    unit_name: str
    paragraphs: tuple[str, ...]
    shown_on: date
    address: str
    qr: str
    explanation: str = ""
    until: datetime | None = None


class Playlist(Struct, frozen=True, kw_only=True):
    """播放单 — ``tag`` is the same as long as nothing changes but the time."""

    name: str
    place: str
    layout: Layout
    slots: tuple[Slot, ...]
    tag: str = ""
    poll_seconds: int = POLL
    report_seconds: int = REPORT
    offline_hours: int = OFFLINE


def tagged(playlist: Playlist) -> str:
    """Return the tag of a playlist: the digest (hex) of everything in it."""
    return sha256(canonical(playlist)).hexdigest()


def over_at(last_day: date | None) -> datetime | None:
    """Return the moment at which the last day of a display is over, in Beijing."""
    if last_day is None:
        return None
    return datetime.combine(last_day + timedelta(days=1), time(), BEIJING)
