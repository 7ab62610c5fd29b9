"""Where anybody checks a publication in their own browser."""

from functools import cache
from pathlib import Path
from typing import Final

from litestar import Response, get

from services.archive.handlers import Proofs
from services.archive.pages.taking import made
from services.archive.pages.words import SERVICES, TAGS
from shared.decider import NotFoundError
from shared.web import Page, page

STATIC: Final = Path(__file__).parents[1] / "static"
TYPES: Final = {
    "log.mjs": "text/javascript",
    "verify.mjs": "text/javascript",
    "archive.css": "text/css",
}


class NoSuchAssetError(NotFoundError):
    """存档没有这个文件。"""


@get("/verify", include_in_schema=False, sync_to_thread=True)
def verify(proofs: Proofs, service: str = "publishing", position: int = 0) -> Page:
    """自行核验：在读者自己的浏览器里完成"""
    return page(
        "verify.html.j2",
        SERVICES=SERVICES,
        TAGS=TAGS,
        service=service if service in SERVICES else "publishing",
        position=position if position > 0 else "",
        key=proofs.key,
        program=made()[1],
    )


@get("/static/{name:str}", include_in_schema=False, sync_to_thread=False)
def static(name: str) -> Response[bytes]:
    """页面所用的程序和样式"""
    if name not in TYPES:
        raise NoSuchAssetError(name)
    return Response(_read(name), media_type=TYPES[name])


@cache
def _read(name: str) -> bytes:
    return (STATIC / name).read_bytes()
