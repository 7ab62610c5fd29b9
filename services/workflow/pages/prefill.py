"""预填 — a new plan begins with what the entry lays down and with how it was done last time."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.workflow.domain.terms import OUTSIDE, Plan, Scope
from services.workflow.handlers import Desk
from services.workflow.pages.plan_form import PlanForm
from services.workflow.views import DisclosureRow, ItemRow, disclosures

PERIODS: Final = 1_000  # disclosures of one item looked through


def lately(item: ItemRow, desk: Desk) -> DisclosureRow | None:
    """Return the last disclosure on an item that still stands: 上期."""
    here = disclosures.c.unit == item.unit, disclosures.c.item_id == item.item_id
    standing = disclosures.c.withdrawn.is_(False)
    found = desk.views.select(disclosures, *here, standing, limit=PERIODS)
    return max(found, key=lambda row: row.plan.disclose_on, default=None)


def prefilled(
    item: ItemRow,
    last: DisclosureRow | None,
    today: date,
    obligation_id: str = "",
    *,
    like: bool = False,
    proposed: Sequence[str] = (),
    content: str = "",
) -> PlanForm:
    """Return the form to begin with.

    Scope, forms and duration are those of the last period as far as the entry still allows
    them, else those of the entry, of its forms those that the scheme proposes for such a matter;
    title and content only if it is asked for (参照上期), else ``content``.
    """
    plan = last.plan if last else None
    scope = _scope(item, plan)
    channels = _channels(item, plan, scope, proposed)
    return PlanForm(
        title=plan.title if like and plan else item.title,
        content=plan.content if like and plan else content,
        scope=scope.value,
        disclose_on=today.isoformat(),
        duration=_duration(item, plan),
        duration_days=str(plan.duration_days or "") if plan else "",
        channels=channels,
        readers=list(plan.readers) if plan and scope is Scope.PERSONS else [],
        waiver=plan.waiver if like and plan and scope is Scope.SOCIETY else "",
        summary=plan.summary if like and plan else "",
        obligation_id=obligation_id,
    )


def _scope(item: ItemRow, plan: Plan | None) -> Scope:
    return plan.scope if plan and not plan.scope.exceeds(item.scope) else item.scope


def _channels(item: ItemRow, plan: Plan | None, scope: Scope, proposed: Sequence[str]) -> list[str]:
    fitting = [each for each in item.forms if each not in OUTSIDE or scope is Scope.SOCIETY]
    again = [each for each in fitting if plan and each in plan.channels]
    return again or [each for each in fitting if each in proposed] or fitting


def _duration(item: ItemRow, plan: Plan | None) -> str:
    if plan is not None:
        return "days" if plan.duration_days else "long"
    return "long" if item.time_limit == "long_term" else ""
