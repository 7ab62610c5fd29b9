"""Signed notes: what the log says of itself, in text, with an Ed25519 signature (C2SP)."""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from msgspec import Struct

_ED25519: Final = b"\x01"
_DASH: Final = "\u2014"


class KeyFileError(Exception):
    """存档签名密钥文件无法使用。"""


class UnsignedError(Exception):
    """检查点没有本日志的有效签名。"""


class Checkpoint(Struct, frozen=True, kw_only=True):
    """检查点 — a log's name, size and root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def checkpoint_of(note: str) -> Checkpoint:
    """Read the text of a note, without judging its signatures.

    Raises:
        ValueError: this is no checkpoint.

    """
    text, _, _ = note.partition("\n\n")
    origin, size, root = text.split("\n")[:3]
    return Checkpoint(origin=origin, size=int(size), root=b64decode(root, validate=True))


class Former(Protocol):
    """A key that signed before."""

    def has_signed(self, text: bytes, seals: list[tuple[str, str]]) -> bool:
        """Tell whether one of the seals is this key's, over this text."""


class Second(Protocol):
    """Who signs the same text in another way."""

    def line(self, text: str) -> str:
        """Return the line that is put below the log's own."""


class Signer:
    """签署人 — the log's own key; its name is the log's origin. ``formers`` signed before it."""

    def __init__(self, origin: str, key: Ed25519PrivateKey, formers: Sequence[Former] = ()) -> None:
        self.origin = origin
        self.second: Second | None = None
        self._key, self._formers = key, formers
        self._public = key.public_key()
        raw = _ED25519 + self._public.public_bytes_raw()
        self.id = sha256(origin.encode() + b"\n" + raw).digest()[:4]
        self.verifier = f"{origin}+{self.id.hex()}+{b64encode(raw).decode()}"
        """The verifier key that auditors and citizens need."""

    def sign(self, size: int, root: bytes) -> str:
        """Return a signed note; the log's own line is always the same for the same log."""
        text = Checkpoint(origin=self.origin, size=size, root=root).text
        more = self.second.line(text) if self.second else ""
        return f"{text}\n{self.line(text)}{more}"

    def line(self, text: str) -> str:
        """Return the line with which this key signs a text."""
        seal = b64encode(self.id + self._key.sign(text.encode())).decode()
        return f"{_DASH} {self.origin} {seal}\n"

    def read(self, note: str) -> Checkpoint:
        """Return what a note of this log says.

        Raises:
            UnsignedError: neither this key nor a former one has signed it.

        """
        checkpoint = checkpoint_of(note)
        lines = [line.split(" ") for line in note.partition("\n\n")[2].splitlines()]
        seals = [(name, seal) for _, name, seal in lines]
        text = checkpoint.text.encode()
        if not any(each.has_signed(text, seals) for each in (self, *self._formers)):
            raise UnsignedError(note)
        return checkpoint

    def has_signed(self, text: bytes, seals: list[tuple[str, str]]) -> bool:
        """Tell whether one of the seals is this key's, over this text."""
        mine = (b64decode(seal) for name, seal in seals if name == self.origin)
        return any(self._fits(text, seal) for seal in mine)

    def _fits(self, text: bytes, seal: bytes) -> bool:
        try:
            self._public.verify(seal[4:], text)
        except InvalidSignature:
            return False
        return seal[:4] == self.id


def open_signer(file: Path, origin: str, formers: Sequence[Former] = ()) -> Signer:
    """Load the log's key; the first time, make one that only its owner may read.

    Raises:
        KeyFileError: the file is not an Ed25519 key.

    """
    if not file.exists():
        _make(file)
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as error:
        raise KeyFileError(file) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(file)
    return Signer(origin, key, formers)


def _make(file: Path) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.tmp")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(file)
