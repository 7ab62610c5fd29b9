"""公开义务 — one thing that must be disclosed by a day: pure."""

from datetime import date, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.dial import MISSED, PROMPT, Dial, Step, turned
from services.workflow.domain.duty import (
    LEAST,
    Deadline,
    Duty,
    MandatedDutyError,
    Recipient,
    TimeLimits,
)
from services.workflow.domain.lifting import FILING, by_issuer, reasoned
from services.workflow.domain.obligation_commands import (
    ConfirmObligation,
    DemandProposal,
    ExcuseObligation,
    FulfilObligation,
    LiftObligation,
    ObligationCommand,
    RaiseObligation,
    RescheduleObligation,
    RingObligation,
)
from services.workflow.domain.obligation_events import (
    ObligationConfirmed,
    ObligationDemanded,
    ObligationEvent,
    ObligationExcused,
    ObligationFulfilled,
    ObligationMissed,
    ObligationPrompted,
    ObligationRaised,
    ObligationReminded,
    ObligationRescheduled,
)
from services.workflow.domain.period import deadline, name_of, prompted_on
from services.workflow.domain.review import confirmed
from services.workflow.domain.terms import Post
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LONGEST: Final = 30  # days within which a demand must be answered
_DAY: Final = timedelta(days=1)
_LATER: Final = 1  # days after the due day from which the superior hears too


class Standing(Enum):
    """履行状态 — where an obligation stands."""

    NONE = "none"
    OPEN = "open"
    DONE = "done"
    EXCUSED = "excused"


class Obligation(Struct, frozen=True, kw_only=True):
    """What must be remembered: its rule, its day, and what the alarm clock has to do."""

    standing: Standing = Standing.NONE
    unit: str = ""
    item_id: str = ""
    duty: Duty = Duty.PERIODIC
    begins: date = date.min
    deadline: Deadline | None = None
    limits: TimeLimits = TimeLimits()
    issuer: str = ""  # the superior that ordered it, if one did
    dial: Dial = Dial()

    @property
    def due(self) -> date:
        """Return the last day on which disclosure is in time."""
        return self.dial.due


class ObligationUnknownError(NotFoundError):
    """没有找到这项公开义务。"""


class AlreadyRaisedError(RejectedError):
    """这项公开义务已经产生，不能重复产生。"""


class ObligationClosedError(RejectedError):
    """这项公开义务已经了结。"""


class AlreadyRungError(RejectedError):
    """这次提醒已经发出，不能重复发出。"""


class NotYetRungError(RejectedError):
    """还没有到提醒的日子。"""


class DisclosedBeforeError(RejectedError):
    """公开日期早于这项义务开始的日子，不能算作履行。"""


class SameDeadlineError(RejectedError):
    """按新的放假安排计算，期限没有变化。"""


class GroundMissingError(InvalidError):
    """请写明免除的依据和理由，不少于5个字。"""


class FilingMissingError(InvalidError):
    """没有备案的不能免除公开义务，请填写备案号。"""


class DemandNoteMissingError(InvalidError):
    """请写明要求，不少于5个字。"""


class DemandDaysError(InvalidError):
    """答复期限应当在1至30天之间。"""


class TriggerAheadError(InvalidError):
    """触发日期不能晚于今天。"""


def decide(  # noqa: PLR0911 — one line for each command
    command: ObligationCommand, state: Obligation, cause: Cause
) -> list[ObligationEvent]:
    """Judge one command."""
    if isinstance(command, RaiseObligation):
        return [_raise(command, state, beijing_date(cause.at))]
    _open(state)
    match command:
        case RingObligation():
            return [_ring(command, state, beijing_date(cause.at))]
        case FulfilObligation() | ConfirmObligation():
            return [_settle(command, state, cause)]
        case RescheduleObligation():
            return [_reschedule(command, state, beijing_date(cause.at))]
        case DemandProposal():
            return [_demand(command, state, cause)]
        case LiftObligation(reason=reason):
            return [_lift(reason, state, cause)]
        case ExcuseObligation():
            return [_excuse(command, state, cause)]


def evolve(state: Obligation, event: ObligationEvent) -> Obligation:
    """Remember what happened."""
    state = replace(state, dial=turned(state.dial, event))
    match event:
        case ObligationRaised():
            return _raised(state, event)
        case ObligationFulfilled() | ObligationConfirmed():
            return replace(state, standing=Standing.DONE)
        case ObligationExcused():
            return replace(state, standing=Standing.EXCUSED)
        case ObligationRescheduled():
            return replace(state, deadline=event.deadline)
        case _:
            return state


OBLIGATION = Decider(initial=Obligation(), decide=decide, evolve=evolve)


def recipients(offset: int, unit: str, superior: str) -> tuple[Recipient, ...]:
    """承办人、负责人、办公室、上级: whoever is told, the more the later (D8)."""
    told = [Recipient(unit=unit, post=Post.CLERK.value)]
    if offset >= 0:
        told.append(Recipient(unit=unit, post=Post.APPROVER.value))
    if offset > 0:
        told.append(Recipient(unit=unit, post=Post.OFFICE.value))
    if offset > _LATER and superior:
        told.append(Recipient(unit=superior, post=Post.OFFICE.value))
    return tuple(told)


def _open(state: Obligation) -> None:
    if state.standing is Standing.NONE:
        raise ObligationUnknownError
    if state.standing is not Standing.OPEN:
        raise ObligationClosedError(state.standing.value)


def _raise(command: RaiseObligation, state: Obligation, today: date) -> ObligationRaised:
    if state.standing is not Standing.NONE:
        raise AlreadyRaisedError
    if command.begins > today:
        raise TriggerAheadError(field="happened_on")
    period, limits = command.period, command.limits
    start = period.last if period else command.begins
    due = deadline(start, command.term or limits.term(command.duty), command.calendar)
    return ObligationRaised(
        unit=command.unit,
        item_id=command.item_id,
        duty=command.duty,
        title=command.title,
        begins=command.begins,
        ends=period.last if period else None,
        deadline=due,
        limits=limits,
        prompt_on=prompted_on(command.begins, due.due, limits.prompt, command.calendar),
        matter=name_of(period) if period else command.matter,
        mandate=command.mandate,
        issuer=command.issuer,
    )


def _ring(
    command: RingObligation, state: Obligation, today: date
) -> ObligationPrompted | ObligationReminded | ObligationMissed:
    step = _step(command, state, today)
    if step.name == MISSED:
        return ObligationMissed(on=step.on, due=state.due, proposed=command.proposed)
    if step.name == PROMPT:
        return ObligationPrompted(on=step.on, to=recipients(-1, state.unit, ""))
    offset = (step.on - state.due).days
    told = recipients(offset, state.unit, command.superior)
    return ObligationReminded(offset=offset, on=step.on, due=state.due, to=told)


def _step(command: RingObligation, state: Obligation, today: date) -> Step:
    found = [each for each in state.dial.steps() if each.name == command.step]
    if not found:
        raise AlreadyRungError(command.step)
    if found[0].on > today:
        raise NotYetRungError(found[0].on)
    return found[0]


def _settle(
    command: FulfilObligation | ConfirmObligation, state: Obligation, cause: Cause
) -> ObligationFulfilled | ObligationConfirmed:
    match command:
        case FulfilObligation():
            return _fulfil(command, state)
        case ConfirmObligation():
            return confirmed(command, state.duty, state.due, cause)


def _fulfil(command: FulfilObligation, state: Obligation) -> ObligationFulfilled:
    if command.on < state.begins:
        raise DisclosedBeforeError(command.on)
    late = max((command.on - state.due).days, 0)
    return ObligationFulfilled(
        disclosure_id=command.disclosure_id,
        on=command.on,
        due=state.due,
        late=late > 0,
        days_late=late,
        evidence=command.evidence,
    )


def _reschedule(
    command: RescheduleObligation, state: Obligation, today: date
) -> ObligationRescheduled:
    due, calendar = recounted(state, command), command.calendar
    if state.deadline is None or due.days == state.deadline.days:
        raise SameDeadlineError
    prompt = prompted_on(state.begins, due.due, state.limits.prompt, calendar)
    return ObligationRescheduled(on=today, deadline=due, prompt_on=prompt)


def recounted(state: Obligation, command: RescheduleObligation) -> Deadline:
    """Return an obligation's deadline by another calendar.

    Raises:
        ObligationUnknownError: it was never raised.

    """
    if state.deadline is None:
        raise ObligationUnknownError
    return deadline(state.deadline.counted_from, state.deadline.term, command.calendar)


def _demand(command: DemandProposal, state: Obligation, cause: Cause) -> ObligationDemanded:
    if not 1 <= command.days <= LONGEST:
        raise DemandDaysError(command.days, field="days")
    if len(command.note.strip()) < LEAST:
        raise DemandNoteMissingError(field="note")
    return ObligationDemanded(
        to=recipients(-1, state.unit, ""),
        answer_by=beijing_date(cause.at) + command.days * _DAY,
        note=command.note,
        demanded_by=cause.actor,
    )


def _excuse(command: ExcuseObligation, state: Obligation, cause: Cause) -> ObligationExcused:
    if state.duty is Duty.MANDATED:
        raise MandatedDutyError(state.unit)
    if len(command.ground.strip()) < LEAST:
        raise GroundMissingError(field="ground")
    if not command.filing.strip():
        raise FilingMissingError(field="filing")
    return ObligationExcused(ground=command.ground, filing=command.filing, excused_by=cause.actor)


def _lift(reason: str, state: Obligation, cause: Cause) -> ObligationExcused:
    by_issuer(state.issuer, cause)
    return ObligationExcused(ground=reasoned(reason), filing=FILING, excused_by=cause.actor)


def _raised(state: Obligation, event: ObligationRaised) -> Obligation:
    return replace(
        state,
        standing=Standing.OPEN,
        unit=event.unit,
        item_id=event.item_id,
        duty=event.duty,
        begins=event.begins,
        deadline=event.deadline,
        limits=event.limits,
        issuer=event.issuer,
    )
