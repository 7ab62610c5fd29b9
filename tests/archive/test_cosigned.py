"""Which cosignatures are kept."""

from hypothesis import given
from hypothesis import strategies as st

from services.archive.domain.cosigned import Signing, superfluous

NOON = 1_790_049_600  # of a day in Beijing
HOUR = 3_600


def test_the_last_of_each_day_and_all_that_is_newer_is_kept():
    signed = {
        10: Signing(NOON, True),
        20: Signing(NOON + 11 * HOUR, True),
        25: Signing(NOON + 12 * HOUR - 1, False),
        30: Signing(NOON + 12 * HOUR, True),  # midnight in Beijing: another day
        40: Signing(NOON + 13 * HOUR, True),
        50: Signing(NOON + 14 * HOUR, False),
    }

    assert superfluous(signed, newest=[]) == [10, 25, 30]
    assert superfluous(signed, newest=[25, 50]) == [10, 30]


def test_nothing_is_dropped_before_enough_have_signed():
    assert superfluous({10: Signing(NOON, False), 20: Signing(NOON, False)}, newest=[20]) == []


@given(
    st.dictionaries(
        st.integers(1, 99), st.builds(Signing, st.integers(0, 9 * 86_400), st.booleans())
    ),
    st.sets(st.integers(1, 99)),
)
def test_the_newest_that_enough_have_signed_and_a_day_that_has_one_are_never_lost(signed, newest):
    left = {size: each for size, each in signed.items() if size not in superfluous(signed, newest)}
    enough = {size for size, each in signed.items() if each.enough}

    assert max(enough, default=0) in {*left, 0}
    assert {left[size].day for size in enough & {*left}} == {signed[size].day for size in enough}
    assert superfluous(left, newest) == []
