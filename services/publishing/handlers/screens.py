"""显示屏的办理和查看 — keys, playlists by key, plays as they are told, who is silent (C8)."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID

import segno
import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.audience import may_show
from services.publishing.domain.playlist import Playlist, Slot, over_at, tagged
from services.publishing.domain.reading import Reader
from services.publishing.domain.screen import SCREEN, SCREEN_POST, ScreenUnknownError
from services.publishing.domain.screen_words import (
    Described,
    Layout,
    Play,
    RegisterScreen,
    RekeyScreen,
    ReportPlays,
    ScreenCommand,
)
from services.publishing.domain.terms import PUBLISHERS, Phase, Scope
from services.publishing.handlers.rules import RuleBook
from services.publishing.handlers.walls import Walls
from services.publishing.views import (
    PlayRow,
    PortalRow,
    ScreenRow,
    plays,
    portal,
    screens,
    versions,
    visible_to,
)
from services.publishing.views.portal import version_key
from services.publishing.views.screens import screen_id_of
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import Cause
from shared.register import inside
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SIZE: Final = 20  # screens on one page
TOLD: Final = 50  # plays on one page
MOST: Final = {Layout.LED: 40, Layout.KIOSK: 200}  # things a screen shows, the newest
SILENT: Final = "screens.silence_minutes"
SILENCE: Final = 10  # minutes, where the scheme says nothing
NOBODY: Final = "-"  # a unit that nobody is in: whoever reads as its member is a member, no more


class ScreenKeyError(RejectedError):
    """本屏没有登记，或者密钥已经失效，请联系管理单位。"""

    status = 401


class Standing(Struct, frozen=True, kw_only=True):
    """显示屏和它的状态 — online, offline or suspended; ``seen_at``: when it was heard of last."""

    row: ScreenRow
    unit_name: str
    state: str
    seen_at: datetime | None


class Told(Struct, frozen=True, kw_only=True):
    """播放过的一项"""

    play: PlayRow
    title: str


@dataclass(frozen=True)
class Screens:
    """显示屏"""

    store: Store[Any]
    views: Views
    clock: Clock
    rules: RuleBook
    walls: Walls
    origin: str
    begun: datetime
    seen: dict[UUID, datetime] = field(default_factory=dict)

    async def register(
        self, unit: str, code: str, what: Described, caller: Caller
    ) -> tuple[UUID, str]:
        """Register a screen; return it, and its key, which is told this once.

        Raises:
            WrongPostError: the caller publishes for no such unit.

        """
        key, screen_id = token_urlsafe(24), screen_id_of(unit, code)
        asked = RegisterScreen(unit=unit, code=code.strip(), what=what, key_digest=digest_of(key))
        await self._file(screen_id, asked, caller.acting(unit, *PUBLISHERS))
        return screen_id, await self._good(screen_id, key)

    async def rekey(self, screen_id: UUID, caller: Caller) -> str:
        """Give a screen a new key, which is told this once; the old one opens nothing any more.

        Raises:
            ScreenUnknownError, WrongPostError: no such screen, or not this person's.

        """
        row, key = await self._row(screen_id), token_urlsafe(24)
        cause = caller.acting(row.unit, *PUBLISHERS)
        await self._file(screen_id, RekeyScreen(key_digest=digest_of(key)), cause)
        return await self._good(screen_id, key)

    async def change(
        self, screen_id: UUID, asked: ScreenCommand, caller: Caller, expected: int | None
    ) -> Receipt:
        """Change a screen, or take it out of use.

        Raises:
            ScreenUnknownError, WrongPostError: no such screen, or not this person's.

        """
        row = await self._row(screen_id)
        cause = caller.acting(row.unit, *PUBLISHERS)
        return await self._file(screen_id, asked, cause, expected)

    async def report(self, key: str, report_id: UUID, shown: tuple[Play, ...]) -> Receipt:
        """Take in what a screen has shown; the same report again changes nothing.

        Raises:
            ScreenKeyError: the key is no screen's.
            PlaysError: nothing can have been shown like that.

        """
        row = await asyncio.to_thread(self.by_key, key)
        cause = Cause(
            actor=str(row.screen_id),
            at=self.clock.now(),
            correlation_id=row.screen_id,
            causation_id=report_id,
            unit=row.unit,
            post=SCREEN_POST,
        )
        return await self._file(row.screen_id, ReportPlays(plays=shown), cause)

    def by_key(self, key: str) -> ScreenRow:
        """Return the screen that has this key, and note that it was heard of.

        Raises:
            ScreenKeyError: no screen in use has it.

        """
        c = screens.c
        mine = c.key_digest == digest_of(key), c.active.is_(True)
        found = self.views.select(screens, *mine, limit=1) if key else []
        if not found:
            raise ScreenKeyError
        self.seen[found[0].screen_id] = self.clock.now()
        return found[0]

    def playlist(self, row: ScreenRow) -> Playlist:
        """Return what a screen shows from now on."""
        slots = tuple(self._slot(each) for each in self.matters(row))
        made = Playlist(name=row.name, place=row.place, layout=row.layout, slots=slots)
        return replace(made, tag=tagged(made))

    def matters(self, row: ScreenRow) -> list[PortalRow]:
        """Return the disclosures a screen may show now, the newest first."""
        c, today = portal.c, beijing_date(self.clock.now())
        here = sorted(inside(self.views, row.unit)) if row.below else [row.unit]
        forms = sa.or_(*(c.channels.contains(f'"{each}"', autoescape=True) for each in row.forms))
        opened = c.phase.in_([Phase.INNER.value, Phase.PUBLIC.value])
        lasting = sa.or_(c.shown_until.is_(None), c.shown_until >= today)
        where = c.unit.in_(here), opened, c.withdrawn.is_(False), lasting, forms
        order, most = [c.shown_at.desc(), c.disclosure_id], MOST[row.layout]
        found = self.views.select(portal, *where, visible_to(_public(row)), order=order, limit=most)
        return [
            each
            for each in found
            if may_show(row.audience, row.unit, each.unit, each.scope, each.phase)
        ]

    def standing(self, caller: Caller, number: int = 1) -> tuple[list[Standing], int]:
        """Return the screens this person keeps or oversees, silent ones first, and how many."""
        where = [screens.c.unit.in_(sorted(self.walls.seen(caller)))]
        rows = self.views.select(screens, *where, order=[screens.c.unit, screens.c.code])
        names = self.walls.names(each.unit for each in rows)
        silence = {unit: self._silence(unit) for unit in names}
        found = [self._stands(each, names[each.unit], silence[each.unit]) for each in rows]
        found.sort(key=lambda each: ORDER.index(each.state))
        return found[(number - 1) * SIZE : number * SIZE], len(found)

    def screen(self, screen_id: UUID, caller: Caller) -> Standing:
        """Return one screen.

        Raises:
            ScreenUnknownError: there is none, or it is none of this person's business.

        """
        row = self.views.get(screens, screen_id)
        if row is None or row.unit not in self.walls.seen(caller):
            raise ScreenUnknownError(screen_id)
        name = self.walls.names([row.unit])[row.unit]
        return self._stands(row, name, self._silence(row.unit))

    def shown(self, screen_id: UUID, number: int = 1) -> tuple[list[Told], int]:
        """Return what a screen says it has shown, the newest first, and how many."""
        mine, skip = plays.c.screen_id == screen_id, (max(number, 1) - 1) * TOLD
        rows = self.views.select(
            plays, mine, order=[plays.c.last_at.desc()], limit=TOLD, offset=skip
        )
        titles = self._titles(rows)
        told = [Told(play=each, title=titles.get(each.id, "")) for each in rows]
        return told, self.views.count(plays, mine)

    def _titles(self, rows: Iterable[PlayRow]) -> dict[str, str]:
        keys = {version_key(each.disclosure_id, each.version): each.id for each in rows}
        found = self.views.select(versions, versions.c.id.in_(keys))
        return {keys[each.id]: each.title for each in found}

    def _stands(self, row: ScreenRow, unit_name: str, silence: timedelta) -> Standing:
        seen = self.seen.get(row.screen_id) or row.reported_at
        state = "suspended" if not row.active else self._heard(seen, silence)
        return Standing(row=row, unit_name=unit_name, state=state, seen_at=seen)

    def _heard(self, seen: datetime | None, silence: timedelta) -> str:
        since = max(self.begun, seen) if seen else self.begun
        if self.clock.now() - since <= silence:
            return "online" if seen else "waiting"
        return "offline"

    def _silence(self, unit: str) -> timedelta:
        today = beijing_date(self.clock.now())
        return timedelta(minutes=self.rules.number(unit, SILENT, today, SILENCE))

    def _slot(self, row: PortalRow) -> Slot:
        address = f"{self.origin}/items/{row.disclosure_id}"
        lines = (each.strip() for each in row.content.splitlines())
        return Slot(
            disclosure_id=str(row.disclosure_id),
            version=row.version,
            title=row.title,
            unit_name=row.unit_name,
            paragraphs=tuple(each for each in lines if each),
            shown_on=beijing_date(row.shown_at),
            address=address,
            qr=code_of(address),
            explanation=row.explanation,
            until=over_at(row.shown_until),
        )

    async def _row(self, screen_id: UUID) -> ScreenRow:
        row = await asyncio.to_thread(self.views.get, screens, screen_id)
        if row is None:
            raise ScreenUnknownError(screen_id)
        return row

    async def _good(self, screen_id: UUID, key: str) -> str:
        """Return the key if it is the one in force: asked twice, it is told once."""
        row = await self._row(screen_id)
        return key if row.key_digest == digest_of(key) else ""

    async def _file(
        self, screen_id: UUID, asked: ScreenCommand, cause: Cause, expected: int | None = None
    ) -> Receipt:
        receipt = await self.store.file(Task(SCREEN, screen_id, asked, expected), cause=cause)
        await self.views.reached("publishing", receipt.position)
        return receipt


ORDER: Final = ("offline", "waiting", "online", "suspended")


def digest_of(key: str) -> str:
    """Return what is kept of a key: its SHA-256 (hex), from which nobody finds the key."""
    return sha256(key.encode()).hexdigest()


@lru_cache(maxsize=512)
def code_of(address: str) -> str:
    """Return the QR code of an address as a picture in a data address."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4))


def _public(row: ScreenRow) -> Reader:
    """Return those who stand before a screen, as one reader."""
    if row.audience is Scope.SOCIETY:
        return Reader()
    return Reader(units=frozenset({row.unit if row.audience is Scope.UNIT else NOBODY}))
