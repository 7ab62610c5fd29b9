"""启用安排 — which entries a unit puts first, and from which day each is owed (S0 一)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Reason = Annotated[str, Meta(max_length=500)]


class Timing(Struct, frozen=True, kw_only=True):
    """启用安排 — ``focus``: 重点; ``starts``: its first day, null as soon as it is listed."""

    focus: bool = False
    starts: date | None = None


class ScheduleEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """安排条目启用 — in a draft; it counts from the approval of that draft on."""

    row: int
    focus: bool = False
    starts: date | None = None
    reason: Reason = ""


class EntryScheduled(Struct, frozen=True, kw_only=True, tag="catalog.entry.scheduled.v1"):
    """条目启用安排已拟"""

    unit: str
    version: int
    row: int
    item_id: UUID
    timing: Timing
    reason: str
    scheduled_by: str


class ItemScheduled(Struct, frozen=True, kw_only=True, tag="catalog.item.scheduled.v1"):
    """事项启用安排已生效 — filed with the approval, before the item itself is listed."""

    item_id: UUID
    unit: str
    catalog_version: int
    focus: bool = False
    starts: date | None = None


TimingEvent = EntryScheduled | ItemScheduled
