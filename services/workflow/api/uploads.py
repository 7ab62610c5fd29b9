"""上传的门 — files come in pieces, go on where the line broke, and are kept once whole."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, patch, post
from litestar.concurrency import sync_to_thread
from litestar.params import Parameter
from msgspec import Struct

from services.workflow.handlers.enclosures import Enclosures, Progress
from shared.web import Caller

AnyRequest = Request[Any, Any, Any]
OFFSET = "Upload-Offset"


class BeginUpload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始上传 — the name of a file as people know it, and how many bytes it has."""

    name: str
    length: int


@post("/uploads/{upload_id:uuid}", sync_to_thread=True)
def begin_upload(
    upload_id: UUID, data: BeginUpload, enclosures: Enclosures, caller: Caller
) -> Response[Progress]:
    """开始上传。The caller chooses the id; the same again goes on with the same upload."""
    return _told(enclosures.begin(upload_id, data.name, data.length, caller), 201)


@get("/uploads/{upload_id:uuid}", sync_to_thread=True)
def read_upload(upload_id: UUID, enclosures: Enclosures, caller: Caller) -> Response[Progress]:
    """查看上传进度。HEAD answers with the header Upload-Offset alone."""
    return _told(enclosures.progress(upload_id, caller), 200)


@patch("/uploads/{upload_id:uuid}", request_max_body_size=None)
async def continue_upload(
    upload_id: UUID,
    enclosures: Enclosures,
    caller: Caller,
    request: AnyRequest,
    offset: Annotated[int, Parameter(header=OFFSET)],
) -> Response[Progress]:
    """继续上传。The body is the next bytes, from the offset on; a broken line loses none."""
    await enclosures.arriving.take(upload_id, caller.known(), offset, request.stream())
    return _told(await sync_to_thread(enclosures.progress, upload_id, caller), 200)


@post("/uploads/{upload_id:uuid}/finish", sync_to_thread=True)
def finish_upload(upload_id: UUID, enclosures: Enclosures, caller: Caller) -> Response[Progress]:
    """完成上传。Told by what it holds, looked at by the virus scanner, kept under its digest."""
    return _told(enclosures.finish(upload_id, caller), 200)


def _told(progress: Progress, status: int) -> Response[Progress]:
    return Response(progress, status_code=status, headers={OFFSET: str(progress.received)})


handlers = [begin_upload, read_upload, continue_upload, finish_upload]
