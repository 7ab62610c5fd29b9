"""显示屏的门，for screens themselves: their list by their key, and what they have shown."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import Parameter
from msgspec import Struct

from services.publishing.domain.playlist import Playlist
from services.publishing.domain.screen_words import Play
from services.publishing.handlers.screens import Screens
from shared.store import Receipt
from shared.web import filed, is_derived
from shared.web.arrival import CommandIdReservedError

Key = Annotated[str, Parameter(header="X-Screen-Key", default="")]
AnyRequest = Request[Any, Any, Any]


class PlaysReported(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """播放报告 — ``report_id``: a UUID of the screen's own; the same again changes nothing."""

    report_id: UUID
    plays: tuple[Play, ...]


@get("/api/screens/playlist")
async def read_playlist(
    screens: Screens, request: AnyRequest, key: Key = ""
) -> Response[Playlist | bytes]:
    """播放单。Unchanged since the tag in ``If-None-Match``: 304."""

    def made() -> Playlist:
        return screens.playlist(screens.by_key(key))

    playlist = await sync_to_thread(made)
    headers = {"ETag": f'"{playlist.tag}"', "Cache-Control": "private, no-store"}
    if f'"{playlist.tag}"' in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(playlist, headers=headers)


@post("/api/screens/plays")
async def report_plays(data: PlaysReported, screens: Screens, key: Key = "") -> Response[Receipt]:
    """报告播放。"""
    if is_derived(data.report_id):
        raise CommandIdReservedError(data.report_id, field="report_id")
    return filed(await screens.report(key, data.report_id, data.plays))


handlers = [read_playlist, report_plays]
