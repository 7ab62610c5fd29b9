"""便笺 — what was made of rows, for as long as these rows stay as they are."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

Made = TypeVar("Made")
Edition = Callable[[], int | None]

MOST: Final = 1_000  # notes at a time


class Memo:
    """Notes of one kind of rows; ``edition`` tells how often these were changed (``Editions``)."""

    def __init__(self, edition: Edition, most: int = MOST) -> None:
        self._edition, self._most = edition, most
        self._notes: dict[Hashable, tuple[int, Any]] = {}
        self._one_at_a_time = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made under this key, made anew if rows were changed since."""
        edition = self._edition()  # before the rows are read: no change is missed
        note = self._notes.get(key)
        if note is not None and note[0] == edition:
            return cast("Made", note[1])
        made = make()
        if edition is not None:
            self._keep(key, (edition, made))
        return made

    def at_hand(self, key: Hashable) -> Any:
        """Return what was made under this key if it still holds; None if it is to be made."""
        note = self._notes.get(key)
        return None if note is None or note[0] != self._edition() else note[1]

    def _keep(self, key: Hashable, note: tuple[int, Any]) -> None:
        with self._one_at_a_time:
            self._notes.pop(key, None)
            self._notes[key] = note
            while len(self._notes) > self._most:
                del self._notes[next(iter(self._notes))]
