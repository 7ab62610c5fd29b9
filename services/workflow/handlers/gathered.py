"""收拢的待办 — what waits for a person is gathered once, until another fact is folded."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, Generic, TypeVar

from services.workflow.handlers.remembered import PEOPLE, Shelf
from shared.view import Views
from shared.web import Caller

T = TypeVar("T")

SOURCES: Final = ("workflow", "catalog", "publishing", "feedback")


class Gathered(Generic[T]):
    """收拢的待办 — one sorted list for each person in their posts, as of one state of the rows."""

    def __init__(self) -> None:
        self._kept: Shelf[tuple[tuple[Any, ...], tuple[T, ...]]] = Shelf(PEOPLE)

    def of(
        self, views: Views, caller: Caller, today: date, make: Callable[[], Iterable[T]]
    ) -> tuple[T, ...]:
        """Return a person's tasks, gathered anew if a fact or the day has changed since.

        The position is read first: what is gathered is never older than it says.
        """
        key = caller.person, caller.posts
        now = (today, *(views.position(each) for each in SOURCES))
        kept = self._kept.get(key)
        if kept is not None and kept[0] == now:
            return kept[1]
        return self._kept.put(key, (now, tuple(make())))[1]
