"""督查范围 — an office, supervisor or auditor reads what stands below their unit in the tree.

The tree is that of today: when a unit moves, what it has done before moves with it (L1).
"""

from typing import Final

from msgspec.structs import replace

from services.publishing.domain.reading import GUESTS, NOWHERE, Reader
from services.publishing.domain.terms import STAFF, Post
from shared.auth import Held
from shared.calendar import beijing_date
from shared.register import PostRow, above
from shared.view import Views
from shared.web import Caller

OVERSEERS: Final = (Post.OFFICE, Post.SUPERVISOR, Post.AUDITOR)
TECHNICAL: Final = frozenset({"admin", "security_admin"})  # who keep the machine running


def reader_of(caller: Caller) -> Reader:
    """Return what the rule of reading asks about a caller.

    Who only keeps the machine running is no member by that: nothing inside is for them.
    """
    member = {each.unit for each in caller.posts if each.post not in TECHNICAL}
    guests = {post: name for post, name in GUESTS.items() if caller.holds(NOWHERE, post)}
    return Reader(
        person=caller.person,
        units=frozenset(member) - {NOWHERE},
        groups=frozenset(guests.values()),
        staffed=frozenset(caller.units(*STAFF)),
        today=beijing_date(caller.at),
    )


def reader_for(views: Views, caller: Caller, unit: str) -> Reader:
    """Return a caller as a reader of what one unit discloses."""
    reader = reader_of(caller)
    if unit in reader.staffed or not caller.units(*OVERSEERS):
        return reader
    if any(caller.holds(each, *OVERSEERS) for each in above(views, unit)):
        return replace(reader, staffed=reader.staffed | {unit})
    return reader


def counted(row: PostRow) -> Held:
    """Return a post as it is held here: an audience beside the Party is of no unit (S1-08)."""
    return Held(NOWHERE if row.post in GUESTS else row.unit, row.post)
