"""实施公开 — what was approved is registered, revised or withdrawn; publishers open the phases."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import ValidationError, convert

from services.publishing.domain.commands import (
    Command,
    OpenInner,
    OpenPublic,
    RegisterDisclosure,
    ReviseDisclosure,
    RevokeApproval,
    WithdrawDisclosure,
)
from services.publishing.domain.course import COURSE, NEED_EVIDENCE, awaited, course_id_of
from services.publishing.domain.course_words import AwaitEvidence
from services.publishing.domain.disclosure import (
    Disclosure,
    NotAsApprovedError,
    NotRegisteredError,
)
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.terms import PUBLISHERS, Approval, Attachment, Item, Kind, Plan
from services.publishing.handlers.attending import attended
from services.publishing.handlers.mending import all_said
from services.publishing.handlers.overseeing import reader_of
from services.publishing.handlers.rules import RuleBook
from services.publishing.heard import ProposalApproved, ProposalRevoked
from services.publishing.views import TextRow, items, portal, texts
from services.publishing.views.catalog import catalog_of
from services.publishing.views.heard import digest_of, text_key
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import Decider, InvalidError
from shared.record import Record, because
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

NEED: Final = "disclosure.evidence_forms"


class NotYetHeardError(Exception):
    """The catalog's fact about this item has not reached this service yet: try again."""


class PlanUnreadableError(InvalidError):
    """批准的方案缺少公开所需的内容，无法登记。"""


@dataclass(frozen=True)
class Disclosures:
    """公开事项的办理"""

    store: Store[Any]
    views: Views
    clock: Clock
    decider: Decider[Command, Disclosure, DisclosureEvent]

    async def carry_out(self, record: Record[ProposalApproved]) -> None:
        """Do what was approved, with the very text that was submitted.

        Raises:
            NotAsApprovedError: no text with the approved digest was ever submitted.
            NotYetHeardError: a fact of the catalog that it rests on is still on its way; ask again.

        """
        stream_id, command, book = await asyncio.to_thread(self._asked, record)
        await self.store.file(
            Task(self.decider, stream_id, command),
            *_awaiting(stream_id, command, book),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, record.event.kind),
        )

    async def revoke(self, record: Record[ProposalRevoked]) -> None:
        """Take back what was approved: nobody is to read it any more."""
        await self.store.file(
            Task(self.decider, record.stream_id, RevokeApproval(reason=record.event.reason)),
            cause=because(record, self.clock.now()),
            command_id=uuid5(record.id, "revoke"),
        )

    async def open_(
        self,
        disclosure_id: UUID,
        command: OpenInner | OpenPublic,
        caller: Caller,
        expected: int | None,
    ) -> Receipt:
        """Open a phase.

        Raises:
            NotRegisteredError: there is none, or it is none of this person's business.
            WrongPostError: the caller is no publisher of the unit.
            NobodyAttendsError: the scheme asks who collects opinions, and nobody does.

        """
        caller.known()
        row = await asyncio.to_thread(self.views.get, portal, disclosure_id)
        if row is None or not row.may_be_read_by(reader_of(caller)):
            raise NotRegisteredError
        cause = caller.acting(row.unit, *PUBLISHERS)
        await asyncio.to_thread(all_said, self.views, row)
        await asyncio.to_thread(attended, self.views, row, cause.at)
        task = Task(self.decider, disclosure_id, command, expected)
        return await self.store.file(task, cause=cause)

    def _asked(self, record: Record[ProposalApproved]) -> tuple[UUID, Command, RuleBook]:
        event, proposal = record.event, record.stream_id
        text = self.views.get(texts, text_key(proposal, event.digest))
        if text is None:
            raise NotAsApprovedError(proposal)
        book, approval = self._book(text), _approval(record, text)
        match Kind(event.kind):
            case Kind.DISCLOSE:
                return proposal, self._register(event, text, approval), book
            case Kind.REVISE:
                return _known(event), self._revise(event, text, approval), book
            case Kind.WITHDRAW:
                return _known(event), _withdraw(text, approval), book

    def _book(self, text: TextRow) -> RuleBook:
        """Return the scheme that the approval went by: neither an older nor a newer one."""
        book = RuleBook(self.views, (text.scheme_of, text.scheme))
        if not book.heard():
            raise NotYetHeardError(text.scheme_of, text.scheme)
        return book

    def _register(
        self, event: ProposalApproved, text: TextRow, approval: Approval
    ) -> RegisterDisclosure:
        return RegisterDisclosure(
            item=self._item(event, text.submitted_at),
            plan=_plan(text),
            approval=approval,
            heard=digest_of(text.plan, text.explanation, text.attachments),
            inner_first=event.inner_first,
            min_inner_working_days=event.min_inner_working_days,
            attachments=_files(text),
        )

    def _revise(
        self, event: ProposalApproved, text: TextRow, approval: Approval
    ) -> ReviseDisclosure:
        return ReviseDisclosure(
            item=self._item(event, text.submitted_at),
            plan=_plan(text),
            explanation=text.explanation,
            approval=approval,
            heard=digest_of(text.plan, text.explanation, text.attachments),
            attachments=_files(text),
            restart_days=text.restart_days,
        )

    def _item(self, event: ProposalApproved, proposed_at: datetime) -> Item:
        item = self.views.get(items, event.item_id)
        unit = self.views.get(units, event.unit)
        if item is None or unit is None:
            raise NotYetHeardError(event.item_id)
        return Item(
            item_id=item.item_id,
            unit=event.unit,
            unit_name=unit.name,
            level1=item.level1,
            level2=item.level2,
            level3=item.level3,
            time_limit=item.time_limit,
            catalog=catalog_of(self.views, item.item_id, proposed_at),
        )


def _awaiting(disclosure_id: UUID, command: Command, book: RuleBook) -> list[Task]:
    """Return what is waited for before an inner disclosure counts (S3 三(二))."""
    if not isinstance(command, RegisterDisclosure):
        return []
    item, plan, on = command.item, command.plan, command.approval.approved_on
    need = book.words(item.unit, NEED, on, NEED_EVIDENCE)
    awaiting = AwaitEvidence(
        disclosure_id=str(disclosure_id),
        unit=item.unit,
        item_id=item.item_id,
        forms=awaited(plan.scope, plan.channels, need),
    )
    return [Task(COURSE, course_id_of(disclosure_id), awaiting)] if awaiting.forms else []


def _withdraw(text: TextRow, approval: Approval) -> WithdrawDisclosure:
    heard = digest_of(text.plan, text.explanation, text.attachments)
    return WithdrawDisclosure(explanation=text.explanation, approval=approval, heard=heard)


def _plan(text: TextRow) -> Plan:
    try:
        return convert(text.plan, Plan)
    except ValidationError as error:
        raise PlanUnreadableError(text.id, str(error)) from error


def _files(text: TextRow) -> tuple[Attachment, ...]:
    try:
        return convert(text.attachments, tuple[Attachment, ...])
    except ValidationError as error:
        raise PlanUnreadableError(text.id, str(error)) from error


def _approval(record: Record[ProposalApproved], text: TextRow) -> Approval:
    return Approval(
        proposal_id=str(record.stream_id),
        digest=record.event.digest,
        submitted_on=beijing_date(text.submitted_at),
        reviewed_on=beijing_date(text.reviewed_at),
        approved_on=beijing_date(record.cause.at),
        opinion_id=record.event.opinion_id,
    )


def _known(event: ProposalApproved) -> UUID:
    try:
        return UUID(event.disclosure_id)
    except ValueError:
        raise NotRegisteredError(event.disclosure_id) from None
