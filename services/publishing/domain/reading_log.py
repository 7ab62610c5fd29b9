"""文件查阅处 — who has read what lies there, and when (S2 三(二))."""

from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from shared.decider import Decider
from shared.record import Cause


class LogReading(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记查阅"""

    unit: str
    document_id: str


class ReadingLogged(Struct, frozen=True, kw_only=True, tag="publishing.reading.logged.v1"):
    """查阅已登记"""

    unit: str
    document_id: str
    person: str


class Readings(Struct, frozen=True, kw_only=True):
    """What must be remembered: nothing, every reading counts."""


def reading_id_of(document_id: UUID, person: str) -> UUID:
    """Return the stream of one person's readings of one document."""
    return uuid5(document_id, f"reading/{person}")


def decide(command: LogReading, state: Readings, cause: Cause) -> list[ReadingLogged]:
    """Note who reads."""
    del state
    return [ReadingLogged(unit=command.unit, document_id=command.document_id, person=cause.actor)]


def evolve(state: Readings, event: ReadingLogged) -> Readings:
    """Remember nothing."""
    del event
    return state


READING: Final = Decider[LogReading, Readings, ReadingLogged](
    initial=Readings(), decide=decide, evolve=evolve
)
