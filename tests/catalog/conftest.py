"""A catalog service with its doors open, begun by its first admin."""

from datetime import timedelta
from uuid import UUID, uuid5

import httpx
import pytest
from msgspec import json

from services.catalog.app import begin, doors, service
from services.catalog.domain.terms import ROOT, person_id_of
from services.catalog.handlers import NewPerson
from shared.auth import Sessions
from shared.clock import Clock
from tests.catalog.files import CATALOG_36

PASSWORD = "qing-lan-2026"
COUNTY = str(uuid5(ROOT, "county/青岚县"))
OFFICE, SCHOOL = str(UUID(int=0xA1)), str(UUID(int=0xB2))
STAFF = {
    "clerk": "陈禾",
    "secrecy_reviewer": "林静",
    "reviewer": "周明",
    "approver": "何川",
    "publisher": "苏晴",
    "member": "叶舟",
}


def login_of(post, unit=OFFICE):
    return f"{post.replace('_', '.')}.{'bb' if unit == OFFICE else 'xx'}"


class County:
    """The service, its doors, and the people who may knock."""

    def __init__(self, settings):
        self.settings = settings
        self.service = service(settings)
        self.app = doors(self.service)
        self.sessions = Sessions(settings.secret, self.service.clock)

    def client(self, login="", **headers):
        """Return somebody's program; nobody's login is a citizen."""
        token = {}
        if login:
            person = str(person_id_of(login))
            token = {"authorization": f"Bearer {self.sessions.issue(person, login)}"}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url="http://county.test/catalog",
            headers={"accept": "application/json", **token, **headers},
        )

    def begun_before(self, login):
        """Return a session that somebody has had for a while, such as a thief's."""
        past = Clock(source=lambda: self.service.clock.now() - timedelta(minutes=5))
        token = Sessions(self.settings.secret, past).issue(str(person_id_of(login)), login)
        return {"authorization": f"Bearer {token}"}

    def browser(self, login=""):
        """Return somebody's browser."""
        cookies = {}
        if login:
            person = str(person_id_of(login))
            cookies = {"gk_session": self.sessions.issue(person, login)}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url="http://county.test/catalog",
            headers={"accept": "text/html"},
            cookies=cookies,
        )

    def facts(self):
        """Return every fact filed, opened."""
        return [json.decode(each.body) for each in self.service.store.after(0, 100_000)]

    async def staff(self, unit, posts=STAFF):
        """Register a unit and its people."""
        async with self.client("admin") as admin:
            name = "编办" if unit == OFFICE else "河湾小学"
            body = {"unit_id": unit, "name": name, "kind": "县委工作机构", "superior": COUNTY}
            assert (await admin.post("/api/units", json=body)).status_code == 201
            for post in posts:
                await self.hire(admin, unit, post)

    async def hire(self, admin, unit, post):
        """Register a person and assign a post."""
        login = login_of(post, unit)
        body = {"login": login, "name": STAFF[post], "password": PASSWORD}
        made = await admin.post("/api/people", json=body)
        assert made.status_code == 201, made.text
        body = {"person_id": str(person_id_of(login)), "post": post}
        made = await admin.post(f"/api/units/{unit}/posts", json=body)
        assert made.status_code == 201, made.text


@pytest.fixture
async def county(settings):
    """Return a county with its admin and nobody else."""
    admin = NewPerson(login="admin", name="罗敏", password=PASSWORD)
    await begin(settings, admin, county="青岚县")
    county = County(settings)
    async with county.service.running():
        await county.service.views.reached("catalog", county.service.store.last())
        yield county
    for let_go in county.app.on_shutdown:
        let_go()


@pytest.fixture
async def bureau(county):
    """Return a county in which one unit has all its people."""
    await county.staff(OFFICE)
    return county


@pytest.fixture
def catalog_36():
    """Return the county's printed catalog as an upload."""
    return {"file": ("编办目录.csv", CATALOG_36.read_bytes(), "text/csv")}
