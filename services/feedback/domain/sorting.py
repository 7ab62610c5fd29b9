"""整理、并案、转送、计时 — what the desk does with an opinion before anything is found."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from services.feedback.domain.events import (
    OpinionAssigned,
    OpinionConcluded,
    OpinionReplied,
)
from services.feedback.domain.handling_rules import (
    AlreadyForwardedError,
    ClockNotStoppedError,
    ClockStoppedError,
    DueNotLaterError,
    ExtendedEnoughError,
    MergedIntoItselfError,
    MergedLeadError,
    NotUnclaimedError,
    OtherUnitMergeError,
    TermOverError,
)
from services.feedback.domain.handling_words import (
    ClockResumed,
    ClockStopped,
    EscalateOpinion,
    ExtendTerm,
    FollowLead,
    FollowOutcome,
    ForwardOpinion,
    MergeOpinion,
    OpinionEscalated,
    OpinionForwarded,
    OpinionMerged,
    OpinionSorted,
    ResumeClock,
    SortOpinion,
    StopClock,
    TermExtended,
)
from services.feedback.domain.merging import lapsed, parted
from services.feedback.domain.opinion_state import (
    AlreadyConcludedError,
    Opinion,
    handled,
    unconcerned,
)
from services.feedback.domain.terms import (
    Audience,
    Delivery,
    Proof,
    Remedy,
    Status,
)
from services.feedback.domain.writing import written
from shared.calendar import Calendar, beijing_date
from shared.record import Cause

TOGETHER: Final = "随主件办理"


def _sort(command: SortOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    topic = written(command.topic, "topic") if command.topic.strip() else ""
    named = tuple(sorted(command.named | opinion.named))
    sorted_ = OpinionSorted(
        kind=command.kind,
        topic=topic,
        named=named,
        prominent=command.prominent,
        reporter=command.reporter,
    )
    return [sorted_, *parted(frozenset(named), opinion)]


def _merge(command: MergeOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.finding is not None:
        raise AlreadyConcludedError
    if command.lead_unit != opinion.unit:
        raise OtherUnitMergeError(field="lead")
    if not command.lead_open:
        raise MergedLeadError(field="lead")
    unconcerned(opinion, command.handler)
    return [OpinionMerged(lead=command.lead)]


def _follow(command: FollowLead, opinion: Opinion, cause: Cause) -> list[Any]:
    del cause
    if opinion.status is not Status.MERGED:
        return []
    assigned = [] if command.handler == opinion.handler else [command.handler]
    concluded = OpinionConcluded(
        unit=opinion.unit,
        disclosure_id=opinion.disclosure_id,
        item_id=opinion.item_id,
        finding=command.finding,
        conclusion=command.conclusion,
        remedy=Remedy.NONE,  # what the lead demands is not demanded once for each follower
    )
    return [*_time_of(command, opinion), *map(_given, assigned), concluded]


def _given(handler: str) -> OpinionAssigned:
    return OpinionAssigned(handler=handler)


def _time_of(command: FollowLead, opinion: Opinion) -> list[Any]:
    if opinion.due is None or command.due is None or command.due <= opinion.due:
        return []
    return [TermExtended(reason=TOGETHER, due=command.due)]


def _answered_in_public(command: FollowOutcome, opinion: Opinion, cause: Cause) -> list[Any]:
    del command
    if opinion.signed or opinion.status is not Status.CONCLUDED:
        return []
    proof = Proof(how=Delivery.OUTCOME, at=cause.at)
    replied = OpinionReplied(to=Audience.PUBLIC, reply=None, proof=proof)
    return [replied, *lapsed(opinion, beijing_date(cause.at))]


def _forward(command: ForwardOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.finding is not None:
        raise AlreadyConcludedError
    if command.unit == opinion.unit:
        raise AlreadyForwardedError(field="unit")
    reason = written(command.reason, "reason")
    return [OpinionForwarded(giver=opinion.unit, unit=command.unit, reason=reason)]


def _stop(command: StopClock, opinion: Opinion, cause: Cause) -> list[Any]:
    handled(opinion, cause)
    if opinion.stopped:
        raise ClockStoppedError
    if opinion.due is not None and beijing_date(cause.at) > opinion.due:
        raise TermOverError(opinion.due)
    return [ClockStopped(reason=written(command.reason, "reason"))]


def _resume(command: ResumeClock, opinion: Opinion, cause: Cause) -> list[Any]:
    handled(opinion, cause)
    if not opinion.stopped:
        raise ClockNotStoppedError
    return [ClockResumed(due=command.due)]


def _extend(command: ExtendTerm, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.due is not None and not opinion.stopped and beijing_date(cause.at) > opinion.due:
        raise TermOverError(opinion.due)
    if opinion.extensions >= command.at_most:
        raise ExtendedEnoughError(command.at_most)
    if opinion.due is not None and command.due <= opinion.due:
        raise DueNotLaterError(command.due, field="due")
    return [TermExtended(reason=written(command.reason, "reason"), due=command.due)]


def _escalate(command: EscalateOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    late = opinion.claim_by is not None and beijing_date(cause.at) > opinion.claim_by
    if opinion.handler or opinion.escalated or opinion.claim_by is None or not late:
        raise NotUnclaimedError
    return [
        OpinionEscalated(unit=opinion.unit, superior=command.superior, claim_by=opinion.claim_by)
    ]


def not_itself(lead: object, opinion_id: object) -> None:
    """Let no opinion be merged into itself."""
    if lead == opinion_id:
        raise MergedIntoItselfError(field="lead")


def pushed(due: date, stopped_on: date, today: date, calendar: Calendar) -> date:
    """Return the day that is due after a stop: moved on by the working days that it took."""
    days = (stopped_on + timedelta(days=n) for n in range(1, (today - stopped_on).days + 1))
    stood = sum(calendar.is_working(each) for each in days)
    return calendar.add_working_days(due, stood).end


STEPS: Final[Mapping[type, Callable[[Any, Opinion, Cause], list[Any]]]] = {
    SortOpinion: _sort,
    MergeOpinion: _merge,
    FollowLead: _follow,
    FollowOutcome: _answered_in_public,
    ForwardOpinion: _forward,
    StopClock: _stop,
    ResumeClock: _resume,
    ExtendTerm: _extend,
    EscalateOpinion: _escalate,
}
