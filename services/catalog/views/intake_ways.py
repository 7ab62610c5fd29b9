"""意见收集渠道 — which of a unit's were tried and found working, as feedback tells (S4-13)."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.catalog.heard import ChannelChecked
from shared.record import Record
from shared.view import Rows, View


class IntakeWayRow(Struct, frozen=True, kw_only=True):
    """收集渠道 — open if it worked when it was last tried."""

    key: str
    unit: str
    channel: str
    open: bool
    at: datetime


intake_ways: Final = View("intake_ways", IntakeWayRow, key="key", indexes=(("unit", "open"),))


@intake_ways.on(ChannelChecked)
def _(rows: Rows[IntakeWayRow], record: Record[ChannelChecked]) -> None:
    event = record.event
    rows.put(
        IntakeWayRow(
            key=f"{event.unit}/{event.channel}",
            unit=event.unit,
            channel=event.channel,
            open=event.works,
            at=record.cause.at,
        )
    )
