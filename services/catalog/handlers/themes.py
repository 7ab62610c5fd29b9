"""专题 — who says which themes an item serves, and what of all units stands under one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.domain.terms import Post, Scope
from services.catalog.domain.theme import TAGS, Tagging, TagItem, tags_id_of
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.handlers.reading import Reader
from services.catalog.handlers.schemes import Plans
from services.catalog.views import ItemRow, items, units
from services.catalog.views.themes import tagged
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

KEY: Final = "themes"  # T49
NONE: Final = "不使用"
SIZE: Final = 50
MOST_PAGES: Final = 1_000_000  # nobody turns so far
TAGGERS: Final = (Post.CLERK, Post.OFFICE)


class Gathered(Struct, frozen=True, kw_only=True):
    """专题 — one page of the items of all units, with the names of their units."""

    theme: str
    rows: list[tuple[str, ItemRow]]
    total: int
    units: int


@dataclass(frozen=True)
class Themes:
    """专题"""

    store: Store[Any]
    views: Views
    access: Access
    reader: Reader
    plans: Plans

    async def tag(self, item_id: UUID, asked: TagItem, caller: Caller) -> Receipt:
        """File which themes an item of the caller's unit serves."""
        row = self.reader.item(item_id, caller)
        cause = self.access.acting(caller, row.unit, *TAGGERS)
        known = frozenset(self.known(row.unit, beijing_date(caller.at)))
        command = Tagging(item_id=item_id, asked=asked, known=known)
        task = Task(TAGS, tags_id_of(item_id), command)
        return await filed(self.store, self.views, task, cause=cause)

    def known(self, unit: str, day: date) -> list[str]:
        """Return the themes that a unit's scheme and those above it know."""
        said = (self.plans.value(each, KEY, day) for each in self.access.line(unit))
        words = (str(word) for each in said if isinstance(each, tuple) for word in each)
        return [each for each in dict.fromkeys(words) if each != NONE]

    def of_unit(self, unit: str) -> dict[UUID, list[str]]:
        """Return the themes of each item of a unit."""
        found: dict[UUID, list[str]] = {}
        for row in self.views.select(tagged, tagged.c.unit == unit, order=[tagged.c.key]):
            found.setdefault(row.item_id, []).append(row.theme)
        return found

    def all(self) -> list[tuple[str, int]]:
        """Return every theme with the number of items for society that serve it."""
        public = sa.select(items.c.item_id).where(items.c.listed, items.c.scope == Scope.SOCIETY)
        rows = self.views.select(tagged, tagged.c.item_id.in_(public))
        return Counter(row.theme for row in rows).most_common()

    def gathered(self, theme: str, page: int = 1) -> Gathered:
        """Return what society may see of all units under a theme, unit by unit."""
        serving = sa.select(tagged.c.item_id).where(tagged.c.theme == theme)
        here = items.c.listed, items.c.scope == Scope.SOCIETY, items.c.item_id.in_(serving)
        offset = min(max(page - 1, 0), MOST_PAGES) * SIZE
        order = [items.c.unit, items.c.place]
        rows = self.views.select(items, *here, order=order, limit=SIZE, offset=offset)
        found = self.views.select(units, units.c.unit_id.in_({each.unit for each in rows}))
        names = {each.unit_id: each.name for each in found}
        asked = sa.select(sa.func.count(sa.distinct(items.c.unit))).where(*here)
        return Gathered(
            theme=theme,
            rows=[(names.get(each.unit, ""), each) for each in rows],
            total=self.views.count(items, *here),
            units=int(self.views.query(asked)[0][0]),
        )
