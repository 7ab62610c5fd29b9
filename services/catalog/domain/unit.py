"""单位 — the tree of all units of the county: one register, so that it can never be a ring."""

from collections.abc import Iterator
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.commands import MoveUnit, RegisterUnit, RenameUnit, UnitCommand
from services.catalog.domain.events import UnitEvent, UnitMoved, UnitRegistered, UnitRenamed
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class Tree(Struct, frozen=True):
    """The superior of each unit; the county has none."""

    superiors: dict[str, str] = {}

    def line(self, unit: str) -> Iterator[str]:
        """Yield a unit and everything above it."""
        while unit:
            yield unit
            unit = self.superiors.get(unit, "")


class UnitIdInvalidError(InvalidError):
    """单位编号必须是 UUID。"""


class UnitAlreadyRegisteredError(RejectedError):
    """这个单位已经登记过了。"""


class UnitUnknownError(NotFoundError):
    """没有登记过这个单位。"""


class SuperiorUnknownError(InvalidError):
    """上级单位没有登记，请先登记上级单位。"""


class SecondRootError(InvalidError):
    """全县只能有一个没有上级的单位，请填写上级单位。"""


class OwnSuperiorError(InvalidError):
    """单位不能隶属于自己或自己的下级。"""


def decide(command: UnitCommand, tree: Tree, cause: Cause) -> list[UnitEvent]:
    """Answer a request about the tree of units."""
    del cause
    match command:
        case RegisterUnit():
            return [_register(command, tree)]
        case RenameUnit(unit_id=unit, name=name):
            _check_known(tree, unit)
            return [UnitRenamed(unit_id=unit, name=name)]
        case MoveUnit(unit_id=unit, superior=superior):
            _check_known(tree, unit)
            _check_superior(tree, superior)
            if unit in tree.line(superior):
                raise OwnSuperiorError(unit, superior, field="superior")
            return [UnitMoved(unit_id=unit, superior=superior)]


def _register(command: RegisterUnit, tree: Tree) -> UnitRegistered:
    _check_id(command.unit_id)
    if command.unit_id in tree.superiors:
        raise UnitAlreadyRegisteredError(command.unit_id, field="unit_id")
    if command.superior or tree.superiors:
        _check_superior(tree, command.superior)
    return UnitRegistered(
        unit_id=command.unit_id,
        name=command.name,
        kind=command.kind,
        superior=command.superior,
    )


def _check_id(unit: str) -> None:
    try:
        canonical = str(UUID(unit))
    except ValueError as error:
        raise UnitIdInvalidError(unit, field="unit_id") from error
    if canonical != unit:
        raise UnitIdInvalidError(unit, field="unit_id")


def _check_known(tree: Tree, unit: str) -> None:
    if unit not in tree.superiors:
        raise UnitUnknownError(unit, field="unit_id")


def _check_superior(tree: Tree, superior: str) -> None:
    if not superior:
        raise SecondRootError(field="superior")
    if superior not in tree.superiors:
        raise SuperiorUnknownError(superior, field="superior")


def evolve(tree: Tree, event: UnitEvent) -> Tree:
    """Return the tree after an event."""
    match event:
        case (
            UnitRegistered(unit_id=unit, superior=superior)
            | UnitMoved(unit_id=unit, superior=superior)
        ):
            return replace(tree, superiors=tree.superiors | {unit: superior})
        case UnitRenamed():
            return tree


UNIT: Decider[UnitCommand, Tree, UnitEvent] = Decider(Tree(), decide, evolve)
