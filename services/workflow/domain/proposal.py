"""提议 — one plan to disclose one catalog item, from submission to decision."""

from msgspec.structs import replace

from services.workflow.domain import (
    approval,
    attachment,
    clearance,
    demands,
    filing,
    giving_up,
    ground,
    holding,
    plan,
    procedure,
    republication,
    revocation,
    separation,
    signing,
    tailoring,
    verdicts,
    vouching,
    wording,
)
from services.workflow.domain.change_words import AcknowledgeFiling, AnswerObjection, ObjectToFiling
from services.workflow.domain.commands import (
    ApproveProposal,
    Basis,
    Bounded,
    Grounded,
    Item,
    ProposalCommand,
    RejectProposal,
    ResubmitProposal,
    ReturnProposal,
    ReviewProposal,
    SubmitProposal,
)
from services.workflow.domain.demand_words import PassPrivacy, ProposalDeclared
from services.workflow.domain.events import (
    ProposalApproved,
    ProposalEvent,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.holding_words import HoldProposal, ResumeProposal
from services.workflow.domain.narrowing import within
from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    ProcedureCommand,
    ProposalVouched,
    VouchProposal,
)
from services.workflow.domain.proposal_refusals import (
    AlreadyDecidedError,
    AlreadySubmittedError,
    CheckAlreadyRecordedError,
    NotProposedError,
    NotReturnedError,
    NotUnderReviewError,
)
from services.workflow.domain.proposal_state import Proposal, Status, evolve, places, standing
from services.workflow.domain.revocation_words import ProposalRevoked, RevokeProposal
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    ProposalConsented,
    ProposalEscalated,
    SubmitOffCatalog,
)
from services.workflow.domain.terms import Kind, Plan, Rules, Verdict, digest_of
from services.workflow.domain.verdicts import (
    AccuracyFailedError,
    AccuracyMissingError,
    CheckMissingError,
    NecessityFailedError,
    NecessityMissingError,
    SecrecyFailedError,
    SecrecyMissingError,
)
from services.workflow.domain.wording import (
    NoteMissingError,
    NoteTooLongError,
    ReasonMissingError,
    StaleTextError,
)
from shared.calendar import beijing_date
from shared.decider import Decider
from shared.record import Cause

__all__ = [
    "PROPOSAL",
    "AccuracyFailedError",
    "AccuracyMissingError",
    "CheckMissingError",
    "NecessityFailedError",
    "NecessityMissingError",
    "NotProposedError",
    "NotUnderReviewError",
    "NoteMissingError",
    "NoteTooLongError",
    "Proposal",
    "ReasonMissingError",
    "SecrecyFailedError",
    "SecrecyMissingError",
    "StaleTextError",
    "Status",
    "standing",
]


def decide(  # noqa: C901, PLR0911 — one line for each command
    command: ProposalCommand, proposal: Proposal, cause: Cause
) -> list[ProposalEvent]:
    """Judge one command; every refusal is a rule of this room."""
    match command:
        case Grounded(asked=asked, basis=basis):
            texts = _propose(asked, basis, proposal, cause)
            files = ground.files(proposal.kind, basis)
            return [*attachment.attached(files, proposal.attachments, cause), *texts]
        case ReviewProposal():
            return [_review(command, proposal, cause)]
        case Bounded(asked=asked, item=item, gone=gone):
            approved = within(item, proposal, decide(asked, proposal, cause))
            ground.there(gone=gone)
            return filing.followed(approved, proposal, command)
        case AcknowledgeFiling() | ObjectToFiling() | AnswerObjection():
            return filing.settled(command, proposal, _begun(proposal), cause)
        case ReturnProposal(reason=reason):
            return [_return(reason, proposal, cause)]
        case ApproveProposal(digest=digest):
            return [_approve(digest, proposal, cause)]
        case RejectProposal(reason=reason):
            return [_reject(reason, proposal, cause)]
        case RevokeProposal(reason=reason):
            return [_revoke(reason, proposal, cause)]
        case EscalateProposal():
            return [_escalate(command, proposal, cause)]
        case ConsentProposal():
            return _consent(command, proposal, cause)
        case HoldProposal() | ResumeProposal():
            return [*holding.settled(command, proposal, _begun(proposal), cause)]
        case CountersignProposal() | InvokeCatalog() | VouchProposal() | PassPrivacy():
            return _signs(command, proposal, cause)


PROPOSAL = Decider(initial=Proposal(), decide=decide, evolve=evolve)


def _propose(
    asked: SubmitProposal | ResubmitProposal | SubmitOffCatalog,
    basis: Basis,
    proposal: Proposal,
    cause: Cause,
) -> list[ProposalEvent]:
    match asked:
        case SubmitProposal():
            submitted = _submit(asked, basis, proposal, cause)
            ways = clearance.routed(submitted, basis.route)
            said = _stated(asked, evolve(proposal, submitted), submitted.digest, cause)
            return [submitted, *ways, *procedure.routed(submitted, basis.held), *said]
        case SubmitOffCatalog():
            return _submit_off_catalog(asked, basis, proposal, cause)
        case ResubmitProposal():
            text = _resubmit(asked, basis, proposal, cause)
            said = _stated(asked, proposal, text.digest, cause)
            return [text, *procedure.again(proposal, text, basis.held), *said]


def _stated(
    asked: SubmitProposal | ResubmitProposal, on: Proposal, digest: str, cause: Cause
) -> list[ProposalVouched | ProposalDeclared]:
    vouched = vouching.at_once(asked.statements, _begun(on), on.unit, digest, cause)
    return [*vouched, *demands.declaring(asked.declared, on, cause)]


def _submit_off_catalog(
    asked: SubmitOffCatalog, basis: Basis, proposal: Proposal, cause: Cause
) -> list[ProposalEvent]:
    route = clearance.open_way(basis.route)
    reason = clearance.reasoned(asked.reason)
    as_listed = SubmitProposal(unit=asked.unit, item_id=basis.matter_id, plan=asked.plan)
    submitted = _submit(as_listed, basis, proposal, cause)
    ways = clearance.routed(submitted, route, reason)
    return [submitted, *ways, *procedure.routed(submitted, basis.held)]


def _submit(
    asked: SubmitProposal, basis: Basis, proposal: Proposal, cause: Cause
) -> ProposalSubmitted:
    if proposal.status is not Status.NEW:
        raise AlreadySubmittedError
    clearance.permitted(basis.resembles, barred=basis.barred)
    separation.proposes(basis.rules, asked.unit, cause)
    ground.own(basis)
    item = ground.listed(basis.item, asked.unit)
    rules = ground.complete(basis.rules)
    ground.explained(asked.kind, asked.explanation)
    ground.referring(asked, basis)
    republication.decided(rules, asked.kind, basis.republish)
    ground.owed(asked, basis)
    text = ground.text(asked.kind, asked.plan, basis)
    if asked.kind is not Kind.WITHDRAW:
        _fitting(text, item, rules, basis, cause)
        demands.judge(asked.declared, asked.kind, text, item, rules, basis)
    return ProposalSubmitted(
        unit=asked.unit,
        item_id=asked.item_id,
        kind=asked.kind,
        plan=text,
        digest=digest_of(text, asked.explanation, ground.files(asked.kind, basis)),
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
    rules = _begun(proposal)
    if proposal.status is not Status.RETURNED:
        raise NotReturnedError
    separation.proposes_again(proposal.unit, proposal.reviewers, cause, rules)
    item = ground.listed(basis.item, proposal.unit)
    ground.explained(proposal.kind, asked.explanation)
    ground.still_in_force(proposal.kind, proposal.unit, proposal.item_id, basis)
    text = ground.text(proposal.kind, asked.plan, basis)
    if proposal.kind is not Kind.WITHDRAW:
        _fitting(text, item, rules, basis, cause)
        told = demands.said(asked.declared, proposal)
        demands.judge(told, proposal.kind, text, item, rules, basis)
    return ProposalResubmitted(
        plan=text,
        digest=digest_of(text, asked.explanation, ground.files(proposal.kind, basis)),
        explanation=asked.explanation,
        resubmitted_by=cause.actor,
        catalog=item.catalog,
    )


def _fitting(text: Plan, item: Item, rules: Rules, basis: Basis, cause: Cause) -> None:
    plan.judge(text, item, basis.strangers)
    procedure.in_order(rules, text, item)
    plan.not_past(text, beijing_date(cause.at))
    ground.displayed(text, basis)


def _review(command: ReviewProposal, proposal: Proposal, cause: Cause) -> ProposalReviewed:
    rules = _under_review(proposal)
    separation.reviews(command.check, rules, places(proposal), proposal.authors, cause)
    wording.latest(command.digest, proposal.digest)
    if command.check.value in proposal.verdicts:
        raise CheckAlreadyRecordedError(command.check.value, field="check")
    if command.verdict is Verdict.FAIL and not command.note.strip():
        raise NoteMissingError(field="note")
    wording.not_too_long(command.note, "note")
    demands.concluded(rules, proposal, command.verdict, beijing_date(cause.at))
    return ProposalReviewed(
        minutes=tailoring.gathered(rules, command.check, command.verdict, command.minutes),
        check=command.check,
        verdict=command.verdict,
        note=command.note,
        digest=command.digest,
        reviewed_by=cause.actor,
    )


def _return(reason: str, proposal: Proposal, cause: Cause) -> ProposalReturned:
    rules = _under_review(proposal)
    if clearance.speaks_for(proposal.route, cause):
        _judged(proposal, cause)
    else:
        separation.returns(rules, proposal.unit, proposal.authors, cause)
    return ProposalReturned(reason=wording.reasoned(reason), returned_by=cause.actor)


def _approve(digest: str, proposal: Proposal, cause: Cause) -> ProposalApproved:
    rules = _under_review(proposal)
    separation.decides(rules, proposal.unit, proposal.authors, proposal.reviewers, cause)
    clearance.ordinary(proposal.route)
    return _approved(digest, proposal, rules, cause)


def _approved(digest: str, proposal: Proposal, rules: Rules, cause: Cause) -> ProposalApproved:
    if digest != proposal.digest or proposal.plan is None:
        raise StaleTextError(field="digest")
    verdicts.all_passed(rules, proposal.verdicts)
    procedure.signed(rules, proposal, cause)
    vouching.vouched(rules, proposal)
    demands.private(rules, proposal)
    return approval.of(proposal, proposal.plan, rules, cause.actor)


def _reject(reason: str, proposal: Proposal, cause: Cause) -> ProposalRejected:
    if proposal.status is not Status.RETURNED:
        _deciding(_under_review(proposal), proposal, cause)
    else:
        giving_up.allowed(_begun(proposal), proposal, cause)
    return ProposalRejected(reason=wording.reasoned(reason), rejected_by=cause.actor)


def _revoke(reason: str, proposal: Proposal, cause: Cause) -> ProposalRevoked:
    _deciding(revocation.standing(proposal), proposal, cause)
    return revocation.revoked(wording.reasoned(reason), proposal, cause)


def _deciding(rules: Rules, proposal: Proposal, cause: Cause) -> None:
    if proposal.route is not None:
        _judged(proposal, cause)
    else:
        separation.decides(rules, proposal.unit, proposal.authors, proposal.reviewers, cause)


def _escalate(command: EscalateProposal, proposal: Proposal, cause: Cause) -> ProposalEscalated:
    rules, route = _under_review(proposal), clearance.known(proposal.route)
    separation.sends(rules, proposal.unit, cause)
    clearance.sendable(route, proposal.unit, escalated=proposal.escalated)
    wording.latest(command.digest, proposal.digest)
    verdicts.all_passed(rules, proposal.verdicts)
    wording.not_too_long(command.note, "note")
    return ProposalEscalated(
        unit=proposal.unit,
        body=route.body,
        digest=command.digest,
        note=command.note.strip(),
        escalated_by=cause.actor,
    )


def _consent(command: ConsentProposal, proposal: Proposal, cause: Cause) -> list[ProposalEvent]:
    rules, route = _under_review(proposal), clearance.known(proposal.route)
    _judged(proposal, cause)
    clearance.recorded(route, command)
    approved = _approved(command.digest, proposal, rules, cause)
    consented = ProposalConsented(
        unit=proposal.unit,
        body=route.body,
        way=route.way,
        digest=command.digest,
        consented_by=cause.actor,
        minutes=command.minutes.strip(),
        ballot=command.ballot,
    )
    return [consented, approved]


def _signs(
    command: ProcedureCommand | PassPrivacy, proposal: Proposal, cause: Cause
) -> list[ProposalEvent]:
    match command:
        case CountersignProposal():
            return [signing.countersigned(command, _under_review(proposal), proposal, cause)]
        case InvokeCatalog(digest=digest):
            return _invoke(digest, proposal, cause)
        case VouchProposal():
            return [vouching.states(command, _under_review(proposal), proposal, cause)]
        case PassPrivacy():
            return [demands.passed(command, _under_review(proposal), proposal, cause)]


def _invoke(digest: str, proposal: Proposal, cause: Cause) -> list[ProposalEvent]:
    rules = _under_review(proposal)
    exempted = procedure.exempted(rules, proposal, cause)
    approved = _approved(digest, proposal, rules, cause)
    return [exempted, replace(approved, approved_by=exempted.approved_by)]


def _judged(proposal: Proposal, cause: Cause) -> None:
    route = clearance.known(proposal.route)
    clearance.judged(route, proposal.authors, proposal.reviewers, cause)
    clearance.arrived(route, proposal.unit, escalated=proposal.escalated)


def _begun(proposal: Proposal) -> Rules:
    if proposal.rules is None:
        raise NotProposedError
    if proposal.status in {Status.APPROVED, Status.REJECTED, Status.REVOKED}:
        raise AlreadyDecidedError
    return proposal.rules


def _under_review(proposal: Proposal) -> Rules:
    rules = _begun(proposal)
    if proposal.status in {Status.FILING, Status.OBJECTED}:
        raise filing.AwaitsFilingError
    if proposal.status is Status.HELD:
        raise holding.HeldError
    if proposal.status is not Status.SUBMITTED:
        raise NotUnderReviewError
    return rules
