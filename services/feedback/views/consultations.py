"""征求意见 — which plans ask for a stance, until when; and which stance an opinion took."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.feedback.domain.stance import Stance, StanceDeclared, Window
from services.feedback.heard import (
    ConsultationClosed,
    ConsultationInterrupted,
    ConsultationOpened,
    ConsultationRescheduled,
)
from shared.record import Record
from shared.view import Rows, View


class AskedRow(Struct, frozen=True, kw_only=True):
    """征求意见的方案 — what is asked, from when to when."""

    disclosure_id: str
    opened_on: date
    last_day: date
    questions: tuple[str, ...]
    over: bool = False

    @property
    def window(self) -> Window:
        """Return what the rules ask."""
        return Window(opened_on=self.opened_on, last_day=self.last_day, over=self.over)

    def asks(self, today: date) -> bool:
        """Tell whether a stance is taken in on a day."""
        return not self.over and self.opened_on <= today <= self.last_day


class StanceRow(Struct, frozen=True, kw_only=True):
    """意见的表态"""

    opinion_id: str
    stance: Stance


asked: Final = View("asked", AskedRow, key="disclosure_id")
stances: Final = View("stances", StanceRow, key="opinion_id")


@asked.on(ConsultationOpened)
def _(rows: Rows[AskedRow], record: Record[ConsultationOpened]) -> None:
    event = record.event
    rows.put(
        AskedRow(
            disclosure_id=event.disclosure_id,
            opened_on=event.opened_on,
            last_day=event.deadline.due,
            questions=event.questions,
        )
    )


@asked.on(ConsultationRescheduled)
def _(rows: Rows[AskedRow], record: Record[ConsultationRescheduled]) -> None:
    rows.change(record.event.disclosure_id, last_day=record.event.deadline.due)


@asked.on(ConsultationInterrupted, ConsultationClosed)
def _(
    rows: Rows[AskedRow], record: Record[ConsultationInterrupted] | Record[ConsultationClosed]
) -> None:
    rows.change(record.event.disclosure_id, over=True)


@stances.on(StanceDeclared)
def _(rows: Rows[StanceRow], record: Record[StanceDeclared]) -> None:
    rows.put(StanceRow(opinion_id=record.event.opinion_id, stance=record.event.stance))
