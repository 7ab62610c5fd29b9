"""小结和摘报 — a month is closed with its counts, and the leading group gets its digest."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import Struct

from services.feedback.domain.collection import (
    COLLECTION,
    CloseCollection,
    collection_id,
    last_day,
)
from services.feedback.domain.digest import (
    DIGEST,
    DigestLine,
    DigestUnknownError,
    IssueDigest,
    ReadDigest,
    digests_id,
)
from services.feedback.handlers.desk import LEADERS
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.overview import Overviews, counts_of
from services.feedback.views import opinions
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.supervision import (
    CollectionRow,
    DigestRow,
    collections,
    digests,
)
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE = 24


class Closing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """收集小结"""

    unit: str = ""
    month: str = ""
    declared: int = 0


class Period(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """摘报的起止日期"""

    first: date
    last: date
    unit: str = ""


class Reading(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """阅签"""

    unit: str = ""
    number: int = 0
    note: str = ""


@dataclass(frozen=True)
class Rounds:
    """小结和摘报"""

    store: Store[Any]
    views: Views
    overviews: Overviews

    async def close(self, given: Closing, caller: Caller) -> Receipt:
        """Close a month of a unit, and send the leading group its digest, together."""
        cause = caller.acting(given.unit, HANDLER, OFFICE)
        last = last_day(given.month)
        rows = await asyncio.to_thread(self.overviews.rows, [given.unit], last.replace(day=1), last)
        closing = CloseCollection(
            unit=given.unit,
            month=given.month,
            declared=given.declared,
            counts=counts_of(rows),
        )
        issue = await asyncio.to_thread(
            self._issue, given.unit, last.replace(day=1), last, rows, caller
        )
        return await self.store.file(
            Task(COLLECTION, collection_id(given.unit, given.month), closing),
            Task(DIGEST, digests_id(given.unit), issue),
            cause=cause,
        )

    async def issue(self, given: Period, caller: Caller) -> Receipt:
        """Send the leading group a digest of any period."""
        cause = caller.acting(given.unit, OFFICE, HANDLER)
        rows = await asyncio.to_thread(self.overviews.rows, [given.unit], given.first, given.last)
        issue = await asyncio.to_thread(
            self._issue, given.unit, given.first, given.last, rows, caller
        )
        return await self.store.file(Task(DIGEST, digests_id(given.unit), issue), cause=cause)

    async def read(self, given: Reading, caller: Caller) -> Receipt:
        """Keep that a leader has read a digest."""
        cause = caller.acting(given.unit, *LEADERS)
        command = ReadDigest(number=given.number, note=given.note)
        return await self.store.file(Task(DIGEST, digests_id(given.unit), command), cause=cause)

    def collections(self, unit: str, page: int = 1) -> list[CollectionRow]:
        """Return the months that a unit has closed, for everybody, newest first."""
        order = [collections.c.month.desc()]
        where = [collections.c.unit == unit] if unit else []
        return self.views.select(
            collections, *where, order=order, limit=PAGE, offset=(page - 1) * PAGE
        )

    def digests(self, caller: Caller, page: int = 1) -> list[DigestRow]:
        """Return the digests of this person's units, newest first."""
        here = caller.units(HANDLER, OFFICE, *LEADERS)
        if not here:
            caller.acting("", OFFICE, HANDLER)
        return self.views.select(
            digests,
            digests.c.unit.in_(here),
            order=[digests.c.issued_at.desc()],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )

    def digest(self, unit: str, number: int, caller: Caller) -> DigestRow:
        """Return one digest."""
        caller.acting(unit, OFFICE, HANDLER, *LEADERS)
        row = self.views.get(digests, f"{unit}/{number}")
        if row is None:
            raise DigestUnknownError(number)
        return row

    def _issue(
        self, unit: str, first: date, last: date, rows: Sequence[CourseRow], caller: Caller
    ) -> IssueDigest:
        today = beijing_date(caller.at)
        lines = tuple(self._line(each, today) for each in rows)
        return IssueDigest(unit=unit, first=first, last=last, lines=lines)

    def _line(self, row: CourseRow, today: date) -> DigestLine:
        known = self.views.get(opinions, row.opinion_id)
        return DigestLine(
            number=known.number if known else "",
            opinion_id=row.opinion_id,
            status=row.status,
            kind=row.kind,
            topic=row.topic,
            finding=row.finding,
            major=bool(row.major),
            public=row.published_at is not None,
            late=row.late(today),
        )
