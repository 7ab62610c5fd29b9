"""What the catalogs have said about matters: their versions, the decisions on them, notices."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.terms import CatalogVersion
from services.publishing.heard import (
    AmendmentAnnounced,
    CatalogApproved,
    CatalogScreened,
    ItemListed,
)
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View, Views


class CatalogRow(Struct, frozen=True, kw_only=True):
    """目录版本 — one version of a unit's catalog, with the moments of both decisions."""

    key: str
    screened_at: datetime | None = None
    approved_at: datetime | None = None


class ListingRow(Struct, frozen=True, kw_only=True):
    """事项列入 — from when on a matter is listed by which version of its catalog."""

    key: str
    item_id: str
    unit: str
    catalog_version: int
    at: datetime


class NoticeRow(Struct, frozen=True, kw_only=True):
    """调整公告 — why a matter is changed, revoked or ended in the catalog."""

    key: str
    item_id: str
    kind: str
    explanation: str
    at: datetime


catalogs: Final = View("catalogs", CatalogRow, key="key")
listings: Final = View("listings", ListingRow, key="key", indexes=(("item_id", "catalog_version"),))
notices: Final = View("notices", NoticeRow, key="key", indexes=(("item_id", "at"),))


def catalog_of(views: Views, item_id: str, at: datetime) -> CatalogVersion:
    """Return the version by which a matter was listed at a moment: later ones bind later matters.

    A version whose decisions were never heard of comes back without their days; a matter that
    no version lists is outside the catalog.
    """
    c = listings.c
    newest = [c.catalog_version.desc()]
    known = views.select(listings, c.item_id == item_id, order=newest)
    then = [each for each in known if each.at <= at] or known[-1:]
    if not then:
        return CatalogVersion()
    row = views.get(catalogs, _key(then[0].unit, then[0].catalog_version))
    return CatalogVersion(
        number=then[0].catalog_version,
        screened_on=beijing_date(row.screened_at) if row and row.screened_at else None,
        approved_on=beijing_date(row.approved_at) if row and row.approved_at else None,
    )


def notices_about(views: Views, item_id: str, since: datetime) -> list[NoticeRow]:
    """Return what was announced about a matter since a moment, newest first."""
    c = notices.c
    return views.select(notices, c.item_id == item_id, c.at >= since, order=[c.at.desc()])


@catalogs.on(CatalogScreened)
def _(rows: Rows[CatalogRow], record: Record[CatalogScreened]) -> None:
    event = record.event
    passed = record.cause.at if event.verdict == "pass" else None
    rows.put(CatalogRow(key=_key(event.unit, event.version), screened_at=passed))


@catalogs.on(CatalogApproved)
def _(rows: Rows[CatalogRow], record: Record[CatalogApproved]) -> None:
    key = _key(record.event.unit, record.event.version)
    screened = rows.get(key)
    rows.put(
        CatalogRow(
            key=key,
            screened_at=screened.screened_at if screened else None,
            approved_at=record.cause.at,
        )
    )


@listings.on(ItemListed)
def _(rows: Rows[ListingRow], record: Record[ItemListed]) -> None:
    event = record.event
    rows.put(
        ListingRow(
            key=f"{event.item_id}/{event.catalog_version}",
            item_id=event.item_id,
            unit=event.unit,
            catalog_version=event.catalog_version,
            at=record.cause.at,
        )
    )


@notices.on(AmendmentAnnounced)
def _(rows: Rows[NoticeRow], record: Record[AmendmentAnnounced]) -> None:
    event = record.event
    rows.put(
        NoticeRow(
            key=str(record.id),
            item_id=event.item_id,
            kind=event.kind,
            explanation=event.explanation,
            at=record.cause.at,
        )
    )


def _key(unit: str, version: int) -> str:
    return f"{unit}/{version}"
