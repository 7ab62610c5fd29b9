"""单位 — the tree of all units of the county: one register, so that it can never be a ring."""

from uuid import UUID

from msgspec.structs import replace

from services.catalog.domain.commands import (
    DissolveUnit,
    MergeUnit,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
    UnitCommand,
)
from services.catalog.domain.events import (
    UnitDissolved,
    UnitEvent,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.catalog.domain.tree import KINDS, Node, Tree
from services.catalog.domain.words import heading
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class UnitIdInvalidError(InvalidError):
    """单位编号必须是 UUID。"""


class UnitNameMissingError(InvalidError):
    """请写明单位名称，不能只有空格。"""


class UnitAlreadyRegisteredError(RejectedError):
    """这个单位已经登记过了。"""


class GroundMissingError(InvalidError):
    """请写明依据或者理由，例如批准文件的名称和文号。"""


class UnitUnknownError(NotFoundError):
    """没有登记过这个单位。"""


class SuperiorUnknownError(InvalidError):
    """上级单位没有登记，请先登记上级单位。"""


class SecondRootError(InvalidError):
    """全县只能有一个没有上级的单位，请填写上级单位。"""


class OwnSuperiorError(InvalidError):
    """单位不能隶属于自己或自己的下级。"""


class KindUnknownError(InvalidError):
    """没有这种单位类型，请从列出的类型中选择。"""


class KindMisplacedError(InvalidError):
    """这种类型的单位不能隶属于所选的上级。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming both kinds: the upper one may be missing."""
        kind, above = self.args
        return f"“{kind}”不能隶属于“{above}”，请改选上级单位。"


class UnitEndedError(RejectedError):
    """这个单位已经合并或者撤销，不能再办理。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming who took over, if anybody did."""
        unit, successor = self.args
        whom = f"，请到承接单位“{successor}”办理" if successor else ""
        return f"“{unit}”已经合并或者撤销，原有内容仍可查阅，不能再办理{whom}。"


class UnitNamesakeError(RejectedError):
    """同一个上级下面已经有同名的单位。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming both."""
        above, name = self.args
        return f"“{above}”下面已经有“{name}”，请核对是不是重复登记，或者改用别的名称。"


class SuccessorInvalidError(InvalidError):
    """承接单位必须是另一个没有合并或者撤销、也不是其下级的单位。"""


class StillAboveError(RejectedError):
    """这个单位还有下级单位，请先调整下级的隶属关系。"""


class RootEndedError(RejectedError):
    """县是全部单位的上级，不能合并或者撤销。"""


def decide(command: UnitCommand, tree: Tree, cause: Cause) -> list[UnitEvent]:
    """Answer a request about the tree of units."""
    del cause
    if isinstance(command, RegisterUnit):
        return [_register(command, tree)]
    unit = command.unit_id
    _check_lasting(tree, unit)
    _check_ground(command.reason)
    match command:
        case RenameUnit(name=name, reason=reason):
            _check_name(name)
            _check_alone(tree, unit, name, tree.nodes[unit].superior, field="name")
            return [UnitRenamed(unit_id=unit, name=name, reason=reason)]
        case MoveUnit(superior=superior, reason=reason):
            moved = _move(tree, unit, superior, reason)
            _check_alone(tree, unit, tree.name(unit), superior, field="superior")
            return [moved]
        case MergeUnit():
            return _merge(command, tree)
        case DissolveUnit():
            return [_dissolve(command, tree)]


def _check_ground(reason: str) -> None:
    if not reason.strip():
        raise GroundMissingError(field="reason")


def _check_name(name: str) -> None:
    if not name.strip():
        raise UnitNameMissingError(field="name")


def _check_alone(tree: Tree, unit: str, name: str, superior: str, *, field: str) -> None:
    """Let no unit be called as another that stands right below the same one.

    Units that come together by a merger may be: their admin renames them afterwards.
    """
    others = (each for each in tree.below(superior) if each != unit) if superior else ()
    if any(heading(tree.name(each)) == heading(name) for each in others):
        raise UnitNamesakeError(tree.name(superior), name.strip(), field=field)


def _register(command: RegisterUnit, tree: Tree) -> UnitRegistered:
    _check_id(command.unit_id)
    if command.unit_id in tree.nodes:
        raise UnitAlreadyRegisteredError(command.unit_id, field="unit_id")
    _check_name(command.name)
    if command.kind not in KINDS:
        raise KindUnknownError(command.kind, field="kind")
    if command.superior or tree.nodes:
        _check_superior(tree, command.superior)
    _check_place(tree, command.kind, command.superior, field="kind")
    _check_alone(tree, command.unit_id, command.name, command.superior, field="name")
    return UnitRegistered(
        unit_id=command.unit_id,
        name=command.name,
        kind=command.kind,
        superior=command.superior,
    )


def _move(tree: Tree, unit: str, superior: str, reason: str = "") -> UnitMoved:
    _check_superior(tree, superior)
    if unit in tree.line(superior):
        raise OwnSuperiorError(unit, superior, field="superior")
    _check_place(tree, tree.nodes[unit].kind, superior, field="superior")
    return UnitMoved(unit_id=unit, superior=superior, reason=reason)


def _merge(command: MergeUnit, tree: Tree) -> list[UnitEvent]:
    unit, successor = command.unit_id, command.successor
    _check_ending(tree, unit)
    _check_successor(tree, unit, successor)
    moved = [_move(tree, each, successor) for each in tree.below(unit) if each != successor]
    return [*moved, UnitMerged(unit_id=unit, successor=successor, reason=command.reason)]


def _dissolve(command: DissolveUnit, tree: Tree) -> UnitDissolved:
    unit, successor = command.unit_id, command.successor
    _check_ending(tree, unit)
    if successor:
        _check_successor(tree, unit, successor)
    if below := tree.below(unit):
        raise StillAboveError(*map(tree.name, below), field="unit_id")
    return UnitDissolved(unit_id=unit, successor=successor, reason=command.reason)


def _check_id(unit: str) -> None:
    try:
        canonical = str(UUID(unit))
    except ValueError as error:
        raise UnitIdInvalidError(unit, field="unit_id") from error
    if canonical != unit:
        raise UnitIdInvalidError(unit, field="unit_id")


def _check_lasting(tree: Tree, unit: str, field: str = "unit_id") -> None:
    node = tree.nodes.get(unit)
    if node is None:
        raise UnitUnknownError(unit, field=field)
    if node.successor is not None:
        raise UnitEndedError(node.name, tree.name(node.successor), field=field)


def _check_superior(tree: Tree, superior: str) -> None:
    if not superior:
        raise SecondRootError(field="superior")
    if superior not in tree.nodes:
        raise SuperiorUnknownError(superior, field="superior")
    _check_lasting(tree, superior, field="superior")


def _check_place(tree: Tree, kind: str, superior: str, *, field: str) -> None:
    above = tree.nodes[superior].kind if superior else ""
    if above in KINDS and above not in KINDS.get(kind, KINDS):
        raise KindMisplacedError(kind, above, field=field)
    if not above and KINDS.get(kind):
        raise KindMisplacedError(kind, "（没有上级）", field=field)


def _check_ending(tree: Tree, unit: str) -> None:
    if not tree.nodes[unit].superior:
        raise RootEndedError(tree.name(unit), field="unit_id")


def _check_successor(tree: Tree, unit: str, successor: str) -> None:
    node = tree.nodes.get(successor)
    if node is None or node.successor is not None or unit in tree.line(successor):
        raise SuccessorInvalidError(successor, field="successor")


def evolve(tree: Tree, event: UnitEvent) -> Tree:
    """Return the tree after an event."""
    return Tree(tree.nodes | {event.unit_id: _changed(tree.nodes.get(event.unit_id), event)})


def _changed(node: Node | None, event: UnitEvent) -> Node:
    known = node or Node(name="", kind="")
    match event:
        case UnitRegistered(name=name, kind=kind, superior=superior):
            return Node(name=name, kind=kind, superior=superior)
        case UnitRenamed(name=name):
            return replace(known, name=name)
        case UnitMoved(superior=superior):
            return replace(known, superior=superior)
        case UnitMerged(successor=successor) | UnitDissolved(successor=successor):
            return replace(known, successor=successor)


UNIT: Decider[UnitCommand, Tree, UnitEvent] = Decider(Tree(), decide, evolve)
