"""启用安排 — which entries of a draft come first, and from which day each is to be disclosed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from services.catalog.domain.catalog import CATALOG, Catalog
from services.catalog.domain.rewriting import RowUnknownError
from services.catalog.domain.terms import catalog_id_of, item_id_of
from services.catalog.domain.timing import AT_ONCE, ScheduleSameError
from services.catalog.domain.timing_words import Reason, ScheduleEntry, Timing
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.views.timing import TimingRow, timings
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller

Rows = Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(max_length=200)]


class NoRowChosenError(InvalidError):
    """请至少选择一个条目。"""


class ScheduleEntries(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """安排启用 — of several entries of a draft, all of them the same."""

    rows: Rows = ()
    focus: bool = False
    starts: date | None = None
    reason: Reason = ""


class Begun(Struct, frozen=True, kw_only=True):
    """启用情况 — of an item that is listed now; ``waiting``: its day has not come."""

    item_id: UUID
    focus: bool
    starts: date | None
    waiting: bool


@dataclass(frozen=True)
class Schedules:
    """启用安排"""

    making: Catalogs

    async def schedule(
        self, unit: str, asked: ScheduleEntries, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File which entries come first or begin later; the approval of the draft settles it.

        Raises:
            NoRowChosenError: no entry is named.
            RowUnknownError: the draft has no such entry.
            ScheduleSameError: all of them stand so already.

        """
        cause = self.making.drafting(unit, caller)
        if not asked.rows:
            raise NoRowChosenError(field="rows")
        commands = self._commands(unit, asked)
        if not commands:
            raise ScheduleSameError(field="starts")
        return await self.making.file_all(unit, commands, cause, expected)

    def _commands(self, unit: str, asked: ScheduleEntries) -> list[ScheduleEntry]:
        catalog, wanted = self._catalog(unit), Timing(focus=asked.focus, starts=asked.starts)
        said = {row: _drafted(catalog, unit, row) for row in dict.fromkeys(asked.rows)}
        return [
            ScheduleEntry(row=row, focus=asked.focus, starts=asked.starts, reason=asked.reason)
            for row, timing in said.items()
            if timing != wanted
        ]

    def drafted(self, unit: str, rows: Iterable[int]) -> dict[int, Timing]:
        """Return what the newest version says of these rows, as far as it has them."""
        catalog = self._catalog(unit)
        return {row: _drafted(catalog, unit, row) for row in rows if row in catalog.rows}

    def begun(self, unit: str, at: datetime) -> list[Begun]:
        """Return the listed items of a unit that come first, or have a day of their own."""
        found = self.making.views.select(timings, timings.c.unit == unit, order=[timings.c.item_id])
        return [_begun(each, beijing_date(at)) for each in found]

    def _catalog(self, unit: str) -> Catalog:
        return self.making.store.state(CATALOG, catalog_id_of(unit))[0]


def timings_of(views: Views, unit: str) -> dict[UUID, TimingRow]:
    """Return what is said of a unit's items, by item: which come first, and when each begins."""
    return {each.item_id: each for each in views.select(timings, timings.c.unit == unit)}


def _drafted(catalog: Catalog, unit: str, row: int) -> Timing:
    if row not in catalog.rows:
        raise RowUnknownError(row, field="rows")
    return catalog.notes.schedule.drafted.get(item_id_of(unit, catalog.rows[row]), AT_ONCE)


def _begun(row: TimingRow, today: date) -> Begun:
    return Begun(item_id=row.item_id, focus=row.focus, starts=row.starts, waiting=row.waits(today))
