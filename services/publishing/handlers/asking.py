"""提问和解答 — questions put in meetings and press sessions; who owes an answer by when (C10)."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.course import COURSE, course_id_of
from services.publishing.domain.course_words import FileEvidence
from services.publishing.domain.delivery import DELIVERY, audience_of, delivery_id_of
from services.publishing.domain.delivery_words import ReportDelivery
from services.publishing.domain.inquiry import DAYS, INQUIRY, InquiryUnknownError
from services.publishing.domain.inquiry_words import AnswerInquiry, InquiryCommand, RaiseInquiry
from services.publishing.domain.session import APPROVERS, FORMS, SESSION, SessionUnknownError
from services.publishing.domain.session_words import ApproveSession, HoldSession
from services.publishing.domain.showing_words import Addressee, Evidence, Matter
from services.publishing.domain.terms import Attachment
from services.publishing.handlers.delivering import Deliveries, Spot
from services.publishing.handlers.gathering import STAFFED, Gathering, moment, recording
from services.publishing.handlers.meeting import MeetingUnknownError, outlet_of
from services.publishing.views.meetings import (
    InquiryRow,
    MeetingRow,
    SessionRow,
    inquiries,
    meetings,
    sessions,
)
from shared.calendar import beijing_date
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提问登记表 — ``handler`` (a person id) answers later what has no ``answer`` now."""

    occasion: str = ""
    occasion_id: str = ""
    question: str = ""
    asker: str = ""
    outlet: str = ""
    answer: str = ""
    handler: str = ""


class Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """新闻发布登记表 — ``held_at`` is Beijing's time; ``spokesperson`` a person id."""

    unit: str = ""
    title: str = ""
    place: str = ""
    held_at: str = ""
    spokesperson: str = ""
    transcript: Attachment | None = None
    disclosures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asking:
    """提问、解答和新闻发布"""

    store: Store[Any]
    views: Views
    gathering: Gathering
    sending: Deliveries

    async def hold(self, session_id: UUID, asked: Said, caller: Caller) -> Receipt:
        """Record a press session, and show it as delivered where that form was approved.

        Raises:
            WrongPostError: this person records nothing for the unit.
            InvalidError, RejectedError: something is missing, or is not public.

        """
        cause = recording(caller, asked.unit)
        tasks = await asyncio.to_thread(self._held, session_id, asked, caller)
        return await self.store.file(*tasks, cause=cause)

    async def approve(self, session_id: UUID, answers: tuple[str, ...], caller: Caller) -> Receipt:
        """Let society read what was said, and these answers: by somebody who wrote none of it.

        Raises:
            WrongPostError: this person approves nothing for the unit.
            SessionUnknownError, InquiryUnknownError, RejectedError: what is asked is not there.

        """
        row = await asyncio.to_thread(self.session, session_id, caller)
        cause = caller.acting(row.unit, *APPROVERS)
        given = {
            str(each.inquiry_id): each for each in await asyncio.to_thread(self.of, session_id)
        }
        if any(each not in given or not given[each].answered_on for each in answers):
            raise InquiryUnknownError(field="answers")
        wrote = {given[each].recorded_by for each in answers}
        wrote |= {given[each].answered_by for each in answers} | {row.recorded_by}
        command = ApproveSession(unit=row.unit, answers=answers, writers=frozenset(wrote))
        return await self.store.file(Task(SESSION, session_id, command), cause=cause)

    async def raise_(self, inquiry_id: UUID, asked: Question, caller: Caller) -> Receipt:
        """Record a question with its answer, or with who owes it and by when."""
        caller.known()
        unit, on = await asyncio.to_thread(self._occasion, asked)
        cause = recording(caller, unit)
        handler = self.gathering.names.addressee(asked.handler, unit, cause.at)
        term = self.gathering.term(unit, "inquiry.answer_days", on, DAYS)
        command = RaiseInquiry(
            unit=unit,
            occasion=asked.occasion,
            occasion_id=asked.occasion_id,
            question=asked.question,
            asker=asked.asker,
            outlet=asked.outlet,
            answer=asked.answer,
            to=handler if self.gathering.names.known(asked.handler) else None,
            term=term,
            calendar=self.gathering.calendar.version,
        )
        return await self.store.file(Task(INQUIRY, inquiry_id, command), cause=cause)

    async def answer(
        self, inquiry_id: UUID, text: str, file: Attachment | None, caller: Caller
    ) -> Receipt:
        """Answer a question that was left open: by who owes it, or the unit's office."""
        row = await asyncio.to_thread(self.inquiry, inquiry_id, caller)
        paper = self.gathering.papers.known(file, "file")
        command: InquiryCommand = AnswerInquiry(text=text, file=paper)
        cause = self._answering(row, caller)
        return await self.store.file(Task(INQUIRY, inquiry_id, command), cause=cause)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def inquiry(self, inquiry_id: UUID, caller: Caller) -> InquiryRow:
        """Return a question to who asked it, owes its answer, or sees to the unit's disclosures.

        Raises:
            InquiryUnknownError: there is none, or not for this reader.

        """
        person, row = caller.known(), self.views.get(inquiries, inquiry_id)
        if row is None or not self._may_read(row, person, caller):
            raise InquiryUnknownError
        return row

    def board(self, units: tuple[str, ...], page: int = 1) -> tuple[list[InquiryRow], int]:
        """Return the questions of some units: what is owed first, the oldest day first."""
        c, mine = inquiries.c, (inquiries.c.unit.in_(units),)
        order = [c.answered_on.is_not(None), c.due, c.raised_at.desc()]
        skip = (page - 1) * PAGE
        rows = self.views.select(inquiries, *mine, order=order, limit=PAGE, offset=skip)
        return rows, self.views.count(inquiries, *mine)

    def owed(self, caller: Caller) -> list[InquiryRow]:
        """Return what this person still owes an answer to, the oldest day first."""
        c = inquiries.c
        mine = c.handler == caller.known(), c.answered_on.is_(None)
        return self.views.select(inquiries, *mine, order=[c.due], limit=PAGE)

    def asked(self, caller: Caller) -> list[InquiryRow]:
        """Return what this person has asked, newest first."""
        c = inquiries.c
        newest = [c.raised_at.desc()]
        return self.views.select(inquiries, c.asker == caller.known(), order=newest, limit=PAGE)

    def of(self, occasion_id: UUID) -> list[InquiryRow]:
        """Return the questions of one meeting or session, in the order in which they came."""
        c = inquiries.c
        here = (c.occasion_id == str(occasion_id),)
        return self.views.select(inquiries, *here, order=[c.raised_at, c.inquiry_id])

    def sessions(self, caller: Caller, page: int = 1) -> tuple[list[SessionRow], int]:
        """Return press sessions, newest first: what is approved is for everybody."""
        order, skip = [sessions.c.held_at.desc()], (page - 1) * PAGE
        mine = sessions.c.unit.in_(caller.units(*STAFFED))
        shown = mine | sessions.c.approved_at.is_not(None)
        rows = self.views.select(sessions, shown, order=order, limit=PAGE, offset=skip)
        return rows, self.views.count(sessions, shown)

    def session(self, session_id: UUID, caller: Caller) -> SessionRow:
        """Return a press session: to everybody once it is approved, before that to its unit.

        Raises:
            SessionUnknownError: there is none, or not for this reader yet.

        """
        row = self.views.get(sessions, session_id)
        if row is None or not (row.approved_at or self._staffs(row.unit, caller)):
            raise SessionUnknownError
        return row

    def answers(self, row: SessionRow, caller: Caller) -> list[InquiryRow]:
        """Return the questions of a session: to strangers those alone whose answer is approved."""
        inside, shown = self._staffs(row.unit, caller), set(row.answers)
        every = self.of(row.session_id)
        return [each for each in every if inside or str(each.inquiry_id) in shown]

    def questions(self, session_id: UUID, caller: Caller) -> list[InquiryRow]:
        """Return all questions of a session to those who see to its unit's disclosures.

        Raises:
            SessionUnknownError: there is none, or not for this reader.

        """
        row = self.session(session_id, caller)
        if not self._staffs(row.unit, caller):
            raise SessionUnknownError
        return self.of(session_id)

    def unapproved(self, row: SessionRow, caller: Caller) -> list[str] | None:
        """Return the answers that this person may approve; None: there is nothing to approve."""
        if not caller.holds(row.unit, *APPROVERS):
            return None
        answered = [each for each in self.of(row.session_id) if each.answered_on]
        fresh = [str(each.inquiry_id) for each in answered]
        fresh = [each for each in fresh if each not in row.answers]
        return fresh if fresh or row.approved_at is None else None

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _held(self, session_id: UUID, asked: Said, caller: Caller) -> list[Task]:
        gathering = self.gathering
        matters = gathering.matters(asked.disclosures, caller)
        command = HoldSession(
            unit=asked.unit,
            title=asked.title,
            place=asked.place,
            held_at=moment(asked.held_at, "held_at"),
            spokesperson=asked.spokesperson if gathering.names.known(asked.spokesperson) else "",
            transcript=gathering.papers.known(asked.transcript, "transcript"),
            matters=matters,
        )
        tasks = [Task(SESSION, session_id, command)]
        if command.held_at and command.transcript:
            for matter in matters:
                for form in set(FORMS) & set(matter.forms):
                    tasks += self._shown(session_id, command, matter, form)
        return tasks

    def _shown(
        self, session_id: UUID, command: HoldSession, matter: Matter, form: str
    ) -> list[Task]:
        disclosure, held_at = UUID(matter.disclosure_id), command.held_at
        sha256 = command.transcript.sha256 if command.transcript else ""
        order = self.sending.order(disclosure, Spot(step="public", form=form))
        order = outlet_of(order, self.store, str(session_id))
        if held_at is None:
            return []
        report = ReportDelivery(
            order=order,
            audience=audience_of(matter.scope, "public"),
            evidence=sha256,
            shown_at=held_at,
            address=f"/press/{session_id}",
        )
        on = beijing_date(held_at)
        evidence = Evidence(form=form, record=str(session_id), sha256=sha256, on=on)
        proof = FileEvidence(
            disclosure_id=matter.disclosure_id,
            unit=matter.unit,
            item_id=matter.item_id,
            evidence=evidence,
            due=0,
            reached=0,
        )
        stream = delivery_id_of(disclosure, ("public", order.version, form, order.outlet))
        return [Task(DELIVERY, stream, report), Task(COURSE, course_id_of(disclosure), proof)]

    def _occasion(self, asked: Question) -> tuple[str, Any]:
        found: MeetingRow | SessionRow | None
        if asked.occasion == "meeting":
            found = self.views.get(meetings, _id(asked.occasion_id))
        else:
            found = self.views.get(sessions, _id(asked.occasion_id))
        if found is None:
            raise MeetingUnknownError(field="occasion_id")
        return found.unit, beijing_date(found.held_at)

    def _answering(self, row: InquiryRow, caller: Caller) -> Cause:
        if row.handler == caller.person:
            to: Addressee = self.gathering.names.addressee(caller.person, row.unit, caller.at)
            return caller.acting(to.unit, to.post)
        return recording(caller, row.unit)

    def _staffs(self, unit: str, caller: Caller) -> bool:
        return bool(caller.person) and self.gathering.manages(unit, caller)

    def _may_read(self, row: InquiryRow, person: str, caller: Caller) -> bool:
        return person in {row.asker, row.handler} or self.gathering.manages(row.unit, caller)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise MeetingUnknownError(field="occasion_id") from None
