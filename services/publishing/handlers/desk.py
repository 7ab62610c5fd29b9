"""发布台 — what may be opened now, and what waits and why. The rules themselves are asked."""

from dataclasses import dataclass

from msgspec import Struct

from services.publishing.domain.commands import Command, OpenInner, OpenPublic
from services.publishing.domain.disclosure import Disclosure, society_from
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.terms import PUBLISHERS, Phase, Scope
from services.publishing.views import PortalRow, portal
from shared.auth import WrongPostError
from shared.calendar import Counting, Day
from shared.decider import Decider, RejectedError
from shared.posts import named
from shared.view import Views
from shared.web import Caller


class Waiting(Struct, frozen=True, kw_only=True):
    """待公开 — ``step`` is inner or public; ``refused`` is empty if it may be taken now."""

    row: PortalRow
    step: str
    refused: str = ""
    days: tuple[Day, ...] = ()


class Tray(Struct, frozen=True, kw_only=True):
    """What a publisher sees."""

    ready: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class Desk:
    """The publisher's desk."""

    views: Views
    calendar: Counting
    decider: Decider[Command, Disclosure, DisclosureEvent]

    def tray(self, caller: Caller) -> Tray:
        """Return what the units of this publisher have to open.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: this person publishes for no unit.

        """
        caller.known()
        units = caller.units(*PUBLISHERS)
        if not units:
            raise WrongPostError(*map(named, PUBLISHERS))
        c = portal.c
        mine = c.unit.in_(units), c.withdrawn.is_(False), c.phase != Phase.PUBLIC
        rows = self.views.select(portal, *mine, order=[c.disclose_on, c.registered_at])
        found = [each for row in rows for each in self.offers(row, caller)]
        return Tray(
            ready=tuple(each for each in found if not each.refused),
            waiting=tuple(each for each in found if each.refused),
        )

    def offers(self, row: PortalRow, caller: Caller) -> list[Waiting]:
        """Return the next step of a disclosure, if this person is one to take it."""
        if row.withdrawn or not caller.holds(row.unit, *PUBLISHERS):
            return []
        steps = _steps(row)
        return [self._tried(step, row, caller) for step in steps]

    def _tried(self, step: str, row: PortalRow, caller: Caller) -> Waiting:
        command = OpenInner() if step == "inner" else OpenPublic()
        counted = society_from(row.state, self.calendar) if step == "public" else None
        days = counted.days if counted else ()
        try:
            self.decider.decide(command, row.state, caller.acting(row.unit, *PUBLISHERS))
        except RejectedError as refusal:
            return Waiting(row=row, step=step, refused=refusal.sentence, days=days)
        return Waiting(row=row, step=step, days=days)


def _steps(row: PortalRow) -> list[str]:
    if row.phase is Phase.REGISTERED:
        at_once = row.scope is Scope.SOCIETY and (row.waiver or not row.state.inner_first)
        return ["inner", "public"] if at_once else ["inner"]
    return ["public"] if row.phase is Phase.INNER and row.scope is Scope.SOCIETY else []
