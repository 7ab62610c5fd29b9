"""算过的合计 — what was summed up is shared by all requests until another fact is folded."""

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from shared.view import Views

T = TypeVar("T")

SOURCES: Final = ("catalog", "workflow")
AT_MOST: Final = 64  # results; each is a page of a part of the county


class Kept(Generic[T]):
    """合计 — results by key, as of one position of the rows."""

    def __init__(self) -> None:
        self._at: tuple[int, ...] = ()
        self._found: dict[Hashable, T] = {}

    def of(self, views: Views, key: Hashable, make: Callable[[], T]) -> T:
        """Return a result, made anew if the rows have changed since."""
        at = tuple(views.position(each) for each in SOURCES)  # first: what is made is no older
        if at != self._at or len(self._found) >= AT_MOST:
            self._at, self._found = at, {}
        found = self._found
        if key not in found:
            found[key] = make()
        return found[key]
