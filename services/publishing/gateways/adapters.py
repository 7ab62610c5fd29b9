"""渠道适配程序的名册 — which programs carry out which channels, and by which key each is known.

The roster is the operator's file ``nats/adapters.json``, from which the bus is set up too: one
key opens an adapter's letters on the bus and signs its reports here.
"""

from base64 import b32decode, b64decode
from binascii import Error as NotEncodedError
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import DecodeError, Struct, json

SEED: Final = slice(2, 34)  # of an nkey seed: two bytes of prefix before, a checksum behind
PUBLIC: Final = slice(1, 33)


class Adapter(Struct, frozen=True, kw_only=True):
    """渠道适配程序 — ``key`` is its public nkey; empty: its seed lies among the house's keys."""

    name: str
    filters: tuple[str, ...]
    key: str = ""

    def carries(self, subject: str) -> bool:
        """Tell whether letters of this subject are this adapter's."""
        return any(_matches(each.split("."), subject.split(".")) for each in self.filters)


class Roster:
    """名册 — read anew each time: an adapter that is struck out is unknown at once."""

    def __init__(self, home: Path) -> None:
        self._file, self._keys = home / "nats" / "adapters.json", home / "nats" / "keys"

    def all(self) -> tuple[Adapter, ...]:
        """Return every adapter of the county; none if the operator has chosen none."""
        try:
            return json.decode(self._file.read_bytes(), type=tuple[Adapter, ...])
        except (OSError, DecodeError):
            return ()

    def of(self, name: str) -> Adapter | None:
        """Return an adapter by its name."""
        return next((each for each in self.all() if each.name == name), None)

    def signed(self, adapter: Adapter, signature: str, text: bytes) -> bool:
        """Tell whether the adapter has signed this text (Ed25519, base64)."""
        try:
            if (key := self._key(adapter)) is None:
                return False
            key.verify(b64decode(signature, validate=True), text)
        except (InvalidSignature, NotEncodedError, ValueError):
            return False
        return True

    def _key(self, adapter: Adapter) -> Ed25519PublicKey | None:
        if adapter.key:
            return Ed25519PublicKey.from_public_bytes(_raw(adapter.key)[PUBLIC])
        seed = self._keys / f"adapter-{adapter.name}.nk"
        if not seed.exists():
            return None
        return Ed25519PrivateKey.from_private_bytes(_raw(seed.read_text())[SEED]).public_key()


def _raw(key: str) -> bytes:
    text = key.strip()
    return b32decode(text + "=" * (-len(text) % 8))


def _matches(pattern: list[str], subject: list[str]) -> bool:
    """Match as the bus does: ``*`` is one word, ``>`` everything that follows."""
    if ">" in pattern:
        head = pattern[: pattern.index(">")]
        return len(subject) > len(head) and _matches(head, subject[: len(head)])
    if len(pattern) != len(subject):
        return False
    return all(want in ("*", word) for want, word in zip(pattern, subject, strict=True))
