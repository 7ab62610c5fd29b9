"""显示屏 — registered with a key of its own, out of use without one; says what it has shown."""

from datetime import timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.board import PersonalContactError, by_keeper, is_private
from services.publishing.domain.board_words import AUDIENCES
from services.publishing.domain.screen_words import (
    FORMS,
    ChangeScreen,
    Described,
    Play,
    RegisterScreen,
    RekeyScreen,
    ReportPlays,
    ScreenChanged,
    ScreenCommand,
    ScreenEvent,
    ScreenRegistered,
    ScreenRekeyed,
    ScreenReported,
    ScreenSuspended,
    SuspendScreen,
)
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LONGEST: Final = 100  # characters of a name or a place
CODE: Final = 32
PLAYS: Final = 200  # of one report
SCREEN_POST: Final = "screen"  # as which a screen speaks for itself
AHEAD: Final = timedelta(minutes=5)  # clocks of screens may be a little fast


class Screen(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, and whether it is in use."""

    unit: str = ""
    active: bool = False


class ScreenUnknownError(NotFoundError):
    """没有找到这块显示屏。"""


class ScreenKnownError(RejectedError):
    """这个编号的显示屏已经登记过，请换一个编号。"""


class ScreenFieldError(InvalidError):
    """显示屏的编号、名称、地点和联系方式都要填写，名称和地点各不超过100个字，编号不超过32个字。"""


class ScreenAudienceError(InvalidError):
    """显示屏的对象只能是社会、党员或者本单位。"""


class ScreenSuspendedError(RejectedError):
    """这块显示屏已经停用；要恢复使用，请更换密钥。"""


class ScreenReasonError(InvalidError):
    """停用显示屏必须写明原因。"""


class NotThisScreenError(ForbiddenError):
    """播放情况只能由显示屏自己报告。"""


class PlaysError(InvalidError):
    """一次报告1到200项播放，次数须是正数，播放时间须先后有序、不晚于现在。"""


def decide(command: ScreenCommand, state: Screen, cause: Cause) -> list[ScreenEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case RegisterScreen():
            return _register(command, state, cause)
        case ChangeScreen(what=what):
            _kept(state, cause)
            return [ScreenChanged(unit=state.unit, **_described(what))]
        case RekeyScreen(key_digest=digest):
            _kept(state, cause)
            return [ScreenRekeyed(unit=state.unit, key_digest=digest)]
        case SuspendScreen(reason=reason):
            return _suspend(reason, state, cause)
        case ReportPlays(plays=plays):
            return _report(plays, state, cause)


def evolve(state: Screen, event: ScreenEvent) -> Screen:
    """Return what is remembered after a fact."""
    match event:
        case ScreenRegistered(unit=unit):
            return Screen(unit=unit, active=True)
        case ScreenRekeyed():
            return replace(state, active=True)
        case ScreenSuspended():
            return replace(state, active=False)
        case ScreenChanged() | ScreenReported():
            return state


def _register(command: RegisterScreen, state: Screen, cause: Cause) -> list[ScreenEvent]:
    by_keeper(command.unit, cause)
    if state.unit:
        raise ScreenKnownError(command.code, field="code")
    _filled("code", command.code, CODE)
    what = _described(command.what)
    digest = command.key_digest
    return [ScreenRegistered(unit=command.unit, code=command.code, key_digest=digest, **what)]


def _suspend(reason: str, state: Screen, cause: Cause) -> list[ScreenEvent]:
    _kept(state, cause)
    if not state.active:
        raise ScreenSuspendedError
    if not reason.strip():
        raise ScreenReasonError(field="reason")
    return [ScreenSuspended(unit=state.unit, reason=reason)]


def _report(plays: tuple[Play, ...], state: Screen, cause: Cause) -> list[ScreenEvent]:
    if cause.post != SCREEN_POST or cause.unit != state.unit:
        raise NotThisScreenError
    if not state.active:
        raise ScreenSuspendedError
    if not 0 < len(plays) <= PLAYS or not all(_sound(each, cause) for each in plays):
        raise PlaysError(field="plays")
    return [ScreenReported(unit=state.unit, plays=plays)]


def _sound(play: Play, cause: Cause) -> bool:
    return play.times > 0 and play.first_at <= play.last_at <= cause.at + AHEAD


def _kept(state: Screen, cause: Cause) -> None:
    if not state.unit:
        raise ScreenUnknownError
    by_keeper(state.unit, cause)


def _described(what: Described) -> dict[str, Any]:
    for name in ("name", "place", "contact"):
        _filled(name, getattr(what, name), LONGEST)
    if is_private(what.contact):
        raise PersonalContactError(field="contact")
    if what.audience not in AUDIENCES:
        raise ScreenAudienceError(what.audience, field="audience")
    return {
        "name": what.name,
        "place": what.place,
        "audience": what.audience.value,
        "layout": what.layout.value,
        "contact": what.contact,
        "forms": what.forms or FORMS[what.layout],
        "below": what.below,
    }


def _filled(name: str, value: str, longest: int) -> None:
    if not value.strip() or len(value) > longest:
        raise ScreenFieldError(field=name)


SCREEN: Final = Decider[ScreenCommand, Screen, ScreenEvent](
    initial=Screen(), decide=decide, evolve=evolve
)
