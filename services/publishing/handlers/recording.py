"""审批登记 — what was approved beside what each channel has shown, for who answers for it (C12)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.commands import Command
from services.publishing.domain.comparison import last_day
from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.events import DisclosureEvent
from services.publishing.domain.reach import Reach, reach_of, wanted
from services.publishing.domain.terms import STAFF, Phase, Plan
from services.publishing.handlers.delivering import current
from services.publishing.views import DeliveryRow, PortalRow, deliveries, portal
from services.publishing.views.comparisons import DeviationRow, RunRow, comparisons, deviations
from shared.auth import WrongPostError
from shared.decider import Decider
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
    """一件事项的登记 — the plan as approved, from the facts themselves, beside what is shown."""

    row: PortalRow
    plan: Plan
    until: date | None
    lines: tuple[Line, ...]
    reach: Reach

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
            raise WrongPostError
        c = portal.c
        mine = [c.unit.in_(units), c.phase.in_([Phase.INNER.value, Phase.PUBLIC.value])]
        if deviating:
            mine.append(c.disclosure_id.in_(self._deviating(units)))
        total = self.views.count(portal, *mine)
        skip = (max(page, 1) - 1) * PAGE
        rows = self.views.select(portal, *mine, order=[c.shown_at.desc()], limit=PAGE, offset=skip)
        return Registered(
            entries=[each for row in rows if (each := self._entry(row)) is not None],
            total=total,
            page=max(page, 1),
            pages=max(1, -(-total // PAGE)),
            run=self._run(),
        )

    def _entry(self, row: PortalRow) -> Entry | None:
        state, _ = self.store.state(self.decider, row.disclosure_id)
        if state.plan is None:
            return None
        rows = self.views.select(
            deliveries,
            deliveries.c.disclosure_id == row.disclosure_id,
            order=[deliveries.c.step, deliveries.c.form, deliveries.c.outlet],
        )
        now = wanted(current(rows, row))
        return Entry(
            row=row,
            plan=state.plan,
            until=last_day(state.plan),
            lines=tuple(self._lines(state.plan, now, row.disclosure_id)),
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

    def _deviating(self, units: Sequence[str]) -> list[str]:
        rows = self.views.select(deviations, deviations.c.unit.in_(units))
        return [str(each.disclosure_id) for each in rows]

    def _run(self) -> RunRow | None:
        rows = self.views.select(comparisons, order=[comparisons.c.day.desc()], limit=1)
        return rows[0] if rows else None
