"""群众需求 — what people asked for, shown beside a catalog while it is revised (S0-14)."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from msgspec import Struct

from services.catalog.views import ItemRow, items
from services.catalog.views.demands import Demand, demands
from services.catalog.views.superior import candidates
from shared.calendar import beijing_date
from shared.view import Views

MOST: Final = 20  # items named


class Wanted(Struct, frozen=True, kw_only=True):
    """一个事项 — how many opinions were about it."""

    item: ItemRow
    opinions: int


class Demands(Struct, frozen=True, kw_only=True):
    """群众需求 — of this year and the one before; ``wanted``: most spoken of first."""

    since: int
    topics: int
    supporters: int
    opinions: int
    requests: int
    wanted: tuple[Wanted, ...]


def demands_of(views: Views, unit: str, at: datetime) -> Demands:
    """Return what the public asked of a unit since the beginning of last year."""
    since = beijing_date(at).year - 1
    here = demands.c.unit == unit, demands.c.year >= since
    asked = sa.select(demands.c.kind, sa.func.sum(demands.c.count)).where(*here)
    sums = {kind: int(count) for kind, count in views.query(asked.group_by(demands.c.kind))}
    raised = candidates.c.unit == unit, candidates.c.title == ""
    added = sa.select(sa.func.sum(candidates.c.supporters), sa.func.count()).where(*raised)
    supporters, topics = next(iter(views.query(added)))
    return Demands(
        since=since,
        topics=int(topics),
        supporters=int(supporters or 0),
        opinions=sums.get(Demand.OPINION.value, 0),
        requests=sums.get(Demand.REQUEST.value, 0),
        wanted=_wanted(views, unit, since),
    )


def _wanted(views: Views, unit: str, since: int) -> tuple[Wanted, ...]:
    total = sa.func.sum(demands.c.count)
    here = demands.c.unit == unit, demands.c.year >= since, demands.c.item_id != ""
    asked = sa.select(demands.c.item_id, total).where(*here).group_by(demands.c.item_id)
    found = views.query(asked.order_by(total.desc(), demands.c.item_id).limit(MOST))
    known = [(views.get(items, item), count) for item, count in found]
    return tuple(Wanted(item=item, opinions=int(count)) for item, count in known if item)
