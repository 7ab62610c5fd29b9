"""报备 — a change is approved, filed with the superior, acknowledged, and only then announced.

S0 六2: 变更、撤销、终止 are approved by who made the catalog, filed with the superior Party
committee and then announced with an explanation. Only where the unit's scheme says so (V20).
"""

from collections.abc import Sequence
from typing import Final

from services.workflow.domain.change_words import (
    AcknowledgeFiling,
    ChangeFiled,
    FilingAcknowledged,
    RestartOrdered,
    Superior,
)
from services.workflow.domain.events import ProposalApproved, ProposalEvent
from services.workflow.domain.proposal_state import Proposal, Status
from services.workflow.domain.terms import Kind, Post
from services.workflow.domain.wording import latest
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

KEEPERS: Final = (Post.OFFICE, Post.APPROVER)  # who answers a filing in the superior's house
NUMBER: Final = 100  # characters


class AwaitsFilingError(RejectedError):
    """这项变更已经批准，正在报上级备案，回执以前不能再改动，也不能公布。"""


class NothingFiledError(RejectedError):
    """这份方案没有报备，或者已经回执。"""


class NotKeeperError(ForbiddenError):
    """备案由上级党组织的领导小组办公室或者审批人回执。"""


class FilingNumberError(InvalidError):
    """请填写备案编号，不超过100个字。"""


def followed(
    events: Sequence[ProposalEvent], proposal: Proposal, superior: Superior | None
) -> list[ProposalEvent]:
    """Return what an approval leads to: nothing of a change goes out before it is filed."""
    found: list[ProposalEvent] = []
    for event in events:
        if isinstance(event, ProposalApproved):
            found += _filed(event, proposal, superior) or announced(event, proposal)
        else:
            found.append(event)
    return found


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


def acknowledged(
    command: AcknowledgeFiling, proposal: Proposal, cause: Cause
) -> tuple[FilingAcknowledged, str]:
    """Return the fact, and who had approved what was filed."""
    filed = proposal.filed
    if proposal.status is not Status.FILING or filed is None:
        raise NothingFiledError
    if cause.unit != filed.body or cause.post not in {each.value for each in KEEPERS}:
        raise NotKeeperError
    latest(command.digest, proposal.digest)
    if not 0 < len(command.number.strip()) <= NUMBER:
        raise FilingNumberError(field="number")
    fact = FilingAcknowledged(
        unit=proposal.unit,
        body=filed.body,
        disclosure_id=proposal.disclosure_id,
        digest=proposal.digest,
        number=command.number.strip(),
        acknowledged_by=cause.actor,
    )
    return fact, filed.approved_by


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
