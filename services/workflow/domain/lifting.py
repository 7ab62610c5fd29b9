"""撤销公开要求 — who ordered a matter to be disclosed may take the order back, nobody else (B8)."""

from typing import Final

from msgspec import Struct

from shared.decider import Decider, ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

LINE: Final = 500  # characters
LEAST: Final = 10
FILING: Final = "由下达要求的单位撤销"


class LiftMandate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销公开要求 — for this reason; what has been disclosed stays disclosed."""

    reason: str


class TakeBack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """收回公开要求 — what is asked, of this order; ``units``: how many still owed it."""

    asked: LiftMandate
    mandate: str
    issuer: str
    units: int


class MandateLifted(Struct, frozen=True, kw_only=True, tag="workflow.mandate.lifted.v1"):
    """公开要求已撤销"""

    mandate: str
    issuer: str
    reason: str
    units: int
    lifted_by: str


class Lifting(Struct, frozen=True):
    """Whether the order has been taken back."""

    lifted: bool = False


class MandateLiftedAlreadyError(RejectedError):
    """这件公开要求已经撤销。"""


class NotIssuerError(ForbiddenError):
    """上级要求公开的事项，只能由下达要求的单位撤销。"""


class LiftReasonError(InvalidError):
    """撤销公开要求要写明理由，不少于10个字，不超过500个字。"""


def decide(command: TakeBack, state: Lifting, cause: Cause) -> list[MandateLifted]:
    """Take an order back once, by who gave it."""
    if state.lifted:
        raise MandateLiftedAlreadyError
    by_issuer(command.issuer, cause)
    return [
        MandateLifted(
            mandate=command.mandate,
            issuer=command.issuer,
            reason=reasoned(command.asked.reason),
            units=command.units,
            lifted_by=cause.actor,
        )
    ]


def evolve(_: Lifting, __: MandateLifted) -> Lifting:
    """Remember that it was taken back."""
    return Lifting(lifted=True)


def by_issuer(issuer: str, cause: Cause) -> None:
    """Refuse whoever does not act for the unit that gave the order."""
    if not issuer or cause.unit != issuer:
        raise NotIssuerError


def reasoned(reason: str) -> str:
    """Return why an order is taken back."""
    if not LEAST <= len(reason.strip()) <= LINE:
        raise LiftReasonError(field="reason")
    return reason.strip()


LIFTING: Final = Decider[TakeBack, Lifting, MandateLifted](
    initial=Lifting(), decide=decide, evolve=evolve
)
