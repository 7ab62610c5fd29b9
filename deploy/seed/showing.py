"""How the demo county shows what it discloses: on boards and screens, on paper, face to face."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
from msgspec import Struct, json
from PIL import Image, ImageDraw

from deploy.seed.folk import Folk, FolkError, fixed_id
from deploy.seed.load import SEED, Unit, county
from services.catalog.domain.terms import Post, person_id_of
from services.publishing.views.boards import board_id_of
from services.publishing.views.screens import screen_id_of
from shared.calendar import BEIJING, beijing_date

HERE: Final = Path(__file__).parent
SIZE: Final = (960, 640)  # of a painted photo


class Board(Struct, frozen=True, kw_only=True):
    """公开栏"""

    key: str
    unit: str
    code: str
    name: str
    place: str
    audience: str
    fixed: bool
    contact: str


class Sheet(Struct, frozen=True, kw_only=True):
    """张贴 — to come down so many days after the day of loading."""

    board: str
    unit: str
    matter: str
    days: int


class Screen(Struct, frozen=True, kw_only=True):
    """显示屏"""

    key: str
    unit: str
    code: str
    name: str
    place: str
    layout: str
    forms: tuple[str, ...]
    contact: str


class Occasion(Struct, frozen=True, kw_only=True):
    """会议、文件、新闻发布、六进 — whichever of these fields it has."""

    key: str
    unit: str
    kind: str = ""
    number: str = ""
    title: str = ""
    text: str = ""
    place: str = ""
    topics: str = ""
    reached: int = 0
    guests: int = 0
    spokesperson: str = ""
    matter: str = ""
    matters: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


class Poster(Struct, frozen=True, kw_only=True):
    """海报 — printed and kept under its digest, as it hangs on paper."""

    unit: str
    matter: str


class Reader(Struct, frozen=True, kw_only=True):
    """邮件订阅 — asked for by a mailbox that nobody has; whoever has it would confirm."""

    key: str
    address: str
    unit: str = ""
    keyword: str = ""
    rhythm: str


class Showing(Struct, frozen=True, kw_only=True):
    """展示"""

    boards: tuple[Board, ...]
    sheets: tuple[Sheet, ...]
    screens: tuple[Screen, ...]
    meetings: tuple[Occasion, ...]
    documents: tuple[Occasion, ...]
    sessions: tuple[Occasion, ...]
    visits: tuple[Occasion, ...]
    posters: tuple[Poster, ...]
    readers: tuple[Reader, ...]


async def show_all(folk: Folk, say: Callable[[str], None]) -> Sequence[str]:
    """Show it everywhere; done again, it changes nothing. Return how to open the screens.

    Raises:
        FolkError: something was refused; the message says what.

    """
    told = json.decode((HERE / "showing.json").read_bytes(), type=Showing)
    shower = Shower(folk, {each.key: each for each in county().units})
    say(f"公开栏、显示屏、会议、文件、新闻发布、六进：{sum(map(len, _all(told)))}项")
    await shower.hang(told)
    keys = await gather(*(shower.screen(each) for each in told.screens))
    await gather(*shower.occasions(told))
    for why in await shower.print_and_ask(told):
        say(why)
    return [line for line in keys if line]


class Shower:
    """展示员 — acts as the people of each unit."""

    def __init__(self, folk: Folk, units: Mapping[str, Unit]) -> None:
        self._folk, self._units = folk, units

    async def hang(self, told: Showing) -> None:
        """Register the boards and hang on them what is to hang there."""
        await gather(*(self._board(each) for each in told.boards))
        boards = {each.key: each for each in told.boards}
        await gather(*(self._sheet(boards[each.board], each) for each in told.sheets))

    async def screen(self, screen: Screen) -> str:
        """Register a screen; return its key for the operator, once."""
        unit = self._units[screen.unit]
        here = f"/screens/{screen_id_of(unit.id, screen.code)}"
        if (await self._folk.look(self._publisher(unit), here)).is_success:
            return ""
        fields = {
            "unit": unit.id,
            "code": screen.code,
            "name": screen.name,
            "place": screen.place,
            "audience": "society",
            "layout": screen.layout,
            "contact": screen.contact,
            "below": "yes",
            "forms": list(screen.forms),
        }
        page = await self._fill(unit, "/screens/new", fields, screen.key)
        address = page.partition('<code id="address">')[2].partition("</code>")[0]
        return f"{screen.name}  {address}" if "#" in address else ""

    def occasions(self, told: Showing) -> Sequence[Awaitable[Any]]:
        """Return all that is shown to people who come together or get something to read."""
        return [
            *(self._meeting(each) for each in told.meetings),
            *(self._document(each) for each in told.documents),
            *(self._session(each) for each in told.sessions),
            *(self._visit(each) for each in told.visits),
        ]

    async def print_and_ask(self, told: Showing) -> list[str]:
        """Issue posters, ask for mails; return why not, where the machine has no fonts or mail."""
        posters = await gather(*(self._poster(each) for each in told.posters))
        readers = await gather(*(self._reader(each) for each in told.readers))
        return list(dict.fromkeys(filter(None, [*posters, *readers])))

    async def _poster(self, poster: Poster) -> str:
        who, here = self._publisher(self._units[poster.unit]), f"/items/{_matter(poster.matter)}"
        path, name = f"{here}/papers/poster.pdf/issue", f"poster {poster.matter}"
        return _refused(await self._folk.ask(who, path, name=name))

    async def _reader(self, reader: Reader) -> str:
        wish = {
            "address": reader.address,
            "unit": self._units[reader.unit].id if reader.unit else "",
            "keyword": reader.keyword,
            "rhythm": reader.rhythm,
        }
        return _refused(await self._folk.ask("", "/api/subscriptions", wish, name=reader.key))

    async def _board(self, board: Board) -> None:
        unit = self._units[board.unit]
        fields = {
            "unit": unit.id,
            "code": board.code,
            "name": board.name,
            "place": board.place,
            "audience": board.audience,
            "fixed": "yes" if board.fixed else "",
            "contact": board.contact,
        }
        await self._fill(unit, "/boards/new", fields, board.key)

    async def _sheet(self, board: Board, sheet: Sheet) -> None:
        unit, matter = self._units[sheet.unit], _matter(sheet.matter)
        here = f"/boards/{board_id_of(self._units[board.unit].id, board.code)}/sheets"
        seen = await self._folk.look(self._publisher(unit), here.removesuffix("/sheets"))
        if "已上墙" in seen.text:
            return
        now = self._folk.now()
        fields = {
            "disclosure_id": matter,
            "posted_at": now.isoformat(),
            "due_on": (beijing_date(now) + timedelta(sheet.days)).isoformat(),
        }
        photo = ("photo", ("现场照片.jpg", painted(sheet.board), "image/jpeg"))
        await self._fill(unit, here, fields, f"sheet {sheet.board}", photo)

    async def _meeting(self, meeting: Occasion) -> None:
        await self._record(
            meeting,
            "meetings",
            {
                "kind": meeting.kind,
                "title": meeting.title,
                "place": meeting.place,
                "held_at": _lately(self._folk.now()),
                "due": _persons(meeting.due),
                "present": _persons(meeting.present),
                "disclosures": [_matter(each) for each in meeting.matters],
                "guests": meeting.guests,
            },
            proof="minutes",
        )

    async def _document(self, document: Occasion) -> None:
        await self._record(
            document,
            "documents",
            {
                "kind": document.kind,
                "number": document.number,
                "title": document.title,
                "text": document.text,
                "disclosure_id": _matter(document.matter),
                "persons": _persons(document.persons),
            },
        )

    async def _session(self, session: Occasion) -> None:
        await self._record(
            session,
            "press",
            {
                "title": session.title,
                "place": session.place,
                "held_at": _lately(self._folk.now()),
                "spokesperson": str(person_id_of(session.spokesperson)),
                "disclosures": [_matter(each) for each in session.matters],
            },
            proof="transcript",
        )
        unit = self._units[session.unit]
        who, here = unit.holder(Post.APPROVER).login, f"/press/{fixed_id(SEED, session.key)}"
        if "/approve" in (await self._folk.look(who, here)).text:
            await self._folk.insist(who, f"/api{here}/approve", {}, name=f"{session.key}/approve")

    async def _visit(self, visit: Occasion) -> None:
        await self._record(
            visit,
            "visits",
            {
                "kind": visit.kind,
                "place": visit.place,
                "on": self._folk.today().isoformat(),
                "topics": visit.topics,
                "reached": visit.reached,
                "disclosures": [_matter(each) for each in visit.matters],
            },
        )

    async def _record(
        self, what: Occasion, kind: str, body: dict[str, Any], proof: str = ""
    ) -> None:
        """Record an occasion unless it is recorded, with a file that proves it if it needs one."""
        unit = self._units[what.unit]
        who, here = self._publisher(unit), f"/api/{kind}/{fixed_id(SEED, what.key)}"
        if (await self._folk.look(who, here)).is_success:
            return
        if proof:
            body[proof] = await self._folk.hand_in(who, f"{what.title}.jpg", painted(what.key))
        whole = {"unit": unit.id, **body}
        await self._folk.insist(who, here, whole, name=what.key, method="PUT")

    async def _fill(
        self, unit: Unit, path: str, fields: Mapping[str, Any], name: str, *files: Any
    ) -> str:
        return await self._folk.fill(self._publisher(unit), path, fields, files, name=name)

    def _publisher(self, unit: Unit) -> str:
        return unit.holder(Post.PUBLISHER).login


def painted(name: str) -> bytes:
    """Return a picture of its own for each name, painted without a camera."""
    dice = Random(name)  # noqa: S311 — a picture, no secret
    picture = Image.new("RGB", SIZE, (206, 178, 140))
    pen = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = dice.randrange(SIZE[0]), dice.randrange(SIZE[1])
        shade = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
        pen.rectangle((x, y, x + dice.randrange(60, 400), y + dice.randrange(60, 300)), fill=shade)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _all(told: Showing) -> tuple[Sequence[Any], ...]:
    by_hand = told.meetings, told.documents, told.sessions, told.visits
    return told.boards, told.sheets, told.screens, *by_hand


def _matter(key: str) -> str:
    return str(fixed_id(SEED, f"matter/{key}")) if key else ""


def _refused(answer: httpx.Response) -> str:
    """Return why a machine cannot do it; a kept poster and a known wish are as good as done."""
    lacking = ("FontsMissingError", "MailClosedError")
    problem = {} if answer.is_success or answer.has_redirect_location else answer.json()
    rule = problem.get("type", "").rpartition(":")[2]
    if problem and rule not in {*lacking, "AlreadyIssuedError"}:
        raise FolkError(f"{answer.request.url.path}:{answer.status_code} {answer.text}")
    return problem.get("title", "") if rule in lacking else ""


def _persons(logins: Sequence[str]) -> list[str]:
    return [str(person_id_of(each)) for each in logins]


def _lately(now: datetime) -> str:
    """Return an hour ago, and not before the day on which all was first disclosed: today."""
    midnight = datetime.combine(beijing_date(now), time(), BEIJING)
    return max(now - timedelta(hours=1), midnight).isoformat()
