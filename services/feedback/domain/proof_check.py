"""凭据抽查 — some of the proofs of what was posted are looked at by hand, drawn by lot (S0 六7).

Against form without substance and falsehood (搞形式、走过场、弄虚作假): each month so many per cent
of the proofs of a unit and those below it are drawn; the seed is the month, so that anybody can
draw again. Who looks says whether it is genuine.
"""

from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PublicText
from services.feedback.domain.writing import written
from shared.decider import Decider, ForbiddenError, NotFoundError, RejectedError
from shared.lot import drawn
from shared.record import Cause

CHECKS: Final = UUID("4f1a2f5e-0c55-5b3e-8d0a-7b8e5f0a91c6")
MOST: Final = 500  # proofs of one month that are looked at
WHOLE: Final = 100


class Verdict(Enum):
    """抽查结论"""

    GENUINE = "genuine"
    FORMAL = "formal"
    FALSE = "false"


VERDICTS: Final = {
    Verdict.GENUINE: "真实有效",
    Verdict.FORMAL: "搞形式、走过场",
    Verdict.FALSE: "弄虚作假",
}


class DrawProofs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽取凭据 — ``percent`` of ``proofs``, by id, of a month (2026-07)."""

    unit: str
    month: str
    percent: int
    proofs: tuple[str, ...]


class ProofsSampled(Struct, frozen=True, kw_only=True, tag="feedback.proofs.sampled.v1"):
    """凭据已抽取 — out of how many, and which."""

    unit: str
    month: str
    percent: int
    of: int
    proofs: tuple[str, ...]


class JudgeProof(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记凭据抽查结论 — ``poster``: who had posted it."""

    proof: str
    verdict: Verdict
    note: PublicText
    poster: str = ""


class ProofJudged(Struct, frozen=True, kw_only=True, tag="feedback.proof.judged.v1"):
    """凭据抽查结论已登记"""

    unit: str
    proof: str
    verdict: Verdict
    note: str


ProofCommand = DrawProofs | JudgeProof
ProofEvent = ProofsSampled | ProofJudged


class Drawn(Struct, frozen=True, kw_only=True):
    """What must be remembered of a month's lot: which are still to be looked at."""

    unit: str = ""
    drawn: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()


class DrawnTwiceError(RejectedError):
    """这个月的凭据已经抽取。"""


class NotDrawnError(NotFoundError):
    """这件凭据没有被抽中。"""


class JudgedTwiceError(RejectedError):
    """这件凭据已经登记抽查结论。"""


class OwnProofError(ForbiddenError):
    """自己张贴的，不能由自己抽查。"""


def lot_id(unit: str, month: str) -> UUID:
    """Return where the lot of a unit and a month stands."""
    return uuid5(CHECKS, f"{unit}/{month}")


def share(count: int, percent: int) -> int:
    """Return how many are drawn: part of one counts as one, and so many at most."""
    return min(-(-count * percent // WHOLE), MOST)


def decide(command: ProofCommand, lot: Drawn, cause: Cause) -> list[ProofEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    match command:
        case DrawProofs():
            return [_draw(command, lot)]
        case JudgeProof():
            return [_judge(command, lot, cause)]


def evolve(lot: Drawn, event: ProofEvent) -> Drawn:
    """Return the lot as the event leaves it."""
    match event:
        case ProofsSampled(unit=unit, proofs=proofs):
            return Drawn(unit=unit, drawn=frozenset(proofs))
        case ProofJudged(proof=proof):
            return replace(lot, judged=lot.judged | {proof})


def _draw(command: DrawProofs, lot: Drawn) -> ProofsSampled:
    if lot.unit:
        raise DrawnTwiceError(command.month)
    of = len(set(command.proofs))
    return ProofsSampled(
        unit=command.unit,
        month=command.month,
        percent=command.percent,
        of=of,
        proofs=drawn(command.month, command.proofs, share(of, command.percent)),
    )


def _judge(command: JudgeProof, lot: Drawn, cause: Cause) -> ProofJudged:
    if command.proof not in lot.drawn:
        raise NotDrawnError(command.proof)
    if command.proof in lot.judged:
        raise JudgedTwiceError(command.proof)
    if cause.actor == command.poster:
        raise OwnProofError(cause.actor)
    note = written(command.note, "note")
    return ProofJudged(unit=lot.unit, proof=command.proof, verdict=command.verdict, note=note)


PROOFS: Final[Decider[Any, Drawn, Any]] = Decider(initial=Drawn(), decide=decide, evolve=evolve)
