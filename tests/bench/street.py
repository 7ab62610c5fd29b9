"""(c) From a commit to another service's view and to an adapter; (d) the relay's rate."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from uuid import UUID

import nats
import uvloop
from msgspec import Struct
from msgspec.structs import replace

from deploy.local.nats import EmbeddedNats
from deploy.nats.provision import provision
from shared.bus import Bus, address
from shared.record import Letter, file, subject_of
from shared.relay import Relay
from shared.service import Service
from shared.settings import Settings
from shared.view import View
from tests.bench.adapter import USER
from tests.bench.measure import Line, Rates, compared, folder
from tests.bench.things import TEXT, Noted, note, stream, view, why

LATENCY = "Commit to reader, 200 commands/s"
RELAY = "Relay (fsync always)"
PACE = 200  # commands a second
SUBJECT = "channels.portal.society.bench"
PROMISED = 0.7
ROOT = Path(__file__).parents[2]
WINDOW = 256


class Shown(Struct, frozen=True, kw_only=True, tag="channels.thing.shown.v1"):
    """A message for an adapter."""

    position: int
    number: int
    text: str


class OutRow(Struct, frozen=True, kw_only=True):
    position: int
    stream_id: UUID
    version: int
    body: str


outbox = View("outbox", OutRow, key="position", keep=True)


@outbox.on(Noted)
def _(rows, record):
    last = rows.get(0)
    at = last.version + 1 if last else 1  # every fact leaves: also its position in the source
    shown = Shown(position=at, number=record.event.number, text=record.event.text)
    out = file(shown, stream_id=stream("channel"), version=at, cause=record.cause)
    rows.put(OutRow(position=0, stream_id=out.stream_id, version=at, body=""))
    rows.put(OutRow(position=at, stream_id=out.stream_id, version=at, body=out.body.decode()))


class Outlet:
    """What the view has put out, in its own order."""

    def __init__(self, views):
        self._views = views

    def after(self, position, limit):
        found = self._views.select(
            outbox, outbox.c.position > position, order=[outbox.c.position], limit=limit
        )
        tag = "channels.thing.shown.v1"
        return [
            Letter(
                position=each.position,
                stream_id=each.stream_id,
                version=each.version,
                tag=tag,
                body=each.body.encode(),
            )
            for each in found
        ]

    def last(self):
        row = self._views.get(outbox, 0)
        return row.version if row else 0


def run(_postgres, *, seconds=10, rounds=5, letters=5_000):
    """Return the lines of latency and of the relay."""
    return uvloop.run(_latency(seconds)) + asyncio.run(_relay(rounds, letters))


async def _latency(seconds):
    with folder() as home:
        settings = Settings(home=home, secret=b"s" * 32)
        async with EmbeddedNats(home) as server:
            settings = replace(settings, nats_url=server.url)
            await provision(settings)
            return await _measure(settings, seconds)


async def _measure(settings, seconds):
    committed, seen, shown = {}, {}, {}
    source = Service("workflow", settings, events=Noted, views=[])
    reader = Service(
        "publishing", settings, events=Noted, views=[view(), outbox], hears=["workflow"]
    )
    reader.carry(Outlet(reader.views), "GK_CHANNELS", lambda _: SUBJECT)
    _watch(reader, seen)
    async with source.running(), reader.running(), _adapter(settings, shown):
        await _pace(source.store, seconds, committed)
        await _until(lambda: len(shown) >= len(committed) and len(seen) >= len(committed))
    return [
        *_lines("→ another service's view", committed, seen),
        *_lines("→ a channel adapter", committed, shown),
    ]


def _watch(reader, seen):
    hear = reader.hear

    async def watched(owner, letters):
        await hear(owner, letters)
        now = monotonic()
        if owner == "workflow":
            seen.update(dict.fromkeys([each.position for each in letters], now))

    reader.hear = watched


@asynccontextmanager
async def _adapter(settings, shown):
    """Run the adapter in a process of its own and note when it has seen what."""
    key = str(settings.nats_key(USER))
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.adapter", settings.nats_url, key, stdout=PIPE, cwd=ROOT
    )

    async def note_down():
        async for line in program.stdout:
            position, moment = line.split()
            shown[int(position)] = float(moment)

    await program.stdout.readline()
    listening = asyncio.create_task(note_down())
    try:
        yield
    finally:
        program.terminate()
        await program.wait()
        await listening


async def _pace(store, seconds, committed):
    async def one(n):
        receipt = await note(store, stream(n % 500))
        committed[receipt.position] = monotonic()

    began, tasks = monotonic(), []
    for n in range(PACE * seconds):
        await asyncio.sleep(max(began + n / PACE - monotonic(), 0))
        tasks.append(asyncio.create_task(one(n)))
    await asyncio.gather(*tasks)


async def _until(done, within=30):
    async with asyncio.timeout(within):
        while not done():
            await asyncio.sleep(0.01)


def _lines(what, committed, arrived):
    waited = Rates(seconds=[arrived[at] - committed[at] for at in committed])
    middle, late = waited.percentile(0.5), waited.percentile(0.99)
    return [
        Line(LATENCY, f"{what}, p50", f"{middle:.1f} ms", target="< 25 ms", holds=middle < 25),
        Line(LATENCY, f"{what}, p99", f"{late:.1f} ms", target="< 100 ms", holds=late < 100),
    ]


async def _relay(rounds, count):
    ours, windowed = Rates(), Rates()
    with folder() as home:
        settings = Settings(home=home, secret=b"s" * 32)
        async with EmbeddedNats(home) as server:
            settings = replace(settings, nats_url=server.url)
            await provision(settings)
            bus = Bus(settings, "workflow")
            await bus.open()
            client = await nats.connect(
                settings.nats_url,
                nkeys_seed=str(settings.nats_key("catalog")),
                inbox_prefix=address.inbox("catalog"),
            )
            shelf = []
            for _ in range(rounds):
                new = [_filed(len(shelf) + n + 1) for n in range(count)]
                shelf += new
                ours.rates.append(await _carry(bus, shelf, count))
                windowed.rates.append(await _publish(client, new))
            await client.close()
            await bus.close()
    what = "700-byte letters/s, beside nats-py's window of 256"
    return [compared(RELAY, what, ours, windowed, least=PROMISED)]


def _filed(n):
    record = file(Noted(number=n, text=TEXT), stream_id=stream("relay"), version=n, cause=why())
    return Letter(
        position=n, stream_id=record.stream_id, version=n, tag=record.tag, body=record.body
    )


class _Shelf:
    def __init__(self, letters):
        self.letters = letters

    def after(self, position, limit):
        return self.letters[position : position + limit]

    def last(self):
        return len(self.letters)


async def _carry(bus, shelf, count):
    relay = Relay(_Shelf(shelf), bus, "GK_WORKFLOW", subject_of)
    began = monotonic()
    running = asyncio.create_task(relay.run_forever())
    while await bus.end("GK_WORKFLOW") < len(shelf):
        if running.done():
            running.result()
        await asyncio.sleep(0.005)
    took = monotonic() - began
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return count / took


async def _publish(client, letters):
    js = client.jetstream(publish_async_max_pending=WINDOW)
    began = monotonic()
    waiting = [
        await js.publish_async(
            f"facts.catalog.thing.noted.v1.{n % 7}",
            each.body,
            headers={"Nats-Msg-Id": str(each.id)},
        )
        for n, each in enumerate(letters)
    ]
    await asyncio.wait_for(asyncio.gather(*waiting), 60)
    return len(letters) / (monotonic() - began)
