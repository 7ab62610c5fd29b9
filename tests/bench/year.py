"""python -m tests.bench.year — a county lives through a year of simulated time, then is replayed.

2,000 units with several entries each; every day the clock goes on by a day and the alarm
rings; part of what is owed is disclosed in time, part late, part never. At the end all
rows are folded again from the facts and must be the same.
"""

import argparse
import asyncio
import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from uuid import UUID, uuid5

import sqlalchemy as sa

from services.workflow.domain.events import Event
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import FulfilObligation
from services.workflow.handlers import Alarm, Calendars
from services.workflow.views import branches, duties, entries, figures, limits, years
from shared.clock import Clock
from shared.record import SYSTEM, Cause, Letter, canonical, id_at
from shared.store import Store, Task
from shared.view import Views
from tests.bench.measure import folder

SPACE = UUID(int=0xC0)
VIEWS = (branches, limits, entries, duties, figures, years)
START = date(2026, 1, 1)
ENTRIES = (("党费收缴", "quarterly"), ("主题党日", "monthly"), ("党员教育", "quarterly"))
MONTHS = {"quarterly": [3, 6, 9, 12], "monthly": list(range(1, 13))}
PAGE = 2_000


class County:
    """Its clock, store and rows; facts of the catalog are written by hand."""

    def __init__(self, home, units, seed=1):
        self.home, self.units, self.dice = home, units, random.Random(seed)
        self.now = datetime(START.year, START.month, START.day, 1, tzinfo=UTC)
        self.clock = Clock(source=lambda: self.now)
        self.store = Store("workflow", Event, f"sqlite:///{home / 'facts.db'}", limit=5_000)
        self.views = Views("workflow", f"sqlite:///{home / 'views.db'}", VIEWS)
        self.alarm = Alarm(self.store, self.views, self.clock, Calendars(self.views))
        self.catalog = []
        self.intended = {}

    def told(self, tag, **fields):
        """Write a fact of the catalog."""
        stream = uuid5(SPACE, f"{tag}/{len(self.catalog)}")
        why = Cause(actor="admin", at=self.now, correlation_id=stream, causation_id=stream)
        place = {"id": id_at(tag, stream, 1), "stream_id": stream, "version": 1}
        body = canonical({**place, "cause": why, "event": {"type": tag, **fields}})
        position = len(self.catalog) + 1
        self.catalog.append(
            Letter(position=position, stream_id=stream, version=1, tag=tag, body=body)
        )

    def settle(self):
        """Register the units, their schemes and entries: half of all go monthly in July."""
        for n in range(self.units):
            unit = str(uuid5(SPACE, f"unit {n}"))
            superior = str(uuid5(SPACE, f"unit {(n - 1) // 12}")) if n else ""
            self.told("catalog.unit.registered.v1", unit_id=unit, name="", superior=superior)
            self.scheme(unit, 1, "2026-01-01", "quarterly")
            if n % 2:
                self.scheme(unit, 2, "2026-07-01", "monthly")
            for k, (title, _) in enumerate(ENTRIES):
                self.told(
                    "catalog.item.listed.v1",
                    item_id=str(uuid5(SPACE, f"item {n} {k}")),
                    unit=unit,
                    level3=title,
                    forms=["网站"],
                    scope="society",
                    time_limit="periodic",
                )
        for at in range(0, len(self.catalog), PAGE):
            self.views.apply("catalog", self.catalog[at : at + PAGE])

    def scheme(self, unit, version, effective, period):
        limits_ = {"periodic": {"months": MONTHS[period], "due": {"days": 10, "working": True}}}
        scheme = {"id": "S0", "version": version, "effective": effective, "rules": {}}
        told = {**scheme, "time_limits": limits_}
        self.told("catalog.scheme.adopted.v1", unit=unit, scheme=told)

    async def live(self, days):
        """Let a year pass."""
        for _ in range(days):
            await self.alarm.ring()
            await self.disclose()
            self.now += timedelta(days=1)

    async def disclose(self):
        """Disclose what was meant for today: mostly in time, some late, some never."""
        today = (self.now + timedelta(hours=8)).date()
        for row in self.views.select(duties, duties.c.begins == today):
            late = self.dice.choice((-6, -5, -4, -2, -1, 0, 3, None))
            if late is not None:
                day = row.due + timedelta(days=late)
                self.intended.setdefault(day, []).append(row.obligation_id)
        await asyncio.gather(*(self.fulfil(each, today) for each in self.intended.pop(today, [])))
        await self.settled()

    async def fulfil(self, obligation_id, today):
        key = uuid5(obligation_id, "disclosed")
        why = Cause(actor=SYSTEM, at=self.now, correlation_id=key, causation_id=key)
        command = FulfilObligation(disclosure_id=str(key), on=today)
        await self.store.file(Task(OBLIGATION, obligation_id, command), cause=why)

    async def settled(self):
        await self.views.reached("workflow", self.store.last(), within=60.0)

    async def feed(self):
        """Keep the rows fresh, as a service does."""
        filed = asyncio.Event()
        self.store.on_commit(lambda _: filed.set())
        position = 0
        while True:
            filed.clear()
            while letters := await asyncio.to_thread(self.store.after, position, PAGE):
                await self.views.absorb("workflow", letters)
                position = letters[-1].position
            await filed.wait()


def digest(views):
    """Return the SHA-256 over every row of every view, in order."""
    found = hashlib.sha256()
    for view in VIEWS:
        statement = sa.select(view.table).order_by(view.table.c[view.key])
        for row in views.query(statement):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def replayed(county):
    """Return the digest of rows that are folded anew from the facts alone."""
    views = Views("workflow", f"sqlite:///{county.home / 'replay.db'}", VIEWS)
    views.open()
    for at in range(0, len(county.catalog), PAGE):
        views.apply("catalog", county.catalog[at : at + PAGE])
    position = 0
    while letters := county.store.after(position, PAGE):
        views.apply("workflow", letters)
        position = letters[-1].position
    found = digest(views)
    views.close()
    return found


def states(views):
    """Return how many obligations stand how."""
    counted = sa.select(duties.c.state, sa.func.count()).group_by(duties.c.state)
    return dict(tuple(row) for row in views.query(counted))


async def simulate(home, units, days):
    """Return the figures of one county's year."""
    county = County(home, units)
    county.store.open()
    county.views.open()
    county.settle()
    feeding = asyncio.create_task(county.feed())
    began = perf_counter()
    await county.live(days)
    seconds = perf_counter() - began
    feeding.cancel()
    await asyncio.gather(feeding, return_exceptions=True)
    lived, began = digest(county.views), perf_counter()
    again = replayed(county)
    figure = {
        "units": units,
        "entries": units * len(ENTRIES),
        "days": days,
        "obligations": county.views.count(duties),
        "facts": county.store.last(),
        "states": states(county.views),
        "seconds": round(seconds, 1),
        "replay seconds": round(perf_counter() - began, 1),
        "replay is equal": lived == again,
    }
    county.store.close()
    county.views.close()
    return figure


def main():
    """Print the figures; fail if the replay differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=365)
    wanted = parser.parse_args()
    with folder() as home:
        figure = asyncio.run(simulate(home, wanted.units, wanted.days))
    for name, value in figure.items():
        print(f"{name}: {value}")
    return 0 if figure["replay is equal"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
