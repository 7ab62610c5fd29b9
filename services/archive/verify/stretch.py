"""一段 — neighbouring full bundles, examined beside others by another process.

Whoever examines a stretch says only that it is sound, and what it comes to. Where it is
not, nothing is said of what is wrong: that is found out again in the order of the log.
"""

import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from services.archive.verify.bundle import bundle_at
from services.archive.verify.order import Order
from services.archive.verify.report import CheckError
from services.archive.verify.tree import FULL, Files, subtree

LONG = 64  # bundles, some ten milliseconds' work


@dataclass(frozen=True)
class Stretch:
    """What a sound stretch comes to: the roots of its bundles, whose facts, keys introduced."""

    tops: list[bytes]
    order: Order
    introduced: dict[str, int]


@dataclass(frozen=True)
class Part:
    """A part of the log: bundles from ``first`` to before ``end``; what they come to if sound."""

    first: int
    end: int
    found: Stretch | None = None


def examine(folder: Path, size: int, first: int, end: int) -> Part:
    """Examine full bundles of a log of a size, from ``first`` to before ``end``."""
    files, order = Files(folder, size), Order(behind={})
    tops: list[bytes] = []
    introduced: dict[str, int] = {}
    try:
        for number in range(first, end):
            bundle = bundle_at(files, number, files.tile("0", number, FULL))
            if bundle.hashes != bundle.tile:
                return Part(first, end)
            bundle.must_continue(files)
            order.take(bundle.first, bundle.entries, bundle.path)
            introduced |= bundle.introduced
            tops.append(subtree(bundle.hashes))
    except CheckError:
        return Part(first, end)
    return Part(first, end, Stretch(tops, order, introduced))


def parts(files: Files, first: int, jobs: int) -> Iterator[Part]:
    """Yield the log from a bundle on, part by part, examined by as many processes as wanted.

    With one job nothing is examined beforehand. What ends the log unfinished is the last part.
    """
    full, end = files.size // FULL, (files.size + FULL - 1) // FULL
    if jobs > 1 and full - first > LONG:
        yield from _examined(files, first, full, jobs)
        first = full
    yield Part(first, end)


def _examined(files: Files, first: int, end: int, jobs: int) -> Iterator[Part]:
    waiting: deque[Future[Part]] = deque()
    spans = ((at, min(at + LONG, end)) for at in range(first, end, LONG))
    with ProcessPoolExecutor(jobs, initializer=_undisturbed) as hands:
        try:
            while True:
                for span in islice(spans, 3 * jobs - len(waiting)):  # flat memory: no more at once
                    waiting.append(hands.submit(examine, files.folder, files.size, *span))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            hands.shutdown(cancel_futures=True)


def _undisturbed() -> None:
    """Leave it to the first process what an interruption means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
