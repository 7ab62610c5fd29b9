"""推送值守 — of several processes exactly one pushes to a webhook; if it dies, another takes over.

The vault decides one command after the other, whichever process asks (docs/decisions/0002): so
the claim is a fact like any other, and no lock lives beside the vault.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.turn_words import ClaimTurn, TurnClaimed
from shared.decider import Decider, ForbiddenError, RejectedError
from shared.record import SYSTEM, Cause

LASTS: Final = timedelta(minutes=10)  # of one turn
MARGIN: Final = timedelta(minutes=1)  # before its end nothing new is begun


class Turn(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose turn it is, and until when."""

    worker: str = ""
    until: datetime | None = None


class TurnHeldError(RejectedError):
    """这个推送地址正由另一个发布进程推送。"""


class NotProcessError(ForbiddenError):
    """推送由系统接手，不能由人代为接手。"""


def turn_id_of(webhook_id: UUID) -> UUID:
    """Return the stream of the turns at one webhook."""
    return uuid5(webhook_id, "turn")


def decide(command: ClaimTurn, state: Turn, cause: Cause) -> list[TurnClaimed]:
    """Give the turn to who asks, unless another still has it."""
    if cause.post != SYSTEM:
        raise NotProcessError
    held = state.until is not None and cause.at < state.until
    if held and state.worker != command.worker:
        raise TurnHeldError(state.until)
    return [
        TurnClaimed(
            unit=command.unit,
            webhook_id=command.webhook_id,
            worker=command.worker,
            until=command.until,
        )
    ]


def evolve(_: Turn, event: TurnClaimed) -> Turn:
    """Remember whose turn it is."""
    return Turn(worker=event.worker, until=event.until)


TURN: Final = Decider[ClaimTurn, Turn, TurnClaimed](initial=Turn(), decide=decide, evolve=evolve)
