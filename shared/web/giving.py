"""Giving a file out: its true kind, its name, its digest as its tag; nothing in it is run."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream
from msgspec import Struct

from shared.files import KINDS, Readable
from shared.web.arrival import AnyRequest
from shared.web.ranges import OutsideError, Part, cut, part_of

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


def given(file: Given, place: Readable, request: AnyRequest, *, download: bool) -> Response[Any]:
    """Answer with a file; call in a thread, since its digest is found again before a byte leaves.

    Pictures, PDF and plain text open in the browser unless ``download`` is asked for. A download
    that broke off goes on where it stopped (``Range``).

    Raises:
        FileGoneError: it is not there, or is not any more what it was.

    """
    tag = f'"{file.sha256}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"ETag": tag})
    kind = KINDS.get(file.kind)
    shown = kind is not None and kind.shown and not download
    try:
        part = _part(file, tag, request)
    except OutsideError:
        return Response(b"", status_code=416, headers={"Content-Range": f"bytes */{file.size}"})
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Content-Length": str(part.length if part else file.size),
        "Content-Disposition": disposition(file.name, "inline" if shown else "attachment"),
        "Content-Security-Policy": POLICY,
    }
    if part:
        headers["Content-Range"] = part.of(file.size)
    whole = place.read(file.sha256)
    return Stream(
        _pieces(cut(whole, part) if part else whole),
        status_code=206 if part else 200,
        headers=headers,
        # the framework itself adds the charset of text
        media_type=kind.media_type.partition(";")[0] if kind else _UNKNOWN,
    )


def _part(file: Given, tag: str, request: AnyRequest) -> Part | None:
    """Return the part that is asked for, unless it was of a file that is not this one any more."""
    asked, of = request.headers.get("range", ""), request.headers.get("if-range", tag)
    return part_of(asked, file.size) if asked and of == tag else None


def _pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces


def disposition(name: str, how: str) -> str:
    """Return the header that names a file; ``how``: inline or attachment."""
    ascii_name = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name
    )
    return f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
