"""公示期 — of each disclosure that is a notice: from when to when, and which days count."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.heard.periods import (
    HeardDay,
    PostingOpened,
    PostingRescheduled,
    PostingRestarted,
)
from shared.record import Record
from shared.view import Rows, View

KINDS: Final = {
    "inspection": "干部考察预告",
    "appointment": "干部任前公示",
    "membership": "发展党员公示",
    "promotion": "职级晋升公示",
    "honours": "评先评优公示",
}


class PostingRow(Struct, frozen=True):
    """公示 — ``days``: every day after its opening up to its last, counted or not."""

    disclosure_id: str
    kind: str
    opened_on: date
    last_day: date
    days: tuple[HeardDay, ...]
    again: dict[str, date] = {}  # the last day for those who are shown anew

    @property
    def name(self) -> str:
        """Return what it is called."""
        return KINDS.get(self.kind, "公示")

    @property
    def counted(self) -> int:
        """Return how many days it takes."""
        return sum(each.counted for each in self.days)

    def day(self, today: date) -> int:
        """Return how many of its days have begun."""
        return sum(each.counted and each.date <= today for each in self.days)


postings: Final = View("postings", PostingRow, key="disclosure_id")


@postings.on(PostingOpened)
def _(rows: Rows[PostingRow], record: Record[PostingOpened]) -> None:
    event = record.event
    due = event.deadline
    rows.put(PostingRow(event.disclosure_id, event.kind, event.opened_on, due.due, due.days))


@postings.on(PostingRescheduled)
def _(rows: Rows[PostingRow], record: Record[PostingRescheduled]) -> None:
    due = record.event.deadline
    rows.change(record.event.disclosure_id, last_day=due.due, days=due.days)


@postings.on(PostingRestarted)
def _(rows: Rows[PostingRow], record: Record[PostingRestarted]) -> None:
    event = record.event
    if row := rows.get(event.disclosure_id):
        again = {**row.again, event.subject: event.deadline.due}
        rows.change(event.disclosure_id, again=again)
