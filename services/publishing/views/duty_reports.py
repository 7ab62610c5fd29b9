"""述职述廉 — the yearly reports of leaders, and how each was evaluated."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.duty_report_words import DutyReportEvaluated, DutyReportFiled
from shared.record import Record
from shared.view import Rows, View


class DutyReportRow(Struct, frozen=True, kw_only=True):
    """述职述廉报告 — ``votes``: satisfied, nearly so, not at all; empty while not evaluated."""

    report_id: UUID
    unit: str
    person: str
    year: int
    disclosure_id: str
    filed_at: datetime
    votes: tuple[int, ...] = ()
    evaluated_at: datetime | None = None


duty_reports: Final = View(
    "duty_reports", DutyReportRow, key="report_id", indexes=(("unit", "year"),)
)


@duty_reports.on(DutyReportFiled)
def _(rows: Rows[DutyReportRow], record: Record[DutyReportFiled]) -> None:
    event = record.event
    rows.put(
        DutyReportRow(
            report_id=record.stream_id,
            unit=event.unit,
            person=event.person,
            year=event.year,
            disclosure_id=event.disclosure_id,
            filed_at=record.cause.at,
        )
    )


@duty_reports.on(DutyReportEvaluated)
def _(rows: Rows[DutyReportRow], record: Record[DutyReportEvaluated]) -> None:
    event = record.event
    votes = event.satisfied, event.fair, event.unsatisfied
    rows.change(record.stream_id, votes=votes, evaluated_at=record.cause.at)
