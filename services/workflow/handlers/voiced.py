"""采纳情况 — what a plan on opinions heard and adopted begins with: the figures of its period."""

from datetime import date
from typing import Final

from services.workflow.views import DisclosureRow, ItemRow
from services.workflow.views.voices import voices
from shared.view import Views

ABOUT: Final = ("采纳", "意见建议", "意见和建议")
ADOPTED: Final = "adopted"


def voiced(views: Views, item: ItemRow, last: DisclosureRow | None, today: date) -> str:
    """Return a sentence of figures for an item that is about opinions; nothing for any other.

    It counts from the day after the last disclosure on the item, else from the year's first.
    """
    if not any(word in level for level in item.levels for word in ABOUT):
        return ""
    begun = last.plan.disclose_on if last else date(today.year - 1, 12, 31)
    here = voices.c.unit == item.unit, voices.c.received_on > begun, voices.c.received_on <= today
    received = views.count(voices, *here)
    concluded = views.count(voices, *here, voices.c.finding != "")
    adopted = views.count(voices, *here, voices.c.finding == ADOPTED)
    return f"{begun}之后至{today}，收到意见{received}件，办结{concluded}件，其中采纳{adopted}件。"
