"""存照 — what a channel really showed at a moment, kept as it came (J3; DA/T 80)."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import asdict

from shared.decider import Decider, RejectedError
from shared.record import SYSTEM, Cause


class AlreadyCapturedError(RejectedError):
    """页面与上次存照相同，不需要再存。"""


class CapturedBySystemError(RejectedError):
    """存照由系统自动进行，不能由人填写。"""


class TakeCapture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """存照 — ``text`` is the digest of what can be read on the page, ``sha256`` of its bytes.

    ``headers`` are those with which it came; ``fetched_at`` is when.
    """

    unit: str
    disclosure_id: str
    delivery_id: str
    version: int
    form: str
    outlet: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    name: str
    sha256: str
    sm3: str
    size: int
    text: str
    fetched_at: datetime


class CaptureTaken(Struct, frozen=True, kw_only=True, tag="publishing.capture.taken.v1"):
    """页面已存照"""

    unit: str
    disclosure_id: str
    delivery_id: str
    version: int
    form: str
    outlet: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    name: str
    sha256: str
    sm3: str
    size: int
    text: str
    fetched_at: datetime


def decide(command: TakeCapture, text: str, cause: Cause) -> list[CaptureTaken]:
    """Keep what differs from the last time."""
    if cause.post != SYSTEM:
        raise CapturedBySystemError
    if command.text == text:
        raise AlreadyCapturedError(command.url)
    return [CaptureTaken(**asdict(command))]


def evolve(_: str, event: CaptureTaken) -> str:
    """Remember what could be read."""
    return event.text


def capture_of(delivery: UUID) -> UUID:
    """Return the stream of what has been seen of a delivery."""
    return uuid5(delivery, "capture")


CAPTURE: Final = Decider[TakeCapture, str, CaptureTaken](initial="", decide=decide, evolve=evolve)
