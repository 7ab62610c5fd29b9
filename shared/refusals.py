"""What was refused is no fact, but it is not forgotten: a stream of its own, for auditors."""

from typing import Final

from msgspec import Struct

from shared.decider import Decider
from shared.record import Cause


class CommandRefused(Struct, frozen=True, kw_only=True, tag="house.command.refused.v1"):
    """请求已拒绝 — who asked what, and which rule said no."""

    rule: str
    sentence: str
    asked: str
    field: str = ""
    evidence: str = ""


def _keep(refused: CommandRefused, state: None, cause: Cause) -> list[CommandRefused]:
    del state, cause
    return [refused]


def _unchanged(state: None, refused: CommandRefused) -> None:
    del state, refused


REFUSAL: Final[Decider[CommandRefused, None, CommandRefused]] = Decider(
    initial=None, decide=_keep, evolve=_unchanged
)
