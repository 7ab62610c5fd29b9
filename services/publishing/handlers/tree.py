"""单位的上下级 — which units stand above one, and which below it, in the tree of today."""

from collections.abc import Iterator
from typing import Final

from services.publishing.views.heirs import branches
from shared.view import Views

DEEPEST: Final = 64  # steps to the top of any tree of units


def above(views: Views, unit: str) -> Iterator[str]:
    """Return the units above one, the nearest first."""
    for _ in range(DEEPEST):
        row = views.get(branches, unit)
        if row is None or not row.superior:
            return
        unit = row.superior
        yield unit


def within(views: Views, *units: str) -> frozenset[str]:
    """Return these units and all below them; what has ended is still below where it was."""
    under: dict[str, list[str]] = {}
    for each in views.select(branches):
        under.setdefault(each.superior, []).append(each.unit_id)
    found, waiting = set(units), list(units)
    while waiting:
        fresh = [each for each in under.get(waiting.pop(), []) if each not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)
