"""Who tells a story at the doors of all five services, in the words of the county."""

import asyncio
import re
import shutil
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from uuid import uuid4

import pytest
from msgspec import json
from msgspec.structs import replace

from deploy.seed import load
from deploy.seed.folk import Folk
from deploy.seed.load import Loader, county
from services.catalog.app import begin
from services.catalog.domain.terms import Post, person_id_of
from services.catalog.handlers import NewPerson
from shared.calendar import beijing_date

PASSWORD = "demo-password"
PHRASE = "集中学习志愿服务三次"
MENDED = "集中学习志愿服务四次"
SEED_FOLDER = Path(load.__file__).parent
BUILT = TemporaryDirectory(prefix="gk-county-")  # until this process ends


@asynccontextmanager
async def county_in(open_house, settings, *, keys=("committee", "establishment"), **more):
    """Open a house in which 编办 has its posts, its scheme and the 36 entries of its catalog."""
    small = replace(county(), units=tuple(u for u in county().units if u.key in keys))
    if settings.database:
        opened = _built(open_house, settings, small, **more)
    else:
        await _move_in(open_house, settings, small, **more)
        opened = open_house(settings, **more)
    async with opened as house:
        house.folk = Folk(house.http, PASSWORD, uuid4())
        house.unit = small.unit("establishment")
        house.other = small.unit("committee")
        yield house


@asynccontextmanager
async def _built(open_house, settings, small, **more):
    """Open a house and build the county in it."""

    async def first_admin(settings):
        new = NewPerson(login=small.admin.login, name=small.admin.name, password=PASSWORD)
        await begin(settings, new, county=small.name)

    async with open_house(settings, first_admin, **more) as house:
        await Loader(house.http, lambda _: None, PASSWORD).load(small)
        await all_have_heard(house)
        yield house


async def _move_in(open_house, settings, small, **more):
    """Lay a copy of the county where a story wants it; the first story has it built."""
    words = [*(unit.key for unit in small.units), str(settings.clock or "")]
    built = Path(BUILT.name) / "-".join(words)
    if not built.exists():  # its name is given to what is whole only
        begun = Path(mkdtemp(dir=BUILT.name))
        async with _built(open_house, replace(settings, home=begun), small, **more):
            pass
        begun.rename(built)
    shutil.copytree(built, settings.home, dirs_exist_ok=True)


@pytest.fixture
async def county_house(open_house, either_settings):
    """The county on either database."""
    async with county_in(open_house, either_settings) as house:
        yield house


@pytest.fixture
async def quick_house(open_house, settings):
    """The county on SQLite alone."""
    async with county_in(open_house, settings) as house:
        yield house


class Teller:
    """Says who does what, in the words of the county."""

    def __init__(self, house):
        self.house, self.folk, self.http = house, house.folk, house.http
        self.matter = uuid4()

    def who(self, post):
        return self.house.unit.holder(post).login

    @property
    def proposal(self):
        return f"/workflow/api/proposals/{self.matter}"

    @property
    def here(self):
        return f"/api/disclosures/{self.matter}"

    async def refused(self, login, path, body=None, method="POST"):
        answer = await self.folk.ask(login, path, body, method=method)
        assert not answer.is_success, answer.text
        problem = answer.json()
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert problem["title"][-1] in "。;；" or problem["title"], problem
        return problem["type"].removeprefix("urn:gongkai:"), problem

    async def done(self, post, path, body=None, method="POST"):
        login = self.who(post) if isinstance(post, Post) else post
        name = f"{login} {path} {json.encode(body)}"
        return await self.folk.insist(login, path, body, name=name, method=method)

    async def digest(self, path=None):
        seen = await self.folk.until(self.who(Post.CLERK), path or self.proposal, bool)
        return seen["digest"]

    async def pass_all(self, path=None):
        path = path or self.proposal
        seen = await self.folk.until(self.who(Post.CLERK), path, bool)
        for rule in seen["rules"]["checks"]:  # those that the unit's scheme demands
            body = {"check": rule["check"], "verdict": "pass", "digest": seen["digest"]}
            await self.done(Post(rule["posts"][0]), f"{path}/reviews", body)
        procedure = seen["rules"]["procedure"]
        if procedure["statements"]:  # who answers for the text states that it is true
            body = {"digest": seen["digest"], "statements": procedure["statements"]}
            await self.done(Post(procedure["vouchers"][0]), f"{path}/vouch", body)
        return seen["digest"]

    async def fill(self, catalog):
        """Say of each entry of the draft what the unit's scheme wants said of it."""
        held = (await self.folk.look(self.who(Post.CLERK), f"{catalog}/held")).json()
        if held["gaps"]:
            await self.done(Post.CLERK, f"{catalog}/particulars/rest", self.house.unit.said)
        for key in dict.fromkeys(each["key"] for each in held["departures"]):
            why = {"key": key, "reason": "照原目录延续"}
            await self.done(Post.CLERK, f"{catalog}/explanations/rest", why)


async def propose(teller, level3, files=(), **plan):
    """Let the clerk propose to disclose one of the entries of the unit's catalog."""
    here = f"/catalog/api/units/{teller.house.unit.id}/items"
    items = (await teller.folk.look(teller.who(Post.CLERK), here)).json()
    item = next(each for each in items if each["level3"] == level3)
    teller.plan = {
        "title": level3,
        "content": "本季度按规定办理完毕。",
        "scope": item["scope"],
        "disclose_on": beijing_date(datetime.now(UTC)).isoformat(),
        "duration_days": None,
        "channels": item["forms"][:1],
        **plan,
    }
    body = {"unit": teller.house.unit.id, "item_id": item["item_id"], "plan": teller.plan}
    body["attachments"] = list(files)
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    return item


async def disclose(teller, level3, **plan):
    """Let a matter be proposed, reviewed, approved and opened to society at once."""
    await propose(teller, level3, waiver="群众普遍关心，经批准直接向社会公开。", **plan)
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")


async def until_ok(teller, path):
    async with asyncio.timeout(30):
        while not (answer := await teller.http.get(path)).is_success:
            await asyncio.sleep(0.05)
    return answer.text


async def until_heard(teller, path, source, position):
    """Wait until a service knows what another one has filed, up to a position."""
    async with asyncio.timeout(30):
        while await heard(teller, path, source) < position:
            await asyncio.sleep(0.05)


async def heard(teller, path, source):
    """Return how far a service knows what is filed by one."""
    told = await until_ok(teller, f"{path}/metrics")
    found = re.search(rf'gongkai_view_position{{.*source="{source}"}} (\S+)', told)
    return float(found[1]) if found else 0


async def all_have_heard(house):
    """Wait until all who go by units, posts and schemes know what the catalog has filed."""
    filed = await heard(house, "/catalog", "catalog")
    for path in ("", "/workflow", "/feedback"):
        await until_heard(house, path, "catalog", filed)


async def send(teller, **fields):
    body = {"disclosure_id": str(teller.matter), "version": 1, **fields}
    ticket = await teller.done("", "/feedback/api/opinions", body)
    handler = teller.house.unit.holder(Post.HANDLER).login
    here = f"/feedback/api/opinions/{ticket['opinion_id']}"
    await teller.done(Post.OFFICE, f"{here}/assign", {"handler": str(person_id_of(handler))})
    return ticket, here


async def lines_of(command, count):
    child = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(40):
            return [(await child.stdout.readline()).decode() for _ in range(count)]
    finally:
        child.terminate()
        await child.wait()


async def hidden(teller, login, phrase):
    """Nobody of this kind finds it, whichever way they look."""
    assert (await teller.folk.look(login, teller.here)).status_code == 404
    ways = (
        f"/items/{teller.matter}",
        f"{teller.here}/versions",
        "/",
        f"/search?q={phrase[:4]}",
        "/feed.atom",
        "/api/disclosures",
        f"/feedback/api/outcomes?disclosure={teller.matter}",
    )
    for path in ways:
        answer = await teller.folk.look(login, path)
        assert phrase not in answer.text, path
        assert teller.plan["title"] not in answer.text, path


def verifying(settings):
    """Return the auditors' command over a house: its log, its ledger and every store."""
    folder = settings.home / "archive"
    stores = [
        f"--store={each}={settings.store_url(each)}"
        for each in ("catalog", "workflow", "publishing", "feedback", "archive")
    ]
    ledger = settings.store_url("archive").replace("facts.db", "ledger.db")
    log = [sys.executable, "-m", "services.archive.verify", str(folder / "log")]
    return [*log, "--key", str(folder / "log.vkey"), "--ledger", ledger, "--quiet", *stores]
