"""A unit lives through whatever hypothesis thinks of; only the alarm's hours differ."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from msgspec import json

from services.workflow.domain.events import Event
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import ExcuseObligation
from services.workflow.handlers import Alarm, Answering, Calendars
from services.workflow.heard import ItemRetired, PublicOpened
from services.workflow.views import VIEWS, duties
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.record import Cause, Letter, Record, canonical, id_at
from shared.store import Store, Task
from shared.testing import UNIT
from shared.view import Views

SPACE = UUID(int=0xA1)
NINE = datetime(2026, 1, 1, 1, tzinfo=UTC)  # in Beijing
MINUTE = timedelta(minutes=1)


def item(k):
    return str(uuid5(SPACE, f"item {k}"))


class Lifetime:
    """Store and rows on the disk, a clock, and the catalog's and publishing's facts."""

    def __init__(self, home, *, awake):
        self.home, self.awake = home, awake
        self.now = NINE
        self.heard = {"catalog": [], "publishing": []}
        self.order = []
        self.start()

    def start(self):
        self.clock = Clock(source=lambda: self.now)
        self.store = Store("workflow", Event, f"sqlite:///{self.home / 'facts.db'}")
        self.views = Views("workflow", f"sqlite:///{self.home / 'views.db'}", VIEWS)
        self.store.open()
        self.views.open()
        self.alarm = Alarm(self.store, self.views, self.clock, Calendars(self.views))
        self.answering = Answering(self.store, self.views, self.alarm)

    def stop(self):
        self.store.close()
        self.views.close()

    @property
    def today(self):
        return beijing_date(self.now)

    async def fold(self):
        letters = self.store.after(self.views.position("workflow"), 10_000)
        if letters:
            await self.views.absorb("workflow", letters)

    async def live(self, work):
        """Let a handler do its work while the rows follow, as they do in a service."""
        running = asyncio.ensure_future(work)
        while not running.done():
            await asyncio.wait({running}, timeout=0.002)
            await self.fold()
        await self.fold()
        return running.result()

    async def ring(self):
        if self.alarm.due(self.today):
            await self.live(self.alarm.ring())

    # ── what may happen ──────────────────────────────────────────────────────────────────────

    async def happen(self, step):
        """Let one thing happen, then ring if the alarm is awake."""
        name, *given = step
        self.now += MINUTE
        await getattr(self, name)(*given)
        if self.awake:
            await self.ring()

    async def sleep(self, days, rings):
        for _ in range(days):
            self.now = datetime(*(self.today + timedelta(days=1)).timetuple()[:3], tzinfo=UTC)
            self.now -= timedelta(hours=8)  # midnight in Beijing
            if self.awake:
                await self.ring()
        self.now += timedelta(hours=9)
        if rings:
            await self.ring()

    async def scheme(self, months, ahead):
        number = len(self.of("catalog.scheme.adopted.v1")) + 1
        told = {
            "id": "S0",
            "version": number,
            "effective": str(self.today + timedelta(days=ahead)),
            "rules": {},
            "time_limits": {
                "periodic": {"months": months, "due": {"days": 5, "working": True}},
                "reminders": [-3, 0, 1],
            },
        }
        await self.hear("catalog.scheme.adopted.v1", unit=UNIT, scheme=told)

    async def calendar(self, ahead):
        day, number = self.today + timedelta(days=ahead), len(self.order)
        span = {"name": "临时放假", "first": str(day), "last": str(day)}
        told = {"year": day.year, "version": f"cn-{day.year}.{number}", "holidays": [span]}
        await self.hear("catalog.calendar.adopted.v1", **told)
        await self.live(self.answering.recount())

    async def list_(self, k, limit):
        about = {"item_id": item(k), "unit": UNIT, "level3": "党费收缴", "forms": ["网站"]}
        told = {**about, "scope": "society", "time_limit": limit}
        await self.hear("catalog.item.listed.v1", **told)

    async def retire(self, k):
        record = await self.hear("catalog.item.retired.v1", item_id=item(k))
        await self.twice(self.answering.retired, record, ItemRetired)

    async def disclose(self, k):
        tag = "publishing.public.opened.v1"
        record = await self.hear(tag, item_id=item(k), opened_on=str(self.today))
        await self.twice(self.answering.disclosed, record, PublicOpened)

    async def excuse(self, pick):
        await self.ring()  # whoever excuses has seen the page of a house that is awake
        order = [duties.c.item_id, duties.c.begins]
        rows = self.views.select(duties, duties.c.state.in_(["open", "overdue"]), order=order)
        if rows:
            command = ExcuseObligation(ground="经批准不再公开", filing="备2026-1")
            task = Task(OBLIGATION, rows[pick % len(rows)].obligation_id, command)
            await self.store.file(task, cause=self.cause(len(self.order), pick))
            await self.fold()

    async def move(self, n):
        await self.hear("catalog.unit.moved.v1", unit_id=UNIT, superior=str(uuid5(SPACE, f"{n}")))

    async def restart(self):
        self.stop()
        self.start()

    # ── how it is heard ──────────────────────────────────────────────────────────────────────

    async def twice(self, step, letter, event):
        """React, then once more: a reaction runs at least once."""
        record = json.decode(letter.body, type=Record[event])
        for _ in range(2):
            await self.live(step(record))

    async def hear(self, tag, **fields):
        source = tag.partition(".")[0]
        kept = self.heard[source]
        stream = uuid5(SPACE, f"{source} {len(kept)}")
        place = {"id": id_at(tag, stream, 1), "stream_id": stream, "version": 1}
        told = {**place, "cause": self.cause(source, len(kept)), "event": {"type": tag, **fields}}
        letter = Letter(
            position=len(kept) + 1, stream_id=stream, version=1, tag=tag, body=canonical(told)
        )
        kept.append(letter)
        self.order.append((tag, self.now, fields))
        await self.views.absorb(source, [letter])
        return letter

    def cause(self, *place):
        key = uuid5(SPACE, f"cause {place} {self.now}")
        return Cause(actor="x", at=self.now, correlation_id=key, causation_id=key)

    # ── what became of it ────────────────────────────────────────────────────────────────────

    def of(self, tag):
        return [(at, fields) for each, at, fields in self.order if each == tag]

    def rows(self):
        return self.views.select(duties, order=[duties.c.item_id, duties.c.begins])

    def version(self, row):
        """Return by which version of the scheme an obligation is judged."""
        return self.store.state(OBLIGATION, row.obligation_id)[0].limits.scheme_version

    def facts(self):
        return [json.decode(each.body) for each in self.store.after(0, 100_000)]

    def owed(self):
        """Return every obligation as it stands, without the hours in which it was rung."""
        return [(r.item_id, r.begins, r.ends, r.due, r.state, self.version(r)) for r in self.rows()]
