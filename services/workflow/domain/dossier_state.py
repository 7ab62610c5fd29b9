"""重大决策案卷的状态 — what must be remembered of a dossier, and how each fact changes it."""

from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.convening_words import DossierScheduled, HearingAllotted
from services.workflow.domain.dossier_following_words import (
    DossierAcknowledged,
    DossierCorrected,
    DossierEvaluated,
    DossierEvent,
    DossierExecuted,
    DossierFaulted,
    DossierReported,
    DossierResolved,
)
from services.workflow.domain.dossier_terms import (
    Aspect,
    DecisionStep,
    Disposal,
    DossierRule,
    Method,
    Rating,
    Stand,
)
from services.workflow.domain.dossier_words import (
    DossierAdvised,
    DossierAssessed,
    DossierBypassed,
    DossierConsulted,
    DossierOpened,
    DossierResearched,
    DossierVoted,
    ExpertAppointed,
    HearingAnnounced,
    HearingRecorded,
    HearingReported,
)


class Finding(Struct, frozen=True, kw_only=True):
    """评估 — the latest one of an aspect by a method."""

    aspect: Aspect
    method: Method
    rating: Rating


class Dossier(Struct, frozen=True, kw_only=True):
    """决策案卷 — ``hearings``: how far each has come, 0 announced, 1 recorded, 2 reported.

    ``seats``: of each hearing; ``drawn``: for which of them a lot was drawn.

    ``faults``: of each case of error, whether it is closed; ``waiting``: what an evaluation
    proposes and the body has not yet decided.
    """

    stand: Stand = Stand.NONE
    unit: str = ""
    item_id: str = ""
    matter: str = ""
    body: str = ""
    touches: bool = False
    major: bool = False
    rule: DossierRule = DossierRule()
    superior: str = ""
    options: int = 0
    consulted: bool = False
    hearings: tuple[int, ...] = ()
    hearing_days: tuple[date, ...] = ()
    seats: tuple[int, ...] = ()
    drawn: tuple[int, ...] = ()
    experts: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    bypassed: tuple[DossierBypassed, ...] = ()
    report_due: date | None = None
    reported: bool = False
    acknowledged: bool = False
    executions: int = 0
    waiting: Disposal | None = None
    resolutions: int = 0
    faults: tuple[bool, ...] = ()
    scheduled: tuple[date, ...] = ()  # for which meetings it stands on the agenda

    @property
    def decided(self) -> bool:
        """Tell whether the body has adopted it."""
        return self.stand not in {Stand.NONE, Stand.PREPARING}

    @property
    def needed(self) -> tuple[DecisionStep, ...]:
        """Return the steps that this matter goes through, in their order."""
        wanted = {*self.rule.steps, DecisionStep.DECISION}
        wanted |= {DecisionStep.CONSULTATION} if self.touches else set()
        wanted |= {DecisionStep.ASSESSMENT} if self.major else set()
        return tuple(each for each in DecisionStep if each in wanted)

    @property
    def passed_over(self) -> frozenset[DecisionStep]:
        """Return the steps that were left out."""
        return frozenset(each.step for each in self.bypassed)

    @property
    def unassessed(self) -> tuple[Aspect, ...]:
        """Return the aspects that nobody has assessed."""
        known = {each.aspect for each in self.findings}
        return tuple(each for each in self.rule.aspects if each not in known)

    @property
    def unused(self) -> tuple[Method, ...]:
        """Return the methods that the scheme asks for and nobody has used."""
        known = {each.method for each in self.findings}
        return tuple(each for each in self.rule.methods if each not in known)

    @property
    def failed(self) -> tuple[Aspect, ...]:
        """Return the aspects in which the matter was found wanting."""
        bad = {each.aspect for each in self.findings if each.rating is Rating.FAILS}
        return tuple(each for each in Aspect if each in bad)

    def done(self, step: DecisionStep) -> bool:
        """Tell whether a step has been gone through."""
        match step:
            case DecisionStep.RESEARCH:
                return self.options > 0
            case DecisionStep.CONSULTATION:
                return self.consulted
            case DecisionStep.ASSESSMENT:
                return not (self.unassessed or self.unused or self.failed)
            case DecisionStep.DECISION:
                return self.decided
            case DecisionStep.FOLLOW_UP:
                return self.executions > 0

    def lacking(self, before: DecisionStep) -> DecisionStep | None:
        """Return the first step that is needed before another and was not gone through."""
        order = list(DecisionStep)
        earlier = order[: order.index(before)]
        lacks = (each for each in self.needed if each in earlier and not self.done(each))
        return next((each for each in lacks if each not in self.passed_over), None)


_AFTER: Final = {
    Disposal.CONTINUE: Stand.EXECUTING,
    Disposal.SUSPEND: Stand.SUSPENDED,
    Disposal.STOP: Stand.STOPPED,
    Disposal.AMEND: Stand.EXECUTING,
}


def evolve(state: Dossier, event: DossierEvent) -> Dossier:
    """Remember what happened, as far as rules ask about it."""
    change = _CHANGES.get(type(event))
    return change(state, event) if change else state


def _opened(_: Dossier, event: DossierOpened) -> Dossier:
    return Dossier(
        stand=Stand.PREPARING,
        unit=event.unit,
        item_id=event.item_id,
        matter=event.matter,
        body=event.body,
        touches=event.touches,
        major=event.major,
        rule=event.rule,
        superior=event.superior,
    )


def _announced(state: Dossier, event: HearingAnnounced) -> Dossier:
    days = (*state.hearing_days, event.held_on)
    seats = (*state.seats, event.seats)
    return replace(state, hearings=(*state.hearings, 0), hearing_days=days, seats=seats)


def _hearing(state: Dossier, number: int, step: int) -> Dossier:
    hearings = list(state.hearings)
    hearings[number - 1] = step
    return replace(state, hearings=tuple(hearings))


def _assessed(state: Dossier, event: DossierAssessed) -> Dossier:
    new = Finding(aspect=event.aspect, method=event.method, rating=event.rating)
    place = (new.aspect, new.method)
    kept = tuple(each for each in state.findings if (each.aspect, each.method) != place)
    return replace(state, findings=(*kept, new))


def _voted(state: Dossier, event: DossierVoted) -> Dossier:
    if not event.adopted:
        return state
    due = event.deadline.due if event.deadline else None
    return replace(state, stand=Stand.EXECUTING, report_due=due)


def _resolved(state: Dossier, event: DossierResolved) -> Dossier:
    if not event.adopted:
        return state
    stand = _AFTER[event.outcome]
    return replace(state, stand=stand, waiting=None, resolutions=event.number)


def _corrected(state: Dossier, event: DossierCorrected) -> Dossier:
    faults = list(state.faults)
    faults[event.number - 1] = True
    return replace(state, faults=tuple(faults))


_CHANGES: Final[dict[type[Any], Any]] = {
    DossierOpened: _opened,
    DossierResearched: lambda state, event: replace(state, options=len(event.options)),
    DossierConsulted: lambda state, _: replace(state, consulted=True),
    HearingAnnounced: _announced,
    HearingAllotted: lambda state, event: replace(state, drawn=(*state.drawn, event.number)),
    HearingRecorded: lambda state, event: _hearing(state, event.number, 1),
    HearingReported: lambda state, event: _hearing(state, event.number, 2),
    ExpertAppointed: lambda state, event: replace(state, experts=(*state.experts, event.person)),
    DossierAdvised: lambda state, event: replace(state, advised=(*state.advised, event.person)),
    DossierAssessed: _assessed,
    DossierBypassed: lambda state, event: replace(state, bypassed=(*state.bypassed, event)),
    DossierScheduled: lambda state, event: replace(
        state, scheduled=(*state.scheduled, event.held_on)
    ),
    DossierVoted: _voted,
    DossierReported: lambda state, _: replace(state, reported=True),
    DossierAcknowledged: lambda state, _: replace(state, acknowledged=True),
    DossierExecuted: lambda state, event: replace(state, executions=event.number),
    DossierEvaluated: lambda state, event: replace(state, waiting=event.outcome),
    DossierResolved: _resolved,
    DossierFaulted: lambda state, _: replace(state, faults=(*state.faults, False)),
    DossierCorrected: _corrected,
}
