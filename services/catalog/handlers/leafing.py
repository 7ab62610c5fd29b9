"""翻阅一版目录 — a few entries, doubts and changes at a time, however many there are."""

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.domain.terms import Entry, Field
from services.catalog.handlers.reading import Reader, VersionUnknownError
from services.catalog.views import (
    CatalogRow,
    DoubtRow,
    EntryRow,
    RewritingRow,
    catalogs,
    doubts,
    entries,
    rewritings,
    version_key,
)
from services.catalog.views.versions import row_key
from shared.view import View
from shared.web import Caller

Row = TypeVar("Row", bound=Struct)

ENTRIES: Final = 50  # on one page
BESIDE: Final = 10  # doubts, changes and remarks on one page
WORDS: Final = 100  # characters of a search


class Wanted(Struct, frozen=True, kw_only=True):
    """看哪些 — pages of each list; of the entries those that hold ``words``, from ``row`` on."""

    page: int = 1
    words: str = ""
    row: int = 1
    open_page: int = 1
    settled_page: int = 1
    note_page: int = 1
    change_page: int = 1


class Portion(Struct, Generic[Row], frozen=True, kw_only=True):
    """一页 — its rows, and how many there are on all pages."""

    rows: list[Row]
    total: int
    page: int
    pages: int


class Leaf(Struct, frozen=True, kw_only=True):
    """一版目录，翻开的一页 — ``doubtful``: fields still to be settled, of the entries shown."""

    catalog: CatalogRow
    entries: Portion[EntryRow]
    doubtful: frozenset[tuple[int, Field]]
    todo: Portion[DoubtRow]
    settled: Portion[DoubtRow]
    notes: Portion[DoubtRow]
    rewritings: Portion[RewritingRow]
    about: dict[int, Entry]


@dataclass(frozen=True)
class Leaves:
    """翻阅"""

    reader: Reader

    def leaf(self, unit: str, version: int, caller: Caller, wanted: Wanted) -> Leaf:
        """Return what of a version is on the pages wanted, to the unit's own people.

        Raises:
            VersionUnknownError: there is no such version.

        """
        row = self._version(unit, version, caller)
        shown = self._entries(row, wanted)
        todo = self._doubts(row, wanted.open_page, is_open=True, blocking=True)
        return Leaf(
            catalog=row,
            entries=shown,
            doubtful=self._doubtful(row, [each.row for each in shown.rows]),
            todo=todo,
            settled=self._doubts(row, wanted.settled_page, is_open=False),
            notes=self._doubts(row, wanted.note_page, is_open=True, blocking=False),
            rewritings=self._rewritings(row, wanted.change_page),
            about=self._about(row, {each.row for each in todo.rows}),
        )

    def entries(
        self, unit: str, version: int, caller: Caller, wanted: Wanted
    ) -> tuple[CatalogRow, Portion[EntryRow]]:
        """Return a version and the entries wanted of it, to the unit's own people.

        Raises:
            VersionUnknownError: there is no such version.

        """
        row = self._version(unit, version, caller)
        return row, self._entries(row, wanted)

    def _version(self, unit: str, version: int, caller: Caller) -> CatalogRow:
        self.reader.access.check_reader(caller, unit)
        row = self.reader.views.get(catalogs, version_key(unit, version))
        if row is None:
            raise VersionUnknownError(version)
        return row

    def _entries(self, row: CatalogRow, wanted: Wanted) -> Portion[EntryRow]:
        text = sa.cast(entries.c.entry, sa.Text)
        here = [entries.c.unit == row.unit, entries.c.version == row.version]
        here += [entries.c.row >= wanted.row] if wanted.row > 1 else []
        here += [text.contains(each, autoescape=True) for each in wanted.words[:WORDS].split()]
        return self._portion(entries, here, [entries.c.row], wanted.page, ENTRIES)

    def _doubts(
        self, row: CatalogRow, page: int, *, is_open: bool, blocking: bool | None = None
    ) -> Portion[DoubtRow]:
        here = [doubts.c.unit == row.unit, doubts.c.version == row.version]
        here += [doubts.c.open.is_(is_open)]
        here += [] if blocking is None else [doubts.c.blocking.is_(blocking)]
        return self._portion(doubts, here, [doubts.c.row, doubts.c.key], page)

    def _rewritings(self, row: CatalogRow, page: int) -> Portion[RewritingRow]:
        here = [rewritings.c.unit == row.unit, rewritings.c.version == row.version]
        order = [rewritings.c.at.desc(), rewritings.c.key]
        return self._portion(rewritings, here, order, page)

    def _portion(
        self, view: View[Row], here: list[Any], order: list[Any], page: int, size: int = BESIDE
    ) -> Portion[Row]:
        total = self.reader.views.count(view, *here)
        pages = max(1, -(-total // size))
        number = min(max(page, 1), pages)
        rows = self.reader.views.select(
            view, *here, order=order, limit=size, offset=(number - 1) * size
        )
        return Portion(rows=rows, total=total, page=number, pages=pages)

    def _doubtful(self, row: CatalogRow, shown: list[int]) -> frozenset[tuple[int, Field]]:
        here = doubts.c.unit == row.unit, doubts.c.version == row.version, doubts.c.row.in_(shown)
        waiting = doubts.c.open.is_(True), doubts.c.blocking.is_(True)
        found = self.reader.views.select(doubts, *here, *waiting)
        return frozenset((each.row, each.field) for each in found)

    def _about(self, row: CatalogRow, asked: set[int]) -> dict[int, Entry]:
        keys = [row_key(row.unit, row.version, each) for each in asked]
        found = self.reader.views.select(entries, entries.c.key.in_(keys))
        return {each.row: each.entry for each in found}
