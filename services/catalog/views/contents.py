"""Rows of units' own lists of contents: the latest of each."""

from datetime import datetime

from msgspec import Struct

from services.catalog.domain.contents_words import ContentHead, ContentsListed
from shared.record import Record
from shared.view import Rows, View


class ContentsRow(Struct, frozen=True, kw_only=True):
    """内容清单 — as it was listed last."""

    unit: str
    version: int
    title: str
    heads: tuple[ContentHead, ...]
    remarks: tuple[str, ...]
    reason: str
    listed_at: datetime


contents = View("contents", ContentsRow, key="unit")


@contents.on(ContentsListed)
def _(rows: Rows[ContentsRow], record: Record[ContentsListed]) -> None:
    event = record.event
    rows.put(
        ContentsRow(
            unit=event.unit,
            version=event.version,
            title=event.title,
            heads=event.heads,
            remarks=event.remarks,
            reason=event.reason,
            listed_at=record.cause.at,
        )
    )
