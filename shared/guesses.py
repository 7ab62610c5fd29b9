"""猜码限速 — wrong codes are counted, so that nobody finds a receipt by trying.

A source may be wrong ``burst`` times at once and once more every ``pause``. Where all sources
together are wrong very often, each is let try only ``few`` times: whoever has a receipt of their
own still gets in, whoever tries from a thousand places gets nowhere.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock
from typing import Final

from shared.decider import RejectedError

AT_MOST: Final = 10_000  # sources remembered; the longest silent is forgotten first
BY_CODE: Final = {"by_code": True}  # what a door says of itself that opens to who knows a code
_HOUSEHOLD: Final = 64  # bits of an IPv6 address that one subscriber cannot choose


class TooManyGuessesError(RejectedError):
    """查不到的编号或者查询码填得太多，请稍后再试。"""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"请在 {seconds} 秒后再试", field="query_code")
        self.retry_after = seconds


class Guesses:
    """猜码限速 — a try counts as wrong until ``forgive`` says otherwise. For several threads."""

    def __init__(
        self,
        *,
        burst: int = 20,
        few: int = 3,
        pause: timedelta = timedelta(seconds=30),
        together: int = 1_000,
        tick: timedelta = timedelta(seconds=1),
        at_most: int = AT_MOST,
    ) -> None:
        self._burst, self._few, self._pause = burst, few, pause
        self._tick, self._span, self._at_most = tick, tick * together, at_most
        self._free_at: OrderedDict[str, datetime] = OrderedDict()
        self._all_free_at: datetime | None = None
        self._lock = Lock()

    def enter(self, address: str, now: datetime) -> None:
        """Count one try.

        Raises:
            TooManyGuessesError: this source must wait; says how many seconds.

        """
        source = as_source(address)
        with self._lock:
            free_at = max(self._free_at.pop(source, now), now)
            wait = free_at - now - self._pause * (self._most(now) - 1)
            let_in = wait <= timedelta()
            self._free_at[source] = free_at + self._pause if let_in else free_at
            while len(self._free_at) > self._at_most:
                self._free_at.popitem(last=False)
            if not let_in:
                raise TooManyGuessesError(ceil(wait.total_seconds()))
            self._all_free_at = max(self._all_free_at or now, now) + self._tick

    def forgive(self, address: str) -> None:
        """Take one try back: it was right."""
        source = as_source(address)
        with self._lock:
            if source in self._free_at:
                self._free_at[source] -= self._pause
            if self._all_free_at is not None:
                self._all_free_at -= self._tick

    def __len__(self) -> int:
        return len(self._free_at)

    def _most(self, now: datetime) -> int:
        flood = self._all_free_at is not None and self._all_free_at - now > self._span
        return self._few if flood else self._burst


def as_source(address: str) -> str:
    """Return what stands for one subscriber, who has 2^64 addresses of IPv6 to try from."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return f"{IPv6Address(int(known) >> _HOUSEHOLD << _HOUSEHOLD)}/{_HOUSEHOLD}"
