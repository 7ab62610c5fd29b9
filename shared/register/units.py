"""单位簿 — each unit by its name, where it stands in the tree, and what became of it.

The tree is that of today: what a unit has done before moves with it when it moves (L1). What
has ended is still below where it was, and somebody goes on with its work (I1, A1).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from shared.calendar import beijing_date
from shared.record import Record
from shared.register.facts import (
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from shared.view import Rows, View, Views

DEEPEST: Final = 64  # steps to the top of any tree of units


class UnitRow(Struct, frozen=True, kw_only=True):
    """单位 — ``superior`` is empty at the top; ``kind`` as it was registered.

    ``ended_on``: its last day in Beijing, if it was merged or dissolved; ``heir``: who goes on
    with its work then, empty if nobody is above it.
    """

    unit_id: str
    name: str = ""
    kind: str = ""
    superior: str = ""
    ended_on: date | None = None
    merged: bool = False
    heir: str = ""

    @property
    def ended(self) -> bool:
        """Tell whether it is no more."""
        return self.ended_on is not None


units: Final = View("units", UnitRow, key="unit_id", indexes=(("superior",), ("ended_on",)))


@units.on(UnitRegistered)
def _(rows: Rows[UnitRow], record: Record[UnitRegistered]) -> None:
    new = record.event
    rows.put(UnitRow(unit_id=new.unit_id, name=new.name, kind=new.kind, superior=new.superior))


@units.on(UnitRenamed)
def _(rows: Rows[UnitRow], record: Record[UnitRenamed]) -> None:
    _change(rows, record.event.unit_id, name=record.event.name)


@units.on(UnitMoved)
def _(rows: Rows[UnitRow], record: Record[UnitMoved]) -> None:
    _change(rows, record.event.unit_id, superior=record.event.superior)


@units.on(UnitMerged, UnitDissolved)
def _(rows: Rows[UnitRow], record: Record[UnitMerged | UnitDissolved]) -> None:
    event, known = record.event, rows.get(record.event.unit_id)
    heir = event.successor or (known.superior if known else "")
    last, merged = beijing_date(record.cause.at), isinstance(event, UnitMerged)
    _change(rows, event.unit_id, ended_on=last, merged=merged, heir=heir)


def _change(rows: Rows[UnitRow], unit: str, **fields: Any) -> None:
    rows.put(replace(rows.get(unit) or UnitRow(unit_id=unit), **fields))


def over(views: Views) -> list[UnitRow]:
    """Return the units that have ended."""
    return views.select(units, units.c.ended_on.is_not(None))


def lasted(unit: Any, day: Any) -> Any:
    """Return the condition that a unit still was on a day: of a period after it nothing is owed."""
    return ~sa.exists().where(units.c.unit_id == unit, units.c.ended_on < day)


def fate(views: Views, unit: UnitRow) -> str:
    """Return what became of a unit, as pages write it behind its name; "" of one that lasts."""
    if not unit.ended:
        return ""
    heir = views.get(units, unit.heir)
    whom = f"，由{heir.name}承接" if heir else ""
    return f"（已{'合并' if unit.merged else '撤销'}{whom}）"


def fates(views: Views) -> dict[str, str]:
    """Return what became of every unit that has ended, by its id."""
    return {each.unit_id: fate(views, each) for each in over(views)}


def heir_of(views: Views, unit: str) -> str:
    """Return the unit that answers for a unit now: itself, or whoever goes on with its work."""
    seen: set[str] = set()
    while unit not in seen and (row := views.get(units, unit)) and row.heir:
        seen.add(unit)
        unit = row.heir
    return unit


def line(views: Views, unit: str) -> Iterator[str]:
    """Yield a unit and every unit above it, the nearest first."""
    for _ in range(DEEPEST):
        if not unit:
            return
        yield unit
        row = views.get(units, unit)
        unit = row.superior if row else ""


def above(views: Views, unit: str) -> list[str]:
    """Return the units above one, the nearest first."""
    return list(line(views, unit))[1:]


def below(*tops: str) -> Any:
    """Return a table (top, unit): each unit right below one of these, and all below that one."""
    first = units.table.alias("first")
    under = (
        sa.select(first.c.unit_id.label("top"), first.c.unit_id.label("unit"))
        .where(first.c.superior.in_(tops))
        .cte("under", recursive=True)
    )
    next_ = units.table.alias("next")
    deeper = sa.select(under.c.top, next_.c.unit_id).where(next_.c.superior == under.c.unit)
    return under.union(deeper)


def inside(views: Views, *tops: str) -> frozenset[str]:
    """Return these units and all below them; what has ended is still below where it was."""
    return frozenset({*tops, *(row.unit for row in views.query(below(*tops).select()))})


def within(unit: str) -> Any:
    """Return the question for a unit's own id and those of all below it."""
    own = sa.select(sa.cast(sa.literal(unit), units.c.unit_id.type).label("unit"))
    inside = own.cte("inside", recursive=True)
    next_ = units.table.alias("next")
    deeper = sa.select(next_.c.unit_id).where(next_.c.superior == inside.c.unit)
    return sa.select(inside.union(deeper).c.unit)
