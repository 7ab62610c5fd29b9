"""实施阶段 — dated by the unit, shown by papers, closed once nothing is missing (实施步骤)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.floor import day_of
from services.catalog.domain.phase_words import (
    EvidencePhase,
    FinishPhase,
    PhaseClosed,
    PhaseCommand,
    PhaseEvent,
    PhaseEvidenced,
    PhaseReopened,
    PhaseScheduled,
    ReopenPhase,
    SchedulePhase,
)
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

PAPERS: Final = 100  # of one phase
FEW: Final = 5  # things named in a sentence


class Phases(Struct, frozen=True, kw_only=True):
    """What must be remembered: which phases are closed, and how many papers each has."""

    closed: frozenset[str] = frozenset()
    papers: Mapping[str, int] = {}


class PhaseDayError(InvalidError):
    """请填写阶段的结束日期，不早于开始日期。"""


class PhaseClosedAlreadyError(RejectedError):
    """这个阶段已经结束；要补办的，先重新开始这个阶段。"""


class PhaseOpenError(RejectedError):
    """这个阶段没有结束，不用重新开始。"""


class PaperBlankError(InvalidError):
    """请写明材料的种类和名称。"""


class PapersFullError(RejectedError):
    """一个阶段最多归集100份材料。"""


class ReopenReasonError(InvalidError):
    """请写明为什么重新开始这个阶段。"""


class PhaseIncompleteError(RejectedError):
    """这个阶段的条件没有齐备，不能结束。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming what is missing."""
        few = "；".join(str(each) for each in self.args[:FEW])
        more = f"；等{len(self.args)}项" if len(self.args) > FEW else ""
        return f"这个阶段的条件没有齐备，不能结束：{few}{more}。"


def phases_id_of(unit: str) -> UUID:
    """Return the stream of a unit's phases."""
    return uuid5(UUID(unit), "phases")


def decide(command: PhaseCommand, state: Phases, cause: Cause) -> list[PhaseEvent]:
    """Answer who dates, shows, closes or reopens a phase."""
    if isinstance(command, ReopenPhase):
        return [_reopened(command, state, cause)]
    if command.phase in state.closed:
        raise PhaseClosedAlreadyError(command.phase)
    match command:
        case SchedulePhase():
            return [_scheduled(command, cause)]
        case EvidencePhase():
            return [_evidenced(command, state, cause)]
        case FinishPhase():
            return [_closed(command, cause)]


def _scheduled(command: SchedulePhase, cause: Cause) -> PhaseScheduled:
    starts, ends = _day(command.starts, "starts"), _day(command.ends, "ends")
    if not ends or starts > ends:
        raise PhaseDayError(field="ends")
    return PhaseScheduled(
        unit=cause.unit,
        phase=command.phase,
        starts=starts,
        ends=ends,
        reason=command.reason.strip(),
        scheduled_by=cause.actor,
    )


def _day(text: str | None, field: str) -> str:
    return str(day_of(text, field)) if text else ""


def _evidenced(command: EvidencePhase, state: Phases, cause: Cause) -> PhaseEvidenced:
    if not command.kind.strip() or not command.title.strip():
        raise PaperBlankError(field="title" if command.kind.strip() else "kind")
    if state.papers.get(command.phase, 0) >= PAPERS:
        raise PapersFullError
    return PhaseEvidenced(
        unit=cause.unit,
        phase=command.phase,
        kind=command.kind.strip(),
        title=command.title.strip(),
        held_on=_day(command.held_on, "held_on"),
        number=command.number.strip(),
        text=command.text.strip(),
        filed_by=cause.actor,
    )


def _closed(command: FinishPhase, cause: Cause) -> PhaseClosed:
    if command.lacking:
        raise PhaseIncompleteError(*command.lacking)
    return PhaseClosed(
        unit=cause.unit,
        phase=command.phase,
        required=command.required,
        on=str(beijing_date(cause.at)),
        closed_by=cause.actor,
    )


def _reopened(command: ReopenPhase, state: Phases, cause: Cause) -> PhaseReopened:
    if command.phase not in state.closed:
        raise PhaseOpenError(command.phase)
    if not command.reason.strip():
        raise ReopenReasonError(field="reason")
    reason = command.reason.strip()
    return PhaseReopened(
        unit=cause.unit, phase=command.phase, reason=reason, reopened_by=cause.actor
    )


def evolve(state: Phases, event: PhaseEvent) -> Phases:
    """Return the phases after an event."""
    match event:
        case PhaseScheduled():
            return state
        case PhaseEvidenced(phase=phase):
            count = state.papers.get(phase, 0) + 1
            return replace(state, papers={**state.papers, phase: count})
        case PhaseClosed(phase=phase):
            return replace(state, closed=state.closed | {phase})
        case PhaseReopened(phase=phase):
            return replace(state, closed=state.closed - {phase})


PHASES: Decider[PhaseCommand, Phases, PhaseEvent] = Decider(Phases(), decide, evolve)
