"""The demo county, loaded as commands through the doors; a second time it changes nothing."""

from asyncio import gather, get_running_loop, sleep, to_thread
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID, uuid5

import httpx
from msgspec import Struct, json

from deploy.seed.errors import SeedError
from deploy.seed.folk import PEEK, Folk, clock_of, fixed_id
from services.catalog.app import begin
from services.catalog.domain.terms import ROOT, Post, person_id_of
from services.catalog.handlers import AlreadyBegunError, NewPerson
from shared.settings import Settings

HERE: Final = Path(__file__).parent
SEED: Final = uuid5(ROOT, "seed/青岚县")
PATIENCE: Final = 60.0  # seconds for one answer: the first start of a small machine is slow
NOT_YET: Final = frozenset({404, 503})  # what was just filed may not be in the views yet
AS_EVER: Final = "按本单位原目录执行。"
Say = Callable[[str], None]


class Person(Struct, frozen=True):
    """演示人员 — invented, like everything here."""

    login: str
    name: str
    posts: tuple[Post, ...] = (Post.ADMIN,)


class Settlement(Struct, frozen=True):
    """对导入疑点的裁定"""

    row: int
    field: str
    value: str
    reason: str


class Unit(Struct, frozen=True):
    """演示单位 — ``key`` names it in this file; units follow their superiors.

    ``drafter`` is the post to which its scheme gives the drafting of catalogs, ``said`` what
    the scheme asks for beside the fields of an entry.
    """

    key: str
    name: str
    kind: str
    superior: str
    scheme: str = ""
    catalog: str = ""
    drafter: Post = Post.CLERK
    said: dict[str, str] = {}
    people: tuple[Person, ...] = ()
    settlements: tuple[Settlement, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the unit."""
        return str(uuid5(SEED, self.key))

    def holder(self, post: Post) -> Person:
        """Return who holds a post in this unit."""
        return next(each for each in self.people if post in each.posts)


class County(Struct, frozen=True):
    """演示县"""

    name: str
    admin: Person
    people: tuple[Person, ...]
    units: tuple[Unit, ...]

    @property
    def id(self) -> str:
        """Return the unit id of the county itself."""
        return str(uuid5(ROOT, f"county/{self.name}"))

    def unit(self, key: str) -> Unit:
        """Return a unit by its key."""
        return next(each for each in self.units if each.key == key)


def county() -> County:
    """Return the demo county as this folder describes it."""
    return json.decode((HERE / "county.json").read_bytes(), type=County)


def accounts(password: str) -> list[str]:
    """Return the demo accounts as lines for the operator."""
    people = county()
    lines = [f"县  管理员 {people.admin.login}  审计员 {people.people[0].login}"]
    for unit in people.units:
        held = [f"{post.chinese} {each.login}" for each in unit.people for post in each.posts]
        if held:
            lines.append(f"{unit.name}  " + "  ".join(held))
    return [*lines, f"以上账号的密码都是 {password}"]


def password_of(settings: Settings) -> str:
    """Return the password of all demo accounts: the operator's, or one made once and kept."""
    if settings.demo_password:
        return settings.demo_password
    file = settings.home / "demo-password.txt"
    if not file.exists():
        settings.home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"demo-{token_urlsafe(9)}", encoding="utf-8")
    return file.read_text(encoding="utf-8")


async def seed(settings: Settings, say: Say = print) -> Sequence[str]:
    """Begin the house if nobody has, load the demo county, return its accounts."""
    from deploy.seed.governing import govern_all  # these build on what stands here
    from deploy.seed.matters import carry_all
    from deploy.seed.showing import show_all
    from deploy.seed.works import begin_all

    password, admin = password_of(settings), county().admin
    try:
        new = NewPerson(login=admin.login, name=admin.name, password=password)
        await begin(settings, new, county=county().name)
    except AlreadyBegunError:
        say("已有管理员,接着载入。")
    async with httpx.AsyncClient(base_url=settings.base_url, timeout=PATIENCE) as http:
        folk = Folk(http, password, SEED, await clock_of(http))
        await Loader(http, say, password, folk).load(county())
        await carry_all(folk, say)
        await begin_all(folk, say)
        screens, _ = await gather(show_all(folk, say), govern_all(folk, say))
    return [*accounts(password), *screens]


async def load(http: httpx.AsyncClient, say: Say, *, password: str) -> None:
    """Load units, people, posts, schemes and catalogs.

    Raises:
        SeedError: a command was refused; the message says which and why.

    """
    await Loader(http, say, password).load(county())


class Loader:
    """载入 — each command has an id of its own for ever, so that asked again it is answered."""

    def __init__(
        self, http: httpx.AsyncClient, say: Say, password: str, folk: Folk | None = None
    ) -> None:
        self._http, self._say, self._password = http, say, password
        self._tokens: dict[str, str] = {}
        self._folk = folk or Folk(http, password, SEED)

    async def load(self, county: County) -> None:
        """Load it all: units, superiors first; then everything of each unit at the same time."""
        admin = county.admin.login
        begun = f"/catalog/api/units/{county.id}/posts"
        await self._folk.until(admin, begun, bool)  # who began wrote beside the running service
        for unit in county.units:
            superior = county.id if unit.superior == "county" else county.unit(unit.superior).id
            await self._unit(admin, unit, superior)
        hired = [(county.id, each) for each in county.people]
        hired += [(unit.id, each) for unit in county.units for each in unit.people]
        self._say(f"人员:{len(hired)}名")
        await gather(*(self._person(admin, unit, each) for unit, each in hired))
        await gather(*(self._rules(admin, each) for each in county.units if each.scheme))
        await gather(*(self._catalog(each) for each in county.units if each.catalog))

    async def command(self, login: str, path: str, body: Any) -> httpx.Response:
        """Ask something as somebody, under an id that this asking keeps for ever."""
        name = f"{login} {path} {json.encode(body, order='sorted').decode()}"
        return await self._send(login, path, fixed_id(SEED, name), json=body)

    async def _unit(self, admin: str, unit: Unit, superior: str) -> None:
        self._say(f"单位:{unit.name}")
        body = {"unit_id": unit.id, "name": unit.name, "kind": unit.kind, "superior": superior}
        await self.command(admin, "units", body)

    async def _person(self, admin: str, unit: str, one: Person) -> None:
        person = str(person_id_of(one.login))
        if not await self._is_registered(admin, person):
            body = {"login": one.login, "name": one.name, "password": self._password}
            await self._send(admin, "people", fixed_id(SEED, f"person {one.login}"), json=body)
        for post in one.posts:
            body = {"person_id": person, "post": post.value}
            await self.command(admin, f"units/{unit}/posts", body)

    async def _is_registered(self, admin: str, person: str) -> bool:
        headers = await self._headers(admin)
        answer = await self._http.get(f"/catalog/api/people/{person}", headers=headers)
        return bool(_checked(answer, "people").json()["login"])

    async def _rules(self, admin: str, unit: Unit) -> None:
        """Adopt the plan a unit follows, every setting of it, unless it has one already."""
        answer = await self._http.get(f"/catalog/api/units/{unit.id}/scheme/versions")
        if not _checked(answer, "scheme").json():
            since = await to_thread(_effective, unit.scheme, self._folk.today())
            body = {"seed": unit.scheme, "effective": since}
            await self.command(admin, f"units/{unit.id}/scheme/versions", body)

    async def _catalog(self, unit: Unit) -> None:
        if await self._has_items(unit):
            return
        self._say(f"目录:{unit.name}")
        clerk, here = unit.holder(unit.drafter).login, f"units/{unit.id}/catalog"
        data = await to_thread((HERE / unit.catalog).read_bytes)
        files = {"file": (f"{unit.name}公开目录.csv", data, "text/csv")}
        await self._send(clerk, f"{here}/import", fixed_id(SEED, f"import {unit.key}"), files=files)
        for each in unit.settlements:
            await self.command(clerk, f"{here}/doubts", each)
        screener = unit.holder(Post.SECRECY_REVIEWER).login
        await self.command(screener, f"{here}/screening", {"verdict": "pass"})
        await self._approve(unit, clerk, here)

    async def _approve(self, unit: Unit, clerk: str, here: str) -> None:
        """Let what the unit's scheme asks for be done, and approve."""
        answer = await self._http.get(
            f"/catalog/api/{here}/held", headers=await self._headers(clerk)
        )
        held = _checked(answer, "held").json()
        if held["gaps"]:
            await self.command(clerk, f"{here}/particulars/rest", unit.said)
        for key in dict.fromkeys(each["key"] for each in held["departures"]):
            why = {"key": key, "reason": AS_EVER}
            await self.command(clerk, f"{here}/explanations/rest", why)
        for each in held["examinations"]:
            passed = {"examination": each, "verdict": "pass"}
            await self.command(unit.holder(Post.REVIEWER).login, f"{here}/examinations", passed)
        if held["silent"]:
            await self._reachable(unit)
            waits = f"/catalog/api/{here}/held"
            await self._folk.until(clerk, waits, lambda now: not now["silent"])
        where = {"meeting": f"{unit.name}会议"} if held["meeting"] else {}
        await self.command(unit.holder(Post(held["approver"])).login, f"{here}/approval", where)

    async def _reachable(self, unit: Unit) -> None:
        """Let a channel of opinions be tried, where the scheme asks for one (S4-13)."""
        handler, path = unit.holder(Post.HANDLER).login, "/feedback/api/channels"
        await self._folk.until(handler, path, bool)  # feedback hears of the post in its own time
        tried = {"unit": unit.id, "channel": "phone", "works": True, "note": "试拨畅通"}
        await self._folk.insist(handler, f"{path}/check", tried, name=f"channel {unit.key}")

    async def _has_items(self, unit: Unit) -> bool:
        answer = await self._http.get(f"/catalog/api/units/{unit.id}/items")
        return bool(_checked(answer, "items").json())

    async def _send(self, login: str, path: str, name: UUID, **content: Any) -> httpx.Response:
        headers = await self._headers(login) | {"x-request-id": str(name)}
        if "json" in content:
            content = {"content": json.encode(content["json"])}
            headers["content-type"] = "application/json"
        deadline = get_running_loop().time() + PATIENCE
        while True:
            answer = await self._http.post(f"/catalog/api/{path}", headers=headers, **content)
            if answer.status_code not in NOT_YET or get_running_loop().time() > deadline:
                return _checked(answer, path)
            await sleep(PEEK)

    async def _headers(self, login: str) -> dict[str, str]:
        if login not in self._tokens:
            body = {"login": login, "password": self._password}
            answer = _checked(await self._http.post("/catalog/api/login", json=body), login)
            self._tokens[login] = answer.json()["token"]
        return {"authorization": f"Bearer {self._tokens[login]}", "accept": "application/json"}


def _effective(name: str, today: date) -> Any:
    schemes = json.decode((HERE / "schemes.json").read_bytes())
    scheme = next(each for each in schemes if each["id"] == name)
    if scheme.get("yearly"):  # it is valid for the year in which it begins
        return f"{today.year}-01-01"
    return scheme["effective"]


def _checked(answer: httpx.Response, what: str) -> httpx.Response:
    if answer.is_success:
        return answer
    message = f"{what}:{answer.status_code} {answer.text}"
    raise SeedError(message)
