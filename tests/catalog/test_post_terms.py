"""Terms, substitutes, heads and hand-over of posts. Given, when, then."""

from datetime import timedelta

from services.catalog.domain.commands import AssignPost, HandPost
from services.catalog.domain.events import PostAssigned, PostEntrusted, PostHanded, PostVacated
from services.catalog.domain.post import (
    DEMANDED,
    POST,
    AlreadyAssignedError,
    HandedToSelfError,
    NotAssignedError,
    SubstituteInvalidError,
    SubstituteTermError,
    TermInvalidError,
    TwoHeadsError,
    demanded,
)
from services.catalog.domain.terms import Post
from shared.testing import NOON, UNIT, Given

DAY = timedelta(days=1)
SECRETARY, APPROVER = Post.SECRETARY, Post.APPROVER


def assigned(person, post=SECRETARY):
    return PostAssigned(unit=UNIT, person_id=person, post=post)


def entrusted(person, post=SECRETARY, **terms):
    return PostEntrusted(unit=UNIT, person_id=person, post=post, **terms)


def assign(person, post=SECRETARY, **terms):
    return AssignPost(person_id=person, post=post, **terms)


def test_a_unit_has_one_head_at_a_time():
    Given(POST, assigned("li")).when(assign("wang"), by="a").then_rejected(TwoHeadsError)
    Given(POST, assigned("li", Post.CLERK)).when(assign("wang", Post.CLERK), by="a").then(
        assigned("wang", Post.CLERK)
    )


def test_the_next_head_may_be_named_for_when_the_term_of_the_first_is_over():
    first = entrusted("li", until=NOON + DAY)

    Given(POST, first).when(assign("wang"), by="a").then_rejected(TwoHeadsError)
    Given(POST, first).when(assign("wang", since=NOON + DAY), by="a").then(
        entrusted("wang", since=NOON + DAY)
    )


def test_a_term_that_is_over_is_no_post():
    over = entrusted("li", until=NOON)

    Given(POST, over).when(assign("wang"), by="a").then(assigned("wang"))
    Given(POST, over).when(assign("li"), by="a").then(assigned("li"))
    hand = HandPost(post=SECRETARY, giver="li", taker="wang")
    Given(POST, over).when(hand, by="a").then_rejected(NotAssignedError)


def test_a_term_ends_after_it_begins_and_after_now():
    for terms in ({"until": NOON}, {"since": NOON + 2 * DAY, "until": NOON + DAY}):
        Given(POST).when(assign("li", **terms), by="a").then_rejected(
            TermInvalidError, field="until"
        )


def test_a_substitute_stands_in_for_the_head_from_to():
    terms = {"since": NOON, "until": NOON + 4 * DAY, "substitute_for": "li"}

    Given(POST, assigned("li")).when(assign("fu", **terms), by="a").then(entrusted("fu", **terms))


def test_a_substitute_needs_an_end_and_somebody_to_stand_in_for():
    world = Given(POST, assigned("li"))
    end = NOON + DAY

    world.when(assign("fu", substitute_for="li"), by="a").then_rejected(SubstituteTermError)
    for person, absent in (("fu", "wang"), ("fu", "fu")):
        world.when(assign(person, until=end, substitute_for=absent), by="a").then_rejected(
            SubstituteInvalidError
        )


def test_a_post_is_handed_over_in_one_fact_for_what_is_left_of_its_term():
    hand = HandPost(post=SECRETARY, giver="li", taker="wang")
    end = NOON + DAY

    Given(POST, assigned("li")).when(hand, by="a").then(
        PostHanded(unit=UNIT, post=SECRETARY, giver="li", taker="wang")
    )
    Given(POST, entrusted("li", until=end)).when(hand, by="a").then(
        PostHanded(unit=UNIT, post=SECRETARY, giver="li", taker="wang", until=end)
    )


def test_only_who_holds_a_post_hands_it_and_only_to_another_without_it():
    hand = HandPost(post=APPROVER, giver="li", taker="wang")
    both = (assigned("li", APPROVER), assigned("wang", APPROVER))

    Given(POST).when(hand, by="a").then_rejected(NotAssignedError)
    Given(POST, *both).when(hand, by="a").then_rejected(AlreadyAssignedError, field="taker")
    to_self = HandPost(post=APPROVER, giver="li", taker="li")
    Given(POST, both[0]).when(to_self, by="a").then_rejected(HandedToSelfError)


def test_who_handed_a_post_over_holds_it_no_more():
    handed = PostHanded(unit=UNIT, post=SECRETARY, giver="li", taker="wang")
    gone = PostVacated(unit=UNIT, person_id="wang", post=SECRETARY)

    Given(POST, assigned("li"), handed).when(
        HandPost(post=SECRETARY, giver="li", taker="zhao"), by="a"
    ).then_rejected(NotAssignedError)
    Given(POST, assigned("li"), handed, gone).when(assign("li"), by="a").then(assigned("li"))


def test_every_unit_needs_the_posts_that_carry_a_matter_through():
    assert demanded(None) == DEMANDED
