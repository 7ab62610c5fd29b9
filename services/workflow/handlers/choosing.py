"""选择 — of what a unit may propose on, revise or withdraw: a page at a time, found by words."""

from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.views import DisclosureRow, ItemRow, disclosures, items
from shared.view import View, Views

Row = TypeVar("Row", bound=Struct)

SIZE: Final = 50  # rows on one page
WORDS: Final = 100  # characters of a search


class Sought(Struct, frozen=True, kw_only=True):
    """找什么 — all of these words, in one unit or in all of one's own."""

    words: str = ""
    unit: str = ""
    page: int = 1


class Choice(Struct, Generic[Row], frozen=True, kw_only=True):
    """一页可选的 — ``total``: on all pages; ``counts``: of each unit, whatever is sought."""

    rows: list[Row]
    total: int
    counts: dict[str, int]
    page: int
    pages: int


def items_of(views: Views, units: Sequence[str], sought: Sought) -> Choice[ItemRow]:
    """Return what these units may propose on, by unit and code."""
    said = (items.c.title, items.c.path, items.c.code)
    return _choice(views, items, units, sought, said, [items.c.unit, items.c.code, items.c.item_id])


def in_force_of(views: Views, units: Sequence[str], sought: Sought) -> Choice[DisclosureRow]:
    """Return what these units have disclosed and not withdrawn."""
    said = (sa.cast(disclosures.c.plan, sa.Text),)
    order, standing = [disclosures.c.disclosure_id], disclosures.c.withdrawn.is_(False)
    return _choice(views, disclosures, units, sought, said, order, standing)


def _choice(
    views: Views,
    view: View[Row],
    units: Sequence[str],
    sought: Sought,
    said: Sequence[Any],
    order: list[Any],
    *always: Any,
) -> Choice[Row]:
    asked = [sought.unit] if sought.unit in units else units
    here = [view.c.unit.in_(asked), *always, *(_holding(said, each) for each in _words(sought))]
    total = views.count(view, *here)
    pages = max(1, -(-total // SIZE))
    page = min(max(sought.page, 1), pages)
    return Choice(
        rows=views.select(view, *here, order=order, limit=SIZE, offset=(page - 1) * SIZE),
        total=total,
        counts={each: views.count(view, view.c.unit == each, *always) for each in units},
        page=page,
        pages=pages,
    )


def _words(sought: Sought) -> list[str]:
    return sought.words[:WORDS].split()


def _holding(said: Sequence[Any], word: str) -> Any:
    return sa.or_(*(each.contains(word, autoescape=True) for each in said))
