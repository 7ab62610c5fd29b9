"""公开栏 — a place where something hangs: registered, changed, out of use and in use again."""

import re
import unicodedata
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.board_words import (
    AUDIENCES,
    SITES,
    ArrangePanels,
    BoardChanged,
    BoardCommand,
    BoardEvent,
    BoardRegistered,
    BoardResumed,
    BoardSuspended,
    ChangeBoard,
    PanelsArranged,
    RegisterBoard,
    ResumeBoard,
    SuspendBoard,
)
from services.publishing.domain.showing import choices
from services.publishing.domain.terms import OPENERS, Scope
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LONGEST: Final = 100  # characters of a name or a place
CODE: Final = 32
PANELS: Final = 100  # of one place
TOPIC: Final = 30  # characters
INSIDE: Final = "党内"
WORDS: Final = {Scope.SOCIETY: "社会", Scope.PARTY: INSIDE, Scope.UNIT: INSIDE}
_MOBILE: Final = re.compile(r"(?<!\d)1[\s-]*[3-9](?:[\s-]*\d){9}(?!\d)")


class Board(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, and whether it is in use."""

    unit: str = ""
    active: bool = False


class BoardUnknownError(NotFoundError):
    """没有找到这块公开栏。"""


class BoardKnownError(RejectedError):
    """这个编号的公开栏已经登记过，请换一个编号。"""


class BoardFieldError(InvalidError):
    """公开栏的编号、名称、地点和联系方式都要填写，名称和地点各不超过100个字，编号不超过32个字。"""


class PersonalContactError(InvalidError):
    """联系方式请填写办公电话，不要填写个人手机号：登记以后长期保留，不能删除。"""


class BoardAudienceError(InvalidError):
    """公开栏的对象只能是社会、党员或者本单位。"""


class AudienceNotInSchemeError(RejectedError):
    """本单位的实施方案没有规定设置这种对象的公开栏；要设置，请先修订实施方案。"""


class NotKeeperError(ForbiddenError):
    """只有公开栏所在单位的发布人或者领导小组办公室可以办理。"""


class BoardSuspendedError(RejectedError):
    """这块公开栏已经停用。"""


class BoardInUseError(RejectedError):
    """这块公开栏正在使用，不需要恢复。"""


class PanelsError(InvalidError):
    """版面应当有1到100块，主题不能多于版面，每个主题不超过30个字。"""


class SiteKindError(InvalidError):
    """请选择是公开栏、公开一条街、公开游园还是公开长廊。"""


class SuspensionReasonError(InvalidError):
    """停用公开栏必须写明原因。"""


def decide(command: BoardCommand, state: Board, cause: Cause) -> list[BoardEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case RegisterBoard():
            return _register(command, state, cause)
        case ChangeBoard():
            return _change(command, state, cause)
        case SuspendBoard(reason=reason):
            return _suspend(reason, state, cause)
        case ResumeBoard():
            return _resume(state, cause)
        case ArrangePanels():
            return _arrange(command, state, cause)


def evolve(state: Board, event: BoardEvent) -> Board:
    """Return what is remembered after a fact."""
    match event:
        case BoardRegistered(unit=unit):
            return Board(unit=unit, active=True)
        case BoardChanged() | PanelsArranged():
            return state
        case BoardSuspended():
            return replace(state, active=False)
        case BoardResumed():
            return replace(state, active=True)


def by_keeper(unit: str, cause: Cause) -> None:
    """Let only those act who publish for the unit.

    Raises:
        NotKeeperError: it is somebody else.

    """
    if cause.unit != unit or cause.post not in OPENERS:
        raise NotKeeperError


def is_private(contact: str) -> bool:
    """Tell whether a contact holds the number of somebody's own telephone."""
    return bool(_MOBILE.search(unicodedata.normalize("NFKC", contact)))


def _register(command: RegisterBoard, state: Board, cause: Cause) -> list[BoardEvent]:
    by_keeper(command.unit, cause)
    if state.unit:
        raise BoardKnownError(command.code, field="code")
    _filled("code", command.code, CODE)
    _described(command)
    return [
        BoardRegistered(
            unit=command.unit,
            code=command.code,
            name=command.name,
            place=command.place,
            audience=command.audience.value,
            fixed=command.fixed,
            contact=command.contact,
        )
    ]


def _change(command: ChangeBoard, state: Board, cause: Cause) -> list[BoardEvent]:
    _known(state, cause)
    _described(command)
    return [
        BoardChanged(
            unit=state.unit,
            name=command.name,
            place=command.place,
            audience=command.audience.value,
            fixed=command.fixed,
            contact=command.contact,
        )
    ]


def _suspend(reason: str, state: Board, cause: Cause) -> list[BoardEvent]:
    _known(state, cause)
    if not state.active:
        raise BoardSuspendedError
    if not reason.strip():
        raise SuspensionReasonError(field="reason")
    return [BoardSuspended(unit=state.unit, reason=reason)]


def _resume(state: Board, cause: Cause) -> list[BoardEvent]:
    _known(state, cause)
    if state.active:
        raise BoardInUseError
    return [BoardResumed(unit=state.unit)]


def _arrange(command: ArrangePanels, state: Board, cause: Cause) -> list[BoardEvent]:
    _known(state, cause)
    if command.kind not in SITES:
        raise SiteKindError(*choices(SITES), field="kind")
    topics = tuple(each.strip() for each in command.topics)
    if not 1 <= command.count <= PANELS or len(topics) > command.count:
        raise PanelsError(field="count")
    if any(len(each) > TOPIC for each in topics):
        raise PanelsError(field="topics")
    rest = ("",) * (command.count - len(topics))
    return [PanelsArranged(unit=state.unit, kind=command.kind, topics=(*topics, *rest))]


def _known(state: Board, cause: Cause) -> None:
    if not state.unit:
        raise BoardUnknownError
    by_keeper(state.unit, cause)


def _described(command: RegisterBoard | ChangeBoard) -> None:
    for name in ("name", "place", "contact"):
        _filled(name, getattr(command, name), LONGEST)
    if is_private(command.contact):
        raise PersonalContactError(field="contact")
    if command.audience not in AUDIENCES:
        raise BoardAudienceError(command.audience, field="audience")
    if WORDS[command.audience] not in command.allowed:
        raise AudienceNotInSchemeError(command.audience, field="audience")


def _filled(name: str, value: str, longest: int) -> None:
    if not value.strip() or len(value) > longest:
        raise BoardFieldError(field=name)


BOARD: Final = Decider[BoardCommand, Board, BoardEvent](
    initial=Board(), decide=decide, evolve=evolve
)
