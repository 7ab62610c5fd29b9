"""(g) The same rates at 10^4, 10^5 and 10^6 stored facts: flat within a fifth."""

import asyncio
from itertools import count

from shared.store import Store
from tests.bench.measure import Line, Rates, crowd, folder
from tests.bench.stock import EIGHT
from tests.bench.things import Noted, note, stream

SECTION = "Growth (8 callers, cold streams)"
FLAT = 0.8
BULK = 500  # facts in one command while filling


def run(postgres, *, sizes=(10_000, 100_000), rounds=3, jobs=400):
    """Return how the rate at each size stands to the rate at the smallest."""
    lines = []
    with folder() as home:
        lines += asyncio.run(
            _grow("SQLite", f"sqlite:///{home / 'growth.db'}", sizes, rounds, jobs)
        )
        if postgres is not None:
            lines += asyncio.run(_grow("PostgreSQL", postgres.fresh(), sizes, rounds, jobs))
    return lines


async def _grow(backend, url, sizes, rounds, jobs):
    lines, first, names = [], None, count()
    for size in sizes:
        await _fill(url, size, names)
        side = Rates()
        for _ in range(rounds):
            await _measure(url, [next(names) for _ in range(jobs)], side)
        first = first or side
        ratio = side.median / first.median
        lines.append(
            Line(
                SECTION,
                f"{backend}, {size:,} facts",
                f"{side.median:,.0f}/s · p50 {side.percentile(0.5):.2f} ms"
                f" · p99 {side.percentile(0.99):.1f} ms",
                f"{first.median:,.0f}/s at {sizes[0]:,}",
                f"{ratio:.2f}×",
                f"≥ {FLAT}×",
                ratio >= FLAT,
            )
        )
    return lines


async def _fill(url, size, names):
    store = Store("bench", Noted, url)
    store.open()
    missing = size - store.last()
    for _ in range(max(missing, 0) // (BULK * 10)):
        await asyncio.gather(*(note(store, stream(f"bulk {next(names)}"), BULK) for _ in range(10)))
    store.close()


async def _measure(url, names, side):
    store = Store("bench", Noted, url)
    store.open()
    await asyncio.gather(*(note(store, stream(name), EIGHT) for name in names))
    store.close()
    store = Store("bench", Noted, url)
    store.open()
    found, seconds = await crowd(8, names, lambda name: note(store, stream(name)))
    side.rates.append(found)
    side.seconds += seconds
    store.close()
