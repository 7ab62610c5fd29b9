"""可办事项 — what a reader may do with a proposal now, and why not otherwise.

The rules themselves are asked, on trial: what a page offers is what the
decision will allow, whatever the rules come to be.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec import Struct

from services.workflow.domain import demands, separation, vouching
from services.workflow.domain.change_words import AnswerObjection
from services.workflow.domain.commands import (
    ApproveProposal,
    RejectProposal,
    ReturnProposal,
    ReviewProposal,
)
from services.workflow.domain.demand_words import PassPrivacy
from services.workflow.domain.filing import answerers
from services.workflow.domain.holding_words import HoldProposal, ResumeProposal
from services.workflow.domain.procedure import missing
from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    VouchProposal,
)
from services.workflow.domain.proposal import PROPOSAL, Status
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.route import Ballot
from services.workflow.domain.route_words import ConsentProposal, EscalateProposal
from services.workflow.domain.terms import Check, Kind, Post, Verdict
from services.workflow.handlers.paths import consults, place_of
from services.workflow.handlers.proposals import posts_for
from services.workflow.views import ProposalRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.record import Cause
from shared.web import Caller

REASON = "试办一次，不会真的提交"


class Offer(Struct, frozen=True, kw_only=True):
    """One step: open if ``refused`` is empty, else why it is not."""

    step: str
    check: Check | None = None
    refused: str = ""


def offers(row: ProposalRow, caller: Caller) -> list[Offer]:
    """Return the steps that this person's posts are there for."""
    if row.state is Status.RETURNED:
        return _again(row, caller)
    if row.state is Status.APPROVED:
        return _back(row, caller)
    if row.state is Status.HELD:
        offer = _tried("resume", ResumeProposal(), row, caller)
        return [offer] if offer else []
    if row.state is Status.OBJECTED:
        return _objected(row, caller)
    if row.state is not Status.SUBMITTED:
        return []
    digest = row.proposal.digest
    reviews = [_tried("review", _review(c, digest), row, caller) for c in Check]
    return [
        offer
        for offer in (
            *reviews,
            _tried("approve", ApproveProposal(digest=digest), row, caller),
            _tried("reject", RejectProposal(reason=REASON), row, caller),
            _tried("return", ReturnProposal(reason=REASON), row, caller),
            _tried("hold", _hold(digest, caller), row, caller),
            *_beyond(row, caller),
            *_procedure(row, caller),
        )
        if offer
    ]


def _review(check: Check, digest: str) -> ReviewProposal:
    return ReviewProposal(check=check, verdict=Verdict.PASS, digest=digest, minutes=REASON)


def _hold(digest: str, caller: Caller) -> HoldProposal:
    tomorrow = beijing_date(caller.at) + timedelta(days=1)
    return HoldProposal(digest=digest, reason=REASON, until=tomorrow)


def _beyond(row: ProposalRow, caller: Caller) -> list[Offer | None]:
    """Return the steps of a matter that the ordinary approver cannot decide."""
    route, digest = row.proposal.route, row.proposal.digest
    if route is None:
        return []
    send = EscalateProposal(digest=digest)
    agree = ConsentProposal(digest=digest, minutes=REASON, ballot=Ballot(present=3, favour=3))
    senders = () if route.body == row.unit else (Post.APPROVER, Post.OFFICE, Post.CLERK)
    found = [_asked("escalate", send, row, _cause(row, caller, senders))]
    if not consults(row.proposal, caller):
        return found
    why = caller.acting(route.body, *route.posts)
    refuse, back = RejectProposal(reason=REASON), ReturnProposal(reason=REASON)
    steps = {"consent": agree, "reject": refuse, "return": back}
    return [*found, *(_asked(step, each, row, why) for step, each in steps.items())]


def _procedure(row: ProposalRow, caller: Caller) -> list[Offer | None]:
    """Return the steps that only some schemes know: 声明, 会签, and 按目录批准办理."""
    rules, digest = row.proposal.rules, row.proposal.digest
    if rules is None:
        return []
    steps: list[Offer | None] = []
    if wanted := vouching.wanted(rules, row.proposal):
        state = VouchProposal(digest=digest, statements=wanted)
        steps.append(_tried("vouch", state, row, caller))
    if demands.wants_privacy(row.proposal):
        steps.append(_tried("privacy", PassPrivacy(digest=digest), row, caller))
    if missing(rules, row.proposal):
        steps.append(_tried("countersign", CountersignProposal(digest=digest), row, caller))
    if not rules.procedure.signatures and row.proposal.route is None:
        steps.append(_tried("exempt", InvokeCatalog(digest=digest), row, caller))
    return steps


def _objected(row: ProposalRow, caller: Caller) -> list[Offer]:
    """Return whether this person may answer what the superior objects to."""
    rules, digest = row.proposal.rules, row.proposal.digest
    if rules is None:
        return []
    command = AnswerObjection(digest=digest, answer=REASON, amend=True)
    offer = _asked("answer", command, row, _cause(row, caller, answerers(rules)))
    return [offer] if offer else []


def _back(row: ProposalRow, caller: Caller) -> list[Offer]:
    """Return whether this person may take the approval back."""
    if row.proposal.kind is not Kind.DISCLOSE:
        return []
    route, command = row.proposal.route, RevokeProposal(reason=REASON)
    if route is None:
        offer = _tried("revoke", command, row, caller)
    elif consults(row.proposal, caller):
        offer = _asked("revoke", command, row, caller.acting(route.body, *route.posts))
    else:
        offer = None
    return [offer] if offer else []


def _again(row: ProposalRow, caller: Caller) -> list[Offer]:
    """Return whether this person may propose it again, and whether they may end it."""
    rules, end = row.proposal.rules, RejectProposal(reason=REASON)
    if rules is None:
        return []
    ended = _asked("reject", end, row, _cause(row, caller, rules.approvers))
    found = [ended] if ended and not ended.refused else []
    cause = _cause(row, caller, rules.procedure.proposers)
    if cause is None:
        return found
    ask = separation.proposes_again
    refused = _why_not(lambda: ask(row.unit, row.proposal.reviewers, cause, rules))
    return [Offer(step="resubmit", refused=refused), *found]


def _tried(step: str, command: Any, row: ProposalRow, caller: Caller) -> Offer | None:
    routed = row.proposal.route is not None
    if routed and (step == "reject" or (step == "return" and consults(row.proposal, caller))):
        return None  # offered to the body that decides
    found = _checking if step in {"review", "privacy"} else _cause
    return _asked(step, command, row, found(row, caller, posts_for(command, row.proposal.rules)))


def _asked(step: str, command: Any, row: ProposalRow, cause: Cause | None) -> Offer | None:
    if cause is None:
        return None
    refused = _why_not(lambda: PROPOSAL.decide(command, row.proposal, cause))
    return Offer(step=step, check=getattr(command, "check", None), refused=refused)


def _cause(row: ProposalRow, caller: Caller, posts: tuple[Post, ...]) -> Cause | None:
    return caller.acting(row.unit, *posts) if posts and caller.holds(row.unit, *posts) else None


def _checking(row: ProposalRow, caller: Caller, posts: tuple[Post, ...]) -> Cause | None:
    where = place_of(row.proposal, caller, *posts) if posts else ""
    return caller.acting(where, *posts) if where and caller.holds(where, *posts) else None


def _why_not(ask: Callable[[], object]) -> str:
    try:
        ask()
    except RejectedError as refusal:
        return refusal.sentence
    return ""
