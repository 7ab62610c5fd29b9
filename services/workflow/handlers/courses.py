"""办理路线 — every step of a matter before it starts: which post, who holds it, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.procedure import SIGNING, assigned
from services.workflow.domain.route import WAYS, Route
from services.workflow.domain.tailoring import TOGETHER
from services.workflow.domain.terms import CHECKS, Check, Post, Procedure, Rules
from services.workflow.handlers.paths import Paths
from services.workflow.handlers.proposals import held_by
from services.workflow.handlers.tailoring import tailored_to
from services.workflow.views import ItemRow, ProposalRow, schemes
from shared.calendar import beijing_date
from shared.register import heir_of, posts
from shared.view import Views
from shared.web import Caller


class Leg(Struct, frozen=True, kw_only=True):
    """一步 — ``holders``: who holds its posts now; ``free``: who of them may take it.

    ``due``: the day on which it must be done at the latest; none: no rule says so.
    """

    step: str
    unit: str
    posts: tuple[Post, ...]
    holders: tuple[str, ...]
    free: tuple[str, ...]
    note: str = ""
    due: date | None = None

    @property
    def blocked(self) -> str:
        """Say why nobody may take it; nothing, if somebody may."""
        if self.free:
            return ""
        if not self.holders:
            return "没有人担任这个职务"
        return "担任这个职务的人都参与了提出、审核或者会签，须由不同的人办理"


class Course(Struct, frozen=True, kw_only=True):
    """办理路线 — ``statements``: what whoever is about to propose may state of it at once."""

    legs: tuple[Leg, ...]
    scheme: str = ""
    statements: tuple[str, ...] = ()

    @property
    def blocked(self) -> tuple[Leg, ...]:
        """Return the steps that nobody may take."""
        return tuple(each for each in self.legs if each.blocked)


class _People(Struct, frozen=True):
    """Who holds which post of a unit at a moment."""

    views: Views
    at: datetime

    def holding(self, unit: str, wanted: Iterable[Post]) -> tuple[str, ...]:
        values = [each.value for each in wanted]
        here = posts.c.unit == heir_of(self.views, unit), posts.c.post.in_(values)
        rows = self.views.select(posts, *here)
        return tuple(dict.fromkeys(each.person for each in rows if each.holds(self.at)))


@dataclass(frozen=True)
class Courses:
    """办理路线 — of a matter that is about to be proposed, or of one under way."""

    views: Views

    def ahead(
        self,
        item: ItemRow,
        caller: Caller,
        due: date | None = None,
        route: Route | None = None,
    ) -> Course | None:
        """Return the way of a matter that the caller would propose; None: no scheme yet."""
        today = beijing_date(caller.at)
        scheme = self.views.get(schemes, item.unit)
        rules = tailored_to(scheme, item, item.scope, today) if scheme else None
        if rules is None:
            return None
        held = held_by(caller, item.unit)
        route = route or Paths(self.views).beyond(item, today)
        people = _People(self.views, caller.at)
        way = _Way(people, item.unit, assigned(rules, held), route, {caller.person or ""}, due)
        return replace(way.course(rules), statements=_stated(rules.procedure, held))

    def of(self, row: ProposalRow, caller: Caller) -> Course | None:
        """Return the way of a proposal, by the rules with which it began."""
        proposal = row.proposal
        if proposal.rules is None:
            return None
        people, authors = _People(self.views, caller.at), set(proposal.authors)
        day = row.plan.disclose_on
        way = _Way(people, row.unit, proposal.rules, proposal.route, authors, day)
        return way.course(proposal.rules)


def _stated(procedure: Procedure, held: tuple[Post, ...]) -> tuple[str, ...]:
    """Return what somebody may state who proposes in the first of their posts that may."""
    acting = next((each for each in procedure.proposers if each in held), None)
    return procedure.statements if acting in procedure.vouchers else ()


class _Way(Struct, frozen=True):
    """What the steps of one matter are found by."""

    people: _People
    unit: str
    rules: Rules
    route: Route | None
    authors: set[str]
    due: date | None

    def course(self, rules: Rules) -> Course:
        reviews = [self._review(each, rules) for each in self.rules.required]
        forced = {each.free[0] for each in reviews if len(each.free) == 1}
        reviews += self._vouches()
        legs = (*reviews, *self._countersigns(forced), *self._decides(forced), self._released())
        return Course(legs=legs, scheme=rules.scheme_id)

    def _review(self, check: Check, usual: Rules) -> Leg:
        moved = self.rules.reviewers(check) != usual.reviewers(check)
        note = "提出人所在的部门负责这项审核，改由替补职务办理" if moved else ""
        if usual.procedure.together and check in TOGETHER:
            note = "由党支部集体审核，凭会议纪要办理"
        return self._leg(CHECKS[check], self.rules.reviewers(check), set(), note)

    def _vouches(self) -> list[Leg]:
        procedure = self.rules.procedure
        if not procedure.statements:
            return []
        note = f"签署声明：{'、'.join(procedure.statements)}"
        return [self._leg("声明", procedure.vouchers, set(), note, free_to_all=True)]

    def _countersigns(self, forced: set[str]) -> list[Leg]:
        procedure = self.rules.procedure
        reviewed = any(each in self.rules.required for each in SIGNING)
        wanted = procedure.signatures - 1 - int(reviewed)
        if wanted < 1 or (self.route and self.route.way.off_catalog):
            return []
        note = f"须经{procedure.signatures}人签批，预计{wanted}人会签"
        return [self._leg("会签", procedure.countersigners, forced, note)]

    def _decides(self, forced: set[str]) -> list[Leg]:
        if self.route is None:
            exempt = self.rules.procedure.signatures == 0
            note = "也可以由领导小组办公室按目录的批准办理" if exempt else ""
            return [self._leg("审批", self.rules.approvers, forced, note)]
        there = self.route.body
        senders = (Post.CLERK, Post.OFFICE, *self.rules.approvers)
        sent = [] if there == self.unit else [self._leg("报批", senders, set(), free_to_all=True)]
        note = f"{WAYS[self.route.way]}：{self.route.decider}"
        return [*sent, self._leg("批准", self.route.posts, forced, note, unit=there)]

    def _released(self) -> Leg:
        return self._leg("发布", (Post.PUBLISHER,), set(), free_to_all=True)

    def _leg(
        self,
        step: str,
        wanted: tuple[Post, ...],
        barred: set[str],
        note: str = "",
        *,
        unit: str = "",
        free_to_all: bool = False,
    ) -> Leg:
        holders = self.people.holding(unit or self.unit, wanted)
        kept = set() if free_to_all else self.authors | barred
        return Leg(
            step=step,
            unit=unit or self.unit,
            posts=tuple(dict.fromkeys(wanted)),
            holders=holders,
            free=tuple(each for each in holders if each not in kept),
            note=note,
            due=self.due,
        )
