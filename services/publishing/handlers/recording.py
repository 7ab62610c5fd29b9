"""审批登记 — what was approved beside what each channel has shown, for who answers for it (C12)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.commands import Command
from services.publishing.domain.comparison import last_day
from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.reach import Reach, reach_of, wanted
from services.publishing.domain.terms import STAFF, Phase, Plan
from services.publishing.handlers.delivering import current
from services.publishing.views import DeliveryRow, PortalRow, deliveries, portal, reposts
from services.publishing.views.comparisons import DeviationRow, RunRow, comparisons, deviations
from services.publishing.views.reposts import Below, approved, standing
from shared.auth import WrongPostError
from shared.decider import Decider
from shared.posts import named
from shared.store import Store
from shared.view import Views
from shared.web import Caller

PAGE: Final = 20  # matters on one page


class Line(Struct, frozen=True, kw_only=True):
    """一种公开形式 — approved or not, and what became of it; ``actual`` None: nothing at all."""

    form: str
    approved: bool
    actual: DeliveryRow | None = None
    deviation: DeviationRow | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """一件事项的登记 — the plan as approved, from the facts themselves, beside what is shown.

    Of a repost (转载) the text is its source's, scope and forms are those of its own approval.
    """

    row: PortalRow
    plan: Plan
    until: date | None
    lines: tuple[Line, ...]
    reach: Reach

    @property
    def below(self) -> Below | None:
        """Return it as a repost, None if it is the unit's own."""
        return self.row if isinstance(self.row, Below) else None

    @property
    def deviating(self) -> bool:
        """Tell whether something is shown otherwise than approved."""
        return any(each.deviation for each in self.lines)


class Registered(Struct, frozen=True, kw_only=True):
    """One page of the register."""

    entries: list[Entry]
    total: int
    page: int
    pages: int
    run: RunRow | None = None


@dataclass(frozen=True)
class Register:
    """The register of a person's units."""

    store: Store[Any]
    views: Views
    decider: Decider[Command, Disclosure, DisclosureEvent]

    def find(self, caller: Caller, page: int = 1, *, deviating: bool = False) -> Registered:
        """Return a page of the register, newest first; only what deviates, if asked.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: this person prepares or audits for no unit.

        """
        caller.known()
        units = caller.units(*STAFF)
        if not units:
            raise WrongPostError(*map(named, STAFF))
        keys, page = _listed(units, deviating=deviating), max(page, 1)
        [(total,)] = self.views.query(sa.select(sa.func.count()).select_from(keys))
        newest = sa.select(keys.c.id).order_by(keys.c.at.desc(), keys.c.id)
        found = self.views.query(newest.limit(PAGE).offset((page - 1) * PAGE))
        rows = [standing(self.views, UUID(key)) for (key,) in found]
        return Registered(
            entries=[each for row in rows if row and (each := self._entry(row)) is not None],
            total=total,
            page=page,
            pages=max(1, -(-total // PAGE)),
            run=self._run(),
        )

    def _entry(self, row: PortalRow) -> Entry | None:
        state, _ = self.store.state(self.decider, row.origin)
        if state.plan is None:
            return None
        plan = approved(state.plan, row)
        rows = self.views.select(
            deliveries,
            deliveries.c.disclosure_id == row.disclosure_id,
            order=[deliveries.c.step, deliveries.c.form, deliveries.c.outlet],
        )
        now = wanted(current(rows, row))
        return Entry(
            row=row,
            plan=plan,
            until=last_day(plan),
            lines=tuple(self._lines(plan, now, row.disclosure_id)),
            reach=reach_of(now),
        )

    def _lines(self, plan: Plan, rows: Sequence[DeliveryRow], disclosure_id: UUID) -> list[Line]:
        found = self.views.select(deviations, deviations.c.disclosure_id == disclosure_id)
        apart = {each.delivery_id: each for each in found}
        shown: dict[str, list[DeliveryRow | None]] = defaultdict(list)
        for each in rows:
            shown[each.form].append(each)
        return [
            Line(
                form=form,
                approved=form in plan.channels,
                actual=each,
                deviation=apart.get(each.delivery_id) if each is not None else None,
            )
            for form in dict.fromkeys((*plan.channels, *shown))
            for each in shown.get(form) or [None]
        ]

    def _run(self) -> RunRow | None:
        rows = self.views.select(comparisons, order=[comparisons.c.day.desc()], limit=1)
        return rows[0] if rows else None


def _listed(units: Sequence[str], *, deviating: bool) -> Any:
    """Return what these units have opened and what they repost: key and moment of each."""
    own, below = portal.c, reposts.c
    opened = own.unit.in_(units), own.phase.in_([Phase.INNER.value, Phase.PUBLIC.value])
    mine = sa.select(own.disclosure_id.label("id"), own.shown_at.label("at")).where(*opened)
    theirs = sa.select(below.repost_id, below.published_at).where(below.unit.in_(units))
    keys = sa.union_all(mine, theirs).subquery()
    if not deviating:
        return keys
    apart = sa.select(deviations.c.disclosure_id).where(deviations.c.unit.in_(units))
    return sa.select(keys).where(keys.c.id.in_(apart)).subquery()
