"""渠道检查 — somebody tries a channel of intake now and then and says whether it works (S0-50)."""

from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.terms import Channel, PublicText
from services.feedback.domain.writing import TextMissingError, written
from shared.decider import Decider
from shared.record import Cause

CHECKS: Final = UUID("0a2b7b9f-7f36-5f7e-9a5d-6d1a2fb0c1d4")


class CheckChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记渠道检查 — a letter was dropped in, a number dialled, a form sent."""

    unit: str
    channel: Channel
    works: bool
    note: PublicText = ""


class ChannelChecked(Struct, frozen=True, kw_only=True, tag="feedback.channel.checked.v1"):
    """渠道检查已登记"""

    unit: str
    channel: Channel
    works: bool
    note: str


class Checked(Struct, frozen=True):
    """A channel of a unit: how often it was tried."""

    times: int = 0


class FaultUnsaidError(TextMissingError):
    """渠道不通的，请写明哪里不通、怎样处理。"""


def channel_id(unit: str, channel: Channel) -> UUID:
    """Return where the checks of a channel of a unit stand."""
    return uuid5(CHECKS, f"{unit}/{channel.value}")


def decide(command: CheckChannel, checked: Checked, cause: Cause) -> list[ChannelChecked]:
    """Keep what a check found; a fault needs its words."""
    del checked, cause
    if not command.works and not command.note.strip():
        raise FaultUnsaidError(field="note")
    note = written(command.note, "note") if command.note.strip() else ""
    return [
        ChannelChecked(unit=command.unit, channel=command.channel, works=command.works, note=note)
    ]


def evolve(checked: Checked, event: ChannelChecked) -> Checked:
    """Return the channel with one more check."""
    del event
    return Checked(times=checked.times + 1)


CHANNEL: Final[Decider[Any, Checked, Any]] = Decider(
    initial=Checked(), decide=decide, evolve=evolve
)
