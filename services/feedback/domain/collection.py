"""意见收集小结 — each month of a unit is closed with its counts, also when nothing came in.

收到几件就写几件: who closes a month says how many came in, and what is said must be what
stands in the register; no opinion, however sharp, is left out of the counts.
"""

import re
from calendar import monthrange
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

COLLECTIONS: Final = UUID("d9f1c5b2-0f56-5a0e-9a78-3f5b6f0d1c22")
MONTH: Final = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")


class Tally(Struct, frozen=True, kw_only=True):
    """件数 — of one channel, finding or kind."""

    of: str
    count: int


class Counts(Struct, frozen=True, kw_only=True):
    """登记簿上的件数 — of the opinions that a unit received in a month."""

    received: int = 0
    signed: int = 0
    concluded: int = 0
    published: int = 0
    channels: tuple[Tally, ...] = ()
    findings: tuple[Tally, ...] = ()


class CloseCollection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办理收集小结 — ``declared``: how many who closes it says came in."""

    unit: str
    month: str
    declared: int
    counts: Counts


class CollectionClosed(Struct, frozen=True, kw_only=True, tag="feedback.collection.closed.v1"):
    """收集小结已办理"""

    unit: str
    month: str
    counts: Counts


class Collection(Struct, frozen=True, kw_only=True):
    """What must be remembered of a month: that it is closed."""

    closed: bool = False


class MonthUnclearError(InvalidError):
    """请填写月份，例如 2026-06。"""


class MonthRunningError(RejectedError):
    """这个月还没有到最后一天，不能办理收集小结。"""


class CollectionTwiceError(RejectedError):
    """这个月的收集小结已经办理。"""


class CountMismatchError(InvalidError):
    """填写的收到件数与登记簿不符，一件也不能漏计。"""


def collection_id(unit: str, month: str) -> UUID:
    """Return where the month of a unit stands."""
    return uuid5(COLLECTIONS, f"{unit}/{month}")


def last_day(month: str) -> date:
    """Return the last day of a month.

    Raises:
        MonthUnclearError: it is no month.

    """
    if not MONTH.fullmatch(month):
        raise MonthUnclearError(month[:20], field="month")
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def decide(
    command: CloseCollection, collection: Collection, cause: Cause
) -> list[CollectionClosed]:
    """Close a month, once, with the counts of the register (S2-55, S2-07)."""
    if collection.closed:
        raise CollectionTwiceError(command.month)
    if beijing_date(cause.at) < last_day(command.month):
        raise MonthRunningError(command.month)
    if command.declared != command.counts.received:
        raise CountMismatchError(command.declared, command.counts.received, field="declared")
    return [CollectionClosed(unit=command.unit, month=command.month, counts=command.counts)]


def evolve(_: Collection, event: CollectionClosed) -> Collection:
    """Return a month once it is closed."""
    del event
    return Collection(closed=True)


COLLECTION: Final[Decider[Any, Collection, Any]] = Decider(
    initial=Collection(), decide=decide, evolve=evolve
)
