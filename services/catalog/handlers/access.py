"""Who may ask what of which unit: posts are held in a unit, admins also rule what is below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from services.catalog.domain.terms import Post
from services.catalog.domain.unit import UnitEndedError, UnitUnknownError
from services.catalog.domain.yardstick import drafters
from services.catalog.handlers.settings import settings_of
from services.catalog.views import PostRow, UnitRow, posts, units
from shared.auth import Held, WrongPostError
from shared.record import Cause
from shared.view import Views
from shared.web import Caller

OVERSEERS = (Post.ADMIN, Post.AUDITOR)


@dataclass(frozen=True)
class Access:
    """门禁 — asks the views, which reflect every post assigned so far."""

    views: Views

    def held_by(self, person: str, at: datetime) -> tuple[Held, ...]:
        """Return the posts a person holds at a moment: a term over is no post, nor is 客商.

        A post in a unit that has ended has ended with it; whoever holds it in the unit that
        goes on with the work holds it for the ended one, too, as in every other service.
        """
        memo = self.views.memo(posts, units)
        rows, gone = memo.of(("held", person), lambda: self._rows(person))
        own = [Held(row.unit, row.post.value) for row in rows if row.holds(at)]
        kept = [each for each in own if each.unit not in gone]
        more = [
            Held(unit, each.post)
            for each in kept
            for unit in gone
            if _heir(unit, gone) == each.unit
        ]
        return tuple(dict.fromkeys((*kept, *more)))

    def _rows(self, person: str) -> tuple[list[PostRow], dict[str, str]]:
        """Return somebody's posts, and who goes on with each unit that has ended."""
        inside = posts.c.person_id == person, posts.c.post != Post.INVESTOR
        over = self.views.select(units, units.c.ended_at.is_not(None), order=[units.c.unit_id])
        gone = {each.unit_id: each.successor or each.superior for each in over}
        return self.views.select(posts, *inside), gone

    def filled(self, unit: str, at: datetime) -> set[Post]:
        """Return the posts somebody holds in a unit at a moment."""
        found = self.views.select(posts, posts.c.unit == unit)
        return {row.post for row in found if row.holds(at)}

    def unit(self, unit: str) -> UnitRow:
        """Return a unit.

        Raises:
            UnitUnknownError: there is none of this id.

        """
        row = self.views.get(units, unit)
        if row is None:
            raise UnitUnknownError(unit, field="unit")
        return row

    def lasting(self, unit: str) -> UnitRow:
        """Return a unit that is there still.

        Raises:
            UnitUnknownError: there is none of this id.
            UnitEndedError: it was merged or dissolved; says who took over.

        """
        row = self.unit(unit)
        if row.ended_at is not None:
            successor = self.views.get(units, row.successor)
            raise UnitEndedError(row.name, successor.name if successor else "", field="unit")
        return row

    def line(self, unit: str) -> Iterator[str]:
        """Yield a unit and everything above it."""
        row = self.views.get(units, unit)
        while row is not None:
            yield row.unit_id
            row = self.views.get(units, row.superior)

    def acting(self, caller: Caller, unit: str, *wanted: Post) -> Cause:
        """Return the cause of what somebody does in a post they hold in this very unit."""
        self.lasting(unit)
        return caller.acting(unit, *wanted)

    def ruling(self, caller: Caller, unit: str) -> Cause:
        """Return the cause of what an admin of this unit, or of one above it, does about it.

        Raises:
            WrongPostError: the caller is no admin there.

        """
        return self._from_above(caller, unit, Post.ADMIN)

    def securing(self, caller: Caller, unit: str) -> Cause:
        """Return the cause of what a security admin of this unit, or of one above it, does.

        Raises:
            WrongPostError: the caller is no security admin there.

        """
        return self._from_above(caller, unit, Post.SECURITY_ADMIN)

    def _from_above(self, caller: Caller, unit: str, post: Post) -> Cause:
        caller.known()
        for each in self.line(self.unit(unit).unit_id):
            if caller.holds(each, post):
                return replace(caller.acting(each, post), unit=unit)
        raise WrongPostError(post.chinese)

    def rules(self, caller: Caller, unit: str) -> bool:
        """Tell whether somebody is an admin of this unit or of one above it."""
        mine = caller.units(Post.ADMIN)
        return bool(mine) and any(each in mine for each in self.line(unit))

    def administering(self, caller: Caller) -> Cause:
        """Return the cause of what an admin, of whichever unit, does."""
        caller.known()
        for each in caller.units(Post.ADMIN):
            return caller.acting(each, Post.ADMIN)
        raise WrongPostError(Post.ADMIN.chinese)

    def drafts(self, caller: Caller, unit: str) -> bool:
        """Tell whether somebody holds a post that the scheme lets draft there (V05)."""
        return caller.holds(unit, *drafters(settings_of(self.views, unit, caller.at)))

    def belongs(self, caller: Caller, unit: str) -> bool:
        """Tell whether somebody may read what a unit shows its own people."""
        if caller.holds(unit):
            return True
        return any(caller.holds(each, *OVERSEERS) for each in self.line(unit))

    def staffs(self, caller: Caller, unit: str) -> bool:
        """Tell whether somebody is of a unit, or works in an office of one above it."""
        offices = (Post.OFFICE, Post.APPROVER, Post.SECRETARY, Post.LEADER)
        above = any(caller.holds(each, *offices) for each in self.line(unit))
        return bool(caller.person) and (above or self.belongs(caller, unit))

    def check_reader(self, caller: Caller, unit: str) -> None:
        """Let only a unit's own people, and admins and auditors above them, go on.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: the caller has no post there.

        """
        self.unit(unit)
        caller.known()
        if not self.belongs(caller, unit):
            raise WrongPostError(unit)


def _heir(unit: str, gone: Mapping[str, str]) -> str:
    for _ in gone:  # as many steps as there are ended units, and no more
        if unit not in gone:
            break
        unit = gone[unit]
    return unit
