"""目录调整 and 不公开事项 — use cases: who may take which step, filed with which superior."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.amendment import (
    AMENDMENT,
    AmendmentRunningError,
    AmendmentUnknownError,
)
from services.catalog.domain.amendment_words import (
    AbandonAmendment,
    AcknowledgeAmendment,
    AmendmentCommand,
    AnnounceAmendment,
    ApplyAmendment,
    ApproveAmendment,
    FileAmendment,
    ProposeAmendment,
    ProposeByScheme,
    ReturnAmendment,
    ScreenAmendment,
)
from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.catalog_refusals import ImposedBySuperiorError, ItemNotListedError
from services.catalog.domain.revision import Differences, differences
from services.catalog.domain.terms import Entry, Post, Scope, catalog_id_of
from services.catalog.domain.withheld import (
    WITHHELD,
    GroundNotAllowedError,
    WithheldUnknownError,
)
from services.catalog.domain.withheld_words import (
    AcknowledgeWithheld,
    Ground,
    ReturnWithheld,
    ReviewWithheld,
    WithheldCommand,
    WithholdMatter,
)
from services.catalog.domain.yardstick import departures, filed_above, grounds
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.handlers.reading import Reader, VersionUnknownError
from services.catalog.handlers.settings import settings_of
from services.catalog.views import ItemRow, catalogs, entries, items, version_key
from services.catalog.views.amendments import AmendmentRow, WithheldRow, amendments, withheld
from services.catalog.views.item_versions import ItemVersionRow, item_versions
from services.catalog.views.superior import imposed
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import View, Views
from shared.web import Caller

DRAFTERS: Final = (Post.CLERK, Post.OFFICE)
ABOVE: Final = (Post.OFFICE, Post.APPROVER)  # who signs for what a unit below files
SHOWN: Final = 200  # of a register on one page


def _concerning(view: View[Any], unit: str) -> Any:
    return (view.c.unit == unit) | (view.c.superior == unit)


def amendments_waiting(views: Views, unit: str) -> int:
    """Return how many of a unit's amendments, and of those filed with it, are not done."""
    own = (amendments.c.unit == unit) & amendments.c.announced_at.is_(None)
    filed_here = (amendments.c.superior == unit) & amendments.c.filed_at.is_not(None)
    unsigned = filed_here & amendments.c.acknowledged_at.is_(None)
    return views.count(amendments, own | unsigned, amendments.c.abandoned_at.is_(None))


def _leaf(page: int) -> dict[str, int]:
    return {"limit": SHOWN, "offset": (max(page, 1) - 1) * SHOWN}


def entry_of(row: ItemRow) -> Entry:
    """Return a listed item as the entry it was."""
    return Entry(
        row=0,
        level1=row.level1,
        level2=row.level2,
        level3=row.level3,
        forms=row.forms,
        scope=row.scope,
        time_limit=row.time_limit,
        time_word=row.time_word,
    )


class AnswerReturn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """目录调整报备表 — ``answer``: to what a superior objected to before."""

    answer: str = ""


class Count(Struct, frozen=True, kw_only=True):
    """不公开事项统计 — never with a title."""

    unit: str
    ground: Ground
    matters: int


@dataclass(frozen=True)
class Amendments:
    """目录调整"""

    store: Store[Any]
    views: Views
    access: Access
    reader: Reader

    async def propose(
        self, unit: str, command: ProposeAmendment, caller: Caller
    ) -> tuple[UUID, Receipt]:
        """File that a listed item is to be changed, revoked or terminated; return its id."""
        cause = self.access.acting(caller, unit, *DRAFTERS)
        self._check_free(unit, command.item_id, caller)
        if self.views.get(imposed, command.item_id):
            raise ImposedBySuperiorError(command.item_id, field="item_id")
        amendment_id = uuid5(caller.command_id, "amendment")
        judged = ProposeByScheme(asked=command, departures=self._departures(command, caller))
        return amendment_id, await self._file(amendment_id, judged, cause)

    def _check_free(self, unit: str, item_id: UUID, caller: Caller) -> None:
        row = self.reader.item(item_id, caller)
        if row.unit != unit or not row.listed:
            raise ItemNotListedError(item_id, field="item_id")
        runs = amendments.c.announced_at.is_(None), amendments.c.abandoned_at.is_(None)
        if self.views.count(amendments, amendments.c.item_id == item_id, *runs):
            raise AmendmentRunningError(item_id, field="item_id")

    def _departures(self, command: ProposeAmendment, caller: Caller) -> tuple[str, ...]:
        """Return where an item would depart from its unit's scheme and does not yet."""
        row, wanted = self.reader.item(command.item_id, caller), command.wanted
        if wanted is None:
            return ()
        values = settings_of(self.views, row.unit, caller.at)
        now = entry_of(row)
        then = replace(
            now,
            forms=wanted.forms,
            scope=wanted.scope,
            time_limit=wanted.time_limit,
            time_word=wanted.time_word,
        )
        known = {each.message for each in departures(now, values)}
        found = (each.message for each in departures(then, values))
        return tuple(each for each in found if each not in known)

    async def screen(self, amendment_id: UUID, command: ScreenAmendment, caller: Caller) -> Receipt:
        """File the secrecy reviewer's verdict; the explanation, too, will be public."""
        cause = self.access.acting(caller, self.row(amendment_id).unit, Post.SECRECY_REVIEWER)
        return await self._file(amendment_id, command, cause)

    async def approve(self, amendment_id: UUID, caller: Caller) -> Receipt:
        """File the approval of the catalog's maker."""
        cause = self.access.acting(caller, self.row(amendment_id).unit, Post.APPROVER)
        return await self._file(amendment_id, ApproveAmendment(), cause)

    async def file(self, amendment_id: UUID, asked: AnswerReturn, caller: Caller) -> Receipt:
        """File it with the unit's superior; the county, which has none, files with itself."""
        unit = self.row(amendment_id).unit
        cause = self.access.acting(caller, unit, *DRAFTERS)
        superior = self.access.unit(unit).superior or unit
        command = FileAmendment(superior=superior, answer=asked.answer)
        return await self._file(amendment_id, command, cause)

    async def acknowledge(
        self, amendment_id: UUID, command: AcknowledgeAmendment, caller: Caller
    ) -> Receipt:
        """File that the superior has received it."""
        cause = self.access.acting(caller, self.row(amendment_id).superior, *ABOVE)
        return await self._file(amendment_id, command, cause)

    async def give_back(
        self, amendment_id: UUID, command: ReturnAmendment, caller: Caller
    ) -> Receipt:
        """File that the superior does not take it: it must be answered, or not go on."""
        cause = self.access.acting(caller, self.row(amendment_id).superior, *ABOVE)
        return await self._file(amendment_id, command, cause)

    async def abandon(self, amendment_id: UUID, caller: Caller) -> Receipt:
        """File that an amendment does not go on: whoever drafts or approves may say so."""
        unit = self.row(amendment_id).unit
        cause = self.access.acting(caller, unit, *DRAFTERS, Post.APPROVER)
        return await self._file(amendment_id, AbandonAmendment(), cause)

    async def announce(self, amendment_id: UUID, caller: Caller) -> Receipt:
        """File the public notice and, in the same commit, the catalog's new version."""
        row = self.row(amendment_id)
        cause = self.access.acting(caller, row.unit, *DRAFTERS, Post.PUBLISHER)
        apply = ApplyAmendment(
            item_id=row.item_id,
            wanted=row.wanted,
            screened_by=row.screened_by,
            approved_by=row.approved_by,
        )
        return await filed(
            self.store,
            self.views,
            Task(AMENDMENT, amendment_id, AnnounceAmendment(public=self._public(row))),
            Task(CATALOG, catalog_id_of(row.unit), apply),
            cause=cause,
        )

    def row(self, amendment_id: UUID) -> AmendmentRow:
        """Return an amendment.

        Raises:
            AmendmentUnknownError: there is none of this id.

        """
        row = self.views.get(amendments, amendment_id)
        if row is None:
            raise AmendmentUnknownError(amendment_id)
        return row

    def of_unit(self, unit: str, caller: Caller, page: int = 1) -> list[AmendmentRow]:
        """Return a page of a unit's amendments and of those filed with it, newest first."""
        self.access.check_reader(caller, unit)
        order = [amendments.c.proposed_at.desc(), amendments.c.amendment_id]
        here = _concerning(amendments, unit)
        return self.views.select(amendments, here, order=order, **_leaf(page))

    def pages(self, unit: str) -> int:
        """Return how many pages a unit's amendments fill."""
        return max(1, ceil(self.views.count(amendments, _concerning(amendments, unit)) / SHOWN))

    def _public(self, row: AmendmentRow) -> bool:
        """Tell whether society knows the item, or will."""
        item = self.views.get(items, row.item_id)
        scopes = {item.scope if item else None, row.wanted.scope if row.wanted else None}
        return Scope.SOCIETY in scopes

    def title(self, row: AmendmentRow) -> str:
        """Return the words of the item that an amendment is about."""
        item = self.views.get(items, row.item_id)
        return item.level3 if item else ""

    def notices(self, item_id: UUID) -> list[AmendmentRow]:
        """Return what was announced about an item, newest first."""
        return self.views.select(
            amendments,
            amendments.c.item_id == item_id,
            amendments.c.announced_at.is_not(None),
            order=[amendments.c.announced_at.desc()],
        )

    def history(self, item_id: UUID, caller: Caller) -> list[ItemVersionRow]:
        """Return what an item said in each version, oldest first; outsiders see public words."""
        row = self.reader.item(item_id, caller)
        order = [item_versions.c.catalog_version]
        found = self.views.select(item_versions, item_versions.c.item_id == item_id, order=order)
        if self.access.belongs(caller, row.unit):
            return found
        return [each for each in found if each.retired or each.scope is row.scope]

    def compare(self, unit: str, before: int, after: int, caller: Caller) -> Differences:
        """Return what became of one version in another; outsiders see approved, public words."""
        self.access.unit(unit)
        inside = self.access.belongs(caller, unit)
        old, new = (self._entries(unit, each, inside=inside) for each in (before, after))
        return differences(old, new)

    def _entries(self, unit: str, version: int, *, inside: bool) -> list[Entry]:
        row = self.views.get(catalogs, version_key(unit, version))
        if row is None or not (inside or row.approved_at):
            raise VersionUnknownError(version)
        here = (entries.c.unit == unit, entries.c.version == version)
        found = self.views.select(entries, *here, order=[entries.c.row])
        return [each.entry for each in found if inside or each.entry.scope is Scope.SOCIETY]

    async def _file(
        self, amendment_id: UUID, command: AmendmentCommand | ProposeByScheme, cause: Cause
    ) -> Receipt:
        task = Task(AMENDMENT, amendment_id, command)
        return await filed(self.store, self.views, task, cause=cause)


@dataclass(frozen=True)
class WithheldMatters:
    """不公开事项台账"""

    store: Store[Any]
    views: Views
    access: Access

    async def register(
        self, unit: str, command: WithholdMatter, caller: Caller
    ) -> tuple[UUID, Receipt]:
        """File a matter that is not disclosed, and with it its filing with the superior."""
        cause = self.access.acting(caller, unit, *DRAFTERS)
        withheld_id = uuid5(caller.command_id, "withheld")
        receipt = await self._file(withheld_id, self.prepared(unit, command, cause), cause)
        return withheld_id, receipt

    def prepared(self, unit: str, command: WithholdMatter, cause: Cause) -> WithholdMatter:
        """Return what is asked with the superior it is filed with, if the scheme has it filed.

        Raises:
            ImposedBySuperiorError: a superior orders the item to be disclosed.
            GroundNotAllowedError: the scheme does not know this ground.

        """
        self._check_own(command.item_id)
        settings = settings_of(self.views, unit, cause.at)
        if command.ground and command.ground not in (known := grounds(settings)):
            names = (each.chinese for each in Ground if each in known)
            raise GroundNotAllowedError(command.ground.chinese, *names, field="ground")
        superior = (self.access.unit(unit).superior or unit) if filed_above(settings) else ""
        return replace(command, superior=superior)

    async def acknowledge(
        self, withheld_id: UUID, command: AcknowledgeWithheld, caller: Caller
    ) -> Receipt:
        """File that the superior has received it."""
        cause = self.access.acting(caller, self.row(withheld_id).superior, *ABOVE)
        return await self._file(withheld_id, command, cause)

    async def give_back(
        self, withheld_id: UUID, command: ReturnWithheld, caller: Caller
    ) -> Receipt:
        """File that the superior does not take it: the unit looks at the matter again."""
        cause = self.access.acting(caller, self.row(withheld_id).superior, *ABOVE)
        return await self._file(withheld_id, command, cause)

    async def review(self, withheld_id: UUID, command: ReviewWithheld, caller: Caller) -> Receipt:
        """File what a second look has shown."""
        unit = self.row(withheld_id).unit
        cause = self.access.acting(caller, unit, Post.OFFICE, Post.SECRECY_REVIEWER, Post.APPROVER)
        return await self._file(withheld_id, command, cause)

    def grounds(self, unit: str, at: datetime) -> list[Ground]:
        """Return on which grounds a unit's scheme lets a matter be withheld."""
        allowed = grounds(settings_of(self.views, unit, at))
        return [each for each in Ground if each in allowed]

    def _check_own(self, item_id: str) -> None:
        """Refuse to withhold what a superior orders to be disclosed (S2-61)."""
        known = self.views.count(imposed, imposed.c.item_id == item_id) if item_id else 0
        if known:
            raise ImposedBySuperiorError(item_id, field="item_id")

    def row(self, withheld_id: UUID) -> WithheldRow:
        """Return a matter.

        Raises:
            WithheldUnknownError: there is none of this id.

        """
        row = self.views.get(withheld, withheld_id)
        if row is None:
            raise WithheldUnknownError(withheld_id)
        return row

    def of_unit(self, unit: str, caller: Caller, page: int = 1) -> list[WithheldRow]:
        """Return a page of a unit's register, the next to be reviewed first, to whom it is open."""
        self.access.check_reader(caller, unit)
        order = [withheld.c.open.desc(), withheld.c.review_on, withheld.c.withheld_id]
        here = _concerning(withheld, unit)
        return self.views.select(withheld, here, order=order, **_leaf(page))

    def pages(self, unit: str) -> int:
        """Return how many pages a unit's register fills."""
        return max(1, ceil(self.views.count(withheld, _concerning(withheld, unit)) / SHOWN))

    def statistics(self) -> list[Count]:
        """Return how many matters each unit withholds now, by ground: no word of any matter."""
        rows = self.views.select(withheld, withheld.c.open)
        counts = Counter((row.unit, row.ground) for row in rows)
        order = list(Ground)
        return [
            Count(unit=unit, ground=ground, matters=matters)
            for (unit, ground), matters in sorted(
                counts.items(), key=lambda each: (each[0][0], order.index(each[0][1]))
            )
        ]

    async def _file(self, withheld_id: UUID, command: WithheldCommand, cause: Cause) -> Receipt:
        task = Task(WITHHELD, withheld_id, command)
        return await filed(self.store, self.views, task, cause=cause)
