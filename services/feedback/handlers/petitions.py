"""来信来访办理情况 — what was closed in a quarter, one line each, naming nobody (S3-55)."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from msgspec import Struct

from services.feedback.domain.masking import masked
from services.feedback.domain.outcome_draft import REPORTERS
from services.feedback.domain.terms import CHANNELS, FINDINGS, KINDS
from services.feedback.domain.writing import Identity
from services.feedback.handlers.opinions import HANDLER, OFFICE, to_open, unnamed
from services.feedback.views import OpinionRow, opinions
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from shared.calendar import BEIJING
from shared.decider import InvalidError
from shared.register import people
from shared.seal import Keyring
from shared.view import Views
from shared.web import Caller

CLERK: Final = "clerk"  # who proposes what is disclosed
MOST: Final = 2_000  # cases of one quarter
QUARTERS: Final = range(1, 5)


class QuarterError(InvalidError):
    """请选择年份和季度，季度是1到4。"""


class Petition(Struct, frozen=True, kw_only=True):
    """一件来信来访 — nothing in it but what everybody may read."""

    number: int
    received: str
    channel: str
    kind: str
    reporter: str
    matter: str
    finding: str
    result: str


class Petitions(Struct, frozen=True, kw_only=True):
    """一个季度办结的来信来访"""

    unit: str
    year: int
    quarter: int
    lines: tuple[Petition, ...]

    @property
    def title(self) -> str:
        """Return under which title it is disclosed."""
        return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度群众来信来访调查及处理情况"

    @property
    def text(self) -> str:
        """Return the list as the text of a plan to disclose it."""
        head = f"本季度办结群众来信来访{len(self.lines)}件。"
        return "\n".join([head, *map(_told, self.lines)])


@dataclass(frozen=True)
class PetitionList:
    """来信来访办理情况"""

    views: Views
    keyring: Keyring

    async def of(self, unit: str, year: int, quarter: int, caller: Caller) -> Petitions:
        """Return the list of a quarter for who handles, answers for or discloses it.

        Raises:
            WrongPostError: this person does none of it in the unit.
            QuarterError: there is no such quarter.

        """
        caller.acting(unit, OFFICE, HANDLER, CLERK)
        if quarter not in QUARTERS or not 2000 <= year <= 2100:  # noqa: PLR2004 — of our time
            raise QuarterError(field="quarter")
        lines = await asyncio.to_thread(lambda: tuple(self._lines(unit, year, quarter)))
        return Petitions(unit=unit, year=year, quarter=quarter, lines=lines)

    def _lines(self, unit: str, year: int, quarter: int) -> Iterator[Petition]:
        first, after = _bounds(year, quarter)
        c = courses.c
        closed = c.unit == unit, c.closed_at >= first, c.closed_at < after, c.lead == ""
        rows = self.views.select(courses, *closed, order=[c.closed_at, c.opinion_id], limit=MOST)
        staff = unnamed(self.views, self.keyring, unit, ())
        for number, row in enumerate(rows, start=1):
            if opinion := self.views.get(opinions, row.opinion_id):
                names = [*staff, *self._names(row, opinion)]
                yield self._line(number, row, opinion, names)

    def _line(
        self, number: int, row: CourseRow, opinion: OpinionRow, names: Sequence[str]
    ) -> Petition:
        received = row.received_at.astimezone(BEIJING)
        return Petition(
            number=number,
            received=f"{received.month}月",
            channel=CHANNELS[row.channel],
            kind=KINDS[row.kind] if row.kind else "来信来访",
            reporter=REPORTERS[row.reporter],
            matter=masked(row.topic, names),
            finding=FINDINGS[row.finding] if row.finding else "没有结论",
            result=masked(opinion.summary or opinion.conclusion, names),
        )

    def _names(self, row: CourseRow, opinion: OpinionRow) -> list[str]:
        """Return who is named in a case or signed it: to be masked, never shown."""
        known = (self.views.get(people, each) for each in row.named)
        names = [self.keyring.open(each.sealed) or "" for each in known if each]
        if opinion.identity is None:
            return names
        signed = self.keyring.open(to_open(opinion.identity), Identity, field="identity")
        return [*names, signed.name] if signed else names


def _told(line: Petition) -> str:
    matter = f"，反映{line.matter}" if line.matter else ""
    head = f"{line.number}．{line.received}{line.channel}{line.kind}（{line.reporter}）{matter}"
    return f"{head}。调查结论：{line.finding}。处理情况：{line.result or '已经办结。'}"


def _bounds(year: int, quarter: int) -> tuple[datetime, datetime]:
    first = date(year, 3 * quarter - 2, 1)
    after = (first.replace(day=28) + timedelta(days=70)).replace(day=1)
    return _midnight(first), _midnight(after)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)
