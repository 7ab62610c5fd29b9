"""渠道测试 — what the newest test of each channel of a unit came to."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.trial_words import ChannelTried
from shared.record import Record
from shared.view import Rows, View


class TrialRow(Struct, frozen=True, kw_only=True):
    """渠道测试 — the newest of a form."""

    trial_id: UUID
    unit: str
    form: str
    works: bool
    note: str
    at: datetime
    by: str
    times: int = 1


trials: Final = View("trials", TrialRow, key="trial_id", indexes=(("unit", "form"),))


@trials.on(ChannelTried)
def _(rows: Rows[TrialRow], record: Record[ChannelTried]) -> None:
    event, before = record.event, rows.get(record.stream_id)
    rows.put(
        TrialRow(
            trial_id=record.stream_id,
            unit=event.unit,
            form=event.form,
            works=event.works,
            note=event.note,
            at=record.cause.at,
            by=record.cause.actor,
            times=before.times + 1 if before else 1,
        )
    )
