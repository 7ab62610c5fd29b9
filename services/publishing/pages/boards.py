"""公开栏 as pages: which there are, what hangs on one, the forms that prove it, the county's."""

from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from services.publishing.domain.board_words import AUDIENCES, SITES, ResumeBoard, SuspendBoard
from services.publishing.domain.terms import PUBLISHERS, SCOPES
from services.publishing.handlers.boards import Boards
from services.publishing.handlers.walls import STATES, Walls
from services.publishing.pages.board_forms import (
    BoardForm,
    NoteForm,
    PanelForm,
    RemovalForm,
    SheetForm,
    brought,
    changed,
    hung,
    moment,
    registered,
)
from services.publishing.views.boards import board_id_of
from shared.calendar import BEIJING
from shared.decider import RejectedError
from shared.web import Caller, Enclosed, Filled, Page, again, page, see_other
from shared.web.giving import Given, given

AnyRequest = Request[Any, Any, Any]
LARGEST: Final = 64_000_000  # bytes of a form with its photo
WORDS: Final[dict[str, Any]] = {
    "AUDIENCES": AUDIENCES,
    "SCOPES": SCOPES,
    "STATES": STATES,
    "SITES": SITES,
}


Registering = Filled[BoardForm]
Noting = Filled[NoteForm]
Arranging = Filled[PanelForm]
Posting = Enclosed[SheetForm]
Removing = Enclosed[RemovalForm]


@get("/boards", include_in_schema=False, sync_to_thread=True)
def board_list(walls: Walls, caller: Caller, q: str = "", unit: str = "", page_no: int = 1) -> Page:
    """公开栏一览"""
    found = walls.find(caller, q, unit, page_no)
    return page("boards.html.j2", found=found, q=q, unit=unit, amiss=walls.amiss(caller), **WORDS)


@get("/boards/new", include_in_schema=False, sync_to_thread=True)
def board_form(walls: Walls, caller: Caller) -> Page:
    """登记公开栏"""
    caller.known()
    return _form(walls, caller, BoardForm(audience="party"))


@post("/boards/new", include_in_schema=False)
async def register_board(
    data: Registering, boards: Boards, walls: Walls, caller: Caller
) -> Redirect:
    """登记"""
    async with again(_form, walls, caller, data):
        allowed = await sync_to_thread(boards.allowed, data.unit, caller)
        await boards.register(registered(data, allowed), caller)
    return see_other(f"/boards/{board_id_of(data.unit, data.code)}")


@get("/boards/network", include_in_schema=False, sync_to_thread=True)
def board_network(walls: Walls, caller: Caller, unit: str = "") -> Page:
    """固定公开栏达标情况"""
    caller.known()
    chosen = unit or next(iter(caller.units()), "")
    return page("network.html.j2", network=walls.network(chosen, caller), **WORDS)


@get("/boards/{board_id:uuid}", include_in_schema=False, sync_to_thread=True)
def board_page(board_id: UUID, walls: Walls, caller: Caller) -> Page:
    """一块公开栏"""
    return _shown(board_id, walls, caller)


@post("/boards/{board_id:uuid}/change", include_in_schema=False)
async def change_board(
    board_id: UUID,
    data: Registering,
    boards: Boards,
    walls: Walls,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """变更"""
    async with again(_shown, board_id, walls, caller):
        unit = (await boards.row(board_id)).unit
        allowed = await sync_to_thread(boards.allowed, unit, caller)
        await boards.change(board_id, changed(data, allowed), caller, expected)
    return _onward(board_id)


@post("/boards/{board_id:uuid}/suspend", include_in_schema=False)
async def suspend_board(
    board_id: UUID, data: Noting, boards: Boards, walls: Walls, caller: Caller, expected: int | None
) -> Redirect:
    """停用"""
    async with again(_shown, board_id, walls, caller):
        await boards.change(board_id, SuspendBoard(reason=data.reason), caller, expected)
    return _onward(board_id)


@post("/boards/{board_id:uuid}/resume", include_in_schema=False)
async def resume_board(
    board_id: UUID, boards: Boards, caller: Caller, expected: int | None
) -> Redirect:
    """恢复使用"""
    await boards.change(board_id, ResumeBoard(), caller, expected)
    return _onward(board_id)


@post("/boards/{board_id:uuid}/panels", include_in_schema=False)
async def arrange_panels(
    board_id: UUID,
    data: Arranging,
    boards: Boards,
    walls: Walls,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """布置版面"""
    async with again(_shown, board_id, walls, caller, arranging=data):
        await boards.change(board_id, data.command(), caller, expected)
    return _onward(board_id)


@post("/boards/{board_id:uuid}/sheets", include_in_schema=False, request_max_body_size=LARGEST)
async def post_sheet(
    board_id: UUID, data: Posting, boards: Boards, walls: Walls, caller: Caller
) -> Redirect:
    """张贴上墙"""
    async with again(_shown, board_id, walls, caller, typed=data):
        await boards.post(board_id, await hung(data), caller)
    return _onward(board_id)


@post(
    "/boards/{board_id:uuid}/sheets/{sheet_id:uuid}/remove",
    include_in_schema=False,
    request_max_body_size=LARGEST,
)
async def remove_sheet(
    board_id: UUID, sheet_id: UUID, data: Removing, boards: Boards, walls: Walls, caller: Caller
) -> Redirect:
    """撤下"""
    async with again(_shown, board_id, walls, caller):
        at, photo = moment(data.removed_at, "removed_at"), await brought(data.photo)
        await boards.remove(sheet_id, photo, at, caller)
    return _onward(board_id)


@post("/boards/{board_id:uuid}/sheets/{sheet_id:uuid}/confirm", include_in_schema=False)
async def confirm_sheet(
    board_id: UUID, sheet_id: UUID, data: Noting, boards: Boards, walls: Walls, caller: Caller
) -> Redirect:
    """核实照片"""
    async with again(_shown, board_id, walls, caller):
        await boards.confirm(sheet_id, data.note, caller)
    return _onward(board_id)


@get("/boards/{board_id:uuid}/photos/{sha256:str}", include_in_schema=False)
async def board_photo(
    board_id: UUID, sha256: str, walls: Walls, boards: Boards, caller: Caller, request: AnyRequest
) -> Response[Any]:
    """上墙照片"""
    found = await sync_to_thread(walls.photo, board_id, sha256, caller)
    name = f"{found.at.astimezone(BEIJING):%Y%m%d-%H%M}.{found.kind}"
    file = Given(name=name, kind=found.kind, sha256=sha256, size=found.size)
    return await sync_to_thread(given, file, boards.album.place, request, download=False)


def _onward(board_id: UUID) -> Redirect:
    return see_other(f"/boards/{board_id}")


def _form(
    walls: Walls, caller: Caller, typed: BoardForm, refusal: RejectedError | None = None
) -> Page:
    mine = walls.names(caller.units(*PUBLISHERS))
    return page(
        "board_new.html.j2",
        status_code=refusal.status if refusal else 200,
        units=list(mine.items()),
        typed=typed,
        **_refused(refusal),
        **WORDS,
    )


def _shown(
    board_id: UUID,
    walls: Walls,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: SheetForm | None = None,
    arranging: PanelForm | None = None,
) -> Page:
    wall = walls.wall(board_id, caller)
    panels = wall.board.panels
    return page(
        "board.html.j2",
        status_code=refusal.status if refusal else 200,
        wall=wall,
        arranging=arranging
        or PanelForm(
            kind=wall.board.kind, count=str(len(panels) or 1), panels="\n".join(panels).rstrip()
        ),
        typed=typed or SheetForm(posted_at=f"{caller.at.astimezone(BEIJING):%Y-%m-%dT%H:%M}"),
        **_refused(refusal),
        **WORDS,
    )


def _refused(refusal: RejectedError | None) -> dict[str, Any]:
    wrong = {refusal.field: refusal.sentence} if refusal else {}
    return {"refusal": refusal, "wrong": wrong}


handlers = [
    board_list,
    board_form,
    register_board,
    board_network,
    board_page,
    change_board,
    suspend_board,
    resume_board,
    arrange_panels,
    post_sheet,
    remove_sheet,
    confirm_sheet,
    board_photo,
]
