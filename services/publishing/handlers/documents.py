"""文件的办理 — issued, signed for, chased, answered; the last receipt proves the disclosure."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.commands import Command, OpenInner
from services.publishing.domain.course import COURSE, course_id_of
from services.publishing.domain.course_words import FileEvidence
from services.publishing.domain.delivery import DELIVERY, audience_of, delivery_id_of
from services.publishing.domain.delivery_words import ReportDelivery
from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.document import (
    DOCUMENT,
    DocumentUnknownError,
    NotAddressedError,
)
from services.publishing.domain.document_words import (
    SIGNED,
    AnswerReport,
    DocumentCompleted,
    FileReport,
    IssueDocument,
    RemindReaders,
    SignReceipt,
    WaiveReceipt,
)
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.reading_log import READING, LogReading, reading_id_of
from services.publishing.domain.showing_words import Addressee, Evidence
from services.publishing.domain.terms import Phase, Post
from services.publishing.handlers.delivering import Deliveries, Spot
from services.publishing.handlers.drafting import Draft, Signature
from services.publishing.handlers.gathering import Gathering, matter_of, recording
from services.publishing.handlers.guides import placed
from services.publishing.handlers.meeting import SIGN_DAYS, outlet_of
from services.publishing.handlers.overseeing import reader_of
from services.publishing.views import PortalRow
from services.publishing.views.documents import (
    DocumentRow,
    LoggedRow,
    RecipientRow,
    ReportRow,
    documents,
    logged,
    recipients,
    reports,
)
from services.publishing.views.meetings import meetings
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import Decider, RejectedError
from shared.record import SYSTEM, Cause, Record
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50
AT_ONCE: Final = 200  # documents reminded of in one look
FORMS: Final = {
    "document": "文件",
    "bulletin": "简报",
    "circular": "通报",
    "guide": "办事指南",
}
SIGNERS: Final = (  # who signs and reports for a unit
    Post.OFFICE,
    Post.CLERK,
    Post.PUBLISHER,
    Post.APPROVER,
    Post.REVIEWER,
)


class Shown(Struct, frozen=True, kw_only=True):
    """文件一览 — ``mine`` is the reader's own receipt; ``manages``: sees all of them."""

    row: DocumentRow
    manages: bool
    mine: list[RecipientRow]
    readers: list[RecipientRow]
    reports: list[ReportRow]
    log: list[LoggedRow]
    contents: list[PortalRow]
    read: bool = True


@dataclass(frozen=True)
class Documents:
    """文件、简报、通报、文件查阅处、办事指南"""

    store: Store[Any]
    views: Views
    clock: Clock
    gathering: Gathering
    sending: Deliveries
    decider: Decider[Command, Disclosure, DisclosureEvent]

    async def issue(self, document_id: UUID, asked: Draft, caller: Caller) -> Receipt:
        """Issue a document to its readers.

        Raises:
            WrongPostError: this person issues nothing for the unit.
            InvalidError, RejectedError: something is missing, or was not approved so.

        """
        cause = recording(caller, asked.unit)
        command = await asyncio.to_thread(self._issue, asked, caller, cause)
        tasks = [Task(DOCUMENT, document_id, command)]
        if command.form and command.matter and command.matter.phase is Phase.REGISTERED:
            # whoever is told first opens the phase: it is then that members begin to read
            tasks.append(Task(self.decider, UUID(command.matter.disclosure_id), OpenInner()))
        return await self.store.file(*tasks, cause=cause)

    async def sign(self, document_id: UUID, asked: Signature, caller: Caller) -> Receipt:
        """Sign for a document: oneself, for one's unit, or a paper that somebody has signed."""
        person = caller.known()
        row = await asyncio.to_thread(self._row, document_id)
        paper = self.gathering.papers.known(asked.paper, "paper")
        command = SignReceipt(
            person=asked.person or ("" if asked.unit else person), unit=asked.unit, paper=paper
        )
        cause = self._signing(row, command, caller)
        return await self._file(Task(DOCUMENT, document_id, command), cause)

    async def waive(self, document_id: UUID, command: WaiveReceipt, caller: Caller) -> Receipt:
        """Excuse somebody who cannot sign any more."""
        row = await asyncio.to_thread(self._row, document_id)
        return await self._file(Task(DOCUMENT, document_id, command), recording(caller, row.unit))

    async def remind(self, document_id: UUID, caller: Caller) -> Receipt:
        """Remind those who have not signed, on their pages and by mail to who wants it."""
        row = await asyncio.to_thread(self._row, document_id)
        cause = recording(caller, row.unit)
        command = await asyncio.to_thread(self._reminder, row)
        return await self._file(Task(DOCUMENT, document_id, command), cause)

    async def report(self, document_id: UUID, command: FileReport, caller: Caller) -> Receipt:
        """Report back what a unit has to say (情况反映)."""
        cause = caller.acting(command.unit, *SIGNERS)
        return await self._file(Task(DOCUMENT, document_id, command), cause)

    async def answer(self, document_id: UUID, command: AnswerReport, caller: Caller) -> Receipt:
        """Answer a report from below."""
        row = await asyncio.to_thread(self._row, document_id)
        return await self._file(Task(DOCUMENT, document_id, command), recording(caller, row.unit))

    async def consult(self, document_id: UUID, caller: Caller) -> Receipt:
        """Read what lies in the reading room; who and when is logged.

        Raises:
            DocumentUnknownError: nothing of the kind lies there for this reader.

        """
        row = await asyncio.to_thread(self._row, document_id)
        if row.kind != "reading" or not await asyncio.to_thread(self._may_consult, row, caller):
            raise DocumentUnknownError
        command = LogReading(unit=row.unit, document_id=str(document_id))
        stream = reading_id_of(document_id, caller.known())
        return await self._file(Task(READING, stream, command), caller.personally())

    async def completed(self, record: Record[DocumentCompleted]) -> None:
        """File the evidence: every reader has signed, so the form is carried out."""
        row = await asyncio.to_thread(self._row, record.stream_id)
        for disclosure in await asyncio.to_thread(self._disclosed, row):
            await self._proved(record, row, disclosure)

    async def ring(self) -> int:
        """Remind of what should have been signed by now, once; return of how many documents."""
        c, today = documents.c, beijing_date(self.clock.now())
        late = c.waiting > 0, c.sign_by < today, c.reminders == 0
        due = await asyncio.to_thread(self.views.select, documents, *late, limit=AT_ONCE)
        for row in due:
            await self._remind_by_clock(row)
        return len(due)

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def document(self, document_id: UUID, caller: Caller) -> Shown:
        """Return a document to who is to read it, or sees to it; nobody else hears of it.

        Raises:
            DocumentUnknownError: there is none, or not for this reader.

        """
        person, row = caller.known(), self._row(document_id)
        manages = self.gathering.manages(row.unit, caller)
        here = (recipients.c.document_id == document_id,)
        rows = self.views.select(recipients, *here, order=[recipients.c.key])
        mine = [each for each in rows if each.person == person or _for(each, caller)]
        consults = row.kind == "reading" and self._may_consult(row, caller)
        if not (manages or mine or consults):
            raise DocumentUnknownError
        read = row.kind != "reading" or manages or self._has_read(row, person)
        return Shown(
            row=row if read else replace(row, text="", file=None),
            manages=manages,
            mine=mine,
            readers=rows if manages else [],
            reports=self._reports(document_id, manages=manages, caller=caller),
            log=self._log(row) if manages else [],
            contents=self._contents(row) if read else [],
            read=read,
        )

    def issued(self, units: Sequence[str], page: int = 1) -> tuple[list[DocumentRow], int]:
        """Return what some units have issued, newest first, and how many that is."""
        c = documents.c
        mine, skip = (c.unit.in_(units),), (page - 1) * PAGE
        rows = self.views.select(
            documents, *mine, order=[c.issued_at.desc()], limit=PAGE, offset=skip
        )
        return rows, self.views.count(documents, *mine)

    def inbox(self, caller: Caller, page: int = 1) -> list[tuple[DocumentRow, RecipientRow]]:
        """Return what is addressed to this person or their units, unsigned first."""
        c, person = recipients.c, caller.known()
        units = caller.units(*SIGNERS)
        order, skip = [c.open.desc(), c.key], (page - 1) * PAGE
        whose = (c.person == person) | c.unit.in_([each for each in units if each])
        rows = self.views.select(recipients, whose, order=order, limit=PAGE, offset=skip)
        found = [(self.views.get(documents, each.document_id), each) for each in rows]
        return [(row, each) for row, each in found if row is not None]

    def shelf(self, caller: Caller, page: int = 1) -> list[DocumentRow]:
        """Return what lies in the reading room for this reader."""
        rows = placed(self.views, "reading", page)
        return [each for each in rows if self._may_consult(each, caller)]

    # ── inside ───────────────────────────────────────────────────────────────────────────────

    def _issue(self, asked: Draft, caller: Caller, cause: Cause) -> IssueDocument:
        gathering, today = self.gathering, beijing_date(cause.at)
        matter = gathering.matter(asked.disclosure_id, caller) if asked.disclosure_id else None
        signed = asked.kind in SIGNED
        matters = [matter] if matter else []
        return IssueDocument(
            unit=asked.unit,
            kind=asked.kind,
            number=asked.number,
            title=asked.title,
            text=asked.text,
            form=FORMS.get(asked.kind, "") if matter else "",
            file=gathering.papers.known(asked.file, "file"),
            matter=matter,
            persons=asked.persons,
            units=asked.units,
            related=gathering.related(asked.unit) if asked.units else (),
            beyond=gathering.beyond(asked.persons, matters, cause.at),
            term=gathering.term(asked.unit, "document.sign_days", today, SIGN_DAYS)
            if signed
            else None,
            calendar=gathering.calendar.version if signed else "",
        )

    def _contents(self, row: DocumentRow) -> list[PortalRow]:
        found = [self.gathering.row(each) for each in self._disclosed(row)]
        return [each for each in found if not each.withdrawn]

    def _signing(self, row: DocumentRow, command: SignReceipt, caller: Caller) -> Cause:
        if command.unit and caller.holds(command.unit, *SIGNERS):
            return caller.acting(command.unit, *SIGNERS)
        if command.person == caller.person:
            return caller.personally()
        if not self.gathering.manages(row.unit, caller):
            raise NotAddressedError
        return recording(caller, row.unit)

    def _row(self, document_id: UUID) -> DocumentRow:
        row = self.views.get(documents, document_id)
        if row is None:
            raise DocumentUnknownError
        return row

    def _reminder(self, row: DocumentRow) -> RemindReaders:
        c, at = recipients.c, self.clock.now()
        waiting = self.views.select(recipients, c.document_id == row.document_id, c.open.is_(True))
        to = [self._whom(each, row, at) for each in waiting]
        return RemindReaders(to=tuple(to))

    def _whom(self, each: RecipientRow, row: DocumentRow, at: Any) -> Addressee:
        if each.unit:
            return Addressee(unit=each.unit, post=Post.OFFICE.value)
        return self.gathering.names.addressee(each.person, row.unit, at)

    async def _remind_by_clock(self, row: DocumentRow) -> None:
        cause = self._cause(row.unit, row.document_id, "reminded")
        command = await asyncio.to_thread(self._reminder, row)
        try:
            await self._file(Task(DOCUMENT, row.document_id, command), cause)
        except (BusyError, RejectedError):
            return  # somebody has just signed, or the house is busy: the next look asks again

    def _disclosed(self, row: DocumentRow) -> list[str]:
        if row.disclosure_id:
            return [row.disclosure_id]
        meeting = self.views.get(meetings, UUID(row.meeting_id)) if row.meeting_id else None
        return list(meeting.disclosures) if meeting else []

    async def _proved(
        self, record: Record[DocumentCompleted], row: DocumentRow, disclosure: str
    ) -> None:
        cause = self._cause(row.unit, record.id, disclosure)
        found = await asyncio.to_thread(self.gathering.row, disclosure)
        matter, on = matter_of(found), beijing_date(record.cause.at)
        sha256 = row.file.sha256 if row.file else matter.sha256
        whole = row.meeting_id or str(row.document_id)
        evidence = Evidence(form=row.form, record=whole, sha256=sha256, on=on)
        command = FileEvidence(
            disclosure_id=disclosure,
            unit=matter.unit,
            item_id=matter.item_id,
            evidence=evidence,
            due=record.event.due,
            reached=record.event.signed,
        )
        course = course_id_of(UUID(disclosure))
        known, _ = await asyncio.to_thread(self.store.state, COURSE, course)
        if evidence.form not in known.proved:  # a second document proves nothing more
            await self.store.file(Task(COURSE, course, command), cause=cause)
        if not row.meeting_id:  # a meeting was shown when it was held
            await self._delivered(record, row, disclosure, sha256)

    async def _delivered(
        self, record: Record[DocumentCompleted], row: DocumentRow, disclosure: str, sha256: str
    ) -> None:
        spot = Spot(step="inner", form=row.form)
        order = await asyncio.to_thread(self.sending.order, UUID(disclosure), spot)
        order = await asyncio.to_thread(outlet_of, order, self.store, str(row.document_id))
        audience = audience_of(order.scope, "inner")
        report = ReportDelivery(
            order=order,
            audience=audience,
            evidence=sha256,
            shown_at=record.cause.at,
            address=f"/documents/{row.document_id}",
        )
        stream = delivery_id_of(UUID(disclosure), ("inner", order.version, row.form, order.outlet))
        cause = self._cause(row.unit, record.id, f"{disclosure}/delivered")
        await self.store.file(Task(DELIVERY, stream, report), cause=cause)

    def _cause(self, unit: str, why: UUID, step: str) -> Cause:
        return Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=unit,
            post=SYSTEM,
            correlation_id=why,
            causation_id=uuid5(why, step),
        )

    async def _file(self, task: "Task", cause: Cause) -> Receipt:
        receipt = await self.store.file(task, cause=cause)
        await self.views.reached("publishing", receipt.position)
        return receipt

    def _reports(self, document_id: UUID, *, manages: bool, caller: Caller) -> list[ReportRow]:
        here = (reports.c.document_id == document_id,)
        rows = self.views.select(reports, *here, order=[reports.c.number])
        return [each for each in rows if manages or caller.holds(each.unit, *SIGNERS)]

    def _log(self, row: DocumentRow) -> list[LoggedRow]:
        here = (logged.c.document_id == str(row.document_id),)
        return self.views.select(logged, *here, order=[logged.c.at.desc()], limit=AT_ONCE)

    def _has_read(self, row: DocumentRow, person: str) -> bool:
        mine = logged.c.document_id == str(row.document_id), logged.c.person == person
        return self.views.count(logged, *mine) > 0

    def _may_consult(self, row: DocumentRow, caller: Caller) -> bool:
        """Tell whether the reading room of a unit is open to somebody: its own members."""
        if not row.disclosure_id:
            return row.unit in caller.units()
        return self.gathering.row(row.disclosure_id).may_be_read_by(reader_of(caller))


def _for(each: RecipientRow, caller: Caller) -> bool:
    return bool(each.unit) and caller.holds(each.unit, *SIGNERS)
