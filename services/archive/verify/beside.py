"""总账与记录库 — the ledger and the services' own stores, read beside the log."""

from base64 import b64encode
from hmac import digest as hmac_digest
from itertools import zip_longest

from services.archive.verify import sources
from services.archive.verify.report import DivergenceError, Report
from services.archive.verify.sources import Kept


class Beside:
    """The ledger read beside the log, entry by entry."""

    def __init__(self, url: str, size: int, first: int, told: Report) -> None:
        self._url, self._size, self._told = url, size, told
        self._rows = sources.ledger(url, first)
        self._partial = first > 0 and not told.services

    def compare(self, first: int, entries: list[bytes], path: str) -> None:
        """Compare neighbouring entries of the log with what the ledger says they are.

        Raises:
            DivergenceError: naming the first that differs.

        """
        positions, rows = self._told.services, self._rows
        for index, entry in enumerate(entries, start=first):
            kept = next(rows, None)
            if kept is None or kept.entry != index:
                raise DivergenceError("总账缺少这一条", index=index, file=path)
            if not _agrees(kept, entry):
                raise _wrong("总账与日志条目不符", kept, path)
            if positions.get(kept.service, 0) + 1 != kept.position and not self._may_begin(kept):
                raise _wrong("位置不连续", kept, path)
            positions[kept.service] = kept.position

    def place(self, index: int) -> tuple[str, int]:
        """Return which fact should stand at an index."""
        for kept in sources.ledger(self._url, index):
            return (kept.service, kept.position) if kept.entry == index else ("", -1)
        return "", -1

    def finish(self) -> None:
        """Count what has been kept and awaits the next checkpoint."""
        if not self._partial:
            self._told.waiting = sum(1 for kept in self._rows if kept.entry >= self._size)

    def _may_begin(self, kept: Kept) -> bool:
        return self._partial and kept.service not in self._told.services


def _wrong(reason: str, kept: Kept, path: str) -> DivergenceError:
    return DivergenceError(
        reason, index=kept.entry, service=str(kept.service), position=kept.position, file=path
    )


def _agrees(kept: Kept, entry: bytes) -> bool:
    try:
        return _expected(kept) == entry and _is_consistent(kept)
    except (TypeError, AttributeError):  # a forger may leave any type in a column
        return False


def _expected(kept: Kept) -> bytes:
    if not kept.salt:
        return kept.body
    return b'{"commitment":"%b","position":%d,"service":"%b"}' % (
        b64encode(hmac_digest(kept.salt, kept.body, "sha256")),
        kept.position,
        kept.service.encode(),
    )


def _is_consistent(kept: Kept) -> bool:
    """Tell whether what the ledger says about a body stands in the body."""
    body = kept.body
    return (
        kept.tag.encode() in body
        and kept.stream_id.encode() in body
        and kept.story.encode() in body
        and kept.at.encode() in body
    )


def compare_store(service: str, ledger: str, url: str) -> int:
    """Compare a service's own store with the archive; return how many facts agree.

    Facts that the archive has not taken in yet are no divergence; those it has
    taken in and the store no longer has are.
    """
    count = 0
    for ours, theirs in zip_longest(
        sources.archived(ledger, service), sources.stored(url, service)
    ):
        if ours is None:
            break
        position, body, index = ours
        if theirs is None or theirs[0] != position:
            raise DivergenceError(
                "记录库缺少这一条", index=index, service=service, position=position
            )
        if bytes(theirs[1]) != bytes(body):
            raise DivergenceError(
                "记录库与存档不符", index=index, service=service, position=position
            )
        count += 1
    return count
