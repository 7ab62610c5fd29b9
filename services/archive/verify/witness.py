"""见证 — a witness remembers how far a log has grown, and cosigns only what continues it.

C2SP tlog-witness: the request is an old size, the proof that the log of that size
is the beginning of the new one, and the new checkpoint; the answer is a cosignature.
What contradicts the log's own signed past is kept as evidence and never cosigned.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.archive.verify.consistency import continues
from services.archive.verify.keys import Ring
from services.archive.verify.notes import (
    Cosigner,
    Note,
    cosigned,
    cosigner_of,
    opened,
    vkey_of,
)
from services.archive.verify.report import CheckError

LONGEST = 65_536  # bytes of a request; 63 hashes and a checkpoint take a tenth of it
MOST_HASHES = 63
FORKED = 422
_PLAIN = "text/plain; charset=utf-8"
_SIZE = "text/x.tlog.size"


@dataclass(frozen=True)
class Answer:
    """答复 — as the protocol has it: a status of HTTP, its text and the text's type."""

    status: int
    text: str
    type: str = _PLAIN


class RefusedError(Exception):
    """The request is answered with something other than a cosignature."""

    def __init__(self, status: int, text: str, kind: str = _PLAIN) -> None:
        super().__init__(text)
        self.answer = Answer(status, text + "\n", kind)


@dataclass(frozen=True)
class Request:
    """请求 — an old size, hashes that lead from it to the new checkpoint, and that checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def origin(self) -> str:
        """Return which log the checkpoint says it is of."""
        return self.note.partition(b"\n")[0].decode(errors="replace")


class Witness:
    """见证人 — signs for logs it knows; what it remembers lies in its folder."""

    def __init__(
        self,
        name: str,
        key: Ed25519PrivateKey,
        logs: Iterable[Ring],
        folder: Path,
        now: Callable[[], int],
    ) -> None:
        self.vkey = vkey_of(name, key.public_key())
        self._me: Cosigner = cosigner_of(self.vkey)
        self._key, self._folder, self._now = key, folder, now
        self._logs = {each.name: each for each in logs}
        self._alone = Lock()

    def add(self, body: bytes) -> Answer:
        """Cosign a checkpoint that continues what was cosigned before; refuse any other."""
        try:
            request = request_of(body)
            with self._alone:
                return Answer(200, self._cosigned(request, body))
        except RefusedError as refusal:
            return refusal.answer

    def latest(self, origin: str) -> Note | None:
        """Return the checkpoint of a log that was cosigned last."""
        file = self._file(origin)
        return opened(file.read_bytes(), origin, file.name).said if file.exists() else None

    def _cosigned(self, request: Request, body: bytes) -> str:
        log = self._logs.get(request.origin)
        if log is None:
            raise RefusedError(404, "不认识这个日志。")
        note = _read(log, request.note)
        self._must_not_be_retired(log, request)
        last = self.latest(request.origin) or Note(0, b"")
        try:
            _must_continue(request, last, note)
        except RefusedError as refusal:
            if refusal.answer.status == FORKED or _contradicts(note, last):
                self._keep(request.origin, note, body)
            raise
        if note.size > last.size:
            _write(self._file(request.origin), request.note)
        return self._sign(request.note)

    def _must_not_be_retired(self, log: Ring, request: Request) -> None:
        """Keys stand in the order in which they followed one another: none comes back."""
        last = self._file(request.origin)
        if last.exists() and log.place(request.note) < log.place(last.read_bytes()):
            raise RefusedError(403, "检查点由已停用的密钥签署。")

    def _sign(self, note: bytes) -> str:
        text, moment = note.partition(b"\n\n")[0] + b"\n", self._now()
        seal = self._me.id + moment.to_bytes(8, "big") + self._key.sign(cosigned(text, moment))
        return f"\u2014 {self._me.name} {b64encode(seal).decode()}\n"

    def _file(self, origin: str) -> Path:
        return self._folder / "logs" / sha256(origin.encode()).hexdigest()

    def _keep(self, origin: str, note: Note, body: bytes) -> None:
        """Keep a signed contradiction: it convicts the holder of the log's key."""
        name = f"{sha256(origin.encode()).hexdigest()[:16]}-{note.size}-{note.root.hex()[:16]}"
        _write(self._folder / "evidence" / name, body)


def request_of(body: bytes) -> Request:
    """Read a request.

    Raises:
        RefusedError: it is none.

    """
    head, mark, note = body.partition(b"\n\n")
    first, *hashes = head.split(b"\n")
    word, _, size = first.decode(errors="replace").partition(" ")
    if len(body) > LONGEST or not mark or word != "old" or not _is_number(size):
        raise RefusedError(400, "请求格式有误。")
    if len(hashes) > MOST_HASHES:
        raise RefusedError(400, "一致性证明过长。")
    try:
        proof = tuple(b64decode(each, validate=True) for each in hashes)
    except ValueError as error:
        raise RefusedError(400, "一致性证明格式有误。") from error
    return Request(int(size), proof, note)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and str(int(text)) == text


def _read(log: Ring, note: bytes) -> Note:
    try:
        return log.read(note, "checkpoint")
    except CheckError as error:
        raise RefusedError(403, "检查点没有这个日志的有效签名。") from error


def _contradicts(note: Note, last: Note) -> bool:
    return note.size == last.size and note.root != last.root


def _must_continue(request: Request, last: Note, note: Note) -> None:
    if request.old > note.size:
        raise RefusedError(400, "旧的条目数大于检查点的条目数。")
    if request.old != last.size:
        raise RefusedError(409, str(last.size), _SIZE)
    if _contradicts(note, last):
        raise RefusedError(409, str(last.size), _SIZE)
    if not continues((last.size, last.root), (note.size, note.root), request.proof):
        raise RefusedError(FORKED, "一致性证明不成立：日志的过去被改动。")


def _write(file: Path, data: bytes) -> None:
    """Put bytes under a name for good: they are on the disk before anybody is answered."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.tmp")
    with fresh.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(file)
    handle = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
