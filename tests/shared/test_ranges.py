"""Parts of files: which bytes a browser means, and that it gets exactly those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.ranges import OutsideError, Part, cut, part_of

SIZE = 10


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-3", Part(0, 3)),
        ("bytes=4-", Part(4, 9)),
        ("bytes=-3", Part(7, 9)),
        ("bytes=-30", Part(0, 9)),
        ("bytes=8-99", Part(8, 9)),
        ("bytes=0-0", Part(0, 0)),
        ("bytes=5-2", None),
        ("bytes=0-1,4-5", None),
        ("bytes=-", None),
        ("items=0-1", None),
        ("bytes=一-二", None),
        (f"bytes=0-{'9' * 40}", None),
    ],
)
def test_what_is_asked_for(asked, part):
    assert part_of(asked, SIZE) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_there_is_nothing_behind_the_end(asked):
    with pytest.raises(OutsideError):
        part_of(asked, SIZE)


@given(st.binary(min_size=1, max_size=60), st.integers(1, 7), st.data())
def test_a_part_is_what_a_slice_is(whole, step, data):
    first = data.draw(st.integers(0, len(whole) - 1))
    last = data.draw(st.integers(first, len(whole) - 1))
    pieces = iter([whole[n : n + step] for n in range(0, len(whole), step)])
    part = Part(first, last)
    assert b"".join(cut(pieces, part)) == whole[first : last + 1]
    assert part.length == last + 1 - first
    assert part.of(len(whole)) == f"bytes {first}-{last}/{len(whole)}"
