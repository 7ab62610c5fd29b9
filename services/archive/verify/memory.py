"""记忆 — what a verifier keeps between two checks: the last checkpoint, and how far it had come.

With it a log that was cut back or begun anew is found even if nothing of its former files
is left; and a check that was interrupted goes on where it stood (what was sound before
is not read again until the next whole check). The file stays below 4 kB whatever the
log's size: only the roots of the perfect trees so far are kept.
"""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.archive.verify.notes import Note
from services.archive.verify.report import DivergenceError, IncompleteError, Report
from services.archive.verify.tree import FULL, HASH, Files, Peaks, Tower, pair_hash

LAST = "上次核验的检查点"


@dataclass(frozen=True)
class Halt:
    """停处 — ``bundles`` full bundles were sound, under these roots; entries up to ``sound``."""

    bundles: int = 0
    peaks: tuple[tuple[int, bytes], ...] = ()
    sound: int = 0
    entries: int = 0
    services: dict[str, int] = field(default_factory=dict)


@dataclass
class Memory:
    """记忆 — of one log; the first time there is nothing in it."""

    file: Path
    origin: str = ""
    size: int = 0
    root: bytes = b""
    halt: Halt = field(default_factory=Halt)

    def marks(self, origin: str, head: Note) -> list[tuple[str, Note]]:
        """Return the checkpoint that the log must still contain.

        Raises:
            IncompleteError: the memory is of another log.
            DivergenceError: the log has become shorter, or is another one of the same size.

        """
        if not self.size:
            return []
        if origin != self.origin:
            raise IncompleteError("核验记忆属于另一个日志", file=str(self.file))
        if head.size < self.size:
            reason = f"日志被退回：上次核验时已有 {self.size} 条"
            raise DivergenceError(reason, index=head.size, file="checkpoint")
        if head.size == self.size and head.root != self.root:
            raise DivergenceError("日志分叉：条数与上次核验时相同，根不同", file="checkpoint")
        return [(LAST, Note(self.size, self.root))]

    def remember(self, origin: str, size: int, root: str, halt: Halt) -> None:
        """Keep what is known now; whole or not at all."""
        self.origin, self.size, self.root, self.halt = origin, size, bytes.fromhex(root), halt
        fresh = self.file.with_name(f".{self.file.name}.tmp")
        with fresh.open("w", encoding="utf-8") as out:
            json.dump(self._told(), out)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.file)  # Windows renames onto nothing that is there

    def _told(self) -> dict[str, Any]:
        halt = self.halt
        return {
            "origin": self.origin,
            "size": self.size,
            "root": self.root.hex(),
            "bundles": halt.bundles,
            "peaks": [[height, b64encode(top).decode()] for height, top in halt.peaks],
            "sound": halt.sound,
            "entries": halt.entries,
            "services": halt.services,
        }


def memory_in(file: Path) -> Memory:
    """Read a memory; a file that is not there yet is an empty one.

    Raises:
        IncompleteError: it is no memory.

    """
    if not file.exists():
        return Memory(file)
    try:
        told = json.loads(file.read_bytes())
        halt = Halt(
            told["bundles"],
            tuple((height, b64decode(top, validate=True)) for height, top in told["peaks"]),
            told["sound"],
            told["entries"],
            dict(told["services"]),
        )
        return Memory(file, told["origin"], told["size"], bytes.fromhex(told["root"]), halt)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IncompleteError("核验记忆文件无法读取", file=str(file)) from error


def tower_at(files: Files, halt: Halt) -> Tower:
    """Return the tiles above the bundles as they stood at a halt.

    Their hashes are read from the log's own tiles, and believed because their roots are
    those that were derived before the halt.

    Raises:
        DivergenceError: a tile has been changed since.

    """
    tower, level, at = Tower(files), 1, halt.bundles
    while at:
        done, count = divmod(at, FULL)
        tower.rows.append(bytearray(_row(files, level, done, count)))
        tower.done.append(done)
        level, at = level + 1, done
    known = [top for _, top in halt.peaks]
    for number, row in reversed([*enumerate(tower.rows, 1)]):
        for top in _tops(bytes(row)):
            if not known or known.pop(0) != top:
                raise DivergenceError(
                    "哈希瓦片在核验中断之后被改动",
                    file=files.path(str(number), tower.done[number - 1], FULL),
                )
    return tower


def _row(files: Files, level: int, number: int, count: int) -> bytes:
    if not count:
        return b""
    _, tile = files.tile(str(level), number, files.width(level, number))
    return tile[: count * HASH]


def _tops(row: bytes) -> list[bytes]:
    """Return the roots of the perfect trees over a row of hashes, widest first."""
    tops, at = [], 0
    for bit in reversed(range(8)):
        width = HASH << bit
        if len(row) & width:
            tops.append(_top(row[at : at + width]))
            at += width
    return tops


def _top(hashes: bytes) -> bytes:
    while len(hashes) > HASH:
        pairs = range(0, len(hashes), 2 * HASH)
        hashes = b"".join(
            [pair_hash(hashes[i : i + HASH], hashes[i + HASH : i + 2 * HASH]) for i in pairs]
        )
    return hashes


def halt_of(bundles: int, peaks: Peaks, sound: int, told: Report) -> Halt:
    """Describe where a check stands."""
    return Halt(bundles, tuple(peaks.all), sound, told.entries, dict(told.services))
