"""Rules of the log's keys: one after another, none twice."""

import pytest

from services.archive.domain.key_words import IntroduceKey, KeyIntroduced
from services.archive.domain.log_key import (
    KEY,
    HandoverOutOfTurnError,
    HandoverShrinksError,
    KeyUsedBeforeError,
    NotTheLastKeyError,
)
from shared.testing import Given


def told(kind, number, former, vkey, since):
    return kind(
        number=number, former=former, vkey=vkey, since=since, reason="到期更换", note="signed"
    )


FIRST = told(KeyIntroduced, 1, "k1", "k2", 300)


def test_the_first_key_hands_over_to_the_second_and_that_to_the_third():
    second = told(IntroduceKey, 2, "k2", "k3", 300)

    Given(KEY).when(told(IntroduceKey, 1, "k1", "k2", 300), by="system").then(FIRST)
    Given(KEY, FIRST).when(second, by="system").then(told(KeyIntroduced, 2, "k2", "k3", 300))


def test_a_handover_on_file_is_no_news():
    Given(KEY, FIRST).when(told(IntroduceKey, 1, "k1", "k2", 300), by="system").then()


@pytest.mark.parametrize(
    ("number", "former", "vkey", "since", "refusal"),
    [
        (3, "k2", "k3", 300, HandoverOutOfTurnError),
        (1, "k1", "k9", 300, HandoverOutOfTurnError),
        (2, "k1", "k3", 300, NotTheLastKeyError),
        (2, "k2", "k1", 300, KeyUsedBeforeError),
        (2, "k2", "k2", 300, KeyUsedBeforeError),
        (2, "k2", "k3", 299, HandoverShrinksError),
    ],
)
def test_what_does_not_follow_is_refused(number, former, vkey, since, refusal):
    wish = told(IntroduceKey, number, former, vkey, since)

    Given(KEY, FIRST).when(wish, by="system").then_rejected(refusal)
