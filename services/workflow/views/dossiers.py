"""决策案卷的台账 — every dossier with its facts, what it owes to disclosure, and who is asked."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.convening_words import DossierScheduled, HearingAllotted
from services.workflow.domain.dossier import DOSSIER
from services.workflow.domain.dossier_following_words import (
    DossierAcknowledged,
    DossierCorrected,
    DossierEvaluated,
    DossierEvent,
    DossierExecuted,
    DossierFaulted,
    DossierReported,
    DossierResolved,
    LossReported,
)
from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.dossier_terms import Side
from services.workflow.domain.dossier_words import (
    DossierAdvised,
    DossierAssessed,
    DossierBypassed,
    DossierConsulted,
    DossierOpened,
    DossierResearched,
    DossierVoted,
    ExpertAppointed,
    HearingAnnounced,
    HearingRecorded,
    HearingReported,
)
from services.workflow.domain.expert import ExpertEnlisted, InterestsDeclared
from services.workflow.domain.obligation_events import ObligationExcused, ObligationFulfilled
from services.workflow.domain.oversight import OversightApproved, OversightRecorded
from shared.record import Record
from shared.view import Rows, View


class DossierFact(Struct, frozen=True, kw_only=True):
    """案卷里的一件事 — what happened, when, by whom, in which post."""

    at: datetime
    by: str
    post: str
    event: DossierEvent


class DossierRow(Struct, frozen=True, kw_only=True):
    """决策案卷 — ``owed``: how many of its disclosures are not made yet."""

    dossier_id: UUID
    unit: str
    item_id: str
    matter: str
    stand: str
    superior: str
    opened_at: datetime
    decided_on: date | None = None
    report_due: date | None = None  # while it is not reported
    executed: bool = False
    owed: int = 0
    faults: int = 0
    dossier: Dossier
    facts: tuple[DossierFact, ...] = ()
    version: int


class SideRow(Struct, frozen=True, kw_only=True):
    """案卷的公开 — what of a dossier is to be disclosed, and where it was."""

    obligation_id: UUID
    dossier_id: UUID
    unit: str
    side: Side
    matter: str
    since: datetime
    done_on: date | None = None
    disclosure_id: str = ""


class ExpertRow(Struct, frozen=True, kw_only=True):
    """专家 — on a unit's list, with what they have declared; ``declared_at`` None: nothing yet."""

    expert_id: UUID
    unit: str
    person: str
    field: str
    interests: tuple[str, ...] = ()
    declared_at: datetime | None = None


class OversightRow(Struct, frozen=True, kw_only=True):
    """监督书记的记录 — of one half-year."""

    oversight_id: UUID
    unit: str
    period: str
    powers: tuple[str, ...]
    findings: str
    recorded_by: str
    recorded_at: datetime
    approved: bool = False
    approved_by: str = ""
    approved_at: datetime | None = None
    note: str = ""


dossiers: Final = View(
    "dossiers",
    DossierRow,
    key="dossier_id",
    indexes=(("unit", "opened_at"), ("report_due",), ("executed", "owed")),
)
sides: Final = View("dossier_sides", SideRow, key="obligation_id", indexes=(("dossier_id",),))
experts: Final = View("experts", ExpertRow, key="expert_id", indexes=(("unit",), ("person",)))
oversights: Final = View("oversights", OversightRow, key="oversight_id", indexes=(("unit",),))


@dossiers.on(DossierOpened)
def _(rows: Rows[DossierRow], record: Record[DossierOpened]) -> None:
    event = record.event
    row = DossierRow(
        dossier_id=record.stream_id,
        unit=event.unit,
        item_id=event.item_id,
        matter=event.matter,
        stand="",
        superior=event.superior,
        opened_at=record.cause.at,
        dossier=DOSSIER.initial,
        version=record.version,
    )
    _put(rows, row, record)


@dossiers.on(
    DossierResearched,
    DossierConsulted,
    HearingAnnounced,
    HearingAllotted,
    HearingRecorded,
    HearingReported,
    ExpertAppointed,
    DossierAdvised,
    DossierAssessed,
    DossierBypassed,
    DossierScheduled,
    DossierVoted,
    DossierReported,
    DossierAcknowledged,
    DossierExecuted,
    DossierEvaluated,
    DossierResolved,
    LossReported,
    DossierFaulted,
    DossierCorrected,
)
def _(rows: Rows[DossierRow], record: Record[Any]) -> None:
    if known := rows.get(record.stream_id):
        _put(rows, known, record)


@dossiers.on(ObligationFulfilled, ObligationExcused)
def _(rows: Rows[DossierRow], record: Record[Any]) -> None:
    side = rows.of(sides).get(record.stream_id)
    known = rows.get(side.dossier_id) if side else None
    if known and side and side.done_on is None:
        rows.change(known.dossier_id, owed=known.owed - 1)


@sides.on(ObligationFulfilled)
def _(rows: Rows[SideRow], record: Record[ObligationFulfilled]) -> None:
    if known := rows.get(record.stream_id):
        event = record.event
        done = replace(known, done_on=event.on, disclosure_id=event.disclosure_id)
        rows.put(done)


@sides.on(DossierVoted, DossierExecuted, DossierResolved, DossierCorrected)
def _(rows: Rows[SideRow], record: Record[Any]) -> None:
    known, owed = rows.of(dossiers).get(record.stream_id), owed_by(record.event)
    if known is None or owed is None:
        return
    side, name, matter = owed
    rows.put(
        SideRow(
            obligation_id=uuid5(record.stream_id, name),
            dossier_id=record.stream_id,
            unit=known.unit,
            side=side,
            matter=matter,
            since=record.cause.at,
        )
    )


@experts.on(ExpertEnlisted)
def _(rows: Rows[ExpertRow], record: Record[ExpertEnlisted]) -> None:
    event, key = record.event, record.stream_id
    rows.put(ExpertRow(expert_id=key, unit=event.unit, person=event.person, field=event.field))


@experts.on(InterestsDeclared)
def _(rows: Rows[ExpertRow], record: Record[InterestsDeclared]) -> None:
    interests = record.event.interests
    rows.change(record.stream_id, interests=interests, declared_at=record.cause.at)


@oversights.on(OversightRecorded)
def _(rows: Rows[OversightRow], record: Record[OversightRecorded]) -> None:
    event = record.event
    rows.put(
        OversightRow(
            oversight_id=record.stream_id,
            unit=event.unit,
            period=event.period,
            powers=event.powers,
            findings=event.findings,
            recorded_by=event.by,
            recorded_at=record.cause.at,
        )
    )


@oversights.on(OversightApproved)
def _(rows: Rows[OversightRow], record: Record[OversightApproved]) -> None:
    rows.change(
        record.stream_id,
        approved=True,
        approved_by=record.cause.actor,
        approved_at=record.cause.at,
        note=record.event.note,
    )


def owed_by(event: DossierEvent) -> tuple[Side, str, str] | None:
    """Return what a fact makes a unit disclose: of which side, under which name, in words."""
    match event:
        case DossierVoted(adopted=True):
            return Side.DECISION, "decision", "决策过程和结果"
        case DossierExecuted(number=number):
            return Side.EXECUTION, f"execution/{number}", f"第{number}次执行情况"
        case DossierResolved(adopted=True, number=number):
            return Side.SUPERVISION, f"resolution/{number}", f"第{number}次评估后的决定"
        case DossierCorrected(number=number):
            return Side.SUPERVISION, f"correction/{number}", f"第{number}件失误的纠正"
        case _:
            return None


def _put(rows: Rows[DossierRow], row: DossierRow, record: Record[Any]) -> None:
    event, cause = record.event, record.cause
    state = DOSSIER.evolve(row.dossier, event)
    fact = DossierFact(at=cause.at, by=cause.actor, post=cause.post, event=event)
    decided = isinstance(event, DossierVoted) and event.adopted
    rows.put(
        replace(
            row,
            dossier=state,
            stand=state.stand.value,
            decided_on=event.meeting.held_on if decided else row.decided_on,
            report_due=None if state.reported else state.report_due,
            executed=state.executions > 0,
            owed=row.owed + (owed_by(event) is not None),
            faults=len([each for each in state.faults if not each]),
            facts=(*row.facts, fact),
            version=record.version,
        )
    )
