"""记得的方案 — rows that have not changed are neither read nor judged twice.

A row is the same as long as its version is; what a person may do with it also depends on
their posts. Both together make the key, so nothing old is ever shown.
"""

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa

from services.workflow.views import ProposalRow, board
from shared.view import Views
from shared.web import Caller

T = TypeVar("T")

AT_MOST: Final = 20_000
PEOPLE: Final = 200
PORTION: Final = 500  # ids in one question to the database


class Shelf(Generic[T]):
    """A memory of so many things; what was put there first goes first."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        self._kept: dict[Hashable, T] = {}
        self._at_most, self._lock = at_most, Lock()
        self.get: Final = self._kept.get  # looking takes no lock: a dict is safe to read

    def put(self, key: Hashable, value: T) -> T:
        """Keep something."""
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._at_most:
                del self._kept[next(iter(self._kept))]
        return value

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key; made and kept if it is not there."""
        found = self.get(key)
        return self.put(key, make()) if found is None else found


class Remembered(Generic[T]):
    """记得的方案 — and what each person may do with them."""

    def __init__(self) -> None:
        self._rows: Shelf[ProposalRow] = Shelf()
        self._people: Shelf[Shelf[T]] = Shelf(PEOPLE)

    def select(
        self, views: Views, *where: Any, order: Sequence[Any] = (), limit: int | None = None
    ) -> list[ProposalRow]:
        """Return the proposals that meet all conditions, read anew only where they changed."""
        asked = sa.select(board.c.proposal_id, board.c.version).where(*where)
        keys = [(str(x[0]), int(x[1])) for x in views.query(asked.order_by(*order).limit(limit))]
        look = self._rows.get
        fresh = self._read(views, [key[0] for key in keys if look(key) is None])
        return [row for key in keys if (row := look(key) or fresh.get(key[0]))]

    def judged(
        self, caller: Caller, judge: Callable[[ProposalRow, Caller], T]
    ) -> Callable[[ProposalRow], T]:
        """Return the judgement of what a person may do now, remembered for each row."""
        known = self._people.of((caller.person, caller.posts), Shelf)

        def remembered(row: ProposalRow) -> T:
            return known.of((row.proposal_id.int, row.version), lambda: judge(row, caller))

        return remembered

    def _read(self, views: Views, ids: list[str]) -> dict[str, ProposalRow]:
        found: dict[str, ProposalRow] = {}
        for at in range(0, len(ids), PORTION):
            some = ids[at : at + PORTION]
            for row in views.select(board, board.c.proposal_id.in_(some)):
                self._rows.put((str(row.proposal_id), row.version), row)
                found[str(row.proposal_id)] = row
        return found
