"""(b) The same over HTTP: feedback's real door, beside the stock library behind a bare one.

Who asks is a process of its own, as a browser is: it takes no time from those who answer.
"""

import asyncio
import socket
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from time import sleep
from uuid import UUID, uuid4

import uvicorn
import uvloop
from litestar import Litestar, post

from services.feedback import heard
from services.feedback.app import doors, service
from services.feedback.domain.commands import AssignOpinion, ReceiveOpinion
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.terms import Channel, Sealed
from shared.auth import Sessions
from shared.record import Letter, canonical, file
from shared.settings import Settings
from shared.store import Store, Task
from shared.testing import cause
from tests.bench import stock
from tests.bench.measure import Rates, compared, crowd, folder
from tests.bench.things import Noted, note, stream, why

SECTION = "Commands over HTTP (SQLite)"
UNIT = str(UUID(int=0xA1))
CLERKS = [str(UUID(int=0xC1)), str(UUID(int=0xC2))]
OFFICE = str(UUID(int=0xC3))
THING = UUID(int=0xD1)
PROMISED = {1: 1.5, 8: 4, 32: 4}


def run(_postgres, *, rounds=3, jobs=300):
    """Return the lines of 1, 8 and 32 callers."""
    lines = []
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as street:
        for callers in (1, 8, 32):
            with folder() as home:
                lines += asyncio.run(_compare(home, street, callers, rounds, jobs))
    return lines


async def _compare(home, street, callers, rounds, jobs):
    ours, real, yardstick = Rates(), Rates(), Rates()
    settings = Settings(home=home, secret=b"s" * 32)
    house = service(settings)
    things = stock.things(f"sqlite:///{home / 'stock.db'}", callers)
    store = Store("bench", Noted, f"sqlite:///{home / 'bench.db'}")
    store.open()
    numbers = count()
    with (
        _served(doors(house)) as port,
        _served(_bare(things)) as other,
        _served(_ours(store)) as same,
    ):
        _tell(house)
        token = Sessions(settings.secret, house.clock).issue(OFFICE, "周明")
        for _ in range(rounds):
            opinions = [await _opinion(house.store) for _ in range(jobs)]
            assigned = [_assigning(each, token) for each in opinions]
            await _round(street, port, callers, assigned, real)
            names = [stream(next(numbers)) for _ in range(jobs)]
            await asyncio.to_thread(things.begin, names)
            await asyncio.gather(*(note(store, stream(name), stock.EIGHT) for name in names))
            asked = [_request(f"/note/{stream(name)}", b"{}") for name in names]
            await _round(street, same, callers, asked, ours)
            await _round(street, other, callers, asked, yardstick)
    things.close()
    store.close()
    about = f"{callers} caller{'s' if callers > 1 else ''}"
    bare = f"{about}, load 8, decide, append 1 behind a bare door"
    whole = f"{about}, feedback's assign: session, post, conflict rule, views"
    return [
        compared(SECTION, bare, ours, yardstick, least=PROMISED[callers], tail=True),
        compared(SECTION, whole, real, yardstick, tail=True),
    ]


def _ours(store):
    @post("/note/{stream_id:uuid}")
    async def noted(stream_id: UUID) -> None:
        await note(store, stream_id)

    return Litestar([noted], openapi_config=None, logging_config=None)


def _bare(things):
    @post("/note/{stream_id:uuid}", sync_to_thread=True)
    def note(stream_id: UUID) -> None:
        things.note(stream_id)

    return Litestar([note], openapi_config=None, logging_config=None)


@contextmanager
def _served(app):
    door = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio leaves Nagle's 40 ms in
    door.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    thread = threading.Thread(target=lambda: uvloop.run(server.serve([door])), daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    try:
        yield door.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)


async def _round(street, port, callers, requests, side):
    loop = asyncio.get_running_loop()
    found, seconds = await loop.run_in_executor(street, _asked, port, callers, requests)
    side.rates.append(found)
    side.seconds += seconds


def _asked(port, callers, requests):
    """Ask in the process of those who ask."""
    return uvloop.run(_crowded(port, callers, requests))


async def _crowded(port, callers, requests):
    free = asyncio.Queue()
    for _ in range(callers):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def one(request):
        line = await free.get()
        await _ask(line, request)
        free.put_nowait(line)

    found = await crowd(callers, requests, one)
    while not free.empty():
        free.get_nowait()[1].close()
    return found


async def _ask(line, request):
    reader, writer = line
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(each.split(b":")[1])
        for each in head.lower().split(b"\r\n")
        if each.startswith(b"content-length")
    )
    body = await reader.readexactly(length)
    if not head.startswith((b"HTTP/1.1 201", b"HTTP/1.1 200")):
        raise AssertionError(head + body)
    return body


def _request(path, body, token=""):
    lines = [
        f"POST {path} HTTP/1.1",
        "host: bench",
        "content-type: application/json",
        f"content-length: {len(body)}",
        f"x-request-id: {uuid4()}",
        *([f"cookie: gk_session={token}"] if token else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _assigning(opinion_id, token):
    body = canonical({"handler": CLERKS[1]})
    return _request(f"/feedback/api/opinions/{opinion_id}/assign", body, token)


async def _opinion(store):
    """File an opinion and seven assignments, eight facts to load; return its id."""
    opinion_id = uuid4()
    box = Sealed(subject=str(opinion_id), nonce="AAAA", box="AAAA" * 40, commitment="AAAA")
    received = ReceiveOpinion(
        unit=UNIT,
        disclosure_id=str(THING),
        item_id="i",
        version=1,
        channel=Channel.BOX,
        signed=False,
        content=box,
        identity=None,
        query_code_digest="0" * 64,
    )
    assigned = [AssignOpinion(handler=CLERKS[n % 2]) for n in range(7)]
    tasks = [Task(OPINION, opinion_id, each) for each in (received, *assigned)]
    await store.file(*tasks, cause=why())
    return opinion_id


def _tell(house):
    plan = heard.Plan(title="公示", scope="society")
    new = heard.DisclosureRegistered(unit=UNIT, item_id="i", proposal_id="p", version=1, plan=plan)
    held = [(each, "handler") for each in CLERKS] + [(OFFICE, "office")]
    posts = [heard.PostAssigned(unit=UNIT, person_id=who, post=post) for who, post in held]
    house.views.apply("publishing", _letters(THING, [new, heard.PublicOpened(version=1)]))
    house.views.apply("catalog", _letters(UUID(UNIT), posts))


def _letters(stream_id, events):
    found = []
    for n, event in enumerate(events, 1):
        record = file(event, stream_id=stream_id, version=n, cause=cause("x"))
        found.append(
            Letter(position=n, stream_id=stream_id, version=n, tag=record.tag, body=record.body)
        )
    return found
