"""Rows of opinions as they count: whose, since when, and what was found (S3-36, S4-07)."""

from datetime import date

from msgspec import Struct

from services.workflow.heard import OpinionConcluded, OpinionReceived
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class VoiceRow(Struct, frozen=True, kw_only=True):
    """意见计数 — nothing of what it says."""

    opinion_id: str
    unit: str
    received_on: date
    finding: str = ""


voices = View("voices", VoiceRow, key="opinion_id", indexes=(("unit", "received_on"),))


@voices.on(OpinionReceived)
def _(rows: Rows[VoiceRow], record: Record[OpinionReceived]) -> None:
    row = VoiceRow(
        opinion_id=str(record.stream_id),
        unit=record.event.unit,
        received_on=beijing_date(record.cause.at),
    )
    rows.put(row)


@voices.on(OpinionConcluded)
def _(rows: Rows[VoiceRow], record: Record[OpinionConcluded]) -> None:
    if rows.get(str(record.stream_id)):
        rows.change(str(record.stream_id), finding=record.event.finding)
