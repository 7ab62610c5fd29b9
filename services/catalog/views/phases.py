"""Rows of the phases in which a scheme is carried out, and of what they wait for elsewhere."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.phase_words import (
    PhaseClosed,
    PhaseEvidenced,
    PhaseReopened,
    PhaseScheduled,
)
from services.catalog.heard import (
    ChannelTried,
    DisclosureWithdrawn,
    InnerOpened,
    ObligationConfirmed,
    ObligationExcused,
    ObligationFulfilled,
    ObligationRaised,
    ObligationRescheduled,
    PublicOpened,
    ReportReceived,
    ReportReturned,
    ReportSent,
)
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class Paper(Struct, frozen=True, kw_only=True):
    """阶段材料"""

    kind: str
    title: str
    held_on: str
    number: str
    text: str
    filed_by: str


class PhaseRow(Struct, frozen=True, kw_only=True):
    """实施阶段 — what a unit has said and shown of one phase."""

    key: str
    unit: str
    phase: str
    starts: str = ""
    ends: str = ""
    reason: str = ""
    papers: tuple[Paper, ...] = ()
    closed_on: str = ""
    closed_by: str = ""
    reopened: str = ""


class DueRow(Struct, frozen=True, kw_only=True):
    """到期事项 — an obligation of a unit; ``done``: fulfilled or confirmed."""

    obligation_id: UUID
    unit: str
    item_id: str
    title: str
    due: date
    done: bool = False


class LiveRow(Struct, frozen=True, kw_only=True):
    """公开中的事项"""

    disclosure_id: UUID
    unit: str
    item_id: str


class TestedRow(Struct, frozen=True, kw_only=True):
    """渠道测试 — what the newest one came to."""

    trial_id: UUID
    unit: str
    form: str
    works: bool


class ReportedRow(Struct, frozen=True, kw_only=True):
    """报送的报告 — ``received_on``: the day (Beijing) on which its addressee signed for it."""

    report_id: UUID
    unit: str
    kind: str
    period: str
    received_on: str = ""
    number: str = ""
    addressee: str = ""


phases: Final = View("phases", PhaseRow, key="key", indexes=(("unit",),))
dues: Final = View("phase_dues", DueRow, key="obligation_id", indexes=(("unit", "due"),))
live: Final = View("phase_live", LiveRow, key="disclosure_id", indexes=(("unit",),))
tested: Final = View("phase_tested", TestedRow, key="trial_id", indexes=(("unit",),))
reported: Final = View("phase_reports", ReportedRow, key="report_id", indexes=(("unit", "kind"),))
ROWS: Final = (phases, dues, live, tested, reported)


def phase_key(unit: str, phase: str) -> str:
    """Return the key of a unit's phase."""
    return f"{unit}/{phase}"


def _row(rows: Rows[PhaseRow], unit: str, phase: str) -> PhaseRow:
    key = phase_key(unit, phase)
    found = rows.get(key)
    if found is None:
        found = PhaseRow(key=key, unit=unit, phase=phase)
        rows.put(found)
    return found


@phases.on(PhaseScheduled)
def _(rows: Rows[PhaseRow], record: Record[PhaseScheduled]) -> None:
    event = record.event
    row = _row(rows, event.unit, event.phase)
    rows.change(row.key, starts=event.starts, ends=event.ends, reason=event.reason)


@phases.on(PhaseEvidenced)
def _(rows: Rows[PhaseRow], record: Record[PhaseEvidenced]) -> None:
    event = record.event
    row = _row(rows, event.unit, event.phase)
    paper = Paper(
        kind=event.kind,
        title=event.title,
        held_on=event.held_on,
        number=event.number,
        text=event.text,
        filed_by=event.filed_by,
    )
    rows.change(row.key, papers=(*row.papers, paper))


@phases.on(PhaseClosed)
def _(rows: Rows[PhaseRow], record: Record[PhaseClosed]) -> None:
    event = record.event
    row = _row(rows, event.unit, event.phase)
    rows.change(row.key, closed_on=event.on, closed_by=event.closed_by)


@phases.on(PhaseReopened)
def _(rows: Rows[PhaseRow], record: Record[PhaseReopened]) -> None:
    event = record.event
    row = _row(rows, event.unit, event.phase)
    rows.change(row.key, closed_on="", closed_by="", reopened=event.reason)


@dues.on(ObligationRaised)
def _(rows: Rows[DueRow], record: Record[ObligationRaised]) -> None:
    event = record.event
    rows.put(
        DueRow(
            obligation_id=record.stream_id,
            unit=event.unit,
            item_id=event.item_id,
            title=event.title,
            due=event.deadline.due,
        )
    )


@dues.on(ObligationRescheduled)
def _(rows: Rows[DueRow], record: Record[ObligationRescheduled]) -> None:
    if rows.get(record.stream_id):
        rows.change(record.stream_id, due=record.event.deadline.due)


@dues.on(ObligationFulfilled, ObligationConfirmed)
def _(rows: Rows[DueRow], record: Record[ObligationFulfilled | ObligationConfirmed]) -> None:
    if rows.get(record.stream_id):
        rows.change(record.stream_id, done=True)


@dues.on(ObligationExcused)
def _(rows: Rows[DueRow], record: Record[ObligationExcused]) -> None:
    rows.drop(record.stream_id)


@live.on(InnerOpened, PublicOpened)
def _(rows: Rows[LiveRow], record: Record[InnerOpened | PublicOpened]) -> None:
    event = record.event
    rows.put(LiveRow(disclosure_id=record.stream_id, unit=event.unit, item_id=event.item_id))


@live.on(DisclosureWithdrawn)
def _(rows: Rows[LiveRow], record: Record[DisclosureWithdrawn]) -> None:
    rows.drop(record.stream_id)


@tested.on(ChannelTried)
def _(rows: Rows[TestedRow], record: Record[ChannelTried]) -> None:
    event = record.event
    rows.put(
        TestedRow(trial_id=record.stream_id, unit=event.unit, form=event.form, works=event.works)
    )


@reported.on(ReportSent)
def _(rows: Rows[ReportedRow], record: Record[ReportSent]) -> None:
    event, stream = record.event, record.stream_id
    if rows.get(stream) is None:
        rows.put(
            ReportedRow(report_id=stream, unit=event.unit, kind=event.kind, period=event.period)
        )


@reported.on(ReportReceived)
def _(rows: Rows[ReportedRow], record: Record[ReportReceived]) -> None:
    event, day = record.event, str(beijing_date(record.cause.at))
    rows.change(record.stream_id, received_on=day, number=event.number, addressee=event.addressee)


@reported.on(ReportReturned)
def _(rows: Rows[ReportedRow], record: Record[ReportReturned]) -> None:
    rows.drop(record.stream_id)
