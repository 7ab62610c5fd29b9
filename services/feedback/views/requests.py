"""依申请公开 — every request as its desk, its applicant and its superior see it."""

from datetime import date, datetime
from typing import Any, Final, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.request_events import (
    CorrectionAsked,
    FilingReturned,
    PartyAnswered,
    PartyConsulted,
    RecheckAsked,
    RecheckConcluded,
    RecheckExamined,
    RequestAccepted,
    RequestClosed,
    RequestCorrected,
    RequestDecided,
    RequestEvent,
    RequestExplained,
    RequestExtended,
    RequestNumbered,
    RequestReceived,
    RequestSigned,
    RequestStudied,
)
from services.feedback.domain.request_register import numeral_of
from services.feedback.domain.request_state import Asked, evolve
from services.feedback.domain.request_words import (
    Checked,
    Consent,
    Decision,
    Filing,
    Outcome,
    Release,
    Status,
    Verdict,
)
from services.feedback.domain.terms import Proof, Sealed
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

FOLDED: Final = get_args(RequestEvent)


class Papers(Struct, frozen=True, kw_only=True):
    """卷内材料 — what was written on the way; what is sealed stays sealed."""

    content: Sealed
    identity: Sealed
    scan: Release | None = None
    checked: Checked | None = None
    wanted: Sealed | None = None
    extension: str = ""
    party: Sealed | None = None
    consent: Consent | None = None
    said: Sealed | None = None
    study: str = ""
    letter: Sealed | None = None
    proof: Proof | None = None
    returned: str = ""
    complaint: Sealed | None = None
    finding: str = ""
    verdict: Verdict | None = None
    verdict_reason: str = ""


class Line(Struct, frozen=True, kw_only=True):
    """办理记录 — what was done, when, by whom, in which post; ``on``: of which day it tells."""

    tag: str
    at: datetime
    actor: str
    unit: str
    post: str


class RequestRow(Struct, frozen=True, kw_only=True):
    """申请 — ``state`` is all that the rules know of it; what is sought by has columns."""

    request_id: UUID
    unit: str
    standing: str
    applicant: str
    query_code_digest: str
    received_at: datetime
    received_on: date
    version: int
    state: Asked
    papers: Papers
    status: Status
    year: int = 0
    number: str = ""
    due: date | None = None
    outcome: Outcome | None = None
    ground: str = ""
    filing: Filing = Filing.NONE
    filing_due: date | None = None
    superior: str = ""
    recheck_at: str = ""
    to_publish: bool = False
    closed_at: datetime | None = None
    earlier: tuple[Decision, ...] = ()
    history: tuple[Line, ...] = ()


requests: Final = View(
    "requests",
    RequestRow,
    key="request_id",
    indexes=(
        ("unit", "status", "due"),
        ("unit", "year"),
        ("number",),
        ("applicant",),
        ("superior", "filing"),
        ("recheck_at",),
    ),
)


@requests.on(*FOLDED)
def _(rows: Rows[RequestRow], record: Record[Any]) -> None:
    event = record.event
    known = _begun(record) if isinstance(event, RequestReceived) else rows.get(record.stream_id)
    if known is not None:
        rows.put(_moved(known, record, evolve(known.state, event)))


@requests.on(RequestNumbered)
def _(rows: Rows[RequestRow], record: Record[RequestNumbered]) -> None:
    new = record.event
    number = numeral_of(new.year, new.number)
    rows.change(new.request_id, year=new.year, number=number)


def _begun(record: Record[RequestReceived]) -> RequestRow:
    new = record.event
    return RequestRow(
        request_id=record.stream_id,
        unit=new.unit,
        standing=new.standing,
        applicant=new.applicant,
        query_code_digest=new.query_code_digest,
        received_at=record.cause.at,
        received_on=beijing_date(record.cause.at),
        version=record.version,
        state=Asked(),
        papers=Papers(content=new.content, identity=new.identity),
        status=Status.NEW,
    )


def _moved(row: RequestRow, record: Record[Any], state: Asked) -> RequestRow:
    decided, event = state.decision, record.event
    undone = row.state.decision if decided is None else None
    return replace(
        row,
        version=record.version,
        state=state,
        papers=_kept(row.papers, event),
        status=state.status,
        due=state.due,
        outcome=decided.outcome if decided else None,
        ground=decided.ground if decided else "",
        filing=state.filing,
        filing_due=state.filing_due,
        superior=state.superior,
        recheck_at=state.recheck.at if state.recheck else "",
        to_publish=state.to_publish,
        closed_at=record.cause.at if isinstance(event, RequestClosed) else row.closed_at,
        earlier=(*row.earlier, undone) if undone else row.earlier,
        history=(*row.history, _line(record)),
    )


def _line(record: Record[Any]) -> Line:
    cause = record.cause
    return Line(tag=record.tag, at=cause.at, actor=cause.actor, unit=cause.unit, post=cause.post)


def _kept(papers: Papers, event: Any) -> Papers:  # noqa: C901, PLR0911 — one line for each fact
    match event:
        case RequestSigned(scan=scan):
            return replace(papers, scan=scan)
        case RequestAccepted(checked=checked):
            return replace(papers, checked=checked)
        case CorrectionAsked(wanted=wanted):
            return replace(papers, wanted=wanted)
        case RequestCorrected(content=content):
            return replace(papers, content=content)
        case RequestExtended(reason=reason):
            return replace(papers, extension=reason)
        case PartyConsulted(party=party):
            return replace(papers, party=party, consent=None, said=None)
        case PartyAnswered(consent=consent, said=said):
            return replace(papers, consent=consent, said=said)
        case RequestStudied(opinion=opinion):
            return replace(papers, study=opinion)
        case RequestDecided():
            return replace(papers, letter=None, proof=None)
        case _:
            return _kept_after(papers, event)


def _kept_after(papers: Papers, event: Any) -> Papers:
    match event:
        case RequestExplained(letter=letter, proof=proof):
            return replace(papers, letter=letter, proof=proof)
        case FilingReturned(reason=reason):
            return replace(papers, returned=reason)
        case RecheckAsked(ground=ground):
            return replace(papers, complaint=ground, finding="", verdict=None, verdict_reason="")
        case RecheckExamined(finding=finding):
            return replace(papers, finding=finding)
        case RecheckConcluded(verdict=verdict, reason=reason):
            return replace(papers, verdict=verdict, verdict_reason=reason)
        case _:
            return papers
