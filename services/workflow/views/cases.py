"""责任追究 — cases; who held which post when; regimes in force, by which cases are judged."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.case_words import (
    Answerable,
    CaseClosed,
    CaseCriticized,
    CaseGraded,
    CaseMissed,
    CaseOpened,
    CaseOrdered,
    CasePursued,
    CaseRectified,
)
from services.workflow.domain.dossier_following_words import LossReported
from services.workflow.domain.dossier_words import DossierBypassed
from services.workflow.heard import (
    RegimeRegistered,
    RegimeRepealed,
)
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

OPEN, CLOSED = "open", "closed"


class RegimeRow(Struct, frozen=True, kw_only=True):
    """制度 — as far as cases ask about it."""

    regime_id: UUID
    unit: str
    title: str
    fulfils: str
    effective: str
    repealed_on: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        begun = self.effective <= str(day)
        return begun and (self.repealed_on is None or day < self.repealed_on)


class CaseLine(Struct, frozen=True, kw_only=True):
    """办理经过"""

    what: str
    note: str
    at: datetime
    by: str


class CaseRow(Struct, frozen=True, kw_only=True):
    """责任追究案件 — ``persons``, ``measure`` and ``reference`` are for few eyes only."""

    case_id: UUID
    body: str
    unit: str
    fault: str
    ground: str
    fault_on: date
    what: str
    loss: str
    events: tuple[str, ...]
    answerable: tuple[Answerable, ...]
    regime: str
    article: str
    warned: bool
    opened_at: datetime
    opened_by: str
    state: str = OPEN
    due: date | None = None
    rectified: bool = False
    missed: bool = False
    serious: bool = False
    persons: tuple[str, ...] = ()
    measure: str = ""
    reference: str = ""
    lines: tuple[CaseLine, ...] = ()


class LossRow(Struct, frozen=True, kw_only=True):
    """决策损失 — of a decision of which steps were left out; ``on``: the day of the first one."""

    dossier_id: str
    unit: str
    on: date
    matter: str = ""
    loss: str = ""
    bypassed: tuple[DossierBypassed, ...] = ()


losses: Final = View("losses", LossRow, key="dossier_id", indexes=(("on",),))
regimes: Final = View("regimes", RegimeRow, key="regime_id", indexes=(("unit",),))
cases: Final = View(
    "cases",
    CaseRow,
    key="case_id",
    indexes=(("unit", "opened_at"), ("body", "opened_at"), ("state", "due")),
)


@losses.on(DossierBypassed)
def _(rows: Rows[LossRow], record: Record[DossierBypassed]) -> None:
    key, on = str(record.stream_id), beijing_date(record.cause.at)
    if rows.get(key) is None:
        rows.put(LossRow(dossier_id=key, unit=record.event.unit, on=on))


@losses.on(LossReported)
def _(rows: Rows[LossRow], record: Record[LossReported]) -> None:
    event = record.event
    told = {"matter": event.matter, "loss": event.loss, "bypassed": event.bypassed}
    rows.change(str(record.stream_id), **told)


@regimes.on(RegimeRegistered)
def _(rows: Rows[RegimeRow], record: Record[RegimeRegistered]) -> None:
    event = record.event
    rows.put(
        RegimeRow(
            regime_id=record.stream_id,
            unit=event.unit,
            title=event.title,
            fulfils=event.fulfils,
            effective=event.effective,
        )
    )


@regimes.on(RegimeRepealed)
def _(rows: Rows[RegimeRow], record: Record[RegimeRepealed]) -> None:
    rows.change(record.stream_id, repealed_on=beijing_date(record.cause.at))


@cases.on(CaseOpened)
def _(rows: Rows[CaseRow], record: Record[CaseOpened]) -> None:
    event = record.event
    rows.put(
        CaseRow(
            case_id=record.stream_id,
            body=event.body,
            unit=event.unit,
            fault=event.fault.value,
            ground=event.ground,
            fault_on=event.fault_on,
            what=event.what,
            loss=event.loss,
            events=event.events,
            answerable=event.answerable,
            regime=event.regime,
            article=event.article,
            warned=event.warned,
            opened_at=record.cause.at,
            opened_by=event.opened_by,
        )
    )


@cases.on(CaseCriticized)
def _(rows: Rows[CaseRow], record: Record[CaseCriticized]) -> None:
    _line(rows, record, "批评教育", record.event.note)
    if record.event.article:
        rows.change(record.stream_id, article=record.event.article)


@cases.on(CaseOrdered)
def _(rows: Rows[CaseRow], record: Record[CaseOrdered]) -> None:
    due = record.event.due
    note = f"{record.event.note}（期限{due}）"
    _line(rows, record, "责令限期整改", note, due=due, rectified=False, missed=False)


@cases.on(CaseRectified)
def _(rows: Rows[CaseRow], record: Record[CaseRectified]) -> None:
    _line(rows, record, "报告整改结果", record.event.proof, rectified=True)


@cases.on(CaseMissed)
def _(rows: Rows[CaseRow], record: Record[CaseMissed]) -> None:
    _line(rows, record, "到期没有报告整改结果", "", missed=True)


@cases.on(CaseGraded)
def _(rows: Rows[CaseRow], record: Record[CaseGraded]) -> None:
    serious = record.event.serious
    what = "认定情节严重" if serious else "认定情节不严重"
    _line(rows, record, what, record.event.reason, serious=serious)


@cases.on(CasePursued)
def _(rows: Rows[CaseRow], record: Record[CasePursued]) -> None:
    event = record.event
    outcome = {"persons": event.persons, "measure": event.measure, "reference": event.reference}
    _line(rows, record, "追究责任", "", **outcome)


@cases.on(CaseClosed)
def _(rows: Rows[CaseRow], record: Record[CaseClosed]) -> None:
    _line(rows, record, "结案", record.event.note, state=CLOSED)


def _line(rows: Rows[CaseRow], record: Record[Any], what: str, note: str, **changes: Any) -> None:
    if row := rows.get(record.stream_id):
        cause = record.cause
        line = CaseLine(what=what, note=note, at=cause.at, by=cause.actor)
        rows.change(record.stream_id, lines=(*row.lines, line), **changes)
