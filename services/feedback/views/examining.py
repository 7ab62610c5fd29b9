"""督查单、凭据抽查、公开初稿 — as pages show them."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.examination import (
    ExaminationClosed,
    ExaminationOpened,
    LackRechecked,
    LackRemedied,
    Sort,
)
from services.feedback.domain.outcome_draft import DraftSettled, OutcomeDrafted, Reporter, Source
from services.feedback.domain.proof_check import ProofJudged, ProofsSampled, Verdict
from services.feedback.heard import SheetPosted
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class ExaminationRow(Struct, frozen=True, kw_only=True):
    """督查单 — ``passed``: how many of its findings were put right and looked at again."""

    examination_id: UUID
    unit: str
    title: str
    sort: Sort
    due: date
    opened_at: datetime
    lacks: int
    passed: int = 0
    closed_at: datetime | None = None


class LackRow(Struct, frozen=True, kw_only=True):
    """督查发现的问题 — ``by``: the unit that looks from above; ``due`` None: nothing is owed."""

    key: str
    examination_id: UUID
    number: int
    by: str
    unit: str
    title: str
    what: str
    due: date | None
    done: str = ""
    evidence: str = ""
    remedied_at: datetime | None = None
    remedied_by: str = ""
    note: str = ""
    passed: bool = False

    def late(self, today: date) -> bool:
        """Tell whether it is still to be put right and its day has passed."""
        return self.due is not None and self.due < today


class PostedRow(Struct, frozen=True, kw_only=True):
    """张贴凭据 — which unit posted what, when."""

    proof: str
    unit: str
    month: str
    disclosure_id: str
    poster: str
    posted_at: datetime


class LotRow(Struct, frozen=True, kw_only=True):
    """凭据抽查 — of a unit and a month."""

    lot_id: UUID
    unit: str
    month: str
    percent: int
    of: int
    proofs: tuple[str, ...]


class JudgedRow(Struct, frozen=True, kw_only=True):
    """凭据抽查结论"""

    proof: str
    unit: str
    verdict: Verdict
    note: str
    by: str
    at: datetime


class DraftRow(Struct, frozen=True, kw_only=True):
    """公开初稿"""

    draft_id: UUID
    unit: str
    source: Source
    about: str
    theme: str
    title: str
    content: str
    reporter: Reporter
    flagged: tuple[str, ...]
    at: datetime
    open: bool = True
    proposed: bool = False
    note: str = ""


examinations: Final = View(
    "examinations", ExaminationRow, key="examination_id", indexes=(("unit", "opened_at"),)
)
lacks: Final = View(
    "lacks", LackRow, key="key", indexes=(("examination_id", "number"), ("unit", "due"), ("due",))
)
posted: Final = View("posted", PostedRow, key="proof", indexes=(("month", "unit"),))
lots: Final = View("proof_lots", LotRow, key="lot_id", indexes=(("unit", "month"),))
judged: Final = View("judged_proofs", JudgedRow, key="proof", indexes=(("unit", "at"),))
outcome_drafts: Final = View(
    "outcome_drafts", DraftRow, key="draft_id", indexes=(("unit", "open", "at"), ("about",))
)
EXAMINING: Final = (examinations, lacks, posted, lots, judged, outcome_drafts)


@examinations.on(ExaminationOpened)
def _(rows: Rows[ExaminationRow], record: Record[ExaminationOpened]) -> None:
    new = record.event
    rows.put(
        ExaminationRow(
            examination_id=record.stream_id,
            unit=new.unit,
            title=new.title,
            sort=new.sort,
            due=new.due,
            opened_at=record.cause.at,
            lacks=len(new.lacks),
        )
    )


@examinations.on(LackRechecked)
def _(rows: Rows[ExaminationRow], record: Record[LackRechecked]) -> None:
    row = rows.get(record.stream_id)
    if row and record.event.passed:
        rows.change(record.stream_id, passed=row.passed + 1)


@examinations.on(ExaminationClosed)
def _(rows: Rows[ExaminationRow], record: Record[ExaminationClosed]) -> None:
    rows.change(record.stream_id, closed_at=record.cause.at)


@lacks.on(ExaminationOpened)
def _(rows: Rows[LackRow], record: Record[ExaminationOpened]) -> None:
    new = record.event
    for number, each in enumerate(new.lacks, 1):
        rows.put(
            LackRow(
                key=_key(record.stream_id, number),
                examination_id=record.stream_id,
                number=number,
                by=new.unit,
                unit=each.unit,
                title=new.title,
                what=each.what,
                due=new.due,
            )
        )


@lacks.on(LackRemedied)
def _(rows: Rows[LackRow], record: Record[LackRemedied]) -> None:
    event, cause = record.event, record.cause
    rows.change(
        _key(record.stream_id, event.number),
        done=event.done,
        evidence=event.evidence,
        remedied_at=cause.at,
        remedied_by=event.by,
        due=None,
    )


@lacks.on(LackRechecked)
def _(rows: Rows[LackRow], record: Record[LackRechecked]) -> None:
    event, key = record.event, _key(record.stream_id, record.event.number)
    rows.change(key, passed=event.passed, note=event.note, due=event.due)
    if not event.passed:
        rows.change(key, remedied_at=None)


@posted.on(SheetPosted)
def _(rows: Rows[PostedRow], record: Record[SheetPosted]) -> None:
    new = record.event
    rows.put(
        PostedRow(
            proof=str(record.id),
            unit=new.unit,
            month=beijing_date(new.posted_at).isoformat()[:7],
            disclosure_id=new.disclosure_id,
            poster=new.poster,
            posted_at=new.posted_at,
        )
    )


@lots.on(ProofsSampled)
def _(rows: Rows[LotRow], record: Record[ProofsSampled]) -> None:
    new = record.event
    rows.put(
        LotRow(
            lot_id=record.stream_id,
            unit=new.unit,
            month=new.month,
            percent=new.percent,
            of=new.of,
            proofs=new.proofs,
        )
    )


@judged.on(ProofJudged)
def _(rows: Rows[JudgedRow], record: Record[ProofJudged]) -> None:
    event, cause = record.event, record.cause
    rows.put(
        JudgedRow(
            proof=event.proof,
            unit=event.unit,
            verdict=event.verdict,
            note=event.note,
            by=cause.actor,
            at=cause.at,
        )
    )


@outcome_drafts.on(OutcomeDrafted)
def _(rows: Rows[DraftRow], record: Record[OutcomeDrafted]) -> None:
    new = record.event
    rows.put(
        DraftRow(
            draft_id=record.stream_id,
            unit=new.unit,
            source=new.source,
            about=new.about,
            theme=new.theme,
            title=new.title,
            content=new.content,
            reporter=new.reporter,
            flagged=new.flagged,
            at=record.cause.at,
        )
    )


@outcome_drafts.on(DraftSettled)
def _(rows: Rows[DraftRow], record: Record[DraftSettled]) -> None:
    event = record.event
    rows.change(record.stream_id, open=False, proposed=event.proposed, note=event.note)


def _key(examination_id: UUID, number: int) -> str:
    return f"{examination_id}/{number}"
