"""目录复核 — a catalog is looked through every so often, adjusted or not (S0 五(一)1)."""

from calendar import monthrange
from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct

from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

LEAST: Final = 5  # characters of what a review found
MONTHS: Final = {"每季度": 3, "每半年": 6, "每年": 12}  # the words of catalog.review_cycle
Found = Annotated[str, Meta(max_length=500)]


class ReviewCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复核目录 — the catalog in force was looked through and stands as it is."""

    note: Found = ""


class Revisiting(Struct, frozen=True, kw_only=True):
    """复核目录 — with the version in force; 0: the unit has none."""

    asked: ReviewCatalog
    version: int


class CatalogReviewed(Struct, frozen=True, kw_only=True, tag="catalog.catalog.reviewed.v1"):
    """目录已复核"""

    unit: str
    version: int
    note: str
    reviewed_on: date
    reviewed_by: str


class ReviewFindingMissingError(InvalidError):
    """请写明复核情况，不少于5个字。"""


class NothingToReviewError(RejectedError):
    """本单位还没有现行目录，不用复核。"""


class ReviewedTodayError(RejectedError):
    """今天已经复核过这一版目录。"""


def revisits_id_of(unit: str) -> UUID:
    """Return the stream of the reviews of a unit's catalog."""
    return uuid5(UUID(unit), "catalog reviews")


def decide(
    command: Revisiting, last: tuple[int, date] | None, cause: Cause
) -> list[CatalogReviewed]:
    """Answer who has looked the catalog in force through."""
    note, today = command.asked.note.strip(), beijing_date(cause.at)
    if not command.version:
        raise NothingToReviewError
    if len(note) < LEAST:
        raise ReviewFindingMissingError(field="note")
    if last == (command.version, today):
        raise ReviewedTodayError
    return [
        CatalogReviewed(
            unit=cause.unit,
            version=command.version,
            note=note,
            reviewed_on=today,
            reviewed_by=cause.actor,
        )
    ]


def evolve(_: tuple[int, date] | None, event: CatalogReviewed) -> tuple[int, date] | None:
    """Remember which version was looked through last, and when."""
    return event.version, event.reviewed_on


def due_after(day: date, cycle: str) -> date | None:
    """Return by when a catalog is to be looked through that was so on a day; None: no cycle."""
    if cycle not in MONTHS:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS[cycle], 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


REVISITS: Decider[Revisiting, tuple[int, date] | None, CatalogReviewed] = Decider(
    None, decide, evolve
)
