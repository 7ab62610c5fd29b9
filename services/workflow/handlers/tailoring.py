"""按事项定办理 — the rules of a unit's scheme as they are for one matter (T126, T127, T242)."""

from datetime import date
from typing import Final

from services.workflow.domain.demands import CONFIRM_KEY, KEYS, demanding
from services.workflow.domain.tailoring import tailored
from services.workflow.domain.terms import Rules, Scope
from services.workflow.views import ItemRow, SchemeRow

TOGETHER_KEY: Final = "review.together"  # T126
MATRIX_KEY: Final = "routes.in_catalog.matrix"  # T127


def tailored_to(
    scheme: SchemeRow, item: ItemRow | None, scope: Scope | None, today: date
) -> Rules | None:
    """Return the rules in force for a matter that is to be disclosed to a scope."""
    rules = scheme.in_force(today)
    if rules is None or item is None:
        return rules
    together, matrix = (_words(scheme, key, today) for key in (TOGETHER_KEY, MATRIX_KEY))
    rules = tailored(rules, item.levels, scope, together, matrix)
    said = {key: _words(scheme, key, today) for key in KEYS}
    confirms = scheme.setting(CONFIRM_KEY, today) is True
    return demanding(rules, item.levels, said, confirms=confirms)


def _words(scheme: SchemeRow, key: str, today: date) -> tuple[str, ...]:
    said = scheme.setting(key, today)
    return tuple(map(str, said)) if isinstance(said, list | tuple) else ()
