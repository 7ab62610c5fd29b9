"""证明 — what the published log says of one fact, and the proof that it says so."""

from pathlib import Path
from typing import Final

from services.archive.gateways.ledger import Ledger
from services.archive.gateways.notes import Signer
from services.archive.gateways.proofs import NotLoggedError, Reader
from services.archive.gateways.tiles import TileLog
from shared.decider import NotFoundError

_SHOWN: Final = frozenset({"tile", "checkpoints"})
_LONGEST: Final = 100  # characters of a path; no file of the log has a longer one


class NotYetLoggedError(NotFoundError):
    """这条记录还没有收录进日志，请稍后再查。"""


class NoSuchFileError(NotFoundError):
    """日志里没有这个文件。"""


class Proofs:
    """存在证明 — read from the files that everybody can read."""

    def __init__(self, ledger: Ledger, log: TileLog, signer: Signer, folder: Path) -> None:
        self._ledger, self._log, self._signer, self._folder = ledger, log, signer, folder
        self._latest: Reader | None = None

    @property
    def key(self) -> str:
        """Return the key with which the log's signatures are verified."""
        return self._signer.verifier

    @property
    def note(self) -> str:
        """Return the published checkpoint.

        Raises:
            NotYetLoggedError: there is none yet.

        """
        return self._reader().note

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
        """Return the proof of the entry at an index.

        Raises:
            NotYetLoggedError: the published checkpoint does not cover it.

        """
        try:
            return self._reader().proof(index)
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

    def _reader(self) -> Reader:
        note = self._log.note
        if not note:
            raise NotYetLoggedError
        if self._latest is None or self._latest.note != note:
            self._latest = Reader(self._folder, note)
        return self._latest
