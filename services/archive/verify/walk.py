"""One pass over a log, from the first entry to the root, beside all that was ever signed of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from services.archive.verify.beside import Beside
from services.archive.verify.bundle import Bundle, bundle_at
from services.archive.verify.memory import Halt, halt_of, tower_at
from services.archive.verify.notes import Note
from services.archive.verify.order import Order
from services.archive.verify.report import DivergenceError, Report
from services.archive.verify.stretch import Part, Stretch, parts
from services.archive.verify.tree import FULL, HASH, Files, Peaks, Tower, differs, subtree

Mark = tuple[str, Note]  # a checkpoint, and the file that says so
Progress = Callable[[int, int], None]
Span = tuple[int, int]

OFTEN = 4_096  # bundles, a few seconds' work: so much is done again after a kill -9


def _forget() -> None:
    """Keep nothing in mind."""


@dataclass
class Walk:
    """One pass over all bundles."""

    files: Files
    marks: list[Mark]
    span: Span | None
    told: Report
    jobs: int = 1
    ledger: Beside | None = None
    peaks: Peaks = field(default_factory=Peaks)
    sound: int = 0  # entries below the last checkpoint that fitted
    stood: Halt = field(default_factory=Halt)  # after the last full bundle that was sound
    keep: Callable[[], None] = _forget
    began: int = 0  # the first entry that is read in this check
    introduced: dict[str, int] = field(default_factory=dict)  # ids of keys, and where in the log
    order: Order = field(default_factory=Order)
    _kept: int = 0

    @property
    def first(self) -> int:
        """Return the first entry that is read."""
        return self.span[0] if self.span else self.began

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
        """Read it all, and compare.

        Raises:
            DivergenceError: naming the first thing that is not what was signed.
            IncompleteError: naming the first thing that cannot be read.

        """
        self.order = Order(self.told.services, {} if self.span else None)
        tower, start = tower_at(self.files, self.stood), self.stood.bundles
        behind = start * FULL
        ahead = [each for each in self.marks if not behind or each[1].size > behind]
        due = iter([*ahead, ("", Note(self.files.size + 1, b""))])
        mark = self._checked_up_to(0, self.peaks, next(due), due)
        alone = self.span is not None or self.ledger is not None
        for part in parts(self.files, start, 1 if alone else self.jobs):
            for number, hashes, top in self._bundles(part, tower):
                upto = min((number + 1) * FULL, self.files.size)
                if mark[1].size <= upto:
                    mark = self._marks_within(number, hashes or self._tile(number, top), mark, due)
                if top:
                    tower.add(top)
                    self.peaks.add(8, top)
                    if part.found is None or number == part.end - 1:
                        self._rest(number)
                report(upto, self.files.size)
        tower.finish()
        if self.span:
            self.told.services |= {each: self.order.position(each) for each in self.order.seen}
        if self.ledger:
            self.ledger.finish()

    def _bundles(self, part: Part, tower: Tower) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield number, leaf hashes (if at hand) and root (if full) of each bundle of a part."""
        found = part.found
        if found and self.order.follow(found.order):
            self._believe(part, found)
            yield from ((part.first + at, b"", top) for at, top in enumerate(found.tops))
            return
        for number in range(part.first, part.end):
            hashes = self._bundle(number, tower)
            yield number, hashes, subtree(hashes) if len(hashes) == FULL * HASH else b""

    def _believe(self, part: Part, found: Stretch) -> None:
        self.told.entries += (part.end - part.first) * FULL
        self.introduced |= found.introduced

    def _rest(self, number: int) -> None:
        """Remember where all that was counted has been compared: not within a stretch."""
        self.stood = halt_of(number + 1, self.peaks, self.sound, self.told)
        if self.stood.bundles - self._kept >= OFTEN:
            self._kept = self.stood.bundles
            self.keep()

    def _tile(self, number: int, top: bytes) -> bytes:
        """Return the leaf hashes of a bundle whose root another process has derived."""
        path, tile = self.files.tile("0", number, FULL)
        if subtree(tile) != top:
            raise DivergenceError("哈希瓦片在核验时被改动", index=number * FULL, file=path)
        return tile

    def _marks_within(self, number: int, hashes: bytes, mark: Mark, due: Iterator[Mark]) -> Mark:
        peaks = self.peaks.copy()
        for at in range(len(hashes) // HASH):
            peaks.add(0, hashes[at * HASH : (at + 1) * HASH])
            mark = self._checked_up_to(number * FULL + at + 1, peaks, mark, due)
        return mark

    def _checked_up_to(self, size: int, peaks: Peaks, mark: Mark, due: Iterator[Mark]) -> Mark:
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
        tile = self.files.tile("0", number, width)
        first = number * FULL
        if first > self.last or first + width <= self.first:
            return tile[1]
        bundle = bundle_at(self.files, number, tile)
        if bundle.hashes != bundle.tile:
            self._blame(bundle, tower)
        bundle.must_continue(self.files)
        self._entries(bundle)
        self.introduced |= bundle.introduced
        return bundle.hashes

    def _blame(self, bundle: Bundle, tower: Tower) -> None:
        """Say which of the two files is wrong: what is signed above them knows."""
        index = bundle.first + min(differs(bundle.tile, bundle.hashes), FULL - 1)
        signed = self._is_signed(bundle.number, bundle.tile, tower)
        guilty = bundle.path if signed else bundle.tile_path
        reason = "条目被改动" if signed else "哈希瓦片被改动"
        service, position = self.ledger.place(index) if self.ledger else ("", -1)
        raise DivergenceError(reason, index=index, service=service, position=position, file=guilty)

    def _is_signed(self, number: int, tile: bytes, tower: Tower) -> bool:
        if len(tile) == FULL * HASH:
            return tower.stored(0, number) == subtree(tile)
        peaks = self.peaks.copy()
        for at in range(0, len(tile), HASH):
            peaks.add(0, tile[at : at + HASH])
        return peaks.root() == self.marks[-1][1].root

    def _entries(self, bundle: Bundle) -> None:
        low = max(self.first - bundle.first, 0)
        wanted = bundle.entries[low : self.last - bundle.first + 1]
        self.told.entries += len(wanted)
        if self.ledger:
            self.ledger.compare(bundle.first + low, wanted, bundle.path)
        else:
            self.order.take(bundle.first + low, wanted, bundle.path)
