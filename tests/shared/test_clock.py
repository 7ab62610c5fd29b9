"""Time goes on or stands still; it never goes back."""

from datetime import UTC, datetime, timedelta

from shared.clock import Clock

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)


class Watch:
    """A machine's clock that somebody may set."""

    def __init__(self):
        self.shows = NOON

    def __call__(self):
        return self.shows


def test_a_clock_set_back_stands_still_until_it_has_caught_up():
    watch = Watch()
    clock = Clock(source=watch)
    assert clock.now() == NOON

    watch.shows = NOON - timedelta(hours=3)
    assert clock.now() == NOON
    assert clock.behind == timedelta(hours=3)

    watch.shows = NOON + timedelta(seconds=1)
    assert clock.now() == NOON + timedelta(seconds=1)
    assert clock.behind == timedelta()


def test_nothing_is_dated_before_what_is_known_to_have_happened():
    clock = Clock(source=Watch())
    clock.remember(NOON + timedelta(days=1))

    assert clock.now() == NOON + timedelta(days=1)


def test_the_house_can_live_at_a_simulated_moment():
    watch = Watch()
    clock = Clock(datetime(2025, 9, 26, tzinfo=UTC), source=watch)
    watch.shows += timedelta(minutes=5)

    assert clock.now() == datetime(2025, 9, 26, 0, 5, tzinfo=UTC)
