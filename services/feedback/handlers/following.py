"""随主件办 — what was found and answered for one opinion goes for all that say the same."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import convert
from msgspec.structs import asdict

from services.feedback.domain.commands import CloseOpinion
from services.feedback.domain.events import (
    OpinionClosed,
    OpinionConcluded,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.handling_words import (
    FollowLead,
    FollowOutcome,
    LinkProposal,
    MergeOpinion,
    OpinionErased,
    OpinionForwarded,
    OpinionMerged,
    OpinionSorted,
)
from services.feedback.domain.merging_words import FollowForward, JoinNames
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import Opinion, OpinionUnknownError, unconcerned
from services.feedback.domain.query_code import code_for, digest_of
from services.feedback.domain.terms import Remedy, Sealed, Status
from services.feedback.domain.topic import TITLE, TOPIC, RaiseTopic, TopicText
from services.feedback.handlers.opinions import HANDLER, OFFICE, concerned_with
from services.feedback.heard import ProposalApproved
from services.feedback.views import opinions
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from shared.clock import Clock
from shared.record import Cause, Record, because
from shared.seal import Keyring
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

AT_ONCE: Final = 50  # opinions in one commit
AT_MOST: Final = 1_000  # alike letters merged with one click
WAITING: Final = (Status.RECEIVED, Status.ASSIGNED)


@dataclass(frozen=True)
class Following:
    """随办"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    clock: Clock
    secret: bytes

    async def concluded(self, record: Record[OpinionConcluded]) -> None:
        """Find of each follower what was found of the lead."""
        lead, event = await asyncio.to_thread(self._state, record.stream_id), record.event
        command = FollowLead(
            handler=lead.handler or "-",
            finding=event.finding,
            conclusion=event.conclusion,
            due=lead.due,
        )
        await self._each(record, command, "followed", {Status.MERGED})
        if event.remedy is Remedy.DISCLOSE:
            await self._nominate(record)

    async def forwarded(self, record: Record[OpinionForwarded]) -> None:
        """Pass those that say the same to the unit that has the lead now."""
        event = record.event
        command = FollowForward(unit=event.unit, reason=event.reason)
        await self._each(record, command, "forwarded", {Status.MERGED})

    async def named(self, record: Record[OpinionMerged] | Record[OpinionSorted]) -> None:
        """Let nobody handle a lead of whom a letter that goes along with it complains (S1-44)."""
        row = await asyncio.to_thread(self.views.get, courses, record.stream_id)
        merged = await asyncio.to_thread(self._state, record.stream_id)
        if row is None or not row.lead or not merged.merged or not merged.named:
            return
        await self._file(
            [UUID(row.lead)],
            JoinNames(named=merged.named),
            because(record, self.clock.now()),
            uuid5(record.id, "named"),
        )

    async def published(self, record: Record[OutcomePublished] | Record[OutcomeCirculated]) -> None:
        """Answer each follower that is not signed with the outcome of the lead."""
        await self._each(record, FollowOutcome(), "answered", {Status.CONCLUDED}, signed=False)

    async def closed(self, record: Record[OpinionClosed]) -> None:
        """Lay to rest each follower that has been answered."""
        await self._each(record, CloseOpinion(), "closed", {Status.REPLIED})

    async def approved(self, record: Record[ProposalApproved]) -> None:
        """Remember which proposal was approved because of an opinion: linked both ways."""
        event = record.event
        if not event.opinion_id:
            return
        opinion_id = UUID(event.opinion_id)
        if (await asyncio.to_thread(self._state, opinion_id)).status is Status.NEW:
            return
        command = LinkProposal(
            proposal_id=str(record.stream_id), kind=event.kind, disclosure_id=event.disclosure_id
        )
        await self.store.file(
            Task(OPINION, opinion_id, command),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, "proposal"),
        )

    async def erased(self, record: Record[OpinionErased]) -> None:
        """Destroy the key, also if the house fell silent right after the decision was filed."""
        await asyncio.to_thread(self.keyring.erase, str(record.stream_id))

    def alike(self, row: CourseRow) -> Sequence[CourseRow]:
        """Return the waiting opinions of the same unit that say the same as this one."""
        if not row.likeness:
            return []
        return self.views.select(
            courses,
            courses.c.likeness == row.likeness,
            courses.c.unit == row.unit,
            courses.c.opinion_id != courses.encode_key(row.opinion_id),
            courses.c.status.in_([each.value for each in WAITING]),
            order=[courses.c.received_at],
            limit=AT_MOST,
        )

    async def merge_alike(self, opinion_id: UUID, caller: Caller) -> int:
        """Let all that say the same go along with this one; return how many (S1-27).

        Raises:
            OpinionUnknownError: there is none of this id.

        """
        row = await asyncio.to_thread(self.views.get, courses, opinion_id)
        if row is None:
            raise OpinionUnknownError
        cause = caller.acting(row.unit, OFFICE, HANDLER)
        lead = await asyncio.to_thread(self._state, opinion_id)
        unconcerned(lead, cause.actor, concerned_with(self.views, lead.disclosure_id))
        command = MergeOpinion(
            lead=opinion_id,
            lead_unit=lead.unit,
            lead_open=lead.finding is None and not lead.merged,
            handler=lead.handler,
        )
        found = await asyncio.to_thread(self.alike, row)
        for n, some in enumerate(_portions([each.opinion_id for each in found])):
            name = uuid5(caller.command_id, f"alike/{n}")
            await self._file(some, command, cause, name)
        return len(found)

    async def _nominate(self, record: Record[OpinionConcluded]) -> None:
        """Make what an opinion asks for a candidate of the catalog, linked both ways (A9)."""
        topic_id = uuid5(record.stream_id, "topic")
        raised = await asyncio.to_thread(self._topic, topic_id, record)
        linked = LinkProposal(
            proposal_id=str(topic_id), kind="topic", disclosure_id=record.event.disclosure_id
        )
        await self.store.file(
            Task(TOPIC, topic_id, raised),
            Task(OPINION, record.stream_id, linked),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, "nominated"),
        )

    def _topic(self, topic_id: UUID, record: Record[OpinionConcluded]) -> RaiseTopic:
        row = self.views.get(opinions, record.stream_id)
        course = self.views.get(courses, record.stream_id)
        title = (course.topic if course else "") or record.event.conclusion[:TITLE]
        detail = f"意见（{row.number if row else ''}）经核实应当公开，推荐列入目录。"
        text = TopicText(title=" ".join(title.split()), detail=detail)
        box = self.keyring.seal(str(topic_id), text, field="content")
        return RaiseTopic(
            unit=record.event.unit,
            content=convert(asdict(box), Sealed),
            identity=None,
            query_code_digest=digest_of(topic_id, code_for(self.secret, [str(topic_id)])),
        )

    async def _each(
        self,
        record: Record[Any],
        command: Any,
        name: str,
        states: set[Status],
        *,
        signed: bool | None = None,
    ) -> None:
        found = await asyncio.to_thread(self._followers, record.stream_id, states, signed)
        for n, some in enumerate(_portions(found)):
            cause = because(record, self.clock.now())
            await self._file(some, command, cause, uuid5(record.id, f"{name}/{n}"))

    async def _file(self, some: Sequence[UUID], command: Any, cause: Cause, name: UUID) -> None:
        moved = await asyncio.to_thread(self._moved, some, command, cause)
        tasks = [Task(OPINION, each, command) for each in moved]
        if tasks:
            await self.store.file(*tasks, cause=cause, command_id=name)

    def _moved(self, some: Sequence[UUID], command: Any, cause: Cause) -> list[UUID]:
        """Return those of whom the command says anything new; of the others there is no fact."""
        return [each for each in some if OPINION.decide(command, self._state(each), cause)]

    def _followers(self, lead: UUID, states: set[Status], signed: bool | None) -> list[UUID]:
        rows = self.views.select(courses, courses.c.lead == str(lead))
        known = ((each.opinion_id, self._state(each.opinion_id)) for each in rows)
        return [
            opinion_id
            for opinion_id, opinion in known
            if opinion.status in states and signed in {None, opinion.signed}
        ]

    def _state(self, opinion_id: UUID) -> Opinion:
        return self.store.state(OPINION, opinion_id)[0]


def _portions(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]
