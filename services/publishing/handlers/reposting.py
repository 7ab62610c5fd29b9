"""转载的实施 — what was approved is shown; what changes at its source changes below, at once.

Readers see a source's newest text and its withdrawal the moment it happens; the facts about each
repost follow right after, and after a night of downtime with the first look of the clock.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.repost import REPOST, RepostUnknownError
from services.publishing.domain.repost_words import (
    PublishRepost,
    RenewRepost,
    RepostCommand,
    RepostSource,
    WithdrawRepost,
)
from services.publishing.domain.terms import PUBLISHERS, Scope
from services.publishing.handlers.carrying import NotYetHeardError
from services.publishing.handlers.overseeing import reader_for, reader_of
from services.publishing.heard import RepostApproved
from services.publishing.views import PortalRow, displayed, portal
from services.publishing.views.reposts import RepostRow, reposts, reposts_for
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause, Record, because
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 20
AT_ONCE: Final = 500  # reposts that follow their sources in one look
LONGEST: Final = 500  # characters of a reason


class Reposted(Struct, frozen=True, kw_only=True):
    """转载 — with the text of its source; ``content`` is empty once it was withdrawn."""

    row: RepostRow
    source: PortalRow
    content: str

    @property
    def gone(self) -> bool:
        """Tell whether it is withdrawn, by its unit or at its source."""
        return self.row.withdrawn or self.source.withdrawn


class RepostList(Struct, frozen=True, kw_only=True):
    """一页转载"""

    rows: list[RepostRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages."""
        return max(-(-self.total // SIZE), 1)


@dataclass(frozen=True)
class Reposting:
    """转载"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def carry_out(self, record: Record[RepostApproved]) -> None:
        """Show what was approved, if its source still stands open that far.

        Raises:
            NotYetHeardError: the catalog's fact about the unit is still on its way; ask again.

        """
        command = await asyncio.to_thread(self._asked, record.event)
        await self.store.file(
            Task(REPOST, record.stream_id, command),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, "repost"),
        )

    async def follow(self) -> int:
        """Let every repost follow its source; return how many changed."""
        await self.views.reached("publishing", self.store.last())
        behind = await asyncio.to_thread(self._behind)
        done = [await self._file(row, _following(source), source) for row, source in behind]
        return sum(done)

    async def withdraw(self, repost_id: UUID, reason: str, caller: Caller) -> Receipt:
        """撤下转载: by a publisher of the unit that shows it.

        Raises:
            RepostUnknownError: there is none, or it is none of this person's business.
            WrongPostError: the caller is no publisher of the unit.

        """
        caller.known()
        found = await asyncio.to_thread(self.see, repost_id, caller)
        cause = caller.acting(found.row.unit, *PUBLISHERS)
        task = Task(REPOST, repost_id, WithdrawRepost(reason=reason))
        return await self.store.file(task, cause=cause)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, repost_id: UUID, caller: Caller) -> Reposted:
        """Return a repost as this reader may see it.

        Raises:
            RepostUnknownError: there is none, or not for this reader: the two look the same.

        """
        row = self.views.get(reposts, repost_id)
        source = self.views.get(portal, row.disclosure_id) if row else None
        if row is None or source is None:
            raise RepostUnknownError
        if not row.may_be_read_by(reader_for(self.views, caller, row.unit)):
            raise RepostUnknownError
        gone = row.withdrawn or source.withdrawn
        return Reposted(row=row, source=source, content="" if gone else source.content)

    def listed(self, caller: Caller, unit: str = "", page: int = 1) -> RepostList:
        """Return one page of what is reposted now, the newest first."""
        reader, c = reader_of(caller), reposts.c
        shown = displayed(reader.today), portal.c.withdrawn.is_(False)
        standing = c.disclosure_id.in_(sa.select(portal.c.disclosure_id).where(*shown))
        here = [reposts_for(reader), c.withdrawn.is_(False), standing]
        here += [c.unit == unit] if unit else []
        order, offset = [c.published_at.desc(), c.repost_id], (page - 1) * SIZE
        rows = self.views.select(reposts, *here, order=order, limit=SIZE, offset=offset)
        return RepostList(rows=rows, total=self.views.count(reposts, *here), page=page)

    def _asked(self, event: RepostApproved) -> PublishRepost:
        unit = self.views.get(units, event.unit)
        if unit is None:
            raise NotYetHeardError(event.unit)
        source = self.views.get(portal, UUID(event.disclosure_id))
        return PublishRepost(
            unit=event.unit,
            unit_name=unit.name,
            disclosure_id=event.disclosure_id,
            scope=Scope(event.scope),
            channels=event.channels,
            source=_as_source(source) if source else None,
        )

    def _behind(self) -> list[tuple[RepostRow, PortalRow]]:
        c, p = reposts.c, portal.c
        here = c.disclosure_id == p.disclosure_id, sa.or_(p.withdrawn, p.version > c.number)
        asked = sa.select(c.repost_id).select_from(reposts.table, portal.table)
        keys = self.views.query(asked.where(*here, c.withdrawn.is_(False)).limit(AT_ONCE))
        rows = self.views.select(reposts, c.repost_id.in_([key for (key,) in keys]))
        found = [(row, self.views.get(portal, row.disclosure_id)) for row in rows]
        return [(row, source) for row, source in found if source]

    async def _file(self, row: RepostRow, command: RepostCommand, source: PortalRow) -> bool:
        step = f"{source.version}/{source.withdrawn}"
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            correlation_id=source.disclosure_id,
            causation_id=uuid5(row.repost_id, step),
            unit=row.unit,
            post=SYSTEM,
        )
        try:
            receipt = await self.store.file(Task(REPOST, row.repost_id, command), cause=cause)
        except RejectedError:
            return False  # it was withdrawn meanwhile, or the vault is busy: the next look asks
        await self.views.reached("publishing", receipt.position)
        return True


def _following(source: PortalRow) -> RepostCommand:
    if source.withdrawn:
        reason = f"上级已撤回：{source.explanation}"[:LONGEST]
        return WithdrawRepost(reason=reason, by_source=True)
    return RenewRepost(source=_as_source(source))


def _as_source(row: PortalRow) -> RepostSource:
    return RepostSource(
        unit_name=row.unit_name,
        version=row.version,
        title=row.title,
        digest=row.digest,
        scope=row.scope,
        phase=row.phase,
        withdrawn=row.withdrawn,
    )
