"""展示期满 — which version of each disclosure has come to the end of its display."""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.display_words import DisplayEnded
from shared.record import Record
from shared.view import Rows, View


class DisplayRow(Struct, frozen=True, kw_only=True):
    """展示期满 — of the newest version that has ended."""

    disclosure_id: UUID
    version: int
    last_day: date
    ended_on: date


displays: Final = View("displays", DisplayRow, key="disclosure_id")


def display_id_of(disclosure_id: UUID) -> UUID:
    """Return the stream of a disclosure's display."""
    return uuid5(disclosure_id, "display")


@displays.on(DisplayEnded)
def _(rows: Rows[DisplayRow], record: Record[DisplayEnded]) -> None:
    event = record.event
    rows.put(
        DisplayRow(
            disclosure_id=UUID(event.disclosure_id),
            version=event.version,
            last_day=event.last_day,
            ended_on=event.ended_on,
        )
    )
