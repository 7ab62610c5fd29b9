"""Signed notes and verifier keys, read with the strictness of somebody who trusts nobody."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from services.archive.verify.report import DivergenceError, IncompleteError

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # an auditor who has nothing but Python verifies with arithmetic
    from services.archive.verify.ed25519 import (  # type: ignore[assignment]
        Ed25519PublicKey,
        InvalidSignature,
    )

__all__ = [
    "Cosigner",
    "Ed25519PublicKey",
    "Key",
    "Note",
    "Opened",
    "cosigned",
    "cosigner_of",
    "key_of",
    "opened",
    "seals_of",
    "vkey_of",
]

_SIGNATURE = re.compile("\u2014 ([^ +\n]+) ([A-Za-z0-9+/=]+)")
_ED25519, _COSIGNATURE = 1, 4  # kinds of keys, the first byte of what a verifier key encodes
_TIME = 8  # bytes of the moment before a cosignature
_BAD_KEY = "核验公钥格式有误，应为“名称+编号+公钥”"


@dataclass(frozen=True)
class Note:
    """检查点 — what a valid note says."""

    size: int
    root: bytes


Seals = list[tuple[str, str]]  # names and seals of signature lines


@dataclass(frozen=True)
class Opened:
    """拆开的检查点 — what a note says, the bytes that are signed, and the seals under them."""

    said: Note
    name: str
    text: bytes
    seals: Seals

    @property
    def ids(self) -> list[bytes]:
        """Return the ids of the keys that claim to have signed in the log's own name."""
        return [_bytes_of(seal)[:4] for name, seal in self.seals if name == self.name]


def opened(note: bytes, name: str, file: str) -> Opened:
    """Take a note of the log of a name apart, without judging its signatures.

    Raises:
        DivergenceError: it is malformed, or of another log.

    """
    try:
        text, mark, signatures = note.decode().partition("\n\n")
        origin, size, root = text.split("\n")
        said = Note(int(size), _exactly(root))
    except ValueError as error:
        raise DivergenceError("检查点格式有误", file=file) from error
    if origin != name or not mark or str(said.size) != size:
        raise DivergenceError("检查点的名称或条目数有误", file=file)
    return Opened(said, name, f"{text}\n".encode(), seals_of(signatures, file))


@dataclass(frozen=True)
class Key:
    """核验公钥 — name, id and key of the log, from ``name+id+key``."""

    name: str
    id: bytes
    public: Ed25519PublicKey

    @property
    def vkey(self) -> str:
        """Return the key as it is written."""
        raw = bytes([_ED25519]) + self.public.public_bytes_raw()
        return f"{self.name}+{self.id.hex()}+{b64encode(raw).decode()}"

    def has_signed(self, text: bytes, seals: Seals) -> bool:
        """Tell whether one of the seals is this key's, over this text."""
        return any(name == self.name and self._fits(seal, text) for name, seal in seals)

    def _fits(self, seal: str, text: bytes) -> bool:
        try:
            raw = _exactly(seal)
            self.public.verify(raw[4:], text)
        except (ValueError, InvalidSignature):
            return False
        return raw[:4] == self.id


def _bytes_of(seal: str) -> bytes:
    try:
        return _exactly(seal)
    except ValueError:
        return b""


def _exactly(encoded: str) -> bytes:
    """Decode base64 that is written in the one right way."""
    raw = b64decode(encoded, validate=True)
    if b64encode(raw).decode() != encoded:
        raise ValueError(encoded)
    return raw


@dataclass(frozen=True)
class Cosigner:
    """见证人 — who cosigns a log that he has only ever seen grow (C2SP cosignature/v1)."""

    name: str
    id: bytes
    public: Ed25519PublicKey

    def moment(self, name: str, seal: str, text: bytes) -> int | None:
        """Return when this witness cosigned a text, in seconds; None if he did not."""
        try:
            raw = _exactly(seal)
            moment = int.from_bytes(raw[4 : 4 + _TIME], "big")
            self.public.verify(raw[4 + _TIME :], cosigned(text, moment))
        except (ValueError, InvalidSignature):
            return None
        return moment if (name, raw[:4]) == (self.name, self.id) else None


def cosigned(text: bytes, moment: int) -> bytes:
    """Return what a witness signs: when, and the checkpoint's text."""
    return b"cosignature/v1\ntime %d\n%b" % (moment, text)


def seals_of(signatures: str, file: str) -> Seals:
    """Return the names and seals of signature lines.

    Raises:
        DivergenceError: a line is none.

    """
    *lines, rest = signatures.split("\n")
    seals = [_SIGNATURE.fullmatch(line) for line in lines]
    if rest or not all(seals):
        raise DivergenceError("检查点签名行格式有误", file=file)
    return [(seal[1], seal[2]) for seal in seals if seal]


def key_of(vkey: str) -> Key:
    """Read a log's verifier key.

    Raises:
        IncompleteError: this is no Ed25519 verifier key.

    """
    return Key(*_parts(vkey, _ED25519))


def cosigner_of(vkey: str) -> Cosigner:
    """Read a witness's verifier key.

    Raises:
        IncompleteError: this is no Ed25519 key for cosignatures.

    """
    return Cosigner(*_parts(vkey, _COSIGNATURE))


def vkey_of(name: str, public: Ed25519PublicKey) -> str:
    """Write a witness's verifier key."""
    raw = bytes([_COSIGNATURE]) + public.public_bytes_raw()
    return f"{name}+{_id(name, raw)}+{b64encode(raw).decode()}"


def _parts(vkey: str, kind: int) -> tuple[str, bytes, Ed25519PublicKey]:
    try:
        name, key_id, encoded = vkey.strip().split("+", 2)
        raw = b64decode(encoded, validate=True)
        public = Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError as error:
        raise IncompleteError(_BAD_KEY) from error
    if raw[0] != kind or _id(name, raw) != key_id:
        raise IncompleteError(_BAD_KEY)
    return name, bytes.fromhex(key_id), public


def _id(name: str, raw: bytes) -> str:
    return sha256(f"{name}\n".encode() + raw).hexdigest()[:8]
