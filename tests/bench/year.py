"""python -m tests.bench.year [--units 2000] [--full] — a county lives through a year, then again.

Every unit has a catalog of real size (36 entries: 21 periodic, 11 immediate, 4 long-term)
and a scheme; half of them go from quarters to months in July, a calendar is announced in
September, divisions of labour change. Every day the clock goes on by a day and every alarm
of the service rings; what is owed is disclosed mostly in time, partly late, partly never. At
the end all rows are folded again from the facts, in the order in which they were heard, and
must be the same byte for byte.
"""

import argparse
import asyncio
import hashlib
import sys
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time
from uuid import UUID, uuid5

import sqlalchemy as sa
import uvloop
from msgspec import Struct, json

from services.workflow.domain.events import Event
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import FulfilObligation
from services.workflow.handlers import Alarm, Answering, Calendars, Postings, Standings
from services.workflow.heard import PostAssigned
from services.workflow.views import (
    VIEWS,
    duties,
)
from shared.clock import Clock
from shared.record import SYSTEM, Cause, Letter, Record, canonical, id_at
from shared.store import Store, Task
from shared.view import Views
from tests.bench.measure import alone, folder

SPACE = UUID(int=0xC0)
START = date(2026, 1, 1)
CATALOG = ("periodic",) * 21 + ("immediate",) * 11 + ("long_term",) * 4  # as Pingluo's 36 rows
MONTHS = {"quarterly": [3, 6, 9, 12], "monthly": list(range(1, 13))}
MONTHLY, ANNOUNCED = date(2026, 6, 20), date(2026, 9, 20)
BEFORE_DUE = (9, 8, 8, 8, 7, 7, 7, 7, 6, 6, 6, 6, 4, 4, 2, 2, 0, 0, -3, None)  # days, or never
PAGE = 2_000
SECTION = "A county's year"
MODERATE, FULL = 100, 2_000  # units


class _Due(Struct):
    due: date


class _Event(Struct):
    deadline: _Due


class _Raised(Struct):
    event: _Event


class County:
    """Its clock, store and rows; facts of the catalog are written by hand."""

    def __init__(self, home, units):
        self.units = units
        self.now = datetime(START.year, START.month, START.day, 1, tzinfo=UTC)
        self.clock = Clock(source=lambda: self.now)
        self.store = Store("workflow", Event, f"sqlite:///{home / 'facts.db'}", limit=5_000)
        self.views = Views("workflow", f"sqlite:///{home / 'views.db'}", VIEWS)
        self.alarm = Alarm(self.store, self.views, self.clock, Calendars(self.views))
        self.standing = Standings(self.views, self.alarm)
        self.postings = Postings(self.store, self.views, self.alarm)
        self.answering = Answering(self.store, self.views, self.alarm, self.postings.follow)
        self.catalog, self.heard = [], 0
        self.intended = {}
        self.raised = json.Decoder(_Raised)

    @property
    def today(self):
        return (self.now + timedelta(hours=8)).date()

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

    async def hear(self):
        """Let the rows reflect what the catalog has said."""
        for at in range(self.heard, len(self.catalog), PAGE):
            await self.views.absorb("catalog", self.catalog[at : at + PAGE])
        self.heard = len(self.catalog)

    async def settle(self):
        """Register the units, their schemes and catalogs."""
        for n in range(self.units):
            superior = unit((n - 1) // 12) if n else ""
            self.told("catalog.unit.registered.v1", unit_id=unit(n), name="", superior=superior)
            self.scheme(n, 1, START, "quarterly")
            for k, limit in enumerate(CATALOG):
                self.told(
                    "catalog.item.listed.v1",
                    item_id=str(uuid5(SPACE, f"item {n} {k}")),
                    unit=unit(n),
                    level3="领导班子成员分工" if limit == "long_term" else f"事项{k}",
                    forms=["网站"],
                    scope="society",
                    time_limit=limit,
                )
        await self.hear()

    def scheme(self, n, version, effective, period):
        limits_ = {"periodic": {"months": MONTHS[period], "due": {"days": 10, "working": True}}}
        scheme = {"id": "S0", "version": version, "effective": str(effective), "rules": {}}
        told = {**scheme, "time_limits": limits_}
        self.told("catalog.scheme.adopted.v1", unit=unit(n), scheme=told)

    async def live(self, days):
        """Let a year pass."""
        for _ in range(days):
            await self.change()
            await self.ring()
            await self.disclose()
            await self.settled()
            self.now += timedelta(days=1)

    async def ring(self):
        """Let every alarm ring that the service has."""
        await self.alarm.ring()
        await self.standing.ring()
        await self.postings.ring()

    async def change(self):
        """Let happen what happens in a county today."""
        if self.today == MONTHLY:
            for n in range(1, self.units, 2):
                self.scheme(n, 2, date(2026, 7, 1), "monthly")
            await self.hear()
        if self.today == ANNOUNCED:
            day = {"name": "县庆", "first": "2026-10-12", "last": "2026-10-12"}
            told = {"year": 2026, "version": "cn-2026.9", "holidays": [day]}
            self.told("catalog.calendar.adopted.v1", **told)
            await self.hear()
            await self.answering.recount()
        for n in range((self.today - START).days, self.units, 365):
            if self.today > START:
                await self.reassign(n)

    async def reassign(self, n):
        """Let another person hold a post: the standing entries must be disclosed anew."""
        key = uuid5(SPACE, f"post {n}")
        why = Cause(actor="admin", at=self.now, correlation_id=key, causation_id=key)
        event = PostAssigned(unit=unit(n), person_id="", post="approver")
        record = Record(id=key, stream_id=key, version=1, cause=why, event=event)
        await self.answering.reassigned(record)

    async def disclose(self):
        """Disclose what was meant for today."""
        today = self.today
        found = self.intended.pop(today, [])
        for at in range(0, len(found), PAGE):
            await asyncio.gather(*(self.fulfil(each, today) for each in found[at : at + PAGE]))

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
            while letters := await self.next(position):
                for letter in letters:
                    self.intend(letter)
                await self.views.absorb("workflow", letters)
                position = letters[-1].position
            await filed.wait()

    async def next(self, position):
        return self.store.at_hand(position, PAGE) or await asyncio.to_thread(
            self.store.after, position, PAGE
        )

    def intend(self, letter):
        """Mean to disclose what is owed: some days before it is due, or after, or never."""
        if not letter.tag.endswith("raised.v1"):
            return
        before = BEFORE_DUE[letter.stream_id.int % len(BEFORE_DUE)]
        if before is not None:
            due = self.raised.decode(letter.body).event.deadline.due
            day = max(due - timedelta(days=before), self.today)
            self.intended.setdefault(day, []).append(letter.stream_id)

    async def again(self):
        """Fold every row anew from the facts alone, in the order in which they were heard."""

        async def catalog(after, limit):
            return self.catalog[after : after + limit]

        async def own(after, limit):
            return await asyncio.to_thread(self.store.after, after, limit)

        await self.views.rebuild({"catalog": catalog, "workflow": own}, lambda *_: None)


def unit(n):
    return str(uuid5(SPACE, f"unit {n}"))


def digest(views):
    """Return the SHA-256 over every row of every view, in order."""
    found = hashlib.sha256()
    for view in VIEWS:
        statement = sa.select(view.table).order_by(view.table.c[view.key])
        for row in views.query(statement):
            found.update(repr(tuple(row)).encode())
    return found.hexdigest()


def states(views):
    """Return how many obligations stand how."""
    counted = sa.select(duties.c.state, sa.func.count()).group_by(duties.c.state)
    return dict(tuple(row) for row in views.query(counted))


async def simulate(home, units, days):
    """Return the figures of one county's year."""
    county = County(home, units)
    county.store.open()
    county.views.open()
    await county.settle()
    feeding = asyncio.create_task(county.feed())
    began, worked = perf_counter(), process_time()
    await county.live(days)
    await county.settled()
    lived_in, worked = perf_counter() - began, process_time() - worked
    feeding.cancel()
    await asyncio.gather(feeding, return_exceptions=True)
    lived, began = digest(county.views), perf_counter()
    await county.again()
    replayed_in = perf_counter() - began
    figure = {
        "units": units,
        "entries": units * len(CATALOG),
        "days": days,
        "obligations": county.views.count(duties),
        "facts": county.store.last(),
        "states": states(county.views),
        "seconds": round(lived_in, 1),
        "CPU seconds": round(worked, 1),
        "replay seconds": round(replayed_in, 1),
        "replay is equal": lived == digest(county.views),
    }
    county.store.close()
    county.views.close()
    return figure


def run(postgres, *, units=MODERATE):
    """Return the lines of the table of figures."""
    del postgres
    with folder() as home:
        figure = uvloop.run(simulate(home, units, 365))
    about = f"{figure['units']:,} units, {figure['obligations']:,} obligations"
    equal = figure["replay is equal"]
    allowed = 240 if units == FULL else None
    replayed = alone(SECTION, f"{about}, folded again", figure["replay seconds"], "s")
    replayed.target, replayed.holds = "the same, byte for byte", equal
    return [
        alone(SECTION, f"{about}, {figure['facts']:,} facts", figure["seconds"], "s", most=allowed),
        alone(SECTION, f"{about}, processor", figure["CPU seconds"], "s"),
        replayed,
    ]


def main():
    """Print the figures; fail if the replay differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=MODERATE)
    parser.add_argument("--full", action="store_true", help=f"{FULL} units")
    parser.add_argument("--days", type=int, default=365)
    wanted = parser.parse_args()
    units = FULL if wanted.full else wanted.units
    with folder() as home:
        figure = uvloop.run(simulate(home, units, wanted.days))
    for name, value in figure.items():
        print(f"{name}: {value}")
    return 0 if figure["replay is equal"] else 1


if __name__ == "__main__":
    sys.exit(main())
