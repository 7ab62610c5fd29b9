"""(i) A county of 2,000 units: the pages that grow with it, over HTTP, the slowest of a hundred.

Facts are written by hand and folded through the real views in bulk; the pages are asked for
at the real doors by an auditor of the whole county.
"""

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from urllib.parse import quote
from uuid import UUID, uuid5

from msgspec import convert
from msgspec.structs import asdict

from services.catalog.app import doors as catalog_doors
from services.catalog.app import service as catalog_service
from services.catalog.domain import events as catalog
from services.catalog.domain.terms import Form, Post, Scope, TimeLimit
from services.workflow import heard
from services.workflow.app import application_of, service_of
from services.workflow.domain.duty import Deadline, Duty, Term, TimeLimits
from services.workflow.domain.obligation_events import (
    ObligationFulfilled,
    ObligationMissed,
    ObligationRaised,
)
from shared.auth import Sessions
from shared.clock import Clock
from shared.record import Cause, Letter, file
from shared.seal import Keyring
from shared.settings import Settings
from tests.bench.doors import _served
from tests.bench.measure import alone, folder

SPACE = UUID(int=0xC1)
NOW = datetime(2026, 12, 15, 2, tzinfo=UTC)
WHO = str(UUID(int=0xA7))
KINDS = ("县", "县委", "县政府工作部门", "党委", "党总支", "党支部")
HEADS = (
    "贯彻上级决定",
    "决策制定",
    "思想建设",
    "组织建设",
    "作风建设",
    "党风廉政",
    "服务群众",
    "其他",
)
NAMES = ("静", "建国", "秀英", "伟", "芳", "磊", "洋", "艳", "勇", "杰")
BELOW = 12
BATCH = 10_000
MOST = 100  # milliseconds


def run(_postgres, *, units=2_000, items=40, people=12_000, duties=100, rounds=100):
    """Return the lines of the catalog's pages and of the workflow's."""
    with folder() as home:
        return [
            *_catalog(home / "catalog", units, items, people, rounds),
            *_workflow(home / "workflow", units, duties, rounds),
        ]


def unit(n):
    return str(uuid5(SPACE, f"unit {n}"))


def superior(n):
    return unit((n - 1) // BELOW) if n else ""


def name(n):
    return "青岚县" if not n else f"青岚县第{n}党组织"


class Book:
    """Facts of one service, folded in batches as they are written."""

    def __init__(self, views, source):
        self.views, self.source, self.waiting, self.position = views, source, [], 0

    def write(self, event, stream, version=1, at=NOW):
        why = Cause(actor=WHO, at=at, correlation_id=SPACE, causation_id=SPACE)
        record = file(event, stream_id=stream, version=version, cause=why)
        self.position += 1
        place = {"position": self.position, "stream_id": stream, "version": version}
        self.waiting.append(Letter(**place, tag=record.tag, body=record.body))
        if len(self.waiting) >= BATCH:
            self.fold()

    def fold(self):
        self.views.apply(self.source, self.waiting)
        self.waiting = []


# ── catalog ──────────────────────────────────────────────────────────────────────────────────


def _catalog(home, units, items, people, rounds):
    house = _house(catalog_service, home)
    app, began = catalog_doors(house), perf_counter()
    with _served(app) as port:
        _fill_catalog(Book(house.views, "catalog"), units, items)
        _fill_people(Book(house.views, "catalog people"), house.settings, people)
        section = f"A county of {units:,} units, {units * items:,} items (catalog)"
        loaded = perf_counter() - began
        middle, full = unit(3), unit(units - 1)
        pages = {
            "tree page, first level": "/catalog/",
            "tree page, a level below": f"/catalog/?unit={middle}",
            "units found by name": f"/catalog/?q={quote('第17')}",
            "unit page, 40 items": f"/catalog/units/{full}",
            "catalog tree of a unit": f"/catalog/units/{full}/items?level1={quote(HEADS[0])}",
            "coverage of a unit": f"/catalog/units/{full}/coverage",
            "coverage of the county": "/catalog/coverage",
            "one of all people, by name": f"/catalog/admin?q={quote('欧阳' + NAMES[7] + '7')}",
            "all people of one name": f"/catalog/admin/people/all?q={quote(NAMES[3])}",
            "all people, page 100": "/catalog/admin/people/all?page_no=100",
        }
        return asyncio.run(_asked(port, pages, rounds, _token(house), section, loaded))


def _fill_catalog(book, units, items):
    for n in range(units):
        kind = KINDS[min(len(_line(n)), len(KINDS)) - 1]
        new = {"unit_id": unit(n), "name": name(n), "kind": kind, "superior": superior(n)}
        book.write(catalog.UnitRegistered(**new), SPACE, n + 1)
    for post in (Post.AUDITOR, Post.ADMIN):
        book.write(catalog.PostAssigned(unit=unit(0), person_id=WHO, post=post), SPACE)
    for n in range(units):
        for k in range(items):
            item = uuid5(SPACE, f"item {n} {k}")
            listed = catalog.ItemListed(
                item_id=item,
                unit=unit(n),
                catalog_version=1,
                code=f"{k // 5 + 1}.{k % 5 + 1}.1",
                level1=HEADS[k // 5 % len(HEADS)],
                level2=f"{HEADS[k // 5 % len(HEADS)]}情况",
                level3=f"{HEADS[k // 5 % len(HEADS)]}的第{k + 1}项内容",
                forms=(Form.MEETING,),
                scope=Scope.SOCIETY if k % 2 else Scope.PARTY,
                time_limit=TimeLimit.PERIODIC,
                time_word="定期",
            )
            book.write(listed, item)
    book.fold()


def _fill_people(book, settings, people):
    """Register people as if by hand: the names sealed, each under a key of its own."""
    keyring = Keyring(settings.keys_url())
    ids = [str(uuid5(SPACE, f"person {n}")) for n in range(people)]
    for start in range(0, people, 500):
        bunch = keyring.prepare(ids[start : start + 500])
        for n in range(start, min(start + 500, people)):
            box = bunch.seal(ids[n], f"欧阳{NAMES[n % len(NAMES)]}{n}")
            new = {"person_id": ids[n], "login": f"p{n:05}", "sealed": asdict(box)}
            book.write(convert(new, catalog.PersonRegistered), UUID(ids[n]))
    book.fold()
    keyring.close()


def _line(n):
    found = [n]
    while n:
        n = (n - 1) // BELOW
        found.append(n)
    return found


# ── workflow ─────────────────────────────────────────────────────────────────────────────────


def _workflow(home, units, duties, rounds):
    house = _house(service_of, home)
    app, began = application_of(house), perf_counter()
    with _served(app) as port:
        _fill_workflow(house.views, units, duties)
        section = f"A county of {units:,} units, {units * duties:,} obligations (workflow)"
        loaded = perf_counter() - began
        middle = unit(units // 2)
        pages = {
            "board of duties of a unit": f"/workflow/duties?unit={middle}",
            "what is done, of a unit": f"/workflow/duties?unit={middle}&section=done",
            "heat map of the county": f"/workflow/duties/county?unit={unit(0)}",
            "heat map of a level below": f"/workflow/duties/county?unit={unit(3)}",
            "all that is overdue": f"/workflow/duties/overdue?unit={unit(0)}",
            "all that is overdue, page 20": f"/workflow/duties/overdue?unit={unit(0)}&page_no=20",
            "what is overdue a level below": f"/workflow/duties/overdue?unit={unit(3)}",
        }
        return asyncio.run(_asked(port, pages, rounds, _token(house), section, loaded))


def _fill_workflow(views, units, duties):
    told, own, dice = Book(views, "catalog"), Book(views, "workflow"), random.Random(1)
    for n in range(units):
        new = {"unit_id": unit(n), "name": name(n), "superior": superior(n)}
        told.write(heard.UnitRegistered(**new), SPACE, n + 1)
    told.write(heard.PostAssigned(unit=unit(0), person_id=WHO, post="auditor"), SPACE)
    told.fold()
    for n in range(units):
        for k in range(duties):
            _duty(own, n, k, dice)
    own.fold()


def _duty(book, n, k, dice):
    stream, month = uuid5(SPACE, f"duty {n} {k}"), k % 13
    due = date(2026 + month // 12, month % 12 + 1, 10 + k % 15)
    deadline = Deadline(
        counted_from=due - timedelta(days=10), term=Term(days=10), due=due, calendar="cn", days=()
    )
    raised = ObligationRaised(
        unit=unit(n),
        item_id=str(k),
        duty=Duty.PERIODIC,
        title=f"党费收缴使用情况（{k}）",
        begins=due - timedelta(days=40),
        ends=due - timedelta(days=10),
        deadline=deadline,
        limits=TimeLimits(),
        prompt_on=due - timedelta(days=5),
    )
    book.write(raised, stream)
    if due > NOW.date():
        return
    if dice.random() < 0.1:  # one of ten is overdue
        book.write(ObligationMissed(on=due + timedelta(days=1), due=due), stream, 2)
    else:
        book.write(ObligationFulfilled(disclosure_id="d", on=due, due=due), stream, 2)


# ── asking ───────────────────────────────────────────────────────────────────────────────────


def _house(service, home):
    return service(Settings(home=home, secret=b"s" * 32), Clock(source=lambda: NOW))


def _token(house):
    return Sessions(house.settings.secret, house.clock).issue(WHO, "周审")


async def _asked(port, pages, rounds, token, section, loaded):
    """Return a line for each page: pages take turns, so that the machine's mood falls on all."""
    seconds = {what: [] for what in pages}
    line = await asyncio.open_connection("127.0.0.1", port)
    for turn in range(rounds + 1):
        for what, path in pages.items():
            began = perf_counter()
            await _read(line, path, token)
            if turn:  # the first one opens files and compiles templates
                seconds[what].append(perf_counter() - began)
    line[1].close()
    lines = [alone(section, "loading, folded through the real views", loaded, "s", most=90)]
    for what, each in seconds.items():
        p99 = sorted(each)[min(int(len(each) * 0.99), len(each) - 1)] * 1_000
        lines.append(alone(section, f"{what}, p99", p99, "ms", most=MOST))
    return lines


async def _read(line, path, token):
    reader, writer = line
    lines = [f"GET {path} HTTP/1.1", "host: bench", "accept: text/html"]
    writer.write("\r\n".join([*lines, f"cookie: gk_session={token}", "", ""]).encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(each.split(b":")[1])
        for each in head.lower().split(b"\r\n")
        if each.startswith(b"content-length")
    )
    body = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 200"):
        raise AssertionError(path + head.decode() + body.decode())
