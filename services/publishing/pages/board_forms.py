"""公开栏的表 — what the forms of boards bring, as people write it."""

from datetime import UTC, date, datetime
from uuid import UUID

from litestar.datastructures import UploadFile
from msgspec import Struct

from services.publishing.domain.board import BoardAudienceError, PanelsError
from services.publishing.domain.board_words import (
    AUDIENCES,
    ArrangePanels,
    ChangeBoard,
    RegisterBoard,
)
from services.publishing.domain.terms import Scope
from services.publishing.handlers.boards import Hung
from shared.calendar import BEIJING
from shared.decider import InvalidError


class TimeWrongError(InvalidError):
    """时间要写成年月日和时分，例如 2026-09-28T09:00，按北京时间。"""


class DayWrongError(InvalidError):
    """日期要写成年月日，例如 2026-09-28。"""


class MatterWrongError(InvalidError):
    """请选择要张贴的事项。"""


class BoardForm(Struct, frozen=True, kw_only=True):
    """公开栏登记表"""

    unit: str = ""
    code: str = ""
    name: str = ""
    place: str = ""
    audience: str = ""
    fixed: str = ""
    contact: str = ""

    def whom(self) -> Scope:
        """Return for whom it is.

        Raises:
            BoardAudienceError: nobody that a board can be for.

        """
        known = {each.value: each for each in AUDIENCES}
        if self.audience not in known:
            raise BoardAudienceError(field="audience")
        return known[self.audience]


class PanelForm(Struct, frozen=True, kw_only=True):
    """版面布置表 — one topic on each line, in the order of the panels."""

    kind: str = "board"
    count: str = ""
    panels: str = ""

    def command(self) -> ArrangePanels:
        """Return what is asked.

        Raises:
            PanelsError: the number of panels is no number.

        """
        if not self.count.strip().isdecimal():
            raise PanelsError(field="count")
        lines = tuple(self.panels.rstrip().splitlines())
        return ArrangePanels(kind=self.kind, count=int(self.count.strip()[:9]), topics=lines)


class SheetForm(Struct, frozen=True, kw_only=True):
    """张贴登记表 — times are Beijing's, as people write them."""

    disclosure_id: str = ""
    posted_at: str = ""
    due_on: str = ""
    topics: list[str] = []
    photo: list[UploadFile] = []


class RemovalForm(Struct, frozen=True, kw_only=True):
    """撤下登记表"""

    removed_at: str = ""
    photo: list[UploadFile] = []


class NoteForm(Struct, frozen=True, kw_only=True):
    """写明原因或者说明"""

    reason: str = ""
    note: str = ""


async def hung(data: SheetForm) -> Hung:
    """Return what a form reports.

    Raises:
        MatterWrongError, TimeWrongError, DayWrongError: a field cannot be understood.

    """
    try:
        disclosure_id = UUID(data.disclosure_id)
    except ValueError:
        raise MatterWrongError(field="disclosure_id") from None
    return Hung(
        disclosure_id=disclosure_id,
        data=await brought(data.photo),
        posted_at=moment(data.posted_at, "posted_at"),
        due_on=day(data.due_on, "due_on"),
        topics=tuple(dict.fromkeys(data.topics)),
    )


async def brought(files: list[UploadFile]) -> bytes:
    """Return the first file that came along with a form, empty if none did."""
    return await files[0].read() if files else b""


def moment(text: str, field: str) -> datetime | None:
    """Return a moment as somebody wrote it, Beijing's without an offset; None if nothing is.

    Raises:
        TimeWrongError: it is no time.

    """
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise TimeWrongError(field=field) from None
    return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(UTC)


def day(text: str, field: str) -> date | None:
    """Return a day as somebody wrote it; None if nothing is.

    Raises:
        DayWrongError: it is no day.

    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise DayWrongError(field=field) from None


def registered(data: BoardForm, allowed: tuple[str, ...]) -> RegisterBoard:
    """Return what a form asks: to register a board.

    Raises:
        BoardAudienceError: nobody that a board can be for.

    """
    return RegisterBoard(
        unit=data.unit,
        code=data.code.strip(),
        name=data.name,
        place=data.place,
        audience=data.whom(),
        fixed=data.fixed == "yes",
        contact=data.contact,
        allowed=allowed,
    )


def changed(data: BoardForm, allowed: tuple[str, ...]) -> ChangeBoard:
    """Return what a form asks: to change a board.

    Raises:
        BoardAudienceError: nobody that a board can be for.

    """
    return ChangeBoard(
        name=data.name,
        place=data.place,
        audience=data.whom(),
        fixed=data.fixed == "yes",
        contact=data.contact,
        allowed=allowed,
    )
