"""转党外公开 — what people care for in its inner phase, and what the head decided of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from services.workflow.domain.outward import concerns
from services.workflow.domain.outward_words import OutwardAsked, OutwardSettled
from services.workflow.heard import (
    DisclosureCancelled,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.workflow.views.register import disclosures, items, schemes
from shared.record import Record
from shared.view import Rows, View

WORDS: Final = "outward.words"  # T253
DAYS: Final = "outward.days"  # T254
INNER, ASKED, SETTLED, OVER = "inner", "asked", "settled", "over"


class OutwardRow(Struct, frozen=True, kw_only=True):
    """转党外公开 — ``state``: inner, asked, settled, or over: public, withdrawn, cancelled."""

    disclosure_id: str
    unit: str
    item_id: str
    title: str
    opened_on: date
    state: str = INNER
    ended: date | None = None
    due: date | None = None
    outward: bool = False
    reason: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


outwards: Final = View(
    "outwards", OutwardRow, key="disclosure_id", indexes=(("unit", "state"), ("state",))
)


@outwards.on(InnerOpened)
def _(rows: Rows[OutwardRow], record: Record[InnerOpened]) -> None:
    event, key = record.event, str(record.stream_id)
    about, item = rows.of(disclosures).get(key), rows.of(items).get(event.item_id)
    if about is None or item is None:
        return
    if concerns(item.levels, said(rows, about.unit, WORDS, event.opened_on)):
        rows.put(
            OutwardRow(
                disclosure_id=key,
                unit=about.unit,
                item_id=event.item_id,
                title=about.plan.title,
                opened_on=event.opened_on,
            )
        )


@outwards.on(OutwardAsked)
def _(rows: Rows[OutwardRow], record: Record[OutwardAsked]) -> None:
    event = record.event
    if rows.get(event.disclosure_id):
        rows.change(event.disclosure_id, state=ASKED, ended=event.ended, due=event.due)


@outwards.on(OutwardSettled)
def _(rows: Rows[OutwardRow], record: Record[OutwardSettled]) -> None:
    event = record.event
    if rows.get(event.disclosure_id):
        rows.change(
            event.disclosure_id,
            state=SETTLED,
            outward=event.outward,
            reason=event.reason,
            settled_by=event.settled_by,
            settled_at=record.cause.at,
        )


@outwards.on(PublicOpened, DisclosureWithdrawn, DisclosureCancelled)
def _(rows: Rows[OutwardRow], record: Record[Any]) -> None:
    row = rows.get(str(record.stream_id))
    if row and row.state in {INNER, ASKED}:
        rows.change(row.disclosure_id, state=OVER)


def said(rows: Rows[Any], unit: str, key: str, day: date) -> Sequence[str]:
    """Return the words of a unit's scheme in force on a day, while a fact is folded."""
    scheme = rows.of(schemes).get(unit)
    found = scheme.setting(key, day) if scheme else ()
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()
