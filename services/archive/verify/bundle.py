"""条目包 — up to 256 entries, hashed again, beside the hashes that the log keeps of them."""

import json
from dataclasses import dataclass
from hashlib import sha256

from services.archive.verify.keys import TAG
from services.archive.verify.notes import key_of
from services.archive.verify.report import DivergenceError, IncompleteError
from services.archive.verify.tree import FULL, HASH, Files, same, split

_WORD = TAG.decode().strip('"')


@dataclass(frozen=True)
class Bundle:
    """One bundle as it was read: its entries and their hashes, and the tile that should agree."""

    number: int
    path: str
    data: bytes
    entries: list[bytes]
    hashes: bytes
    tile_path: str
    tile: bytes

    @property
    def first(self) -> int:
        """Return the index of its first entry."""
        return self.number * FULL

    @property
    def introduced(self) -> dict[str, int]:
        """Return the ids of the log's keys that these entries introduce, and where."""
        if TAG not in self.data:
            return {}
        found = {index: _introduced(each) for index, each in enumerate(self.entries, self.first)}
        return {vkey: index for index, vkey in found.items() if vkey}

    def must_continue(self, files: Files) -> None:
        """Compare it with what is left of its earlier, unfinished states.

        Raises:
            DivergenceError: one of them is not its beginning, and which.

        """
        for path, width, stored in files.partials("0", self.number):
            if width * HASH <= len(self.hashes):
                same(stored, self.hashes[: width * HASH], path, self.first, 1)
        for path, width, stored in files.partials("entries", self.number):
            if width * HASH <= len(self.hashes) and not _begins(self.data, stored, width):
                raise DivergenceError("条目包的早期版本被改动", index=self.first, file=path)


def bundle_at(files: Files, number: int, tile: tuple[str, bytes]) -> Bundle:
    """Read a bundle and hash its entries.

    Raises:
        IncompleteError: it cannot be read.

    """
    path, data = files.tile("entries", number, files.width(0, number))
    entries = split(data)
    hashes = b"".join([sha256(b"\x00" + entry).digest() for entry in entries])
    return Bundle(number, path, data, entries, hashes, *tile)


def _begins(data: bytes, stored: bytes, width: int) -> bool:
    return data.startswith(stored) and len(split(stored)) == width


def _introduced(entry: bytes) -> str:
    try:
        event = json.loads(entry)["event"] if TAG in entry else {}
        return key_of(event["vkey"]).id.hex() if event["type"] == _WORD else ""
    except (ValueError, KeyError, TypeError, AttributeError, IncompleteError):
        return ""
