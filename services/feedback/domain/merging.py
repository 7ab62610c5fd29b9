"""并案以后 — split off again, passed on together, whom it complains of; answers that came late."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from services.feedback.domain.events import OpinionTransferred
from services.feedback.domain.handling_words import OpinionForwarded
from services.feedback.domain.merging_words import (
    FollowForward,
    JoinNames,
    OpinionLapsed,
    OpinionNamed,
    OpinionSplit,
    SplitOpinion,
)
from services.feedback.domain.opinion_state import Opinion, unconcerned
from services.feedback.domain.terms import Status
from services.feedback.domain.writing import written
from shared.decider import RejectedError
from shared.record import Cause

AVOID: Final = "意见反映承办人本人，须回避"


class NotMergedError(RejectedError):
    """这件意见没有并案，或者主件已经办结，不能取消并案。"""


def parted(named: frozenset[str], opinion: Opinion) -> list[Any]:
    """Return what takes an opinion away from a handler of whom it complains."""
    if opinion.handler not in named:
        return []
    return [OpinionTransferred(giver=opinion.handler, handler="", reason=AVOID)]


def lapsed(opinion: Opinion, on: date) -> list[Any]:
    """Return that an answer of a day is late, if it is; a clock that stands is not run out."""
    if opinion.due is None or opinion.stopped or on <= opinion.due:
        return []
    return [OpinionLapsed(unit=opinion.unit, due=opinion.due, replied_on=on)]


def _split(command: SplitOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.status is not Status.MERGED:
        raise NotMergedError
    return [OpinionSplit(lead=command.lead, reason=written(command.reason, "reason"))]


def _forwarded(command: FollowForward, opinion: Opinion, cause: Cause) -> list[Any]:
    del cause
    if opinion.status is not Status.MERGED or command.unit == opinion.unit:
        return []
    return [OpinionForwarded(giver=opinion.unit, unit=command.unit, reason=command.reason)]


def _named(command: JoinNames, opinion: Opinion, cause: Cause) -> list[Any]:
    del cause
    new = command.named - opinion.named
    if not new:
        return []
    return [OpinionNamed(named=tuple(sorted(new))), *parted(new, opinion)]


def _apart(opinion: Opinion, event: OpinionSplit) -> Opinion:
    del event
    status = Status.ASSIGNED if opinion.handler else Status.RECEIVED
    return replace(opinion, status=status, merged=False)


STEPS: Final[Mapping[type, Callable[[Any, Opinion, Cause], list[Any]]]] = {
    SplitOpinion: _split,
    FollowForward: _forwarded,
    JoinNames: _named,
}
EVOLVE: Final[Mapping[type, Callable[[Opinion, Any], Opinion]]] = {
    OpinionSplit: _apart,
    OpinionNamed: lambda o, e: replace(o, named=o.named | frozenset(e.named)),
}
