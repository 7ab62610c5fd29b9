"""A city, a county and a school of it, whose posts are filled and whose clocks a test turns."""

from datetime import UTC, datetime
from uuid import uuid4

from services.workflow.domain.report_words import Progress
from services.workflow.handlers.cases import Cases
from services.workflow.handlers.reports import Reports
from shared.auth import Sessions
from shared.record import Letter, canonical, id_at
from shared.testing import cause
from tests.workflow.test_clearance_doors import STAFF, scheme, who

CITY, COUNTY, SCHOOL, DISCIPLINE = (
    f"00000000-0000-4000-8000-0000000000{n}" for n in ("f0", "f1", "f2", "f3")
)
S4 = {
    "reports": ["月报", "半年总结", "年度总结"],
    "reports.tasks": [
        "月报=每月10日/分管领导/双份/进度表",
        "半年总结=6月10日/主要领导/双份",
        "年度总结=12月10日/主要领导/双份",
    ],
}
S2 = {
    "reports": ["专题报告", "情况报告"],
    "reports.tasks": ["专题报告=12月31日/主要领导/电子版/报乡纪委", "情况报告=每季10日/电子版"],
}
MORE = ("deputy_leader", "secretary")


UNITS = (
    (CITY, "市公开办", "", {}),
    (COUNTY, "青岚县委", CITY, S4),
    (DISCIPLINE, "乡纪委", CITY, {}),
    (SCHOOL, "河湾小学", CITY, S2),
)


def told_of(unit, name, above, values):
    """Yield the facts of a unit: itself, its posts, its scheme."""
    yield "catalog.unit.registered.v1", {"unit_id": unit, "name": name, "superior": above}
    for post in (*STAFF, *MORE):
        told = {"unit": unit, "person_id": who(unit, post), "post": post}
        yield "catalog.post.assigned.v1", told
    yield "catalog.scheme.adopted.v1", {"unit": unit, "scheme": scheme(**values)}


async def hear_all(house, facts):
    """Let many facts arrive at once."""
    kept = house.letters.setdefault("catalog", [])
    before = len(kept)
    for tag, fields in facts:
        stream, event = uuid4(), {"type": tag, **fields}
        place = {"id": id_at(tag, stream, 1), "stream_id": stream, "version": 1}
        body = canonical({**place, "cause": cause("x", at=house.now), "event": event})
        letter = Letter(position=len(kept) + 1, stream_id=stream, version=1, tag=tag, body=body)
        kept.append(letter)
    await house.service.hear("catalog", kept[before:])


async def settle(house, *more):
    """Let the units be known, each with all its posts."""
    house.now = house.since
    await hear_all(house, [fact for unit in (*UNITS, *more) for fact in told_of(*unit)])
    store, views = house.service.store, house.service.views
    house.reports = Reports(store, views, house.clock, None)
    house.cases = Cases(store, views, house.clock)


async def on(house, day, *rings):
    """Let it be noon of a day, and clocks ring."""
    house.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    house.sessions = Sessions(house.service.settings.secret, house.clock)
    for ring in rings or (house.reports.ring,):
        await ring()


async def listed(house, person, tab=""):
    return (await house.get(person, f"/api/reports?tab={tab}")).json()


async def read(house, person, report):
    return (await house.get(person, f"/api/reports/{report}")).json()


async def do(house, person, path, **body):
    url = f"/workflow/api/{path}"
    return await house.client.post(url, json=body, headers=house.as_(person))


def table(count, done=0):
    """Return a table of so many tasks, the first of them done."""
    statuses = [Progress.DONE] * done + [Progress.GOING] * (count - done)
    return [
        {"name": f"任务{n}", "status": each.value, "person": "李明", "evidence": f"/items/{n}"}
        for n, each in enumerate(statuses, 1)
    ]


async def signed(house, unit, report, post):
    """Let a report be signed as it stands."""
    digest = (await read(house, who(unit, "clerk"), report))["digest"]
    answer = await do(house, who(unit, post), f"reports/{report}/sign", digest=digest)
    assert answer.status_code == 201, answer.text


async def on_paper(house, unit, report, number="青公开〔2026〕8号"):
    """Send the formal document with its scan, as a browser does."""
    return await house.client.post(
        f"/workflow/reports/{report}/copies",
        data={"form": "formal", "number": number, "command_id": str(uuid4())},
        files=[("files", ("正式文件.pdf", b"%PDF-1.7\n" + b"0123456789" * 50))],
        headers=house.as_(who(unit, "office"), Accept="text/html"),
        follow_redirects=False,
    )
