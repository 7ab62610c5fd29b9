"""公开栏的办理 — boards are registered and changed; matters go up and come down with photos."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.board import BOARD, BoardUnknownError
from services.publishing.domain.board_words import (
    BoardCommand,
    ConfirmSheet,
    Matter,
    Photo,
    PostSheet,
    RegisterBoard,
    RemoveSheet,
    SheetCommand,
)
from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.sheet import SHEET, NotPostedError
from services.publishing.domain.terms import PUBLISHERS, Phase, Scope
from services.publishing.handlers.album import Album
from services.publishing.handlers.overseeing import OVERSEERS, reader_for
from services.publishing.handlers.rules import RuleBook
from services.publishing.views import BoardRow, PortalRow, SheetRow, boards, portal, sheets
from services.publishing.views.boards import board_id_of, sheet_id_of
from shared.calendar import beijing_date
from shared.register import above
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SCOPES_KEY: Final = "channels.board.scopes"
EVERYBODY: Final = ("党内", "社会")


class Hung(Struct, frozen=True, kw_only=True):
    """上墙登记 — as somebody reports it; the photo as it was sent."""

    disclosure_id: UUID
    data: bytes
    posted_at: datetime | None
    due_on: date | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Boards:
    """公开栏"""

    store: Store[Any]
    views: Views
    rules: RuleBook
    album: Album

    async def register(self, asked: RegisterBoard, caller: Caller) -> Receipt:
        """Register a board; its number is its unit's own.

        Raises:
            WrongPostError: the caller publishes for no such unit.

        """
        cause = caller.acting(asked.unit, *PUBLISHERS)
        stream_id = board_id_of(asked.unit, asked.code)
        return await self.store.file(Task(BOARD, stream_id, asked), cause=cause)

    async def change(
        self, board_id: UUID, asked: BoardCommand, caller: Caller, expected: int | None
    ) -> Receipt:
        """Change a board, or take it out of use and into use again.

        Raises:
            BoardUnknownError: there is none.
            WrongPostError: the caller publishes for another unit.

        """
        row = await self.row(board_id)
        cause = caller.acting(row.unit, *PUBLISHERS)
        return await self.store.file(Task(BOARD, board_id, asked, expected), cause=cause)

    async def post(self, board_id: UUID, hung: Hung, caller: Caller) -> Receipt:
        """Report that a matter hangs on a board.

        Raises:
            BoardUnknownError, NotRegisteredError: there is no such board or matter.
            WrongPostError: the caller publishes for another unit.

        """
        row = await self.row(board_id)
        cause = caller.acting(row.unit, *PUBLISHERS)
        matter = await asyncio.to_thread(self._readable, hung.disclosure_id, caller)
        photo = await asyncio.to_thread(self.album.take, hung.data)
        sheet_id = sheet_id_of(board_id, hung.disclosure_id)
        alike = await asyncio.to_thread(self.album.alike, photo, board_id, hung.posted_at)
        command = PostSheet(
            board=row.now,
            matter=matter_of(matter, row.audience),
            photo=photo,
            posted_at=hung.posted_at,
            due_on=hung.due_on,
            topics=hung.topics,
            alike=alike,
        )
        return await self.store.file(Task(SHEET, sheet_id, command), cause=cause)

    async def remove(
        self, sheet_id: UUID, data: bytes, removed_at: datetime | None, caller: Caller
    ) -> Receipt:
        """Report that a matter was taken down.

        Raises:
            NotPostedError: nothing hangs there.
            WrongPostError: the caller publishes for another unit.

        """
        row = await self.sheet(sheet_id)
        cause = caller.acting(row.unit, *PUBLISHERS)
        photo: Photo | None = await asyncio.to_thread(self.album.take, data)
        alike = await asyncio.to_thread(self.album.alike, photo, row.board_id, removed_at)
        command: SheetCommand = RemoveSheet(photo=photo, removed_at=removed_at, alike=alike)
        return await self.store.file(Task(SHEET, sheet_id, command), cause=cause)

    async def confirm(self, sheet_id: UUID, note: str, caller: Caller) -> Receipt:
        """Say how somebody else has seen that it hangs there.

        Raises:
            NotPostedError: nothing hangs there.
            WrongPostError: the caller neither publishes for the unit nor oversees it.

        """
        row = await self.sheet(sheet_id)
        cause = caller.acting(await asyncio.to_thread(self._seat, row.unit, caller), *SEERS)
        return await self.store.file(Task(SHEET, sheet_id, ConfirmSheet(note=note)), cause=cause)

    async def row(self, board_id: UUID) -> BoardRow:
        """Return a board.

        Raises:
            BoardUnknownError: there is none.

        """
        row = await asyncio.to_thread(self.views.get, boards, board_id)
        if row is None:
            raise BoardUnknownError(board_id)
        return row

    async def sheet(self, sheet_id: UUID) -> SheetRow:
        """Return one matter on one board.

        Raises:
            NotPostedError: there is none.

        """
        row = await asyncio.to_thread(self.views.get, sheets, sheet_id)
        if row is None:
            raise NotPostedError(sheet_id)
        return row

    def allowed(self, unit: str, caller: Caller) -> tuple[str, ...]:
        """Return for whom the boards of a unit may be, by its scheme in force (V39)."""
        return self.rules.words(unit, SCOPES_KEY, beijing_date(caller.at), EVERYBODY)

    def _readable(self, disclosure_id: UUID, caller: Caller) -> PortalRow:
        row = self.views.get(portal, disclosure_id)
        if row is None or not row.may_be_read_by(reader_for(self.views, caller, row.unit)):
            raise NotRegisteredError(disclosure_id, field="disclosure_id")
        return row

    def _seat(self, unit: str, caller: Caller) -> str:
        """Return the unit in which somebody looks after this one: itself, or one above it."""
        if caller.holds(unit, *SEERS):
            return unit
        higher = above(self.views, unit)
        return next((each for each in higher if caller.holds(each, *OVERSEERS)), unit)


SEERS: Final = (*PUBLISHERS, *(each for each in OVERSEERS if each not in PUBLISHERS))


def matter_of(row: PortalRow, audience: Scope) -> Matter:
    """Return a disclosure as the rules of a place for this audience ask about it."""
    public = row.phase is Phase.PUBLIC and audience is Scope.SOCIETY
    return Matter(
        disclosure_id=str(row.disclosure_id),
        unit=row.unit,
        version=row.version,
        digest=row.digest,
        scope=row.scope,
        phase=row.phase,
        channels=row.channels,
        withdrawn=row.withdrawn,
        opened_at=row.public_opened_at if public else _first(row),
        ends_on=row.shown_until,
    )


def _first(row: PortalRow) -> datetime | None:
    return row.inner_opened_at or row.public_opened_at
