"""预公开 — of each plan that was shown before its decision: its days, its stances, its results."""

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.heard.periods import (
    ConsultationClosed,
    ConsultationDecided,
    ConsultationInterrupted,
    ConsultationOpened,
    ConsultationPostponed,
    ConsultationReported,
    ConsultationRescheduled,
    HeardDay,
    HeardVoices,
)
from shared.record import Record
from shared.view import Rows, View

OUTCOMES: Final = {
    "adopted": "按原方案决定",
    "changed": "修改后决定",
    "dropped": "决定不予实施",
}
RUNNING: Final = "open"
POSTPONED: Final = "postponed"


class ConsultationRow(Struct, frozen=True, kw_only=True):
    """预公开 — numbers and days only: what is said about them stands in the approved texts.

    ``results`` are the publications that tell what came of it.
    """

    disclosure_id: str
    matter: str
    round: int
    opened_on: date
    last_day: date
    days: tuple[HeardDay, ...]
    state: str = RUNNING
    outcome: str = ""
    voices: HeardVoices = HeardVoices()
    results: tuple[str, ...] = ()

    @property
    def counted(self) -> int:
        """Return how many days it takes."""
        return sum(each.counted for each in self.days)

    def day(self, today: date) -> int:
        """Return how many of its days have begun."""
        return sum(each.counted and each.date <= today for each in self.days)

    def asks(self, today: date) -> bool:
        """Tell whether opinions are heard on a day."""
        return self.state == RUNNING and today <= self.last_day

    @property
    def standing(self) -> str:
        """Return what came of it, in words; empty while nothing is known."""
        if self.state == POSTPONED:
            return "暂缓决定，待进一步调查研究"
        return OUTCOMES.get(self.outcome, "")


class ResultRow(Struct, frozen=True, kw_only=True):
    """预公开处理结果 — of which plans, oldest first."""

    disclosure_id: str
    rounds: tuple[str, ...]


consultations: Final = View("consultations", ConsultationRow, key="disclosure_id")
results: Final = View("results", ResultRow, key="disclosure_id")


@consultations.on(ConsultationOpened)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationOpened]) -> None:
    event = record.event
    rows.put(
        ConsultationRow(
            disclosure_id=event.disclosure_id,
            matter=event.matter,
            round=event.round,
            opened_on=event.opened_on,
            last_day=event.deadline.due,
            days=event.deadline.days,
        )
    )


@consultations.on(ConsultationRescheduled)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationRescheduled]) -> None:
    due = record.event.deadline
    rows.change(record.event.disclosure_id, last_day=due.due, days=due.days)


@consultations.on(ConsultationInterrupted)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationInterrupted]) -> None:
    rows.drop(record.event.disclosure_id)


@consultations.on(ConsultationClosed)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationClosed]) -> None:
    event = record.event
    rows.change(event.disclosure_id, state="closed", voices=event.voices)


@consultations.on(ConsultationPostponed)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationPostponed]) -> None:
    rows.change(record.event.disclosure_id, state=POSTPONED)


@consultations.on(ConsultationDecided)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationDecided]) -> None:
    event = record.event
    rows.change(event.disclosure_id, state="decided", outcome=event.outcome)


@consultations.on(ConsultationReported)
def _(rows: Rows[ConsultationRow], record: Record[ConsultationReported]) -> None:
    for each in record.event.rounds:
        if known := rows.get(each):
            told = (*known.results, record.event.disclosure_id)
            rows.put(replace(known, results=told))


@results.on(ConsultationReported)
def _(rows: Rows[ResultRow], record: Record[ConsultationReported]) -> None:
    event = record.event
    rows.put(ResultRow(disclosure_id=event.disclosure_id, rounds=event.rounds))
