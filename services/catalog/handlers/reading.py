"""What readers may see: items by their scope, drafts only among a unit's own people."""

from dataclasses import dataclass
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.rewriting import RowUnknownError
from services.catalog.domain.terms import Entry, Scope
from services.catalog.handlers.access import Access
from services.catalog.views import (
    CatalogRow,
    DoubtRow,
    EntryRow,
    ItemRow,
    RewritingRow,
    UnitRow,
    catalogs,
    doubts,
    entries,
    items,
    rewritings,
    units,
    version_key,
)
from services.catalog.views.versions import row_key
from shared.decider import NotFoundError
from shared.view import Views
from shared.web import Caller

PAGE = 200  # entries of one page


class VersionUnknownError(NotFoundError):
    """没有这一版目录。"""


class ItemUnknownError(NotFoundError):
    """没有找到这个目录事项。"""


class Book(Struct, frozen=True, kw_only=True):
    """一版目录 — one page of its entries, and all its doubts."""

    catalog: CatalogRow
    entries: list[EntryRow]
    doubts: list[DoubtRow]
    page: int
    pages: int
    rewritings: list[RewritingRow]


class Branch(Struct, frozen=True):
    """单位和它的下级"""

    unit: UnitRow
    below: list["Branch"]


@dataclass(frozen=True)
class Reader:
    """阅览"""

    views: Views
    access: Access

    def units(self) -> list[UnitRow]:
        """Return all units: which units exist is public."""
        return self.views.select(units, order=[units.c.registered_at, units.c.unit_id])

    def tree(self) -> list[Branch]:
        """Return all units, each with those below it."""
        below: dict[str, list[UnitRow]] = {}
        for row in self.units():
            below.setdefault(row.superior, []).append(row)

        def branches(superior: str) -> list[Branch]:
            return [Branch(row, branches(row.unit_id)) for row in below.get(superior, [])]

        return branches("")

    def versions(self, unit: str, caller: Caller) -> list[CatalogRow]:
        """Return the versions of a unit's catalog, newest first, to its own people."""
        self.access.check_reader(caller, unit)
        order = [catalogs.c.version.desc()]
        return self.views.select(catalogs, catalogs.c.unit == unit, order=order)

    def book(self, unit: str, version: int, caller: Caller, page: int = 1) -> Book:
        """Return one version with one page of entries, to the unit's own people."""
        self.access.check_reader(caller, unit)
        row = self.views.get(catalogs, version_key(unit, version))
        if row is None:
            raise VersionUnknownError(version)
        here = (entries.c.unit == unit, entries.c.version == version)
        pages = max(1, -(-self.views.count(entries, *here) // PAGE))
        page = min(max(page, 1), pages)
        return Book(
            catalog=row,
            entries=self.views.select(
                entries, *here, order=[entries.c.row], limit=PAGE, offset=(page - 1) * PAGE
            ),
            doubts=self.views.select(
                doubts,
                doubts.c.unit == unit,
                doubts.c.version == version,
                order=[doubts.c.row, doubts.c.key],
            ),
            page=page,
            pages=pages,
            rewritings=self.views.select(
                rewritings,
                rewritings.c.unit == unit,
                rewritings.c.version == version,
                order=[rewritings.c.at.desc(), rewritings.c.key],
                limit=PAGE,
            ),
        )

    def entry(self, unit: str, version: int, row: int, caller: Caller) -> tuple[CatalogRow, Entry]:
        """Return one entry of a version, and the version, to the unit's own people.

        Raises:
            VersionUnknownError: there is no such version.
            RowUnknownError: it has no such row.

        """
        self.access.check_reader(caller, unit)
        book = self.views.get(catalogs, version_key(unit, version))
        if book is None:
            raise VersionUnknownError(version)
        found = self.views.get(entries, row_key(unit, version, row))
        if found is None:
            raise RowUnknownError(row)
        return book, found.entry

    def items(self, unit: str, caller: Caller, page: int = 1) -> list[ItemRow]:
        """Return what a unit discloses; to outsiders only what is for society."""
        self.access.unit(unit)
        where = [items.c.unit == unit, items.c.listed]
        if not self.access.belongs(caller, unit):
            where.append(items.c.scope == Scope.SOCIETY)
        offset = (max(page, 1) - 1) * PAGE
        return self.views.select(items, *where, order=[items.c.place], limit=PAGE, offset=offset)

    def item(self, item_id: UUID, caller: Caller) -> ItemRow:
        """Return one item; what an outsider may not see is not there for them."""
        row = self.views.get(items, item_id)
        if row is None or not self._may_see(row, caller):
            raise ItemUnknownError(item_id)
        return row

    def _may_see(self, row: ItemRow, caller: Caller) -> bool:
        return row.scope is Scope.SOCIETY or self.access.belongs(caller, row.unit)
