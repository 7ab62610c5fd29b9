"""承接 — who goes on with the opinions of a unit that was merged or dissolved.

Whoever holds a post in the unit that goes on holds it for the ended one too (I1, A1).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from services.feedback.heard import UnitDissolved, UnitMerged, UnitMoved, UnitRegistered
from services.feedback.views.posts import PostRow, posts
from shared.auth import Held
from shared.clock import Clock
from shared.record import Record
from shared.view import Rows, View, Views

GUEST: Final = "investor"  # 客商: of no unit, no member (S1-08)


class BranchRow(Struct, frozen=True, kw_only=True):
    """隶属关系 — ``heir``: who goes on with an ended unit's work; empty if nobody is above it."""

    unit_id: str
    superior: str
    ended: bool = False
    heir: str = ""


branches = View("branches", BranchRow, key="unit_id", indexes=(("ended", "heir"),))


@branches.on(UnitRegistered, UnitMoved)
def _(rows: Rows[BranchRow], record: Record[UnitRegistered | UnitMoved]) -> None:
    rows.put(BranchRow(unit_id=record.event.unit_id, superior=record.event.superior))


@branches.on(UnitMerged, UnitDissolved)
def _(rows: Rows[BranchRow], record: Record[UnitMerged | UnitDissolved]) -> None:
    event, known = record.event, rows.get(record.event.unit_id)
    superior = known.superior if known else ""
    heir = event.successor or superior
    rows.put(BranchRow(unit_id=event.unit_id, superior=superior, ended=True, heir=heir))


class Holdings:
    """任职簿 — who holds which posts, remembered until any post or unit changes."""

    def __init__(self, views: Views, clock: Clock) -> None:
        self._views, self._clock = views, clock
        self._memo = views.memo(posts, branches)

    def of(self, person: str) -> tuple[Held, ...]:
        """Return the posts somebody holds now, those for ended units included."""
        rows = self._memo.of(person, lambda: _rows_of(self._views, person))
        return _held(*rows, self._clock.now())

    def at_hand(self, person: str) -> tuple[Held, ...] | None:
        """Return the same where nothing need be read for it."""
        rows: tuple[Sequence[PostRow], Sequence[BranchRow]] | None = self._memo.at_hand(person)
        return None if rows is None else _held(*rows, self._clock.now())


def held_by(views: Views, person: str, at: datetime) -> tuple[Held, ...]:
    """Return the posts somebody holds at a moment, those for ended units included."""
    return _held(*_rows_of(views, person), at)


def _rows_of(views: Views, person: str) -> tuple[Sequence[PostRow], Sequence[BranchRow]]:
    found = views.select(posts, posts.c.person_id == person, order=[posts.c.key])
    return found, views.select(branches, branches.c.ended.is_(True))


def _held(found: Sequence[PostRow], gone: Sequence[BranchRow], at: datetime) -> tuple[Held, ...]:
    over = {each.unit_id for each in gone}
    inside = [x for x in found if x.post != GUEST and x.holds(at)]
    lasting = [Held(x.unit, x.post) for x in inside if x.unit not in over]
    more = [Held(unit, each.post) for each in lasting for unit in _inherited(each.unit, gone)]
    return tuple(dict.fromkeys((*lasting, *more)))


def holders(views: Views, unit: str, post: str, at: datetime) -> frozenset[str]:
    """Return who holds a post at a moment in a unit, or in the one that goes on with its work."""
    there = (posts.c.unit == heir_of(views, unit), posts.c.post == post)
    return frozenset(each.person_id for each in views.select(posts, *there) if each.holds(at))


def heir_of(views: Views, unit: str) -> str:
    """Return the unit that answers for a unit now: itself, or whoever goes on with its work."""
    seen: set[str] = set()
    while unit not in seen and (row := views.get(branches, unit)) and row.heir:
        seen.add(unit)
        unit = row.heir
    return unit


def _inherited(unit: str, gone: Sequence[BranchRow]) -> Iterator[str]:
    for each in gone:
        if each.heir == unit:
            yield each.unit_id
            yield from _inherited(each.unit_id, [row for row in gone if row is not each])
