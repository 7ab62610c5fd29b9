"""考核 — sheets of a unit and of its heads: figures from facts, marks from assessors, points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct

from services.archive.domain.assessment import ASSESSMENT, assessment_of
from services.archive.domain.assessment_words import EnterMark, IssueSheet, SheetLine
from services.archive.domain.figures import (
    COMPUTED,
    COUNTED,
    Book,
    Figure,
    Span,
    figure,
    figures,
)
from services.archive.domain.standard import Mark, Score, Standard, score
from services.archive.gateways.ledger import Ledger
from services.archive.handlers.auditing import AUDITOR
from services.archive.handlers.reckoning import (
    BEIJING,
    SCHEMES,
    TAGS,
    Accounts,
    Books,
)
from services.archive.handlers.yearly import year_of
from services.archive.views.assessments import SheetRow, sheets
from shared.aside import aside
from shared.auth import WrongPostError
from shared.clock import Clock
from shared.decider import NotFoundError
from shared.posts import named
from shared.register import UnitRow, above, tenures, units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

OFFICE: Final = "office"
LEADER: Final = "leader"
DAY: Final = timedelta(days=1)


class NoSuchUnitError(NotFoundError):
    """没有这个单位（unit），或者您无权查看它的考核。"""


class NoSuchSheetError(NotFoundError):
    """本单位当年的实施方案没有规定这种考核表（kind、head）。"""


class NoSuchIndicatorError(NotFoundError):
    """没有这个考核指标（name），或者它不是定性指标。"""


class Sheet(Struct, frozen=True, kw_only=True):
    """考核表 — reckoned now; ``logged`` facts were on record."""

    unit: str
    year: int
    kind: str
    head: str
    span: Span
    standard: Standard
    score: Score
    closed: bool
    logged: int


class Issued(Struct, frozen=True, kw_only=True):
    """已出具的考核表 — with the points that its facts come to when reckoned again."""

    row: SheetRow
    again: int


@dataclass(frozen=True)
class Assessing:
    """考核 — everything reckoned from the ledger; only marks and issued sheets are facts."""

    store: Store[Any]
    views: Views
    ledger: Ledger
    clock: Clock
    books: Books

    def seen(self, caller: Caller) -> list[UnitRow]:
        """Return the units whose assessment somebody may see, by name.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: the person is neither an auditor nor in an office.

        """
        caller.known()
        every = self.views.select(units, order=[units.c.name])
        if caller.units(AUDITOR):
            return every
        if not (own := set(caller.units(OFFICE, LEADER))):
            raise WrongPostError(named(AUDITOR), named(OFFICE))
        return [each for each in every if own & {each.unit_id, *above(self.views, each.unit_id)}]

    def scope(self, caller: Caller) -> set[str] | None:
        """Return whose facts somebody may count: None is everybody's, units known or not."""
        seen = {each.unit_id for each in self.seen(caller)}
        return None if caller.units(AUDITOR) else seen

    def unit(self, unit: str, caller: Caller) -> UnitRow:
        """Return a unit that somebody may see.

        Raises:
            NoSuchUnitError: there is none, or not for this person.

        """
        for each in self.seen(caller):
            if each.unit_id == unit:
                return each
        raise NoSuchUnitError(unit, field="unit")

    def chosen(self, unit: str, caller: Caller) -> UnitRow:
        """Return the unit that was chosen, or the first that somebody may see."""
        every = self.seen(caller)
        return self.unit(unit or (every[0].unit_id if every else ""), caller)

    def assesses(self, unit: str, caller: Caller) -> bool:
        """Tell whether somebody may mark a unit."""
        return caller.holds(*self._assessor(unit, caller))

    def standard(self, unit: str, year: int) -> Standard:
        """Return by what a unit is assessed in a year: its scheme on the year's last day."""
        _, end = year_of(year)
        return self.books.folded(SCHEMES, end).standard(unit, end - DAY)

    def year(self, year: int, unit: str) -> tuple[Figure, ...]:
        """Return every figure of a unit in a year, those that only count among them."""
        first, end = year_of(year)
        book = self._accounts(self.standard(unit, year).closes(year)).book
        span = Span(first=first, last=end - DAY)
        return tuple(figure(each, book, unit, span) for each in (*COMPUTED, *COUNTED))

    def span(self, unit: str, span: Span) -> tuple[Figure, ...]:
        """Return the figures of a unit in a span of days, of what was on record at its end."""
        book = self._accounts(span.last).book
        return tuple(figure(each, book, unit, span) for each in (*COMPUTED, *COUNTED))

    def today(self) -> Book:
        """Return all that is on record now."""
        return self._accounts(date.max - DAY).book

    def heads(self, unit: str, year: int) -> dict[str, Span]:
        """Return who headed a unit in a year, each with the days of it."""
        standard = self.standard(unit, year)
        return dict(self._heads(unit, year, standard)) if standard.heads else {}

    def sheet(self, unit: str, year: int, kind: str, head: str = "") -> Sheet:
        """Return a sheet as facts and marks make it now (S0 六6).

        Raises:
            NoSuchSheetError: the scheme knows no such sheet, or the person was no head.

        """
        standard = self.standard(unit, year)
        return self._sheet(unit, year, kind, head, standard, self.marks(unit, year), None)

    def marks(self, unit: str, year: int) -> dict[str, Mark]:
        """Return the marks that were given."""
        state, _ = self.store.state(ASSESSMENT, assessment_of(unit, year))
        return dict(state.marks)

    def issued(self, unit: str, year: int) -> list[Issued]:
        """Return the sheets that were issued, newest first, each reckoned again."""
        table = sheets.c
        rows = self.views.select(
            sheets, table.unit == unit, table.year == year, order=[table.at.desc()], limit=20
        )
        return [Issued(row=each, again=self._again(each)) for each in rows]

    def has_superior(self, unit: str) -> bool:
        """Tell whether a unit has another above it."""
        return bool(above(self.views, unit))

    async def mark(self, command: EnterMark, caller: Caller) -> Receipt:
        """Enter a qualitative mark.

        Raises:
            NoSuchIndicatorError: the year's standard has no such indicator to be judged.
            WrongPostError: the person does not assess this unit.

        """
        found = await aside(self.unit, command.unit, caller)
        standard = await aside(self.standard, command.unit, command.year)
        weight = standard.weight(command.name)
        if weight is None or not weight.judged:
            raise NoSuchIndicatorError(command.name, field="name")
        cause = caller.acting(*self._assessor(found.unit_id, caller))
        stream = assessment_of(command.unit, command.year)
        return await self.store.file(Task(ASSESSMENT, stream, command), cause=cause)

    async def issue(self, unit: str, year: int, kind: str, head: str, caller: Caller) -> Receipt:
        """Issue a sheet to the assessment office."""
        await aside(self.unit, unit, caller)
        sheet = await aside(self.sheet, unit, year, kind, head)
        cause = caller.acting(*self._assessor(sheet.unit, caller))
        lines = tuple(
            SheetLine(
                name=each.name,
                weight=each.weight,
                good=each.good,
                of=each.of,
                points=each.points,
                remark=each.remark,
            )
            for each in sheet.score.lines
        )
        command = IssueSheet(
            unit=sheet.unit,
            year=sheet.year,
            kind=sheet.kind,
            head=sheet.head,
            scheme=sheet.standard.version,
            lines=lines,
            full=sheet.score.full,
            points=sheet.score.points,
            logged=sheet.logged,
            closes=sheet.standard.closes(sheet.year).isoformat(),
            unmarked=tuple(each.name for each in sheet.score.lines if each.missing),
        )
        stream = assessment_of(sheet.unit, sheet.year)
        return await self.store.file(Task(ASSESSMENT, stream, command), cause=cause)

    def _sheet(
        self,
        unit: str,
        year: int,
        kind: str,
        head: str,
        standard: Standard,
        marks: dict[str, Mark],
        logged: int | None,
    ) -> Sheet:
        first, end = year_of(year)
        whole = Span(first=first, last=end - DAY)
        span = self.heads(unit, year).get(head) if head else whole
        if kind not in standard.kinds or span is None:
            raise NoSuchSheetError(kind, head, field="kind")
        size = self.ledger.size if logged is None else logged
        closes = standard.closes(year)
        book = self._accounts(closes, logged).book
        return Sheet(
            unit=unit,
            year=year,
            kind=kind,
            head=head,
            span=span,
            standard=standard,
            score=score(standard, figures(book, unit, span), marks),
            closed=self.clock.now().astimezone(BEIJING).date() > closes,
            logged=size,
        )

    def _again(self, row: SheetRow) -> int:
        judged = {each.name: Mark(mark=each.good, remark=each.remark) for each in row.lines}
        standard = self.standard(row.unit, row.year)
        try:
            found = self._sheet(
                row.unit, row.year, row.kind, row.head, standard, judged, row.logged
            )
        except NoSuchSheetError:
            return -1
        return found.score.points

    def _accounts(self, last: date, logged: int | None = None) -> Accounts:
        """Return what was on record at the end of a day, perhaps only the log's first facts."""
        return self.books.folded(TAGS, last + DAY, logged)

    def _heads(self, unit: str, year: int, standard: Standard) -> Iterator[tuple[str, Span]]:
        first, end = year_of(year)
        last = end - DAY
        told: dict[str, list[tuple[date, date]]] = {}
        for each in self.views.select(tenures, tenures.c.unit == unit):
            since = max(each.since.astimezone(BEIJING).date(), first)
            until = min(each.until.astimezone(BEIJING).date() if each.until else last, last)
            if each.post in standard.posts and since <= until:
                told.setdefault(each.person, []).append((since, until))
        for person, days in sorted(told.items()):
            yield person, Span(first=min(days)[0], last=max(until for _, until in days))

    def _assessor(self, unit: str, caller: Caller) -> tuple[str, str]:
        """Return in which unit and post somebody marks: an office above; at the top the leader."""
        line = above(self.views, unit)
        if not line:
            return unit, LEADER
        held = [each for each in line if caller.holds(each, OFFICE)]
        return (held or line)[0], OFFICE
