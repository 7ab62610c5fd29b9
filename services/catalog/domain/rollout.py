"""实施步骤 — which phases a scheme has, until when, and how each stands on a day.

All of it are settings: ``phases`` names them in order; ``phases.ends`` (``阶段=2026-04-15``),
``phases.tasks`` and ``phases.required`` say more of each.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

from services.catalog.domain.scheme_terms import Value
from services.catalog.domain.yardstick import many

NAMES: Final = "phases"
ENDS: Final = "phases.ends"
TASKS: Final = "phases.tasks"
REQUIRED: Final = "phases.required"
EQUALS: Final = ("＝", "=")


class Standing(Enum):
    """阶段状态"""

    CLOSED = "closed"
    LATE = "late"
    OPEN = "open"
    AHEAD = "ahead"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"closed": "已完成", "late": "逾期", "open": "进行中", "ahead": "未开始"}[self.value]


class Step(Struct, frozen=True, kw_only=True):
    """一个阶段 — ``ends``: its last day as the scheme says, if it says one."""

    name: str
    ends: date | None
    tasks: tuple[str, ...]
    required: tuple[str, ...]


def steps_of(values: Mapping[str, Value]) -> tuple[Step, ...]:
    """Return the phases that settings tell of, in their order."""
    ends = {name: each for name, text in _told(values, ENDS) if (each := _day(text))}
    tasks, required = tuple(_told(values, TASKS)), tuple(_told(values, REQUIRED))
    return tuple(
        Step(name=name, ends=ends.get(name), tasks=_of(tasks, name), required=_of(required, name))
        for name in many(values, NAMES)
    )


def _told(values: Mapping[str, Value], key: str) -> Iterator[tuple[str, str]]:
    for line in many(values, key):
        name, equals, rest = line.replace(*EQUALS).partition(EQUALS[1])
        if equals and rest.strip():
            yield name.strip(), rest.strip()


def _of(told: Iterable[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(text for phase, text in told if phase == name)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def standing(*, closed: bool, starts: date | None, ends: date | None, today: date) -> Standing:
    """Return how a phase stands on a day; past its last day and not closed it is late."""
    if closed:
        return Standing.CLOSED
    if ends is not None and ends < today:
        return Standing.LATE
    return Standing.AHEAD if starts is not None and today < starts else Standing.OPEN
