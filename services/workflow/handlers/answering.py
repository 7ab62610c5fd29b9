"""公开义务的履行与处置 — what disclosures fulfil, what people record, demand and excuse."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct, convert

from services.workflow.domain.duty import Duty, Evidence
from services.workflow.domain.obligation import OBLIGATION, ObligationUnknownError
from services.workflow.domain.obligation_commands import (
    ConfirmObligation,
    DemandProposal,
    ExcuseObligation,
    FulfilObligation,
    RaiseObligation,
    RecordTrigger,
    RescheduleObligation,
)
from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.terms import Post, Scope
from services.workflow.handlers.obligations import Alarm, raising
from services.workflow.handlers.scheme_words import Sayings
from services.workflow.heard import (
    DisclosureEvidenced,
    DisclosureRevised,
    InnerOpened,
    ItemRetired,
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
    PublicOpened,
)
from services.workflow.views import disclosures, schemes
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries
from services.workflow.views.evidence import waiting
from services.workflow.views.starts import starts
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Record, because
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

Reassigned = PostAssigned | PostEntrusted | PostHanded | PostVacated
ORDER: Final = {duty: n for n, duty in enumerate(Duty)}  # a stage comes before its summary
MATTER: Final = 200  # characters at most
BY_LIMIT: Final = {
    "long_term": Duty.CHANGED,
    "staged": Duty.STAGE,
    "immediate": Duty.IMMEDIATE,
}
RECORDERS: Final = (Post.CLERK, Post.OFFICE, Post.APPROVER)
DIVISION_WORDS: Final = "long_term.division_words"  # T354
DIVISION_POSTS: Final = "long_term.division_posts"  # T355
WHO_DOES_WHAT: Final = ("分工", "机构设置", "领导班子")  # where a scheme names no words
SHOWN_POSTS: Final = ("clerk", "reviewer", "secrecy_reviewer", "approver", "office")  # nor posts
DIVISION: Final = "领导分工或者职务变动"
LEADERS: Final = (Post.OFFICE, Post.APPROVER)
PROMPT_KEY: Final = "workflow.prompt"  # V48
PROMPTERS: Final = {
    "党支部": (Post.APPROVER,),
    "领导小组办公室": (Post.OFFICE,),
    "不催办": (),
}


class PromptBarredError(RejectedError):
    """本单位的实施方案规定不催办，只有上级可以责成提出。"""


class EntryUnknownError(NotFoundError):
    """目录里没有这个事项，不能登记触发事项。"""


class MatterMissingError(InvalidError):
    """请写明是什么事项，不超过200个字。"""


class PeriodicByHandError(InvalidError):
    """定期公开和上级要求公开的义务由系统产生，不能手工登记。"""


class Proof(Struct, frozen=True):
    """凭据 — what proves that a disclosure was made."""

    disclosure_id: str
    evidence: tuple[Evidence, ...]


def nothing_more(duty: DutyRow, disclosure_id: str, on: date) -> list[Task]:
    """Return what follows from an obligation's fulfilment where nothing does."""
    del duty, disclosure_id, on
    return []


@dataclass(frozen=True)
class Answering:
    """履行、登记、责成、免除"""

    store: Store[Any]
    views: Views
    alarm: Alarm
    follow: Callable[[DutyRow, str, date], list[Task]] = nothing_more

    # ── facts of others ──────────────────────────────────────────────────────────────────────

    async def disclosed(self, record: Record[InnerOpened] | Record[PublicOpened]) -> None:
        """Hold a disclosure against the obligation of its entry that was due first.

        What society may read is disclosed only when society can read it; what is for
        members only is disclosed when they can, unless it needs evidence (``evidenced``).
        """
        event, public = record.event, isinstance(record.event, PublicOpened)
        await self.alarm.catch_up(event.item_id)
        entry = self.views.get(entries, event.item_id)
        if entry is None or (entry.scope is Scope.SOCIETY) is not public:
            return
        if not public and self.views.get(waiting, str(record.stream_id)):
            return
        named = await asyncio.to_thread(self._named, record.stream_id)
        await self._fulfil(record, entry, event.opened_on, tuple(Duty), named)

    async def evidenced(self, record: Record[DisclosureEvidenced]) -> None:
        """Hold a disclosure for members against its obligation once every form is proved."""
        event = record.event
        found = await asyncio.to_thread(self.views.get, disclosures, event.disclosure_id)
        if found is None:
            return
        await self.alarm.catch_up(found.item_id)
        entry = self.views.get(entries, found.item_id)
        if entry is None or entry.scope is Scope.SOCIETY:
            return
        named = await asyncio.to_thread(self._named, UUID(event.disclosure_id))
        proof = Proof(event.disclosure_id, convert(event.evidence, tuple[Evidence, ...]))
        await self._fulfil(record, entry, event.on, tuple(Duty), named, proof)

    async def revised(self, record: Record[DisclosureRevised]) -> None:
        """Hold a new version against what asked for it: a standing entry that had changed."""
        event = record.event
        entry = self.views.get(entries, event.item_id)
        if entry is not None and event.revised_on is not None:
            await self._fulfil(record, entry, event.revised_on, (Duty.CHANGED, Duty.REVIEW))

    async def _fulfil(
        self,
        record: Record[Any],
        entry: EntryRow,
        on: date,
        kinds: tuple[Duty, ...],
        named: str = "",
        proof: Proof | None = None,
    ) -> None:
        found = await asyncio.to_thread(self._first_due, entry, on, kinds, named)
        if found is None:
            return
        disclosure = proof.disclosure_id if proof else str(record.stream_id)
        evidence = proof.evidence if proof else ()
        command = FulfilObligation(disclosure_id=disclosure, on=on, evidence=evidence)
        more = await asyncio.to_thread(self.follow, found, disclosure, on)
        await self.store.file(
            Task(OBLIGATION, found.obligation_id, command),
            *more,
            cause=because(record, self.alarm.clock.now()),
            command_id=uuid5(record.id, "obligation"),
        )

    def _named(self, disclosure: UUID) -> str:
        """Return the obligation that the proposal behind a disclosure was made for."""
        found = self.views.get(disclosures, str(disclosure))
        if found is None or not found.proposal_id:
            return ""
        proposal, _ = self.store.state(PROPOSAL, UUID(found.proposal_id))
        return proposal.obligation_id

    def _first_due(
        self, entry: EntryRow, on: date, kinds: tuple[Duty, ...], named: str
    ) -> DutyRow | None:
        rows = [row for each in entry.open if (row := self.views.get(duties, each))]
        fitting = [
            row
            for row in rows
            if row.begins <= on and row.duty in kinds and named in {"", str(row.obligation_id)}
        ]
        return min(fitting, key=lambda row: (row.due, row.begins, ORDER[row.duty]), default=None)

    async def retired(self, record: Record[ItemRetired]) -> None:
        """Excuse what an entry still owes when it has been taken off the catalog for good."""
        await self.alarm.catch_up(record.event.item_id)
        for each in await asyncio.to_thread(self._owed_until, record):
            command = ExcuseObligation(ground="目录事项经批准移出目录", filing="见目录变更记录")
            await self.store.file(
                Task(OBLIGATION, each, command),
                cause=because(record, self.alarm.clock.now()),
                command_id=uuid5(record.id, f"excused/{each}"),
            )

    def _owed_until(self, record: Record[ItemRetired]) -> list[UUID]:
        """Return what had begun by then: the entry may have been listed again since."""
        entry, day = self.views.get(entries, record.event.item_id), beijing_date(record.cause.at)
        rows = [self.views.get(duties, each) for each in (entry.open if entry else ())]
        return [row.obligation_id for row in rows if row and row.begins <= day]

    async def reassigned(self, record: Record[Reassigned]) -> None:
        """Ask for the standing entries that show who does what to be disclosed anew (D6).

        Which they are, and whose change counts, the unit's scheme says; it is owed from the
        day on which the register says so, also if the term begins later.
        """
        event, day = record.event, beijing_date(record.cause.at)
        for entry in await asyncio.to_thread(self._standing, event, record.cause.at, day):
            job = raising(self._raise(entry, Duty.CHANGED, DIVISION, day))
            await self.store.file(
                Task(OBLIGATION, job.obligation_id, job.command),
                cause=because(record, self.alarm.clock.now()),
                command_id=job.command_id,
            )

    def _standing(self, event: Reassigned, at: datetime, day: date) -> list[EntryRow]:
        said, unit = Sayings(self.views), event.unit
        if event.post not in said.words(unit, DIVISION_POSTS, day, SHOWN_POSTS):
            return []
        here = (
            entries.c.unit == unit,
            entries.c.time_limit == "long_term",
            entries.c.listed_at < at,
            entries.c.unit.not_in(sa.select(units.c.unit_id).where(units.c.ended_on.is_not(None))),
            entries.c.item_id.not_in(sa.select(starts.c.item_id).where(starts.c.starts > day)),
        )
        words = said.words(unit, DIVISION_WORDS, day, WHO_DOES_WHAT)
        rows = self.views.select(entries, *here, entries.c.retired.is_(False))
        return [row for row in rows if any(word in row.title for word in words)]

    async def recount(self) -> int:
        """Count every open deadline anew that another calendar changes; return how many."""
        calendar, rows = self.alarm.calendars(), await asyncio.to_thread(self._open)
        jobs = [self.alarm.recounting(row, RescheduleObligation(calendar=calendar)) for row in rows]
        return await self.alarm.file_all([job for job in jobs if job])

    def _open(self) -> list[DutyRow]:
        return self.views.select(duties, duties.c.state.in_(["open", "overdue"]))

    # ── people ───────────────────────────────────────────────────────────────────────────────

    async def record(self, asked: RecordTrigger, caller: Caller) -> Receipt:
        """登记触发事项: by clerk, office or approver of the unit."""
        caller.known()
        entry = self.views.get(entries, asked.item_id)
        if entry is None or entry.retired:
            raise EntryUnknownError(field="item_id")
        cause = caller.acting(entry.unit, *RECORDERS)
        if not 0 < len(asked.matter.strip()) <= MATTER:
            raise MatterMissingError(field="matter")
        duty = asked.duty or BY_LIMIT.get(entry.time_limit, Duty.ANNUAL)
        if duty in {Duty.PERIODIC, Duty.MANDATED}:
            raise PeriodicByHandError(field="duty")
        job = raising(self._raise(entry, duty, asked.matter.strip(), asked.happened_on))
        return await self.store.file(Task(OBLIGATION, job.obligation_id, job.command), cause=cause)

    async def demand(self, obligation_id: UUID, asked: DemandProposal, caller: Caller) -> Receipt:
        """责成提出: by whom the unit's scheme names (V48), or by its superior, who always may."""
        row = self._known(obligation_id, caller)
        above = self.alarm.superior(row.unit)
        if above and caller.holds(above, *LEADERS):
            cause = caller.acting(above, *LEADERS)
        else:
            cause = caller.acting(row.unit, *self._prompters(row.unit, beijing_date(caller.at)))
        return await self.store.file(Task(OBLIGATION, obligation_id, asked), cause=cause)

    def _prompters(self, unit: str, day: date) -> tuple[Post, ...]:
        scheme = self.views.get(schemes, unit)
        said = str(scheme.setting(PROMPT_KEY, day)) if scheme else ""
        posts = PROMPTERS.get(said, LEADERS)
        if not posts:
            raise PromptBarredError
        return posts

    async def confirm(
        self, obligation_id: UUID, asked: ConfirmObligation, caller: Caller
    ) -> Receipt:
        """复核后确认无变化: by clerk, office or approver, of something that stands disclosed."""
        row = await asyncio.to_thread(self._known, obligation_id, caller)
        cause = caller.acting(row.unit, *RECORDERS)
        shown = await asyncio.to_thread(self._stands, row.item_id)
        command = ConfirmObligation(note=asked.note, shown=shown)
        return await self.store.file(Task(OBLIGATION, obligation_id, command), cause=cause)

    def _stands(self, item_id: str) -> bool:
        here = disclosures.c.item_id == item_id, disclosures.c.withdrawn.is_(False)
        return self.views.count(disclosures, *here) > 0

    async def excuse(self, obligation_id: UUID, asked: ExcuseObligation, caller: Caller) -> Receipt:
        """免除: by the unit's approver or office, on a filed ground."""
        row = self._known(obligation_id, caller)
        cause = caller.acting(row.unit, Post.APPROVER, Post.OFFICE)
        return await self.store.file(Task(OBLIGATION, obligation_id, asked), cause=cause)

    def _known(self, obligation_id: UUID, caller: Caller) -> DutyRow:
        caller.known()
        row = self.views.get(duties, obligation_id)
        if row is None:
            raise ObligationUnknownError
        return row

    def _raise(self, entry: EntryRow, duty: Duty, matter: str, on: date) -> RaiseObligation:
        return RaiseObligation(
            unit=entry.unit,
            item_id=entry.item_id,
            duty=duty,
            title=entry.title,
            begins=on,
            limits=self.alarm.limits(entry.unit, on),
            calendar=self.alarm.calendars(),
            matter=matter,
        )
