"""Rules of a subscription: confirmed by the mailbox's owner, nothing sent twice, left for good."""

from datetime import UTC, datetime

import pytest

from services.publishing.domain.subscription import (
    SUBSCRIPTION,
    AddressMalformedError,
    AlreadyAskedError,
    AlreadyInvitedError,
    AlreadySubscribedError,
    IssueSentError,
    IssueWaitsError,
    KeywordTooLongError,
    NotConfirmedError,
    NothingNewError,
    SubscriptionUnknownError,
    address_of,
    closed_at,
    keyword_of,
)
from services.publishing.domain.subscription_words import (
    ComposeDigest,
    ConfirmSubscription,
    DigestComposed,
    DigestSent,
    Ending,
    EndSubscription,
    NoteDigest,
    NoteInvitation,
    RequestSubscription,
    Rhythm,
    SealedAddress,
    SubscriptionConfirmed,
    SubscriptionEnded,
    SubscriptionInvited,
    SubscriptionRequested,
    Topic,
)
from shared.testing import Given

SEALED = SealedAddress(subject="s", nonce="n", box="b", commitment="c")
TOPIC = Topic(level1="党组织建设情况")
ASK = RequestSubscription(topic=TOPIC, rhythm=Rhythm.WEEKLY, sealed=SEALED, holder="h")
ASKED = SubscriptionRequested(topic=TOPIC, rhythm=Rhythm.WEEKLY, sealed=SEALED, holder="h")
INVITED = SubscriptionInvited()
CONFIRMED = SubscriptionConfirmed(after=7)
FIRST = DigestComposed(issue=1, after=7, upto=9, count=2)
SENT = DigestSent(issue=1)
LEFT = SubscriptionEnded(reason=Ending.LEFT)
ACTIVE = (ASKED, INVITED, CONFIRMED)


def asked(*history, command):
    return Given(SUBSCRIPTION, *history).when(command, by="citizen")


def test_it_is_asked_for_invited_to_and_confirmed():
    asked(command=ASK).then(ASKED)
    asked(ASKED, command=NoteInvitation()).then(INVITED)
    asked(ASKED, INVITED, command=ConfirmSubscription(after=7)).then(CONFIRMED)


def test_nothing_of_it_happens_twice():
    asked(ASKED, command=ASK).then_rejected(AlreadyAskedError)
    asked(*ACTIVE, command=ASK).then_rejected(AlreadySubscribedError)
    asked(ASKED, INVITED, command=NoteInvitation()).then_rejected(AlreadyInvitedError)
    asked(*ACTIVE, command=ConfirmSubscription(after=8)).then_rejected(AlreadySubscribedError)
    asked(*ACTIVE, FIRST, SENT, command=NoteDigest(issue=1)).then_rejected(IssueSentError)


def test_nothing_is_sent_to_who_has_not_confirmed():
    compose = ComposeDigest(upto=9, count=2)
    asked(ASKED, INVITED, command=compose).then_rejected(NotConfirmedError)
    asked(*ACTIVE, command=compose).then(FIRST)


def test_an_issue_begins_where_the_one_before_ended():
    later = ComposeDigest(upto=12, count=1)
    asked(*ACTIVE, FIRST, command=later).then_rejected(IssueWaitsError)
    second = DigestComposed(issue=2, after=9, upto=12, count=1)
    asked(*ACTIVE, FIRST, SENT, command=later).then(second)
    stale = ComposeDigest(upto=9, count=2)
    asked(*ACTIVE, FIRST, SENT, command=stale).then_rejected(NothingNewError)
    empty = ComposeDigest(upto=12, count=0)
    asked(*ACTIVE, FIRST, SENT, command=empty).then_rejected(NothingNewError)


def test_who_has_left_hears_nothing_until_they_ask_again():
    leave = EndSubscription(reason=Ending.LEFT)
    asked(*ACTIVE, command=leave).then(LEFT)
    for command in (leave, ConfirmSubscription(after=9), ComposeDigest(upto=9, count=1)):
        asked(*ACTIVE, LEFT, command=command).then_rejected(SubscriptionUnknownError)
    asked(*ACTIVE, FIRST, LEFT, command=ASK).then(ASKED)
    again = (*ACTIVE, FIRST, LEFT, ASKED, INVITED)
    asked(*again, command=ComposeDigest(upto=12, count=1)).then_rejected(NotConfirmedError)
    back = (*again, SubscriptionConfirmed(after=10))
    second = DigestComposed(issue=2, after=10, upto=12, count=1)
    asked(*back, command=ComposeDigest(upto=12, count=1)).then(second)


@pytest.mark.parametrize(
    ("rhythm", "now", "until"),
    [
        (Rhythm.IMMEDIATE, (24, 1, 5), (24, 1, 5)),
        (Rhythm.DAILY, (24, 0, 0), (24, 0, 0)),  # 8 o'clock in Beijing is midnight in UTC
        (Rhythm.DAILY, (23, 23, 59), (23, 0, 0)),
        (Rhythm.WEEKLY, (24, 1, 0), (21, 0, 0)),  # 2026-09-21 is a Monday
        (Rhythm.WEEKLY, (20, 23, 59), (14, 0, 0)),
        (Rhythm.WEEKLY, (21, 0, 0), (21, 0, 0)),
    ],
)
def test_issues_are_closed_in_the_morning(rhythm, now, until):
    moment, closed = [datetime(2026, 9, *each, tzinfo=UTC) for each in (now, until)]
    assert closed_at(rhythm, moment) == closed


def test_an_address_is_one_that_a_mail_server_takes():
    assert address_of(" Zhang.San@Example.ORG ") == "Zhang.San@example.org"
    for wrong in ("", "a", "a@b", "a b@example.org", "a@example.org\nBcc: x@y.z", "a@" + "b" * 260):
        with pytest.raises(AddressMalformedError):
            address_of(wrong)


def test_a_keyword_is_short():
    assert keyword_of("  党费   收缴 ") == "党费 收缴"
    with pytest.raises(KeywordTooLongError):
        keyword_of("长" * 41)
