"""责任分解 — who answers for what, post by post: a unit and those right below (S0-79, S0-82)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.domain.filling import ANSWERING, posts_demanded
from services.catalog.domain.scheme_terms import Scheme
from services.catalog.domain.terms import Post
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.schemes import Plans
from services.catalog.views import UnitRow, items, units
from shared.calendar import beijing_date
from shared.web import Caller

CHAIN: Final = "roles.responsibility"  # V04
SUBJECT: Final = "责任主体"  # the unit itself answers, not a post of it
SIZE: Final = 20  # bodies of one page


class Role(Struct, frozen=True, kw_only=True):
    """责任 — what the scheme calls it, the posts that bear it, and whether somebody holds one."""

    name: str
    posts: tuple[Post, ...]
    filled: bool

    @property
    def chinese(self) -> str:
        """Return the posts as a person reads them."""
        return "、".join(post.chinese for post in self.posts)


class Category(Struct, frozen=True, kw_only=True):
    """类别 — a 一级目录 of a body's catalog, and how many items stand under it."""

    name: str
    count: int


class Body(Struct, frozen=True, kw_only=True):
    """责任主体 — ``chain`` answers, ``steps`` work; ``gaps`` are the posts nobody holds."""

    unit: UnitRow
    scheme: str
    chain: tuple[Role, ...]
    steps: tuple[Role, ...]
    categories: tuple[Category, ...]
    gaps: tuple[str, ...]


class Bodies(Struct, frozen=True, kw_only=True):
    """责任分解 — a unit and those right below it, page by page."""

    rows: list[Body]
    page: int
    pages: int
    gaps: int


@dataclass(frozen=True)
class Answering:
    """责任分解"""

    plans: Plans
    forest: Forest

    def chain(self, unit: str, at: datetime) -> tuple[Role, ...]:
        """Return who answers for a unit, post by post, as its scheme has it; of none, nobody."""
        scheme = self._scheme(unit, at)
        return self._chain(scheme, self.plans.access.filled(unit, at)) if scheme else ()

    def bodies(self, unit: str, caller: Caller, page: int = 1) -> Bodies:
        """Return body by category by role, to the unit's own people and those above it."""
        self.plans.access.check_reader(caller, unit)
        below = units.c.superior == unit, units.c.ended_at.is_(None)
        pages = max(-(-self.plans.views.count(units, *below) // SIZE), 1)
        number = min(max(page, 1), pages)
        order, offset = [units.c.name, units.c.unit_id], (number - 1) * SIZE
        found = self.plans.views.select(units, *below, order=order, limit=SIZE, offset=offset)
        top = [self.plans.access.unit(unit)] if number == 1 else []
        rows = [self._body(each, caller.at) for each in (*top, *found)]
        return Bodies(
            rows=rows, page=number, pages=pages, gaps=sum(len(each.gaps) for each in rows)
        )

    def _body(self, row: UnitRow, at: datetime) -> Body:
        scheme, held = self._scheme(row.unit_id, at), self.plans.access.filled(row.unit_id, at)
        return Body(
            unit=row,
            scheme=scheme.title if scheme else "",
            chain=self._chain(scheme, held) if scheme else (),
            steps=_steps(scheme, held) if scheme else (),
            categories=self._categories(row.unit_id),
            gaps=_gaps(scheme, held) if scheme else (),
        )

    def _scheme(self, unit: str, at: datetime) -> Scheme | None:
        row = self.plans.in_force(unit, beijing_date(at))
        return row.scheme if row else None

    def _chain(self, scheme: Scheme, held: set[Post]) -> tuple[Role, ...]:
        said = scheme.values.get(CHAIN)
        named = said if isinstance(said, tuple) else ()
        known = [str(each) for each in named if each in ANSWERING]
        return tuple(_role(each, (ANSWERING[each],), held) for each in known)

    def _categories(self, unit: str) -> tuple[Category, ...]:
        asked = sa.select(items.c.level1, sa.func.count()).where(items.c.unit == unit)
        asked = asked.where(items.c.listed).group_by(items.c.level1)
        found = self.plans.views.query(asked.order_by(sa.func.min(items.c.place)))
        return tuple(Category(name=name, count=int(count)) for name, count in found)


def _gaps(scheme: Scheme, held: set[Post]) -> tuple[str, ...]:
    return tuple(post.chinese for post in posts_demanded(scheme) if post not in held)


def _steps(scheme: Scheme, held: set[Post]) -> tuple[Role, ...]:
    """Return who proposes, checks and decides a matter of this body."""
    checks = dict.fromkeys(post for each in scheme.rules.checks for post in each.posts)
    return (
        _role("承办", (Post.CLERK,), held),
        _role("审核", tuple(checks), held),
        _role("审批", scheme.rules.approvers, held),
        _role("发布", (Post.PUBLISHER,), held),
    )


def _role(name: str, posts: Sequence[Post], held: Iterable[Post]) -> Role:
    return Role(name=name, posts=tuple(posts), filled=not set(posts).isdisjoint(held))
