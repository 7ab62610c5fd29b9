"""转载的办理 — what superiors have opened, who asks to show it again, who lets them (C3)."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.repost import REPOST, RepostUnknownError, SourceUnknownError
from services.workflow.domain.repost_words import (
    ApproveRepost,
    ProposeRepost,
    RejectRepost,
    RepostSource,
    RequestRepost,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.handlers.paths import Paths
from services.workflow.views import schemes
from services.workflow.views.reposts import (
    INNER,
    LIVE,
    PUBLIC,
    RepostRow,
    SourceRow,
    reposts,
    sources,
)
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

KEY: Final = "routes.superior_items"  # V49
WORD: Final = "在上级范围内转载"
SIZE: Final = 20


class RepostIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，转载编号请换用第 4 版。"""


class Reposted(Struct, frozen=True, kw_only=True):
    """转载一览 — one page of a person's units' reposts, and how many there are."""

    rows: list[RepostRow]
    total: int


class Offered(Struct, frozen=True, kw_only=True):
    """可以转载的事项 — one page of what stands open above a person's units."""

    rows: list[SourceRow]
    total: int


@dataclass(frozen=True)
class Reposts:
    """转载"""

    store: Store[Any]
    views: Views

    async def request(self, repost_id: UUID, asked: RequestRepost, caller: Caller) -> Receipt:
        """申请转载: by who proposes the unit's matters."""
        caller.known()
        if is_derived(repost_id):
            raise RepostIdReservedError(field="repost_id")
        today, paths = beijing_date(caller.at), Paths(self.views)
        proposers = await asyncio.to_thread(paths.proposers, asked.unit, today)
        cause = caller.acting(asked.unit, *proposers)
        command = await asyncio.to_thread(self._proposed, asked, proposers, today)
        return await self.store.file(Task(REPOST, repost_id, command), cause=cause)

    async def approve(self, repost_id: UUID, caller: Caller) -> Receipt:
        """批准转载: judged by what the source is at this moment."""
        row = await asyncio.to_thread(self.see, repost_id, caller)
        cause = caller.acting(row.unit, *map(Post, row.approvers))
        source = await asyncio.to_thread(self._source, row.disclosure_id, row.unit)
        task = Task(REPOST, repost_id, ApproveRepost(source=source))
        return await self.store.file(task, cause=cause)

    async def reject(self, repost_id: UUID, asked: RejectRepost, caller: Caller) -> Receipt:
        """不予转载"""
        row = await asyncio.to_thread(self.see, repost_id, caller)
        cause = caller.acting(row.unit, *map(Post, row.approvers))
        return await self.store.file(Task(REPOST, repost_id, asked), cause=cause)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, repost_id: UUID, caller: Caller) -> RepostRow:
        """Return one repost to staff of its unit and to who oversees it.

        Raises:
            RepostUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(reposts, repost_id)
        if row is None or not self._concerns(caller, row.unit):
            raise RepostUnknownError
        return row

    def listed(self, caller: Caller, page: int = 1, size: int = SIZE) -> Reposted:
        """Return what the caller's units have asked to repost, what was touched last first."""
        caller.known()
        mine = reposts.c.unit.in_(caller.units(*STAFF))
        order, offset = [reposts.c.changed_at.desc()], (max(page, 1) - 1) * size
        rows = self.views.select(reposts, mine, order=order, limit=size, offset=offset)
        return Reposted(rows=rows, total=self.views.count(reposts, mine))

    def offered(self, caller: Caller, page: int = 1, size: int = SIZE) -> Offered:
        """Return what stands open above the caller's units, what was opened last first."""
        caller.known()
        paths, c = Paths(self.views), sources.c
        above = {up for unit in caller.units(*STAFF) for up in paths.line(unit)[1:]}
        open_ = c.phase.in_([INNER, PUBLIC]), c.scope.in_(["society", "party"])
        here = (c.unit.in_(sorted(above)), c.withdrawn.is_(False), *open_)
        order, offset = [c.opened_at.desc(), c.disclosure_id], (max(page, 1) - 1) * size
        rows = self.views.select(sources, *here, order=order, limit=size, offset=offset)
        return Offered(rows=rows, total=self.views.count(sources, *here))

    def source(self, disclosure_id: str) -> SourceRow:
        """Return what somebody means to repost.

        Raises:
            SourceUnknownError: it is not open to anybody elsewhere.

        """
        row = self.views.get(sources, disclosure_id)
        if row is None or row.withdrawn or row.open_to is None:
            raise SourceUnknownError(field="disclosure_id")
        return row

    def _concerns(self, caller: Caller, unit: str) -> bool:
        return caller.holds(unit, *STAFF) or Overseeing(self.views).reads(caller, unit)

    def _proposed(
        self, asked: RequestRepost, proposers: tuple[Post, ...], today: date
    ) -> ProposeRepost:
        return ProposeRepost(
            asked=asked,
            source=self._source(asked.disclosure_id, asked.unit),
            proposers=proposers,
            approvers=Paths(self.views).approvers(asked.unit, today),
            allowed=self._allowed(asked.unit, today),
            live=self._live(asked),
        )

    def _source(self, disclosure_id: str, unit: str) -> RepostSource | None:
        row = self.views.get(sources, disclosure_id)
        if row is None:
            return None
        return RepostSource(
            unit=row.unit,
            version=row.version,
            title=row.title,
            open_to=row.open_to,
            above=row.unit in Paths(self.views).line(unit)[1:],
            withdrawn=row.withdrawn,
        )

    def _allowed(self, unit: str, today: date) -> bool:
        scheme = self.views.get(schemes, unit)
        said = scheme.setting(KEY, today) if scheme else ""
        return not said or (isinstance(said, list | tuple) and WORD in said)

    def _live(self, asked: RequestRepost) -> bool:
        c = reposts.c
        same = c.disclosure_id == asked.disclosure_id, c.unit == asked.unit
        return self.views.count(reposts, *same, c.state.in_(LIVE)) > 0
