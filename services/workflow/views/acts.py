"""备案登记簿 — every act that a superior may have to be told of, and whether it was (K4)."""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from services.workflow.domain.act_words import ActLodged, ActReceived, ActReturned
from services.workflow.domain.change_words import (
    ChangeFiled,
    FilingAcknowledged,
    FilingObjected,
    ObjectionAnswered,
)
from services.workflow.domain.events import ProposalApproved
from services.workflow.domain.instrument_words import InstrumentIssued
from services.workflow.domain.terms import Kind
from services.workflow.heard import (
    AmendmentAbandoned,
    AmendmentAcknowledged,
    AmendmentApproved,
    AmendmentFiled,
    AmendmentReturned,
    CatalogApproved,
    RequestFilingAcknowledged,
    RequestFilingCreated,
    RequestFilingReturned,
    RequestFilingSent,
    SchemeAdopted,
    WithheldAcknowledged,
    WithheldFiled,
    WithheldRegistered,
    WithheldReturned,
)
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

OWED, FILED, RECEIVED, RETURNED = "owed", "filed", "received", "returned"
CATALOG, WITHHELD, CHANGE, REQUEST, PLAN = "目录", "不公开事项", "变更", "依申请公开", "方案制度"


class ActRow(Struct, frozen=True, kw_only=True):
    """应备案的事 — ``on``: the day on which it was done; ``own``: filed and answered here."""

    act_id: str
    unit: str
    kind: str
    title: str
    on: date
    state: str = OWED
    body: str = ""
    number: str = ""
    comment: str = ""
    link: str = ""
    own: bool = False
    filed_at: datetime | None = None
    answered_at: datetime | None = None


acts: Final = View(
    "acts", ActRow, key="act_id", indexes=(("unit", "state", "on"), ("body", "state"))
)


def _raise(rows: Rows[ActRow], record: Record[Any], act_id: str, **told: Any) -> None:
    """Keep an act; what was already heard of its filing stays."""
    on = beijing_date(record.cause.at)
    if rows.get(act_id) is None:
        rows.put(ActRow(act_id=act_id, on=on, **told))
    else:
        rows.change(act_id, on=on, **told)


@acts.on(CatalogApproved)
def _(rows: Rows[ActRow], record: Record[CatalogApproved]) -> None:
    event = record.event
    act_id = f"{event.unit}/catalog/{event.version}"
    title = f"公开目录第{event.version}版"
    _raise(rows, record, act_id, unit=event.unit, kind=CATALOG, title=title, link="/catalog/")


@acts.on(SchemeAdopted)
def _(rows: Rows[ActRow], record: Record[SchemeAdopted]) -> None:
    unit, scheme = record.event.unit, record.event.scheme
    act_id = f"{unit}/scheme/{scheme.id}/{scheme.version}"
    title = scheme.title or f"实施方案第{scheme.version}版"
    _raise(rows, record, act_id, unit=unit, kind=PLAN, title=title, link="/catalog/")


@acts.on(InstrumentIssued)
def _(rows: Rows[ActRow], record: Record[InstrumentIssued]) -> None:
    event, act_id = record.event, str(record.stream_id)
    kind = CATALOG if event.kind.value == "powers" else PLAN
    link = f"/workflow/instruments/{act_id}"
    _raise(rows, record, act_id, unit=event.unit, kind=kind, title=event.title, link=link)


@acts.on(WithheldRegistered)
def _(rows: Rows[ActRow], record: Record[WithheldRegistered]) -> None:
    event = record.event
    _raise(rows, record, str(record.stream_id), unit=event.unit, kind=WITHHELD, title=event.title)


@acts.on(AmendmentApproved)
def _(rows: Rows[ActRow], record: Record[AmendmentApproved]) -> None:
    unit = record.event.unit
    _raise(rows, record, str(record.stream_id), unit=unit, kind=CHANGE, title="公开目录的调整")


@acts.on(RequestFilingCreated)
def _(rows: Rows[ActRow], record: Record[RequestFilingCreated]) -> None:
    unit = record.event.unit
    title = "依申请公开的办理情况"
    _raise(rows, record, str(record.stream_id), unit=unit, kind=REQUEST, title=title)


@acts.on(ProposalApproved)
def _(rows: Rows[ActRow], record: Record[ProposalApproved]) -> None:
    """Keep a change that was approved; where it was filed first, that is known already."""
    event, act_id = record.event, str(record.stream_id)
    if event.kind is not Kind.DISCLOSE and rows.get(act_id) is None:
        title, link = event.plan.title, f"/workflow/proposals/{act_id}"
        _raise(rows, record, act_id, unit=event.unit, kind=CHANGE, title=title, link=link)


@acts.on(ChangeFiled)
def _(rows: Rows[ActRow], record: Record[ChangeFiled]) -> None:
    event, act_id = record.event, str(record.stream_id)
    link = f"/workflow/proposals/{act_id}"
    _raise(rows, record, act_id, unit=event.unit, kind=CHANGE, title=event.title, link=link)
    _filed(rows, record, act_id, event.body)


@acts.on(AmendmentFiled, WithheldFiled, RequestFilingSent)
def _(
    rows: Rows[ActRow], record: Record[AmendmentFiled | WithheldFiled | RequestFilingSent]
) -> None:
    _filed(rows, record, str(record.stream_id), record.event.superior)


@acts.on(FilingAcknowledged)
def _(rows: Rows[ActRow], record: Record[FilingAcknowledged]) -> None:
    _answered(rows, record, str(record.stream_id), RECEIVED, number=record.event.number)


@acts.on(AmendmentAcknowledged, WithheldAcknowledged)
def _(rows: Rows[ActRow], record: Record[AmendmentAcknowledged | WithheldAcknowledged]) -> None:
    _answered(rows, record, str(record.stream_id), RECEIVED, comment=record.event.note)


@acts.on(RequestFilingAcknowledged)
def _(rows: Rows[ActRow], record: Record[RequestFilingAcknowledged]) -> None:
    _answered(rows, record, str(record.stream_id), RECEIVED)


@acts.on(FilingObjected, RequestFilingReturned)
def _(rows: Rows[ActRow], record: Record[FilingObjected | RequestFilingReturned]) -> None:
    _answered(rows, record, str(record.stream_id), RETURNED, comment=record.event.reason)


@acts.on(AmendmentReturned, WithheldReturned)
def _(rows: Rows[ActRow], record: Record[AmendmentReturned | WithheldReturned]) -> None:
    _answered(rows, record, str(record.stream_id), RETURNED, comment=record.event.comment)


@acts.on(AmendmentAbandoned)
def _(rows: Rows[ActRow], record: Record[AmendmentAbandoned]) -> None:
    """What came to nothing need not be told to anybody."""
    rows.drop(str(record.stream_id))


@acts.on(ObjectionAnswered)
def _(rows: Rows[ActRow], record: Record[ObjectionAnswered]) -> None:
    """File it again with the answer; what is made anew is filed when it is approved again."""
    if record.event.amend:
        rows.drop(str(record.stream_id))
    else:
        _filed(rows, record, str(record.stream_id), record.event.body)


@acts.on(ActLodged)
def _(rows: Rows[ActRow], record: Record[ActLodged]) -> None:
    """An act of another service may be heard after its filing when rows are folded again."""
    event = record.event
    if rows.get(event.act_id) is None:
        _raise(rows, record, event.act_id, unit=event.unit, kind=event.kind, title=event.title)
    _filed(rows, record, event.act_id, event.body)
    rows.change(event.act_id, own=True)


@acts.on(ActReceived)
def _(rows: Rows[ActRow], record: Record[ActReceived]) -> None:
    _answered(rows, record, record.event.act_id, RECEIVED, number=record.event.number)


@acts.on(ActReturned)
def _(rows: Rows[ActRow], record: Record[ActReturned]) -> None:
    _answered(rows, record, record.event.act_id, RETURNED, comment=record.event.comment)


def _filed(rows: Rows[ActRow], record: Record[Any], act_id: str, body: str) -> None:
    at = record.cause.at
    rows.change(act_id, state=FILED, body=body, filed_at=at, comment="", answered_at=None)


def _answered(
    rows: Rows[ActRow], record: Record[Any], act_id: str, state: str, **said: str
) -> None:
    rows.change(act_id, state=state, answered_at=record.cause.at, **said)
