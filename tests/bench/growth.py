"""(g) The same rates at 10^4, 10^5 and 10^6 stored facts: flat within a fifth."""

import asyncio
from itertools import count

import psycopg
import uvloop

from shared.store import Store
from tests.bench.measure import Line, Rates, crowd, folder
from tests.bench.stock import EIGHT
from tests.bench.things import Noted, note, stream

SECTION = "Growth (8 callers, cold streams)"
FLAT = 0.8
BULK = 500  # facts in one command while filling


def run(postgres, *, sizes=(10_000, 100_000), rounds=5, jobs=400):
    """Return how the rate at each size stands to the rate at the smallest.

    Each size has a database of its own, and the rounds take turns.
    """
    with folder() as home:
        places = {size: f"sqlite:///{home / f'growth{size}.db'}" for size in sizes}
        lines = uvloop.run(_grow("SQLite", places, rounds, jobs))
        if postgres is not None:
            places = {size: postgres.fresh() for size in sizes}
            lines += uvloop.run(_grow("PostgreSQL", places, rounds, jobs))
    return lines


async def _grow(backend, places, rounds, jobs):
    names, sides = count(), {size: Rates() for size in places}
    for size, url in places.items():
        await _fill(url, size, names)
        await asyncio.to_thread(_settle, url)
    for _ in range(rounds):
        for size, url in places.items():
            await _measure(url, [next(names) for _ in range(jobs)], sides[size])
    first = next(iter(sides.values()))
    return [_line(f"{backend}, {size:,} facts", side, first) for size, side in sides.items()]


def _line(what, side, first):
    ratio = side.median / first.median
    shown = f"p50 {side.percentile(0.5):.2f} ms · p99 {side.percentile(0.99):.1f} ms"
    return Line(
        SECTION,
        what,
        f"{side.median:,.0f}/s · {shown}",
        f"{first.median:,.0f}/s at the first size",
        f"{ratio:.2f}×",
        f"≥ {FLAT}×",
        ratio >= FLAT,
    )


def _settle(url):
    """Let the server write down what the filling left, as time would."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("VACUUM ANALYZE")
            database.execute("CHECKPOINT")


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
