"""导出目录 — a version of a catalog as a file."""

from urllib.parse import quote

from litestar import Response, get

from services.catalog.handlers.exporting import Exported, Exports
from shared.web import Caller


@get("/units/{unit:str}/catalog/{version:int}/export/{kind:str}", sync_to_thread=True)
def export(unit: str, version: int, kind: str, exports: Exports, caller: Caller) -> Response[bytes]:
    """导出一版目录：xlsx、docx 或 csv。"""
    return attached(exports.export(unit, version, kind, caller))


def attached(file: Exported) -> Response[bytes]:
    """Return a file as something to be kept, under its Chinese name."""
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"},
    )


handlers = [export]
