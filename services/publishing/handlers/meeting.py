"""会议公开的办理 — a meeting is recorded, shown as delivered, and proved in one step."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.commands import Command, OpenInner
from services.publishing.domain.course import COURSE, course_id_of
from services.publishing.domain.course_words import FileEvidence
from services.publishing.domain.delivery import (
    DELIVERY,
    Progress,
    audience_of,
    delivery_id_of,
)
from services.publishing.domain.delivery_words import Order, ReportDelivery
from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.document import DOCUMENT
from services.publishing.domain.document_words import IssueDocument
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.meeting import FORM, MEETING
from services.publishing.domain.meeting_words import MEETINGS, RecordMeeting
from services.publishing.domain.showing_words import Evidence, Matter
from services.publishing.domain.terms import Attachment, Phase
from services.publishing.handlers.delivering import Deliveries, Spot
from services.publishing.handlers.gathering import Gathering, moment, recording
from services.publishing.views.documents import DocumentRow, documents
from services.publishing.views.meetings import MeetingRow, meetings
from shared.calendar import beijing_date
from shared.decider import Decider, NotFoundError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE = 50
SIGN_DAYS = 3  # working days to sign, where a scheme does not say otherwise


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """会议登记表 — ``held_at`` is Beijing's time; ``due`` and ``present`` are person ids."""

    unit: str = ""
    kind: str = ""
    title: str = ""
    place: str = ""
    held_at: str = ""
    due: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    minutes: Attachment | None = None
    disclosures: tuple[str, ...] = ()
    guests: int = 0


class MeetingUnknownError(NotFoundError):
    """没有找到这次会议。"""


@dataclass(frozen=True)
class Meetings:
    """会议公开"""

    store: Store[Any]
    views: Views
    gathering: Gathering
    sending: Deliveries
    decider: Decider[Command, Disclosure, DisclosureEvent]

    async def record(self, meeting_id: UUID, asked: Held, caller: Caller) -> Receipt:
        """Record a meeting and what it disclosed; whoever was absent gets it to read and sign.

        Raises:
            WrongPostError: this person records nothing for the unit.
            InvalidError, RejectedError: something is missing, or was not approved so.

        """
        cause = recording(caller, asked.unit)
        tasks = await asyncio.to_thread(self._tasks, meeting_id, asked, caller, cause)
        return await self.store.file(*tasks, cause=cause)

    def meeting(self, meeting_id: UUID, caller: Caller) -> MeetingRow:
        """Return a meeting to who was due there, or sees to the unit's disclosures.

        Raises:
            MeetingUnknownError: there is none, or not for this reader.

        """
        person = caller.known()
        row = self.views.get(meetings, meeting_id)
        if row is None or not (person in row.due or self.gathering.manages(row.unit, caller)):
            raise MeetingUnknownError
        return row

    def extract(self, meeting_id: UUID) -> DocumentRow | None:
        """Return the document that went to those who were absent, if anybody was."""
        return self.views.get(documents, extract_id_of(meeting_id))

    def of(self, units: tuple[str, ...], page: int = 1) -> tuple[list[MeetingRow], int]:
        """Return the meetings of some units, newest first, and how many there are."""
        mine = (meetings.c.unit.in_(units),)
        order = [meetings.c.held_at.desc()]
        rows = self.views.select(meetings, *mine, order=order, limit=PAGE, offset=(page - 1) * PAGE)
        return rows, self.views.count(meetings, *mine)

    def _tasks(self, meeting_id: UUID, asked: Held, caller: Caller, cause: Cause) -> list[Task]:
        gathering = self.gathering
        matters = gathering.matters(asked.disclosures, caller)
        command = RecordMeeting(
            unit=asked.unit,
            kind=asked.kind,
            title=asked.title,
            place=asked.place,
            held_at=moment(asked.held_at, "held_at"),
            due=asked.due,
            present=asked.present,
            minutes=gathering.papers.known(asked.minutes, "minutes"),
            matters=matters,
            guests=asked.guests,
            beyond=gathering.beyond(asked.due, matters, cause.at),
        )
        tasks = [Task(MEETING, meeting_id, command)]
        if command.held_at and command.minutes:  # or the rule itself will say what is missing
            tasks += self._shown(meeting_id, command, command.held_at, command.minutes, cause)
        return tasks

    def _shown(
        self,
        meeting_id: UUID,
        command: RecordMeeting,
        held_at: datetime,
        minutes: Attachment,
        cause: Cause,
    ) -> Iterator[Task]:
        absent = [each for each in command.due if each not in set(command.present)]
        for matter in command.matters:
            disclosure = UUID(matter.disclosure_id)
            if matter.phase is Phase.REGISTERED:
                yield Task(self.decider, disclosure, OpenInner())
            yield self._delivered(meeting_id, matter, held_at, minutes, cause)
            if not absent:
                evidence = evidence_of(meeting_id, minutes.sha256, held_at)
                yield Task(COURSE, course_id_of(disclosure), proof(matter, evidence, command))
        if absent:
            yield self._extract(meeting_id, command, minutes, tuple(absent), cause)

    def _delivered(
        self,
        meeting_id: UUID,
        matter: Matter,
        held_at: datetime,
        minutes: Attachment,
        cause: Cause,
    ) -> Task:
        disclosure = UUID(matter.disclosure_id)
        order = self.sending.order(disclosure, Spot(step="inner", form=FORM))
        order = outlet_of(_opened(order, cause), self.store, str(meeting_id))
        report = ReportDelivery(
            order=order,
            audience=audience_of(matter.scope, "inner"),
            evidence=minutes.sha256,
            # who meets discloses: the phase is opened by the meeting if nobody had opened it
            shown_at=max(held_at, order.opened_at or held_at),
            address=f"/meetings/{meeting_id}",
        )
        where = (order.step, order.version, order.form, order.outlet)
        return Task(DELIVERY, delivery_id_of(disclosure, where), report)

    def _extract(
        self,
        meeting_id: UUID,
        command: RecordMeeting,
        minutes: Attachment,
        absent: tuple[str, ...],
        cause: Cause,
    ) -> Task:
        """Return the task of giving the absent what they have missed."""
        today = beijing_date(cause.at)
        kind = MEETINGS.get(command.kind, "会议")
        titles = "".join(f"《{each.title}》" for each in command.matters)
        term = self.gathering.term(command.unit, "document.sign_days", today, SIGN_DAYS)
        issue = IssueDocument(
            unit=command.unit,
            kind="extract",
            number="",
            title=f"{kind}补读：{command.title}"[:200],
            text=f"您没有参加这次{kind}。会上公开了{titles}，请阅读会议记录和公开内容后签收。",
            form=FORM,
            file=minutes,
            meeting_id=str(meeting_id),
            persons=absent,
            term=term,
            calendar=self.gathering.calendar.version,
        )
        return Task(DOCUMENT, extract_id_of(meeting_id), issue)


def extract_id_of(meeting_id: UUID) -> UUID:
    """Return the stream of the document that goes to those who were absent."""
    return uuid5(meeting_id, "extract")


def outlet_of(order: Order, store: Store[Any], record: str) -> Order:
    """Return an order as it is met by one record: what is expected of a form is met first."""
    where = (order.step, order.version, order.form, "")
    state, _ = store.state(DELIVERY, delivery_id_of(UUID(order.disclosure_id), where))
    met = state.progress in {Progress.DELIVERED, Progress.REMOVED}
    return replace(order, outlet=record if met else "")


def evidence_of(meeting_id: UUID, sha256: str, held_at: datetime) -> Evidence:
    """Return what proves that a meeting disclosed something."""
    on = beijing_date(held_at)
    return Evidence(form=FORM, record=str(meeting_id), sha256=sha256, on=on)


def proof(matter: Matter, evidence: Evidence, command: RecordMeeting) -> FileEvidence:
    """Return the command that files this evidence."""
    return FileEvidence(
        disclosure_id=matter.disclosure_id,
        unit=matter.unit,
        item_id=matter.item_id,
        evidence=evidence,
        due=len(command.due),
        reached=len(command.due),
    )


def _opened(order: Order, cause: Cause) -> Order:
    """Return an order as it is once members have been told: by the meeting, or before it."""
    inner = Phase.INNER if order.phase is not Phase.PUBLIC else Phase.PUBLIC
    return replace(order, phase=inner, opened_at=order.opened_at or cause.at)
