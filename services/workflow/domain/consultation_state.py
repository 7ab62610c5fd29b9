"""预公开的状态 — what must be remembered of a consultation, and how each fact changes it."""

from datetime import date, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.consultation_words import (
    ConsultationAnswered,
    ConsultationClosed,
    ConsultationDecided,
    ConsultationEvent,
    ConsultationInterrupted,
    ConsultationOpened,
    ConsultationPostponed,
    ConsultationRegistered,
    ConsultationReported,
    ConsultationRescheduled,
    ConsultationStudied,
    Outcome,
)
from services.workflow.domain.duty import Deadline, TimeLimits
from services.workflow.domain.session_words import ConsultationHeld
from services.workflow.domain.tally import ConsultationRule, Ground, Voices
from services.workflow.domain.terms import Scope

_DAY: Final = timedelta(days=1)


class ConsultationState(Enum):
    """预公开状态 — where a matter stands before its decision."""

    NONE = "none"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    POSTPONED = "postponed"
    STUDIED = "studied"
    DECIDED = "decided"


class Round(Struct, frozen=True, kw_only=True):
    """一轮预公开 — one showing of a plan to the end of its period."""

    disclosure_id: str
    opened_on: date
    deadline: Deadline
    voices: Voices = Voices()
    summary: str = ""
    ground: Ground | None = None

    @property
    def last_day(self) -> date:
        """Return the last day on which opinions count."""
        return self.deadline.due

    def covers(self, day: date) -> bool:
        """Tell whether an opinion of that day came in time."""
        return self.opened_on <= day <= self.last_day


class Consultation(Struct, frozen=True, kw_only=True):
    """预公开 — ``turn`` counts every publication asked for, also after an interruption."""

    state: ConsultationState = ConsultationState.NONE
    unit: str = ""
    item_id: str = ""
    matter: str = ""
    questions: tuple[str, ...] = ()
    limits: TimeLimits = TimeLimits()
    rule: ConsultationRule = ConsultationRule()
    turn: int = 1
    rounds: tuple[Round, ...] = ()
    scope: Scope | None = None
    postponements: int = 0
    outcome: Outcome | None = None
    results: tuple[str, ...] = ()

    @property
    def round(self) -> Round | None:
        """Return the round that was begun last."""
        return self.rounds[-1] if self.rounds else None

    @property
    def closes_on(self) -> date | None:
        """Return the first day after the period of the round that is open."""
        is_open = self.state is ConsultationState.OPEN
        return self.rounds[-1].last_day + _DAY if is_open and self.rounds else None


def counted(due: Deadline, today: date) -> tuple[int, int]:
    """Return how many days of a period have begun by a day, and how many there are."""
    days = [each.date for each in due.days if each.counted]
    return len([each for each in days if each <= today]), len(days)


def evolve(  # noqa: PLR0911 — one line for each fact
    state: Consultation, event: ConsultationEvent
) -> Consultation:
    """Remember what happened."""
    match event:
        case ConsultationRegistered():
            return _registered(event)
        case ConsultationOpened():
            return _opened(state, event)
        case ConsultationInterrupted():
            return _again(replace(state, rounds=state.rounds[:-1]))
        case ConsultationStudied(again=again):
            return _again(state) if again else replace(state, state=ConsultationState.STUDIED)
        case ConsultationDecided(outcome=outcome):
            return replace(state, state=ConsultationState.DECIDED, outcome=outcome)
        case ConsultationHeld():
            return state
        case ConsultationReported(disclosure_id=disclosure):
            return replace(state, results=(*state.results, disclosure))
        case _:
            return _of_round(state, event)


def _of_round(
    state: Consultation,
    event: ConsultationAnswered
    | ConsultationRescheduled
    | ConsultationClosed
    | ConsultationPostponed,
) -> Consultation:
    match event:
        case ConsultationAnswered():
            return _answered(state, event)
        case ConsultationRescheduled(deadline=due):
            return _changed(state, deadline=due)
        case ConsultationClosed(summary=summary):
            closed = replace(state, state=ConsultationState.CLOSED)
            return _changed(closed, summary=summary)
        case ConsultationPostponed(ground=ground):
            count = state.postponements + 1
            held = replace(state, state=ConsultationState.POSTPONED, postponements=count)
            return _changed(held, ground=ground)


def _registered(event: ConsultationRegistered) -> Consultation:
    return Consultation(
        state=ConsultationState.WAITING,
        unit=event.unit,
        item_id=event.item_id,
        matter=event.matter,
        questions=event.questions,
        limits=event.limits,
        rule=event.rule,
    )


def _opened(state: Consultation, event: ConsultationOpened) -> Consultation:
    begun = Round(
        disclosure_id=event.disclosure_id, opened_on=event.opened_on, deadline=event.deadline
    )
    return replace(
        state,
        state=ConsultationState.OPEN,
        rounds=(*state.rounds, begun),
        scope=event.scope,
    )


def _again(state: Consultation) -> Consultation:
    return replace(state, state=ConsultationState.WAITING, turn=state.turn + 1)


def _answered(state: Consultation, event: ConsultationAnswered) -> Consultation:
    rounds = tuple(
        replace(
            each,
            voices=each.voices.heard(event.stance, verified=event.verified, late=event.late),
        )
        if each.disclosure_id == event.disclosure_id
        else each
        for each in state.rounds
    )
    return replace(state, rounds=rounds)


def _changed(state: Consultation, **change: object) -> Consultation:
    last = replace(state.rounds[-1], **change)
    return replace(state, rounds=(*state.rounds[:-1], last))
