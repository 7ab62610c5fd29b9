"""党员门户 — what a member's own units disclose inside, and what of it is new to them.

What is new is told by a mark that lies with the reader (a cookie): nobody is counted or tracked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from services.publishing.domain.terms import Phase, Post
from services.publishing.handlers.listing import listed
from services.publishing.handlers.overseeing import reader_of
from services.publishing.views import PortalRow, portal
from shared.register import UnitRow, units
from shared.view import Views
from shared.web import Caller

FEW: Final = 20


class Circle(Struct, frozen=True, kw_only=True):
    """我的单位、我的党支部 — ``branch``: a member there, whatever else."""

    unit: UnitRow
    branch: bool
    posts: tuple[str, ...]
    rows: list[PortalRow]
    total: int


class Mine(Struct, frozen=True, kw_only=True):
    """我的党务公开 — ``unread`` were shown or changed after the reader's mark."""

    circles: list[Circle]
    inner: list[PortalRow]
    unread: list[PortalRow]
    since: datetime | None


@dataclass(frozen=True)
class Membership:
    """What members read."""

    views: Views

    def mine(self, caller: Caller, since: datetime | None) -> Mine:
        """Return a member's own page; ``since`` is when they last marked all as read.

        Raises:
            NotLoggedInError: nobody has logged in.

        """
        caller.known()
        c = portal.c
        inside = [c.phase == Phase.INNER]
        fresh = [*inside, c.changed_at > since] if since else inside
        return Mine(
            circles=[self._circle(caller, unit, held) for unit, held in _posts(caller).items()],
            inner=self._rows(caller, inside),
            unread=self._rows(caller, fresh),
            since=since,
        )

    def _circle(self, caller: Caller, unit: str, held: Sequence[str]) -> Circle:
        mine = [portal.c.unit == unit]
        return Circle(
            unit=self.views.get(units, unit) or UnitRow(unit_id=unit, name=unit),
            branch=Post.MEMBER.value in held,
            posts=tuple(each for each in held if each != Post.MEMBER.value),
            rows=self._rows(caller, mine, limit=5),
            total=self.views.count(portal, *listed(reader_of(caller)), *mine),
        )

    def _rows(self, caller: Caller, where: Sequence[Any], limit: int = FEW) -> list[PortalRow]:
        asked = [*listed(reader_of(caller)), *where]
        return self.views.select(portal, *asked, order=[portal.c.changed_at.desc()], limit=limit)


def _posts(caller: Caller) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in filter(lambda one: one.unit, caller.posts):
        found.setdefault(each.unit, []).append(each.post)
    return found
