"""公示 — what is shown for so many working days before it is settled, and never fewer: pure."""

from datetime import date, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import Deadline, TimeLimits
from services.workflow.domain.period import deadline
from services.workflow.domain.posting_words import (
    AttachObjection,
    BeginAgain,
    BeginPosting,
    ClosePosting,
    DecidePosting,
    InterruptPosting,
    OpenPosting,
    PostingClosed,
    PostingDecided,
    PostingEvent,
    PostingInterrupted,
    PostingKind,
    PostingObjected,
    PostingOpened,
    PostingRegistered,
    PostingRescheduled,
    PostingRestarted,
    RecountPosting,
)
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MATTER: Final = 200  # characters at most
_DAY: Final = timedelta(days=1)

SUBJECT: Final = 50  # characters at most
WhileOpen = RecountPosting | InterruptPosting | ClosePosting | BeginAgain
ActCommand = BeginPosting | OpenPosting | AttachObjection | DecidePosting | WhileOpen


class PostingState(Enum):
    """公示状态 — where a notice stands."""

    NONE = "none"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


class Posting(Struct, frozen=True, kw_only=True):
    """公示 — what must be remembered; ``round`` counts how often it was begun.

    ``again``: the periods of those for whom it began anew; ``decided``: about whom a decision
    was taken.
    """

    state: PostingState = PostingState.NONE
    unit: str = ""
    item_id: str = ""
    kind: PostingKind = PostingKind.OTHER
    matter: str = ""
    happened_on: date = date.min
    limits: TimeLimits = TimeLimits()
    disclosure_id: str = ""
    opened_on: date | None = None
    deadline: Deadline | None = None
    objections: tuple[str, ...] = ()
    round: int = 1
    again: dict[str, Deadline] = {}
    decided: tuple[str, ...] = ()

    @property
    def last_day(self) -> date:
        """Return the last day of the notice period, that of the last subject."""
        if self.deadline is None:
            return date.max
        return max([self.deadline.due, *(each.due for each in self.again.values())])

    def last_day_of(self, subject: str) -> date:
        """Return the last day of the period of one of those who are shown."""
        own = self.again.get(subject, self.deadline)
        return own.due if own else date.max

    @property
    def closes_on(self) -> date:
        """Return the first day after the notice period."""
        return self.last_day + _DAY if self.deadline else date.max


class PostingUnknownError(NotFoundError):
    """没有找到这项公示。"""


class PostingAlreadyRegisteredError(RejectedError):
    """这项公示已经登记，不能重复登记。"""


class PostingMatterError(InvalidError):
    """请写明公示什么事项，不超过200个字。"""


class PostingAheadError(InvalidError):
    """事项发生日期不能晚于今天。"""


class PostingNotWaitingError(RejectedError):
    """这项公示已经开始，不能重复开始。"""


class PostingNotOpenError(RejectedError):
    """这项公示还没有开始，或者已经结束。"""


class PostingRunningError(RejectedError):
    """公示期未满，不能提前结束公示。"""


class SubjectError(InvalidError):
    """请写明是对谁的公示，不超过50个字。"""


class NotRevisedError(RejectedError):
    """公示内容还没有更正，不能对个别对象重新公示。"""


class RestartedAlreadyError(RejectedError):
    """按这次更正，对这个对象的公示期已经重新计算。"""


class SubjectRunningError(RejectedError):
    """对这个对象的公示期未满，不能作出决定。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the subject and the last day."""
        subject, last = self.args
        return f"对{subject}的公示期到{last:%Y-%m-%d}才满，不能作出决定。"


class DecidedAlreadyError(RejectedError):
    """对这个对象已经作出决定。"""


class DecisionError(InvalidError):
    """请写明决定的内容，不超过200个字。"""


class ObjectionOutsideError(RejectedError):
    """这条意见不是在公示期内收到的，不作为公示异议。"""


class ObjectionKnownError(RejectedError):
    """这条意见已经归入公示异议。"""


class SamePeriodError(RejectedError):
    """按新的放假安排计算，公示期没有变化。"""


def decide(command: ActCommand, state: Posting, cause: Cause) -> list[PostingEvent]:
    """Judge one command."""
    if isinstance(command, BeginPosting):
        return [_begin(command, state, beijing_date(cause.at))]
    if state.state is PostingState.NONE:
        raise PostingUnknownError
    match command:
        case OpenPosting():
            return [_begun(command, state)]
        case AttachObjection():
            return [_object(command, state)]
        case DecidePosting():
            return [_settle(command, state, cause)]
        case _:
            return [_while_open(command, state, beijing_date(cause.at))]


def evolve(  # noqa: C901, PLR0911 — one line for each fact
    state: Posting, event: PostingEvent
) -> Posting:
    """Remember what happened."""
    match event:
        case PostingRegistered():
            return _registered(event)
        case PostingOpened():
            return _opened(state, event)
        case PostingObjected(opinion_id=opinion):
            return replace(state, objections=(*state.objections, opinion))
        case PostingRescheduled(deadline=due):
            return replace(state, deadline=due)
        case PostingInterrupted():
            return _interrupted(state)
        case PostingClosed():
            return replace(state, state=PostingState.CLOSED)
        case PostingRestarted(subject=subject, deadline=due):
            return replace(state, again={**state.again, subject: due})
        case PostingDecided(subject=subject):
            return replace(state, decided=(*state.decided, subject))


POSTING = Decider(initial=Posting(), decide=decide, evolve=evolve)


def counted(state: Posting, today: date) -> tuple[int, int]:
    """Return how many days of the period have begun by a day, and how many there are."""
    days = [each.date for each in (state.deadline.days if state.deadline else ()) if each.counted]
    return len([each for each in days if each <= today]), len(days)


def recounted(state: Posting, command: RecountPosting) -> Deadline | None:
    """Return the period by another calendar; None if nothing of it changes."""
    if state.state is not PostingState.OPEN or state.deadline is None:
        return None
    due = deadline(state.deadline.counted_from, state.deadline.term, command.calendar)
    return None if due.days == state.deadline.days else due


def _begin(command: BeginPosting, state: Posting, today: date) -> PostingRegistered:
    asked = command.asked
    if state.state is not PostingState.NONE:
        raise PostingAlreadyRegisteredError
    if not 0 < len(asked.matter.strip()) <= MATTER:
        raise PostingMatterError(field="matter")
    if asked.happened_on > today:
        raise PostingAheadError(field="happened_on")
    return PostingRegistered(
        unit=command.unit,
        item_id=asked.item_id,
        kind=asked.kind,
        matter=asked.matter.strip(),
        happened_on=asked.happened_on,
        limits=command.limits,
    )


def _begun(command: OpenPosting, state: Posting) -> PostingOpened:
    if state.state is not PostingState.WAITING:
        raise PostingNotWaitingError
    return PostingOpened(
        unit=state.unit,
        kind=state.kind,
        matter=state.matter,
        disclosure_id=command.disclosure_id,
        opened_on=command.opened_on,
        deadline=deadline(command.opened_on, state.limits.notice, command.calendar),
    )


def _object(command: AttachObjection, state: Posting) -> PostingObjected:
    """Attach by the day on which it came in: it may be heard of after the period is over."""
    if state.opened_on is None or not state.opened_on <= command.received_on <= state.last_day:
        raise ObjectionOutsideError(command.received_on)
    if command.opinion_id in state.objections:
        raise ObjectionKnownError(command.opinion_id)
    return PostingObjected(opinion_id=command.opinion_id, received_on=command.received_on)


def _while_open(command: WhileOpen, state: Posting, today: date) -> PostingEvent:
    if state.state is not PostingState.OPEN:
        raise PostingNotOpenError
    match command:
        case RecountPosting():
            return _recount(command, state)
        case InterruptPosting(disclosure_id=disclosure):
            return _interrupt(disclosure, state, today)
        case ClosePosting():
            return _close(state, today)
        case BeginAgain():
            return _begin_again(command, state)


def _recount(command: RecountPosting, state: Posting) -> PostingRescheduled:
    due = recounted(state, command)
    if due is None:
        raise SamePeriodError
    return PostingRescheduled(disclosure_id=state.disclosure_id, deadline=due)


def _begin_again(command: BeginAgain, state: Posting) -> PostingRestarted:
    """Only who is concerned is shown anew, for the whole period, from the day of the revision."""
    subject, on = command.asked.subject.strip(), command.revised_on
    if not 0 < len(subject) <= SUBJECT:
        raise SubjectError(field="subject")
    if on is None or state.opened_on is None or on < state.opened_on:
        raise NotRevisedError
    before = state.again.get(subject)
    if before and before.counted_from >= on:
        raise RestartedAlreadyError(subject)
    return PostingRestarted(
        disclosure_id=state.disclosure_id,
        subject=subject,
        version=command.version,
        revised_on=on,
        deadline=deadline(on, state.limits.notice, command.calendar),
    )


def _settle(command: DecidePosting, state: Posting, cause: Cause) -> PostingDecided:
    subject, today = command.subject.strip(), beijing_date(cause.at)
    if not 0 < len(subject) <= SUBJECT:
        raise SubjectError(field="subject")
    if not 0 < len(command.decision.strip()) <= MATTER:
        raise DecisionError(field="decision")
    if subject in state.decided:
        raise DecidedAlreadyError(subject)
    if state.deadline is None:
        raise PostingNotOpenError
    if today <= state.last_day_of(subject):
        raise SubjectRunningError(subject, state.last_day_of(subject))
    return PostingDecided(
        disclosure_id=state.disclosure_id,
        subject=subject,
        decision=command.decision.strip(),
        decided_on=today,
        decided_by=cause.actor,
    )


def _interrupt(disclosure: str, state: Posting, today: date) -> PostingInterrupted:
    if disclosure != state.disclosure_id:
        raise PostingNotOpenError(disclosure)
    return PostingInterrupted(on=today, disclosure_id=disclosure)


def _close(state: Posting, today: date) -> PostingClosed:
    if today <= state.last_day:
        raise PostingRunningError(state.last_day)
    return PostingClosed(
        on=state.closes_on, disclosure_id=state.disclosure_id, objections=len(state.objections)
    )


def _registered(event: PostingRegistered) -> Posting:
    return Posting(
        state=PostingState.WAITING,
        unit=event.unit,
        item_id=event.item_id,
        kind=event.kind,
        matter=event.matter,
        happened_on=event.happened_on,
        limits=event.limits,
    )


def _opened(state: Posting, event: PostingOpened) -> Posting:
    return replace(
        state,
        state=PostingState.OPEN,
        disclosure_id=event.disclosure_id,
        opened_on=event.opened_on,
        deadline=event.deadline,
    )


def _interrupted(state: Posting) -> Posting:
    return replace(
        state,
        state=PostingState.WAITING,
        disclosure_id="",
        opened_on=None,
        deadline=None,
        again={},
        round=state.round + 1,
    )
