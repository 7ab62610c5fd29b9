"""上墙 — one matter on one board: put up with a photo, taken down with a photo (C6)."""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.audience import may_show
from services.publishing.domain.board import BoardSuspendedError, BoardUnknownError, by_keeper
from services.publishing.domain.board_words import (
    ConfirmSheet,
    Matter,
    Photo,
    PostSheet,
    RemoveSheet,
    SheetCommand,
    SheetConfirmed,
    SheetEvent,
    SheetPosted,
    SheetRemoved,
)
from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.terms import OPENERS
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

FORMS: Final = ("公开栏", "公示栏")  # a form of the catalog that ends so is put on a board
OVERSEERS: Final = OPENERS | {"supervisor", "auditor"}


class Sheet(Struct, frozen=True, kw_only=True):
    """What must be remembered: what hangs there, since when, by whom, proved by which photo."""

    unit: str = ""
    board_id: str = ""
    disclosure_id: str = ""
    version: int = 0
    poster: str = ""
    photo: str = ""
    posted_at: datetime | None = None
    doubtful: bool = False


class FormNotApprovedError(RejectedError):
    """批准的公开方式不包括公开栏，不能上墙。"""


class AudienceTooWideError(RejectedError):
    """这块公开栏的对象超出该事项的公开范围，不能上墙；请换一块对象相符的公开栏。"""


class PhotoMissingError(InvalidError):
    """必须上传现场照片，没有照片不算已经上墙或者撤下。"""


class TimeMissingError(InvalidError):
    """必须填写张贴或者撤下的时间。"""


class FutureError(InvalidError):
    """张贴或者撤下的时间不能晚于现在。"""


class BeforeOpeningError(InvalidError):
    """张贴的时间不能早于该事项开始公开的时间。"""


class DueMissingError(InvalidError):
    """该事项有展示期限，必须填写撤下日期。"""


class DueWrongError(InvalidError):
    """撤下日期不能早于张贴日期，也不能晚于该事项展示期限的最后一天。"""


class AlreadyPostedError(RejectedError):
    """这一版已经张贴在这块公开栏上。"""


class NotPostedError(RejectedError):
    """这个事项现在没有张贴在这块公开栏上。"""


class RemovedBeforePostedError(InvalidError):
    """撤下的时间不能早于张贴的时间。"""


class SamePhotoError(InvalidError):
    """撤下后的照片以前用过，请重新拍照。"""


class NothingDoubtfulError(RejectedError):
    """这张照片没有疑点，不需要核实。"""


class OwnPhotoError(ForbiddenError):
    """照片须由张贴人以外的人核实。"""


class ConfirmationMissingError(InvalidError):
    """核实照片必须写明怎样核实。"""


def decide(command: SheetCommand, state: Sheet, cause: Cause) -> list[SheetEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case PostSheet():
            return _post(command, state, cause)
        case ConfirmSheet(note=note):
            return _confirm(note, state, cause)
        case RemoveSheet():
            return _remove(command, state, cause)


def evolve(state: Sheet, event: SheetEvent) -> Sheet:
    """Return what is remembered after a fact."""
    match event:
        case SheetPosted():
            return Sheet(
                unit=event.unit,
                board_id=event.board_id,
                disclosure_id=event.disclosure_id,
                version=event.version,
                poster=event.poster,
                photo=event.photo.sha256,
                posted_at=event.posted_at,
                doubtful=bool(event.alike),
            )
        case SheetConfirmed():
            return replace(state, doubtful=False)
        case SheetRemoved():
            return replace(state, version=0, doubtful=False)


def _post(command: PostSheet, state: Sheet, cause: Cause) -> list[SheetEvent]:
    board, matter = command.board, command.matter
    by_keeper(board.unit, cause)
    _place_takes(command)
    if state.version == matter.version:
        raise AlreadyPostedError(matter.version)
    photo = _shown(command.photo)
    posted_at = _past(command.posted_at, "posted_at", cause)
    opened = matter.opened_at and matter.opened_at.replace(second=0, microsecond=0)
    if opened and posted_at < opened:  # whoever posts it writes down the minute
        raise BeforeOpeningError(field="posted_at")
    _due(command.due_on, posted_at, matter)
    return [
        SheetPosted(
            unit=board.unit,
            board_id=board.board_id,
            disclosure_id=matter.disclosure_id,
            version=matter.version,
            digest=matter.digest,
            audience=board.audience.value,
            poster=cause.actor,
            photo=photo,
            posted_at=posted_at,
            due_on=command.due_on,
            topics=command.topics,
            alike=command.alike,
            replaced=state.version,
        )
    ]


def _place_takes(command: PostSheet) -> None:
    board, matter = command.board, command.matter
    if not board.board_id:
        raise BoardUnknownError(field="board_id")
    if not board.active:
        raise BoardSuspendedError(field="board_id")
    if matter.withdrawn:
        raise WithdrawnError
    if not any(each.endswith(FORMS) for each in matter.channels):
        raise FormNotApprovedError(*matter.channels)
    if not may_show(board.audience, board.unit, matter.unit, matter.scope, matter.phase):
        raise AudienceTooWideError(board.audience, matter.scope, matter.phase, field="board_id")


def _confirm(note: str, state: Sheet, cause: Cause) -> list[SheetEvent]:
    _hangs(state)
    if not state.doubtful:
        raise NothingDoubtfulError
    if cause.actor == state.poster or cause.post not in OVERSEERS:
        raise OwnPhotoError
    if not note.strip():
        raise ConfirmationMissingError(field="note")
    return [SheetConfirmed(**_which(state), note=note)]


def _remove(command: RemoveSheet, state: Sheet, cause: Cause) -> list[SheetEvent]:
    _hangs(state)
    by_keeper(state.unit, cause)
    photo = _shown(command.photo)
    if photo.sha256 == state.photo or any(each.same for each in command.alike):
        raise SamePhotoError(field="photo")
    removed_at = _past(command.removed_at, "removed_at", cause)
    if state.posted_at and removed_at < state.posted_at:
        raise RemovedBeforePostedError(field="removed_at")
    return [SheetRemoved(**_which(state), photo=photo, removed_at=removed_at, alike=command.alike)]


def _hangs(state: Sheet) -> None:
    if not state.version:
        raise NotPostedError


def _shown(photo: Photo | None) -> Photo:
    if photo is None:
        raise PhotoMissingError(field="photo")
    return photo


def _past(at: datetime | None, field: str, cause: Cause) -> datetime:
    if at is None:
        raise TimeMissingError(field=field)
    if at > cause.at:
        raise FutureError(field=field)
    return at


def _due(due_on: date | None, posted_at: datetime, matter: Matter) -> None:
    if due_on is None:
        if matter.ends_on is not None:
            raise DueMissingError(field="due_on")
        return
    too_late = matter.ends_on is not None and due_on > matter.ends_on
    if too_late or due_on < beijing_date(posted_at):
        raise DueWrongError(field="due_on")


def _which(state: Sheet) -> dict[str, Any]:
    return {
        "unit": state.unit,
        "board_id": state.board_id,
        "disclosure_id": state.disclosure_id,
        "version": state.version,
    }


SHEET: Final = Decider[SheetCommand, Sheet, SheetEvent](
    initial=Sheet(), decide=decide, evolve=evolve
)
