"""意见的办理 — sorting, merging, forwarding, clocks, major matters, rectification, after-care.

整理 → 并案或转送 → 调查核实 → 重大问题经领导小组、党组 → 整改验收 → 评价和重新办理.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from services.feedback.domain import aftercare, deciding, merging, sorting
from services.feedback.domain.handling_rules import (
    GroupNotNotifiedError,
    RectificationStillOpenError,
)
from services.feedback.domain.handling_words import (
    ClockResumed,
    ClockStopped,
    GroupNotified,
    OpinionDecided,
    OpinionErased,
    OpinionEscalated,
    OpinionFlagged,
    OpinionForwarded,
    OpinionMerged,
    OpinionReopened,
    OpinionSorted,
    OpinionStudied,
    OutcomeReserved,
    RectificationChecked,
    RectificationOrdered,
    RectificationReported,
    ReplyRated,
    TermExtended,
)
from services.feedback.domain.opinion_state import (
    Major,
    Opinion,
    Rectification,
)
from services.feedback.domain.terms import (
    Remedy,
    Status,
)
from shared.record import Cause


def decide(command: Any, opinion: Opinion, cause: Cause) -> list[Any]:
    """Return what follows from a command, or raise the rule that refuses it."""
    return STEPS[type(command)](command, opinion, cause)


def evolve(opinion: Opinion, event: Any) -> Opinion:
    """Return the opinion as the event leaves it."""
    return _EVOLVE.get(type(event), _same)(opinion, event)


def settled(opinion: Opinion) -> None:
    """Let an opinion rest only when nothing that was ordered because of it is still open.

    Raises:
        GroupNotNotifiedError: the leading group has not heard what came of a major matter (S1-29).
        RectificationStillOpenError: what was to be put right has not been found to be so (S1-38).

    """
    if opinion.major is not None and not opinion.major.reported:
        raise GroupNotNotifiedError
    if opinion.rectification is not None and not opinion.rectification.accepted:
        raise RectificationStillOpenError


def _same(opinion: Opinion, event: Any) -> Opinion:
    del event
    return opinion


def _forwarded(opinion: Opinion, event: OpinionForwarded) -> Opinion:
    status = opinion.status if opinion.status is Status.MERGED else Status.RECEIVED
    return replace(opinion, unit=event.unit, handler="", status=status)


def _studied(opinion: Opinion, event: OpinionStudied) -> Opinion:
    major = opinion.major or Major()
    return replace(opinion, major=replace(major, studied_on=event.held_on))


def _major(opinion: Opinion, **changes: Any) -> Opinion:
    return replace(opinion, major=replace(opinion.major or Major(), **changes))


def _rectified(opinion: Opinion, **changes: Any) -> Opinion:
    if opinion.rectification is None:
        return opinion
    return replace(opinion, rectification=replace(opinion.rectification, **changes))


def _ordered(opinion: Opinion, event: RectificationOrdered) -> Opinion:
    return replace(opinion, rectification=Rectification(owner=event.owner, due=event.due))


def _checked(opinion: Opinion, event: RectificationChecked) -> Opinion:
    return _rectified(opinion, reported=event.passed, accepted=event.passed)


def _reopened(opinion: Opinion, event: OpinionReopened) -> Opinion:
    return replace(
        opinion,
        status=Status.ASSIGNED if opinion.handler else Status.RECEIVED,
        finding=None,
        remedy=Remedy.NONE,
        published=False,
        outcome=None,
        withheld=False,
        merged=False,
        rated=False,
        reopened=True,
        due=event.due,
        stopped=False,
        major=Major() if opinion.major else None,  # what comes of it now is decided anew (S1-28)
        notified=False,
    )


STEPS: Final = {**sorting.STEPS, **merging.STEPS, **deciding.STEPS, **aftercare.STEPS}
_EVOLVE: Final[Mapping[type, Callable[[Opinion, Any], Opinion]]] = {
    OpinionSorted: lambda o, e: replace(o, named=frozenset(e.named)),
    **merging.EVOLVE,
    OpinionMerged: lambda o, _: replace(o, status=Status.MERGED, merged=True),
    OpinionForwarded: _forwarded,
    ClockStopped: lambda o, _: replace(o, stopped=True),
    ClockResumed: lambda o, e: replace(o, stopped=False, due=e.due),
    TermExtended: lambda o, e: replace(o, extensions=o.extensions + 1, due=e.due),
    OpinionEscalated: lambda o, _: replace(o, escalated=True),
    OpinionFlagged: lambda o, _: replace(o, major=Major()),
    OpinionStudied: _studied,
    OpinionDecided: lambda o, _: _major(o, decided=True),
    GroupNotified: lambda o, _: replace(_major(o, reported=True) if o.major else o, notified=True),
    RectificationOrdered: _ordered,
    RectificationReported: lambda o, _: _rectified(o, reported=True),
    RectificationChecked: _checked,
    OutcomeReserved: lambda o, _: replace(o, withheld=True),
    ReplyRated: lambda o, _: replace(o, rated=True),
    OpinionReopened: _reopened,
    OpinionErased: lambda o, _: replace(o, erased=True),
}
