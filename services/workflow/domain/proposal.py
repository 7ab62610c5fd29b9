"""提议 — one plan to disclose one catalog item, from submission to decision."""

from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain import ground, plan, separation
from services.workflow.domain.commands import (
    ApproveProposal,
    Basis,
    Grounded,
    ProposalCommand,
    RejectProposal,
    ResubmitProposal,
    ReturnProposal,
    ReviewProposal,
    SubmitProposal,
)
from services.workflow.domain.events import (
    ProposalApproved,
    ProposalEvent,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.terms import (
    Check,
    Kind,
    Plan,
    Rules,
    Verdict,
    beijing_day,
    digest_of,
)
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

REASON: Final = 5  # characters at least, so that a proposer learns what to mend
NOTE: Final = 2_000  # characters at most


class Status(Enum):
    """办理状态 — where a proposal stands."""

    NEW = "new"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"


class Proposal(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next command. Nothing more.

    ``authors`` and ``reviewers`` are everybody who ever proposed or reviewed here,
    also before a return: who has once judged a matter stays its judge.
    """

    status: Status = Status.NEW
    unit: str = ""
    item_id: str = ""
    kind: Kind = Kind.DISCLOSE
    rules: Rules | None = None
    plan: Plan | None = None
    digest: str = ""
    disclosure_id: str = ""
    opinion_id: str = ""
    explanation: str = ""
    obligation_id: str = ""
    authors: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    verdicts: dict[str, Verdict] = {}  # by check


class NotProposedError(NotFoundError):
    """没有找到这份方案。"""


class AlreadySubmittedError(RejectedError):
    """这份方案已经提出，不能重复提出。"""


class AlreadyDecidedError(RejectedError):
    """这份方案已经办结，不能再改动。"""


class NotUnderReviewError(RejectedError):
    """这份方案已退回修改，重新提出以后才能办理。"""


class NotReturnedError(RejectedError):
    """这份方案没有被退回，不能重新提出。"""


class StaleTextError(RejectedError):
    """方案内容已经改动，您看到的不是最新文本，请刷新后再办。"""


class CheckAlreadyRecordedError(RejectedError):
    """这项审核对当前文本已有结论，不能重复审核。"""


class NoteMissingError(InvalidError):
    """审核不通过的，请写明理由。"""


class NoteTooLongError(InvalidError):
    """审核意见、退回理由不能超过2000个字。"""


class ReasonMissingError(InvalidError):
    """请写明理由，不少于5个字。"""


class CheckMissingError(RejectedError):
    """还有审核没有完成，不能审批。"""


class SecrecyMissingError(CheckMissingError):
    """保密审查还没有完成，不能审批。"""


class NecessityMissingError(CheckMissingError):
    """必要性审核还没有完成，不能审批。"""


class AccuracyMissingError(CheckMissingError):
    """准确性审核还没有完成，不能审批。"""


class CheckFailedError(RejectedError):
    """有审核没有通过，不能审批，请退回修改。"""


class SecrecyFailedError(CheckFailedError):
    """保密审查没有通过，不能审批，请退回修改。"""


class NecessityFailedError(CheckFailedError):
    """必要性审核没有通过，不能审批，请退回修改。"""


class AccuracyFailedError(CheckFailedError):
    """准确性审核没有通过，不能审批，请退回修改。"""


_MISSING: Final = {
    Check.SECRECY: SecrecyMissingError,
    Check.NECESSITY: NecessityMissingError,
    Check.ACCURACY: AccuracyMissingError,
}
_FAILED: Final = {
    Check.SECRECY: SecrecyFailedError,
    Check.NECESSITY: NecessityFailedError,
    Check.ACCURACY: AccuracyFailedError,
}


def decide(command: ProposalCommand, proposal: Proposal, cause: Cause) -> list[ProposalEvent]:
    """Judge one command; every refusal is a rule of this room."""
    match command:
        case Grounded(asked=asked, basis=basis):
            return [_propose(asked, basis, proposal, cause)]
        case ReviewProposal():
            return [_review(command, proposal, cause)]
        case ReturnProposal(reason=reason):
            return [_return(reason, proposal, cause)]
        case ApproveProposal(digest=digest):
            return [_approve(digest, proposal, cause)]
        case RejectProposal(reason=reason):
            return [_reject(reason, proposal, cause)]


def evolve(proposal: Proposal, event: ProposalEvent) -> Proposal:
    """Remember what happened, as far as rules ask about it."""
    match event:
        case ProposalSubmitted():
            return _submitted(event)
        case ProposalResubmitted():
            return _resubmitted(proposal, event)
        case ProposalReviewed(check=check, verdict=verdict, reviewed_by=person):
            return replace(
                proposal,
                verdicts={**proposal.verdicts, check.value: verdict},
                reviewers=proposal.reviewers | {person},
            )
        case ProposalReturned():
            return replace(proposal, status=Status.RETURNED)
        case ProposalApproved():
            return replace(proposal, status=Status.APPROVED)
        case ProposalRejected():
            return replace(proposal, status=Status.REJECTED)


PROPOSAL = Decider(initial=Proposal(), decide=decide, evolve=evolve)


def _propose(
    asked: SubmitProposal | ResubmitProposal, basis: Basis, proposal: Proposal, cause: Cause
) -> ProposalEvent:
    match asked:
        case SubmitProposal():
            return _submit(asked, basis, proposal, cause)
        case ResubmitProposal():
            return _resubmit(asked, basis, proposal, cause)


def _submit(
    asked: SubmitProposal, basis: Basis, proposal: Proposal, cause: Cause
) -> ProposalSubmitted:
    if proposal.status is not Status.NEW:
        raise AlreadySubmittedError
    separation.clerk(asked.unit, cause)
    item = ground.listed(basis.item, asked.unit)
    rules = ground.complete(basis.rules)
    ground.explained(asked.kind, asked.explanation)
    ground.referring(asked, basis)
    ground.owed(asked, basis)
    text = ground.text(asked.kind, asked.plan, basis)
    if asked.kind is not Kind.WITHDRAW:
        plan.judge(text, item, basis.strangers)
        plan.not_past(text, beijing_day(cause.at))
        ground.displayed(text, basis)
    return ProposalSubmitted(
        unit=asked.unit,
        item_id=asked.item_id,
        kind=asked.kind,
        plan=text,
        digest=digest_of(text, asked.explanation),
        rules=rules,
        submitted_by=cause.actor,
        disclosure_id=asked.disclosure_id,
        opinion_id=asked.opinion_id,
        explanation=asked.explanation,
        catalog=item.catalog,
        obligation_id=asked.obligation_id,
    )


def _resubmit(
    asked: ResubmitProposal, basis: Basis, proposal: Proposal, cause: Cause
) -> ProposalResubmitted:
    _begun(proposal)
    if proposal.status is not Status.RETURNED:
        raise NotReturnedError
    separation.proposes_again(proposal.unit, proposal.reviewers, cause)
    item = ground.listed(basis.item, proposal.unit)
    ground.explained(proposal.kind, asked.explanation)
    ground.still_in_force(proposal.kind, proposal.unit, proposal.item_id, basis)
    text = ground.text(proposal.kind, asked.plan, basis)
    if proposal.kind is not Kind.WITHDRAW:
        plan.judge(text, item, basis.strangers)
        plan.not_past(text, beijing_day(cause.at))
        ground.displayed(text, basis)
    return ProposalResubmitted(
        plan=text,
        digest=digest_of(text, asked.explanation),
        explanation=asked.explanation,
        resubmitted_by=cause.actor,
        catalog=item.catalog,
    )


def _review(command: ReviewProposal, proposal: Proposal, cause: Cause) -> ProposalReviewed:
    rules = _under_review(proposal)
    separation.reviews(command.check, rules, proposal.unit, proposal.authors, cause)
    if command.digest != proposal.digest:
        raise StaleTextError(field="digest")
    if command.check.value in proposal.verdicts:
        raise CheckAlreadyRecordedError(command.check.value, field="check")
    if command.verdict is Verdict.FAIL and not command.note.strip():
        raise NoteMissingError(field="note")
    _not_too_long(command.note, "note")
    return ProposalReviewed(
        check=command.check,
        verdict=command.verdict,
        note=command.note,
        digest=command.digest,
        reviewed_by=cause.actor,
    )


def _return(reason: str, proposal: Proposal, cause: Cause) -> ProposalReturned:
    rules = _under_review(proposal)
    separation.returns(rules, proposal.unit, proposal.authors, cause)
    return ProposalReturned(reason=_reason(reason), returned_by=cause.actor)


def _approve(digest: str, proposal: Proposal, cause: Cause) -> ProposalApproved:
    rules = _under_review(proposal)
    separation.decides(rules, proposal.unit, proposal.authors, proposal.reviewers, cause)
    if digest != proposal.digest or proposal.plan is None:
        raise StaleTextError(field="digest")
    _all_passed(rules, proposal.verdicts)
    return ProposalApproved(
        unit=proposal.unit,
        item_id=proposal.item_id,
        kind=proposal.kind,
        plan=proposal.plan,
        digest=digest,
        disclosure_id=proposal.disclosure_id,
        opinion_id=proposal.opinion_id,
        explanation=proposal.explanation,
        inner_first=rules.inner_first,
        min_inner_working_days=rules.min_inner_working_days,
        approved_by=cause.actor,
    )


def _reject(reason: str, proposal: Proposal, cause: Cause) -> ProposalRejected:
    rules = _under_review(proposal)
    separation.decides(rules, proposal.unit, proposal.authors, proposal.reviewers, cause)
    return ProposalRejected(reason=_reason(reason), rejected_by=cause.actor)


def _begun(proposal: Proposal) -> Rules:
    if proposal.rules is None:
        raise NotProposedError
    if proposal.status in {Status.APPROVED, Status.REJECTED}:
        raise AlreadyDecidedError
    return proposal.rules


def _under_review(proposal: Proposal) -> Rules:
    rules = _begun(proposal)
    if proposal.status is not Status.SUBMITTED:
        raise NotUnderReviewError
    return rules


def _all_passed(rules: Rules, verdicts: dict[str, Verdict]) -> None:
    for check in rules.required:
        if check.value not in verdicts:
            raise _MISSING[check](check.value)
        if verdicts[check.value] is Verdict.FAIL:
            raise _FAILED[check](check.value)


def _reason(reason: str) -> str:
    if len(reason.strip()) < REASON:
        raise ReasonMissingError(field="reason")
    _not_too_long(reason, "reason")
    return reason


def _not_too_long(text: str, field: str) -> None:
    if len(text) > NOTE:
        raise NoteTooLongError(len(text), field=field)


def _submitted(event: ProposalSubmitted) -> Proposal:
    return Proposal(
        status=Status.SUBMITTED,
        unit=event.unit,
        item_id=event.item_id,
        kind=event.kind,
        rules=event.rules,
        plan=event.plan,
        digest=event.digest,
        disclosure_id=event.disclosure_id,
        opinion_id=event.opinion_id,
        explanation=event.explanation,
        obligation_id=event.obligation_id,
        authors=frozenset({event.submitted_by}),
    )


def _resubmitted(proposal: Proposal, event: ProposalResubmitted) -> Proposal:
    return replace(
        proposal,
        status=Status.SUBMITTED,
        plan=event.plan,
        digest=event.digest,
        explanation=event.explanation,
        authors=proposal.authors | {event.resubmitted_by},
        verdicts=standing(proposal.verdicts, unchanged=event.digest == proposal.digest),
    )


def standing(verdicts: dict[str, Verdict], *, unchanged: bool) -> dict[str, Verdict]:
    """Return the verdicts that outlive a resubmission: passes of an unchanged text (B2)."""
    if not unchanged:
        return {}
    return {check: verdict for check, verdict in verdicts.items() if verdict is Verdict.PASS}
