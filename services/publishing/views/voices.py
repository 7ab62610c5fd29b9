"""意见热度 — how many opinions came about a disclosure on which day; nobody's visit is counted."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.heard import OpinionReceived, OutcomePublished
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class VoiceRow(Struct, frozen=True, kw_only=True):
    """一日的意见 — opinions received (收到) and outcomes published (公布办理结果)."""

    id: str
    disclosure_id: str
    on: date
    received: int = 0
    published: int = 0


voices: Final = View("voices", VoiceRow, key="id", indexes=(("on",),))


@voices.on(OpinionReceived)
def _(rows: Rows[VoiceRow], record: Record[OpinionReceived]) -> None:
    if record.event.disclosure_id:
        row = _day(rows, record.event.disclosure_id, beijing_date(record.cause.at))
        rows.change(row.id, received=row.received + 1)


@voices.on(OutcomePublished)
def _(rows: Rows[VoiceRow], record: Record[OutcomePublished]) -> None:
    row = _day(rows, record.event.disclosure_id, beijing_date(record.cause.at))
    rows.change(row.id, published=row.published + 1)


def _day(rows: Rows[VoiceRow], disclosure_id: str, on: date) -> VoiceRow:
    key = f"{disclosure_id}/{on}"
    row = rows.get(key) or VoiceRow(id=key, disclosure_id=disclosure_id, on=on)
    rows.put(row)
    return row
