"""公开义务的经过 — what has happened to an obligation, read from its own facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import Struct

from services.workflow.domain.duty import Deadline, TimeLimits
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_events import (
    ObligationConfirmed,
    ObligationDemanded,
    ObligationEvent,
    ObligationExcused,
    ObligationFulfilled,
    ObligationMissed,
    ObligationPrompted,
    ObligationRaised,
    ObligationReminded,
    ObligationRescheduled,
)
from services.workflow.views.duties import DutyLine, DutyRow
from shared.record import Record
from shared.store import Store


class Past(Struct, frozen=True, kw_only=True):
    """来历 — how the due day was counted, by which rule, and all that has happened, in order."""

    deadline: Deadline | None
    limits: TimeLimits
    lines: list[DutyLine]


@dataclass(frozen=True)
class Pasts:
    """公开义务的经过"""

    store: Store[Any]

    def of(self, row: DutyRow) -> Past:
        """Return the past of an obligation."""
        records = self.store.load(row.obligation_id)
        state = OBLIGATION.fold(each.event for each in records)
        lines = [*lines_of(records), *_proposed(row)]
        return Past(
            deadline=state.deadline,
            limits=state.limits,
            lines=sorted(lines, key=lambda each: each.at),
        )


def lines_of(records: Sequence[Record[ObligationEvent]]) -> Iterator[DutyLine]:
    """Yield a line for each fact of an obligation."""
    due = date.min
    for each in records:
        what, note = said(each.event, due)
        yield DutyLine(what=what, at=each.cause.at, by=each.cause.actor, note=note)
        if isinstance(each.event, ObligationRaised | ObligationRescheduled):
            due = each.event.deadline.due


def said(event: ObligationEvent, due: date) -> tuple[str, str]:
    """Return what a fact means to a reader, and a note; ``due``: the due day before it."""
    match event:
        case ObligationRaised():
            return "产生公开义务", ""
        case ObligationRescheduled(deadline=new):
            days = f"{due:%Y-%m-%d} 改为 {new.due:%Y-%m-%d}"
            return "期限重新计算", f"{days}（放假安排 {new.calendar}）"
        case ObligationFulfilled() | ObligationConfirmed() | ObligationExcused():
            return _ended(event)
        case _:
            return _rung(event)


def _ended(
    event: ObligationFulfilled | ObligationConfirmed | ObligationExcused,
) -> tuple[str, str]:
    match event:
        case ObligationFulfilled(late=True):
            return "逾期补公开", f"逾期{event.days_late}天"
        case ObligationFulfilled():
            return "按期履行", ""
        case ObligationConfirmed():
            return "复核后无变化", event.note
        case ObligationExcused():
            return "免除", f"{event.ground}（备案号：{event.filing}）"


def _rung(
    event: ObligationPrompted | ObligationReminded | ObligationMissed | ObligationDemanded,
) -> tuple[str, str]:
    match event:
        case ObligationPrompted():
            return "提示提出公开方案", ""
        case ObligationReminded(offset=offset):
            return _reminded(offset), ""
        case ObligationMissed(proposed=proposed):
            return "逾期", "" if proposed else "到期没有提出公开方案"
        case ObligationDemanded():
            return "责成提出公开方案", event.note


def _reminded(offset: int) -> str:
    if offset < 0:
        return f"提前{-offset}天提醒"
    return f"到期后第{offset}天催办" if offset else "到期当天提醒"


def _proposed(row: DutyRow) -> Iterator[DutyLine]:
    if row.proposed_at:
        yield DutyLine(what="提出公开方案", at=row.proposed_at, by=row.proposed_by)
