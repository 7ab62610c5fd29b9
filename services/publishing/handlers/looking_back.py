"""追溯 — what the page of a disclosure said at a moment, made again from the facts of then (J6)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.reading import Reader
from services.publishing.domain.terms import Phase
from services.publishing.handlers.overseeing import reader_for
from services.publishing.handlers.proofs import Proof, Proofs
from services.publishing.handlers.reading import Readings, Shown
from services.publishing.views import (
    REMEMBERED,
    VIEWS,
    HistoryRow,
    PortalRow,
    VersionRow,
    histories,
    portal,
    versions,
)
from shared.calendar import BEIJING
from shared.decider import InvalidError
from shared.record import Letter
from shared.register import units
from shared.store import Store
from shared.view import Glimpse, Views
from shared.web import Caller

OWN: Final = "publishing"
SIZE: Final = 20


class MomentUnreadableError(InvalidError):
    """时间写法不对，例如 2026-03-01 10:00。"""


class MomentAheadError(InvalidError):
    """这个时间还没有到，只能查看以前的页面。"""


class Then(Struct, frozen=True, kw_only=True):
    """当时的页面 — ``shown`` is None if this reader could not read it then.

    ``hidden``: it has been withdrawn since, so that its text of then is not for this reader.
    """

    now: Shown
    at: datetime
    shown: Shown | None = None
    proof: Proof | None = None
    hidden: bool = False


class Stood(Struct, frozen=True, kw_only=True):
    """当时公开着的一件事 — under the title and in the version of then."""

    row: PortalRow
    title: str
    version: int


class Standing(Struct, frozen=True, kw_only=True):
    """当时向社会公开着的事项，一页"""

    rows: list[Stood]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class LookingBack:
    """What was to be read once. Who may not read a disclosure now learns nothing of its past."""

    store: Store[Any]
    views: Views
    readings: Readings

    async def at(self, disclosure_id: UUID, moment: datetime, caller: Caller) -> Then:
        """Return what a reader could read at a moment of what they may read now.

        Raises:
            NotRegisteredError: there is none, or not for this reader.
            MomentAheadError: the moment has not come yet.

        """
        now = await self.readings.item(disclosure_id, caller)
        if moment > caller.at:
            raise MomentAheadError(moment, field="at")
        return await asyncio.to_thread(self._then, now, moment, caller)

    def standing(self, moment: datetime, page: int, now: datetime) -> Standing:
        """Return what was before society at a moment, the newest of then first.

        Raises:
            MomentAheadError: the moment has not come yet.

        """
        if moment > now:
            raise MomentAheadError(moment, field="at")
        c = portal.c
        then = [c.phase == Phase.PUBLIC, c.shown_at <= moment]
        then.append(sa.or_(c.withdrawn_at.is_(None), c.withdrawn_at > moment))
        order = [c.shown_at.desc(), c.disclosure_id]
        rows = self.views.select(portal, *then, order=order, limit=SIZE, offset=(page - 1) * SIZE)
        total = self.views.count(portal, *then)
        titles = self._titles([row.disclosure_id for row in rows], moment)
        return Standing(
            rows=[_stood(row, titles.get(row.disclosure_id)) for row in rows],
            total=total,
            page=page,
            pages=max(-(-total // SIZE), 1),
        )

    def _titles(self, ids: Sequence[UUID], moment: datetime) -> dict[UUID, VersionRow]:
        if not ids:
            return {}
        c = versions.c
        made = c.disclosure_id.in_(ids), c.made_at <= moment
        rows = self.views.select(versions, *made, order=[c.number])
        return {row.disclosure_id: row for row in rows}

    def _then(self, now: Shown, moment: datetime, caller: Caller) -> Then:
        reader = reader_for(self.views, caller, now.row.unit)
        with_memory = Glimpse(OWN, VIEWS)
        try:
            with_memory.recall(REMEMBERED, self._letters(now, moment))
            return self._seen(with_memory, now, moment, reader)
        finally:
            with_memory.close()

    def _seen(self, past: Views, now: Shown, moment: datetime, reader: Reader) -> Then:
        row = past.get(portal, now.row.disclosure_id)
        if row is None or not row.may_be_read_by(reader):
            return Then(now=now, at=moment)
        shown = Readings(past, self.readings.refuse).shown(row, reader)
        path = tuple(each for each in self.readings.path(row) if each.at <= moment)
        hidden = now.row.withdrawn and not row.withdrawn and row.unit not in reader.staffed
        return Then(
            now=now,
            at=moment,
            shown=replace(shown, path=path),
            proof=Proofs(self.store, self.views).of(row.public_position, moment),
            hidden=hidden,
        )

    def _letters(self, now: Shown, moment: datetime) -> list[tuple[str, Letter]]:
        c = histories.c
        about = c.about.in_(self._about(now)), c.at <= moment
        rows = self.views.select(histories, *about, order=[c.turn])
        return [(row.source, self._letter(row)) for row in _once(rows)]

    def _about(self, now: Shown) -> list[str]:
        """Return the ids of whatever a fact may be about to change this page."""
        unit = now.row.unit
        found = [str(now.row.disclosure_id), now.row.item_id]
        found += [str(each.sister_id) for each in now.sisters]
        while unit and unit not in found:
            found.append(unit)
            branch = self.views.get(units, unit)
            unit = branch.heir if branch else ""
        return found

    def _letter(self, row: HistoryRow) -> Letter:
        if row.source == OWN:
            return self.store.after(row.position - 1, 1)[0]
        return Letter(
            position=row.position,
            stream_id=UUID(int=0),
            version=0,
            tag=row.tag,
            body=row.body.encode(),
        )


def moment_of(text: str) -> datetime:
    """Return a moment as people write it; without an offset it is Beijing's.

    Raises:
        MomentUnreadableError: it is none.

    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise MomentUnreadableError(text[:40], field="at") from None
    return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(UTC)


def _stood(row: PortalRow, version: VersionRow | None) -> Stood:
    if version is None:
        return Stood(row=row, title=row.title, version=row.version)
    return Stood(row=row, title=version.title, version=version.number)


def _once(rows: Sequence[HistoryRow]) -> list[HistoryRow]:
    return list({row.turn: row for row in rows}.values())
