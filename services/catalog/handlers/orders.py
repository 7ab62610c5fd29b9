"""上级要求、审批权限、群众点题 — what reaches a unit's catalog from above and from the public."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.domain.amendment import AMENDMENT
from services.catalog.domain.amendment_words import AnnounceEnd
from services.catalog.domain.authority import (
    AUTHORITY,
    AuthorityCommand,
    authority_id_of,
)
from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.commands import AddEntry
from services.catalog.domain.mandate import MANDATE, MOST, MandateFieldError, entry_of, release
from services.catalog.domain.mandate_words import (
    EntryReleased,
    ImposeEntry,
    IssueMandate,
    ReleaseEntry,
)
from services.catalog.domain.terms import Entry, Post, Scope, catalog_id_of
from services.catalog.domain.topic import (
    TOPIC,
    AdoptTopic,
    RefuseTopic,
    SettleTopic,
    candidate_id_of,
)
from services.catalog.domain.words import plain
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.heard import MandateLifted, TopicText
from services.catalog.views import items, units
from services.catalog.views.superior import (
    AuthorityRow,
    Candidate,
    CandidateRow,
    ImposedRow,
    LikenessRow,
    OrderRow,
    authorities,
    candidates,
    imposed,
    likenesses,
    orders,
)
from shared.alike import WHOLE, bare, likeness
from shared.decider import InvalidError, NotFoundError
from shared.record import Record, because
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

ABOVE: Final = (Post.OFFICE, Post.APPROVER)
SETTLERS: Final = (Post.OFFICE, Post.CLERK)
SIZE: Final = 50


class NotBelowError(InvalidError):
    """只能要求下级单位公开，选择的单位里有的不是下级。"""


class TopicUnknownError(NotFoundError):
    """没有找到这件群众点题。"""


class Wish(Struct, frozen=True, kw_only=True):
    """候选条目 — with its words opened; empty, if the person had them erased."""

    row: CandidateRow
    title: str
    detail: str


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
        mandate_id, reason = record.event.mandate, record.event.reason
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


@dataclass(frozen=True)
class Topics:
    """群众点题"""

    store: Store[Any]
    views: Views
    access: Access
    keyring: Keyring

    def wishes(self, unit: str, caller: Caller, page: int = 1) -> list[Wish]:
        """Return the topics raised to a unit, those that wait first, to its own people."""
        self.access.acting(caller, unit, *SETTLERS, Post.APPROVER)
        order = [candidates.c.state.desc(), candidates.c.raised_at.desc()]
        offset = (max(page, 1) - 1) * SIZE
        here = candidates.c.unit == unit
        rows = self.views.select(candidates, here, order=order, limit=SIZE, offset=offset)
        return [self._opened(each) for each in rows]

    def count(self, unit: str) -> tuple[int, int]:
        """Return how many topics there are, and how many wait."""
        here = candidates.c.unit == unit
        waiting = self.views.count(candidates, here, candidates.c.state == Candidate.OPEN)
        return self.views.count(candidates, here), waiting

    async def adopt(self, topic_id: UUID, asked: AdoptTopic, caller: Caller) -> Receipt:
        """Make a topic a drafted entry of the unit's catalog, and say so to who raised it."""
        row = self.row(topic_id)
        cause = self.access.acting(caller, row.unit, *SETTLERS)
        entry = AddEntry(
            level1=asked.level1,
            level2=asked.level2,
            level3=asked.level3,
            forms=asked.forms,
            scope=asked.scope,
            time_limit=asked.time_limit,
        )
        named = Entry(row=1, level3=plain(asked.level3))
        settle = SettleTopic(topic_id=topic_id, entry=named, reply=asked.reply)
        add = Task(CATALOG, catalog_id_of(row.unit), entry)
        tasks = (add, Task(TOPIC, candidate_id_of(topic_id), settle))
        return await filed(self.store, self.views, *tasks, cause=cause)

    async def refuse(self, topic_id: UUID, asked: RefuseTopic, caller: Caller) -> Receipt:
        """Decline a topic, with the reason that who raised it will read."""
        row = self.row(topic_id)
        cause = self.access.acting(caller, row.unit, *SETTLERS)
        settle = SettleTopic(topic_id=topic_id, reply=asked.reason)
        task = Task(TOPIC, candidate_id_of(topic_id), settle)
        return await filed(self.store, self.views, task, cause=cause)

    def row(self, topic_id: UUID) -> CandidateRow:
        """Return a topic.

        Raises:
            TopicUnknownError: there is none.

        """
        row = self.views.get(candidates, topic_id)
        if row is None:
            raise TopicUnknownError(topic_id)
        return row

    def _opened(self, row: CandidateRow) -> Wish:
        text = self.keyring.open(row.content, TopicText, field="content")
        return Wish(row=row, title=text.title if text else "", detail=text.detail if text else "")
