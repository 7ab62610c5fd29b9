"""The look of every page: templates, words around them, and files that never change.

Files are read and compressed once; their address carries a hash of what is in
them, so a browser keeps them for ever and yet never shows an old one.
"""

import gzip
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import CodeType
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4  # noqa: TID251 — ids of commands enter here
from zoneinfo import ZoneInfo

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from msgspec import Struct

from shared.files import KINDS
from shared.settings import Site
from shared.web.arrival import AnyRequest

HERE: Final = Path(__file__).parents[1] / "look"
BEIJING: Final = ZoneInfo("Asia/Shanghai")
LOGIN: Final = "/catalog/login"
LOGOUT: Final = "/catalog/logout"
WORKBENCH: Final = "/workflow/"
SIZE, CONTRAST = "gk_size", "gk_contrast"
CHOICES: Final = {SIZE: ("normal", "large"), CONTRAST: ("normal", "high")}
YEAR: Final = 365 * 24 * 3600  # seconds
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_WEEKDAYS: Final = "一二三四五六日"


class Asset(Struct, frozen=True):
    """A file of the look, as it is sent."""

    body: bytes
    packed: bytes
    media_type: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """Return every file a page may ask for, by name."""
    return {path.name: _asset(path) for path in sorted(HERE.iterdir()) if path.suffix in _TYPES}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    version = sha256(body).hexdigest()[:16]
    return Asset(body, gzip.compress(body, 9, mtime=0), _TYPES[path.suffix], version)


@get("/look/{name:str}", include_in_schema=False, sync_to_thread=False)
def asset(request: AnyRequest, name: str, v: str = "") -> Response[bytes]:
    """Send a file of the look."""
    found = assets().get(name)
    if found is None:
        raise NotFoundException
    headers = {
        "ETag": f'"{found.version}"',
        "Vary": "Accept-Encoding",
        "Cache-Control": f"public, max-age={YEAR}, immutable" if v == found.version else "no-cache",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, headers=headers, media_type=found.media_type)
    return Response(found.body, headers=headers, media_type=found.media_type)


@get("/look/choose", include_in_schema=False, sync_to_thread=False)
def choose(back: str = "/", size: str = "", contrast: str = "") -> Redirect:
    """Remember how somebody wants to read, and lead back to where they were."""
    wanted = {SIZE: size, CONTRAST: contrast}
    cookies = [
        Cookie(name, value=value, max_age=YEAR, httponly=True, samesite="lax")
        for name, value in wanted.items()
        if value in CHOICES[name]
    ]
    return Redirect(local_path(back), status_code=303, cookies=cookies)


def chosen(request: AnyRequest, name: str) -> str:
    """Return how somebody wants to read."""
    value = request.cookies.get(name, "")
    return value if value in CHOICES[name] else "normal"


def local_path(address: str, otherwise: str = "/") -> str:
    """Return an address if it leads to this house, else another that does."""
    plain = address.isprintable() and "\\" not in address and " " not in address
    return address if plain and address.startswith("/") and address[1:2] != "/" else otherwise


class _Compiled(BytecodeCache):
    """Templates as they were compiled once in this process: all its services share the look."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


COMPILED: Final = _Compiled()


def environment(templates: Sequence[Path], *, site: Site, prefix: str) -> Environment:
    """Return where pages are made: a service's own templates first, then the common ones."""
    loader = FileSystemLoader([*map(str, templates), str(HERE)])
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=COMPILED,
    )
    made.filters |= {
        "beijing": beijing,
        "beijing_date": beijing_date,
        "weekday": weekday,
        "day": _day,
        "clock": clock,
    }
    made.globals |= {
        "site": site,
        "prefix": prefix,
        "login": LOGIN,
        "logout": LOGOUT,
        "workbench": WORKBENCH,
        "fresh_id": fresh_id,
        "FILE_KINDS": {each.ending: each.title for each in KINDS.values()},
        "look": lambda name: f"{prefix}/look/{name}?v={assets()[name].version}",
        "choose": lambda **words: f"{prefix}/look/choose?{urlencode(words)}",
    }
    return made


def fresh_id() -> str:
    """Return an id for a command that a form is about to give."""
    return str(uuid4())


def beijing(moment: datetime | None) -> str:
    """Return a moment as people in the county read it, to the minute."""
    return "" if moment is None else moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def clock(moment: datetime) -> str:
    """Return a moment as a field of a form for a time in the county takes it."""
    return moment.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


def beijing_date(moment: date | str | None) -> str:
    """Return the day of a moment, or a day as data have it, as people in the county write it.

    Words that are no day of any calendar stand as they are: what was typed is not hidden.
    """
    try:
        said = date.fromisoformat(moment) if moment and isinstance(moment, str) else moment
    except ValueError:
        return str(moment)
    day = _day(said or None)
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def weekday(moment: date | None) -> str:
    """Return the day of the week."""
    day = _day(moment)
    return "" if day is None else f"星期{_WEEKDAYS[day.weekday()]}"


def _day(moment: date | None) -> date | None:
    return moment.astimezone(BEIJING).date() if isinstance(moment, datetime) else moment
