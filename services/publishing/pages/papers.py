"""文件 as pages: posters, notices and briefings to download, and their digests on file."""

from base64 import b64encode
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from services.publishing.domain.terms import PUBLISHERS, SCOPES
from services.publishing.handlers.briefings import Briefings
from services.publishing.handlers.papers import PaperRoom, Printed
from shared.auth import WrongPostError
from shared.files import KINDS
from shared.posts import named
from shared.web import Caller, Page, page, see_other
from shared.web.giving import POLICY, disposition

AnyRequest = Request[Any, Any, Any]
NOT_MODIFIED: Final = 304


@get("/items/{disclosure_id:uuid}/papers/{name:str}")
async def item_paper(
    disclosure_id: UUID,
    name: str,
    paper_room: PaperRoom,
    caller: Caller,
    request: AnyRequest,
    download: bool = False,
) -> Response[bytes]:
    """现行版本的海报、公告或者简报，如 poster.pdf、notice.docx、briefing.pdf。"""
    printed = await paper_room.find(disclosure_id, name, caller)
    return _given(printed, request, download=download)


@get("/items/{disclosure_id:uuid}/versions/{number:int}/papers/{name:str}")
async def version_paper(
    disclosure_id: UUID,
    number: int,
    name: str,
    paper_room: PaperRoom,
    caller: Caller,
    request: AnyRequest,
    download: bool = False,
) -> Response[bytes]:
    """一个版本的海报、公告或者简报。"""
    printed = await paper_room.find(disclosure_id, name, caller, number)
    return _given(printed, request, download=download)


@post("/items/{disclosure_id:uuid}/papers/{name:str}/issue", include_in_schema=False)
async def issue_paper(
    disclosure_id: UUID, name: str, paper_room: PaperRoom, caller: Caller
) -> Redirect:
    """出具：留存文件，登记它的摘要值"""
    await paper_room.issue(disclosure_id, name, caller)
    return see_other(f"/items/{disclosure_id}#papers")


@get("/briefings", include_in_schema=False, sync_to_thread=True)
def briefing_form(briefings: Briefings, caller: Caller) -> Page:
    """编印简报"""
    caller.known()
    if not caller.units(*PUBLISHERS):
        raise WrongPostError(*map(named, PUBLISHERS))
    return page("briefings.html.j2", rows=briefings.offered(caller), SCOPES=SCOPES)


@get("/briefings/{name:str}")
async def several_matters(
    name: str,
    briefings: Briefings,
    caller: Caller,
    request: AnyRequest,
    item: list[UUID] | None = None,
) -> Response[bytes]:
    """几件事项编成的一份简报，briefing.pdf 或者 briefing.docx。"""
    return _given(await briefings.compose(item or [], name, caller), request, download=False)


def _given(printed: Printed, request: AnyRequest, *, download: bool) -> Response[bytes]:
    tag = f'"{printed.sha256}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=NOT_MODIFIED, headers={"ETag": tag})
    kind = KINDS[printed.kind]
    shown = kind.shown and not download
    headers = {
        "ETag": tag,
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(printed.sha256)).decode()}:",
        "Content-Disposition": disposition(printed.name, "inline" if shown else "attachment"),
        "Content-Security-Policy": POLICY,
    }
    return Response(printed.data, media_type=kind.media_type, headers=headers)


handlers = [item_paper, version_paper, issue_paper, briefing_form, several_matters]
