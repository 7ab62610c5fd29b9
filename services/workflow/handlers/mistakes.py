"""差错的登记和更正 — reported by staff, from above, by an upheld opinion; a revision ends it."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.ground import DisclosureUnknownError
from services.workflow.domain.mistake import MISTAKE, MistakeUnknownError, traced
from services.workflow.domain.mistake_words import (
    CorrectMistake,
    DismissMistake,
    MistakeCommand,
    RegisterMistake,
    ReportMistake,
    Responsible,
)
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.corrections import NotYetHeardError
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.heard import DisclosureRevised, OpinionConcluded
from services.workflow.views import DisclosureRow, disclosures
from services.workflow.views.mistakes import OPEN, MistakeRow, edition_key, editions, mistakes
from services.workflow.views.postings import opinions
from shared.clock import Clock
from shared.decider import InvalidError
from shared.record import Cause, Record, because
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SIZE: Final = 50
SHORTEST: Final = 2  # characters of a name
DISMISSERS: Final = (Post.OFFICE, Post.APPROVER)
FOUND: Final = {
    "upheld": "意见经核实属实，内容须更正。",
    "partly": "意见经核实部分属实，内容须更正。",
}


class MistakeIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，差错编号请换用第 4 版。"""


class Register(Struct, frozen=True, kw_only=True):
    """差错台账 — one page of it, how many in all, and how many wait to be put right."""

    rows: list[MistakeRow]
    total: int
    open: int


@dataclass(frozen=True)
class Mistakes:
    """差错"""

    store: Store[Any]
    views: Views
    clock: Clock

    async def report(self, mistake_id: UUID, asked: ReportMistake, caller: Caller) -> Receipt:
        """登记差错: by staff of the unit, by who oversees it, or by who is named in it (S2-08).

        Raises:
            DisclosureUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        if is_derived(mistake_id):
            raise MistakeIdReservedError(field="mistake_id")
        found = await asyncio.to_thread(self.disclosure, asked.disclosure_id, caller)
        inside = await asyncio.to_thread(self._concerns, caller, found.unit)
        acting = self._acting if inside else personally
        cause = await asyncio.to_thread(acting, caller, found.unit)
        command = await asyncio.to_thread(self._registering, asked, found)
        return await self.store.file(Task(MISTAKE, mistake_id, command), cause=cause)

    async def dismiss(self, mistake_id: UUID, asked: DismissMistake, caller: Caller) -> Receipt:
        """撤销登记: by the office or the approver of the unit, who let nothing wrong through."""
        row = await asyncio.to_thread(self.see, mistake_id, caller)
        cause = caller.acting(row.unit, *DISMISSERS)
        return await self.store.file(Task(MISTAKE, mistake_id, asked), cause=cause)

    async def found(self, record: Record[OpinionConcluded]) -> None:
        """登记意见查出的差错: an upheld opinion reports it.

        Raises:
            NotYetHeardError: publishing's fact is still on its way; ask again.

        """
        event, opinion = record.event, record.stream_id
        found = self.views.get(disclosures, event.disclosure_id)
        if found is None:
            raise NotYetHeardError(event.disclosure_id)
        asked = ReportMistake(disclosure_id=event.disclosure_id, what=FOUND[event.finding])
        meant = replace(found, version=self._read(str(opinion)) or found.version)
        command = self._registering(asked, meant, str(opinion))
        await self._follow(record, mistake_id_of(opinion), command)
        if found.withdrawn:
            over = CorrectMistake(version=0)
            await self._follow(record, mistake_id_of(opinion), over, "over")

    async def corrected(self, record: Record[DisclosureRevised]) -> None:
        """记录更正: what was open about a disclosure is put right by its new version."""
        event = record.event
        command = CorrectMistake(version=event.version, proposal_id=event.proposal_id)
        await self._close(record, command)

    async def withdrawn(self, record: Record[Any]) -> None:
        """记录撤回: what was open about a disclosure is over with its withdrawal."""
        await self._close(record, CorrectMistake(version=0))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, mistake_id: UUID, caller: Caller) -> MistakeRow:
        """Return one entry of the register to staff of its unit and to who oversees it.

        Raises:
            MistakeUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(mistakes, mistake_id)
        if row is None or not (self._concerns(caller, row.unit) or _own(row, caller)):
            raise MistakeUnknownError
        return row

    def listed(self, caller: Caller, state: str = "", page: int = 1, size: int = SIZE) -> Register:
        """Return what was wrong in the caller's units and below them, newest first."""
        caller.known()
        here = [self._here(caller)]
        if state:
            here.append(mistakes.c.state == state)
        rows = self.views.select(
            mistakes,
            *here,
            order=[mistakes.c.reported_at.desc(), mistakes.c.mistake_id],
            limit=size,
            offset=(max(page, 1) - 1) * size,
        )
        waiting = self.views.count(mistakes, here[0], mistakes.c.state == OPEN)
        return Register(rows=rows, total=self.views.count(mistakes, *here), open=waiting)

    def disclosure(self, disclosure_id: str, caller: Caller) -> DisclosureRow:
        """Return what is in force and may be reported as wrong by this person.

        Raises:
            DisclosureUnknownError: there is none, or it is none of their business.

        """
        caller.known()
        found = self.views.get(disclosures, disclosure_id)
        if found is None or found.withdrawn:
            raise DisclosureUnknownError(field="disclosure_id")
        if not self._concerns(caller, found.unit) and not named(caller, found):
            raise DisclosureUnknownError(field="disclosure_id")
        return found

    def _here(self, caller: Caller) -> Any:
        tops = Overseeing(self.views).tops(caller, READERS)
        mine = mistakes.c.unit.in_(caller.units(*STAFF, *READERS))
        return sa.or_(mine, *(mistakes.c.unit.in_(all_below(each)) for each in tops))

    def _concerns(self, caller: Caller, unit: str) -> bool:
        return caller.holds(unit, *STAFF) or Overseeing(self.views).reads(caller, unit)

    def _acting(self, caller: Caller, unit: str) -> Cause:
        for each in Overseeing(self.views).line(unit):
            posts = STAFF if each == unit else ()
            if caller.holds(each, *posts, *READERS):
                return caller.acting(each, *posts, *READERS)
        return caller.acting(unit, *STAFF)

    def _read(self, opinion: str) -> int:
        """Return the version that somebody had read: whoever let that one through answers."""
        row = self.views.get(opinions, opinion)
        return row.version if row else 0

    def _registering(
        self, asked: ReportMistake, found: DisclosureRow, opinion_id: str = ""
    ) -> RegisterMistake:
        return RegisterMistake(
            asked=asked,
            unit=found.unit,
            item_id=found.item_id,
            version=found.version,
            title=found.plan.title,
            responsible=self._responsible(found),
            opinion_id=opinion_id,
        )

    def _responsible(self, found: DisclosureRow) -> tuple[Responsible, ...]:
        row = self.views.get(editions, edition_key(found.disclosure_id, found.version))
        return traced(self.store.load(UUID(row.proposal_id))) if row and row.proposal_id else ()

    async def _close(self, record: Record[Any], command: CorrectMistake) -> None:
        about = mistakes.c.disclosure_id == str(record.stream_id), mistakes.c.state == OPEN
        for row in self.views.select(mistakes, *about):
            if command.version == 0 or row.number < command.version:
                await self._follow(record, row.mistake_id, command)

    async def _follow(
        self, record: Record[Any], stream: UUID, command: MistakeCommand, step: str = "mistake"
    ) -> None:
        await self.store.file(
            Task(MISTAKE, stream, command),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, f"{step}/{stream}"),
        )


def named(caller: Caller, found: DisclosureRow) -> bool:
    """Tell whether a text names the caller: whom it is about may ask to have it put right."""
    name = caller.name.strip()
    return len(name) >= SHORTEST and name in f"{found.plan.title}\n{found.plan.content}"


def personally(caller: Caller, _unit: str) -> Cause:
    """Return the cause of what somebody asks for themselves, in no post."""
    return caller.personally()


def _own(row: MistakeRow, caller: Caller) -> bool:
    return bool(caller.person) and row.by == caller.person


def mistake_id_of(opinion: UUID) -> UUID:
    """Return the stream of the error that an opinion found."""
    return uuid5(opinion, "workflow.mistake")
