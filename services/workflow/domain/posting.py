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
    BeginPosting,
    ClosePosting,
    InterruptPosting,
    OpenPosting,
    PostingClosed,
    PostingEvent,
    PostingInterrupted,
    PostingKind,
    PostingObjected,
    PostingOpened,
    PostingRegistered,
    PostingRescheduled,
    RecountPosting,
)
from services.workflow.domain.terms import beijing_day
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MATTER: Final = 200  # characters at most
_DAY: Final = timedelta(days=1)

ActCommand = (
    BeginPosting | OpenPosting | AttachObjection | RecountPosting | InterruptPosting | ClosePosting
)


class PostingState(Enum):
    """公示状态 — where a notice stands."""

    NONE = "none"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


class Posting(Struct, frozen=True, kw_only=True):
    """公示 — what must be remembered; ``round`` counts how often it was begun."""

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

    @property
    def last_day(self) -> date:
        """Return the last day of the notice period."""
        return self.deadline.due if self.deadline else date.max

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


class ObjectionOutsideError(RejectedError):
    """这条意见不是在公示期内收到的，不作为公示异议。"""


class ObjectionKnownError(RejectedError):
    """这条意见已经归入公示异议。"""


class SamePeriodError(RejectedError):
    """按新的放假安排计算，公示期没有变化。"""


def decide(command: ActCommand, state: Posting, cause: Cause) -> list[PostingEvent]:
    """Judge one command."""
    if isinstance(command, BeginPosting):
        return [_begin(command, state, beijing_day(cause.at))]
    if state.state is PostingState.NONE:
        raise PostingUnknownError
    match command:
        case OpenPosting():
            return [_begun(command, state)]
        case AttachObjection():
            return [_object(command, state)]
        case _:
            return [_while_open(command, state, beijing_day(cause.at))]


def evolve(state: Posting, event: PostingEvent) -> Posting:
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


def _while_open(
    command: RecountPosting | InterruptPosting | ClosePosting, state: Posting, today: date
) -> PostingEvent:
    if state.state is not PostingState.OPEN:
        raise PostingNotOpenError
    match command:
        case RecountPosting():
            return _recount(command, state)
        case InterruptPosting(disclosure_id=disclosure):
            return _interrupt(disclosure, state, today)
        case ClosePosting():
            return _close(state, today)


def _recount(command: RecountPosting, state: Posting) -> PostingRescheduled:
    due = recounted(state, command)
    if due is None:
        raise SamePeriodError
    return PostingRescheduled(disclosure_id=state.disclosure_id, deadline=due)


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
        round=state.round + 1,
    )
