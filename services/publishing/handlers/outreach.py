"""六进和衔接 — visits whose opinions become cases, and links that never count as disclosures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import asdict

from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.events import DisclosureRevised
from services.publishing.domain.session import APPROVERS
from services.publishing.domain.showing import RECORDERS, written
from services.publishing.domain.sister import (
    JOINED_KEY,
    SISTER,
    SisterUnknownError,
    SystemNotJoinedError,
    joined,
    sister_id_of,
)
from services.publishing.domain.sister_words import (
    SYSTEMS,
    ApproveSister,
    CheckSister,
    LinkSister,
    SisterCommand,
    TellSister,
    WithdrawSister,
)
from services.publishing.domain.terms import Phase
from services.publishing.domain.visit import VISIT, RemarkElsewhereError, VisitUnknownError
from services.publishing.domain.visit_words import (
    SIX,
    CloseVisit,
    NoteRemark,
    RegisterVisit,
    Sealed,
)
from services.publishing.handlers.gathering import Gathering, day, recording
from services.publishing.handlers.rules import RuleBook
from services.publishing.views import items, portal
from services.publishing.views.visits import SisterRow, VisitRow, sisters, visits
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import SYSTEM, Cause, Record
from shared.register import units
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50
OPEN: Final = (Phase.INNER, Phase.SPOKEN, Phase.PUBLIC)  # the Party has disclosed it


class Trip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """六进登记表"""

    unit: str = ""
    kind: str = ""
    place: str = ""
    on: str = ""
    topics: str = ""
    reached: int = 0
    disclosures: tuple[str, ...] = ()


class Remark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """意见登记表 — what somebody said there about one of the matters shown."""

    disclosure_id: str = ""
    content: str = ""


class Link(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """衔接登记表 — of a catalog item; ``disclosure_id`` if the Party has disclosed it already."""

    item_id: str = ""
    disclosure_id: str = ""
    system: str = ""
    title: str = ""
    address: str = ""
    disclosed_on: str = ""
    owner: str = ""


class Coverage(Struct, frozen=True, kw_only=True):
    """六进覆盖 — how many visits of each of the six kinds a year saw; 0: nobody went there."""

    year: int
    counts: dict[str, int]

    @property
    def missing(self) -> list[str]:
        """Return the kinds to which nobody went."""
        return [each for each in SIX if not self.counts[each]]


class Counts(Struct, frozen=True, kw_only=True):
    """分别统计 — what the Party discloses itself, and apart from it what its links lead to."""

    party: int
    linked: dict[str, int]


class ItemUnknownError(InvalidError):
    """请选择与目录里的哪个事项衔接。"""


class OwnerUnknownError(InvalidError):
    """对方由哪个单位负责，请从县里的单位里选择。"""


@dataclass(frozen=True)
class Outreach:
    """六进、集中公开场所、与政务公开等的衔接"""

    store: Store[Any]
    views: Views
    gathering: Gathering
    keyring: Keyring

    # ── visits ───────────────────────────────────────────────────────────────────────────────

    async def visit(self, visit_id: UUID, asked: Trip, caller: Caller) -> Receipt:
        """Register a visit.

        Raises:
            WrongPostError: this person records nothing for the unit.
            InvalidError, RejectedError: something is missing, or is not public.

        """
        cause = recording(caller, asked.unit)
        matters = await asyncio.to_thread(self.gathering.matters, asked.disclosures, caller)
        command = RegisterVisit(
            unit=asked.unit,
            kind=asked.kind,
            place=asked.place,
            on=day(asked.on, "on"),
            topics=asked.topics,
            reached=asked.reached,
            matters=matters,
        )
        return await self.store.file(Task(VISIT, visit_id, command), cause=cause)

    async def note(self, visit_id: UUID, asked: Remark, caller: Caller) -> Receipt:
        """Note what somebody said; it becomes an opinion, and its text lies sealed for it."""
        row = await asyncio.to_thread(self.visit_of, visit_id, caller)
        cause = recording(caller, row.unit)
        if not asked.disclosure_id:
            raise RemarkElsewhereError(field="disclosure_id")
        opinion = str(uuid5(caller.command_id, "remark"))
        matter = await asyncio.to_thread(self.gathering.matter, asked.disclosure_id, caller)
        content = written(asked.content, "content")
        sealed = await asyncio.to_thread(self.keyring.seal, opinion, content, field="content")
        command = NoteRemark(
            opinion_id=opinion, matter=matter, content=convert(asdict(sealed), Sealed)
        )
        return await self.store.file(Task(VISIT, visit_id, command), cause=cause)

    async def close(self, visit_id: UUID, caller: Caller) -> Receipt:
        """Close a visit: everything that was said is noted."""
        row = await asyncio.to_thread(self.visit_of, visit_id, caller)
        cause = recording(caller, row.unit)
        return await self.store.file(Task(VISIT, visit_id, CloseVisit()), cause=cause)

    def visit_of(self, visit_id: UUID, caller: Caller) -> VisitRow:
        """Return a visit to who sees to the unit's disclosures.

        Raises:
            VisitUnknownError: there is none, or not for this reader.

        """
        caller.known()
        row = self.views.get(visits, visit_id)
        if row is None or not self.gathering.manages(row.unit, caller):
            raise VisitUnknownError
        return row

    def visits(self, units: Sequence[str], page: int = 1) -> tuple[list[VisitRow], int]:
        """Return the visits of some units, newest first, and how many there are."""
        mine, skip = (visits.c.unit.in_(units),), (page - 1) * PAGE
        order = [visits.c.on.desc()]
        rows = self.views.select(visits, *mine, order=order, limit=PAGE, offset=skip)
        return rows, self.views.count(visits, *mine)

    def coverage(self, units: Sequence[str], year: int) -> Coverage:
        """Return how a year has covered the six kinds of places."""
        c = visits.c
        here = c.unit.in_(units), c.on >= date(year, 1, 1), c.on <= date(year, 12, 31)
        counts = {kind: self.views.count(visits, *here, c.kind == kind) for kind in SIX}
        return Coverage(year=year, counts=counts)

    # ── sisters ──────────────────────────────────────────────────────────────────────────────

    async def link(self, asked: Link, caller: Caller) -> Receipt:
        """Link a matter to its sister in another system; it fulfils nothing of the Party's.

        Raises:
            ItemUnknownError: there is no such matter in the catalog.
            OwnerUnknownError: there is no such unit.
            LinkedAlreadyError: this very link is there.

        """
        caller.known()
        unit = await asyncio.to_thread(self._unit, asked)
        cause = recording(caller, unit)
        await asyncio.to_thread(self._must_join, unit, asked.system, beijing_date(cause.at))
        command = LinkSister(
            unit=unit,
            item_id=asked.item_id,
            disclosure_id=asked.disclosure_id,
            system=asked.system,
            title=asked.title,
            address=asked.address,
            disclosed_on=day(asked.disclosed_on, "disclosed_on"),
            owner=asked.owner,
        )
        stream = sister_id_of(asked.item_id, asked.address)
        return await self.store.file(Task(SISTER, stream, command), cause=cause)

    def _must_join(self, unit: str, system: str, day: date) -> None:
        """Refuse a link with a system that the unit's scheme does not join (V56)."""
        word = RuleBook(self.views).word(unit, JOINED_KEY, day)
        if system in SYSTEMS and system not in joined(word):
            raise SystemNotJoinedError(SYSTEMS[system])

    async def approve(self, sister_id: UUID, caller: Caller) -> Receipt:
        """Let society read a link: by somebody who has not typed it.

        Raises:
            WrongPostError: this person approves nothing for the unit.
            SisterUnknownError, RejectedError: there is none, or nothing of it waits for this.

        """
        row = await asyncio.to_thread(self._known, sister_id, caller)
        cause = caller.acting(row.unit, *APPROVERS)
        return await self.store.file(
            Task(SISTER, sister_id, ApproveSister(writer=row.linked_by)), cause=cause
        )

    async def withdraw(self, sister_id: UUID, on: str, reason: str, caller: Caller) -> Receipt:
        """Say that the other system has taken it down: somebody is to look at ours."""
        return await self._about(sister_id, WithdrawSister(on=day(on, "on"), reason=reason), caller)

    async def check(self, sister_id: UUID, note: str, caller: Caller) -> Receipt:
        """Say what was done about it here."""
        return await self._about(sister_id, CheckSister(note=note), caller)

    def sisters(self, units: Sequence[str], page: int = 1) -> tuple[list[SisterRow], int]:
        """Return the links of some units: what waits to be looked at first."""
        c, mine = sisters.c, (_concerning(units),)
        order = [c.waits.desc(), c.disclosed_on.desc()]
        skip = (page - 1) * PAGE
        rows = self.views.select(sisters, *mine, order=order, limit=PAGE, offset=skip)
        return rows, self.views.count(sisters, *mine)

    def unchecked(self, units: Sequence[str]) -> int:
        """Return how many links of some units have changed and were not looked at yet."""
        return self.views.count(sisters, _concerning(units), sisters.c.waits.is_(True))

    async def revised(self, record: Record[DisclosureRevised]) -> None:
        """Tell whoever answers for a sister that the Party's own was corrected (S1 七1)."""
        c, event = sisters.c, record.event
        here = c.item_id == event.item_id, c.withdrawn_on.is_(None)
        rows = await asyncio.to_thread(self.views.select, sisters, *here)
        own = {"", str(record.stream_id)}
        for row in [each for each in rows if each.disclosure_id in own]:
            cause = Cause(
                actor=SYSTEM,
                at=record.cause.at,
                unit=row.unit,
                post=SYSTEM,
                correlation_id=record.cause.correlation_id,
                causation_id=uuid5(record.id, str(row.sister_id)),
            )
            command = TellSister(disclosure_id=str(record.stream_id), version=event.version)
            await self.store.file(Task(SISTER, row.sister_id, command), cause=cause)

    def owners(self) -> list[tuple[str, str]]:
        """Return the units that may answer for another system's matter, by name."""
        rows = self.views.select(units, order=[units.c.name])
        return [(each.unit_id, each.name) for each in rows]

    def counts(self, units: Sequence[str]) -> Counts:
        """Return what is counted apart: disclosures of the Party, and links by system."""
        c, s = portal.c, sisters.c
        shown = c.phase.in_([each.value for each in OPEN]), c.withdrawn.is_(False)
        mine = s.unit.in_(units), s.withdrawn_on.is_(None)
        linked = {each: self.views.count(sisters, *mine, s.system == each) for each in SYSTEMS}
        return Counts(party=self.views.count(portal, c.unit.in_(units), *shown), linked=linked)

    async def _about(self, sister_id: UUID, command: SisterCommand, caller: Caller) -> Receipt:
        row = await asyncio.to_thread(self._known, sister_id, caller)
        whose = row.owner if owns(row, caller) else row.unit
        return await self.store.file(
            Task(SISTER, sister_id, command), cause=recording(caller, whose)
        )

    def _known(self, sister_id: UUID, caller: Caller) -> SisterRow:
        caller.known()
        row = self.views.get(sisters, sister_id)
        if row is None or not (owns(row, caller) or self.gathering.manages(row.unit, caller)):
            raise SisterUnknownError
        return row

    def _unit(self, asked: Link) -> str:
        item = self.views.get(items, asked.item_id) if asked.item_id else None
        if item is None:
            raise ItemUnknownError(field="item_id")
        if asked.owner and self.views.get(units, asked.owner) is None:
            raise OwnerUnknownError(asked.owner, field="owner")
        if asked.disclosure_id and self.gathering.row(asked.disclosure_id).item_id != item.item_id:
            raise NotRegisteredError(asked.disclosure_id)
        return item.unit


def owns(row: SisterRow, caller: Caller) -> bool:
    """Tell whether this person records for the unit that answers for a sister."""
    return bool(row.owner) and caller.holds(row.owner, *RECORDERS)


def _concerning(units: Sequence[str]) -> Any:
    return sisters.c.unit.in_(units) | sisters.c.owner.in_([each for each in units if each])
