"""定时公开 — a phase opens by itself at the time set, if it still may when the time comes."""

from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from services.publishing.domain.commands import (
    CancelRelease,
    ExecuteRelease,
    MissRelease,
    ReleaseCommand,
    ScheduleRelease,
)
from services.publishing.domain.disclosure import (
    AlreadyOpenError,
    NotPublisherError,
    NotYetError,
    ScopeNotSocietyError,
    WithdrawnError,
)
from services.publishing.domain.events import (
    ReleaseCancelled,
    ReleaseEvent,
    ReleaseExecuted,
    ReleaseMissed,
    ReleaseScheduled,
)
from services.publishing.domain.terms import PUBLISHERS, STEPS, Phase, Scope, Standing
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import SYSTEM, Cause

AHEAD: Final = timedelta(days=366)  # a year is as far as anybody plans


class Release(Struct, frozen=True, kw_only=True):
    """What must be remembered: the time that is set, None if none is."""

    unit: str = ""
    disclosure_id: str = ""
    step: str = ""
    at: datetime | None = None


class StepUnknownError(InvalidError):
    """公开步骤只能是党内公开（inner）或者社会公开（public）。"""


class TimeUnreadableError(InvalidError):
    """定时公开的时间要写成年月日和时分，例如 2026-09-28T09:00，按北京时间。"""


class PastError(InvalidError):
    """定时公开的时间必须晚于现在。"""


class TooFarError(InvalidError):
    """定时公开的时间最多定在一年以内。"""


class NotScheduledError(RejectedError):
    """这个事项没有定时公开，或者已经执行、已经取消。"""


class NotDueError(RejectedError):
    """定时公开的时间还没有到。"""


class ReasonMissingError(InvalidError):
    """取消定时公开必须写明原因。"""


class BySystemError(RejectedError):
    """定时公开由系统按时执行，不能由人代为执行。"""


def decide(command: ReleaseCommand, state: Release, cause: Cause) -> list[ReleaseEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case ScheduleRelease():
            return _schedule(command, cause)
        case CancelRelease(reason=reason):
            return _cancel(reason, state, cause)
        case ExecuteRelease():
            return _carry_out(command, state, cause)
        case MissRelease(at=at, rule=rule, reason=reason):
            _due(at, state, cause)
            return [ReleaseMissed(**_which(state), at=at, rule=rule, reason=reason)]


def evolve(_: Release, event: ReleaseEvent) -> Release:
    """Return what is remembered after a fact."""
    at = event.at if isinstance(event, ReleaseScheduled) else None
    return Release(unit=event.unit, disclosure_id=event.disclosure_id, step=event.step, at=at)


def _schedule(command: ScheduleRelease, cause: Cause) -> list[ReleaseEvent]:
    about = command.about
    _by_publisher(about.unit, cause)
    _possible(command.step, about)
    _in_time(command.at, about, cause)
    return [
        ReleaseScheduled(
            unit=about.unit,
            disclosure_id=about.disclosure_id,
            step=command.step,
            at=command.at.replace(second=0, microsecond=0),
        )
    ]


def _cancel(reason: str, state: Release, cause: Cause) -> list[ReleaseEvent]:
    if state.at is None:
        raise NotScheduledError
    _by_publisher(state.unit, cause)
    if not reason.strip():
        raise ReasonMissingError(field="reason")
    return [ReleaseCancelled(**_which(state), at=state.at, reason=reason)]


def _carry_out(command: ExecuteRelease, state: Release, cause: Cause) -> list[ReleaseEvent]:
    _due(command.at, state, cause)
    return [ReleaseExecuted(**_which(state), at=command.at, late_seconds=_late(command, cause))]


def _late(command: ExecuteRelease, cause: Cause) -> int:
    late = int((cause.at - command.at).total_seconds())
    return late if late > command.grace_seconds else 0


def _due(at: datetime, state: Release, cause: Cause) -> None:
    if cause.post != SYSTEM:
        raise BySystemError
    if state.at is None or state.at != at:
        raise NotScheduledError
    if cause.at < at:
        raise NotDueError


def _possible(step: str, about: Standing) -> None:
    if step not in STEPS:
        raise StepUnknownError(step, field="step")
    if about.withdrawn:
        raise WithdrawnError
    if _is_open(step, about):
        raise AlreadyOpenError
    if step == "public" and about.scope is not Scope.SOCIETY:
        raise ScopeNotSocietyError(about.scope)


def _is_open(step: str, about: Standing) -> bool:
    return about.phase is Phase.PUBLIC or (
        step == "inner" and about.phase in {Phase.INNER, Phase.SPOKEN}
    )


def _in_time(at: datetime, about: Standing, cause: Cause) -> None:
    if at <= cause.at:
        raise PastError(field="at")
    if at - cause.at > AHEAD:
        raise TooFarError(field="at")
    if beijing_date(at) < _first_day(about):
        raise NotYetError(_first_day(about))


def _first_day(about: Standing) -> date:
    return max(about.disclose_on, about.earliest or about.disclose_on)


def _by_publisher(unit: str, cause: Cause) -> None:
    if cause.unit != unit or cause.post not in {each.value for each in PUBLISHERS}:
        raise NotPublisherError


def _which(state: Release) -> dict[str, str]:
    return {"unit": state.unit, "disclosure_id": state.disclosure_id, "step": state.step}


RELEASE: Final = Decider[ReleaseCommand, Release, ReleaseEvent](
    initial=Release(), decide=decide, evolve=evolve
)
