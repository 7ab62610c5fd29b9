"""版次 — how often the rows of some views were changed, known without asking the database.

Who keeps something made of rows asks before making it, and again before giving it out: the
same answer twice means that nothing was changed between. While rows are being changed there
is no answer, so that nothing old is given out after the change can be read.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Lock

Changing = Callable[[], AbstractContextManager[None]]


class Watch:
    """How often rows of these views were changed."""

    __slots__ = ("turns", "views")

    def __init__(self, views: Collection[str]) -> None:
        self.views, self.turns = frozenset(views), 0


class Editions:
    """Counts of changes; one thread changes rows at a time, any may ask."""

    def __init__(self) -> None:
        self._watches: list[Watch] = []
        self._beside: list[tuple[frozenset[str], Changing]] = []
        self._turning = 0
        self._counting = Lock()

    @contextmanager
    def turning(self, views: Collection[str] | None = None) -> Iterator[None]:
        """Say that rows of these views (all, if none are named) are being changed for everybody."""
        with self._counting:
            self._turning += 1
        try:
            with ExitStack() as beside:
                for names, changing in self._beside:
                    if views is None or not names.isdisjoint(views):
                        beside.enter_context(changing())
                yield
        finally:
            with self._counting:
                for each in self._watches:
                    if views is None or not each.views.isdisjoint(views):
                        each.turns += 1
                self._turning -= 1

    def beside(self, views: Collection[str], changing: Changing) -> None:
        """Enter this before rows of these views are changed for everybody, and leave it after.

        What it raises as it is entered forbids the change.
        """
        self._beside.append((frozenset(views), changing))

    def of(self, views: Collection[str]) -> Callable[[], int | None]:
        """Return how to ask how often rows of these views were changed; None while any are."""
        watch = Watch(views)
        self._watches.append(watch)
        return lambda: None if self._turning else watch.turns
