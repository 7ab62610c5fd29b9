"""首页 — what is new today and this week, what is on notice, what people speak about."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.publishing.domain.reading import Reader
from services.publishing.handlers.listing import listed
from services.publishing.views import (
    ConsultationRow,
    PortalRow,
    PostingRow,
    consultations,
    portal,
    postings,
    voices,
)
from shared.calendar import BEIJING, beijing_date
from shared.view import View, Views

Notice = TypeVar("Notice", PostingRow, ConsultationRow)
FEW: Final = 8  # lines of one panel
MANY: Final = 40  # notices that run at the same time
HOT_DAYS: Final = 30  # of which opinions are counted
HOT: Final = 5


class Running(Struct, frozen=True, kw_only=True):
    """正在公示、征求意见 — ``left`` days that count after today; 0: today is the last day."""

    row: PortalRow
    name: str
    last_day: date
    left: int
    asks: bool = False


class Spoken(Struct, frozen=True, kw_only=True):
    """大家关注 — how many opinions came and how many outcomes were published lately."""

    row: PortalRow
    received: int
    published: int


class News(Struct, frozen=True, kw_only=True):
    """首页内容"""

    today: list[PortalRow]
    week: list[PortalRow]
    running: list[Running]
    spoken: list[Spoken]
    monday: date


@dataclass(frozen=True)
class Front:
    """What the first page tells."""

    views: Views

    def news(self, reader: Reader, now: datetime) -> News:
        """Return what is new for this reader, and what ends soon."""
        today = beijing_date(now)
        monday = today - timedelta(days=today.weekday())
        return News(
            today=self._opened(reader, today, today + timedelta(days=1)),
            week=self._opened(reader, monday, today),
            running=self.running(reader, today),
            spoken=self._spoken(reader, today),
            monday=monday,
        )

    def running(self, reader: Reader, today: date, unit: str = "") -> list[Running]:
        """Return notices and consultations in their period, those that end first before others."""
        posted = self._known(reader, unit, self._until(postings, today))
        asked = self._known(reader, unit, self._until(consultations, today))
        found = [_running(row, each, each.name, today) for row, each in posted]
        found += [
            _running(row, each, f"第{each.round}轮征求意见", today, asks=True)
            for row, each in asked
            if each.asks(today)
        ]
        return sorted(found, key=lambda each: (each.last_day, each.row.title))

    def _opened(self, reader: Reader, since: date, until: date) -> list[PortalRow]:
        c = portal.c
        then = c.shown_at >= _midnight(since), c.shown_at < _midnight(until)
        order = [c.shown_at.desc(), c.disclosure_id]
        return self.views.select(portal, *listed(reader), *then, order=order, limit=FEW)

    def _until(self, view: View[Notice], today: date) -> list[Notice]:
        last = view.c.last_day
        return self.views.select(view, last >= today, order=[last], limit=MANY)

    def _known(
        self, reader: Reader, unit: str, notices: Sequence[Notice]
    ) -> list[tuple[PortalRow, Notice]]:
        rows = self._rows(reader, [each.disclosure_id for each in notices])
        return [
            (row, each)
            for each in notices
            if (row := rows.get(UUID(each.disclosure_id))) and unit in ("", row.unit)
        ]

    def _rows(self, reader: Reader, ids: Sequence[str]) -> Mapping[UUID, PortalRow]:
        if not ids:
            return {}
        wanted = portal.c.disclosure_id.in_(ids)
        return {
            each.disclosure_id: each for each in self.views.select(portal, *listed(reader), wanted)
        }

    def _spoken(self, reader: Reader, today: date) -> list[Spoken]:
        received: Counter[str] = Counter()
        published: Counter[str] = Counter()
        for about, came, told in self.views.query(_lately(today - timedelta(days=HOT_DAYS))):
            received[about], published[about] = int(came), int(told)
        rows = self._rows(reader, list(received))
        hottest = sorted(rows.values(), key=lambda row: _warmth(row, received, published))
        return [
            Spoken(row=row, received=received[key], published=published[key])
            for row in hottest[:HOT]
            if (key := str(row.disclosure_id))
        ]


def _lately(since: date) -> sa.Select[Any]:
    """Return the question which disclosures most opinions came about since a day."""
    c = voices.c
    came, told = sa.func.sum(c.received), sa.func.sum(c.published)
    chosen = sa.select(c.disclosure_id, came, told).where(c.on > since).group_by(c.disclosure_id)
    return chosen.order_by((came + told).desc()).limit(MANY)


def _warmth(row: PortalRow, *counts: Mapping[str, int]) -> tuple[int, str]:
    return (-sum(each[str(row.disclosure_id)] for each in counts), row.title)


def _running(
    row: PortalRow, notice: Notice, name: str, today: date, *, asks: bool = False
) -> Running:
    left = sum(each.counted and each.date > today for each in notice.days)
    return Running(row=row, name=name, last_day=notice.last_day, left=left, asks=asks)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING).astimezone(UTC)
