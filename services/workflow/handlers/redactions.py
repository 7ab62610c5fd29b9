"""脱密处理 — a public rendition of a file is made, kept and told of; the original stays inside."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from services.workflow.domain.attachment import AttachmentUnknownError
from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.commands import ResubmitProposal
from services.workflow.domain.proposal import PROPOSAL, NotProposedError, Proposal, Status
from services.workflow.domain.redaction import (
    REDACTION,
    RedactionClosedError,
    RedactionNotProvidedError,
    asked,
    latest,
)
from services.workflow.domain.redaction_words import (
    AttachmentRedacted,
    RecordRedaction,
    RedactAttachment,
)
from services.workflow.domain.screening import FindingKind
from services.workflow.domain.screening.covering import Wanted, covered
from services.workflow.domain.terms import STAFF, Check, Post
from services.workflow.gateways.redact_file import redact_file
from services.workflow.gateways.redact_said import Order, Rendition
from services.workflow.handlers.enclosures import Enclosures
from services.workflow.handlers.proposals import Proposals, proposers_of
from services.workflow.handlers.screenings import Screenings, redactions_id_of
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

OPEN = (Status.SUBMITTED, Status.RETURNED)


@dataclass(frozen=True)
class Redactions:
    """脱密件 — of the files of proposals that are not decided."""

    store: Store[Any]
    enclosures: Enclosures
    screenings: Screenings
    proposals: Proposals

    async def make(self, proposal_id: UUID, order: RedactAttachment, caller: Caller) -> Receipt:
        """生成脱密件: by who proposes or who reviews secrecy; the original is not touched."""
        proposal = await asyncio.to_thread(self._known, proposal_id, caller)
        cause = caller.acting(proposal.unit, *makers(proposal))
        if proposal.rules and not proposal.rules.procedure.redacts:
            raise RedactionNotProvidedError
        asked(order)
        made = await asyncio.to_thread(self._made, proposal_id, proposal, order, caller.person)
        task = Task(REDACTION, redactions_id_of(proposal_id), RecordRedaction(made=made))
        return await self.store.file(task, cause=cause)

    async def use(self, proposal_id: UUID, caller: Caller) -> Receipt:
        """用脱密件替换原件重新提出: the same text, with the latest rendition of each original."""
        proposal = await asyncio.to_thread(self._known, proposal_id, caller)
        redactions, _ = await asyncio.to_thread(
            self.store.state, REDACTION, redactions_id_of(proposal_id)
        )
        made = latest(redactions)
        files = [_current(each, made) for each in proposal.attachments]
        again = ResubmitProposal(
            plan=proposal.plan,
            explanation=proposal.explanation,
            attachments=tuple(each.sha256 for each in files),
        )
        return await self.proposals.resubmit(proposal_id, again, caller, None)

    def of(self, proposal_id: UUID) -> tuple[AttachmentRedacted, ...]:
        """Return what has been made, in order."""
        return self.screenings.renditions(proposal_id)

    def files(self, proposal_id: UUID) -> tuple[Attachment, ...]:
        """Return originals and renditions, for the staff of the unit."""
        made = self.of(proposal_id)
        return tuple(file for each in made for file in (each.original, each.rendition))

    def _known(self, proposal_id: UUID, caller: Caller) -> Proposal:
        caller.known()
        proposal, _ = self.store.state(PROPOSAL, proposal_id)
        if not caller.holds(proposal.unit, *STAFF):
            raise NotProposedError
        if proposal.status not in OPEN:
            raise RedactionClosedError
        return proposal

    def _made(
        self, proposal_id: UUID, proposal: Proposal, order: RedactAttachment, person: str
    ) -> AttachmentRedacted:
        known = {each.sha256: each for each in (*self.files(proposal_id), *proposal.attachments)}
        original = known.get(order.attachment)
        if original is None:
            raise AttachmentUnknownError(order.attachment[:8], field="attachment")
        words = self.screenings.words(proposal.unit)
        wanted = Wanted(kinds=order.kinds, words=words, phrases=order.phrases)
        data = b"".join(self.enclosures.place.read(original.sha256))
        rendition = redact_file(data, Order(wanted=wanted, boxes=order.boxes))
        return AttachmentRedacted(
            proposal_id=str(proposal_id),
            unit=proposal.unit,
            original=_masked(original, wanted),
            rendition=self._kept(rendition),
            redacted_by=person,
            kinds=order.kinds,
            phrases=len(order.phrases),
            boxes=len(order.boxes),
            unread=self._unread(original, words),
            left_out=rendition.left_out,
        )

    def _kept(self, rendition: Rendition) -> Attachment:
        """Keep a rendition under a name that says nothing of what was in the file."""
        kept = self.enclosures.arriving.keep(rendition.data)
        return Attachment(
            name=f"脱密件-{kept.sha256[:8]}.{kept.kind}",
            sha256=kept.sha256,
            sm3=kept.sm3,
            size=kept.size,
            kind=kept.kind,
        )

    def _unread(self, original: Attachment, words: tuple[str, ...]) -> int:
        found = self.enclosures.found((original,), words)
        return sum(each.kind is FindingKind.UNREAD for each in found)


def redactions_over(store: Store[Any], views: Views, enclosures: Enclosures) -> Redactions:
    """Return who makes renditions of the files that are kept there."""
    screenings = Screenings(store, views, enclosures)
    return Redactions(store, enclosures, screenings, Proposals(store, views, enclosures))


def makers(proposal: Proposal) -> tuple[Post, ...]:
    """Return the posts that make renditions: who proposes, and who reviews secrecy."""
    reviewers = proposal.rules.reviewers(Check.SECRECY) if proposal.rules else ()
    return (*proposers_of(proposal.rules), *reviewers)


def _current(file: Attachment, made: dict[str, AttachmentRedacted]) -> Attachment:
    return made[file.sha256].rendition if file.sha256 in made else file


def _masked(original: Attachment, wanted: Wanted) -> Attachment:
    every = replace(wanted, kinds=tuple(FindingKind))
    return replace(original, name=covered(original.name, every))
