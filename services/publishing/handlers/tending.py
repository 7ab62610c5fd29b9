"""渠道照管 — how far each channel is behind, what has failed, and which adapter carries it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.letters import CHANNELS
from services.publishing.domain.reach import State
from services.publishing.domain.terms import PUBLISHERS
from services.publishing.gateways.adapters import Roster
from services.publishing.views import DeliveryRow, PortalRow, deliveries
from services.publishing.views.reposts import standing
from shared.auth import WrongPostError
from shared.posts import named
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50  # deliveries on one page
TO_DO: Final = (State.FAILED, State.REMOVING, State.EXPECTED)


class ChannelLine(Struct, frozen=True, kw_only=True):
    """一条渠道 — how much waits and since when, how much failed, how much is shown.

    ``adapters`` carry it by themselves; ``heard`` is when a program last reported.
    """

    form: str
    waiting: int
    since: datetime | None
    failed: int
    removing: int
    shown: int
    adapters: tuple[str, ...]
    heard: datetime | None


class Todo(Struct, frozen=True, kw_only=True):
    """要办的一次送达"""

    delivery: DeliveryRow
    row: PortalRow


class Tended(Struct, frozen=True, kw_only=True):
    """What an operator sees."""

    lines: list[ChannelLine]
    todo: list[Todo]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Tending:
    """The operator's look at all channels of their units."""

    views: Views
    roster: Roster

    def look(self, caller: Caller, page: int = 1, form: str = "") -> Tended:
        """Return how the channels stand, failures first; one form only, if asked.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: this person publishes for no unit.

        """
        caller.known()
        units = caller.units(*PUBLISHERS)
        if not units:
            raise WrongPostError(*map(named, PUBLISHERS))
        c = deliveries.c
        mine = [c.unit.in_(units), c.state.in_([each.value for each in TO_DO])]
        if form:
            mine.append(c.form == form)
        total = self.views.count(deliveries, *mine)
        order = [(c.state == State.FAILED).desc(), c.since.desc(), c.form, c.outlet]
        skip = (max(page, 1) - 1) * PAGE
        rows = self.views.select(deliveries, *mine, order=order, limit=PAGE, offset=skip)
        found = [(each, standing(self.views, each.disclosure_id)) for each in rows]
        return Tended(
            lines=self._lines(units),
            todo=[Todo(delivery=each, row=row) for each, row in found if row],
            total=total,
            page=max(page, 1),
            pages=max(1, -(-total // PAGE)),
        )

    def failed(self, caller: Caller) -> int:
        """Return how many deliveries of this publisher's units have failed."""
        c = deliveries.c
        mine = c.unit.in_(caller.units(*PUBLISHERS)), c.state == State.FAILED
        return self.views.count(deliveries, *mine)

    def _lines(self, units: tuple[str, ...]) -> list[ChannelLine]:
        c = deliveries.c
        asked = (
            sa.select(c.form, c.state, sa.func.count(), sa.func.min(c.since), sa.func.max(c.at))
            .where(c.unit.in_(units))
            .group_by(c.form, c.state)
        )
        counts: Counter[tuple[str, str]] = Counter()
        since: dict[str, str] = {}
        for form, state, count, first, _ in self.views.query(asked):
            counts[form, str(state)] = count
            if state == State.EXPECTED.value:
                since[form] = first
        heard = self._heard(units)
        forms = [each for each in CHANNELS if any(name == each for name, _ in counts)]
        return [self._line(each, counts, since.get(each), heard.get(each)) for each in forms]

    def _line(
        self, form: str, counts: "Counter[tuple[str, str]]", since: str | None, heard: str | None
    ) -> ChannelLine:
        channel = CHANNELS[form].value
        named = [
            each.name
            for each in self.roster.all()
            if any(one.split(".")[1:2] in ([channel], ["*"], [">"]) for one in each.filters)
        ]
        return ChannelLine(
            form=form,
            waiting=counts[form, State.EXPECTED.value],
            since=datetime.fromisoformat(since) if since else None,
            failed=counts[form, State.FAILED.value],
            removing=counts[form, State.REMOVING.value],
            shown=counts[form, State.DELIVERED.value],
            adapters=tuple(named),
            heard=datetime.fromisoformat(heard) if heard else None,
        )

    def _heard(self, units: tuple[str, ...]) -> dict[str, str]:
        c = deliveries.c
        asked = (
            sa.select(c.form, sa.func.max(c.at))
            .where(c.unit.in_(units), c.post == "adapter")
            .group_by(c.form)
        )
        return dict(self.views.query(asked))
