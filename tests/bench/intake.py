"""(l) Letters over HTTP: how many are accepted in a second, and that none is lost under kill -9.

Each letter is checked, sealed with a key of its own that is on disk, filed with its number
and a receipt; the yardstick is the rate that is promised, for no stock library does this.
"""

import asyncio
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

import uvicorn

from services.feedback.app import doors, service
from shared.auth import Sessions
from shared.record import canonical
from shared.settings import Settings, settings_of
from tests.bench.doors import OFFICE, THING, _ask, _request, _round, _served, _tell
from tests.bench.measure import Line, Rates, folder

SECTION = "Letters (SQLite)"
PROMISED = 300  # a second
ROOT = Path(__file__).parents[2]
FLOOD = 10_000
TRAY = 1.0  # seconds in which the desk must open


def run(_postgres, *, rounds=3, jobs=600, flood=FLOOD):
    """Return the lines of the rate, of a flood and of a sudden end."""
    with folder() as home:
        lines = asyncio.run(_rates(home, rounds, jobs, flood))
    with folder() as home:
        return [*lines, asyncio.run(_killed(home, jobs))]


async def _rates(home, rounds, jobs, flood):
    ours = Rates()
    settings = Settings(home=home, secret=b"s" * 32)
    house = service(settings)
    with _served(doors(house)) as port:
        _tell(house)
        token = Sessions(settings.secret, house.clock).issue(OFFICE, "周明")
        for _ in range(rounds):
            await _round(port, 16, [_letter(n, token) for n in range(jobs)], ours)
        began = perf_counter()
        for first in range(0, flood, 2_000):
            some = range(first, min(first + 2_000, flood))
            await _round(port, 32, [_letter(n % 500, token) for n in some], Rates())
        took = perf_counter() - began
        while house.view_lag():
            await asyncio.sleep(0.05)
        seconds = await _desk(port, token)
    return [
        _line(f"{rounds * jobs} letters, 16 at once", ours),
        Line(
            section=SECTION,
            what=f"a flood of {flood:,}: all kept, then the desk opens in",
            ours=f"{flood / took:,.0f}/s · {seconds * 1_000:,.0f} ms",
            target=f"≤ {TRAY * 1_000:,.0f} ms",
            holds=seconds <= TRAY,
        ),
    ]


def _line(what, ours):
    return Line(
        section=SECTION,
        what=what,
        ours=f"{ours.median:,.0f}/s · p99 {ours.percentile(0.99):.0f} ms",
        target=f"≥ {PROMISED}/s",
        holds=ours.median >= PROMISED,
    )


async def _desk(port, token):
    line = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"GET /feedback/desk HTTP/1.1\r\nhost: bench\r\naccept: text/html\r\n"
        f"cookie: gk_session={token}\r\n\r\n"
    )
    began = perf_counter()
    await _ask(line, head.encode())
    took = perf_counter() - began
    line[1].close()
    return took


def _letter(n, token):
    said = {
        "disclosure_id": str(THING),
        "version": 1,
        "content": f"第{n}封来信：值守表公布以后没有执行，请核实。",
        "signed": n % 2 == 0,
        "name": "钟慧玲" if n % 2 == 0 else "",
        "contact": "13909520001" if n % 2 == 0 else "",
        "channel": "box",
    }
    return _request("/feedback/api/opinions", canonical(said), token)


async def _killed(home, jobs):
    """Kill the service while letters come in; count those acknowledged and those kept."""
    settings = settings_of({"GK_HOME": str(home)})
    house = service(settings)
    async with house.running():
        _tell(house)
    token = Sessions(settings.secret, house.clock).issue(OFFICE, "周明")
    with _process(home) as (port, child):
        acknowledged = await _until_killed(port, child, [_letter(n, token) for n in range(jobs)])
    kept = _kept(home)
    lost = acknowledged - kept
    return Line(
        section=SECTION,
        what="kill -9 while letters come in: acknowledged, and lost of these",
        ours=f"{len(acknowledged)} · {len(lost)} lost",
        target="0 lost",
        holds=bool(acknowledged) and not lost,
    )


async def _until_killed(port, child, letters):
    acknowledged, waiting = set(), iter(letters)

    async def caller():
        line = await asyncio.open_connection("127.0.0.1", port)
        for letter in waiting:
            try:
                body = await _ask(line, letter)
            except (ConnectionError, asyncio.IncompleteReadError):
                return
            acknowledged.add(body.split(b'"opinion_id":"')[1].split(b'"')[0].decode())
            if len(acknowledged) == len(letters) // 3:
                child.send_signal(signal.SIGKILL)

    await asyncio.gather(*(caller() for _ in range(16)))
    return acknowledged


def _kept(home):
    settings = settings_of({"GK_HOME": str(home)})
    house = service(settings)
    house.store.open()
    try:
        return {str(each.stream_id) for each in house.store.after(0, 100_000)}
    finally:
        house.store.close()


@contextmanager
def _process(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.intake", str(home), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as child:
        try:
            _opened(port)
            yield port, child
        finally:
            child.kill()


def _opened(port):
    for _ in range(600):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    message = "the service did not open"
    raise AssertionError(message)


if __name__ == "__main__":  # the service of the sudden end: alone, without a street
    uvicorn.run(
        doors(service(settings_of({"GK_HOME": sys.argv[1]}))),
        port=int(sys.argv[2]),
        log_config=None,
    )
