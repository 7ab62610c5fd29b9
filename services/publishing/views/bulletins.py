"""公开动态 — one row for each fact that society reads: opened, revised, withdrawn, in order."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from services.publishing.domain.events import DisclosureRevised, DisclosureWithdrawn, PublicOpened
from shared.record import Record
from shared.view import Rows, View


class BulletinRow(Struct, frozen=True, kw_only=True):
    """公开动态 — ``position`` of the fact among own facts."""

    position: int
    at: datetime
    what: str
    disclosure_id: str


bulletins: Final = View("bulletins", BulletinRow, key="position")


@bulletins.on(PublicOpened)
def _(rows: Rows[BulletinRow], record: Record[PublicOpened]) -> None:
    _tell(rows, record, "opened")


@bulletins.on(DisclosureRevised)
def _(rows: Rows[BulletinRow], record: Record[DisclosureRevised]) -> None:
    if record.event.public:
        _tell(rows, record, "revised")


@bulletins.on(DisclosureWithdrawn)
def _(rows: Rows[BulletinRow], record: Record[DisclosureWithdrawn]) -> None:
    if record.event.public:
        _tell(rows, record, "withdrawn")


def _tell(rows: Rows[BulletinRow], record: Record[Any], what: str) -> None:
    about = str(record.stream_id)
    at = record.cause.at
    rows.put(BulletinRow(position=rows.position, at=at, what=what, disclosure_id=about))
