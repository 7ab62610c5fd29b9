"""异议 — a witness says that the log contradicts what it has cosigned before."""

from typing import Final
from uuid import UUID, uuid5

from services.archive.domain.commands import RecordObjection
from services.archive.domain.events import WitnessObjected
from shared.decider import Decider, RejectedError
from shared.record import Cause

Kept = frozenset[str]  # digests of the evidence that has been recorded

_OBJECTIONS: Final = uuid5(UUID(int=0), "archive.objection")


class NoObjectionError(RejectedError):
    """见证人的答复（status）不是异议，不需要记录。"""


OBJECTS: Final = frozenset({409, 422})


def decide(command: RecordObjection, kept: Kept, _: Cause) -> list[WitnessObjected]:
    """Record each objection once, however often the witness repeats it."""
    if command.status not in OBJECTS:
        raise NoObjectionError(command.status)
    if command.evidence in kept:
        return []
    return [
        WitnessObjected(
            witness=command.witness,
            size=command.size,
            status=command.status,
            theirs=command.theirs,
            evidence=command.evidence,
        )
    ]


def evolve(kept: Kept, event: WitnessObjected) -> Kept:
    """Remember the evidence."""
    return kept | {event.evidence}


def objections_of(witness: str) -> UUID:
    """Return the stream of one witness's objections."""
    return uuid5(_OBJECTIONS, witness)


OBJECTION = Decider(initial=Kept(), decide=decide, evolve=evolve)
