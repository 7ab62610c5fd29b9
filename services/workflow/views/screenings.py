"""What was found in the text of each proposal, how it was settled; the words of each unit."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.screened import SCREENING, Screening
from services.workflow.domain.screening_words import (
    FindingsSettled,
    Outcome,
    ProposalScreened,
    WordsKept,
)
from shared.record import Record
from shared.view import Rows, View


class SettledLine(Struct, frozen=True, kw_only=True):
    """处理记录 — what a person said about things found, and when."""

    numbers: tuple[int, ...]
    outcome: Outcome
    reason: str
    by: str
    at: datetime


class ScreeningRow(Struct, frozen=True, kw_only=True):
    """筛查结果 — of the text as it stands; ``before`` counts what the text before it had."""

    proposal_id: str
    unit: str
    screened_at: datetime
    screening: Screening
    lines: tuple[SettledLine, ...] = ()
    before: int = 0

    def line(self, number: int) -> SettledLine | None:
        """Return the latest word about one thing found."""
        return next((each for each in reversed(self.lines) if number in each.numbers), None)


class WordsRow(Struct, frozen=True, kw_only=True):
    """筛查词表 — of one unit."""

    unit: str
    words: tuple[str, ...]
    kept_by: str
    kept_at: datetime


screenings: Final = View("screenings", ScreeningRow, key="proposal_id")
wordlists: Final = View("wordlists", WordsRow, key="unit")


@screenings.on(ProposalScreened)
def _(rows: Rows[ScreeningRow], record: Record[ProposalScreened]) -> None:
    event = record.event
    known = rows.get(event.proposal_id)
    before = known.screening if known else Screening()
    after = SCREENING.evolve(before, event)
    rows.put(
        ScreeningRow(
            proposal_id=event.proposal_id,
            unit=event.unit,
            screened_at=record.cause.at,
            screening=after,
            lines=known.lines if known and after.settled else (),
            before=len(before.findings) + before.more,
        )
    )


@screenings.on(FindingsSettled)
def _(rows: Rows[ScreeningRow], record: Record[FindingsSettled]) -> None:
    event = record.event
    if row := rows.get(event.proposal_id):
        line = SettledLine(
            numbers=event.numbers,
            outcome=event.outcome,
            reason=event.reason,
            by=event.settled_by,
            at=record.cause.at,
        )
        after = SCREENING.evolve(row.screening, event)
        rows.put(replace(row, screening=after, lines=(*row.lines, line)))


@wordlists.on(WordsKept)
def _(rows: Rows[WordsRow], record: Record[WordsKept]) -> None:
    event = record.event
    rows.put(
        WordsRow(unit=event.unit, words=event.words, kept_by=event.kept_by, kept_at=record.cause.at)
    )
