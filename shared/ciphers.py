"""Ciphers with which personal data is sealed: AES-256-GCM, or SM4-GCM where a house must use it.

A box does not say which of them made it: each binds the key in its own way, and that tells.
"""

from hashlib import sha256
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers import Cipher as Machine
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3, Hash

LABEL: Final = b"gongkai.seal.v1"
LABEL_SM4: Final = b"gongkai.seal.sm4.v1"
_TAG: Final = 16  # bytes
_SM4_KEY: Final = 16  # bytes
_ABC: Final = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


class Cipher(Protocol):
    """How boxes are made and opened with a person's key of 32 bytes."""

    name: str

    def commitment(self, key: bytes) -> bytes:
        """Return what binds the key, which GCM by itself does not."""

    def encrypt(self, key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
        """Return the box."""

    def decrypt(self, key: bytes, nonce: bytes, box: bytes, place: bytes) -> bytes:
        """Return what is in a box.

        Raises:
            InvalidTag: it was altered, or put in another place.

        """


class Aes:
    """AES-256-GCM with a commitment by SHA-256."""

    name = "AES-256-GCM"

    def commitment(self, key: bytes) -> bytes:
        """Return the SHA-256 of the key behind a label."""
        return sha256(LABEL + key).digest()

    def encrypt(self, key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
        """Return the box."""
        return AESGCM(key).encrypt(nonce, data, place)

    def decrypt(self, key: bytes, nonce: bytes, box: bytes, place: bytes) -> bytes:
        """Return what is in a box."""
        return AESGCM(key).decrypt(nonce, box, place)


class Sm4:
    """国密 — SM4-GCM (GB/T 32907) with keys and commitments by SM3."""

    name = "SM4-GCM"

    def commitment(self, key: bytes) -> bytes:
        """Return the SM3 of the key behind a label."""
        return sm3(LABEL_SM4, b"commitment", key)

    def encrypt(self, key: bytes, nonce: bytes, data: bytes, place: bytes) -> bytes:
        """Return the box, the tag at its end."""
        machine = Machine(SM4(self._key(key)), GCM(nonce)).encryptor()
        machine.authenticate_additional_data(place)
        return machine.update(data) + machine.finalize() + machine.tag

    def decrypt(self, key: bytes, nonce: bytes, box: bytes, place: bytes) -> bytes:
        """Return what is in a box."""
        machine = Machine(SM4(self._key(key)), GCM(nonce, box[-_TAG:])).decryptor()
        machine.authenticate_additional_data(place)
        return machine.update(box[:-_TAG]) + machine.finalize()

    @staticmethod
    def _key(key: bytes) -> bytes:
        return sm3(LABEL_SM4, b"key", key)[:_SM4_KEY]


def sm3(*parts: bytes) -> bytes:
    """Return the SM3 of parts, joined (GB/T 32905)."""
    found = Hash(SM3())
    for each in parts:
        found.update(each)
    return found.finalize()


def sm3_is_right() -> bool:
    """Tell whether SM3 gives what the standard says for "abc"."""
    return sm3(b"abc").hex() == _ABC


def sm4_is_right() -> bool:
    """Tell whether SM4-GCM gives what RFC 8998 says (appendix A.1)."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    machine = Machine(SM4(key), GCM(bytes.fromhex("00001234567800000000abcd"))).encryptor()
    machine.authenticate_additional_data(bytes.fromhex("feedfacedeadbeef" * 2 + "abaddad2"))
    machine.update(b"".join(bytes([each]) * 8 for each in _PLAIN))
    machine.finalize()
    return machine.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


_PLAIN: Final = bytes.fromhex("aabbccddeeffeeaa")

AES: Final = Aes()
NATIONAL: Final = Sm4()
CIPHERS: Final[tuple[Cipher, ...]] = (AES, NATIONAL)
