"""问题整改 — what was found wrong with each disclosure of an entry, and how it stands."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.problem_words import Mending, MendingReported, ProblemsListed
from shared.record import Record
from shared.view import Rows, View


class ProblemLine(Struct, frozen=True, kw_only=True):
    """一个问题 — ``carried``: it is of the period before; ``over``: it was done by then."""

    text: str
    state: Mending
    note: str = ""
    carried: bool = False
    over: bool = False


class ProblemRow(Struct, frozen=True, kw_only=True):
    """一期的问题"""

    disclosure_id: UUID
    unit: str
    item_id: str
    listed_at: datetime
    lines: tuple[ProblemLine, ...]


problems: Final = View("problems", ProblemRow, key="disclosure_id", indexes=(("item_id",),))


@problems.on(ProblemsListed)
def _(rows: Rows[ProblemRow], record: Record[ProblemsListed]) -> None:
    event = record.event
    earlier = (
        ProblemLine(
            text=each.text,
            state=each.state,
            note=each.note,
            carried=True,
            over=each.state is Mending.DONE,
        )
        for each in event.carried
    )
    fresh = (ProblemLine(text=each, state=Mending.PLANNED) for each in event.problems)
    rows.put(
        ProblemRow(
            disclosure_id=UUID(event.disclosure_id),
            unit=event.unit,
            item_id=event.item_id,
            listed_at=record.cause.at,
            lines=(*earlier, *fresh),
        )
    )


@problems.on(MendingReported)
def _(rows: Rows[ProblemRow], record: Record[MendingReported]) -> None:
    event = record.event
    if row := rows.get(UUID(event.disclosure_id)):
        lines = list(row.lines)
        line = lines[event.number - 1]
        lines[event.number - 1] = replace(line, state=event.state, note=event.note)
        rows.put(replace(row, lines=tuple(lines)))
