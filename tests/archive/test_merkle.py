"""The tree against the shortest definition of it (RFC 6962), and against any number of entries."""

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.archive.gateways.merkle import Edge, grow, number_path, root, unbundle
from services.archive.gateways.notes import open_signer
from services.archive.gateways.proofs import NotLoggedError, Reader
from services.archive.gateways.tiles import TileLog

SIZES = st.one_of(st.integers(1, 1200), st.sampled_from([1, 2, 255, 256, 257, 511, 512, 513, 1024]))


@cache
def entry(number):
    return b"entry %d" % number


@cache
def tree(first, end):
    """The definition: the hash of a leaf, or of the two halves."""
    if end - first == 0:
        return sha256(b"").digest()
    if end - first == 1:
        return sha256(b"\0" + entry(first)).digest()
    middle = first + (1 << ((end - first - 1).bit_length() - 1))
    return sha256(b"\1" + tree(first, middle) + tree(middle, end)).digest()


def climb(index, size, path):
    """Follow an inclusion proof from a leaf to the root (RFC 9162, 2.1.3.2)."""
    at, last, top = index, size - 1, sha256(b"\0" + entry(index)).digest()
    for each in path:
        assert last
        if at & 1 or at == last:
            top = sha256(b"\1" + each + top).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            top = sha256(b"\1" + top + each).digest()
        at, last = at >> 1, last >> 1
    assert last == 0
    return top


def join(old, new, path):
    """Return the two roots a consistency proof speaks of (RFC 9162, 2.1.4.2)."""
    path = list(path)
    if old & (old - 1) == 0:
        path.insert(0, tree(0, old))
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path.pop(0)
    for each in path:
        if at & 1 or at == last:
            before = sha256(b"\1" + each + before).digest()
            after = sha256(b"\1" + each + after).digest()
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = sha256(b"\1" + after + each).digest()
        at, last = at >> 1, last >> 1
    return before, after


@pytest.fixture(scope="module")
def log_of(tmp_path_factory):
    """Return a reader of a log of any size, cut into batches in a way of its own."""

    @cache
    def build(size, batch):
        home = tmp_path_factory.mktemp("log")
        log = TileLog(home / "log", open_signer(home / "key", "o"))
        log.open()
        for first in range(0, size, batch):
            log.append([entry(n) for n in range(first, min(first + batch, size))])
        log.close()
        return Reader(home / "log", log.note)

    return build


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(size=SIZES, cuts=st.lists(st.integers(1, 600), max_size=8))
def test_the_root_does_not_depend_on_how_entries_arrive(size, cuts):
    edge, at, cuts = Edge(), 0, list(cuts)
    while at < size:
        upto = min(size, at + (cuts.pop() if cuts else size))
        edge = grow(edge, [entry(n) for n in range(at, upto)]).edge
        at = upto

    assert root(edge.levels) == tree(0, size)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), size=st.sampled_from([1, 2, 5, 255, 256, 257, 300, 512, 700, 1100]))
def test_every_entry_can_be_proved(log_of, data, size):
    reader = log_of(size, 200)
    index = data.draw(st.integers(0, size - 1))

    assert reader.checkpoint.root == tree(0, size)
    assert reader.entry(index) == entry(index)
    assert climb(index, size, reader.inclusion(index)) == tree(0, size)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), new=st.sampled_from([2, 5, 256, 257, 300, 700, 1100]))
def test_every_earlier_log_is_the_beginning_of_the_later_one(log_of, data, new):
    old = data.draw(st.integers(1, new - 1))
    path = log_of(new, 200).consistency(old)

    assert join(old, new, path) == (tree(0, old), tree(0, new))


def test_an_entry_beyond_the_checkpoint_has_no_proof(log_of):
    with pytest.raises(NotLoggedError):
        log_of(5, 200).proof(5)


def test_a_log_of_three_levels_has_the_right_root():
    edge = grow(Edge(), [entry(n) for n in range(66_000)]).edge

    assert len(edge.levels) == 3
    assert root(edge.levels) == tree(0, 66_000)


@pytest.mark.parametrize(
    ("number", "path"), [(0, "000"), (67, "067"), (1234067, "x001/x234/067"), (1000, "x001/000")]
)
def test_numbers_become_paths_of_three_digits(number, path):
    assert number_path(number) == path


def test_a_bundle_that_ends_within_an_entry_is_refused():
    with pytest.raises(ValueError, match="7"):
        unbundle(b"\0\5abc")
