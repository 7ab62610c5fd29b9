"""Making a catalog: import, entries, doubts, screening, approval."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.commands import (
    AddEntry,
    CatalogCommand,
    ImportCatalog,
    ScreenCatalog,
    SettleDoubt,
)
from services.catalog.domain.filling import posts_demanded
from services.catalog.domain.importing import draft
from services.catalog.domain.particulars_words import ApproveByScheme
from services.catalog.domain.rewriting_words import AmendEntry
from services.catalog.domain.scheme_terms import Value
from services.catalog.domain.terms import Draft, Post, Source, catalog_id_of
from services.catalog.domain.yardstick import approver, drafters
from services.catalog.gateways.drawer import Drawer
from services.catalog.gateways.reading import read
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.handlers.settings import scheme_of, settings_of
from services.catalog.handlers.upkeep import Upkeeps
from services.catalog.views.intake_ways import intake_ways
from services.catalog.views.powers import PowerRow, powers
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PLACED: Final = "powers.placed"
REACHED: Final = "catalog.open_channel"  # T350
MOST: Final = 1_000
FEW: Final = 5  # powers named in a sentence


class Preview(Struct, frozen=True, kw_only=True):
    """预览 — what an import would draft; the file is kept under its digest."""

    source: Source
    draft: Draft


class PostsUnfilledError(RejectedError):
    """单位职务没有配齐，目录不能生效。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the posts."""
        return f"单位职务没有配齐，目录不能生效，还缺：{'、'.join(self.args)}。"


class ChannelMissingError(RejectedError):
    """本单位还没有一条畅通的意见收集渠道，目录不能批准；请先在“收集渠道”登记检查。"""


class PowersUnplacedError(RejectedError):
    """还有职权没有对应目录事项，也没有写明理由，目录不能批准。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the powers."""
        few = "、".join(f"“{each}”" for each in self.args[:FEW])
        more = f"等{len(self.args)}项" if len(self.args) > FEW else ""
        return f"职权{few}{more}没有对应目录事项，也没有写明理由，目录不能批准。"


@dataclass(frozen=True)
class Catalogs:
    """目录编制"""

    store: Store[Any]
    views: Views
    access: Access
    drawer: Drawer
    row_limit: int

    async def preview(self, unit: str, file_name: str, data: bytes, caller: Caller) -> Preview:
        """Read a file and lay open every decision; nothing is filed."""
        self.drafting(unit, caller)
        return await asyncio.to_thread(self._preview, file_name, data)

    async def import_(self, unit: str, file_name: str, data: bytes, caller: Caller) -> Receipt:
        """Read a file and file it as the next version of a unit's catalog."""
        cause = self.drafting(unit, caller)
        found = await asyncio.to_thread(self._preview, file_name, data)
        command = ImportCatalog(source=found.source, draft=found.draft)
        return await self.file(unit, command, cause)

    async def add(
        self, unit: str, command: AddEntry, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File one more entry."""
        cause = self.drafting(unit, caller)
        return await self.file(unit, command, cause, expected)

    async def amend(
        self, unit: str, command: AmendEntry, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File that an entry of the draft is to say something else."""
        cause = self.drafting(unit, caller)
        return await self.file(unit, command, cause, expected)

    async def settle(
        self, unit: str, command: SettleDoubt, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File a person's decision on a doubt."""
        cause = self.drafting(unit, caller)
        return await self.file(unit, command, cause, expected)

    async def screen(
        self, unit: str, command: ScreenCatalog, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File the verdict of the secrecy reviewer."""
        cause = self.access.acting(caller, unit, Post.SECRECY_REVIEWER)
        return await self.file(unit, command, cause, expected)

    async def approve(
        self, unit: str, caller: Caller, expected: int | None = None, *, meeting: str = ""
    ) -> Receipt:
        """File the approval, and with it the items that may be disclosed from now on.

        ``meeting`` is where the catalog was passed, if the scheme asks for a meeting (V06).

        Raises:
            PostsUnfilledError: nobody holds one of the posts the work needs (row I1).
            PowersUnplacedError: the scheme asks by which item each power is disclosed (S2-40).
            ChannelMissingError: the scheme asks for an open channel, and none is (S4-13).

        """
        settings = self.settings(unit, caller.at)
        cause = self.access.acting(caller, unit, approver(settings))
        if missing := self.unfilled(unit, cause.at):
            raise PostsUnfilledError(*(post.chinese for post in missing))
        if unplaced := self.unplaced(unit, cause.at):
            raise PowersUnplacedError(*(each.title for each in unplaced))
        if self.silent(unit, settings):
            raise ChannelMissingError
        command = ApproveByScheme(values=settings, meeting=meeting)
        return await self.file(unit, command, cause, expected)

    def drafting(self, unit: str, caller: Caller) -> Cause:
        """Return the cause of what somebody drafts, in a post the scheme gives it to (V05).

        Raises:
            WrongPostError: the caller holds none of these posts.

        """
        return self.access.acting(caller, unit, *drafters(self.settings(unit, caller.at)))

    def settings(self, unit: str, at: datetime) -> Mapping[str, Value]:
        """Return the settings of the scheme in force in a unit; of none, none."""
        return settings_of(self.views, unit, at)

    def check_valid(self, unit: str, at: datetime) -> None:
        """Let new entries come only under a scheme that is not past its last day (S1-01).

        Raises:
            SchemeExpiredError: it is; what was listed before stays.

        """
        Upkeeps(self.store, self.views, self.access).check_valid(unit, beijing_date(at))

    def silent(self, unit: str, settings: Mapping[str, Value]) -> bool:
        """Tell whether no channel of opinions of a unit worked when it was last tried (S4-13).

        Where nothing was tried yet, a unit is silent only by a scheme that asks for a channel.
        """
        here = intake_ways.c.unit == unit
        if self.views.count(intake_ways, here, intake_ways.c.open.is_(True)):
            return False
        return bool(settings.get(REACHED)) or self.views.count(intake_ways, here) > 0

    def unplaced(self, unit: str, at: datetime) -> list[PowerRow]:
        """Return the powers without item and without reason, if the scheme asks for either."""
        if not self.settings(unit, at).get(PLACED):
            return []
        here = powers.c.unit == unit, powers.c.item_id == "", powers.c.unplaced == ""
        return self.views.select(powers, *here, order=[powers.c.title], limit=MOST)

    def unfilled(self, unit: str, at: datetime) -> tuple[Post, ...]:
        """Return the posts nobody holds that the scheme in force in a unit demands (row I1)."""
        held = self.access.filled(unit, at)
        wanted = posts_demanded(scheme_of(self.views, unit, at))
        return tuple(post for post in wanted if post not in held)

    def _preview(self, file_name: str, data: bytes) -> Preview:
        found = draft(read(data), limit=self.row_limit)
        digest = self.drawer.keep(data)
        source = Source(file_name=file_name[:200], sha256=digest, sheet=found.sheet)
        return Preview(source=source, draft=found)

    async def file(
        self, unit: str, command: CatalogCommand, cause: Cause, expected: int | None = None
    ) -> Receipt:
        """File what was asked of a unit's catalog."""
        if isinstance(command, ImportCatalog | AddEntry):
            self.check_valid(unit, cause.at)
        return await self.file_all(unit, [command], cause, expected)

    async def file_all(
        self,
        unit: str,
        commands: Sequence[CatalogCommand],
        cause: Cause,
        expected: int | None = None,
    ) -> Receipt:
        """File several things together, or none; ``expected`` is the version before the first."""
        seen = chain((expected,), repeat(None))
        catalog_id = catalog_id_of(unit)
        tasks = [Task(CATALOG, catalog_id, *each) for each in zip(commands, seen, strict=False)]
        return await filed(self.store, self.views, *tasks, cause=cause)
