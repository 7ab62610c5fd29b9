"""The board: where every proposal stands, and which corrections are demanded."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.attachment_words import ProposalAttached
from services.workflow.domain.catalog import CatalogVersion
from services.workflow.domain.events import (
    CorrectionDemanded,
    ProposalApproved,
    ProposalEvent,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.proposal import PROPOSAL, Proposal, Status
from services.workflow.domain.revocation_words import ProposalRevoked
from services.workflow.domain.terms import (
    CHECKS,
    KINDS,
    REFUSED,
    VERDICTS,
    Check,
    Plan,
    Verdict,
)
from services.workflow.views.enclosures import enclosed
from services.workflow.views.register import items
from shared.record import Record
from shared.view import Rows, View


class ReviewLine(Struct, frozen=True, kw_only=True):
    """审核记录 — one verdict, with the text it was given on."""

    check: Check
    verdict: Verdict
    note: str
    digest: str
    by: str
    at: datetime


class HistoryLine(Struct, frozen=True, kw_only=True):
    """办理经过 — one step, by whom, in which post, when."""

    version: int
    what: str
    by: str
    post: str
    at: datetime
    note: str = ""


class ProposalRow(Struct, frozen=True, kw_only=True):
    """办理进度 — everything the pages show about a proposal.

    ``proposal`` is what the rules themselves remember, so that a page can ask
    them what a reader may do now instead of guessing.
    """

    proposal_id: UUID
    unit: str
    state: Status
    item_id: str
    item_title: str
    disclosure_id: str
    submitted_by: str
    submitted_at: datetime
    changed_at: datetime
    version: int
    proposal: Proposal
    catalog: CatalogVersion | None = None
    reviews: tuple[ReviewLine, ...] = ()
    history: tuple[HistoryLine, ...] = ()

    @property
    def plan(self) -> Plan:
        """Return the text as it stands."""
        if self.proposal.plan is None:
            raise LookupError(self.proposal_id)
        return self.proposal.plan

    @property
    def ready(self) -> bool:
        """Tell whether only the approval is missing."""
        rules, verdicts = self.proposal.rules, self.proposal.verdicts
        required = rules.required if rules else tuple(Check)
        return self.state is Status.SUBMITTED and all(
            verdicts.get(check.value) is Verdict.PASS for check in required
        )


class CorrectionRow(Struct, frozen=True, kw_only=True):
    """更正任务 — an upheld opinion, and the proposal that answers it, if any."""

    opinion_id: str
    unit: str
    disclosure_id: str
    item_id: str
    demanded_at: datetime
    taken_by: str = ""


board: Final = View(
    "board",
    ProposalRow,
    key="proposal_id",
    indexes=(("unit", "state", "changed_at"), ("disclosure_id",)),
    edition=2,  # what is not to be corrected or withdrawn is said so
)
corrections: Final = View("corrections", CorrectionRow, key="opinion_id", indexes=(("unit",),))


@board.on(ProposalSubmitted)
def _(rows: Rows[ProposalRow], record: Record[ProposalSubmitted]) -> None:
    event = record.event
    item = rows.of(items).get(event.item_id)
    row = ProposalRow(
        proposal_id=record.stream_id,
        unit=event.unit,
        state=Status.SUBMITTED,
        item_id=event.item_id,
        item_title=item.title if item else event.plan.title,
        disclosure_id=event.disclosure_id,
        submitted_by=event.submitted_by,
        submitted_at=record.cause.at,
        changed_at=record.cause.at,
        version=0,
        proposal=Proposal(attachments=enclosed(rows, record.stream_id)),
        catalog=event.catalog,
    )
    rows.put(advanced(row, record, f"提出{KINDS[event.kind]}方案", event.explanation))


@board.on(ProposalResubmitted)
def _(rows: Rows[ProposalRow], record: Record[ProposalResubmitted]) -> None:
    if row := rows.get(record.stream_id):
        row = advanced(row, record, "修改后重新提出", record.event.explanation)
        valid = {check for check in Check if check.value in row.proposal.verdicts}
        kept = tuple(each for each in row.reviews if each.check in valid)
        rows.put(replace(row, reviews=kept, catalog=record.event.catalog))


@board.on(ProposalAttached)
def _(rows: Rows[ProposalRow], record: Record[ProposalAttached]) -> None:
    """Files of a text that is filed anew; those of a first text wait for their proposal."""
    if row := rows.get(record.stream_id):
        proposal = PROPOSAL.evolve(row.proposal, record.event)
        rows.put(replace(row, proposal=proposal, version=record.version))


@board.on(ProposalReviewed)
def _(rows: Rows[ProposalRow], record: Record[ProposalReviewed]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        line = ReviewLine(
            check=event.check,
            verdict=event.verdict,
            note=event.note,
            digest=event.digest,
            by=event.reviewed_by,
            at=record.cause.at,
        )
        row = replace(row, reviews=(*row.reviews, line))
        said = f"{event.note}（党支部集体审核：{event.minutes}）" if event.minutes else event.note
        rows.put(advanced(row, record, f"{CHECKS[event.check]}{VERDICTS[event.verdict]}", said))


@board.on(ProposalReturned)
def _(rows: Rows[ProposalRow], record: Record[ProposalReturned]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, "退回修改", record.event.reason))


@board.on(ProposalApproved)
def _(rows: Rows[ProposalRow], record: Record[ProposalApproved]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, "批准", ""))


@board.on(ProposalRejected)
def _(rows: Rows[ProposalRow], record: Record[ProposalRejected]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, REFUSED[row.proposal.kind], record.event.reason))


@board.on(ProposalRevoked)
def _(rows: Rows[ProposalRow], record: Record[ProposalRevoked]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, "撤销批准", record.event.reason))


@corrections.on(CorrectionDemanded)
def _(rows: Rows[CorrectionRow], record: Record[CorrectionDemanded]) -> None:
    event = record.event
    rows.put(
        CorrectionRow(
            opinion_id=event.opinion_id,
            unit=event.unit,
            disclosure_id=event.disclosure_id,
            item_id=event.item_id,
            demanded_at=record.cause.at,
        )
    )


@corrections.on(ProposalSubmitted)
def _(rows: Rows[CorrectionRow], record: Record[ProposalSubmitted]) -> None:
    if record.event.opinion_id:
        rows.change(record.event.opinion_id, taken_by=str(record.stream_id))


@corrections.on(ProposalRejected)
def _(rows: Rows[CorrectionRow], record: Record[ProposalRejected]) -> None:
    """A rejected answer leaves the task to be done."""
    row = rows.of(board).get(record.stream_id)
    if row and row.proposal.opinion_id:
        rows.change(row.proposal.opinion_id, taken_by="")


def advanced(row: ProposalRow, record: Record[Any], what: str, note: str) -> ProposalRow:
    """Return a row one step on, with its line of history."""
    event: ProposalEvent = record.event
    proposal = PROPOSAL.evolve(row.proposal, event)
    line = HistoryLine(
        version=record.version,
        what=what,
        by=record.cause.actor,
        post=record.cause.post,
        at=record.cause.at,
        note=note,
    )
    return replace(
        row,
        state=proposal.status,
        changed_at=record.cause.at,
        version=record.version,
        proposal=proposal,
        history=(*row.history, line),
    )
