"""长期公开的复核 — on which day each standing entry is to be looked through next."""

from calendar import monthrange
from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.heard import ItemListed, ItemRetired, ObligationRaised
from shared.record import Record
from shared.view import Rows, View

LONG_TERM: Final = "long_term"
ASKING: Final = ("first", "review")


class ReviewRow(Struct, frozen=True):
    """长期公开条目 — the day of its next review."""

    item_id: str
    next_on: date


reviews: Final = View("reviews", ReviewRow, key="item_id")


@reviews.on(ObligationRaised)
def _(rows: Rows[ReviewRow], record: Record[ObligationRaised]) -> None:
    event = record.event
    if event.duty in ASKING:
        rows.put(ReviewRow(event.item_id, months_after(event.begins, event.limits.review_months)))


@reviews.on(ItemListed)
def _(rows: Rows[ReviewRow], record: Record[ItemListed]) -> None:
    if record.event.time_limit != LONG_TERM:
        rows.drop(record.event.item_id)


@reviews.on(ItemRetired)
def _(rows: Rows[ReviewRow], record: Record[ItemRetired]) -> None:
    rows.drop(record.event.item_id)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
