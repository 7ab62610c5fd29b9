"""公开栏、上面张贴的事项和照片, as pages show them and as photos are compared."""

from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.board_words import (
    Alike,
    BoardChanged,
    BoardNow,
    BoardRegistered,
    BoardResumed,
    BoardSuspended,
    PanelsArranged,
    Photo,
    SheetConfirmed,
    SheetPosted,
    SheetRemoved,
)
from services.publishing.domain.terms import Scope
from shared.record import Record
from shared.view import Rows, View


class BoardRow(Struct, frozen=True, kw_only=True):
    """公开栏 — ``reason``: why it is out of use, if it is; ``panels``: what each is about."""

    board_id: UUID
    unit: str
    code: str
    name: str
    place: str
    audience: Scope
    fixed: bool
    contact: str
    active: bool
    record_version: int
    reason: str = ""
    kind: str = "board"
    panels: tuple[str, ...] = ()

    @property
    def now(self) -> BoardNow:
        """Return it as the rules ask about it."""
        return BoardNow(
            board_id=str(self.board_id),
            unit=self.unit,
            audience=self.audience,
            active=self.active,
        )


class SheetRow(Struct, frozen=True, kw_only=True):
    """上墙事项 — one matter on one board, as it hangs or last hung there.

    ``alike`` is where its photo was used before, which makes it ``doubtful`` until somebody else
    has seen it (``confirmed`` says how); ``removed_at`` is None while it hangs.
    """

    sheet_id: UUID
    board_id: UUID
    disclosure_id: UUID
    unit: str
    version: int
    audience: Scope
    poster: str
    photo: Photo
    posted_at: datetime
    due_on: date | None
    topics: tuple[str, ...]
    alike: tuple[Alike, ...]
    hangs: bool
    record_version: int
    doubtful: bool = False
    confirmed: str = ""
    removed_at: datetime | None = None
    removal: Photo | None = None

    @property
    def done(self) -> bool:
        """Tell whether it counts as put up: a photo that was used before proves nothing alone."""
        return self.hangs and not self.doubtful


class PhotoRow(Struct, frozen=True, kw_only=True):
    """照片 — each use of one, in order; ``removal``: it shows that something was taken down."""

    id: str
    sheet_id: UUID
    board_id: UUID
    disclosure_id: UUID
    unit: str
    sha256: str
    likeness: str
    kind: str
    size: int
    at: datetime
    version: int
    removal: bool


boards: Final = View(
    "boards", BoardRow, key="board_id", indexes=(("unit", "code"), ("fixed", "active"))
)
sheets: Final = View(
    "sheets",
    SheetRow,
    key="sheet_id",
    indexes=(("board_id", "hangs"), ("disclosure_id",), ("hangs", "due_on")),
)
photos: Final = View("photos", PhotoRow, key="id", indexes=(("sha256",), ("sheet_id", "at")))


def board_id_of(unit: str, code: str) -> UUID:
    """Return the stream of a board: a unit has each number once."""
    return uuid5(UUID(unit), f"board/{code.strip()}")


def sheet_id_of(board_id: UUID, disclosure_id: UUID) -> UUID:
    """Return the stream of one matter on one board."""
    return uuid5(board_id, f"sheet/{disclosure_id}")


@boards.on(BoardRegistered)
def _(rows: Rows[BoardRow], record: Record[BoardRegistered]) -> None:
    event = record.event
    rows.put(
        BoardRow(
            board_id=record.stream_id,
            unit=event.unit,
            code=event.code,
            name=event.name,
            place=event.place,
            audience=Scope(event.audience),
            fixed=event.fixed,
            contact=event.contact,
            active=True,
            record_version=record.version,
        )
    )


@boards.on(BoardChanged)
def _(rows: Rows[BoardRow], record: Record[BoardChanged]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        name=event.name,
        place=event.place,
        audience=Scope(event.audience),
        fixed=event.fixed,
        contact=event.contact,
        record_version=record.version,
    )


@boards.on(BoardSuspended)
def _(rows: Rows[BoardRow], record: Record[BoardSuspended]) -> None:
    reason, version = record.event.reason, record.version
    rows.change(record.stream_id, active=False, reason=reason, record_version=version)


@boards.on(BoardResumed)
def _(rows: Rows[BoardRow], record: Record[BoardResumed]) -> None:
    rows.change(record.stream_id, active=True, reason="", record_version=record.version)


@boards.on(PanelsArranged)
def _(rows: Rows[BoardRow], record: Record[PanelsArranged]) -> None:
    event, version = record.event, record.version
    rows.change(record.stream_id, kind=event.kind, panels=event.topics, record_version=version)


@sheets.on(SheetPosted)
def _(rows: Rows[SheetRow], record: Record[SheetPosted]) -> None:
    event = record.event
    rows.put(
        SheetRow(
            sheet_id=record.stream_id,
            board_id=UUID(event.board_id),
            disclosure_id=UUID(event.disclosure_id),
            unit=event.unit,
            version=event.version,
            audience=Scope(event.audience),
            poster=event.poster,
            photo=event.photo,
            posted_at=event.posted_at,
            due_on=event.due_on,
            topics=event.topics,
            alike=event.alike,
            hangs=True,
            doubtful=bool(event.alike),
            record_version=record.version,
        )
    )


@sheets.on(SheetConfirmed)
def _(rows: Rows[SheetRow], record: Record[SheetConfirmed]) -> None:
    note, version = record.event.note, record.version
    rows.change(record.stream_id, confirmed=note, doubtful=False, record_version=version)


@sheets.on(SheetRemoved)
def _(rows: Rows[SheetRow], record: Record[SheetRemoved]) -> None:
    event = record.event
    rows.change(
        record.stream_id,
        hangs=False,
        removed_at=event.removed_at,
        removal=event.photo,
        record_version=record.version,
    )


@photos.on(SheetPosted)
def _(rows: Rows[PhotoRow], record: Record[SheetPosted]) -> None:
    rows.put(_photo(record, record.event.posted_at, removal=False))


@photos.on(SheetRemoved)
def _(rows: Rows[PhotoRow], record: Record[SheetRemoved]) -> None:
    rows.put(_photo(record, record.event.removed_at, removal=True))


def _photo(
    record: Record[SheetPosted] | Record[SheetRemoved], at: datetime, *, removal: bool
) -> PhotoRow:
    event = record.event
    return PhotoRow(
        id=str(record.id),
        sheet_id=record.stream_id,
        board_id=UUID(event.board_id),
        disclosure_id=UUID(event.disclosure_id),
        unit=event.unit,
        sha256=event.photo.sha256,
        likeness=event.photo.likeness,
        kind=event.photo.kind,
        size=event.photo.size,
        at=at,
        version=event.version,
        removal=removal,
    )
