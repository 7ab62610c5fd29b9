"""成品页 — pages for strangers are made once for each change, and kept compressed.

A handler says with ``opt={"kept": "name"}`` that what it answers to somebody without a login
depends only on the address, the chosen look, the day, and rows; ``editions`` tells by that
name how often those rows were changed. Who is logged in, or asks for anything else, goes
inside as ever.
"""

import asyncio
import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from time import perf_counter
from typing import Any, Final, NamedTuple, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from shared.metrics import REQUESTS
from shared.web.house import House
from shared.web.look import CHOICES
from shared.web.rack import Rack

Edition = Callable[[], int | None]  # how often what a page shows was changed; None: just now
Header = tuple[bytes, bytes]
Key = tuple[Any, bytes, bytes]
Ready = tuple[int, bytes]  # the status, and all that follows the status line

MOST: Final = 64 << 20  # bytes of kept pages in one process
LEVEL: Final = 6  # of compression
BEIJING: Final = 8 * 3600  # seconds that the county's day is ahead of UTC
DAY: Final = 24 * 3600
OK: Final = 200
NOT_MODIFIED: Final = 304
ASKED: Final = frozenset({"GET", "HEAD"})
_MADE_ANEW: Final = {b"content-length", b"etag", b"vary"}
_LOOKS: Final = frozenset(f"{name}={x}".encode() for name, both in CHOICES.items() for x in both)


class _Asked(NamedTuple):
    """What a stranger asks: in which look, whether packed, and what they have of it."""

    look: bytes
    packed: bool
    known: bytes


@dataclass(slots=True)
class Sheet:
    """A page as it is given out."""

    name: str
    stamp: tuple[int, int]
    packed: bytes
    tag: bytes
    headers: list[Header]
    meter: Any
    heads: dict[tuple[int, bool], list[Header]] = field(default_factory=dict)
    lines: dict[int, bytes] = field(default_factory=dict)

    @property
    def is_html(self) -> bool:
        """Tell whether it is a page for people."""
        return (b"content-type", b"text/html; charset=utf-8") in self.headers

    def on_the_line(self, status: int) -> bytes:
        """Return what follows the status line for somebody who takes it packed."""
        found = self.lines.get(status)
        if found is None:
            body = self.packed if status == OK else b""
            told = self._head(status, packed=True, size=len(body))
            fields = b"".join(b"%s: %s\r\n" % each for each in told)
            found = self.lines[status] = fields + b"\r\n" + body
        return found

    def start(self, status: int, *, packed: bool, size: int) -> Message:
        """Return the head of an answer."""
        head = self.heads.get((status, packed))
        if head is None:
            head = self.heads[status, packed] = self._head(status, packed=packed, size=size)
        return {"type": "http.response.start", "status": status, "headers": head}

    def _head(self, status: int, *, packed: bool, size: int) -> list[Header]:
        tag = b'"%s%s"' % (self.tag, b"-gz" if packed else b"")
        own: list[Header] = [(b"etag", tag), (b"vary", b"Cookie, Accept, Accept-Encoding")]
        if packed:
            own.append((b"content-encoding", b"gzip"))
        if status == OK:
            own.append((b"content-length", b"%d" % size))
        return [*self.headers, *own]


class Kept:
    """书架 — stands before the door; what lies on the shelf and is of today need not go inside."""

    def __init__(
        self,
        inside: ASGIApp,
        editions: Mapping[str, Edition],
        racks: Mapping[str, Rack],
        house: House,
    ) -> None:
        self._inside, self._editions, self._racks = inside, editions, racks
        self._clock, self._name = house.clock, house.name
        self._cookie = f"{house.cookie_name}=".encode()
        self._sheets: dict[Key, Sheet] = {}
        self._size = 0
        self._making: dict[Key, asyncio.Future[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give out a kept page, or let it be made."""
        asking = cast("dict[str, Any]", scope)
        asked = _asked_of(asking, self._cookie) if scope["type"] == ScopeType.HTTP else None
        if asked is None:
            await self._inside(scope, receive, send)
            return
        began = perf_counter()
        key, packed, known = asked
        whole = asking["method"] == "GET"
        if sheet := self._fresh(key) or await self._made_by_another(key):
            await _give(sheet, send, packed=packed, known=known, whole=whole)
            sheet.meter.observe(perf_counter() - began)
            return
        caught = _Caught(send)
        made = await self._make(key, scope, receive, caught)
        if made and caught.held:  # who asks first is told its tag, too
            await _give(made, send, packed=packed, known=known, whole=whole)
        else:
            await caught.hand_on()

    def ready(self, path: str, query: bytes, headers: Iterable[Header]) -> Ready | None:
        """Return what lies ready for somebody who asks for a page and takes it packed."""
        began = perf_counter()
        asked = _stranger(headers, self._cookie)
        if asked is None or not asked.packed:
            return None
        sheet = self._fresh((path, query, asked.look))
        if sheet is None:
            return None
        status = NOT_MODIFIED if sheet.tag in asked.known else OK
        sheet.meter.observe(perf_counter() - began)
        return status, sheet.on_the_line(status)

    def _fresh(self, key: Key) -> Sheet | None:
        sheet = self._sheets.get(key)
        return sheet if sheet and sheet.stamp == self._stamp(sheet.name) else None

    def _stamp(self, name: str) -> tuple[int, int] | None:
        edition = self._editions[name]()
        seconds = self._clock.now().timestamp()
        return None if edition is None else (edition, int(seconds + BEIJING) // DAY)

    async def _made_by_another(self, key: Key) -> Sheet | None:
        """Wait for who is making this page just now."""
        if (making := self._making.get(key)) is None:
            return None
        await asyncio.shield(making)
        return self._fresh(key)

    async def _make(
        self, key: Key, scope: Any, receive: Receive, caught: "_Caught"
    ) -> Sheet | None:
        """Let a page be made, and keep and return it if it may be kept."""
        stamps = {name: self._stamp(name) for name in self._editions}
        turns = {name: rack.turn for name, rack in self._racks.items()}
        inner: Any = {**scope}
        making = None if key in self._making else asyncio.get_running_loop().create_future()
        if making is not None:
            self._making[key] = making
        sheet = None
        try:
            await self._inside(inner, receive, caught)
            name = getattr(inner.get("route_handler"), "opt", {}).get("kept")
            if name in stamps and (stamp := stamps[name]) and caught.complete:
                sheet = self._sheet(name, stamp, caught, inner)
                self._keep(key, sheet)
        finally:
            if making is not None:
                del self._making[key]
                making.set_result(None)
        if sheet is not None and (turn := turns.get(sheet.name)) is not None:
            await self._lay_out(key, turn, sheet, caught.body)
        return sheet

    def _sheet(self, name: str, stamp: tuple[int, int], caught: "_Caught", scope: Any) -> Sheet:
        route = str(scope.get("path_template") or "-")
        return Sheet(
            name=name,
            stamp=stamp,
            packed=gzip.compress(caught.body, LEVEL, mtime=0),
            tag=sha256(caught.body).hexdigest()[:32].encode(),
            headers=[each for each in caught.headers if each[0].lower() not in _MADE_ANEW],
            meter=REQUESTS.labels(self._name, "GET", route, "200"),
        )

    async def _lay_out(self, key: Key, turn: int, sheet: Sheet, page: bytes) -> None:
        """Lay a page that its address alone tells in the web server's rack."""
        path, query, look = key
        if sheet.is_html and not (query or look):
            put = self._racks[sheet.name].put
            await asyncio.to_thread(put, turn, sheet.stamp[1], path, page, sheet.packed)

    def _keep(self, key: Key, sheet: Sheet) -> None:
        if old := self._sheets.pop(key, None):
            self._size -= len(old.packed)
        self._sheets[key] = sheet
        self._size += len(sheet.packed)
        while self._size > MOST:
            self._size -= len(self._sheets.pop(next(iter(self._sheets))).packed)


class _Caught:
    """An answer on its way out, and a copy of it; what comes in one piece is held for a moment."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self._pieces: list[bytes] = []
        self._ended = False
        self.held: list[Message] = []
        self.headers: list[Header] = []

    async def __call__(self, message: Message) -> None:
        self.held.append(message)
        if message["type"] == "http.response.start":
            self._status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self._pieces.append(message["body"])
            self._ended = not message["more_body"]
            if not (self._ended and len(self._pieces) == 1):
                await self.hand_on()

    async def hand_on(self) -> None:
        """Send what is held back still."""
        held, self.held = self.held, []
        for message in held:
            await self._send(message)

    @property
    def complete(self) -> bool:
        """Tell whether this is a whole page for anybody: the id of a command is for one reader."""
        said = any(name.lower() == b"set-cookie" for name, _ in self.headers)
        mine = said or b'name="command_id"' in self.body
        return self._ended and self._status == OK and not mine

    @property
    def body(self) -> bytes:
        return b"".join(self._pieces)


def _asked_of(scope: Any, cookie: bytes) -> tuple[Key, bool, bytes] | None:
    """Return which page a stranger asks for, how they take it, and what they have of it."""
    if scope["method"] not in ASKED:
        return None
    asked = _stranger(scope["headers"], cookie)
    if asked is None:
        return None
    return (scope["path"], scope["query_string"], asked.look), asked.packed, asked.known


def _stranger(headers: Iterable[Header], cookie: bytes) -> _Asked | None:
    look, packed, known = b"", False, b""
    for name, value in headers:
        if name == b"cookie":
            if cookie in value:
                return None
            look = _look_of(value)
        elif name == b"accept-encoding":
            packed = b"gzip" in value
        elif name == b"if-none-match":
            known = value
        elif name == b"authorization":
            return None
    return _Asked(look, packed, known)


async def _give(sheet: Sheet, send: Send, *, packed: bool, known: bytes, whole: bool) -> None:
    if sheet.tag in known:
        await send(sheet.start(NOT_MODIFIED, packed=packed, size=0))
        await send(_body(b""))
        return
    body = sheet.packed if packed else gzip.decompress(sheet.packed)
    await send(sheet.start(OK, packed=packed, size=len(body)))
    await send(_body(body if whole else b""))


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": False}


def _look_of(cookies: bytes) -> bytes:
    """Return the reader's choices of size and contrast, in one order."""
    pieces = (each.strip() for each in cookies.split(b";"))
    return b";".join(sorted(each for each in pieces if each in _LOOKS))
