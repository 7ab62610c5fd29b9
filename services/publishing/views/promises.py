"""应公开与已公开的数 — how far what catalogs promise to society is kept, added up fact by fact."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.events import DisclosureRevised, DisclosureWithdrawn, PublicOpened
from services.publishing.heard import ItemListed, ItemRetired
from services.publishing.views.portal import portal
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

SOCIETY: Final = "society"
ALL, UNIT, CLASS, MONTH = "all", "unit", "class", "month"
SPLIT: Final = "\t"  # between the two levels of a class


class PromiseRow(Struct, frozen=True, kw_only=True):
    """一条应公开的条目 — ``count`` disclosures of it are before society; retired: none is owed."""

    item_id: str
    unit: str = ""
    level1: str = ""
    level2: str = ""
    code: str = ""
    owed: bool = False
    count: int = 0

    def places(self) -> Iterator[tuple[str, str]]:
        """Return where it counts: the county, its unit, its class."""
        yield ALL, ""
        yield UNIT, self.unit
        yield CLASS, f"{self.level1}{SPLIT}{self.level2}"


class SumRow(Struct, frozen=True, kw_only=True):
    """合计 — ``first``: the smallest code of a class, by which classes are put in order."""

    id: str
    kind: str
    key: str
    first: str = ""
    entries: int = 0
    disclosed: int = 0
    disclosures: int = 0
    corrected: int = 0
    withdrawn: int = 0
    opened: int = 0


promises: Final = View("promises", PromiseRow, key="item_id")
sums: Final = View("sums", SumRow, key="id", indexes=(("kind", "key"),))


@sums.on(ItemListed)
def _(rows: Rows[SumRow], record: Record[ItemListed]) -> None:
    event = record.event
    before = rows.of(promises).get(event.item_id) or PromiseRow(item_id=event.item_id)
    after = PromiseRow(
        item_id=event.item_id,
        unit=event.unit,
        level1=event.level1,
        level2=event.level2,
        code=event.code,
        owed=event.scope == SOCIETY,
        count=before.count,
    )
    _changed(rows, before, after)


@sums.on(ItemRetired)
def _(rows: Rows[SumRow], record: Record[ItemRetired]) -> None:
    if before := rows.of(promises).get(record.event.item_id):
        _changed(rows, before, replace(before, owed=False))


@sums.on(PublicOpened)
def _(rows: Rows[SumRow], record: Record[PublicOpened]) -> None:
    event = record.event
    _counted(rows, event.item_id, 1)
    _add(rows, MONTH, _month(record.cause.at), {"opened": 1})
    _of_unit(rows, event.unit, corrected=int(event.version > 1))


@sums.on(DisclosureRevised)
def _(rows: Rows[SumRow], record: Record[DisclosureRevised]) -> None:
    event = record.event
    if event.public:
        _of_unit(rows, event.unit, corrected=int(event.version == 2))  # noqa: PLR2004 — the first


@sums.on(DisclosureWithdrawn)
def _(rows: Rows[SumRow], record: Record[DisclosureWithdrawn]) -> None:
    event = record.event
    if not event.public:
        return
    _counted(rows, event.item_id, -1)
    _of_unit(rows, event.unit, withdrawn=1, corrected=-int(event.version > 1))
    if opened := _opened_at(rows, record.stream_id):
        _add(rows, MONTH, _month(opened), {"opened": -1})


def _opened_at(rows: Rows[Any], disclosure_id: UUID) -> datetime | None:
    row = rows.of(portal).get(disclosure_id)
    return row.public_opened_at if row else None


def _counted(rows: Rows[SumRow], item_id: str, more: int) -> None:
    before = rows.of(promises).get(item_id) or PromiseRow(item_id=item_id)
    _changed(rows, before, replace(before, count=before.count + more))


def _changed(rows: Rows[SumRow], before: PromiseRow, after: PromiseRow) -> None:
    rows.of(promises).put(after)
    for row, sign in ((before, -1), (after, 1)):
        more = {"entries": 1, "disclosed": int(row.count > 0), "disclosures": row.count}
        for kind, key in row.places() if row.owed else ():
            _add(rows, kind, key, {name: sign * n for name, n in more.items()}, first=row.code)


def _of_unit(rows: Rows[SumRow], unit: str, **more: int) -> None:
    _add(rows, ALL, "", more)
    _add(rows, UNIT, unit, more)


def _add(rows: Rows[SumRow], kind: str, key: str, more: Mapping[str, int], first: str = "") -> None:
    name = f"{kind}/{key}"
    row = rows.get(name) or SumRow(id=name, kind=kind, key=key, first=first)
    least = min(filter(None, (row.first, first)), default="")
    added = {field: getattr(row, field) + n for field, n in more.items()}
    rows.put(replace(row, first=least, **added))


def _month(at: datetime) -> str:
    return f"{beijing_date(at):%Y-%m}"
