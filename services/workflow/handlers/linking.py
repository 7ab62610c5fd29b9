"""所链接的公开 — what a text refers to, and how long it is displayed, as its rules ask (要件)."""

from datetime import timedelta
from typing import Final

from services.workflow.domain.demand_words import Declared, Linked
from services.workflow.domain.terms import Plan, Rules
from services.workflow.views import DisclosureRow, ItemRow, disclosures, items
from shared.calendar import Calendar
from shared.view import Views

LONGEST: Final = 1_000  # days of a display that are looked at one by one
MOST: Final = 500  # disclosures of a unit that may be the stage before


def links(views: Views, unit: str, declared: Declared | None) -> dict[str, Linked]:
    """Return the disclosures of a unit that are referred to and still stand, by id."""
    if declared is None:
        return {}
    asked = filter(None, (declared.earlier, declared.carries_out))
    rows = (views.get(disclosures, each) for each in asked)
    standing = (row for row in rows if row and row.unit == unit and not row.withdrawn)
    return {row.disclosure_id: linked(row, views) for row in standing}


def linked(row: DisclosureRow, views: Views) -> Linked:
    """Return a disclosure as one that is referred to."""
    item = views.get(items, row.item_id)
    words = (row.plan.title, *(item.levels[-1:] if item else ()))
    return Linked(unit=row.unit, words=words, withdrawn=row.withdrawn)


def earlier_ones(views: Views, item: ItemRow, rules: Rules | None) -> list[tuple[str, str]]:
    """Return the disclosures of a unit that may be the stage before: id and title."""
    stages = rules.procedure.stages if rules else ()
    if not stages:
        return []
    order = [disclosures.c.disclosure_id]
    here = disclosures.c.unit == item.unit, disclosures.c.withdrawn.is_(False)
    rows = views.select(disclosures, *here, order=order, limit=MOST)
    titles = [(row.disclosure_id, row.plan.title) for row in rows]
    return [each for each in titles if any(stage in each[1] for stage in stages)]


def working_days(plan: Plan | None, calendar: Calendar) -> int | None:
    """Return on how many working days a plan is displayed; None: as long as it is true."""
    if plan is None or plan.duration_days is None:
        return None
    shown = range(min(plan.duration_days, LONGEST))
    return sum(calendar.is_working(plan.disclose_on + timedelta(days=n)) for n in shown)
