"""出具过的文件, as pages and downloads find them."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.paper_words import PaperIssued, PaperKind
from shared.record import Record
from shared.view import Rows, View


class PaperRow(Struct, frozen=True, kw_only=True):
    """文件 — the newest of each kind, version and format."""

    id: str
    disclosure_id: UUID
    unit: str
    version: int
    kind: PaperKind
    ending: str
    sha256: str
    size: int
    issued_at: datetime
    issued_by: str


papers: Final = View("papers", PaperRow, key="id", indexes=(("disclosure_id", "version"),))


def papers_id_of(disclosure_id: UUID) -> UUID:
    """Return the stream of what is printed of a disclosure."""
    return uuid5(disclosure_id, "papers")


def paper_key(disclosure_id: object, version: int, name: str) -> str:
    """Return the key of a paper; ``name`` is kind and ending, such as ``poster.pdf``."""
    return f"{disclosure_id}/{version}/{name}"


@papers.on(PaperIssued)
def _(rows: Rows[PaperRow], record: Record[PaperIssued]) -> None:
    event = record.event
    rows.put(
        PaperRow(
            id=paper_key(event.disclosure_id, event.version, f"{event.kind}.{event.ending}"),
            disclosure_id=UUID(event.disclosure_id),
            unit=event.unit,
            version=event.version,
            kind=PaperKind(event.kind),
            ending=event.ending,
            sha256=event.sha256,
            size=event.size,
            issued_at=record.cause.at,
            issued_by=record.cause.actor,
        )
    )
