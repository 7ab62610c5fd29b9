"""全部单位 — the tree of the county with its sums, read at once and kept until a fact is folded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.domain.terms import Post
from services.catalog.views import posts, shelves, units
from shared.view import Views

RESPONSIBLE: Final = (Post.FIRST_RESPONSIBLE, Post.DIRECTLY_RESPONSIBLE)
DEEPEST: Final = 64  # steps to the top of any tree of units


class Node(Struct, frozen=True):
    """一个单位 — as the tree needs it."""

    name: str
    superior: str
    ended: bool


class Sums(Struct, frozen=True):
    """合计 — of a unit and all that exist below it; ``right`` counts those right below."""

    right: int = 0
    units: int = 0
    with_catalog: int = 0
    listed: int = 0
    society: int = 0
    unanswered: int = 0  # units in which nobody holds a responsible post (S3-29)

    def plus(self, other: "Sums") -> "Sums":
        """Return the sums with those of a unit right below."""
        return Sums(
            self.right + 1,
            self.units + other.units,
            self.with_catalog + other.with_catalog,
            self.listed + other.listed,
            self.society + other.society,
            self.unanswered + other.unanswered,
        )


class Grove:
    """全部单位 — ids, names, superiors and sums of the whole county."""

    def __init__(self, views: Views) -> None:
        asked = sa.select(units.c.unit_id, units.c.name, units.c.superior, units.c.ended_at)
        order = units.c.registered_at, units.c.unit_id
        rows = views.query(asked.order_by(*order))
        self.nodes = {row[0]: Node(row[1], row[2], row[3] is not None) for row in rows}
        self.right: dict[str, list[str]] = {}
        for each, node in self.nodes.items():
            self.right.setdefault(node.superior, []).append(each)
        self.sums = self._summed(views)

    @property
    def top(self) -> str:
        """Return the county; nothing if no unit has been registered."""
        return next(iter(self.right.get("", ())), "")

    def line(self, unit: str) -> list[str]:
        """Return the units from the county down to one."""
        found: list[str] = []
        while unit in self.nodes and len(found) < DEEPEST:
            found.append(unit)
            unit = self.nodes[unit].superior
        return found[::-1]

    def below(self, unit: str) -> list[str]:
        """Return the units right below one, those that have ended last."""
        return sorted(self.right.get(unit, ()), key=lambda each: self.nodes[each].ended)

    def _summed(self, views: Views) -> dict[str, Sums]:
        asked = sa.select(shelves.c.unit, shelves.c.listed, shelves.c.society)
        shelf = {row[0]: (int(row[1] > 0), row[1], row[2]) for row in views.query(asked)}
        named = sa.select(posts.c.unit).where(posts.c.post.in_(RESPONSIBLE)).distinct()
        answering = {row[0] for row in views.query(named)}
        found = {
            each: Sums(0, 1, *shelf.get(each, (0, 0, 0)), int(each not in answering))
            for each in self.nodes
        }
        for each in reversed(list(self._downwards())):
            node = self.nodes[each]
            if node.superior in found and not node.ended:
                found[node.superior] = found[node.superior].plus(found[each])
        return found

    def _downwards(self) -> Iterator[str]:
        """Yield every unit, each after the one above it."""
        waiting = [each for each, node in self.nodes.items() if node.superior not in self.nodes]
        while waiting:
            each = waiting.pop()
            yield each
            waiting += self.right.get(each, ())


@dataclass
class Groves:
    """The tree as of the last fact folded; all requests share it."""

    _kept: tuple[int, Grove] | None = field(default=None)

    def now(self, views: Views) -> Grove:
        """Return the tree as it is now."""
        position = views.position(views.service)  # first: what is read next is no older
        kept = self._kept
        if kept is None or kept[0] != position:
            self._kept = kept = position, Grove(views)
        return kept[1]
