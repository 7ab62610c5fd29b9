"""The five schemes as machines, a unit whose people do as they like, and a judge of approvals.

The judge reads nothing but what was filed and by whom; it knows the schemes, not the rules' code.
"""

from copy import copy
from datetime import date
from functools import cache

from msgspec import convert, to_builtins
from msgspec.structs import replace

from services.catalog.domain.scheme_rules import rules_of
from services.catalog.gateways.points_file import read_standard
from services.workflow.domain.commands import (
    ApproveProposal,
    Basis,
    Grounded,
    RejectProposal,
    ResubmitProposal,
    ReturnProposal,
    ReviewProposal,
    SubmitProposal,
)
from services.workflow.domain.events import (
    ProposalApproved,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.procedure_words import (
    CountersignProposal,
    InvokeCatalog,
    ProposalCountersigned,
    ProposalExempted,
    ProposalVouched,
    ReviewKept,
    ReviewRouted,
    VouchProposal,
)
from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.route import DECIDERS, OFF_CATALOG, Ballot, Route, Way
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    ProposalConsented,
    ProposalEscalated,
    SubmitOffCatalog,
)
from services.workflow.domain.screened import SCREENING
from services.workflow.domain.screening import Finding, FindingKind, Severity
from services.workflow.domain.screening_words import ClearText, Outcome, ScreenText, SettleFindings
from services.workflow.domain.terms import Check, Post, Verdict, digest_of
from services.workflow.heard import HeardScheme
from services.workflow.views.register import SchemeRow
from shared.decider import RejectedError
from shared.testing import UNIT, cause
from tests.workflow.examples import CATALOG, ITEM, LISTED, PLAN

STANDARD = read_standard()
SCHEMES = ("S0", "S1", "S2", "S3", "S4")
DAY = date(2026, 7, 1)
COUNTY = "00000000-0000-4000-8000-0000000000c0"
TEXTS = (
    PLAN,
    replace(PLAN, content="应缴12名，实缴11名，欠缴1名。"),
    replace(PLAN, duration_days=60),
)
DIGESTS = tuple(digest_of(each, "") for each in TEXTS)
WHY = "这是足够长的一条理由，大家都看得懂。"
FINDING = Finding(
    kind=FindingKind.MOBILE,
    place="公开内容",
    excerpt="1**",
    severity=next(iter(Severity)),
    rule="",
)
STATEMENTS = ("全面", "真实")  # what S2 wants to be stated of every text (S2-48)
SIGNING = (Check.NECESSITY, Check.ACCURACY)


def rules_by(scheme, **values):
    """Return the rules of a unit that follows one of the five plans, with these settings."""
    settings = {**STANDARD.seeded(scheme), **values}
    heard = HeardScheme(
        id=scheme,
        version=1,
        effective=DAY,
        rules=convert(to_builtins(rules_of(settings)), HeardScheme.__annotations__["rules"]),
        values=settings,
    )
    return SchemeRow(UNIT, (heard,)).in_force(DAY)


def off_catalog(scheme):
    """Return a scheme's own way for what its catalog does not list."""
    chosen = STANDARD.seeded(scheme)["routes.out_of_catalog.approver"]
    way = OFF_CATALOG.get(chosen, Way.LEADING_GROUP)
    if way is Way.CATALOG_MAKER:
        return Route(way=way, body=COUNTY, name="县委", posts=(Post.APPROVER,))
    return Route(way=way, body=UNIT, name="编办", posts=DECIDERS[way])


SUPERIOR = Route(
    way=Way.SUPERIOR, body=COUNTY, name="县委", posts=(Post.APPROVER,), matter="干部任免"
)


@cache
def said_by(person, unit, post):
    """Return the cause of what somebody does in a post."""
    return cause(person, unit=unit, post=post)


def command_of(move, digest, text, basis, *, off=False):
    """Return what is asked by a move, of a text."""
    match move:
        case "submit" if off:
            asked = SubmitOffCatalog(unit=UNIT, plan=TEXTS[text], reason=WHY)
            return Grounded(asked=asked, basis=replace(basis, matter_id=ITEM))
        case "submit":
            asked = SubmitProposal(unit=UNIT, item_id=ITEM, plan=TEXTS[text])
            return Grounded(asked=asked, basis=basis)
        case "resubmit":
            return Grounded(asked=ResubmitProposal(plan=TEXTS[text]), basis=basis)
        case ("pass" | "fail") as verdict, check:
            return ReviewProposal(check=check, verdict=Verdict(verdict), digest=digest, note=WHY)
        case "consent":
            ballot = Ballot(present=5, favour=4, against=1)
            return ConsentProposal(digest=digest, minutes="会议纪要第1号", ballot=ballot)
        case _:
            return PLAIN[move](digest)


PLAIN = {
    "return": lambda _: ReturnProposal(reason=WHY),
    "reject": lambda _: RejectProposal(reason=WHY),
    "revoke": lambda _: RevokeProposal(reason=WHY),
    "approve": lambda digest: ApproveProposal(digest=digest),
    "escalate": lambda digest: EscalateProposal(digest=digest),
    "countersign": lambda digest: CountersignProposal(digest=digest),
    "exempt": lambda digest: InvokeCatalog(digest=digest),
    "vouch": lambda digest: VouchProposal(digest=digest, statements=STATEMENTS),
}
MOVES = (
    "submit",
    "resubmit",
    *((v, c) for c in Check for v in ("pass", "fail")),
    *PLAIN,
    "consent",
)


class Matter:
    """一件事项 — asked of by anybody, in any post, of the unit or of its superior."""

    def __init__(self, rules, route=None, catalog=CATALOG):
        self.rules, self.route, self.catalog = rules, route, catalog
        self.proposal, self.screening = PROPOSAL.initial, SCREENING.initial
        self.log, self._bases = [], {}

    @property
    def off(self):
        return self.route is not None and self.route.way.off_catalog

    def basis(self, held):
        if held not in self._bases:
            self._bases[held] = self._basis(held)
        return self._bases[held]

    def _basis(self, held):
        listed = replace(LISTED, catalog=None if self.off else self.catalog)
        return Basis(item=listed, rules=self.rules, route=self.route, held=held)

    def copied(self):
        """Return a matter that has come the same way, and may go another."""
        again = copy(self)
        again.log = list(self.log)
        return again

    def ask(self, move, person, post, *, unit=UNIT, held=(), text=0, digest=None, found=0):
        """File what is asked, or raise the rule that refuses it."""
        why = said_by(person, unit, post)
        current = self.proposal.digest if digest is None else DIGESTS[digest]
        command = command_of(move, current, text, self.basis(held), off=self.off)
        screens = move in {"submit", "resubmit"}
        if move == ("pass", Check.SECRECY):
            SCREENING.decide(ClearText(), self.screening, why)
        events = PROPOSAL.decide(command, self.proposal, why)
        for each in events:
            self.proposal = PROPOSAL.evolve(self.proposal, each)
            self.log.append((why, each))
        if screens:
            self._screen(found, text, why)
        return events

    def settle(self, person, post, *, unit=UNIT, outcome=Outcome.KEEP):
        why, numbers = cause(person, unit=unit, post=post), self.screening.open
        ask = SettleFindings(
            numbers=numbers, outcome=outcome, digest=self.screening.digest, reason=WHY
        )
        for each in SCREENING.decide(ask, self.screening, why):
            self.screening = SCREENING.evolve(self.screening, each)
            self.log.append((why, each))

    def _screen(self, found, text, why):
        posts = self.proposal.rules.reviewers(Check.SECRECY)
        ask = ScreenText(
            proposal_id="p",
            unit=UNIT,
            digest=DIGESTS[text],
            findings=(FINDING,) * found,
            settlers=tuple(each.value for each in posts),
        )
        for each in SCREENING.decide(ask, self.screening, why):
            self.screening = SCREENING.evolve(self.screening, each)

    def tried(self, *asked, **more):
        """Tell whether something was done; a refusal must be a rule, never a fault."""
        try:
            self.ask(*asked, **more)
        except RejectedError:
            return False
        return True


# ── the judge ────────────────────────────────────────────────────────────────────────────────


def judge(matter):
    """Check every approval in the log by what was filed before it; return how many there are."""
    approvals = [n for n, (_, e) in enumerate(matter.log) if isinstance(e, ProposalApproved)]
    for number in approvals:
        _judge(matter, matter.log[:number], *matter.log[number])
    return len(approvals)


def _judge(matter, before, why, approved):
    rules, authors = matter.rules, _authors(before)
    valid = _verdicts(before, rules)
    assert _text(before) == approved.digest
    for check in rules.required:
        verdict, person = valid[check]
        assert verdict is Verdict.PASS, check
        assert person not in authors, f"{check} by an author"
    if rules.procedure.statements:
        assert _vouched(before, approved.digest)
    judges = {e.reviewed_by for _, e in before if isinstance(e, ProposalReviewed)}
    signers = _countersigners(before)
    assert not (judges | signers) & authors
    assert approved.approved_by not in authors | judges | signers
    assert why.actor not in authors | judges | signers
    signed = {valid[each][1] for each in SIGNING if each in valid} | signers
    if not matter.off:
        assert len(signed | {approved.approved_by}) >= rules.procedure.signatures
    _decided(matter, before, why, approved)


def _decided(matter, before, why, approved):
    """Check that the right body decided: the ordinary approver, the catalog, or the route's."""
    last = before[-1][1]
    if matter.route is not None:
        assert isinstance(last, ProposalConsented)
        assert why.unit == matter.route.body
        assert why.post in {each.value for each in matter.route.posts}
        assert not matter.route.way.voted or last.ballot.favour * 2 > last.ballot.present
        assert matter.route.body == UNIT or _sent_up(before)
    elif isinstance(last, ProposalExempted):
        assert matter.rules.procedure.signatures == 0
        assert approved.approved_by == matter.catalog.approved.by
    else:
        assert (why.unit, approved.approved_by) == (UNIT, why.actor)
        assert why.post in {each.value for each in matter.rules.approvers}


def _vouched(before, digest):
    """Tell whether the office states of the very text that it is complete and true."""
    return any(
        isinstance(each, ProposalVouched)
        and (why.unit, why.post, each.digest) == (UNIT, "office", digest)
        and each.statements == STATEMENTS
        for why, each in before
    )


def _authors(before):
    said = (ProposalSubmitted, ProposalResubmitted)
    return {why.actor for why, each in before if isinstance(each, said)}


def _text(before):
    said = (ProposalSubmitted, ProposalResubmitted)
    return [each.digest for _, each in before if isinstance(each, said)][-1]


def _verdicts(before, rules):
    """Return what stands of each check and by whom, text by text."""
    valid, lapsed, moved, text = {}, {}, {}, None
    for why, event in before:
        match event:
            case ProposalResubmitted(digest=digest):
                passed = {c: v for c, v in valid.items() if v[0] is Verdict.PASS}
                valid, lapsed = (passed, {}) if digest == text[1] else ({}, passed)
                text = (text[1], digest)
            case ProposalSubmitted(digest=digest):
                text = (digest, digest)
            case ProposalReviewed(check=check, verdict=verdict, digest=digest):
                assert digest == text[1], "a verdict on another text"
                allowed = moved.get(check) or set(rules.reviewers(check))
                assert (why.unit, Post(why.post) in allowed) == (UNIT, True), "a wrong post"
                valid[check] = verdict, why.actor
            case ReviewKept(kept=kept):
                assert rules.procedure.keeps_untouched
                for each in kept:
                    assert each.check not in _touched(*text), "kept, though it was touched"
                    valid[each.check] = lapsed[each.check]
            case ReviewRouted(checks=checks, substitutes=posts):
                moved |= {each: set(posts) for each in checks}
    return valid


def _touched(before, after):
    """Return the checks that a change between two of the three texts concerns."""
    fields = {DIGESTS.index(before), DIGESTS.index(after)}
    content, length = {Check.SECRECY, Check.ACCURACY}, {Check.NECESSITY}
    return {(0, 1): content, (0, 2): length, (1, 2): content | length}[tuple(sorted(fields))]


def _countersigners(before):
    """Return who countersigned the text since it was last submitted or returned."""
    voids = ProposalSubmitted, ProposalResubmitted, ProposalReturned
    last = max(n for n, (_, each) in enumerate(before) if isinstance(each, voids))
    return {
        each.countersigned_by
        for _, each in before[last:]
        if isinstance(each, ProposalCountersigned)
    }


def _sent_up(before):
    voids = ProposalSubmitted, ProposalResubmitted, ProposalReturned
    last = max(n for n, (_, each) in enumerate(before) if isinstance(each, voids))
    return any(isinstance(each, ProposalEscalated) for _, each in before[last:])
