"""Which content classes a unit's catalog covers, and which it leaves out."""

from dataclasses import dataclass

from services.catalog.domain.taxonomy import Classifier, Coverage, coverage
from services.catalog.domain.terms import Scope
from services.catalog.handlers.access import Access
from services.catalog.views import ItemRow, items
from shared.view import Views
from shared.web import Caller


@dataclass(frozen=True)
class Classes:
    """内容分类"""

    views: Views
    access: Access
    classifier: Classifier

    def coverage(self, unit: str, caller: Caller) -> Coverage:
        """Return how what a unit discloses now covers the county's classes.

        Outsiders get the report of what is for society.
        """
        return coverage(self.classifier, self.paths(unit, caller))

    def paths(self, unit: str, caller: Caller) -> list[tuple[str, str, str]]:
        """Return the three levels of what a unit lists; to outsiders only what is for society."""
        return [(row.level1, row.level2, row.level3) for row in self._listed(unit, caller)]

    def class_of(self, row: ItemRow) -> str:
        """Return the id of an item's class, or nothing."""
        return str(self.classifier.class_of(row.level1, row.level2, row.level3))

    def named(self, row: ItemRow) -> str:
        """Return the name of an item's class, or nothing."""
        wanted = self.class_of(row)
        found = (each.name for each in self.classifier.taxonomy.classes if each.id == wanted)
        return next(found, "")

    def _listed(self, unit: str, caller: Caller) -> list[ItemRow]:
        self.access.unit(unit)
        where = [items.c.unit == unit, items.c.listed]
        if not self.access.belongs(caller, unit):
            where.append(items.c.scope == Scope.SOCIETY)
        return self.views.select(items, *where, order=[items.c.place])
