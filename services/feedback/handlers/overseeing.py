"""督查范围 — an office, supervisor or auditor reads the opinions on what stands below their unit.

They read and change nothing: an opinion is answered where it belongs. The tree is that of
today: when a unit moves, its opinions move with it (L1).
"""

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from services.feedback.views.heirs import branches
from shared.view import Views
from shared.web import Caller

OVERSEERS: Final = ("office", "supervisor", "auditor")
DEEPEST: Final = 64  # steps to the top of any tree of units


def oversees(views: Views, caller: Caller, unit: str) -> bool:
    """Tell whether a caller oversees a unit from above."""
    if not caller.units(*OVERSEERS):
        return False
    return any(caller.holds(each, *OVERSEERS) for each in _above(views, unit))


def below(caller: Caller) -> Any:
    """Return the question for the ids of all units below those that a caller oversees."""
    tops = caller.units(*OVERSEERS)
    first = branches.table.alias("first")
    under = (
        sa.select(first.c.unit_id.label("unit"))
        .where(first.c.superior.in_(tops))
        .cte("under", recursive=True)
    )
    next_ = branches.table.alias("next")
    deeper = sa.select(next_.c.unit_id).where(next_.c.superior == under.c.unit)
    return sa.select(under.union(deeper).c.unit)


def _above(views: Views, unit: str) -> Iterator[str]:
    for _ in range(DEEPEST):
        row = views.get(branches, unit)
        if row is None or not row.superior:
            return
        unit = row.superior
        yield unit
