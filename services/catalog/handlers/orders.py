"""上级要求、审批权限 — what reaches a unit's catalog from above."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa

from services.catalog.domain.amendment import AMENDMENT
from services.catalog.domain.amendment_words import AnnounceEnd
from services.catalog.domain.authority import (
    AUTHORITY,
    AuthorityCommand,
    authority_id_of,
)
from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.mandate import MANDATE, MOST, MandateFieldError, entry_of, release
from services.catalog.domain.mandate_words import (
    EntryReleased,
    ImposeEntry,
    IssueMandate,
    ReleaseEntry,
)
from services.catalog.domain.terms import Post, Scope, catalog_id_of
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.heard import MandateLifted
from services.catalog.views import items, units
from services.catalog.views.superior import (
    AuthorityRow,
    ImposedRow,
    LikenessRow,
    OrderRow,
    authorities,
    imposed,
    likenesses,
    orders,
)
from shared.alike import WHOLE, bare, likeness
from shared.decider import InvalidError
from shared.record import Record, because
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

ABOVE: Final = (Post.OFFICE, Post.APPROVER)
SIZE: Final = 50


class NotBelowError(InvalidError):
    """只能要求下级单位公开，选择的单位里有的不是下级。"""


@dataclass(frozen=True)
class Orders:
    """上级要求公开和审批权限"""

    store: Store[Any]
    views: Views
    access: Access

    async def issue(self, unit: str, asked: IssueMandate, caller: Caller) -> tuple[UUID, Receipt]:
        """File an order and, in the same commit, its entry in the catalog of each unit.

        Raises:
            NotBelowError: one of the units is not below the one that orders.

        """
        cause = self.access.acting(caller, unit, *ABOVE)
        entry, mandate_id = entry_of(asked), uuid5(caller.command_id, "mandate")
        if asked.due is None:
            raise MandateFieldError("公开期限", field="due")
        for each in asked.units:
            if each == unit or unit not in self.access.line(self.access.lasting(each).unit_id):
                raise NotBelowError(each, field="units")
        tasks = [
            Task(
                CATALOG,
                catalog_id_of(each),
                ImposeEntry(mandate_id=mandate_id, unit=each, entry=entry, due=asked.due),
            )
            for each in asked.units
        ]
        first = Task(MANDATE, mandate_id, asked)
        receipt = await filed(self.store, self.views, first, *tasks, cause=cause)
        return mandate_id, receipt

    async def release(self, record: Record[MandateLifted], at: datetime) -> None:
        """Take what a lifted order asked for off each catalog; what ends so is announced."""
        mandate_id, reason = UUID(record.event.mandate), record.event.reason
        row = await asyncio.to_thread(self.views.get, orders, mandate_id)
        tasks: list[Task] = []
        for unit in row.units if row else ():
            command = ReleaseEntry(mandate_id=mandate_id, unit=unit, reason=reason)
            tasks += await asyncio.to_thread(self._released, command)
        if tasks:
            why = because(record, at)
            await self.store.file(*tasks, cause=why, command_id=uuid5(record.id, "release"))

    def _released(self, command: ReleaseEntry) -> list[Task]:
        """Return what takes an order's matter off one catalog, and announces its end there."""
        stream = catalog_id_of(command.unit)
        catalog, _ = self.store.state(CATALOG, stream)
        facts = release(command, catalog.orders, catalog.listed, catalog.own, catalog.version)
        ends = [each for each in facts if isinstance(each, EntryReleased) and each.ended]
        tasks = [Task(CATALOG, stream, command)] if facts else []
        for each in ends:
            end = AnnounceEnd(
                unit=command.unit,
                item_id=each.item_id,
                explanation=f"上级已撤销公开要求：{command.reason}",
                public=catalog.listed[each.item_id].scope is Scope.SOCIETY,
            )
            tasks.append(Task(AMENDMENT, uuid5(command.mandate_id, f"ended/{command.unit}"), end))
        return tasks

    def issued(self, unit: str, caller: Caller, page: int = 1) -> list[OrderRow]:
        """Return the orders of a unit, newest first, to its own people."""
        self.access.check_reader(caller, unit)
        offset = (max(page, 1) - 1) * SIZE
        order = [orders.c.issued_at.desc()]
        here = orders.c.unit == unit
        return self.views.select(orders, here, order=order, limit=SIZE, offset=offset)

    def below(self, unit: str) -> list[tuple[str, str]]:
        """Return id and name of every lasting unit below one, at most so many as one order."""
        found: list[tuple[str, str]] = []
        line = [unit]
        while line and len(found) < MOST:
            order = [units.c.name]
            here = units.c.superior.in_(line), units.c.ended_at.is_(None)
            rows = self.views.select(units, *here, order=order, limit=MOST)
            found += [(each.unit_id, each.name) for each in rows]
            line = [each.unit_id for each in rows]
        return found[:MOST]

    def borne(self, unit: str, caller: Caller) -> list[ImposedRow]:
        """Return what superiors order a unit to disclose."""
        self.access.check_reader(caller, unit)
        order = [imposed.c.due]
        return self.views.select(imposed, imposed.c.unit == unit, order=order, limit=SIZE)

    async def change(self, unit: str, command: AuthorityCommand, caller: Caller) -> Receipt:
        """Reserve a class of matters for a unit's own approval, or give it back."""
        cause = self.access.acting(caller, unit, *ABOVE)
        task = Task(AUTHORITY, authority_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)

    def reserved(self, unit: str) -> list[tuple[str, AuthorityRow]]:
        """Return what a unit and those above it have reserved, with the name of each."""
        found = []
        for each in self.access.line(self.access.unit(unit).unit_id):
            order = [authorities.c.matter]
            rows = self.views.select(authorities, authorities.c.unit == each, order=order)
            found += [(self.access.unit(each).name, row) for row in rows]
        return found

    def rulings(self, unit: str) -> list[LikenessRow]:
        """Return what a unit said on headings that resemble what it has reserved."""
        order = [likenesses.c.matter, likenesses.c.heading]
        return self.views.select(likenesses, likenesses.c.unit == unit, order=order)

    def questions(self, unit: str, percent: int) -> list[tuple[str, str]]:
        """Return class and heading where units below wait for this unit to say if they are one.

        ``percent``: from which likeness on it is asked; 0: never.
        """
        reserved = self.views.select(authorities, authorities.c.unit == unit)
        ruled = {(each.matter, bare(each.heading)) for each in self.rulings(unit)}
        if not reserved or not percent:
            return []
        headings = self._headings_below(unit)
        found = (
            (row.matter, each)
            for row in reserved
            for each in headings
            if percent <= likeness(each, row.matter) < WHOLE
        )
        return [each for each in found if (each[0], bare(each[1])) not in ruled][:MOST]

    def _headings_below(self, unit: str) -> list[str]:
        here = items.c.unit.in_([each for each, _ in self.below(unit)])
        levels = (items.c.level1, items.c.level2, items.c.level3)
        found = {row[0] for each in levels for row in self.views.query(_distinct(each, here))}
        return sorted(found - {""})


def _distinct(level: Any, here: Any) -> sa.Select[Any]:
    return sa.select(level).where(here).distinct()
