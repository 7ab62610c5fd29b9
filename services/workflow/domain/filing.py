"""报备 — a change is approved, filed with the superior, acknowledged, and only then announced.

S0 六2: 变更、撤销、终止 are approved by who made the catalog, filed with the superior Party
committee and then announced with an explanation. Only where the unit's scheme says so (V20).
A superior that objects (异议) is answered first: the change is made anew, or filed again.
"""

from collections.abc import Sequence
from typing import Final

from services.workflow.domain import approval, ground
from services.workflow.domain.change_words import (
    AcknowledgeFiling,
    AnswerObjection,
    ChangeFiled,
    FilingAcknowledged,
    FilingCommand,
    FilingObjected,
    ObjectionAnswered,
    ObjectToFiling,
    RestartOrdered,
    SchemeCited,
    Superior,
)
from services.workflow.domain.commands import Bounded
from services.workflow.domain.events import ProposalApproved, ProposalEvent, ProposalReturned
from services.workflow.domain.proposal_state import Proposal, Status
from services.workflow.domain.terms import Kind, Post, Rules
from services.workflow.domain.wording import latest
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

KEEPERS: Final = (Post.OFFICE, Post.APPROVER)  # who answers a filing in the superior's house
NUMBER: Final = 100  # characters
LINE: Final = 500  # characters
LEAST: Final = 10


class AwaitsFilingError(RejectedError):
    """这项变更已经批准，正在报上级备案，回执以前不能再改动，也不能公布。"""


class NothingFiledError(RejectedError):
    """这份方案没有报备，或者已经回执。"""


class NotKeeperError(ForbiddenError):
    """备案由上级党组织的领导小组办公室或者审批人回执。"""


class FilingNumberError(InvalidError):
    """请填写备案编号，不超过100个字。"""


class NoObjectionError(RejectedError):
    """上级没有对这份备案提出异议，或者已经答复。"""


class NotAnswererError(ForbiddenError):
    """上级对备案的异议，由本单位的领导小组办公室或者审批人答复。"""


class ObjectionWordsError(InvalidError):
    """提出异议、答复异议都要写明理由，不少于10个字，不超过500个字。"""


def followed(
    events: Sequence[ProposalEvent], proposal: Proposal, known: Bounded
) -> list[ProposalEvent]:
    """Return what an approval leads to: nothing of a change goes out before it is filed."""
    found: list[ProposalEvent] = []
    for event in events:
        if isinstance(event, ProposalApproved):
            filed = _filed(event, proposal, known.superior)
            found += filed or [*_cited(event, known), *announced(event, proposal)]
        else:
            found.append(event)
    return found


def _cited(approved: ProposalApproved, known: Bounded) -> list[ProposalEvent]:
    """Return by which scheme a new matter is carried out."""
    if approved.kind is not Kind.DISCLOSE or not known.scheme:
        return []
    return [SchemeCited(unit=known.body, digest=approved.digest, version=known.scheme)]


def announced(approved: ProposalApproved, proposal: Proposal) -> list[ProposalEvent]:
    """Return an approval, with the order to begin the inner period anew where a scheme does."""
    rules = proposal.rules
    if rules is None or approved.kind is not Kind.REVISE or not rules.procedure.republish:
        return [approved]
    order = RestartOrdered(
        unit=approved.unit,
        disclosure_id=approved.disclosure_id,
        digest=approved.digest,
        min_inner_working_days=rules.min_inner_working_days,
    )
    return [order, approved]


def settled(
    command: FilingCommand, proposal: Proposal, rules: Rules, cause: Cause
) -> list[ProposalEvent]:
    """Return what comes of a filing: an answer from above, or one to an objection from there."""
    filed = proposal.filed
    match command:
        case AcknowledgeFiling():
            _waiting(proposal, filed, Status.FILING)
            return _acknowledged(command, proposal, rules, _above(filed, cause))
        case ObjectToFiling():
            _waiting(proposal, filed, Status.FILING)
            return [_objected(command, proposal, _above(filed, cause))]
        case AnswerObjection():
            _waiting(proposal, filed, Status.OBJECTED)
            return _answered(command, proposal, rules, cause)


def answerers(rules: Rules) -> tuple[Post, ...]:
    """Return the posts that answer an objection for the unit."""
    return (Post.OFFICE, *rules.approvers)


def _waiting(proposal: Proposal, filed: ChangeFiled | None, status: Status) -> None:
    if filed is None or proposal.status is not status:
        raise NoObjectionError if status is Status.OBJECTED else NothingFiledError


def _above(filed: ChangeFiled | None, cause: Cause) -> Cause:
    keepers = {each.value for each in KEEPERS}
    if filed is None or cause.unit != filed.body or cause.post not in keepers:
        raise NotKeeperError
    return cause


def _acknowledged(
    command: AcknowledgeFiling, proposal: Proposal, rules: Rules, cause: Cause
) -> list[ProposalEvent]:
    latest(command.digest, proposal.digest)
    if not 0 < len(command.number.strip()) <= NUMBER:
        raise FilingNumberError(field="number")
    fact = FilingAcknowledged(
        unit=proposal.unit,
        body=cause.unit,
        disclosure_id=proposal.disclosure_id,
        digest=proposal.digest,
        number=command.number.strip(),
        acknowledged_by=cause.actor,
    )
    approver = proposal.filed.approved_by if proposal.filed else ""
    approved = approval.of(proposal, ground.stated(proposal.plan), rules, approver)
    return [fact, *announced(approved, proposal)]


def _objected(command: ObjectToFiling, proposal: Proposal, cause: Cause) -> FilingObjected:
    latest(command.digest, proposal.digest)
    return FilingObjected(
        unit=proposal.unit,
        body=cause.unit,
        disclosure_id=proposal.disclosure_id,
        digest=proposal.digest,
        reason=_reasoned(command.reason, "reason"),
        objected_by=cause.actor,
    )


def _answered(
    command: AnswerObjection, proposal: Proposal, rules: Rules, cause: Cause
) -> list[ProposalEvent]:
    if cause.unit != proposal.unit or cause.post not in {p.value for p in answerers(rules)}:
        raise NotAnswererError
    latest(command.digest, proposal.digest)
    fact = ObjectionAnswered(
        unit=proposal.unit,
        body=proposal.filed.body if proposal.filed else "",
        disclosure_id=proposal.disclosure_id,
        digest=proposal.digest,
        answer=_reasoned(command.answer, "answer"),
        amend=command.amend,
        answered_by=cause.actor,
    )
    back = ProposalReturned(reason=fact.answer, returned_by=cause.actor)
    return [fact, back] if command.amend else [fact]


def _reasoned(text: str, field: str) -> str:
    if not LEAST <= len(text.strip()) <= LINE:
        raise ObjectionWordsError(field=field)
    return text.strip()


def _filed(
    approved: ProposalApproved, proposal: Proposal, superior: Superior | None
) -> list[ProposalEvent]:
    rules = proposal.rules
    change = approved.kind is not Kind.DISCLOSE
    if superior is None or rules is None or not (change and rules.procedure.filing):
        return []
    return [
        ChangeFiled(
            unit=approved.unit,
            item_id=approved.item_id,
            kind=approved.kind,
            disclosure_id=approved.disclosure_id,
            title=approved.plan.title,
            digest=approved.digest,
            body=superior.unit,
            body_name=superior.name,
            approved_by=approved.approved_by,
        )
    ]
