"""版次 — how often the rows of each view were changed, known without asking the database.

Who keeps something made of rows asks before making it, and again before giving it out: the
same answer twice means that nothing was changed between. While rows are being changed there
is no answer, so that nothing old is given out after the change can be read.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager


class Editions:
    """Counts of changes; one thread changes rows at a time, any may ask."""

    def __init__(self, views: Collection[str]) -> None:
        self._turns = Counter(dict.fromkeys(views, 0))
        self._turning = 0

    @contextmanager
    def turning(self, views: Collection[str] | None = None) -> Iterator[None]:
        """Say that rows of these views (all, if none are named) are being changed for everybody."""
        self._turning += 1
        try:
            yield
        finally:
            self._turns.update(self._turns.keys() if views is None else views)
            self._turning -= 1

    def of(self, views: Collection[str]) -> int | None:
        """Return how often rows of these views were changed; None while any are."""
        return None if self._turning else sum(map(self._turns.__getitem__, views))
