"""公开义务的台账 — entries that raise obligations, obligations, and figures by unit and month."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.dial import Dial, turned
from services.workflow.domain.duty import Duty, Reckoning
from services.workflow.domain.obligation_events import (
    ObligationConfirmed,
    ObligationDemanded,
    ObligationExcused,
    ObligationFulfilled,
    ObligationMissed,
    ObligationPrompted,
    ObligationRaised,
    ObligationReminded,
    ObligationRescheduled,
)
from services.workflow.domain.period import (
    InForce,
    Period,
    Span,
    begun_anew,
    covered_by,
    ended_on,
    listed_on,
    next_first,
    waiting,
)
from services.workflow.domain.terms import Scope
from services.workflow.heard import (
    CalendarAdopted,
    HeardHoliday,
    HeardMakeUp,
    ItemListed,
    ItemRetired,
    ItemScheduled,
    SchemeAdopted,
)
from services.workflow.views.starts import begins, starts
from services.workflow.views.time_limits import limits_of
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

PERIODIC: Final = "periodic"


class LimitsRow(Struct, frozen=True):
    """时限规则 — every version of a unit's rules, in the order of adoption."""

    unit: str
    versions: tuple[InForce, ...]


class YearRow(Struct, frozen=True):
    """放假安排 — of one year, as it was announced last."""

    year: int
    version: str
    holidays: tuple[HeardHoliday, ...]
    workdays: tuple[HeardMakeUp, ...]


class EntryRow(Struct, frozen=True, kw_only=True):
    """目录条目的义务 — ``next_from``: first day of the period that has not been raised yet.

    ``spans``: when it was periodic; ``covered``: the last day for which it was raised.
    """

    item_id: str
    unit: str
    title: str
    scope: Scope
    time_limit: str
    next_from: date | None
    listed_at: datetime
    spans: tuple[Span, ...] = ()
    covered: date = date.min
    open: tuple[UUID, ...] = ()
    retired: bool = False


class DutyLine(Struct, frozen=True, kw_only=True):
    """经过 — one fact of a matter, as a reader sees it."""

    what: str
    at: datetime
    by: str
    note: str = ""


class DutyRow(Struct, frozen=True, kw_only=True):
    """公开义务 — ``state``: open, overdue, done, late or excused.

    ``next_on`` and ``next_step``: when the alarm clock comes next, and why. The days that
    were counted, the rule and what has happened stand in the facts of the obligation: this
    row is written with every one of them, and stays small.
    """

    obligation_id: UUID
    unit: str
    item_id: str
    title: str
    matter: str
    duty: Duty
    state: str
    begins: date
    ends: date | None
    due: date
    month: str
    next_on: date | None
    next_step: str = ""
    raised_at: datetime
    proposed: bool = False
    proposed_at: datetime | None = None
    proposed_by: str = ""
    asked: bool = False  # a proposal has been prompted or demanded
    answer_by: date | None = None
    done_on: date | None = None
    disclosure_id: str = ""
    reckoning: Reckoning
    dial: Dial
    version: int


class FigureRow(Struct, frozen=True, kw_only=True):
    """月度履行情况 — of one unit's obligations due in one month, how many stand how."""

    key: str
    unit: str
    month: str
    open: int = 0
    overdue: int = 0
    done: int = 0
    late: int = 0
    excused: int = 0

    @property
    def total(self) -> int:
        """Return how many were due, excused ones not counted."""
        return self.open + self.overdue + self.done + self.late


limits: Final = View("limits", LimitsRow, key="unit")
years: Final = View("years", YearRow, key="year")
entries: Final = View("entries", EntryRow, key="item_id", indexes=(("next_from",), ("unit",)))
duties: Final = View(
    "duties",
    DutyRow,
    key="obligation_id",
    indexes=(("next_on",), ("unit", "state", "due"), ("state", "due", "unit"), ("item_id",)),
    streams=True,
)
figures: Final = View("figures", FigureRow, key="key", indexes=(("month", "unit"), ("unit",)))


@limits.on(SchemeAdopted)
def _(rows: Rows[LimitsRow], record: Record[SchemeAdopted]) -> None:
    unit, scheme = record.event.unit, record.event.scheme
    known = rows.get(unit)
    adopted = record.cause.at
    version = InForce(effective=scheme.effective, limits=limits_of(scheme), adopted=adopted)
    rows.put(LimitsRow(unit, (*(known.versions if known else ()), version)))


@years.on(CalendarAdopted)
def _(rows: Rows[YearRow], record: Record[CalendarAdopted]) -> None:
    event = record.event
    rows.put(YearRow(event.year, event.version, event.holidays, event.workdays))


@entries.on(ItemListed)
def _(rows: Rows[EntryRow], record: Record[ItemListed]) -> None:
    event, known, at = record.event, rows.get(record.event.item_id), record.cause.at
    levels = [each for each in (event.level1, event.level2, event.level3) if each]
    row = EntryRow(
        item_id=event.item_id,
        unit=event.unit,
        title=levels[-1] if levels else event.code,
        scope=Scope(event.scope),
        time_limit=event.time_limit,
        next_from=None,
        listed_at=known.listed_at if known else at,
        spans=known.spans if known else (),
        covered=known.covered if known else date.min,
        open=known.open if known else (),
    )
    periodic, day = event.time_limit == PERIODIC, beijing_date(at)
    first = begins(rows.of(starts), event.item_id, day)
    spans = listed_on(row.spans, first, at) if periodic else ended_on(row.spans, day, cut=False)
    _owing(rows, row, spans, row.covered)


@entries.on(ItemScheduled)
def _(rows: Rows[EntryRow], record: Record[ItemScheduled]) -> None:
    """What has not begun begins on its new day; what has begun goes on (S0 一)."""
    known, day = rows.get(record.event.item_id), beijing_date(record.cause.at)
    if known is None or not waiting(known.spans, day):
        return
    first = max(day, record.event.starts or day)
    _owing(rows, known, begun_anew(known.spans, first), known.covered)


@entries.on(ItemRetired)
def _(rows: Rows[EntryRow], record: Record[ItemRetired]) -> None:
    """What covers the last day is excused: from the next day on it is owed anew, if listed."""
    known, day = rows.get(record.event.item_id), beijing_date(record.cause.at)
    if known is None:
        return
    found = [row for each in known.open if (row := rows.of(duties).get(each))]
    owed = any(row.ends and row.ends >= day for row in found)
    covered = min(known.covered, day) if owed else known.covered
    spans = ended_on(known.spans, day, cut=True)
    _owing(rows, replace(known, retired=True), spans, covered)


@entries.on(ObligationRaised)
def _(rows: Rows[EntryRow], record: Record[ObligationRaised]) -> None:
    event, known = record.event, rows.get(record.event.item_id)
    if known is None or record.stream_id in known.open:
        return
    row, covered = replace(known, open=(*known.open, record.stream_id)), known.covered
    if event.ends:
        period = Period(first=event.begins, last=event.ends)
        covered = max(covered, covered_by(row.spans, period))
    _owing(rows, row, row.spans, covered)


def _owing(rows: Rows[EntryRow], row: EntryRow, spans: tuple[Span, ...], covered: date) -> None:
    first = next_first(spans, covered)
    rows.put(replace(row, spans=spans, covered=covered, next_from=first))


@duties.on(ObligationRaised)
def _(rows: Rows[DutyRow], record: Record[ObligationRaised]) -> None:
    event = record.event
    due = event.deadline.due
    row = DutyRow(
        obligation_id=record.stream_id,
        unit=event.unit,
        item_id=event.item_id,
        title=event.title,
        matter=event.matter,
        duty=event.duty,
        state="open",
        begins=event.begins,
        ends=event.ends,
        due=due,
        month=f"{due:%Y-%m}",
        next_on=None,
        raised_at=record.cause.at,
        reckoning=event.deadline.reckoning,
        dial=turned(Dial(), event),
        version=record.version,
    )
    noted(rows, row)


@duties.on(ObligationPrompted)
def _(rows: Rows[DutyRow], record: Record[ObligationPrompted]) -> None:
    _follow(rows, record, asked=True)


@duties.on(ObligationReminded)
def _(rows: Rows[DutyRow], record: Record[ObligationReminded]) -> None:
    _follow(rows, record)


@duties.on(ObligationMissed)
def _(rows: Rows[DutyRow], record: Record[ObligationMissed]) -> None:
    _follow(rows, record, state="overdue")


@duties.on(ObligationDemanded)
def _(rows: Rows[DutyRow], record: Record[ObligationDemanded]) -> None:
    _follow(rows, record, asked=True, answer_by=record.event.answer_by)


@duties.on(ObligationFulfilled)
def _(rows: Rows[DutyRow], record: Record[ObligationFulfilled]) -> None:
    event = record.event
    state = "late" if event.late else "done"
    _close(rows, record)
    _follow(rows, record, state=state, done_on=event.on, disclosure_id=event.disclosure_id)


@duties.on(ObligationConfirmed)
def _(rows: Rows[DutyRow], record: Record[ObligationConfirmed]) -> None:
    event = record.event
    _close(rows, record)
    _follow(rows, record, state="late" if event.late else "done", done_on=event.on)


@duties.on(ObligationExcused)
def _(rows: Rows[DutyRow], record: Record[ObligationExcused]) -> None:
    _close(rows, record)
    _follow(rows, record, state="excused")


@duties.on(ObligationRescheduled)
def _(rows: Rows[DutyRow], record: Record[ObligationRescheduled]) -> None:
    due, known = record.event.deadline, rows.get(record.stream_id)
    if known is None:
        return
    missed = turned(known.dial, record.event).missed
    _follow(
        rows,
        record,
        due=due.due,
        month=f"{due.due:%Y-%m}",
        reckoning=due.reckoning,
        state="overdue" if missed else "open",
    )


def _follow(rows: Rows[DutyRow], record: Record[Any], **changes: object) -> None:
    known = rows.get(record.stream_id)
    if known is None:
        return
    dial = turned(known.dial, record.event)
    noted(rows, replace(known, dial=dial, version=record.version, **changes))


def noted(rows: Rows[DutyRow], row: DutyRow) -> None:
    """Write a row with its next alarm, and keep the figures true."""
    ahead = row.dial.next_step(proposed=row.proposed)
    before = rows.get(row.obligation_id)
    on, step = (ahead.on, ahead.name) if ahead else (None, "")
    rows.put(replace(row, next_on=on, next_step=step))
    if before is None or (before.state, before.month) != (row.state, row.month):
        _count(rows.of(figures), before, -1)
        _count(rows.of(figures), row, 1)


def _count(rows: Rows[FigureRow], row: DutyRow | None, by: int) -> None:
    if row is None:
        return
    key = f"{row.unit}/{row.month}"
    known = rows.get(key) or FigureRow(key=key, unit=row.unit, month=row.month)
    rows.put(replace(known, **{row.state: getattr(known, row.state) + by}))


def _close(rows: Rows[DutyRow], record: Record[Any]) -> None:
    known = rows.get(record.stream_id)
    entry = rows.of(entries).get(known.item_id) if known else None
    if entry:
        left = tuple(each for each in entry.open if each != record.stream_id)
        rows.of(entries).put(replace(entry, open=left))
