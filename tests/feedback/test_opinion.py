"""Rules of an opinion. No database, no network, no clock: given, when, then."""

from datetime import timedelta

import pytest
from msgspec.structs import asdict, replace

from services.feedback.domain.commands import (
    AssignOpinion,
    CloseOpinion,
    ConcludeOpinion,
    LinkOpinion,
    OpenIdentity,
    ReceiveOpinion,
    ReplyOpinion,
)
from services.feedback.domain.events import (
    IdentityOpened,
    OpinionAssigned,
    OpinionClosed,
    OpinionConcluded,
    OpinionLinked,
    OpinionReceived,
    OpinionReplied,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.let_out import NotApproverError, NothingWaitsError, OwnWordsError
from services.feedback.domain.opinion import (
    OPINION,
    AlreadyAssignedError,
    AlreadyRepliedError,
    OpinionAlreadyReceivedError,
    OtherDisclosureError,
    OutcomeNotPublishedError,
    ReplyFromTheFutureError,
    ReplyNotDeliveredError,
    SignatureMismatchError,
    UnfoundedNeedsNoRemedyError,
)
from services.feedback.domain.opinion_state import (
    AlreadyConcludedError,
    AnonymousHasNoPersonError,
    ConcernedHandlerError,
    NotAssignedError,
    NotConcludedError,
    NotYourOpinionError,
    OpinionClosedError,
    OpinionUnknownError,
)
from services.feedback.domain.outcome import OutcomeAlreadyPublishedError, OutcomeWaitsError
from services.feedback.domain.outcome_words import (
    ApproveOutcome,
    OutcomeProposed,
    OutcomeReturned,
    PublishOutcome,
    ReturnOutcome,
)
from services.feedback.domain.terms import (
    Audience,
    Channel,
    Delivery,
    Finding,
    Proof,
    Remedy,
    Sealed,
    Status,
)
from services.feedback.domain.writing import TextMissingError
from shared.testing import NOON, UNIT, Given

BOX = Sealed(subject="o-1", nonce="bg==", box="Yg==", commitment="Yw==")
RECEIVE = ReceiveOpinion(
    unit=UNIT,
    disclosure_id="d-1",
    item_id="i-1",
    version=1,
    channel=Channel.WEB,
    signed=True,
    content=BOX,
    identity=BOX,
    query_code_digest="00" * 32,
)
SIGNED = OpinionReceived(**asdict(RECEIVE))
ANONYMOUS = replace(SIGNED, signed=False, identity=None)
ASSIGN = AssignOpinion(handler="陈静")
ASSIGNED = OpinionAssigned(handler="陈静")
CONCLUDE = ConcludeOpinion(
    finding=Finding.UPHELD, conclusion="经核实，支教实为一学期。", remedy=Remedy.REVISE
)
CONCLUDED = OpinionConcluded(
    unit=UNIT,
    disclosure_id="d-1",
    item_id="i-1",
    finding=Finding.UPHELD,
    conclusion="经核实，支教实为一学期。",
    remedy=Remedy.REVISE,
)
PROOF = Proof(how=Delivery.PHONE, at=NOON - timedelta(minutes=5))
REPLY = ReplyOpinion(reply=BOX, proof=PROOF)
REPLIED = OpinionReplied(to=Audience.PERSON, reply=BOX, proof=PROOF)
PROPOSED = OutcomeProposed(
    unit=UNIT,
    writer="陈静",
    finding=Finding.UPHELD,
    remedy=Remedy.REVISE,
    summary="意见属实，已更正为“支教一学期”。",
    to_society=True,
)
LETS_OUT = {"by": "王校长", "post": "approver"}
PUBLISH = PublishOutcome(summary="意见属实，已更正为“支教一学期”。")
PUBLISHED = OutcomePublished(
    unit=UNIT,
    disclosure_id="d-1",
    item_id="i-1",
    finding=Finding.UPHELD,
    remedy=Remedy.REVISE,
    summary="意见属实，已更正为“支教一学期”。",
)
SHOWN = OpinionReplied(to=Audience.PUBLIC, reply=None, proof=Proof(how=Delivery.OUTCOME, at=NOON))
CLOSED = OpinionClosed()


def test_a_signed_opinion_is_received_with_its_identity_sealed():
    Given(OPINION).when(RECEIVE, by="").then(SIGNED)


def test_an_opinion_is_received_once():
    Given(OPINION, SIGNED).when(RECEIVE, by="").then_rejected(OpinionAlreadyReceivedError)


@pytest.mark.parametrize(
    "mismatch", [replace(RECEIVE, identity=None), replace(RECEIVE, signed=False)]
)
def test_signed_means_an_identity_is_kept_and_anonymous_means_none_is(mismatch):
    Given(OPINION).when(mismatch, by="").then_rejected(SignatureMismatchError)


@pytest.mark.parametrize("command", [ASSIGN, CONCLUDE, REPLY, PUBLISH, CloseOpinion()])
def test_nothing_is_done_with_an_opinion_nobody_gave(command):
    Given(OPINION).when(command, by="陈静").then_rejected(OpinionUnknownError)


def test_an_opinion_is_assigned_to_a_named_handler():
    Given(OPINION, SIGNED).when(ASSIGN, by="办公室").then(ASSIGNED)


def test_an_opinion_may_be_handed_on_before_it_is_concluded():
    Given(OPINION, SIGNED, ASSIGNED).when(AssignOpinion(handler="马兰"), by="办公室").then(
        OpinionAssigned(handler="马兰")
    )


def test_handing_an_opinion_to_whom_it_already_is_changes_nothing():
    Given(OPINION, SIGNED, ASSIGNED).when(ASSIGN, by="办公室").then_rejected(
        AlreadyAssignedError, field="handler"
    )


def test_a_concluded_opinion_is_not_handed_on():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(
        AssignOpinion(handler="马兰"), by="办公室"
    ).then_rejected(AlreadyConcludedError)


def test_who_took_part_in_the_disclosure_does_not_handle_opinions_on_it():
    Given(OPINION, SIGNED).when(
        AssignOpinion(handler="陈静", concerned=frozenset({"陈静"})), by="办公室"
    ).then_rejected(ConcernedHandlerError, field="handler")


def test_who_has_become_concerned_since_does_not_conclude():
    late = replace(CONCLUDE, concerned=frozenset({"陈静"}))
    Given(OPINION, SIGNED, ASSIGNED).when(late, by="陈静").then_rejected(ConcernedHandlerError)


def test_the_handler_concludes_with_a_finding_and_a_remedy():
    Given(OPINION, SIGNED, ASSIGNED).when(CONCLUDE, by="陈静").then(CONCLUDED)


def test_nobody_but_the_handler_concludes():
    Given(OPINION, SIGNED, ASSIGNED).when(CONCLUDE, by="马兰").then_rejected(NotYourOpinionError)


def test_an_unassigned_opinion_is_not_concluded():
    Given(OPINION, SIGNED).when(CONCLUDE, by="陈静").then_rejected(NotAssignedError)


@pytest.mark.parametrize("conclusion", ["", " \n\t　"])
def test_a_conclusion_needs_words(conclusion):
    Given(OPINION, SIGNED, ASSIGNED).when(
        replace(CONCLUDE, conclusion=conclusion), by="陈静"
    ).then_rejected(TextMissingError, field="conclusion")


def test_a_finding_is_never_changed_silently():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(
        replace(CONCLUDE, finding=Finding.UNFOUNDED, remedy=Remedy.NONE), by="陈静"
    ).then_rejected(AlreadyConcludedError)


def test_an_unfounded_opinion_demands_no_revision():
    Given(OPINION, SIGNED, ASSIGNED).when(
        replace(CONCLUDE, finding=Finding.UNFOUNDED), by="陈静"
    ).then_rejected(UnfoundedNeedsNoRemedyError, field="remedy")


def test_each_opening_of_an_identity_is_a_fact():
    Given(OPINION, SIGNED, ASSIGNED).when(OpenIdentity(), by="陈静").then(IdentityOpened(unit=UNIT))


def test_only_the_handler_opens_an_identity():
    Given(OPINION, SIGNED, ASSIGNED).when(OpenIdentity(), by="办公室").then_rejected(
        NotYourOpinionError
    )


def test_an_anonymous_opinion_has_no_identity_to_open():
    Given(OPINION, ANONYMOUS, ASSIGNED).when(OpenIdentity(), by="陈静").then_rejected(
        AnonymousHasNoPersonError
    )


def test_a_signed_opinion_is_answered_to_the_person_with_proof():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(REPLY, by="陈静").then(REPLIED)


def test_a_reply_comes_after_the_conclusion():
    Given(OPINION, SIGNED, ASSIGNED).when(REPLY, by="陈静").then_rejected(NotConcludedError)


def test_a_reply_is_not_given_twice():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, REPLIED).when(REPLY, by="陈静").then_rejected(
        AlreadyRepliedError
    )


def test_nothing_was_delivered_in_the_future():
    later = replace(REPLY, proof=replace(PROOF, at=NOON + timedelta(minutes=1)))
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(later, by="陈静").then_rejected(
        ReplyFromTheFutureError, field="delivered_at"
    )


def test_an_anonymous_opinion_has_nobody_to_reply_to():
    Given(OPINION, ANONYMOUS, ASSIGNED, CONCLUDED).when(REPLY, by="陈静").then_rejected(
        AnonymousHasNoPersonError
    )


def test_the_outcome_of_a_signed_opinion_is_published():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(PUBLISH, by="陈静").then(PROPOSED)
    waiting = Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, PROPOSED)
    waiting.when(ApproveOutcome(), **LETS_OUT).then(PUBLISHED)
    waiting.when(PUBLISH, by="陈静").then_rejected(OutcomeWaitsError)
    waiting.when(CloseOpinion(), by="陈静").then_rejected(ReplyNotDeliveredError)
    own = LETS_OUT | {"by": "陈静"}
    waiting.when(ApproveOutcome(), **own).then_rejected(OwnWordsError)
    waiting.when(ApproveOutcome(), by="陈静", post="handler").then_rejected(NotApproverError)
    back = OutcomeReturned(unit=UNIT, reason="写明日期")
    waiting.when(ReturnOutcome(reason="写明日期"), **LETS_OUT).then(back)
    again = Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, PROPOSED, back)
    again.when(ApproveOutcome(), **LETS_OUT).then_rejected(NothingWaitsError)
    again.when(PUBLISH, by="陈静").then(PROPOSED)
    done = Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, REPLIED, PROPOSED)
    done.when(CloseOpinion(), by="陈静").then_rejected(OutcomeWaitsError)


def test_the_outcome_of_an_anonymous_opinion_is_its_reply():
    waiting = Given(OPINION, ANONYMOUS, ASSIGNED, CONCLUDED, PROPOSED)
    waiting.when(ApproveOutcome(), **LETS_OUT).then(PUBLISHED, SHOWN)


def test_the_outcome_on_an_inner_matter_stays_inside():
    inside = OutcomeCirculated(**asdict(PUBLISHED))
    closer = replace(PROPOSED, to_society=False)
    for wide, command in ((closer, ApproveOutcome()), (PROPOSED, ApproveOutcome(to_society=False))):
        waiting = Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, wide)
        waiting.when(command, **LETS_OUT).then(inside)


def test_an_outcome_is_published_once():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, PUBLISHED).when(PUBLISH, by="陈静").then_rejected(
        OutcomeAlreadyPublishedError
    )


def test_there_is_no_outcome_without_a_conclusion():
    Given(OPINION, SIGNED, ASSIGNED).when(PUBLISH, by="陈静").then_rejected(NotConcludedError)


@pytest.mark.row("G3")
@pytest.mark.clause("S0-39")
def test_a_signed_opinion_is_not_closed_before_its_reply_is_delivered():
    closing = CloseOpinion()
    so_far = (SIGNED, ASSIGNED, CONCLUDED, PUBLISHED)
    Given(OPINION, *so_far).when(closing, by="陈静").then_rejected(ReplyNotDeliveredError)
    Given(OPINION, *so_far, REPLIED).when(closing, by="陈静").then(CLOSED)


@pytest.mark.row("G3")
def test_an_anonymous_opinion_is_not_closed_before_its_outcome_is_public():
    closing = CloseOpinion()
    so_far = (ANONYMOUS, ASSIGNED, CONCLUDED)
    Given(OPINION, *so_far).when(closing, by="陈静").then_rejected(OutcomeNotPublishedError)
    Given(OPINION, *so_far, PUBLISHED, SHOWN).when(closing, by="陈静").then(CLOSED)


@pytest.mark.clause("S0-39")
def test_an_opinion_without_a_finding_is_not_closed():
    Given(OPINION, SIGNED, ASSIGNED).when(CloseOpinion(), by="陈静").then_rejected(
        NotConcludedError
    )


@pytest.mark.parametrize("command", [ASSIGN, CONCLUDE, REPLY, PUBLISH, CloseOpinion()])
def test_a_closed_opinion_rests(command):
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, REPLIED, CLOSED).when(
        command, by="陈静"
    ).then_rejected(OpinionClosedError)


def test_a_revision_that_cites_the_opinion_is_linked_to_it():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(
        LinkOpinion(disclosure_id="d-1", version=2), by="system"
    ).then(OpinionLinked(disclosure_id="d-1", version=2))


def test_a_revision_of_something_else_is_not_linked():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED).when(
        LinkOpinion(disclosure_id="d-2", version=2), by="system"
    ).then_rejected(OtherDisclosureError)


def test_a_closed_opinion_is_still_linked_to_the_revision_it_led_to():
    Given(OPINION, SIGNED, ASSIGNED, CONCLUDED, REPLIED, CLOSED).when(
        LinkOpinion(disclosure_id="d-1", version=2), by="system"
    ).then(OpinionLinked(disclosure_id="d-1", version=2))


def test_the_state_after_all_is_closed():
    history = (SIGNED, ASSIGNED, CONCLUDED, REPLIED, PUBLISHED, CLOSED)
    assert OPINION.fold(history).status is Status.CLOSED
