"""Codes are not found by trying; whoever mistypes their own, or has neighbours who do, gets in."""

from datetime import timedelta

import pytest

from shared.guesses import Guesses, TooManyGuessesError, as_source
from shared.testing import NOON

MINUTE = timedelta(minutes=1)


def wrong(guesses, source, times, at=NOON):
    """Return how many of so many wrong codes were looked at."""
    looked = 0
    for _ in range(times):
        try:
            guesses.enter(source, at)
        except TooManyGuessesError:
            continue
        looked += 1
    return looked


def test_a_source_is_wrong_so_often_and_then_waits():
    guesses = Guesses(burst=3, pause=MINUTE)
    assert wrong(guesses, "a", 100) == 3
    with pytest.raises(TooManyGuessesError) as refusal:
        guesses.enter("a", NOON)
    assert (refusal.value.status, refusal.value.retry_after) == (429, 60)
    assert wrong(guesses, "b", 3) == 3
    assert wrong(guesses, "a", 100, NOON + MINUTE) == 1
    assert wrong(guesses, "a", 100, NOON + 60 * MINUTE) == 3


def test_what_is_right_counts_for_nothing_however_often():
    guesses = Guesses(burst=2, pause=MINUTE, together=2)
    for _ in range(50):
        guesses.enter("a", NOON)
        guesses.forgive("a")
    assert wrong(guesses, "a", 5) == 2


def test_a_flood_from_many_places_leaves_everybody_a_few_tries():
    guesses = Guesses(burst=10, few=2, together=100)
    flood = [wrong(guesses, f"10.0.0.{n}", 10) for n in range(50)]
    assert flood == [10] * 10 + [2] * 40
    assert wrong(guesses, "honest", 10) == 2
    assert wrong(guesses, "honest", 10, NOON + timedelta(hours=1)) == 10


def test_memory_is_bounded_however_many_sources_come():
    guesses = Guesses(at_most=10)
    for n in range(1_000):
        guesses.enter(f"10.0.{n // 256}.{n % 256}", NOON)
    assert len(guesses) == 10


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_a_subscriber_of_ipv6_is_one_source(address, source):
    assert as_source(address) == source
