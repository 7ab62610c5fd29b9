"""Reading a file that lies elsewhere: nothing of it is given out before its digest was found."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import Final

from shared.files.place import PIECE, FileGoneError

MEMORY: Final = 4_000_000  # bytes kept in memory; what is larger waits on disk


def whole(pieces: Iterable[bytes], digest: str) -> Iterator[bytes]:
    """Return the pieces again, after all of them together were found to have this digest.

    Raises:
        FileGoneError: they are not what was kept.

    """
    found, held = sha256(), SpooledTemporaryFile(MEMORY)  # noqa: SIM115 — closed by its reader
    for piece in pieces:
        found.update(piece)
        held.write(piece)
    if found.hexdigest() != digest:
        held.close()
        raise FileGoneError(digest)
    return _again(held)


def _again(held: "SpooledTemporaryFile[bytes]") -> Iterator[bytes]:
    with held:
        held.seek(0)
        while piece := held.read(PIECE):
            yield piece
