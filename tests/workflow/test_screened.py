"""What was found must be settled. No database, no network, no clock: given, when, then."""

import pytest
from msgspec.structs import replace

from services.workflow.domain.screened import (
    LONGEST,
    MOST,
    SCREENING,
    FindingsStandError,
    FindingsUnsettledError,
    FindingUnknownError,
    KeptWithoutReasonError,
    NotSettlerError,
    ScreeningStaleError,
    SettledByAuthorError,
    SettlementTooLongError,
    TooManyFindingsError,
)
from services.workflow.domain.screening import Finding, FindingKind, Severity
from services.workflow.domain.screening_words import (
    ClearText,
    FindingsSettled,
    KeepWords,
    Outcome,
    ProposalScreened,
    ScreenText,
    SettleFindings,
    WordsKept,
)
from services.workflow.domain.wordlist import (
    WORDLIST,
    NotKeeperOfWordsError,
    TooManyWordsError,
    WordLengthError,
)
from shared.testing import UNIT, Given
from tests.workflow.examples import LI, WANG, ZHAO

PROPOSAL_ID = "55555555-5555-4555-8555-555555555555"
POST = "secrecy_reviewer"
FOUND = Finding(
    kind=FindingKind.MOBILE,
    field="content",
    place="公开内容",
    excerpt="手机138******00。",
    severity=Severity.CERTAIN,
    rule="手机号段",
    start=2,
    end=13,
)
SCREEN = ScreenText(
    proposal_id=PROPOSAL_ID, unit=UNIT, digest="aa", findings=(FOUND, FOUND), settlers=(POST,)
)
SCREENED = ProposalScreened(
    proposal_id=PROPOSAL_ID,
    unit=UNIT,
    digest="aa",
    submitted_by=LI,
    findings=(FOUND, FOUND),
    settlers=(POST,),
)
KEEP = SettleFindings(
    numbers=(2, 1), outcome=Outcome.KEEP, digest="aa", reason="本人同意公开联系电话"
)
KEPT = FindingsSettled(
    proposal_id=PROPOSAL_ID,
    digest="aa",
    numbers=(1, 2),
    outcome=Outcome.KEEP,
    reason="本人同意公开联系电话",
    settled_by=WANG,
)


def test_a_text_is_screened_in_the_name_of_whoever_proposed_it():
    Given(SCREENING).when(SCREEN, by=LI, post="clerk").then(SCREENED)


def test_a_fact_carries_a_hundred_findings_and_counts_the_rest():
    many = replace(SCREEN, findings=(FOUND,) * (MOST + 7))

    Given(SCREENING).when(many, by=LI).then(replace(SCREENED, findings=(FOUND,) * MOST, more=7))
    full = replace(SCREENED, findings=(FOUND,) * MOST, more=7)
    Given(SCREENING, full).when(ClearText(), by=WANG).then_rejected(TooManyFindingsError)


def test_findings_are_settled_by_the_post_of_the_secrecy_check():
    Given(SCREENING, SCREENED).when(KEEP, by=WANG, post=POST).then(KEPT)


def test_without_findings_nothing_stands_in_the_way():
    Given(SCREENING, replace(SCREENED, findings=())).when(ClearText(), by=WANG).then()
    Given(SCREENING).when(ClearText(), by=WANG).then()


def test_nothing_passes_before_every_finding_is_settled():
    first = replace(KEPT, numbers=(1,))

    Given(SCREENING, SCREENED).when(ClearText(), by=WANG).then_rejected(FindingsUnsettledError)
    Given(SCREENING, SCREENED, first).when(ClearText(), by=WANG).then_rejected(
        FindingsUnsettledError
    )
    Given(SCREENING, SCREENED, KEPT).when(ClearText(), by=WANG).then()


@pytest.mark.parametrize("outcome", [Outcome.REMOVE, Outcome.MASK])
def test_what_must_go_has_not_gone_while_the_text_is_the_same(outcome):
    told = replace(KEPT, numbers=(2,), outcome=outcome)

    Given(SCREENING, SCREENED, KEPT, told).when(ClearText(), by=WANG).then_rejected(
        FindingsStandError
    )


def test_a_changed_text_voids_what_was_settled_and_an_unchanged_one_keeps_it():
    changed = replace(SCREENED, digest="bb")

    Given(SCREENING, SCREENED, KEPT, changed).when(ClearText(), by=WANG).then_rejected(
        FindingsUnsettledError
    )
    Given(SCREENING, SCREENED, KEPT, SCREENED).when(ClearText(), by=WANG).then()


def test_posts_that_settle_are_remembered_when_a_text_comes_again():
    again = replace(SCREENED, settlers=())

    Given(SCREENING, SCREENED, again).when(KEEP, by=WANG, post=POST).then(KEPT)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"digest": "bb"}, ScreeningStaleError),
        ({"numbers": ()}, FindingUnknownError),
        ({"numbers": (3,)}, FindingUnknownError),
        ({"numbers": (0,)}, FindingUnknownError),
        ({"reason": " 可以 "}, KeptWithoutReasonError),
        ({"reason": "长" * (LONGEST + 1)}, SettlementTooLongError),
    ],
)
def test_a_settlement_that_is_not_right_is_refused(change, rule):
    Given(SCREENING, SCREENED).when(replace(KEEP, **change), by=WANG, post=POST).then_rejected(rule)


def test_nobody_settles_from_another_post_or_unit_or_what_they_ever_proposed():
    again = replace(SCREENED, submitted_by=ZHAO)
    given = Given(SCREENING, SCREENED, again)

    given.when(KEEP, by=WANG, post="reviewer").then_rejected(NotSettlerError)
    given.when(KEEP, by=WANG, post=POST, unit="elsewhere").then_rejected(NotSettlerError)
    for author in (LI, ZHAO):
        given.when(KEEP, by=author, post=POST).then_rejected(SettledByAuthorError)


def test_a_unit_keeps_its_words_each_once():
    asked = KeepWords(unit=UNIT, words=("蓝焰 行动", "", "A7项目", "A7项目 "))

    Given(WORDLIST).when(asked, by=WANG, post=POST).then(
        WordsKept(unit=UNIT, words=("蓝焰 行动", "A7项目"), kept_by=WANG)
    )


@pytest.mark.parametrize(
    ("words", "post", "rule"),
    [
        (("密",), POST, WordLengthError),
        (("词" * 31,), POST, WordLengthError),
        (tuple(f"词{n}" for n in range(501)), POST, TooManyWordsError),
        (("代号",), "clerk", NotKeeperOfWordsError),
    ],
)
def test_a_list_that_is_not_right_is_refused(words, post, rule):
    asked = KeepWords(unit=UNIT, words=words)

    Given(WORDLIST).when(asked, by=WANG, post=post).then_rejected(rule)
