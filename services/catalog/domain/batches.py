"""A draft as facts: entries in batches, each small enough for one record."""

from collections.abc import Iterable, Iterator
from typing import Final

from services.catalog.domain.events import CatalogDrafted, CatalogEvent, EntriesDrafted
from services.catalog.domain.terms import Doubt, Entry, Source
from shared.record import Cause, canonical

TOGETHER: Final = 50  # entries of one fact at most
BYTES: Final = 40_000  # of one fact's entries at most, so that its record stays below the limit


def drafted(
    version: int,
    cause: Cause,
    entries: Iterable[Entry],
    doubts: Iterable[Doubt],
    source: Source,
) -> list[CatalogEvent]:
    """Return the facts that begin a version with these entries."""
    entries = tuple(entries)
    of_row: dict[int, list[Doubt]] = {}
    for doubt in doubts:
        of_row.setdefault(doubt.row, []).append(doubt)
    beginning = CatalogDrafted(
        unit=cause.unit,
        version=version,
        source=source,
        rows=len(entries),
        drafted_by=cause.actor,
        doubts=tuple(of_row.pop(0, ())),
    )
    return [beginning, *_batches(entries, of_row, version, cause)]


def _batches(
    entries: tuple[Entry, ...], of_row: dict[int, list[Doubt]], version: int, cause: Cause
) -> Iterator[EntriesDrafted]:
    """Yield the entries, with their doubts, in facts that are small enough."""
    waiting: list[Entry] = []
    doubts: list[Doubt] = []
    size = 0
    for entry in entries:
        own = of_row.get(entry.row, [])
        weight = len(canonical((entry, own)))
        if waiting and (len(waiting) == TOGETHER or size + weight > BYTES):
            yield batch(waiting, doubts, version, cause)
            waiting, doubts, size = [], [], 0
        waiting.append(entry)
        doubts.extend(own)
        size += weight
    if waiting:
        yield batch(waiting, doubts, version, cause)


def batch(
    entries: Iterable[Entry], doubts: Iterable[Doubt], version: int, cause: Cause
) -> EntriesDrafted:
    """Return the fact that these entries were drafted."""
    return EntriesDrafted(
        unit=cause.unit,
        version=version,
        entries=tuple(entries),
        doubts=tuple(doubts),
        drafted_by=cause.actor,
    )
