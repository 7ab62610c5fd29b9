"""The adapter's one key: it opens its letters on the bus and signs what it reports."""

from base64 import b32decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Key:
    """An nkey seed (``SU…``), read from a file that nobody else can read."""

    def __init__(self, file: Path) -> None:
        self.seed = file.read_text().strip()
        raw = b32decode(self.seed + "=" * (-len(self.seed) % 8))
        self._key = Ed25519PrivateKey.from_private_bytes(raw[2:34])

    def sign(self, text: bytes) -> str:
        """Return the signature that the house checks, in base64."""
        return b64encode(self._key.sign(text)).decode()
