"""封存 — the fact by which this service seals what its facts have made of every thing."""

from functools import partial
from typing import Final

from shared.decider import Decider
from shared.states import Sealing, SealStates, seal


class StatesSealed(Sealing, frozen=True, kw_only=True, tag="archive.states.sealed.v1"):
    """状态已封存"""


def evolve(_: int, event: StatesSealed) -> int:
    """Remember up to where it reaches."""
    return event.last


SEALS: Final = Decider[SealStates, int, StatesSealed](
    initial=0, decide=partial(seal, StatesSealed), evolve=evolve
)
