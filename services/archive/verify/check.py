"""The whole check, in the order of the log: signatures, entries, tiles, root, ledger, stores."""

import gc
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from services.archive.verify.beside import Beside, compare_store
from services.archive.verify.cosigned import check_witnesses
from services.archive.verify.keys import FOLDER, TAG, Handover, Ring, ring_in
from services.archive.verify.memory import Halt, Memory, halt_of, memory_in, tower_at
from services.archive.verify.notes import Note, key_of
from services.archive.verify.policy import policy_of
from services.archive.verify.report import (
    CheckError,
    DivergenceError,
    IncompleteError,
    Outcome,
    Report,
)
from services.archive.verify.tree import (
    FULL,
    HASH,
    Files,
    Peaks,
    Tower,
    differs,
    leaf_hash,
    same,
    split,
    subtree,
)

Progress = Callable[[int, int], None]
Span = tuple[int, int]

_SEALED = re.compile(
    rb'\{"commitment":"[A-Za-z0-9+/]{43}=","position":([1-9]\d*),"service":"([a-z]+)"\}'
)


OFTEN = 4_096  # bundles, a few seconds' work: so much is done again after a kill -9


def _forget() -> None:
    """Keep nothing in mind."""


def _silent(_: int, __: int) -> None:
    """Tell nobody."""


def verify(  # noqa: PLR0913 — each is one option of the program
    log_dir: Path,
    vkey: str,
    *,
    ledger: str | None = None,
    stores: Mapping[str, str] | None = None,
    span: Span | None = None,
    policy: str = "",
    state: Path | None = None,
    report: Progress = _silent,
) -> Report:
    """Derive a log again and say whether it is what was signed. Never raises for what it finds.

    Args:
        log_dir: the log's folder, or any copy of it.
        vkey: a verifier key of the log or several, from somewhere other than the log.
        ledger: address of the archive's ledger (sqlite:///… or postgresql://…), if one has access.
        stores: addresses of the services' own stores by name; needs the ledger.
        span: only entries with these indexes, both included; the tree above is checked whole.
        policy: which witnesses must have cosigned, and which keys the log may have
            (C2SP tlog-policy); empty: no witness needs to, and any key that was handed over.
        state: file of what is remembered between two checks (made if there is none).
        report: told how many of how many entries have been checked.

    """
    began, told = monotonic(), Report(ledger=ledger is not None)
    collecting = gc.isenabled()
    gc.disable()  # half of the time otherwise; nothing here makes cycles
    try:
        memory = memory_in(state) if state else None
        known = policy_of(policy) if policy else None
        ring = ring_in(Path(log_dir), vkey, known.logs if known else ())
        _check(Path(log_dir), ring, ledger, stores or {}, span, memory, report, told)
        if known:
            check_witnesses(Path(log_dir), known, told)
        if memory and span is None:
            memory.remember(told.origin, told.size, told.root, Halt())
        told.outcome = Outcome.PASSED
    except CheckError as error:
        told.outcome, told.first = error.outcome, error.finding
    except KeyboardInterrupt:
        told.outcome = Outcome.INTERRUPTED
    finally:
        if collecting:
            gc.enable()
        told.seconds = round(monotonic() - began, 3)
    return told


def _check(  # noqa: PLR0913, PLR0917 — the parts of one check
    folder: Path,
    ring: Ring,
    ledger: str | None,
    stores: Mapping[str, str],
    span: Span | None,
    memory: Memory | None,
    report: Progress,
    told: Report,
) -> None:
    files = Files(folder, 0)
    head = ring.read(files.read("checkpoint"), "checkpoint")
    told.origin, told.size, told.root = ring.name, head.size, head.root.hex()
    told.keys = ring.terms
    marks = _remembered(folder, ring, head)
    told.checkpoints = len(marks)
    marks = sorted([*marks, *_handed_over(ring, head)], key=_size_of)
    if memory:
        marks = sorted([*marks, *memory.marks(ring.name, head)], key=_size_of)
    walk = _Walk(Files(folder, head.size), marks, span, told)
    if memory and span is None:
        walk.resume(memory.halt)
    walk.ledger = Beside(ledger, head.size, walk.first, told) if ledger else None
    if memory and span is None:
        walk.keep = lambda: memory.remember(ring.name, head.size, told.root, walk.stood)
    try:
        walk.run(report)
    except KeyboardInterrupt:
        walk.keep()
        raise
    _must_be_logged(ring.handovers, walk, head)
    for service, url in stores.items():
        if ledger is None:
            raise IncompleteError("核对各服务的记录库需要同时给出存档总账", service=service)
        told.stores[service] = compare_store(service, ledger, url)


def _handed_over(ring: Ring, head: Note) -> list[tuple[str, Note]]:
    """Return what the log was when its keys were handed over; it must still begin so."""
    for each in ring.handovers:
        if each.size > head.size:
            reason = f"日志被退回：移交密钥时已有 {each.size} 条"
            raise DivergenceError(reason, index=head.size, file=each.path)
    return [(each.path, Note(each.size, each.root)) for each in ring.handovers if each.size]


def _must_be_logged(handovers: Sequence[Handover], walk: "_Walk", head: Note) -> None:
    """Compare the handovers with the facts in the log that tell of them."""
    for each in handovers:
        vkey = each.successor.id.hex()
        if walk.reads_from(each.size) and each.size < head.size and vkey not in walk.introduced:
            raise IncompleteError("密钥移交还没有记入日志", index=each.size, file=each.path)
    for vkey, index in walk.introduced.items():
        if vkey not in {each.successor.id.hex() for each in handovers}:
            raise IncompleteError("缺少日志所记的密钥移交书", index=index, file=f"{FOLDER}/")


def _remembered(folder: Path, ring: Ring, head: Note) -> list[tuple[str, Note]]:
    """Read every checkpoint that was ever published, by size; those beyond the head come later."""
    marks = [("checkpoint", head)]
    names = folder / "checkpoints"
    if not names.is_dir():
        raise IncompleteError("缺少历次检查点", file="checkpoints")
    marks += [_mark(file, ring) for file in names.iterdir() if not file.name.startswith(".")]
    if not any(note.size == head.size and path != "checkpoint" for path, note in marks):
        raise IncompleteError("缺少当前检查点的存留件", file=f"checkpoints/{head.size}")
    return sorted((each for each in marks if each[1].size <= head.size), key=_size_of)


def _size_of(mark: tuple[str, Note]) -> int:
    return mark[1].size


def _mark(file: Path, ring: Ring) -> tuple[str, Note]:
    path = f"checkpoints/{file.name}"
    try:
        note = ring.read(file.read_bytes(), path)
    except OSError as error:
        raise IncompleteError("检查点无法读取", file=path) from error
    if str(note.size) != file.name:
        raise DivergenceError("检查点的条目数与文件名不符", file=path)
    return path, note


@dataclass
class _Walk:
    """One pass over all bundles, from the first entry to the root."""

    files: Files
    marks: list[tuple[str, Note]]
    span: Span | None
    told: Report
    ledger: Beside | None = None
    peaks: Peaks = field(default_factory=Peaks)
    sound: int = 0  # entries below the last checkpoint that fitted
    stood: Halt = field(default_factory=Halt)  # after the last full bundle that was sound
    keep: Callable[[], None] = _forget
    began: int = 0  # the first entry that is read in this check
    introduced: dict[str, int] = field(default_factory=dict)  # ids of keys, and where in the log

    @property
    def first(self) -> int:
        """Return the first entry that is read."""
        return self.span[0] if self.span else self.stood.bundles * FULL

    @property
    def last(self) -> int:
        """Return the last entry that is read."""
        return min(self.span[1] if self.span else self.files.size, self.files.size - 1)

    def resume(self, halt: Halt) -> None:
        """Begin where an earlier check was interrupted."""
        self.stood, self.sound, self.began = halt, halt.sound, halt.bundles * FULL
        self.peaks = Peaks(halt.peaks)
        self.told.entries = halt.entries
        self.told.services |= halt.services

    def reads_from(self, index: int) -> bool:
        """Tell whether everything from an index on is read now."""
        return self.span is None and self.began <= index

    def run(self, report: Progress) -> None:
        tower, size = tower_at(self.files, self.stood), self.files.size
        start, behind = self.stood.bundles, self.stood.bundles * FULL
        ahead = [each for each in self.marks if not behind or each[1].size > behind]
        due = iter([*ahead, ("", Note(size + 1, b""))])
        mark = self._checked_up_to(0, self.peaks, next(due), due)
        for number in range(start, (size + FULL - 1) // FULL):
            hashes = self._bundle(number, tower)
            upto = number * FULL + len(hashes) // HASH
            if mark[1].size <= upto:
                mark = self._marks_within(number, hashes, mark, due)
            top = tower.add(hashes)
            if top is not None:
                self.peaks.add(8, top)
                self.stood = halt_of(number + 1, self.peaks, self.sound, self.told)
            report(upto, size)
            if number % OFTEN == OFTEN - 1:
                self.keep()
        tower.finish()
        if self.ledger:
            self.ledger.finish()

    def _marks_within(
        self, number: int, hashes: bytes, mark: tuple[str, Note], due: Iterator[tuple[str, Note]]
    ) -> tuple[str, Note]:
        peaks = self.peaks.copy()
        for at in range(len(hashes) // HASH):
            peaks.add(0, hashes[at * HASH : (at + 1) * HASH])
            mark = self._checked_up_to(number * FULL + at + 1, peaks, mark, due)
        return mark

    def _checked_up_to(
        self, size: int, peaks: Peaks, mark: tuple[str, Note], due: Iterator[tuple[str, Note]]
    ) -> tuple[str, Note]:
        while mark[1].size == size:
            if peaks.root() != mark[1].root:
                raise DivergenceError(
                    "条目与签署的检查点不符：此序号起至检查点之间有改动",
                    index=self.sound,
                    file=mark[0],
                )
            self.sound, mark = size, next(due)
        return mark

    def _bundle(self, number: int, tower: Tower) -> bytes:
        """Return the leaf hashes of a bundle, read again from its entries."""
        width = self.files.width(0, number)
        tile_path, tile = self.files.tile("0", number, width)
        first = number * FULL
        if first > self.last or first + width <= self.first:
            return tile
        path, data = self.files.tile("entries", number, width)
        entries = split(data)
        hashes = b"".join([leaf_hash(entry) for entry in entries])
        if hashes != tile:
            self._blame(number, (path, hashes), (tile_path, tile), tower)
        self._leftovers(number, data, hashes)
        self._entries(first, entries, path)
        if TAG in data:
            self.introduced |= _introductions(first, entries)
        return hashes

    def _blame(
        self, number: int, bundle: tuple[str, bytes], tile: tuple[str, bytes], tower: Tower
    ) -> None:
        """Say which of the two files is wrong: what is signed above them knows."""
        index = number * FULL + min(differs(tile[1], bundle[1]), FULL - 1)
        guilty = bundle[0] if self._is_signed(number, tile[1], tower) else tile[0]
        reason = "条目被改动" if guilty == bundle[0] else "哈希瓦片被改动"
        service, position = self.ledger.place(index) if self.ledger else ("", -1)
        raise DivergenceError(reason, index=index, service=service, position=position, file=guilty)

    def _is_signed(self, number: int, tile: bytes, tower: Tower) -> bool:
        if len(tile) == FULL * HASH:
            return tower.stored(0, number) == subtree(tile)
        peaks = self.peaks.copy()
        for at in range(0, len(tile), HASH):
            peaks.add(0, tile[at : at + HASH])
        return peaks.root() == self.marks[-1][1].root

    def _leftovers(self, number: int, data: bytes, hashes: bytes) -> None:
        for path, width, stored in self.files.partials("0", number):
            if width * HASH <= len(hashes):
                same(stored, hashes[: width * HASH], path, number * FULL, 1)
        for path, width, stored in self.files.partials("entries", number):
            if width * HASH <= len(hashes) and not _begins(data, stored, width):
                raise DivergenceError("条目包的早期版本被改动", index=number * FULL, file=path)

    def _entries(self, first: int, entries: list[bytes], path: str) -> None:
        low, high = max(self.first - first, 0), min(self.last - first + 1, len(entries))
        wanted = entries[low:high]
        self.told.entries += len(wanted)
        if self.ledger:
            self.ledger.compare(first + low, wanted, path)
            return
        for index, entry in enumerate(wanted, start=first + low):
            self._in_order(index, entry, path)

    def _in_order(self, index: int, entry: bytes, path: str) -> None:
        """Without the ledger: each service's facts must still follow one another."""
        match = _SEALED.fullmatch(entry)
        service = match[2].decode() if match else _service_of(entry, index, path)
        expected = self.told.services.get(service, 0) + 1
        position = int(match[1]) if match else expected
        if position != expected and (self.span is None or service in self.told.services):
            raise DivergenceError(
                "位置不连续", index=index, service=service, position=position, file=path
            )
        self.told.services[service] = position


def _introductions(first: int, entries: list[bytes]) -> dict[str, int]:
    """Return the ids of the keys that these entries introduce, and where."""
    found: dict[str, int] = {}
    for index, entry in enumerate(entries, first):
        if TAG in entry and (vkey := _introduced(entry)):
            found[vkey] = index
    return found


def _introduced(entry: bytes) -> str:
    try:
        event = json.loads(entry)["event"]
        return key_of(event["vkey"]).id.hex() if event["type"] == TAG.decode().strip('"') else ""
    except (ValueError, KeyError, TypeError, AttributeError, IncompleteError):
        return ""


def _begins(data: bytes, stored: bytes, width: int) -> bool:
    return data.startswith(stored) and len(split(stored)) == width


def _service_of(entry: bytes, index: int, path: str) -> str:
    """Return whose fact an open entry is; its tag begins with the service."""
    try:
        return str(json.loads(entry)["event"]["type"]).partition(".")[0]
    except (ValueError, KeyError, TypeError) as error:
        raise DivergenceError("条目既不是事实也不是承诺值", index=index, file=path) from error
