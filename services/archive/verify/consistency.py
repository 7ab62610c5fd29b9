"""一致性 — is the log of one size the beginning of the log of another? (RFC 9162 2.1.4.2)"""

from collections.abc import Iterator, Sequence

from services.archive.verify.tree import pair_hash

Head = tuple[int, bytes]  # size and root of a log


def continues(old: Head, new: Head, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the old log is the beginning of the new one."""
    (before, first), (after, last) = old, new
    if before in {0, after}:
        return not proof and (before == 0 or first == last)
    if before > after:
        return False
    hashes = iter([first, *proof] if before & (before - 1) == 0 else proof)
    return _climb(before - 1, after - 1, hashes) == (first, last)


def _climb(left: int, right: int, hashes: Iterator[bytes]) -> tuple[bytes, bytes] | None:
    """Return the roots of both logs as the proof derives them; None if it has a wrong length."""
    while left & 1:
        left, right = left >> 1, right >> 1
    start = next(hashes, None)
    if start is None:
        return None
    older = newer = start
    for each in hashes:
        if right == 0:
            return None
        if left & 1 or left == right:
            older, newer = pair_hash(each, older), pair_hash(each, newer)
            while left and not left & 1:
                left, right = left >> 1, right >> 1
        else:
            newer = pair_hash(newer, each)
        left, right = left >> 1, right >> 1
    return (older, newer) if right == 0 else None
