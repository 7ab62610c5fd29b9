"""筛查 — every text that is proposed is screened in the very commit that files it."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.commands import (
    Grounded,
    RejectProposal,
    ReturnProposal,
    ReviewProposal,
)
from services.workflow.domain.demands import said
from services.workflow.domain.holding_words import HoldProposal, ResumeProposal
from services.workflow.domain.procedure import assigned
from services.workflow.domain.proposal import (
    PROPOSAL,
    NotProposedError,
    NotUnderReviewError,
    Status,
)
from services.workflow.domain.redaction import REDACTION
from services.workflow.domain.redaction_words import AttachmentRedacted, EncloseFiles
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.screened import SCREENING, digest_of_pieces
from services.workflow.domain.screening import Finding, FindingKind, Piece, screen
from services.workflow.domain.screening_words import (
    ClearText,
    KeepWords,
    ScreenText,
    SettleFindings,
    SettleInPlace,
)
from services.workflow.domain.terms import STAFF, Check, Plan, Verdict
from services.workflow.domain.wordlist import KEEPERS, WORDLIST
from services.workflow.handlers.enclosures import Enclosures
from services.workflow.handlers.paths import place_of
from services.workflow.views.screenings import ScreeningRow, WordsRow, screenings, wordlists
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

NAYS: Final = (ReturnProposal, RejectProposal, RevokeProposal, HoldProposal, ResumeProposal)
PLACES: Final = {
    "title": "标题",
    "content": "公开内容",
    "waiver": "不先在党内公开的理由",
    "summary": "推送摘要",
}
BESIDE: Final = {
    "superior_document": "贯彻落实的上级文件",
    "superior_link": "上级文件的网址",
    "earlier_note": "前一阶段的公开情况",
    "objection_channel": "有异议向哪里提出",
}


@dataclass(frozen=True)
class Screenings:
    """筛查 — of texts, and what people say about what was found."""

    store: Store[Any]
    views: Views
    enclosures: Enclosures

    async def file(
        self, proposal_id: UUID, command: Any, cause: Cause, expected: int | None
    ) -> Receipt:
        """File what is asked of a proposal, together with what screening says about it."""
        ahead = await asyncio.to_thread(self._ahead, proposal_id, command, cause.unit)
        asked = Task(PROPOSAL, proposal_id, command, expected)
        tasks: list[Task] = [*ahead, asked, *_behind(proposal_id, command)]
        return await self.store.file(*tasks, cause=cause)

    def _ahead(self, proposal_id: UUID, command: Any, unit: str) -> list[Task]:
        if not isinstance(command, Grounded):
            self._prove(proposal_id, command)
            return []
        basis, asked, files = command.basis, command.asked, command.basis.attachments
        rules = assigned(basis.rules, basis.held) if basis.rules else None
        beside = self._beside(proposal_id, asked)
        explained = getattr(asked, "explanation", "")
        digest, found = self.look(asked.plan, explained, unit, files, beside)
        filed = ScreenText(
            proposal_id=str(proposal_id),
            unit=unit,
            digest=digest,
            findings=tuple(self._unseen_only(proposal_id, found)),
            settlers=tuple(p.value for p in rules.reviewers(Check.SECRECY)) if rules else (),
        )
        enclosed = EncloseFiles(digests=tuple(each.sha256 for each in files))
        return [
            Task(SCREENING, screening_id_of(proposal_id), filed),
            Task(REDACTION, redactions_id_of(proposal_id), enclosed),
        ]

    def renditions(self, proposal_id: UUID) -> tuple[AttachmentRedacted, ...]:
        """Return the public renditions of a proposal's files, in the order they were made."""
        redactions, _ = self.store.state(REDACTION, redactions_id_of(proposal_id))
        return redactions.made

    def _unseen_only(self, proposal_id: UUID, found: list[Finding]) -> list[Finding]:
        """Leave out that pictures were not read where they were painted from words that were."""
        read = [x.rendition.name for x in self.renditions(proposal_id) if x.unread == 0]
        painted = tuple(f"附件“{name}”" for name in read)
        return [
            each
            for each in found
            if each.kind is not FindingKind.UNREAD or not each.place.startswith(painted)
        ]

    def look(
        self,
        plan: Plan | None,
        explanation: str,
        unit: str,
        attachments: tuple[Attachment, ...] = (),
        beside: tuple[Piece, ...] = (),
    ) -> tuple[str, list[Finding]]:
        """Return what a text and its files would be found to say, and the digest of both."""
        pieces, words = (*pieces_of(plan, explanation), *beside), self.words(unit)
        files = tuple(Piece(place="附件", field="file", text=x.sha256) for x in attachments)
        found = [*screen(pieces, words), *self.enclosures.found(attachments, words)]
        return digest_of_pieces((*pieces, *files)), found

    def _beside(self, proposal_id: UUID, asked: Any) -> tuple[Piece, ...]:
        """Return what is said of a matter beside its text, as society will read it."""
        proposal, _ = self.store.state(PROPOSAL, proposal_id)
        told = said(getattr(asked, "declared", None), proposal)
        texts = ((place, getattr(told, field)) for field, place in BESIDE.items())
        return tuple(Piece(place=place, text=text) for place, text in texts if text.strip())

    def _prove(self, proposal_id: UUID, command: Any) -> None:
        """Refuse to speak for files that have changed since they were submitted."""
        fails = isinstance(command, ReviewProposal) and command.verdict is Verdict.FAIL
        if fails or isinstance(command, NAYS):
            return
        proposal, _ = self.store.state(PROPOSAL, proposal_id)
        self.enclosures.proved(proposal.attachments)

    async def settle(self, proposal_id: UUID, asked: SettleFindings, caller: Caller) -> Receipt:
        """处理筛查发现: by a post that may carry out the secrecy check, while under review."""
        caller.known()
        proposal, _ = await asyncio.to_thread(self.store.state, PROPOSAL, proposal_id)
        posts = proposal.rules.reviewers(Check.SECRECY) if proposal.rules else ()
        where = place_of(proposal, caller, *posts) if posts else ""
        above = bool(where) and where != proposal.unit
        if not (posts and (above or caller.holds(proposal.unit, *STAFF))):
            raise NotProposedError
        if proposal.status is not Status.SUBMITTED:
            raise NotUnderReviewError
        cause = caller.acting(where, *posts)
        command = SettleInPlace(asked=asked, unit=where) if above else asked
        task = Task(SCREENING, screening_id_of(proposal_id), command)
        return await self.store.file(task, cause=cause)

    async def keep(self, asked: KeepWords, caller: Caller) -> Receipt:
        """设定词表: by the secrecy reviewer or the office of the unit."""
        cause = caller.acting(asked.unit, *KEEPERS)
        stream = uuid5(NAMESPACE_URL, f"urn:gongkai:workflow:words:{asked.unit}")
        return await self.store.file(Task(WORDLIST, stream, asked), cause=cause)

    def found(self, proposal_id: UUID) -> ScreeningRow | None:
        """Return what was found in a proposal's text; None: proposed before there was screening."""
        return self.views.get(screenings, str(proposal_id))

    def list(self, unit: str) -> WordsRow | None:
        """Return a unit's own words."""
        return self.views.get(wordlists, unit)

    def words(self, unit: str) -> tuple[str, ...]:
        """Return the words that a unit wants to be asked about."""
        row = self.list(unit)
        return row.words if row else ()


def _behind(proposal_id: UUID, command: Any) -> list[Task]:
    """Return what must hold too when a proposal is reviewed: nothing found is unsettled."""
    if not isinstance(command, ReviewProposal):
        return []
    passes = command.check is Check.SECRECY and command.verdict is Verdict.PASS
    return [Task(SCREENING, screening_id_of(proposal_id), ClearText())] if passes else []


def redactions_id_of(proposal_id: UUID) -> UUID:
    """Return the stream of the renditions of a proposal's files."""
    return uuid5(proposal_id, "workflow.redactions")


def screening_id_of(proposal_id: UUID) -> UUID:
    """Return the stream of a proposal's screening."""
    return uuid5(proposal_id, "workflow.screening")


def pieces_of(plan: Plan | None, explanation: str) -> tuple[Piece, ...]:
    """Return the texts of a proposal that people will read; a withdrawal has no plan of its own."""
    texts = [(place, field, getattr(plan, field)) for field, place in PLACES.items() if plan]
    texts.append(("更正或者撤回说明", "explanation", explanation))
    return tuple(
        Piece(place=place, field=field, text=text) for place, field, text in texts if text.strip()
    )
