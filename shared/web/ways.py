"""工作导航 — one navigation for staff on every page of every service; which ways are open to whom.

The ways themselves are data (``look/staff.json``): a label, an address, the posts for which
the way is there (any staff post if none is named; any post at all if it is for all).
``{unit}`` is the visitor's own unit.
"""

from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct, json
from msgspec.structs import replace

from shared.web.caller import Caller

FILE: Final = Path(__file__).parents[1] / "look" / "staff.json"


class Way(Struct, frozen=True, kw_only=True):
    """去处 — ``count``: where a program learns how much waits there; ``group``: among which.

    ``all``: it is for party members and supervisors, too.
    """

    label: str
    href: str
    group: str = ""
    posts: tuple[str, ...] = ()
    all: bool = False
    count: str = ""
    here: bool = False


class Ways(Struct, frozen=True, kw_only=True):
    """工作导航"""

    staff: tuple[str, ...]
    ways: tuple[Way, ...]


@cache
def known_ways() -> Ways:
    """Return every way there is."""
    return json.decode(FILE.read_bytes(), type=Ways)


def ways_of(caller: Caller | None, path: str) -> list[Way]:
    """Return the ways open to a visitor who stands at a path; none to citizens."""
    known = known_ways()
    if caller is None or not caller.posts:
        return []
    open_ = [_led(way, caller, known) for way in known.ways if _is_open(way, caller, known)]
    nearest = max((way.href for way in open_ if _within(path, way.href)), key=len, default="")
    return [replace(way, here=way.href == nearest) for way in open_]


def _is_open(way: Way, caller: Caller, known: Ways) -> bool:
    return way.all or bool(caller.units(*(way.posts or known.staff)))


def _led(way: Way, caller: Caller, known: Ways) -> Way:
    units = () if way.all else caller.units(*(way.posts or known.staff))
    return replace(way, href=way.href.format(unit=units[0])) if units else way


def _within(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href.rstrip('/')}/")
