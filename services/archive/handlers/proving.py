"""证明 — what the published log says of one fact, and the proof that it says so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.archive.gateways.ledger import Ledger
from services.archive.gateways.notes import Signer
from services.archive.gateways.proofs import NotLoggedError, Reader
from services.archive.gateways.sm2 import Sm2Signer
from services.archive.gateways.tiles import TileLog
from services.archive.handlers.ciphers import Suite, suites
from services.archive.handlers.witnessing import Witnessing
from services.archive.verify.keys import Handover
from shared.decider import NotFoundError

_SHOWN: Final = frozenset({"tile", "checkpoints", "cosigned", "keys"})
_LONGEST: Final = 100  # characters of a path; no file of the log has a longer one


class NotYetLoggedError(NotFoundError):
    """这条记录还没有收录进日志，请稍后再查。"""


class NotWitnessedError(NotFoundError):
    """还没有由足够的见证人共同签署的检查点。"""


class NoSuchFileError(NotFoundError):
    """日志里没有这个文件。"""


class Proofs:
    """存在证明 — read from the files that everybody can read."""

    def __init__(
        self,
        ledger: Ledger,
        log: TileLog,
        signer: Signer,
        folder: Path,
        witnessing: Witnessing,
        handovers: Sequence[Handover] = (),
        *,
        national: bool = False,
    ) -> None:
        self.handovers, self._national = handovers, national
        self._ledger, self._log, self._signer, self._folder = ledger, log, signer, folder
        self._witnessing = witnessing
        self._latest: Reader | None = None
        self._witnessed: Reader | None = None

    @property
    def key(self) -> str:
        """Return the key with which the log's signatures are verified."""
        return self._signer.verifier

    @property
    def folder(self) -> Path:
        """Return where the log's files lie."""
        return self._folder

    @property
    def keys(self) -> str:
        """Return every key the log ever had, the oldest first: old proofs need the old ones."""
        return " ".join([*(each.former.vkey for each in self.handovers), self.key])

    @property
    def sm2_key(self) -> str:
        """Return the key of the second line, empty if checkpoints bear none."""
        second = self._signer.second
        return second.verifier if isinstance(second, Sm2Signer) else ""

    @property
    def ciphers(self) -> tuple[Suite, ...]:
        """Return which algorithm is at work for what."""
        return suites(self._signer.second, national=self._national)

    @property
    def note(self) -> str:
        """Return the published checkpoint.

        Raises:
            NotYetLoggedError: there is none yet.

        """
        return self._reader().note

    @property
    def cosigned(self) -> str:
        """Return the newest checkpoint that enough witnesses have cosigned.

        Raises:
            NotWitnessedError: there is none.

        """
        if note := self._witnessing.note:
            return note
        raise NotWitnessedError

    @property
    def size(self) -> int:
        """Return how many entries the published checkpoint covers."""
        return self._log.size

    @property
    def root(self) -> str:
        """Return the published root, in hexadecimal."""
        return self._log.root.hex()

    def proof(self, service: str, position: int) -> str:
        """Return the proof that a fact is in the log.

        Raises:
            NotYetLoggedError: it is not, or not yet.

        """
        fact = self._ledger.find(service, position)
        if fact is None:
            raise NotYetLoggedError(service, position)
        return self.proof_at(fact.index)

    def proof_at(self, index: int) -> str:
        """Return the proof of the entry at an index, under a cosigned checkpoint if one covers it.

        Raises:
            NotYetLoggedError: the published checkpoint does not cover it.

        """
        witnessed = self._witnessed_reader()
        reader = witnessed if witnessed and index < witnessed.size else self._reader()
        try:
            return reader.proof(index)
        except NotLoggedError as error:
            raise NotYetLoggedError(index) from error

    def entry(self, index: int) -> bytes:
        """Return an entry as it stands in the log.

        Raises:
            NotYetLoggedError: the published checkpoint does not cover it.

        """
        try:
            return self._reader().entry(index)
        except NotLoggedError as error:
            raise NotYetLoggedError(index) from error

    def file(self, path: str) -> bytes:
        """Return one file of the log.

        Raises:
            NoSuchFileError: there is none of that name.

        """
        parts = path.split("/")
        if parts[0] not in _SHOWN or len(path) > _LONGEST or "\0" in path:
            raise NoSuchFileError(path[:_LONGEST])
        if any(each[:1] in {"", "."} for each in parts):
            raise NoSuchFileError(path)
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise NoSuchFileError(path) from error

    def _witnessed_reader(self) -> Reader | None:
        note = self._witnessing.note
        if note and (self._witnessed is None or self._witnessed.note != note):
            self._witnessed = Reader(self._folder, note)
        return self._witnessed

    def _reader(self) -> Reader:
        note = self._log.note
        if not note:
            raise NotYetLoggedError
        if self._latest is None or self._latest.note != note:
            self._latest = Reader(self._folder, note)
        return self._latest
