"""限速 — how many opinions may come from one address, so that a flood drowns nobody.

An address may send ``burst`` letters at once and one more every ``pause``; who does not
want to wait adds two small numbers (a village often has one address). What was accepted
is never taken back, and a repeated letter is not counted.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Final

from services.feedback.domain.puzzle import Puzzle, PuzzleUnsolvedError, puzzle_for, solves
from shared.decider import RejectedError
from shared.guesses import as_source

AT_MOST: Final = 10_000  # addresses remembered; the longest silent is forgotten first


class TooManyLettersError(RejectedError):
    """您所在的网络提交得太频繁，请稍候片刻再提交。"""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"请在 {seconds} 秒后再试")
        self.retry_after = seconds


class Gate:
    """闸口 — one allowance for each address. Safe from several threads."""

    def __init__(
        self,
        *,
        burst: int = 30,
        pause: timedelta = timedelta(seconds=20),
        at_most: int = AT_MOST,
        secret: bytes = b"",
    ) -> None:
        self._pause, self._span, self._at_most = pause, pause * burst, at_most
        self._free_at: OrderedDict[str, datetime] = OrderedDict()
        self._secret = secret
        self._used: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def enter(self, address: str, now: datetime) -> None:
        """Count one letter.

        Raises:
            TooManyLettersError: this address must wait; says how many seconds.

        """
        source = as_source(address)
        with self._lock:
            used_up = max(self._free_at.pop(source, now), now) + self._pause
            too_far = used_up - now - self._span
            self._free_at[source] = used_up if too_far <= timedelta() else used_up - self._pause
            while len(self._free_at) > self._at_most:
                self._free_at.popitem(last=False)
        if too_far > timedelta():
            raise TooManyLettersError(ceil(too_far.total_seconds()))

    def puzzle(self, address: str, now: datetime) -> Puzzle:
        """Return a sum in words for somebody from whose address very many letters come."""
        return puzzle_for(self._secret, address, now)

    def solved(self, puzzle: str, answer: str, address: str, now: datetime) -> bool:
        """Tell whether a puzzle was solved; each lets one letter in.

        Raises:
            PuzzleUnsolvedError: the answer is not right, or too old, or was used before.

        """
        if not puzzle:
            return False
        with self._lock:
            if puzzle in self._used or not solves(self._secret, puzzle, answer, address, now):
                raise PuzzleUnsolvedError(field="answer")
            self._used[puzzle] = None
            while len(self._used) > self._at_most:
                self._used.popitem(last=False)
        return True

    def __len__(self) -> int:
        return len(self._free_at)
