"""重要文件 — each with its stations, and what was said at each of them."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.instrument_words import (
    InstrumentAmended,
    InstrumentChecked,
    InstrumentIssued,
    InstrumentPassed,
    InstrumentRegistered,
    Signature,
)
from shared.record import Record
from shared.view import Rows, View


class Stop(Struct, frozen=True, kw_only=True):
    """站点记录 — ``void``: the text was amended since."""

    station: str
    passed: bool
    note: str
    at: datetime
    by: str
    void: bool = False


class InstrumentRow(Struct, frozen=True, kw_only=True):
    """重要文件 — issued once it has signatures."""

    instrument_id: UUID
    unit: str
    kind: str
    title: str
    text: str
    checks: tuple[str, ...]
    meetings: tuple[str, ...]
    issuers: tuple[str, ...]
    registered_at: datetime
    stops: tuple[Stop, ...] = ()
    signatures: tuple[Signature, ...] = ()
    issued_at: datetime | None = None

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the stations that it has not passed, in order."""
        passed = {each.station for each in self.stops if each.passed and not each.void}
        return tuple(each for each in (*self.checks, *self.meetings) if each not in passed)


instruments: Final = View(
    "instruments", InstrumentRow, key="instrument_id", indexes=(("unit", "registered_at"),)
)


@instruments.on(InstrumentRegistered)
def _(rows: Rows[InstrumentRow], record: Record[InstrumentRegistered]) -> None:
    event = record.event
    rows.put(
        InstrumentRow(
            instrument_id=record.stream_id,
            unit=event.unit,
            kind=event.kind.value,
            title=event.title,
            text=event.text,
            checks=event.checks,
            meetings=event.meetings,
            issuers=event.issuers,
            registered_at=record.cause.at,
        )
    )


@instruments.on(InstrumentChecked)
def _(rows: Rows[InstrumentRow], record: Record[InstrumentChecked]) -> None:
    event = record.event
    _stopped(rows, record, event.station, event.note, passed=event.passed)


@instruments.on(InstrumentPassed)
def _(rows: Rows[InstrumentRow], record: Record[InstrumentPassed]) -> None:
    _stopped(rows, record, record.event.station, record.event.minutes, passed=True)


@instruments.on(InstrumentAmended)
def _(rows: Rows[InstrumentRow], record: Record[InstrumentAmended]) -> None:
    if row := rows.get(record.stream_id):
        stops = tuple(
            Stop(
                station=each.station,
                passed=each.passed,
                note=each.note,
                at=each.at,
                by=each.by,
                void=True,
            )
            for each in row.stops
        )
        rows.change(record.stream_id, text=record.event.text, stops=stops)


@instruments.on(InstrumentIssued)
def _(rows: Rows[InstrumentRow], record: Record[InstrumentIssued]) -> None:
    signatures, at = record.event.signatures, record.cause.at
    rows.change(record.stream_id, signatures=signatures, issued_at=at)


def _stopped(
    rows: Rows[InstrumentRow], record: Record[Any], station: str, note: str, *, passed: bool
) -> None:
    if row := rows.get(record.stream_id):
        cause = record.cause
        stop = Stop(station=station, passed=passed, note=note, at=cause.at, by=cause.actor)
        rows.change(record.stream_id, stops=(*row.stops, stop))
