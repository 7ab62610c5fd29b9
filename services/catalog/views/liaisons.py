"""Rows of the table leader ↔ key project ↔ base unit: what is, and what was, with its days."""

from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.liaison import day_before
from services.catalog.domain.liaison_words import LiaisonArranged, LiaisonEnded
from shared.record import Record
from shared.view import Rows, View


class LiaisonRow(Struct, frozen=True, kw_only=True):
    """联系安排 — ``until``: its last day; empty: it holds."""

    key: str
    unit: str
    leader: str
    duty: str
    project: str
    base: str
    since: str
    until: str = ""


class HolderRow(Struct, frozen=True, kw_only=True):
    """现在的安排 — which row of the table holds for a leader."""

    key: str
    row: str


liaisons: Final = View("liaisons", LiaisonRow, key="key", indexes=(("unit", "since"),))
liaison_holders: Final = View("liaison_holders", HolderRow, key="key")


@liaisons.on(LiaisonArranged)
def _(rows: Rows[LiaisonRow], record: Record[LiaisonArranged]) -> None:
    event = record.event
    _over(rows, event.unit, event.leader, day_before(event.since))
    key = f"{event.unit}/{record.version}"
    rows.put(
        LiaisonRow(
            key=key,
            unit=event.unit,
            leader=event.leader,
            duty=event.duty,
            project=event.project,
            base=event.base,
            since=event.since,
        )
    )
    rows.of(liaison_holders).put(HolderRow(key=f"{event.unit}/{event.leader}", row=key))


@liaisons.on(LiaisonEnded)
def _(rows: Rows[LiaisonRow], record: Record[LiaisonEnded]) -> None:
    event = record.event
    _over(rows, event.unit, event.leader, event.until)
    rows.of(liaison_holders).drop(f"{event.unit}/{event.leader}")


def _over(rows: Rows[Any], unit: str, leader: str, until: str) -> None:
    holder = rows.of(liaison_holders).get(f"{unit}/{leader}")
    if holder:
        rows.change(holder.row, until=until)
