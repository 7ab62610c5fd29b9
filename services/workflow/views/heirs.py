"""承接 — who goes on with the work of a unit that was merged or dissolved.

Nothing is moved: whoever holds a post in the unit that goes on holds it for the ended one
too, so every open task, obligation and correction is theirs from that moment (I1, A1).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.terms import beijing_day
from services.workflow.heard import UnitDissolved, UnitMerged
from services.workflow.views.duties import branches
from services.workflow.views.register import posts
from shared.auth import Held
from shared.record import Record
from shared.view import Rows, View, Views


class EndedRow(Struct, frozen=True):
    """已合并或者撤销的单位 — ``heir`` is empty if nobody is above it; ``last``: its last day."""

    unit_id: str
    heir: str
    merged: bool
    at: datetime
    last: date


ended: Final = View("ended", EndedRow, key="unit_id", indexes=(("heir",),))


@ended.on(UnitMerged, UnitDissolved)
def _(rows: Rows[EndedRow], record: Record[UnitMerged | UnitDissolved]) -> None:
    event, at = record.event, record.cause.at
    above = rows.of(branches).get(event.unit_id)
    heir = event.successor or (above.superior if above else "")
    merged = isinstance(event, UnitMerged)
    rows.put(EndedRow(event.unit_id, heir, merged, at, beijing_day(at)))


def held(views: Views, person: str, at: datetime) -> tuple[Held, ...]:
    """Return the posts a person holds at a moment, those for ended units included."""
    found = views.select(posts, posts.c.person == person)
    own = [Held(each.unit, each.post) for each in found if each.holds(at)]
    gone = views.select(ended)
    over = {each.unit_id for each in gone}
    lasting = [each for each in own if each.unit not in over]
    more = [Held(unit, each.post) for each in lasting for unit in _inherited(each.unit, gone)]
    return tuple(dict.fromkeys((*lasting, *more)))


def lasted(unit: Any, day: Any) -> Any:
    """Return the condition that a unit still was on a day: of a period after it nothing is owed."""
    over = sa.exists().where(ended.c.unit_id == unit, ended.c.last < day)
    return ~over


def heir_of(views: Views, unit: str) -> str:
    """Return the unit that answers for a unit now: itself, or whoever goes on with its work."""
    seen: set[str] = set()
    while unit not in seen and (row := views.get(ended, unit)) and row.heir:
        seen.add(unit)
        unit = row.heir
    return unit


def _inherited(unit: str, gone: Sequence[EndedRow]) -> Iterator[str]:
    for each in gone:
        if each.heir == unit:
            yield each.unit_id
            yield from _inherited(each.unit_id, [row for row in gone if row is not each])
