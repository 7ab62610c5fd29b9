"""Rows of the items that a unit puts first, or that begin on a day of their own."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.timing_words import EntryScheduled, ItemScheduled
from services.catalog.views.versions import CatalogRow, catalogs, version_key
from shared.record import Record
from shared.view import Rows, View


class TimingRow(Struct, frozen=True, kw_only=True):
    """启用安排 — of an item, as its approved catalog has it."""

    item_id: UUID
    unit: str
    catalog_version: int
    focus: bool
    starts: date | None

    def waits(self, day: date) -> bool:
        """Tell whether it has not begun yet on a day."""
        return self.starts is not None and day < self.starts


timings = View("timings", TimingRow, key="item_id", indexes=(("unit", "starts"),))


@timings.on(ItemScheduled)
def _(rows: Rows[TimingRow], record: Record[ItemScheduled]) -> None:
    event = record.event
    rows.put(
        TimingRow(
            item_id=event.item_id,
            unit=event.unit,
            catalog_version=event.catalog_version,
            focus=event.focus,
            starts=event.starts,
        )
    )


@catalogs.on(EntryScheduled, ItemScheduled)
def _(rows: Rows[CatalogRow], record: Record[EntryScheduled | ItemScheduled]) -> None:
    event = record.event
    version = event.version if isinstance(event, EntryScheduled) else event.catalog_version
    rows.change(version_key(event.unit, version), seen=record.version)
