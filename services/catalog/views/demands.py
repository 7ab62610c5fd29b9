"""群众需求 — how often people spoke of each item of a unit, or asked for more, year by year."""

from datetime import datetime
from enum import Enum
from typing import Final

from msgspec import Struct

from services.catalog.heard import OpinionReceived, RequestReceived
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class Demand(Enum):
    """需求的种类"""

    OPINION = "opinion"
    REQUEST = "request"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {Demand.OPINION: "意见建议", Demand.REQUEST: "依申请公开"}[self]


class DemandRow(Struct, frozen=True, kw_only=True):
    """群众需求 — ``item_id``: what it was about; empty where it was about no listed item."""

    key: str
    unit: str
    kind: Demand
    item_id: str
    year: int
    count: int


demands: Final = View("demands", DemandRow, key="key", indexes=(("unit", "year"),))


@demands.on(OpinionReceived)
def _(rows: Rows[DemandRow], record: Record[OpinionReceived]) -> None:
    _count(rows, Demand.OPINION, record.event.unit, record.event.item_id, record.cause.at)


@demands.on(RequestReceived)
def _(rows: Rows[DemandRow], record: Record[RequestReceived]) -> None:
    _count(rows, Demand.REQUEST, record.event.unit, "", record.cause.at)


def _count(rows: Rows[DemandRow], kind: Demand, unit: str, item: str, at: datetime) -> None:
    year = beijing_date(at).year
    key = f"{unit}/{kind.value}/{item}/{year}"
    row = rows.get(key)
    count = row.count + 1 if row else 1
    rows.put(DemandRow(key=key, unit=unit, kind=kind, item_id=item, year=year, count=count))
