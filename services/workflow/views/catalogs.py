"""Versions of catalogs as this service has heard of them: who screened and who approved each."""

from typing import Any, Final

from msgspec import Struct

from services.workflow.domain.catalog import CatalogVersion, Decision
from services.workflow.heard import CatalogApproved, CatalogScreened
from shared.record import Record
from shared.view import Rows, View


class CatalogRow(Struct, frozen=True, kw_only=True):
    """目录版本"""

    key: str
    version: CatalogVersion


catalogs: Final = View("catalogs", CatalogRow, key="key")


def version_of(rows: Rows[Any], unit: str, number: int) -> CatalogVersion:
    """Return a version with the decisions heard so far; they precede what it lists."""
    row = rows.of(catalogs).get(_key(unit, number))
    return row.version if row else CatalogVersion(number=number)


@catalogs.on(CatalogScreened)
def _(rows: Rows[CatalogRow], record: Record[CatalogScreened]) -> None:
    event = record.event
    passed = event.verdict == "pass"
    screened = Decision(by=event.screened_by, at=record.cause.at) if passed else None
    version = CatalogVersion(number=event.version, screened=screened)
    rows.put(CatalogRow(key=_key(event.unit, event.version), version=version))


@catalogs.on(CatalogApproved)
def _(rows: Rows[CatalogRow], record: Record[CatalogApproved]) -> None:
    event = record.event
    before = version_of(rows, event.unit, event.version)
    version = CatalogVersion(
        number=event.version,
        screened=before.screened,
        approved=Decision(by=event.approved_by, at=record.cause.at),
    )
    rows.put(CatalogRow(key=_key(event.unit, event.version), version=version))


def _key(unit: str, number: int) -> str:
    return f"{unit}/{number}"
