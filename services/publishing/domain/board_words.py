"""公开栏的请求和事实 — what may be asked of a notice board, and what has happened on it."""

from datetime import date, datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.terms import Phase, Scope

SITES: Final = {  # 集中公开阵地 (S4 五3)
    "board": "公开栏",
    "street": "公开一条街",
    "garden": "公开游园",
    "corridor": "公开长廊",
}
AUDIENCES: Final = {Scope.SOCIETY: "社会", Scope.PARTY: "党员", Scope.UNIT: "本单位"}


class Photo(Struct, frozen=True, kw_only=True):
    """照片 — kept under its SHA-256; ``likeness`` (hex) is near that of a copy of the picture."""

    sha256: str
    size: int
    kind: str
    likeness: str


class Alike(Struct, frozen=True, kw_only=True):
    """相同照片 — where the same picture was used; ``same``: the very file, not a copy of it."""

    board_id: str
    disclosure_id: str
    same: bool


class Matter(Struct, frozen=True, kw_only=True):
    """上墙事项 — a disclosure as it stands; ``ends_on``: the last day of its display, if any.

    ``opened_at``: since when those may read it for whom the board is, None if they may not.
    """

    disclosure_id: str
    unit: str
    version: int
    digest: str
    scope: Scope
    phase: Phase
    channels: tuple[str, ...]
    withdrawn: bool = False
    opened_at: datetime | None = None
    ends_on: date | None = None


class BoardNow(Struct, frozen=True, kw_only=True):
    """公开栏现状 — as far as it matters to what is put on it."""

    board_id: str
    unit: str
    audience: Scope
    active: bool = True


class RegisterBoard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记公开栏 — ``allowed``: for whom the unit's scheme lets boards be (V39)."""

    unit: str
    code: str
    name: str
    place: str
    audience: Scope
    fixed: bool
    contact: str
    allowed: tuple[str, ...] = ("党内", "社会")


class ChangeBoard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """变更公开栏"""

    name: str
    place: str
    audience: Scope
    fixed: bool
    contact: str
    allowed: tuple[str, ...] = ("党内", "社会")


class SuspendBoard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """停用公开栏"""

    reason: str


class ResumeBoard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """恢复使用公开栏"""


class ArrangePanels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """布置版面 — of which kind the place is, how many panels it has, and what each is about."""

    kind: str
    count: int
    topics: tuple[str, ...] = ()


class PostSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """张贴上墙 — ``posted_at`` is UTC; ``due_on`` is the day on which it is to come down."""

    board: BoardNow
    matter: Matter
    photo: Photo | None
    posted_at: datetime | None
    due_on: date | None = None
    topics: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()


class ConfirmSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核实上墙照片 — somebody else has seen that it hangs there, and says how."""

    note: str


class RemoveSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤下张贴"""

    photo: Photo | None
    removed_at: datetime | None
    alike: tuple[Alike, ...] = ()


BoardCommand = RegisterBoard | ChangeBoard | SuspendBoard | ResumeBoard | ArrangePanels
SheetCommand = PostSheet | ConfirmSheet | RemoveSheet


class BoardRegistered(Struct, frozen=True, kw_only=True, tag="publishing.board.registered.v1"):
    """公开栏已登记 — ``audience``: who stands before it; ``fixed``: 固定公开栏 (五1)."""

    unit: str
    code: str
    name: str
    place: str
    audience: str
    fixed: bool
    contact: str


class BoardChanged(Struct, frozen=True, kw_only=True, tag="publishing.board.changed.v1"):
    """公开栏已变更"""

    unit: str
    name: str
    place: str
    audience: str
    fixed: bool
    contact: str


class BoardSuspended(Struct, frozen=True, kw_only=True, tag="publishing.board.suspended.v1"):
    """公开栏已停用"""

    unit: str
    reason: str


class BoardResumed(Struct, frozen=True, kw_only=True, tag="publishing.board.resumed.v1"):
    """公开栏已恢复使用"""

    unit: str


class PanelsArranged(Struct, frozen=True, kw_only=True, tag="publishing.panels.arranged.v1"):
    """版面已布置 — ``topics``: one for each panel in order, empty while it has none."""

    unit: str
    kind: str
    topics: tuple[str, ...]


class SheetPosted(Struct, frozen=True, kw_only=True, tag="publishing.sheet.posted.v1"):
    """事项已上墙 — ``alike``: where the photo was used before; until confirmed it proves nothing.

    ``replaced`` is the version that hung there until then, 0 if none did.
    """

    unit: str
    board_id: str
    disclosure_id: str
    version: int
    digest: str
    audience: str
    poster: str
    photo: Photo
    posted_at: datetime
    due_on: date | None = None
    topics: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    replaced: int = 0


class SheetConfirmed(Struct, frozen=True, kw_only=True, tag="publishing.sheet.confirmed.v1"):
    """上墙照片已核实"""

    unit: str
    board_id: str
    disclosure_id: str
    version: int
    note: str


class SheetRemoved(Struct, frozen=True, kw_only=True, tag="publishing.sheet.removed.v1"):
    """张贴已撤下"""

    unit: str
    board_id: str
    disclosure_id: str
    version: int
    photo: Photo
    removed_at: datetime
    alike: tuple[Alike, ...] = ()


BoardEvent = BoardRegistered | BoardChanged | BoardSuspended | BoardResumed | PanelsArranged
SheetEvent = SheetPosted | SheetConfirmed | SheetRemoved
