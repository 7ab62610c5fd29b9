"""标记 — which entries and orders belong to a wider system, with the dates that facts tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from msgspec import Struct

from services.archive.domain.figures import Book, Item, Order
from services.archive.domain.flags import FLAGS, FlagCommand, FlagMatter, UnflagMatter, flags_of
from services.archive.handlers.assessing import OFFICE, Assessing
from services.archive.views.flags import FlagRow, flags
from shared.aside import aside
from shared.decider import NotFoundError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

ITEM: Final = "目录事项"
ORDER: Final = "整改"
SHOWN: Final = 50


class NoSuchFlaggableError(NotFoundError):
    """本单位没有这个目录事项或者整改（matter）。"""


class Reported(Struct, frozen=True, kw_only=True):
    """报告一行 — a matter with its dates."""

    row: FlagRow
    dates: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class Flagging:
    """标记 — done by the office of the unit whose matter it is."""

    store: Store[Any]
    views: Views
    assessing: Assessing

    async def flag(self, unit: str, matter: str, system: str, note: str, caller: Caller) -> Receipt:
        """Count a matter to a system.

        Raises:
            NoSuchFlaggableError: the unit has no such entry and no such order.

        """
        cause = caller.acting(unit, OFFICE)
        found = await aside(self.candidates, unit, "")
        for each in found:
            if each.id == matter:
                command = FlagMatter(
                    unit=unit,
                    matter=matter,
                    kind=_kind(each),
                    title=_title(each),
                    system=system.strip(),
                    note=note.strip(),
                )
                return await self._file(unit, command, cause)
        raise NoSuchFlaggableError(matter, field="matter")

    async def unflag(self, command: UnflagMatter, caller: Caller) -> Receipt:
        """Count a matter to a system no longer."""
        return await self._file(command.unit, command, caller.acting(command.unit, OFFICE))

    def candidates(self, unit: str, words: str) -> list[Item | Order]:
        """Return the entries in effect and the orders of a unit whose titles have these words."""
        book = self._book()
        matters: tuple[Item | Order, ...] = (*book.items, *book.orders)
        here = [each for each in matters if each.unit == unit and words in _title(each)]
        return [each for each in here if isinstance(each, Order) or each.until is None]

    def report(self, system: str, page: int, caller: Caller) -> tuple[list[Reported], int]:
        """Return one page of what belongs to a system, newest first, each with its dates."""
        here = [flags.c.system == system]
        if (scope := self.assessing.scope(caller)) is not None:
            here.append(flags.c.unit.in_(sorted(scope)))
        rows = self.views.select(
            flags,
            *here,
            order=[flags.c.at.desc(), flags.c.id],
            limit=SHOWN,
            offset=(page - 1) * SHOWN,
        )
        book = self._book()
        told = [Reported(row=each, dates=tuple(_dates(each.matter, book))) for each in rows]
        return told, self.views.count(flags, *here)

    def systems(self) -> list[str]:
        """Return the systems to which something has been counted."""
        return sorted({each.system for each in self.views.select(flags)})

    def _book(self) -> Book:
        return self.assessing.today()

    async def _file(self, unit: str, command: FlagCommand, cause: Any) -> Receipt:
        return await self.store.file(Task(FLAGS, flags_of(unit), command), cause=cause)


def _kind(matter: Item | Order) -> str:
    return ITEM if isinstance(matter, Item) else ORDER


def _title(matter: Item | Order) -> str:
    return matter.title if isinstance(matter, Item) else matter.task


def _dates(matter: str, book: Book) -> Iterator[tuple[str, date]]:
    for item in (each for each in book.items if each.id == matter):
        yield "列入目录", item.since
        shown = sorted(each.opened for each in book.shown if each.item == matter and each.opened)
        yield from [("首次公开", shown[0]), ("最近公开", shown[-1])] if shown else []
    for order in (each for each in book.orders if each.id == matter):
        yield "责成整改", order.ordered
        yield "整改期限", order.due
        if order.reported:
            yield "整改验收" if order.passed else "报告整改", order.reported
