"""清权 — what the clean-up of a unit's powers asks of one power, and what then has happened."""

from typing import Annotated

from msgspec import Meta, Struct

Short = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=1_000)]


class SettlePower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """理清职能 — what becomes of an overlap: who keeps it."""

    resolution: Words = ""


class FlagPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标记职权 — a flaw of this number was found in it; it is not published meanwhile."""

    number: int
    flaw: Short


class BorderPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """划定界限 — how the flaw of this number was put right."""

    number: int
    flaw: Short
    border: Words


class PlacePower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """对应目录 — the item by which a power is disclosed, or why there is none (S2-40)."""

    item_id: Short = ""
    reason: Words = ""


class PowerSettled(Struct, frozen=True, kw_only=True, tag="catalog.power.settled.v1"):
    """职能已理清"""

    unit: str
    resolution: str
    settled_by: str


class PowerFlagged(Struct, frozen=True, kw_only=True, tag="catalog.power.flagged.v1"):
    """职权已标记问题"""

    unit: str
    number: int
    flaw: str


class PowerBordered(Struct, frozen=True, kw_only=True, tag="catalog.power.bordered.v1"):
    """职权界限已划定"""

    unit: str
    number: int
    flaw: str
    border: str


class PowerPlaced(Struct, frozen=True, kw_only=True, tag="catalog.power.placed.v1"):
    """职权已对应目录"""

    unit: str
    item_id: str
    reason: str
    placed_by: str


TidyCommand = SettlePower | FlagPower | BorderPower | PlacePower
TidyEvent = PowerSettled | PowerFlagged | PowerBordered | PowerPlaced
