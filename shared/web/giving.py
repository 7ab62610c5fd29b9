"""Giving a file out: its true kind, its name, its digest as its tag; nothing in it is run."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream
from msgspec import Struct

from shared.files import KINDS, Place
from shared.web.arrival import AnyRequest

# a browser may show the file; nothing in it may run, or fetch anything from anywhere
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_UNKNOWN: Final = "application/octet-stream"


class Given(Struct, frozen=True, kw_only=True):
    """A file as it is given out: by this name, of this kind, under this digest."""

    name: str
    kind: str
    sha256: str
    size: int


def given(file: Given, place: Place, request: AnyRequest, *, download: bool) -> Response[Any]:
    """Answer with a file; call in a thread, since its digest is found again before a byte leaves.

    Pictures, PDF and plain text open in the browser unless ``download`` is asked for.

    Raises:
        FileGoneError: it is not there, or is not any more what it was.

    """
    tag = f'"{file.sha256}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"ETag": tag})
    kind = KINDS.get(file.kind)
    shown = kind is not None and kind.shown and not download
    headers = {
        "ETag": tag,
        "Content-Length": str(file.size),
        "Content-Disposition": disposition(file.name, "inline" if shown else "attachment"),
        "Content-Security-Policy": POLICY,
    }
    return Stream(
        _pieces(place.read(file.sha256)),
        headers=headers,
        # the framework itself adds the charset of text
        media_type=kind.media_type.partition(";")[0] if kind else _UNKNOWN,
    )


def _pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces


def disposition(name: str, how: str) -> str:
    """Return the header that names a file; ``how``: inline or attachment."""
    ascii_name = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name
    )
    return f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
