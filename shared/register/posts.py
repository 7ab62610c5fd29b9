"""任职簿 — who holds which post where, as of now; whoever goes on with a unit holds it for both.

Nothing is moved when a unit ends: whoever holds a post in the unit that goes on holds it for
the ended one too, so every open task there is theirs from that moment (I1, A1).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from shared.auth import Held
from shared.clock import Clock
from shared.record import Record
from shared.register.facts import PostAssigned, PostEntrusted, PostHanded, PostVacated
from shared.register.units import UnitRow, heir_of, over, units
from shared.view import Rows, View, Views


class PostRow(Struct, frozen=True, kw_only=True):
    """任职 — without ``since`` it has begun, without ``until`` it lasts."""

    id: str
    unit: str
    person: str
    post: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether the post is held at a moment: a term ends by itself."""
        begun = self.since is None or self.since <= at
        return begun and (self.until is None or at < self.until)


posts: Final = View("posts", PostRow, key="id", indexes=(("person",), ("unit", "post")))


def post_id(unit: str, person: str, post: str) -> str:
    """Return the key of a post that somebody holds."""
    return f"{unit}/{person}/{post}"


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(_row(event.unit, event.person_id, event.post))


@posts.on(PostEntrusted)
def _(rows: Rows[PostRow], record: Record[PostEntrusted]) -> None:
    event = record.event
    row = _row(event.unit, event.person_id, event.post)
    rows.put(replace(row, since=event.since, until=event.until))


@posts.on(PostHanded)
def _(rows: Rows[PostRow], record: Record[PostHanded]) -> None:
    event = record.event
    rows.drop(post_id(event.unit, event.giver, event.post))
    rows.put(replace(_row(event.unit, event.taker, event.post), until=event.until))


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    event = record.event
    rows.drop(post_id(event.unit, event.person_id, event.post))


def _row(unit: str, person: str, post: str) -> PostRow:
    return PostRow(id=post_id(unit, person, post), unit=unit, person=person, post=post)


def plainly(row: PostRow) -> Held | None:
    """Return a post as it stands in the register."""
    return Held(row.unit, row.post)


class Holdings:
    """任职情况 — who holds which posts, remembered until any post or unit changes.

    ``counted`` says as what a service counts a post (None: as none); posts ``for_life`` are
    held on in a unit that has ended, all others there have ended with it.
    """

    def __init__(
        self,
        views: Views,
        clock: Clock,
        counted: Callable[[PostRow], Held | None] = plainly,
        for_life: Collection[str] = (),
    ) -> None:
        self._views, self._clock = views, clock
        self._counted, self._for_life = counted, for_life
        self._memo = views.memo(posts, units)

    def of(self, person: str) -> tuple[Held, ...]:
        """Return the posts somebody holds now, those for ended units included."""
        return self.then(person, self._clock.now())

    def then(self, person: str, at: datetime) -> tuple[Held, ...]:
        """Return the posts somebody holds at a moment, by what is known today."""
        found, gone = self._memo.of(person, lambda: self._rows(person))
        return self._held(found, gone, at)

    def at_hand(self, person: str) -> tuple[Held, ...] | None:
        """Return the posts somebody holds now where nothing need be read for it."""
        rows: tuple[Sequence[PostRow], Sequence[UnitRow]] | None = self._memo.at_hand(person)
        return None if rows is None else self._held(*rows, self._clock.now())

    def _rows(self, person: str) -> tuple[Sequence[PostRow], Sequence[UnitRow]]:
        found = self._views.select(posts, posts.c.person == person, order=[posts.c.id])
        return found, over(self._views)

    def _held(
        self, found: Sequence[PostRow], gone: Sequence[UnitRow], at: datetime
    ) -> tuple[Held, ...]:
        ended = {each.unit_id for each in gone}
        own = [held for row in found if row.holds(at) and (held := self._counted(row))]
        kept = [each for each in own if each.unit not in ended or each.post in self._for_life]
        more = [Held(unit, each.post) for each in kept for unit in _inherited(each.unit, gone)]
        return tuple(dict.fromkeys((*kept, *more)))


def _inherited(unit: str, gone: Sequence[UnitRow]) -> Iterator[str]:
    for each in gone:
        if each.heir == unit:
            yield each.unit_id
            yield from _inherited(each.unit_id, [row for row in gone if row is not each])


def holders(views: Views, unit: str, post: str, at: datetime) -> frozenset[str]:
    """Return who holds a post at a moment in a unit, or in the one that goes on with its work."""
    there = posts.c.unit == heir_of(views, unit), posts.c.post == post
    return frozenset(each.person for each in views.select(posts, *there) if each.holds(at))
