"""一件申请 — what must be remembered of a request, and how each fact changes it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.request_clock import Stop, begun, ended, running
from services.feedback.domain.request_events import (
    CorrectionAsked,
    FilingAcknowledged,
    FilingCreated,
    FilingReturned,
    FilingSent,
    PartyAnswered,
    PartyConsulted,
    PublicationDemanded,
    PublicationFulfilled,
    RecheckAsked,
    RecheckConcluded,
    RecheckExamined,
    ReleaseDropped,
    ReleasePrepared,
    RequestAccepted,
    RequestClosed,
    RequestCorrected,
    RequestDecided,
    RequestErased,
    RequestEvent,
    RequestExplained,
    RequestExtended,
    RequestLapsed,
    RequestNominated,
    RequestReceived,
    RequestRecounted,
    RequestSigned,
    RequestStudied,
)
from services.feedback.domain.request_rule import RequestRule
from services.feedback.domain.request_words import (
    Body,
    Decision,
    Filing,
    Intake,
    Release,
    Status,
    Verdict,
    Wait,
)


class Recheck(Struct, frozen=True, kw_only=True):
    """复核 — of a refusal, under way."""

    body: Body
    at: str
    examined: bool = False


class Asked(Struct, frozen=True, kw_only=True):
    """申请 — where one request stands.

    ``counted_from`` is the day from which its term runs, ``stops`` when it stood still,
    ``more`` by how many days it was prolonged; ``due``: None while the clock stands.
    """

    status: Status = Status.NEW
    unit: str = ""
    intake: Intake = Intake.ONLINE
    applicant: str = ""
    rule: RequestRule = RequestRule()
    counted_from: date = date.min
    stops: tuple[Stop, ...] = ()
    more: int = 0
    extended: bool = False
    due: date | None = None
    signed: bool = False
    correction_by: date | None = None
    studied_by: str = ""
    prepared: tuple[Release, ...] = ()
    decision: Decision | None = None
    decided_on: date | None = None
    decided_by: str = ""
    explained_on: date | None = None
    late: bool = False
    superior: str = ""
    filing: Filing = Filing.NONE
    filing_due: date | None = None
    recheck: Recheck | None = None
    to_publish: bool = False
    nominated: bool = False
    erased: bool = False

    @property
    def stopping(self) -> tuple[Stop, ...]:
        """Return what by its rule stops the clock."""
        return running(self.stops, self.rule)


def evolve(asked: Asked, event: RequestEvent) -> Asked:
    """Return the request as the event leaves it."""
    change = _CHANGES.get(type(event))
    return change(asked, event) if change else asked


def _received(_: Asked, event: RequestReceived) -> Asked:
    return Asked(
        status=Status.RECEIVED,
        unit=event.unit,
        intake=event.intake,
        applicant=event.applicant,
        rule=event.rule,
        counted_from=event.received_on,
        due=event.due,
    )


def _signed(asked: Asked, _: RequestSigned) -> Asked:
    return replace(asked, signed=True)


def _accepted(asked: Asked, _: RequestAccepted) -> Asked:
    return replace(asked, status=Status.ACCEPTED)


def _waiting(asked: Asked, wait: Wait, day: date) -> Asked:
    stands = wait in asked.rule.stops and asked.due is not None and day <= asked.due
    due = None if stands or asked.due is None else asked.due
    return replace(asked, stops=begun(asked.stops, wait, day), due=due)


def _asked(asked: Asked, event: CorrectionAsked) -> Asked:
    waiting = _waiting(asked, Wait.CORRECTION, event.asked_on)
    return replace(waiting, correction_by=event.by)


def _corrected(asked: Asked, event: RequestCorrected) -> Asked:
    stops = ended(asked.stops, Wait.CORRECTION, event.corrected_on)
    return replace(asked, stops=stops, due=event.due, correction_by=None)


def _lapsed(asked: Asked, _: RequestLapsed) -> Asked:
    return replace(asked, status=Status.LAPSED, due=None)


def _extended(asked: Asked, event: RequestExtended) -> Asked:
    return replace(asked, extended=True, more=asked.more + event.days, due=event.due)


def _consulted(asked: Asked, event: PartyConsulted) -> Asked:
    return _waiting(asked, Wait.CONSULTATION, event.consulted_on)


def _answered(asked: Asked, event: PartyAnswered) -> Asked:
    stops = ended(asked.stops, Wait.CONSULTATION, event.answered_on)
    return replace(asked, stops=stops, due=event.due)


def _studied(asked: Asked, event: RequestStudied) -> Asked:
    return replace(asked, status=Status.STUDIED, studied_by=event.studied_by)


def _prepared(asked: Asked, event: ReleasePrepared) -> Asked:
    return replace(asked, prepared=(*asked.prepared, event.release))


def _dropped(asked: Asked, event: ReleaseDropped) -> Asked:
    left = tuple(each for each in asked.prepared if each.sha256 != event.sha256)
    return replace(asked, prepared=left)


def _decided(asked: Asked, event: RequestDecided) -> Asked:
    return replace(
        asked,
        status=Status.DECIDED,
        decision=event.decision,
        decided_on=event.decided_on,
        decided_by=event.decided_by,
    )


def _explained(asked: Asked, event: RequestExplained) -> Asked:
    return replace(asked, status=Status.EXPLAINED, explained_on=event.explained_on, late=event.late)


def _closed(asked: Asked, _: RequestClosed) -> Asked:
    return replace(asked, status=Status.CLOSED)


def _created(asked: Asked, event: FilingCreated) -> Asked:
    return replace(asked, filing=Filing.CREATED, superior=event.superior, filing_due=event.due)


def _sent(asked: Asked, _: FilingSent) -> Asked:
    return replace(asked, filing=Filing.SENT)


def _acknowledged(asked: Asked, _: FilingAcknowledged) -> Asked:
    return replace(asked, filing=Filing.ACKNOWLEDGED)


def _returned(asked: Asked, _: FilingReturned) -> Asked:
    return replace(asked, filing=Filing.RETURNED)


def _recheck(asked: Asked, event: RecheckAsked) -> Asked:
    return replace(asked, recheck=Recheck(body=event.body, at=event.at))


def _examined(asked: Asked, _: RecheckExamined) -> Asked:
    if asked.recheck is None:
        return asked
    return replace(asked, recheck=replace(asked.recheck, examined=True))


def _concluded(asked: Asked, event: RecheckConcluded) -> Asked:
    """Leave all as it was, or begin anew: who decided before does not bind who decides now."""
    if event.verdict is Verdict.UPHOLD:
        return replace(asked, recheck=None)
    return replace(
        asked,
        recheck=None,
        status=Status.STUDIED,
        decision=None,
        decided_on=None,
        explained_on=None,
        late=False,
        counted_from=event.concluded_on,
        stops=(),
        more=0,
        due=event.due,
    )


def _demanded(asked: Asked, _: PublicationDemanded) -> Asked:
    return replace(asked, to_publish=True)


def _fulfilled(asked: Asked, _: PublicationFulfilled) -> Asked:
    return replace(asked, to_publish=False)


def _nominated(asked: Asked, _: RequestNominated) -> Asked:
    return replace(asked, nominated=True)


def _erased(asked: Asked, _: RequestErased) -> Asked:
    return replace(asked, erased=True)


def _recounted(asked: Asked, event: RequestRecounted) -> Asked:
    return replace(asked, due=event.due)


_CHANGES: Final[Mapping[type[Any], Callable[[Asked, Any], Asked]]] = {
    RequestReceived: _received,
    RequestSigned: _signed,
    RequestAccepted: _accepted,
    CorrectionAsked: _asked,
    RequestCorrected: _corrected,
    RequestLapsed: _lapsed,
    RequestExtended: _extended,
    PartyConsulted: _consulted,
    PartyAnswered: _answered,
    RequestStudied: _studied,
    ReleasePrepared: _prepared,
    ReleaseDropped: _dropped,
    RequestDecided: _decided,
    RequestExplained: _explained,
    RequestClosed: _closed,
    FilingCreated: _created,
    FilingSent: _sent,
    FilingAcknowledged: _acknowledged,
    FilingReturned: _returned,
    RecheckAsked: _recheck,
    RecheckExamined: _examined,
    RecheckConcluded: _concluded,
    PublicationDemanded: _demanded,
    PublicationFulfilled: _fulfilled,
    RequestNominated: _nominated,
    RequestErased: _erased,
    RequestRecounted: _recounted,
}
