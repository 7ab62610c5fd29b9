"""Every path of every scheme; and nobody, in whatever posts, gets round its sign-offs (B2, B4)."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.events import ProposalApproved, ProposalReviewed
from services.workflow.domain.proposal import Status
from services.workflow.domain.screening_words import Outcome
from services.workflow.domain.terms import Check, Post
from shared.decider import RejectedError
from shared.testing import UNIT
from tests.workflow.every_path import (
    COUNTY,
    MOVES,
    SCHEMES,
    SUPERIOR,
    Matter,
    judge,
    off_catalog,
    rules_by,
)

WAYS = ("listed", "off_catalog", "beyond")
VARIANTS = {
    **{each: {} for each in SCHEMES},
    "S3+keeps": {"review.on_resubmission": "只重审改动涉及的"},
    "S1+three": {"routes.in_catalog.signatures": 3},
}


def matter_of(variant, way):
    rules = rules_by(variant.partition("+")[0], **VARIANTS[variant])
    route = {"listed": None, "off_catalog": off_catalog(variant[:2]), "beyond": SUPERIOR}[way]
    return Matter(rules, route)


# ── every path ───────────────────────────────────────────────────────────────────────────────

MANY = 3  # signatures: a second approver is needed to countersign
CAST = (  # one of each trade; the second clerk works in the office that reviews
    ("second", UNIT, ("approver",)),
    ("clerk", UNIT, ("clerk",)),
    ("own", UNIT, ("clerk", "reviewer")),
    ("secret", UNIT, ("secrecy_reviewer",)),
    ("review", UNIT, ("reviewer",)),
    ("office", UNIT, ("office",)),
    ("boss", UNIT, ("approver",)),
    ("leader", UNIT, ("leader",)),
    ("above", COUNTY, ("approver",)),
)


DECIDING = {"office", "boss", "second"}  # who may check or decide, as the scheme has it


def place(matter):
    """Return what tells one state of the machine from another; who acted matters by trade only."""
    it = matter.proposal
    return (
        it.status,
        it.digest,
        it.escalated,
        len(it.countersigned),
        it.vouched == it.digest,
        tuple(sorted((check, v.value) for check, v in it.verdicts.items())),
        tuple(sorted((each.check.value, each.posts) for each in it.rules.checks))
        if it.rules
        else (),
        tuple(sorted(it.reviewers & DECIDING)),
        tuple(sorted(it.authors & DECIDING)),
        tuple(sorted(each.by for each in it.passes.values() if each.by in DECIDING)),
    )


def asked_in(matter):
    """Return everything that the cast can ask here, each in each of their posts."""
    again = range(3) if matter.rules.procedure.keeps_untouched else range(2)
    lone = matter.rules.procedure.signatures < MANY
    for person, unit, held in CAST[1:] if lone else CAST:
        own = tuple(map(Post, held))
        for move in MOVES:
            many = again if move == "resubmit" else (0,)
            for post in held:
                yield from ((move, person, post, unit, own, text) for text in many)


def walked(matter):
    """Walk a machine to its ends; return its states and what was done, refused and approved."""
    seen, waiting, done = {place(matter)}, [matter], Counter()
    while waiting:
        here = waiting.pop()
        for move, person, post, unit, held, text in asked_in(here):
            there = here.copied()
            if not there.tried(move, person, post, unit=unit, held=held, text=text):
                done["refused"] += 1
                continue
            done[move] += 1
            if there.proposal.status is Status.APPROVED:
                done["proved"] += judge(there)
            if place(there) not in seen:
                seen.add(place(there))
                waiting.append(there)
    return seen, done


MACHINES = [(each, way) for each in SCHEMES for way in WAYS]
MACHINES += [(each, "listed") for each in VARIANTS if "+" in each]


ELSEWHERE = {Status.FILING, Status.OBJECTED, Status.HELD}  # changes only; waiting leads nowhere


def steps_of(matter):
    """Return every step that this scheme's procedure has."""
    procedure, route = matter.rules.procedure, matter.route
    reviews = {(v, each) for each in matter.rules.required for v in ("pass", "fail")}
    steps = {"submit", "return", "resubmit", "reject", "revoke", *reviews}
    steps.add("consent" if route else "approve")
    if route and route.body != UNIT:
        steps.add("escalate")
    if not route and not procedure.signatures:
        steps.add("exempt")
    if procedure.signatures >= MANY:
        steps.add("countersign")
    if procedure.statements:
        steps.add("vouch")
    return steps


@pytest.mark.parametrize(("variant", "way"), MACHINES)
def test_every_path_of_every_scheme(variant, way):
    matter = matter_of(variant, way)
    seen, done = walked(matter)
    states = {each[0] for each in seen}
    walked_steps = set(done) - {"refused", "proved"}
    tried = sum(done.values()) - done["proved"]
    print(
        f"{variant} {way}: {len(seen)} places, {len(states)} of {len(Status)} states,"
        f" {len(walked_steps)} of {len(steps_of(matter))} steps,"
        f" {tried - done['refused']} done, {done['refused']} refused, {done['proved']} proved"
    )
    assert states == set(Status) - ELSEWHERE
    assert walked_steps == steps_of(matter)
    assert done["proved"] > 0


# ── whatever anybody does ────────────────────────────────────────────────────────────────────

PEOPLE = ("li", "wang", "zhao", "sun", "chen", "feng", "all", "above", "below")
BEGIN = (
    ("li", UNIT, "clerk"),
    ("wang", UNIT, "secrecy_reviewer"),
    ("zhao", UNIT, "reviewer"),
    ("sun", UNIT, "approver"),
    ("chen", UNIT, "office"),
    ("feng", UNIT, "leader"),
    ("feng", UNIT, "approver"),
    ("above", COUNTY, "approver"),
    *(("all", UNIT, post) for post in ("clerk", "secrecy_reviewer", "reviewer", "approver")),
)
PLACES = (UNIT, COUNTY)
POSTS = tuple(each.value for each in Post)
NEXT = {  # what people mean to do, where a matter stands
    Status.NEW: ("submit",),
    Status.SUBMITTED: (
        *(("pass", each) for each in Check),
        *(("pass", each) for each in Check),
        ("fail", Check.ACCURACY),
        "escalate",
        "countersign",
        "vouch",
        "vouch",
        "approve",
        "consent",
        "exempt",
        "approve",
        ("pass", Check.SECRECY),
        *(("approve", "consent", "exempt") * 2),
        "return",
    ),
    Status.RETURNED: ("resubmit",),
    Status.APPROVED: ("revoke", "approve"),
    Status.REJECTED: ("resubmit", "approve"),
    Status.REVOKED: ("resubmit", "approve"),
}


class Town:
    """A unit whose posts are handed over and entrusted while one matter goes through it."""

    def __init__(self, matter):
        self.matter, self.held = matter, list(BEGIN)

    def do(self, number):
        """Let one thing happen, whichever this number stands for."""
        kind, rest = number % 12, number // 12
        if kind == 0:
            self._hand(rest)
        elif kind == 1:
            self.held.append((PEOPLE[rest % 9], UNIT, POSTS[rest // 9 % len(POSTS)]))
        elif kind == 2:
            self._anything(rest)
        elif kind == 3:
            self._settle(rest)
        else:
            self._meant(rest)

    def _hand(self, rest):
        """移交: one post goes from its holder to somebody else."""
        place = rest % len(self.held)
        _, unit, post = self.held[place]
        self.held[place] = (PEOPLE[rest // len(self.held) % 9], unit, post)

    def _anything(self, rest):
        """Whoever asks for whatever in whatever post, also one that they do not hold."""
        move, rest = MOVES[rest % len(MOVES)], rest // len(MOVES)
        person, rest = PEOPLE[rest % 9], rest // 9
        post, rest = POSTS[rest % len(POSTS)], rest // len(POSTS)
        self._ask(move, person, PLACES[rest % 2], post, rest // 2, stale=rest % 3)

    def _meant(self, rest):
        moves = NEXT[self.matter.proposal.status]
        move, rest = moves[rest % len(moves)], rest // len(moves)
        fitting = [each for each in self.held if each[2] in self._posts(move)] or self.held
        person, unit, post = fitting[rest % len(fitting)]
        self._ask(move, person, unit, post, rest // len(fitting))

    def _posts(self, move):
        rules = self.matter.proposal.rules or self.matter.rules
        match move:
            case "submit" | "resubmit":
                posts = rules.procedure.proposers
            case (_, check):
                posts = rules.reviewers(check)
            case "countersign":
                posts = rules.procedure.countersigners
            case "exempt":
                posts = (Post.OFFICE,)
            case _:
                posts = (*rules.approvers, Post.OFFICE, Post.LEADER)
        return {each.value for each in posts}

    def _ask(self, move, person, unit, post, rest, stale=None):
        held = tuple(Post(p) for who, where, p in self.held if (who, where) == (person, UNIT))
        self.matter.tried(
            move,
            person,
            post,
            unit=unit,
            held=held,
            text=rest % 3,
            digest=stale,
            found=int(rest % 5 == 0),
        )

    def _settle(self, rest):
        person, unit, post = self.held[rest % len(self.held)]
        outcome = (Outcome.KEEP, Outcome.KEEP, Outcome.REMOVE)[rest % 3]
        try:
            self.matter.settle(person, post, unit=unit, outcome=outcome)
        except RejectedError:
            return


SEQUENCES = 2_000
WIDTH = 3  # bytes of what one thing that happens is made from
NUMBERS = st.binary(min_size=WIDTH * 30, max_size=WIDTH * 70)
FOUND = Counter()


@settings(
    max_examples=SEQUENCES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(machine=st.sampled_from(MACHINES), numbers=NUMBERS)
def live(machine, numbers):
    """Let a town live; whatever it approves is proved to carry the sign-offs of its scheme."""
    town = Town(matter_of(*machine))
    for start in range(0, len(numbers) - WIDTH + 1, WIDTH):
        town.do(int.from_bytes(numbers[start : start + WIDTH]))
    FOUND["sequences"] += 1
    FOUND["asked"] += len(numbers) // WIDTH
    FOUND["approved"] += judge(town.matter)
    FOUND.update(type(each).__name__ for _, each in town.matter.log)


def test_no_sequence_of_commands_by_anybody_gets_round_the_sign_offs():
    FOUND.clear()
    live()
    print(dict(FOUND))
    assert FOUND["sequences"] >= SEQUENCES // 2
    assert FOUND["approved"] > 100  # a proof about nothing would prove nothing
    for name in ("ReviewRouted", "ProposalCountersigned", "ProposalExempted", "ReviewKept"):
        assert FOUND[name], name
    for name in ("ProposalConsented", "ProposalRevoked", "FindingsSettled", "ProposalReturned"):
        assert FOUND[name], name


# ── the judge itself ─────────────────────────────────────────────────────────────────────────


def approved_matter():
    matter = matter_of("S3", "listed")
    matter.ask("submit", "li", "clerk")
    matter.ask(("pass", Check.SECRECY), "wang", "secrecy_reviewer")
    matter.ask(("pass", Check.NECESSITY), "zhao", "reviewer")
    matter.ask(("pass", Check.ACCURACY), "zhao", "reviewer")
    matter.ask("approve", "sun", "approver")
    return matter


def forged(change):
    """Return a matter in whose log somebody has changed something."""
    matter = approved_matter()
    matter.log = [each for pair in matter.log for each in change(*pair)]
    return matter


def by_other(kind, person, **fields):
    def change(why, event):
        if isinstance(event, kind):
            return [(replace(why, actor=person), replace(event, **fields))]
        return [(why, event)]

    return change


def without(kind, **said):
    def change(why, event):
        same = isinstance(event, kind) and all(getattr(event, k) == v for k, v in said.items())
        return [] if same else [(why, event)]

    return change


@pytest.mark.parametrize(
    "change",
    [
        by_other(ProposalReviewed, "li", reviewed_by="li"),
        by_other(ProposalApproved, "li", approved_by="li"),
        by_other(ProposalApproved, "zhao", approved_by="zhao"),
        without(ProposalReviewed, check=Check.SECRECY),
        without(ProposalReviewed),
        by_other(ProposalApproved, "sun", digest="0" * 64),
    ],
)
def test_the_judge_sees_what_is_forged(change):
    assert judge(approved_matter()) == 1
    with pytest.raises((AssertionError, KeyError)):
        judge(forged(change))
