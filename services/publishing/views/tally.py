"""清点 — counts own facts, so that a row can say at which position a fact stands.

Positions are gapless and facts are folded in order: the number of facts folded is
the position of the last one.
"""

from typing import Any, Final

from msgspec import Struct

from services.publishing.domain.events import (
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from shared.record import Record
from shared.view import Rows, View

FACTS: Final = "facts"


class TallyRow(Struct, frozen=True):
    """清点"""

    name: str
    count: int


tally: Final = View("tally", TallyRow, key="name")


@tally.on(DisclosureRegistered, InnerOpened, PublicOpened, DisclosureRevised, DisclosureWithdrawn)
def _(rows: Rows[TallyRow], record: Record[Any]) -> None:
    del record
    rows.put(TallyRow(FACTS, counted(rows) + 1))


def counted(rows: Rows[Any]) -> int:
    """Return the position of the fact that is being folded."""
    row = rows.of(tally).get(FACTS)
    return row.count if row else 0
