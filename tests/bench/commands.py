"""(a) Commands through decide and file, beside the library as it comes, at 1, 8 and 32 callers."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import perf_counter

import uvloop

from shared.store import Store
from tests.bench import stock
from tests.bench.measure import Rates, compared, crowd, folder
from tests.bench.things import Noted, note, stream

CALLERS = (1, 8, 32)
PROMISED = {1: 1.5, 8: 4, 32: 4}
WARM = 20
_numbers = count(1)


def run(postgres, *, rounds=3, jobs=400):
    """Return the lines of both databases."""
    lines = []
    with folder() as home:
        for backend, fresh in _backends(home, postgres):
            for callers in CALLERS:
                lines += uvloop.run(_one(backend, fresh, callers, rounds, jobs))
    return lines


def _backends(home, postgres):
    yield "SQLite", lambda: f"sqlite:///{home / f'{next(_numbers)}.db'}"
    if postgres is not None:
        yield "PostgreSQL", postgres.fresh


async def _one(backend, fresh, callers, rounds, jobs):
    cold, warm, yardstick = Rates(), Rates(), Rates()
    url, other = fresh(), fresh()
    named = iter(range(10**9))
    pool = ThreadPoolExecutor(callers)
    with contextlib.closing(stock.things(other, callers)) as things:
        for _ in range(rounds):
            names = [next(named) for _ in range(jobs)]
            await _prefill(url, names)
            await _ours(url, names, callers, cold, warm)
            await asyncio.to_thread(things.begin, names)
            await asyncio.to_thread(_theirs, things, names, callers, pool, yardstick)
    pool.shutdown()
    about = f"{backend}, {callers} caller{'s' if callers > 1 else ''}"
    section = "Commands (load 8, decide, append 1)"
    return [
        compared(section, f"{about}, cold", cold, yardstick, least=PROMISED[callers], tail=True),
        compared(section, f"{about}, cached", warm, yardstick, least=PROMISED[callers], tail=True),
    ]


async def _prefill(url, names):
    store = Store("bench", Noted, url)
    store.open()
    await asyncio.gather(*(note(store, stream(name), stock.EIGHT) for name in names))
    store.close()


async def _ours(url, names, callers, cold, warm):
    store = Store("bench", Noted, url)  # a new one remembers nothing
    store.open()
    for n in range(WARM):  # its connection is as warm as the yardstick's, its memory is not
        await note(store, stream(f"warm {n}"))
    for side in (cold, warm):
        found, seconds = await crowd(callers, names, lambda name: note(store, stream(name)))
        side.rates.append(found)
        side.seconds += seconds
    store.close()


def _theirs(things, names, callers, pool, side):
    """Each caller a thread that calls straight into the library, as its users do."""
    jobs = iter(names)

    def caller():
        seconds = []
        for name in jobs:
            began = perf_counter()
            things.note(stream(name))
            seconds.append(perf_counter() - began)
        return seconds

    began = perf_counter()
    for each in [pool.submit(caller) for _ in range(callers)]:
        side.seconds += each.result()
    side.rates.append(len(names) / (perf_counter() - began))
