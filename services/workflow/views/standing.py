"""长期公开的台账 — when each standing entry must be disclosed first, and looked through next."""

from calendar import monthrange
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation_events import ObligationRaised
from services.workflow.heard import ItemListed, ItemRetired, ItemScheduled
from services.workflow.views.starts import begins, starts
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

LONG_TERM: Final = "long_term"


class StandingRow(Struct, frozen=True, kw_only=True):
    """长期公开条目 — ``next_on``: the day of its first disclosure or of its next review.

    ``begun``: it has been asked for since it was listed; ``asked_on``: for which day last.
    """

    item_id: str
    unit: str
    title: str
    next_on: date | None
    begun: bool = False
    asked_on: date = date.min


standings: Final = View("standings", StandingRow, key="item_id", indexes=(("next_on",),))


@standings.on(ItemListed)
def _(rows: Rows[StandingRow], record: Record[ItemListed]) -> None:
    event, known = record.event, rows.get(record.event.item_id)
    levels = [each for each in (event.level1, event.level2, event.level3) if each]
    row = known or _unasked(event)
    row = replace(row, unit=event.unit, title=levels[-1] if levels else event.code)
    if event.time_limit != LONG_TERM:
        row = replace(row, next_on=None)
    elif row.next_on is None:
        day = begins(rows.of(starts), event.item_id, beijing_date(record.cause.at))
        anew = max(day, _after(row.asked_on))
        row = replace(row, next_on=anew, begun=False)
    rows.put(row)


@standings.on(ItemScheduled)
def _(rows: Rows[StandingRow], record: Record[ItemScheduled]) -> None:
    """What has not begun begins on its new day; what has begun goes on (S0 一)."""
    known, day = rows.get(record.event.item_id), beijing_date(record.cause.at)
    if known and known.next_on and not known.begun and known.next_on > day:
        first = max(day, record.event.starts or day, _after(known.asked_on))
        rows.put(replace(known, next_on=first))


@standings.on(ItemRetired)
def _(rows: Rows[StandingRow], record: Record[ItemRetired]) -> None:
    rows.change(record.event.item_id, next_on=None)


@standings.on(ObligationRaised)
def _(rows: Rows[StandingRow], record: Record[ObligationRaised]) -> None:
    event, known = record.event, rows.get(record.event.item_id)
    if known is None or event.duty not in {Duty.FIRST, Duty.REVIEW}:
        return
    after = months_after(event.begins, event.limits.review_months)
    next_on = after if known.next_on else None
    rows.put(replace(known, begun=True, asked_on=event.begins, next_on=next_on))


def _unasked(event: ItemListed) -> StandingRow:
    return StandingRow(item_id=event.item_id, unit=event.unit, title="", next_on=None)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
