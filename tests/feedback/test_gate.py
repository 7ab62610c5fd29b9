"""A flood from one place drowns nobody, and costs no memory."""

from datetime import timedelta

import pytest

from services.feedback.handlers import Gate, TooManyLettersError
from shared.testing import NOON

SECOND = timedelta(seconds=1)


def test_one_address_that_must_wait_does_not_hold_up_another():
    gate = Gate(burst=2, pause=10 * SECOND)
    for _ in range(2):
        gate.enter("a", NOON)
    with pytest.raises(TooManyLettersError) as refusal:
        gate.enter("a", NOON)
    gate.enter("b", NOON)
    assert refusal.value.retry_after == 10


def test_knocking_while_one_must_wait_does_not_make_it_longer():
    gate = Gate(burst=1, pause=10 * SECOND)
    gate.enter("a", NOON)
    for n in range(5):
        with pytest.raises(TooManyLettersError):
            gate.enter("a", NOON + n * SECOND)
    gate.enter("a", NOON + 10 * SECOND)


def test_an_hour_of_silence_allows_no_more_than_the_burst():
    gate = Gate(burst=3, pause=10 * SECOND)
    gate.enter("a", NOON)
    for _ in range(3):
        gate.enter("a", NOON + 3_600 * SECOND)
    with pytest.raises(TooManyLettersError):
        gate.enter("a", NOON + 3_600 * SECOND)


def test_memory_is_bounded_however_many_addresses_come():
    gate = Gate(at_most=100)
    for n in range(1_000):
        gate.enter(f"10.0.{n // 256}.{n % 256}", NOON)
    assert len(gate) == 100
