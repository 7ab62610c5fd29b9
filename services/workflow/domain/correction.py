"""更正任务 — an opinion was right: the unit owes a revision or a withdrawal, once."""

from msgspec import Struct

from services.workflow.domain.commands import DemandCorrection
from services.workflow.domain.events import CorrectionDemanded
from shared.decider import Decider, RejectedError
from shared.record import Cause


class Correction(Struct, frozen=True):
    """Whether the correction has been demanded."""

    demanded: bool = False


class CorrectionAlreadyDemandedError(RejectedError):
    """这条意见已经要求过更正。"""


def decide(command: DemandCorrection, correction: Correction, _: Cause) -> list[CorrectionDemanded]:
    """Demand a correction, but once for one opinion."""
    if correction.demanded:
        raise CorrectionAlreadyDemandedError(command.opinion_id)
    return [
        CorrectionDemanded(
            unit=command.unit,
            disclosure_id=command.disclosure_id,
            opinion_id=command.opinion_id,
            item_id=command.item_id,
        )
    ]


def evolve(_: Correction, __: CorrectionDemanded) -> Correction:
    """Remember that it was demanded."""
    return Correction(demanded=True)


CORRECTION = Decider(initial=Correction(), decide=decide, evolve=evolve)
