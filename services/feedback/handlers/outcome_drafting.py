"""公开初稿 — what came of an opinion or a hot issue, made ready to be disclosed (S2-18, S3-12)."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.events import OpinionClosed
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import NotConcludedError, OpinionUnknownError
from services.feedback.domain.outcome_draft import (
    DRAFT,
    SECRETS,
    DraftOutcome,
    DraftUnknownError,
    Reporter,
    SettleDraft,
    Source,
)
from services.feedback.domain.reminding import (
    REMINDER,
    Addressee,
    RemindStaff,
    Stage,
    reminder_id,
)
from services.feedback.domain.terms import Status
from services.feedback.domain.thread import Matter, ThreadClosed
from services.feedback.handlers.opinions import HANDLER, OFFICE, Opinions
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import opinions
from services.feedback.views.courses import courses
from services.feedback.views.examining import DraftRow, outcome_drafts
from services.feedback.views.oversight import threads
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.record import Record, because
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50
CLERK: Final = "clerk"
WORDS: Final = "outcome.secret_words"  # the point of a scheme
TITLE: Final = 60  # characters


class Proposed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出公开办理结果 — in words of one's own; none: what was found."""

    title: str = ""
    summary: str = ""


class Settled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """了结初稿"""

    proposed: bool = False
    note: str = ""


@dataclass(frozen=True)
class OutcomeDrafting:
    """公开初稿"""

    store: Store[Any]
    views: Views
    rules: RuleBook
    desk_work: Opinions
    clock: Clock

    async def propose(self, opinion_id: UUID, given: Proposed, caller: Caller) -> Receipt:
        """Make what came of an opinion ready to be disclosed, naming nobody (S0-22).

        Raises:
            NotConcludedError: nothing has been found yet.

        """
        opinion, _ = await asyncio.to_thread(self.store.state, OPINION, opinion_id)
        if opinion.status is Status.NEW:
            raise OpinionUnknownError
        cause = caller.acting(opinion.unit, OFFICE, HANDLER)
        if opinion.finding is None:
            raise NotConcludedError
        today = beijing_date(caller.at)
        command = await asyncio.to_thread(self._of_opinion, opinion_id, given, today)
        stream = draft_id(opinion_id)
        return await self.store.file(
            Task(DRAFT, stream, command), self._told(stream, command, today), cause=cause
        )

    async def closed(self, record: Record[OpinionClosed]) -> None:
        """Draft what came of a prominent problem, once it is laid to rest (S2-18)."""
        row = await asyncio.to_thread(self.views.get, courses, record.stream_id)
        if row is None or not row.prominent or row.finding is None:
            return
        today = beijing_date(record.cause.at)
        command = await asyncio.to_thread(self._of_opinion, record.stream_id, Proposed(), today)
        await self._follow(record, command)

    async def settled_thread(self, record: Record[ThreadClosed]) -> None:
        """Draft what came of a hot issue, once it is closed (S3-12)."""
        row = await asyncio.to_thread(self.views.get, threads, record.stream_id)
        if row is None or row.matter is not Matter.HOT:
            return
        command = DraftOutcome(
            unit=row.unit,
            source=Source.THREAD,
            about=str(record.stream_id),
            title=f"热点问题办理结果：{row.title}",
            content=record.event.conclusion,
        )
        await self._follow(record, command)

    async def settle(self, draft: UUID, given: Settled, caller: Caller) -> Receipt:
        """Say that a plan was proposed from a draft, or why it is not disclosed."""
        row = await asyncio.to_thread(self.views.get, outcome_drafts, draft)
        if row is None:
            raise DraftUnknownError(draft)
        cause = caller.acting(row.unit, CLERK, OFFICE)
        command = SettleDraft(proposed=given.proposed, note=given.note)
        return await self.store.file(Task(DRAFT, draft, command), cause=cause)

    def all(
        self, caller: Caller, *, done: bool = False, page: int = 1
    ) -> tuple[list[DraftRow], int]:
        """Return the drafts of this person's units, the newest first, and how many there are."""
        here = caller.units(CLERK, OFFICE, HANDLER)
        if not here:
            caller.acting("", CLERK, OFFICE, HANDLER)
        where = (outcome_drafts.c.unit.in_(here), outcome_drafts.c.open.is_(not done))
        rows = self.views.select(
            outcome_drafts,
            *where,
            order=[outcome_drafts.c.at.desc()],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return rows, self.views.count(outcome_drafts, *where)

    async def _follow(self, record: Record[Any], command: DraftOutcome) -> None:
        stream, cause = draft_id(record.stream_id), because(record, self.clock.now())
        if (await asyncio.to_thread(self.store.state, DRAFT, stream))[0].unit:
            return  # somebody made one by hand before
        told = self._told(stream, command, beijing_date(cause.at))
        name = uuid5(record.id, "drafted")
        await self.store.file(Task(DRAFT, stream, command), told, cause=cause, command_id=name)

    def _of_opinion(self, opinion_id: UUID, given: Proposed, today: date) -> DraftOutcome:
        row, course = self.views.get(opinions, opinion_id), self.views.get(courses, opinion_id)
        if row is None:
            raise OpinionUnknownError
        names, contacts = self.desk_work.identifying(opinion_id)
        topic = (course.topic if course else "") or row.number
        return DraftOutcome(
            unit=row.unit,
            source=Source.OPINION,
            about=str(opinion_id),
            title=given.title.strip() or f"意见办理结果：{topic}"[:TITLE],
            content=given.summary.strip() or row.conclusion,
            reporter=course.reporter if course else Reporter.MASSES,
            names=tuple(names),
            contacts=tuple(contacts),
            secrets=self.rules.words(row.unit, WORDS, today, SECRETS),
        )

    def _told(self, stream: UUID, command: DraftOutcome, today: date) -> Task:
        """Tell the unit's clerk, in the tray and by mail, that something is ready."""
        return Task(
            REMINDER,
            reminder_id(str(stream), Stage.SOON, today),
            RemindStaff(
                unit=command.unit,
                matter=str(stream),
                stage=Stage.SOON,
                due=today,
                title="有一份公开初稿等待提出方案",
                link="/feedback/drafts",
                to=(Addressee(unit=command.unit, post=CLERK),),
            ),
        )


def draft_id(about: UUID) -> UUID:
    """Return where the draft of an opinion or a hot issue stands."""
    return uuid5(about, "outcome.draft")
