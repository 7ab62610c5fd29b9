"""清权 — what a clean-up does to one power: flagged, bounded, settled, placed in the catalog."""

from msgspec.structs import replace

from services.catalog.domain.power_state import Power
from services.catalog.domain.tidying_words import (
    BorderPower,
    FlagPower,
    PlacePower,
    PowerBordered,
    PowerFlagged,
    PowerPlaced,
    PowerSettled,
    SettlePower,
    TidyCommand,
    TidyEvent,
)
from shared.decider import InvalidError
from shared.record import Cause


class SettlementMissingError(InvalidError):
    """请写明职能交叉怎样理清。"""


class PlacementMissingError(InvalidError):
    """请选择对应的目录事项，没有的写明理由。"""


def decide_tidying(command: TidyCommand, cause: Cause) -> TidyEvent:
    """Answer what a clean-up asks of a power."""
    match command:
        case SettlePower(resolution=resolution):
            return _settle(resolution, cause)
        case FlagPower(number=number, flaw=flaw):
            return PowerFlagged(unit=cause.unit, number=number, flaw=flaw)
        case BorderPower():
            return _border(command, cause)
        case PlacePower():
            return _place(command, cause)


def _border(command: BorderPower, cause: Cause) -> PowerBordered:
    return PowerBordered(
        unit=cause.unit, number=command.number, flaw=command.flaw, border=command.border
    )


def _place(command: PlacePower, cause: Cause) -> PowerPlaced:
    item_id, reason = command.item_id.strip(), command.reason.strip()
    if not (item_id or reason):
        raise PlacementMissingError(field="reason")
    return PowerPlaced(unit=cause.unit, item_id=item_id, reason=reason, placed_by=cause.actor)


def _settle(resolution: str, cause: Cause) -> PowerSettled:
    if not resolution.strip():
        raise SettlementMissingError(field="resolution")
    return PowerSettled(unit=cause.unit, resolution=resolution.strip(), settled_by=cause.actor)


def evolve_tidying(power: Power, event: TidyEvent) -> Power:
    """Return the power after what a clean-up did to it."""
    match event:
        case PowerFlagged(number=number):
            return replace(power, flaws=(*power.flaws, number))
        case PowerBordered(number=number):
            return replace(power, flaws=tuple(each for each in power.flaws if each != number))
        case PowerSettled() | PowerPlaced():
            return power
