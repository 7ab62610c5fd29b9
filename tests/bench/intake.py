"""(l) Letters over HTTP: how many are accepted in a second, and that none is lost under kill -9.

Each letter is checked, sealed with a key of its own that is on disk, filed with its number
and a receipt; the yardstick is the rate that is promised, for no stock library does this. The
service runs in a process of its own, and its processor time is told apart from the caller's.
"""

import asyncio
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import uvicorn
from msgspec import json

from services.feedback.app import doors, service
from shared.auth import Sessions
from shared.record import canonical
from shared.settings import settings_of
from shared.web.porter import Porter
from tests.bench import whole_way
from tests.bench.caller import cpu_of, crowd
from tests.bench.doors import OFFICE, THING, _request, _tell
from tests.bench.measure import Line, Rates, folder

SECTION = "Letters (SQLite)"
PROMISED = 300  # a second
ROOT = Path(__file__).parents[2]
FLOOD = 10_000
TRAY = 1.0  # seconds in which the desk must open


def run(_postgres, *, rounds=3, jobs=600, flood=FLOOD):
    """Return the lines of the rate, of a flood and of a sudden end."""
    with folder() as home:
        lines = _rates(home, rounds, jobs, flood)
    with folder() as home:
        lines += _whole_way(home, rounds, jobs)
    with folder() as home:
        return [*lines, _killed(home, jobs)]


def _rates(home, rounds, jobs, flood):
    ours, token = Rates(), _told(home)
    with _process(home) as (port, child):
        crowd(port, 16, [_letter(n, token) for n in range(100)])  # the first ones warm it up
        before = cpu_of(child.pid)
        for _ in range(rounds):
            done = crowd(port, 16, [_letter(n, token) for n in range(jobs)])
            ours.rates.append(done.rate)
            ours.seconds += done.seconds
        spent = (cpu_of(child.pid) - before) / (rounds * jobs)
        came = crowd(port, 32, (_letter(n % 500, token) for n in range(flood)))
        _caught_up(home)
        desk = crowd(port, 1, [_desk(token)])
    return [
        _line(f"{rounds * jobs} letters, 16 at once", ours, spent),
        Line(
            section=SECTION,
            what=f"a flood of {flood:,}: all kept, then the desk opens in",
            ours=f"{came.rate:,.0f}/s · {desk.took * 1_000:,.0f} ms",
            target=f"≤ {TRAY * 1_000:,.0f} ms",
            holds=desk.took <= TRAY and len(came.answers) == flood,
        ),
    ]


def _whole_way(home, rounds, jobs):
    """Return what people at the form see: three pages a letter, then a sudden end."""
    ours = Rates()
    _told(home)
    with _process(home) as (port, child):
        whole_way.crowd(port, 16, 100)  # the first ones warm it up, and use the allowance up
        before = cpu_of(child.pid)
        for _ in range(rounds):
            done = whole_way.crowd(port, 16, jobs)
            ours.rates.append(done.rate)
            ours.seconds += done.seconds
        spent = (cpu_of(child.pid) - before) / (rounds * jobs)

        def seen(count):
            if count == jobs // 3:
                child.send_signal(signal.SIGKILL)

        came = whole_way.crowd(port, 16, jobs, seen)
    late, cost = ours.percentile(0.99), spent * 1_000
    lost = set(came.answers) - _numbers(home)
    return [
        Line(
            section=SECTION,
            what=f"{rounds * jobs} letters the whole way: form page, sum to add, receipt page",
            ours=f"{ours.median:,.0f}/s · p99 {late:.0f} ms · {cost:.1f} ms of processor each",
        ),
        Line(
            section=SECTION,
            what="kill -9 on the way: receipt pages shown, and lost of these",
            ours=f"{len(came.answers)} · {len(lost)} lost",
            target="0 lost",
            holds=bool(came.answers) and not lost,
        ),
    ]


def _numbers(home):
    """Return the numbers of all letters that were kept, as a receipt page shows them."""
    house = service(settings_of({"GK_HOME": str(home)}))
    house.store.open()
    try:
        found = (json.decode(each.body)["event"] for each in house.store.after(0, 1_000_000))
        named = [each for each in found if each["type"] == "feedback.opinion.numbered.v1"]
    finally:
        house.store.close()
    return {f"YJ-{each['year']}-{each['number']:04}" for each in named}


def _line(what, ours, spent):
    late, cost = ours.percentile(0.99), spent * 1_000
    return Line(
        section=SECTION,
        what=what,
        ours=f"{ours.median:,.0f}/s · p99 {late:.0f} ms · {cost:.1f} ms of processor each",
        target=f"≥ {PROMISED}/s",
        holds=ours.median >= PROMISED,
    )


def _told(home):
    """Let a house know of its county; return the office's session."""
    settings = settings_of({"GK_HOME": str(home)})
    house = service(settings)

    async def tell():
        async with house.running():
            _tell(house)

    asyncio.run(tell())
    return Sessions(settings.secret, house.clock).issue(OFFICE, "周明")


def _caught_up(home):
    house = service(settings_of({"GK_HOME": str(home)}))
    house.store.open()
    try:
        while house.view_lag():
            sleep(0.05)
    finally:
        house.store.close()


def _desk(token):
    head = (
        f"GET /feedback/desk HTTP/1.1\r\nhost: bench\r\naccept: text/html\r\n"
        f"cookie: gk_session={token}\r\n\r\n"
    )
    return head.encode()


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


def _killed(home, jobs):
    """Kill the service while letters come in; count those acknowledged and those kept."""
    token = _told(home)
    with _process(home) as (port, child):

        def seen(count):
            if count == jobs // 3:
                child.send_signal(signal.SIGKILL)

        came = crowd(port, 16, [_letter(n, token) for n in range(jobs)], seen)
    acknowledged = {json.decode(each)["opinion_id"] for each in came.answers}
    lost = acknowledged - _kept(home)
    return Line(
        section=SECTION,
        what="kill -9 while letters come in: acknowledged, and lost of these",
        ours=f"{len(acknowledged)} · {len(lost)} lost",
        target="0 lost",
        holds=bool(acknowledged) and not lost,
    )


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
        http=Porter,
        port=int(sys.argv[2]),
        log_config=None,
        access_log=False,
    )
