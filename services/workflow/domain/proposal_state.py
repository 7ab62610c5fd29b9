"""提议的状态 — what must be remembered of one proposal, and how each fact changes it."""

from datetime import date
from enum import Enum
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.attachment_words import Attachment, ProposalAttached
from services.workflow.domain.catalog import CatalogVersion
from services.workflow.domain.change_words import (
    ChangeFiled,
    FilingObjected,
    ObjectionAnswered,
)
from services.workflow.domain.demand_words import Declared, PrivacyPassed, ProposalDeclared
from services.workflow.domain.events import (
    ProposalApproved,
    ProposalEvent,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.holding_words import ProposalHeld, ProposalResumed
from services.workflow.domain.procedure_words import (
    ProposalCountersigned,
    ProposalVouched,
    ReviewKept,
    ReviewRouted,
)
from services.workflow.domain.revocation_words import ProposalRevoked
from services.workflow.domain.route import Route
from services.workflow.domain.route_words import (
    ProposalEscalated,
    ProposalRouted,
)
from services.workflow.domain.terms import Check, CheckRule, Kind, Plan, Post, Rules, Verdict


class Status(Enum):
    """办理状态 — where a proposal stands."""

    NEW = "new"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"
    FILING = "filing"
    HELD = "held"  # 暂缓公开
    OBJECTED = "objected"  # the superior objects to the filing, and the unit must answer


class Passed(Struct, frozen=True, kw_only=True):
    """通过 — who passed a check, and on which text."""

    by: str
    digest: str


class Proposal(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next command. Nothing more.

    ``authors`` and ``reviewers`` are everybody who ever proposed or reviewed here,
    also before a return: who has once judged a matter stays its judge.
    """

    EDITION: ClassVar = 2  # since then words beside a text void passes that were given before
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
    route: Route | None = None  # None: the ordinary path
    escalated: bool = False
    attachments: tuple[Attachment, ...] = ()
    catalog: CatalogVersion | None = None
    passes: dict[str, Passed] = {}  # by check: those that stand
    lapsed: dict[str, Passed] = {}  # by check: those that the last resubmission voided
    countersigned: tuple[str, ...] = ()
    held_until: date | None = None
    vouched: str = ""  # the digest of the text that somebody answers for
    declared: Declared = Declared()  # what is said of the matter beside its text
    private: str = ""  # the digest of the text that has passed the privacy check
    filed: ChangeFiled | None = None  # a change that is approved and waits for its superior


_STANDS: Final[dict[type, Status]] = {
    FilingObjected: Status.OBJECTED,
    ProposalResumed: Status.SUBMITTED,
    ObjectionAnswered: Status.FILING,
    ProposalApproved: Status.APPROVED,
    ProposalRejected: Status.REJECTED,
    ProposalRevoked: Status.REVOKED,
}


def evolve(  # noqa: C901, PLR0911, PLR0912 — one line for each fact
    proposal: Proposal, event: ProposalEvent
) -> Proposal:
    """Remember what happened, as far as rules ask about it."""
    match event:
        case ProposalSubmitted():
            return _submitted(proposal, event)
        case ProposalResubmitted():
            return _resubmitted(proposal, event)
        case ProposalReviewed():
            return _reviewed(proposal, event)
        case ReviewRouted():
            return replace(proposal, rules=rerouted(proposal.rules, event))
        case ReviewKept():
            return _kept(proposal, event)
        case ProposalVouched() | ProposalDeclared() | PrivacyPassed():
            return _stated(proposal, event)
        case ProposalCountersigned(countersigned_by=person):
            return _countersigned(proposal, person)
        case ProposalReturned():
            sent = _stays_above(proposal)
            return replace(proposal, status=Status.RETURNED, escalated=sent, countersigned=())
        case ProposalRouted(route=route):
            return replace(proposal, route=route)
        case ProposalEscalated():
            return replace(proposal, escalated=True)
        case ChangeFiled():
            return replace(proposal, status=Status.FILING, filed=event)
        case ProposalAttached(attachments=attachments):
            return replace(proposal, attachments=attachments)
        case ProposalHeld(until=until):
            return replace(proposal, status=Status.HELD, held_until=until)
        case _:
            return replace(proposal, status=_STANDS.get(type(event), proposal.status))


def _submitted(before: Proposal, event: ProposalSubmitted) -> Proposal:
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
        attachments=before.attachments,
        catalog=event.catalog,
    )


def _resubmitted(proposal: Proposal, event: ProposalResubmitted) -> Proposal:
    verdicts = standing(proposal.verdicts, unchanged=event.digest == proposal.digest)
    stand = {check: each for check, each in proposal.passes.items() if check in verdicts}
    return replace(
        proposal,
        status=Status.SUBMITTED,
        plan=event.plan,
        digest=event.digest,
        explanation=event.explanation,
        authors=proposal.authors | {event.resubmitted_by},
        verdicts=verdicts,
        passes=stand,
        lapsed={check: each for check, each in proposal.passes.items() if check not in stand},
        catalog=event.catalog,
        countersigned=(),
        escalated=_stays_above(proposal),
    )


def places(proposal: Proposal) -> tuple[str, ...]:
    """Return the units whose people check it: its own; and that above, if nobody leads (S0-80)."""
    route = proposal.route if _stays_above(proposal) else None
    return (proposal.unit, route.body) if route else (proposal.unit,)


def _stays_above(proposal: Proposal) -> bool:
    return proposal.escalated and proposal.route is not None and proposal.route.vacant


def standing(verdicts: dict[str, Verdict], *, unchanged: bool) -> dict[str, Verdict]:
    """Return the verdicts that outlive a resubmission: passes of an unchanged text (B2)."""
    if not unchanged:
        return {}
    return {check: verdict for check, verdict in verdicts.items() if verdict is Verdict.PASS}


def rerouted(rules: Rules | None, event: ReviewRouted) -> Rules | None:
    """Return rules by which substitutes carry out what the proposing office would check."""
    return substituted(rules, event.checks, event.substitutes) if rules else None


def substituted(rules: Rules, checks: tuple[Check, ...], posts: tuple[Post, ...]) -> Rules:
    """Return rules by which these posts carry out these checks."""
    changed = tuple(
        CheckRule(check=each.check, posts=posts) if each.check in checks else each
        for each in rules.checks
    )
    return replace(rules, checks=changed)


def _reviewed(proposal: Proposal, event: ProposalReviewed) -> Proposal:
    check, person = event.check.value, event.reviewed_by
    passes = {name: each for name, each in proposal.passes.items() if name != check}
    if event.verdict is Verdict.PASS:
        passes[check] = Passed(by=person, digest=event.digest)
    return replace(
        proposal,
        verdicts={**proposal.verdicts, check: event.verdict},
        reviewers=proposal.reviewers | {person},
        passes=passes,
    )


def _kept(proposal: Proposal, event: ReviewKept) -> Proposal:
    passes = {
        each.check.value: Passed(by=each.reviewed_by, digest=each.digest) for each in event.kept
    }
    return replace(
        proposal,
        verdicts={**proposal.verdicts, **dict.fromkeys(passes, Verdict.PASS)},
        passes={**proposal.passes, **passes},
    )


def _stated(
    proposal: Proposal, event: ProposalVouched | ProposalDeclared | PrivacyPassed
) -> Proposal:
    match event:
        case ProposalVouched(digest=digest):
            return replace(proposal, vouched=digest)
        case ProposalDeclared(declared=declared):  # society reads it: who passed had not read it
            lapsed = {**proposal.lapsed, **proposal.passes}
            anew = replace(proposal, verdicts={}, passes={}, lapsed=lapsed, private="")
            return replace(anew, declared=declared)
        case PrivacyPassed(digest=digest, passed_by=person):
            checked = proposal.reviewers | {person}
            return replace(proposal, private=digest, reviewers=checked)


def _countersigned(proposal: Proposal, person: str) -> Proposal:
    return replace(
        proposal,
        countersigned=(*proposal.countersigned, person),
        reviewers=proposal.reviewers | {person},
    )
