"""承接 — who goes on publishing for a unit that was merged or dissolved.

Nothing is moved: whoever holds a post in the unit that goes on holds it for the ended one
too, and what the ended unit disclosed stays where it was, under its name (I1, A1).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.reading import GUESTS, NOWHERE
from services.publishing.heard import UnitDissolved, UnitMerged, UnitMoved, UnitRegistered
from services.publishing.views.heard import PostRow, posts, units
from shared.auth import Held
from shared.record import Record
from shared.view import Rows, View, Views

MEMBER: Final = "member"


class BranchRow(Struct, frozen=True, kw_only=True):
    """隶属关系 — ``heir``: who goes on with an ended unit's work; empty if nobody is above it."""

    unit_id: str
    superior: str
    ended: bool = False
    merged: bool = False
    heir: str = ""


branches: Final = View("branches", BranchRow, key="unit_id", indexes=(("ended", "heir"),))


@branches.on(UnitRegistered, UnitMoved)
def _(rows: Rows[BranchRow], record: Record[UnitRegistered | UnitMoved]) -> None:
    rows.put(BranchRow(unit_id=record.event.unit_id, superior=record.event.superior))


@branches.on(UnitMerged, UnitDissolved)
def _(rows: Rows[BranchRow], record: Record[UnitMerged | UnitDissolved]) -> None:
    event, known = record.event, rows.get(record.event.unit_id)
    superior = known.superior if known else ""
    rows.put(
        BranchRow(
            unit_id=event.unit_id,
            superior=superior,
            ended=True,
            merged=isinstance(event, UnitMerged),
            heir=event.successor or superior,
        )
    )


def held(views: Views, person: str, at: datetime) -> tuple[Held, ...]:
    """Return the posts a person holds at a moment, those for ended units included.

    Who prepared disclosures for an ended unit does so no more; who was a member of its
    branch is still a member, and reads what members read.
    """
    found = views.select(posts, posts.c.person == person, order=[posts.c.id])
    gone = _ended(views)
    over = {each.unit_id for each in gone}
    own = [_own(each) for each in found if each.holds(at)]
    kept = [each for each in own if each.unit not in over or each.post == MEMBER]
    more = [Held(unit, each.post) for each in kept for unit in _inherited(each.unit, gone)]
    return tuple(dict.fromkeys((*kept, *more)))


def _own(row: PostRow) -> Held:
    """Return a post as it is held: an audience beside the Party is of no unit (S1-08)."""
    return Held(NOWHERE if row.post in GUESTS else row.unit, row.post)


def fates(views: Views) -> dict[str, str]:
    """Return what became of each ended unit, as pages write it behind its name."""
    return {each.unit_id: _fate(views, each) for each in _ended(views)}


def _ended(views: Views) -> list[BranchRow]:
    return views.select(branches, branches.c.ended.is_(True))


def _fate(views: Views, over: BranchRow) -> str:
    heir = views.get(units, over.heir)
    whom = f"，由{heir.name}承接" if heir else ""
    return f"（已{'合并' if over.merged else '撤销'}{whom}）"


def _inherited(unit: str, gone: Sequence[BranchRow]) -> Iterator[str]:
    for each in gone:
        if each.heir == unit:
            yield each.unit_id
            yield from _inherited(each.unit_id, [row for row in gone if row is not each])
