"""督查范围 — an office, supervisor or auditor reads the opinions on what stands below their unit.

They read and change nothing: an opinion is answered where it belongs. The tree is that of
today: when a unit moves, its opinions move with it (L1).
"""

from typing import Any, Final

import sqlalchemy as sa

from shared import register
from shared.auth import Held
from shared.register import PostRow
from shared.view import Views
from shared.web import Caller

GUEST: Final = "investor"
OVERSEERS: Final = ("office", "supervisor", "auditor")


def oversees(views: Views, caller: Caller, unit: str) -> bool:
    """Tell whether a caller oversees a unit from above."""
    if not caller.units(*OVERSEERS):
        return False
    return any(caller.holds(each, *OVERSEERS) for each in register.above(views, unit))


def below(caller: Caller) -> Any:
    """Return the question for the ids of all units below those that a caller oversees."""
    return sa.select(register.below(*caller.units(*OVERSEERS)).c.unit)


def counted(row: PostRow) -> Held | None:
    """Return a post as it is held here: a guest (客商) is of no unit, and no member (S1-08)."""
    return None if row.post == GUEST else Held(row.unit, row.post)
