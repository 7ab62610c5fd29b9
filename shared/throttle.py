"""限速 — tries that are counted, so that nobody finds a password by trying."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from msgspec import Struct

from shared.auth import TooManyTriesError, as_login
from shared.clock import Clock
from shared.guesses import as_source

KEYS_AT_MOST: Final = 10_000


class _Tries(Struct):
    count: int
    free_at: datetime


class Throttle:
    """登录限速 — each failed try doubles the wait for its login and for its address.

    A try counts as failed from the moment it is made until ``succeeded`` says
    otherwise, so trying many passwords at the same time gains nothing.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        free: int = 5,
        free_per_address: int = 50,
        longest: timedelta = timedelta(minutes=15),
        at_most: int = KEYS_AT_MOST,
    ) -> None:
        self._clock = clock
        self._free = {"login": free, "address": free_per_address}
        self._longest = longest
        self._at_most = at_most
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()
        self._lock = Lock()

    def enter(self, login: str, address: str) -> None:
        """Count one try.

        Raises:
            TooManyTriesError: this login or this address must wait; says how long.

        """
        keys = (("login", as_login(login)), ("address", as_source(address)))
        with self._lock:
            now = self._clock.now()
            if wait := max(self._wait(key, now) for key in keys):
                raise TooManyTriesError(wait)
            for key in keys:
                self._count(key, now)

    def succeeded(self, login: str, address: str) -> None:
        """Forget the failures of a login; take this one try back from its address."""
        with self._lock:
            self._tries.pop(("login", as_login(login)), None)
            tries = self._tries.get(("address", as_source(address)))
            if tries is not None:
                tries.count -= 1
                tries.free_at = self._clock.now()

    def _wait(self, key: tuple[str, str], now: datetime) -> int:
        tries = self._tries.get(key)
        if tries is None or tries.free_at <= now:
            return 0
        return int((tries.free_at - now).total_seconds()) + 1

    def _count(self, key: tuple[str, str], now: datetime) -> None:
        tries = self._tries.pop(key, None) or _Tries(0, now)
        if now - tries.free_at > self._longest:
            tries = _Tries(0, now)
        tries.count += 1
        too_many = tries.count - self._free[key[0]]
        wait = timedelta(seconds=2 ** min(too_many, 20)) if too_many >= 0 else timedelta()
        tries.free_at = now + min(wait, self._longest)
        self._tries[key] = tries
        while len(self._tries) > self._at_most:
            self._tries.popitem(last=False)


@contextmanager
def one_try(throttle: Throttle, login: str, address: str) -> Iterator[None]:
    """Count a try; it is forgiven if the body ends without a refusal."""
    throttle.enter(login, address)
    yield
    throttle.succeeded(login, address)
