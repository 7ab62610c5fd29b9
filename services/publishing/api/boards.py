"""公开栏 for programs: where boards are, and whether there are enough with what must hang there."""

from uuid import UUID

from litestar import get
from msgspec import Struct, convert

from services.publishing.domain.terms import Scope
from services.publishing.handlers.walls import Walls
from shared.web import Caller


class BoardTold(Struct, frozen=True, kw_only=True):
    """公开栏 — ``panels``: what each panel is about, in order; empty: not settled yet."""

    board_id: UUID
    unit: str
    code: str
    name: str
    place: str
    audience: Scope
    fixed: bool
    contact: str
    active: bool
    kind: str = "board"
    panels: tuple[str, ...] = ()


class BoardsTold(Struct, frozen=True, kw_only=True):
    """公开栏一览"""

    total: int
    page: int
    pages: int
    boards: list[BoardTold]


class Lacking(Struct, frozen=True, kw_only=True):
    """缺少的内容 — ``board_id`` is empty if it is on no board at all."""

    topic: str
    board_id: str = ""
    code: str = ""


class NetworkTold(Struct, frozen=True, kw_only=True):
    """固定公开栏达标情况 — ``least`` 0: the scheme asks for none."""

    unit: str
    least: int
    boards: int
    met: bool
    lacking: list[Lacking]


@get("/api/boards", sync_to_thread=True)
def read_boards(
    walls: Walls, caller: Caller, q: str = "", unit: str = "", page_no: int = 1
) -> BoardsTold:
    """查看公开栏。"""
    found = walls.find(caller, q, unit, page_no)
    rows = [convert(each, BoardTold, from_attributes=True) for each in found.rows]
    return BoardsTold(total=found.total, page=found.page, pages=found.pages, boards=rows)


@get("/api/boards/network", sync_to_thread=True)
def read_network(walls: Walls, caller: Caller, unit: str) -> NetworkTold:
    """查看固定公开栏达标情况。"""
    caller.known()
    found = walls.network(unit, caller).found
    return NetworkTold(
        unit=unit,
        least=found.demand.least,
        boards=len(found.boards),
        met=found.met,
        lacking=[
            Lacking(
                topic=gap.topic,
                board_id=gap.board.board_id if gap.board else "",
                code=gap.board.code if gap.board else "",
            )
            for gap in found.gaps
        ],
    )


handlers = [read_boards, read_network]
