"""职权运行 — powers that are published, each run of one, and the warnings on the way."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import replace

from services.workflow.domain.run_words import (
    RunAdvanced,
    RunDisposed,
    RunOpened,
    RunStep,
    RunWarned,
)
from services.workflow.heard.powers import (
    HeardStep,
    PowerCharted,
    PowerConfirmed,
    PowerEntered,
    PowerIssued,
    PowerPublished,
    RiskConfirmed,
)
from services.workflow.views.reminders import WARNED, NoticeRow, notices
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

HIGH: Final = "high"


class PowerRow(Struct, frozen=True, kw_only=True):
    """职权 — ``high``: the steps at which some risk is high; ``since``: first issued then."""

    power_id: str
    unit: str
    confirmed: bool = False
    published: bool = False
    title: str = ""
    owner: str = ""
    chart: int = 0
    steps: tuple[HeardStep, ...] = ()
    high: tuple[int, ...] = ()
    since: date | None = None

    def course(self) -> tuple[RunStep, ...]:
        """Return the steps that a run of it goes through."""
        return tuple(
            convert(
                {
                    "name": each.name,
                    "subject": each.subject,
                    "lane": each.lane,
                    "days": each.days,
                    "point": each.point,
                    "scope": each.scope,
                    "high": number in self.high,
                },
                RunStep,
            )
            for number, each in enumerate(self.steps, start=1)
        )


class Done(Struct, frozen=True, kw_only=True):
    """已办结的环节 — ``instead``: why another post than the chart's finished it."""

    step: int
    result: str
    disclosure_id: str
    by: str
    at: datetime
    instead: str = ""


class Warned(Struct, frozen=True, kw_only=True):
    """超时预警 — with a handling record once it is disposed of."""

    step: int
    due: date
    at: datetime
    handling: str = ""
    by: str = ""
    disposed_at: datetime | None = None


class RunRow(Struct, frozen=True, kw_only=True):
    """职权运行 — ``waiting``: how many warnings have no handling record.

    ``watched``: the step at which it is has a high risk, and nobody was warned about it.
    """

    run_id: UUID
    unit: str
    power_id: str
    power: str
    title: str
    owner: str
    chart: int
    steps: tuple[RunStep, ...]
    regimes: tuple[str, ...]
    opened_by: str
    opened_at: datetime
    due: date | None = None
    done: tuple[Done, ...] = ()
    warnings: tuple[Warned, ...] = ()
    waiting: int = 0
    closed: bool = False
    watched: bool = False

    @property
    def at(self) -> int:
        """Return the number of the step that is being worked at."""
        return len(self.done) + 1


powers: Final = View("powers", PowerRow, key="power_id", indexes=(("unit", "confirmed"),))
runs: Final = View(
    "runs",
    RunRow,
    key="run_id",
    indexes=(("power_id", "opened_at"), ("unit", "closed"), ("watched", "due")),
)


@powers.on(PowerEntered)
def _(rows: Rows[PowerRow], record: Record[PowerEntered]) -> None:
    if rows.get(str(record.stream_id)):  # it was corrected: confirmed and published anew
        _know(rows, record, confirmed=False, published=False)


@powers.on(PowerConfirmed)
def _(rows: Rows[PowerRow], record: Record[PowerConfirmed]) -> None:
    _know(rows, record, confirmed=True)


@powers.on(PowerPublished)
def _(rows: Rows[PowerRow], record: Record[PowerPublished]) -> None:
    _know(rows, record, published=True)


@powers.on(PowerCharted)
def _(rows: Rows[PowerRow], record: Record[PowerCharted]) -> None:
    _know(rows, record, published=False)


@powers.on(PowerIssued)
def _(rows: Rows[PowerRow], record: Record[PowerIssued]) -> None:
    event = record.event
    told = {"title": event.title, "owner": event.owner, "chart": event.chart}
    _know(rows, record, steps=event.steps, high=event.high, **told)
    row = rows.get(str(record.stream_id))
    if row and row.since is None:
        rows.change(row.power_id, since=beijing_date(record.cause.at))


@powers.on(RiskConfirmed)
def _(rows: Rows[PowerRow], record: Record[RiskConfirmed]) -> None:
    """Let a level approved after the chart was published count for runs that begin later."""
    event, row = record.event, rows.get(str(record.stream_id))
    if row and row.chart == event.chart and event.level == HIGH:
        rows.change(row.power_id, high=tuple(sorted({*row.high, event.step})))


@runs.on(RunOpened)
def _(rows: Rows[RunRow], record: Record[RunOpened]) -> None:
    event = record.event
    rows.put(
        RunRow(
            run_id=record.stream_id,
            unit=event.unit,
            power_id=event.power_id,
            power=event.power,
            title=event.title,
            owner=event.owner,
            chart=event.chart,
            steps=event.steps,
            regimes=event.regimes,
            opened_by=event.opened_by,
            opened_at=record.cause.at,
            due=event.due,
            watched=event.steps[0].high,
        )
    )


@runs.on(RunAdvanced)
def _(rows: Rows[RunRow], record: Record[RunAdvanced]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        done = Done(
            step=event.step,
            result=event.result,
            disclosure_id=event.disclosure_id,
            by=event.advanced_by,
            at=record.cause.at,
            instead=event.instead,
        )
        rows.change(
            row.run_id,
            done=(*row.done, done),
            due=event.due,
            closed=event.closed,
            watched=not event.closed and row.steps[event.step].high,
        )


@runs.on(RunWarned)
def _(rows: Rows[RunRow], record: Record[RunWarned]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        warned = Warned(step=event.step, due=event.due, at=record.cause.at)
        warnings = (*row.warnings, warned)
        rows.change(row.run_id, warnings=warnings, waiting=row.waiting + 1, watched=False)


@runs.on(RunDisposed)
def _(rows: Rows[RunRow], record: Record[RunDisposed]) -> None:
    event, at = record.event, record.cause.at
    if row := rows.get(record.stream_id):
        handled = {"handling": event.handling, "by": event.disposed_by, "disposed_at": at}
        warnings = tuple(
            replace(each, **handled) if each.step == event.step else each for each in row.warnings
        )
        rows.change(row.run_id, warnings=warnings, waiting=row.waiting - 1)


@notices.on(RunWarned)
def _(rows: Rows[NoticeRow], record: Record[RunWarned]) -> None:
    """Tell those who hold the power, and those who supervise them."""
    event = record.event
    for to in event.to:
        rows.put(
            NoticeRow(
                notice_id=uuid5(record.id, f"{to.unit}/{to.post}"),
                unit=to.unit,
                post=to.post,
                kind=WARNED,
                owner=event.unit,
                title=event.title,
                link=f"/workflow/runs/{record.stream_id}",
                at=record.cause.at,
            )
        )


def _know(rows: Rows[PowerRow], record: Record[Any], **fields: Any) -> None:
    key = str(record.stream_id)
    if rows.get(key) is None:
        rows.put(PowerRow(power_id=key, unit=record.event.unit))
    rows.change(key, **fields)
