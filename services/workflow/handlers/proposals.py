"""提议的办理 — who acts, on which basis; the domain decides; the store files."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.clearance import LikenessUndecidedError
from services.workflow.domain.commands import (
    ApproveProposal,
    Basis,
    Bounded,
    Grounded,
    RejectProposal,
    ResubmitProposal,
    ReturnProposal,
    ReviewProposal,
    SubmitProposal,
)
from services.workflow.domain.consultation_ground import Consulted
from services.workflow.domain.demand_words import PassPrivacy
from services.workflow.domain.demands import said
from services.workflow.domain.holding_words import (
    HoldingCommand,
    HoldProposal,
    ResumeProposal,
)
from services.workflow.domain.procedure import invokers
from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    VouchProposal,
)
from services.workflow.domain.proposal import PROPOSAL, NotProposedError, Proposal, Status
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.route_words import ConsentProposal
from services.workflow.domain.separation import CheckNotDemandedError
from services.workflow.domain.terms import (
    AUDIENCES,
    STAFF,
    Check,
    Kind,
    Plan,
    Post,
    Rules,
    Scope,
)
from services.workflow.handlers.calendars import Calendars
from services.workflow.handlers.changes import republished, superior_of
from services.workflow.handlers.consultation_basis import asked_of
from services.workflow.handlers.enclosures import Enclosures
from services.workflow.handlers.likeness import told
from services.workflow.handlers.linking import links, working_days
from services.workflow.handlers.paths import Paths, checks_above, consults, place_of
from services.workflow.handlers.postings import least_days
from services.workflow.handlers.screenings import Screenings
from services.workflow.handlers.suggesting import instead
from services.workflow.handlers.tailoring import tailored_to
from services.workflow.handlers.widening import limits
from services.workflow.views import (
    DisclosureRow,
    board,
    corrections,
    disclosed_files,
    disclosures,
    entries,
    items,
    schemes,
)
from services.workflow.views.routing import matters
from shared.auth import WrongPostError
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import Cause
from shared.register import heir_of, people, units
from shared.store import Receipt, Store
from shared.view import Views
from shared.web import Caller, is_derived

Act = (
    ReviewProposal
    | ReturnProposal
    | ApproveProposal
    | RejectProposal
    | RevokeProposal
    | CountersignProposal
    | InvokeCatalog
    | VouchProposal
    | HoldingCommand
    | PassPrivacy
)
OPEN = (Status.SUBMITTED, Status.RETURNED, Status.FILING, Status.OBJECTED, Status.HELD)


class ReservedIdError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，方案编号请换用第 4 版。"""


class EndedUnitOwesNothingError(RejectedError):
    """这个单位已经合并或者撤销，这一事项没有未办的公开义务，新的内容请由承接单位按自己的目录提出。"""


@dataclass(frozen=True)
class Proposals:
    """提议 — from submission to decision."""

    store: Store[Any]
    views: Views
    enclosures: Enclosures

    @property
    def screenings(self) -> Screenings:
        """Return who screens what is proposed."""
        return Screenings(self.store, self.views, self.enclosures)

    async def submit(self, proposal_id: UUID, asked: SubmitProposal, caller: Caller) -> Receipt:
        """提出: by a clerk of the very unit."""
        if is_derived(proposal_id):
            raise ReservedIdError(proposal_id, field="proposal_id")
        today = beijing_date(caller.at)
        proposers = await asyncio.to_thread(Paths(self.views).proposers, asked.unit, today)
        try:
            cause = caller.acting(asked.unit, *proposers)
        except WrongPostError as refusal:
            raise await instead(self.store, self.views, asked, caller, refusal) from None
        await asyncio.to_thread(self._check_lasting, asked)
        basis = await asyncio.to_thread(self.basis, proposal_id, asked, today)
        if basis.route is None:
            vacant = await asyncio.to_thread(Paths(self.views).vacant, asked.unit, caller.at)
            basis = replace(basis, route=vacant)
        basis = replace(basis, held=held_by(caller, asked.unit))
        carried = await asyncio.to_thread(carried_by, self.views, asked.disclosure_id)
        basis = with_files(basis, asked.attachments, caller, carried, self.enclosures)
        try:
            return await self._file(proposal_id, Grounded(asked=asked, basis=basis), cause, None)
        except LikenessUndecidedError:
            await told(self.store, asked, basis.resembles, cause)
            raise

    async def resubmit(
        self, proposal_id: UUID, asked: ResubmitProposal, caller: Caller, expected: int | None
    ) -> Receipt:
        """修改后重新提出: by a clerk of the unit that proposed."""
        proposal = await self._known(proposal_id, caller)
        cause = caller.acting(proposal.unit, *proposers_of(proposal.rules))
        today = beijing_date(caller.at)
        basis = await asyncio.to_thread(self._same_basis, proposal, asked, today)
        made = await asyncio.to_thread(self.screenings.renditions, proposal_id)
        had = (*proposal.attachments, *(each.rendition for each in made))
        refs = asked.attachments
        if refs is None:
            refs = tuple(each.sha256 for each in proposal.attachments)
        basis = with_files(basis, refs, caller, had, self.enclosures)
        basis = replace(basis, held=held_by(caller, proposal.unit))
        return await self._file(proposal_id, Grounded(asked=asked, basis=basis), cause, expected)

    async def act(
        self, proposal_id: UUID, asked: Act, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """审核、退回、批准或者不予公开: by a post that the unit's scheme names for it."""
        proposal = await self._known(proposal_id, caller)
        decides = isinstance(asked, ReturnProposal | RejectProposal | RevokeProposal)
        if decides and consults(proposal, caller) and proposal.route:
            cause = caller.acting(proposal.route.body, *proposal.route.posts)
        else:
            posts = demanded(asked, proposal.rules)
            checks = isinstance(asked, ReviewProposal | PassPrivacy)
            where = place_of(proposal, caller, *posts) if checks else proposal.unit
            cause = caller.acting(where, *posts)
        bounded = await asyncio.to_thread(bound, self.views, asked, proposal)
        return await self._file(proposal_id, bounded, cause, expected)

    def basis(self, proposal_id: UUID, asked: SubmitProposal, today: date) -> Basis:
        """Return what a first text is judged by."""
        item = self.views.get(items, asked.item_id)
        matter = None if asked.kind is Kind.DISCLOSE else self.views.get(matters, asked.item_id)
        paths, known = Paths(self.views), item or matter
        off = paths.off_catalog(asked.unit, today) if matter and not item else None
        beyond = paths.beyond(item, today)
        scheme = self.views.get(schemes, asked.unit)
        found = self.views.get(disclosures, asked.disclosure_id)
        correction = self.views.get(corrections, asked.opinion_id)
        return Basis(
            item=limits(self.views, asked.unit, known.limits(), today) if known else None,
            route=off or beyond or paths.other(item, asked.unit, today),
            republish=republished(self.views, asked.disclosure_id),
            superior=paths.owner_above(item, asked.unit),
            barred=beyond is not None and paths.barred(asked.unit, today),
            resembles=() if beyond or item is None else paths.resembling(item, today),
            rules=tailored_to(scheme, item, _scope(asked, found), today) if scheme else None,
            disclosure=found.in_force() if found else None,
            corrects=correction.disclosure_id if correction else "",
            under_way=self._under_way(asked.disclosure_id, proposal_id),
            strangers=self._strangers(asked.plan),
            owed=self._owed(asked.item_id),
            least_days=self._least_days(asked.obligation_id, asked.plan),
            consulted=self._consulted(asked.obligation_id, asked.plan),
            links=links(self.views, asked.unit, asked.declared),
            working=working_days(asked.plan, Calendars(self.views)()),
        )

    def _check_lasting(self, asked: SubmitProposal) -> None:
        """Let an ended unit disclose what it owed; of what is disclosed anything may be changed."""
        unit = self.views.get(units, asked.unit)
        ended = unit is not None and unit.ended
        if ended and asked.kind is Kind.DISCLOSE and not self._owed(asked.item_id):
            raise EndedUnitOwesNothingError(field="item_id")

    def _least_days(self, obligation_id: str, plan: Plan | None) -> int:
        return least_days(self.views, Calendars(self.views)(), obligation_id, plan)

    def _consulted(self, obligation_id: str, plan: Plan | None) -> Consulted | None:
        return asked_of(self.views, Calendars(self.views)(), obligation_id, plan)

    def _owed(self, item_id: str) -> tuple[str, ...]:
        entry = self.views.get(entries, item_id)
        return tuple(map(str, entry.open)) if entry else ()

    def _same_basis(self, proposal: Proposal, asked: ResubmitProposal, today: date) -> Basis:
        plan = asked.plan
        item = self.views.get(items, proposal.item_id) or self.views.get(matters, proposal.item_id)
        found = self.views.get(disclosures, proposal.disclosure_id)
        return Basis(
            item=limits(self.views, proposal.unit, item.limits(), today) if item else None,
            rules=proposal.rules,
            disclosure=found.in_force() if found else None,
            strangers=self._strangers(plan),
            least_days=self._least_days(proposal.obligation_id, plan),
            consulted=self._consulted(proposal.obligation_id, plan),
            links=links(self.views, proposal.unit, said(asked.declared, proposal)),
            working=working_days(plan, Calendars(self.views)()),
        )

    def _under_way(self, disclosure_id: str, proposal_id: UUID) -> bool:
        if not disclosure_id:
            return False
        others = self.views.count(
            board,
            board.c.disclosure_id == disclosure_id,
            board.c.state.in_([each.value for each in OPEN]),
            board.c.proposal_id != proposal_id,
        )
        return others > 0

    def _strangers(self, plan: Plan | None) -> tuple[str, ...]:
        readers = plan.readers if plan else ()
        unknown = (each for each in readers if each not in AUDIENCES)
        return tuple(each for each in unknown if self.views.get(people, each) is None)

    async def _known(self, proposal_id: UUID, caller: Caller) -> Proposal:
        caller.known()
        proposal, _ = await asyncio.to_thread(self.store.state, PROPOSAL, proposal_id)
        here = caller.holds(proposal.unit, *STAFF) or consults(proposal, caller)
        here = here or checks_above(proposal, caller)
        if not here:  # drafts are inner: not even their id is told
            raise NotProposedError
        return proposal

    async def _file(
        self, proposal_id: UUID, command: Any, cause: Cause, expected: int | None
    ) -> Receipt:
        return await self.screenings.file(proposal_id, command, cause, expected)


def _scope(asked: SubmitProposal, found: DisclosureRow | None) -> Scope | None:
    """Return to whom a matter is, or was, to be disclosed."""
    plan = asked.plan or (found.plan if found else None)
    return plan.scope if plan else None


def with_files(
    basis: Basis,
    refs: Iterable[str],
    caller: Caller,
    carried: Sequence[Attachment],
    enclosures: Enclosures,
) -> Basis:
    """Return what a text is judged by, with the files it is to carry."""
    files = enclosures.resolved(refs, caller.person, carried)
    return replace(basis, attachments=files, allowance=enclosures.allowance)


def carried_by(views: Views, disclosure_id: str) -> tuple[Attachment, ...]:
    """Return the files of what is in force, which a revision may keep."""
    row = views.get(disclosed_files, disclosure_id) if disclosure_id else None
    found = views.get(disclosures, disclosure_id) if row else None
    return row.attachments if row and found and row.version == found.version else ()


def bound(views: Views, asked: Any, proposal: Proposal) -> Any:
    """Return an approval with what the catalog allows on this day; any other command as it is."""
    if not isinstance(asked, ApproveProposal | ConsentProposal | InvokeCatalog):
        return asked
    item, body = views.get(items, proposal.item_id), heir_of(views, proposal.unit)
    scheme = views.get(schemes, body)
    return Bounded(
        asked=asked,
        item=item.limits() if item else None,
        superior=superior_of(views, proposal.unit),
        gone=_gone(views, proposal),
        scheme=scheme.newest if scheme else 0,
        body=body,
    )


def _gone(views: Views, proposal: Proposal) -> bool:
    about = proposal.disclosure_id if proposal.kind is not Kind.DISCLOSE else ""
    found = views.get(disclosures, about) if about else None
    return found is not None and found.withdrawn


def demanded(asked: Act, rules: Rules | None) -> tuple[Post, ...]:
    """Return the posts in which one may ask this; somebody must be there for it.

    Raises:
        CheckNotDemandedError: the unit's scheme knows no such step.

    """
    posts = posts_for(asked, rules)
    if not posts:
        raise CheckNotDemandedError(field="check")
    return posts


def posts_for(asked: Act, rules: Rules | None) -> tuple[Post, ...]:
    """Return the posts in which one may ask this, by the rules of a proposal."""
    if rules is None:
        raise NotProposedError
    match asked:
        case ReviewProposal() | PassPrivacy():
            return rules.reviewers(getattr(asked, "check", Check.SECRECY))
        case ReturnProposal() | HoldProposal() | ResumeProposal():
            return (*(post for check in Check for post in rules.reviewers(check)), *rules.approvers)
        case ApproveProposal() | RejectProposal() | RevokeProposal():
            return rules.approvers
        case CountersignProposal():
            return rules.procedure.countersigners or rules.approvers
        case InvokeCatalog():
            return invokers(rules)
        case VouchProposal():
            return rules.procedure.vouchers


def held_by(caller: Caller, unit: str) -> tuple[Post, ...]:
    """Return the posts that somebody holds in a unit."""
    return tuple(each for each in Post if caller.holds(unit, each))


def proposers_of(rules: Rules | None) -> tuple[Post, ...]:
    """Return the posts that propose again what was returned."""
    return rules.procedure.proposers if rules else (Post.CLERK,)
