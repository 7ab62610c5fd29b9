"""标记 — matters that a unit counts to a wider system, such as 惩治和预防腐败体系 (S2 二(二)2)."""

from typing import Annotated, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct
from msgspec.structs import asdict

from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

_FLAGS: Final = uuid5(UUID(int=0), "archive.flags")
USUAL: Final = "惩治和预防腐败体系"
System = Annotated[str, Meta(max_length=60)]
Words = Annotated[str, Meta(max_length=500)]


class FlagMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标记事项 — ``kind`` tells whether ``matter`` is an entry of the catalog or an order."""

    unit: str
    matter: str
    kind: str
    title: str
    system: System
    note: Words = ""


class UnflagMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """取消标记"""

    unit: str
    matter: str
    system: System
    reason: Words


class MatterFlagged(Struct, frozen=True, kw_only=True, tag="archive.matter.flagged.v1"):
    """事项已标记"""

    unit: str
    matter: str
    kind: str
    title: str
    system: str
    note: str
    flagged_by: str


class MatterUnflagged(Struct, frozen=True, kw_only=True, tag="archive.matter.unflagged.v1"):
    """事项标记已取消"""

    unit: str
    matter: str
    system: str
    reason: str
    unflagged_by: str


FlagCommand = FlagMatter | UnflagMatter
FlagEvent = MatterFlagged | MatterUnflagged
Flags = frozenset[tuple[str, str]]


class SystemBlankError(InvalidError):
    """请写明属于哪个体系（system）。"""


class FlaggedAlreadyError(RejectedError):
    """这件事已经标记为这个体系的一部分（matter）。"""


class NotFlaggedError(RejectedError):
    """这件事没有标记为这个体系的一部分（matter）。"""


class UnflagReasonError(InvalidError):
    """取消标记要写明原因（reason）。"""


def decide(command: FlagCommand, flags: Flags, cause: Cause) -> list[FlagEvent]:
    """Return what follows from a command, or refuse it."""
    if not command.system.strip():
        raise SystemBlankError(field="system")
    known = (command.matter, command.system) in flags
    if isinstance(command, FlagMatter):
        if known:
            raise FlaggedAlreadyError(command.matter, field="matter")
        return [MatterFlagged(**asdict(command), flagged_by=cause.actor)]
    if not known:
        raise NotFlaggedError(command.matter, field="matter")
    if not command.reason.strip():
        raise UnflagReasonError(field="reason")
    return [MatterUnflagged(**asdict(command), unflagged_by=cause.actor)]


def evolve(flags: Flags, event: FlagEvent) -> Flags:
    """Remember what is flagged for which system."""
    one = {(event.matter, event.system)}
    return flags | one if isinstance(event, MatterFlagged) else flags - one


def flags_of(unit: str) -> UUID:
    """Return the stream of a unit's flags."""
    return uuid5(_FLAGS, unit)


FLAGS: Final = Decider[FlagCommand, Flags, FlagEvent](
    initial=frozenset(), decide=decide, evolve=evolve
)
