"""The import wizard: a file on the desk, decisions about it, and one filing at the end."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.commands import ImportCatalog
from services.catalog.domain.header import (
    Header,
    NotATableError,
    assigned,
    find_header,
    is_table,
)
from services.catalog.domain.importing import EmptyFileError, draft_of
from services.catalog.domain.outcome import filed_as, outcome
from services.catalog.domain.sheet import Sheet
from services.catalog.domain.terms import Draft, Source, catalog_id_of
from services.catalog.domain.worksheet import (
    CARRIED,
    ChooseLayout,
    Decision,
    Layout,
    Worksheet,
    WorksheetFiledError,
    decide,
)
from services.catalog.gateways.desk import Desk, WorksheetUnknownError
from services.catalog.gateways.drawer import Drawer
from services.catalog.gateways.reading import read
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.views import catalogs
from shared.decider import InvalidError
from shared.store import Receipt, StaleError, Task
from shared.web import Caller

T = TypeVar("T")
_REMEMBERED: Final = 8  # files, and drafts, kept in memory: they can always be read again


class Bench(Struct, frozen=True, kw_only=True):
    """一份底稿 — with the tables of its file, and what they would become.

    ``draft`` is what the file says, ``result`` what would be filed; both are null
    while ``problem`` says why the table cannot be read as it is laid out.
    """

    sheet: Worksheet
    tables: list[Sheet]
    layout: Layout
    problem: str = ""
    draft: Draft | None = None
    result: Draft | None = None


class LayoutUndecidedError(InvalidError):
    """还没有认出表头，请先指定表和栏目。"""


class TableUnknownError(InvalidError):
    """文件里没有这张表。"""


class Memory(Generic[T]):
    """记忆 — the last few results of reading, so that turning a page reads no file again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is remembered under a key, or make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True)
class Imports:
    """导入 — worksheets belong to who opened them: nobody drafts under another's name."""

    making: Catalogs
    desk: Desk
    drawer: Drawer
    row_limit: int
    _tables: Memory[list[Sheet]] = field(default_factory=Memory)
    _drafts: Memory[Draft] = field(default_factory=Memory)
    _results: Memory[Draft] = field(default_factory=Memory)
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, unit: str, file_name: str, data: bytes, caller: Caller) -> Worksheet:
        """Put a file on the desk; the same request again finds the same worksheet."""
        cause = self.making.drafting(unit, caller)
        worksheet_id = str(uuid5(catalog_id_of(unit), f"import/{cause.actor}/{caller.command_id}"))
        if self.desk.has(unit, worksheet_id):
            return self.desk.take(unit, worksheet_id)
        digest = await asyncio.to_thread(self._kept, data)
        sheet = Worksheet(
            worksheet_id=worksheet_id,
            unit=unit,
            owner=cause.actor,
            opened_at=cause.at,
            file_name=file_name[:200],
            sha256=digest,
        )
        await asyncio.to_thread(self.desk.put, sheet)
        return sheet

    def _kept(self, data: bytes) -> str:
        tables = read(data)
        if not any(not cell.blank for each in tables for row in each.rows for cell in row):
            raise EmptyFileError
        if not any(map(is_table, tables)):
            raise NotATableError
        return self.drawer.keep(data)

    def unfinished(self, unit: str, caller: Caller) -> list[Worksheet]:
        """Return what the caller has on the desk in a unit."""
        cause = self.making.drafting(unit, caller)
        return self.desk.of(unit, cause.actor)

    def sheet(self, unit: str, worksheet_id: str, caller: Caller) -> Worksheet:
        """Return a worksheet to who opened it.

        Raises:
            WorksheetUnknownError: there is none, or it is another's.

        """
        cause = self.making.drafting(unit, caller)
        found = self.desk.take(unit, worksheet_id)
        if found.owner != cause.actor:
            raise WorksheetUnknownError(worksheet_id)
        return found

    def bench(self, unit: str, worksheet_id: str, caller: Caller) -> Bench:
        """Return a worksheet with all that follows from it."""
        return self._bench(self.sheet(unit, worksheet_id, caller))

    def _bench(self, sheet: Worksheet) -> Bench:
        tables = self._tables.get(sheet.sha256, lambda: read(self.drawer.read(sheet.sha256)))
        layout = sheet.layout or recognised(tables)
        try:
            draft = self._draft(sheet, tables, layout)
        except InvalidError as error:
            return Bench(sheet=sheet, tables=tables, layout=layout, problem=error.sentence)
        key = (sheet.worksheet_id, sheet.number)
        result = self._results.get(key, lambda: outcome(draft, sheet))
        return Bench(sheet=sheet, tables=tables, layout=layout, draft=draft, result=result)

    def _draft(self, sheet: Worksheet, tables: list[Sheet], layout: Layout) -> Draft:
        def make() -> Draft:
            table = tables[layout.table]
            header = header_of(table, layout)
            others = [each.name for each in tables if each is not table and find_header(each)]
            return draft_of(table, header, others, limit=self.row_limit)

        return self._drafts.get((sheet.sha256, repr(layout)), make)

    async def decide(
        self,
        unit: str,
        worksheet_id: str,
        decision: Decision,
        caller: Caller,
        expected: int | None = None,
    ) -> Worksheet:
        """Note a decision; a request that was carried out before changes nothing more.

        Raises:
            StaleError: the worksheet has changed since the caller saw it.

        """
        async with self._one_by_one:
            sheet = self.sheet(unit, worksheet_id, caller)
            if str(caller.command_id) in sheet.carried:
                return sheet
            _check_seen(sheet, expected)
            return await asyncio.to_thread(self._decide, sheet, decision, str(caller.command_id))

    def _decide(self, sheet: Worksheet, decision: Decision, command_id: str) -> Worksheet:
        bench = self._bench(sheet)
        if isinstance(decision, ChooseLayout):
            _check_layout(bench.tables, decision.layout)
        elif bench.draft is None:
            raise LayoutUndecidedError(bench.problem)
        after = decide(sheet, decision, bench.draft)
        carried = (*after.carried, command_id)[-CARRIED:]
        after = replace(after, number=sheet.number + 1, carried=carried)
        self.desk.put(after)
        return after

    async def confirm(
        self, unit: str, worksheet_id: str, caller: Caller, expected: int | None = None
    ) -> tuple[Worksheet, Receipt]:
        """File what the worksheet says as the next version; filed once, however often asked."""
        async with self._one_by_one:
            sheet = self.sheet(unit, worksheet_id, caller)
            if not sheet.filed:
                _check_seen(sheet, expected)
            return await self._confirm(sheet, caller)

    async def _confirm(self, sheet: Worksheet, caller: Caller) -> tuple[Worksheet, Receipt]:
        cause = self.making.drafting(sheet.unit, caller)
        if not sheet.filed:
            self.making.check_valid(sheet.unit, cause.at)
        bench = await asyncio.to_thread(self._bench, sheet)
        if bench.draft is None:
            raise LayoutUndecidedError(bench.problem)
        draft = filed_as(bench.draft, sheet)
        source = Source(file_name=sheet.file_name, sha256=sheet.sha256, sheet=draft.sheet)
        task = Task(CATALOG, catalog_id_of(sheet.unit), ImportCatalog(source=source, draft=draft))
        command_id = uuid5(UUID(sheet.worksheet_id), "confirm")
        receipt = await self.making.store.file(task, cause=cause, command_id=command_id)
        await self.making.views.reached(self.making.store.name, receipt.position)
        if not sheet.filed:
            sheet = replace(sheet, filed=self._latest(sheet.unit), number=sheet.number + 1)
            await asyncio.to_thread(self.desk.put, sheet)
        return sheet, receipt

    def _latest(self, unit: str) -> int:
        order = [catalogs.c.version.desc()]
        found = self.making.views.select(catalogs, catalogs.c.unit == unit, order=order, limit=1)
        return found[0].version if found else 0

    async def discard(self, unit: str, worksheet_id: str, caller: Caller) -> None:
        """Throw a worksheet away; nothing was filed of it.

        Raises:
            WorksheetFiledError: it was filed, and is kept as the record of how.

        """
        self.making.drafting(unit, caller)
        if not self.desk.has(unit, worksheet_id):
            return
        sheet = self.sheet(unit, worksheet_id, caller)
        if sheet.filed:
            raise WorksheetFiledError(sheet.filed)
        await asyncio.to_thread(self.desk.clear, unit, worksheet_id)


def recognised(tables: list[Sheet]) -> Layout:
    """Return the layout found without anybody's help: the first table with a header."""
    for number, table in enumerate(tables):
        if header := find_header(table):
            return Layout(table=number, line=header.line, columns=header.columns)
    widest = max(range(len(tables)), key=lambda each: len(tables[each].rows), default=0)
    return Layout(table=widest, line=0, columns={})


def header_of(table: Sheet, layout: Layout) -> Header:
    """Return the header a layout means: as printed where it says the same, else as assigned."""
    printed = find_header(table)
    if printed and (printed.line, printed.columns) == (layout.line, layout.columns):
        return printed
    return assigned(table, layout.line, layout.columns)


def _check_layout(tables: list[Sheet], layout: Layout) -> None:
    if not 0 <= layout.table < len(tables):
        raise TableUnknownError(layout.table, field="table")
    header_of(tables[layout.table], layout)


def _check_seen(sheet: Worksheet, expected: int | None) -> None:
    if expected is not None and expected != sheet.number:
        raise StaleError(expected, sheet.number)
