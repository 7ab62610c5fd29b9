"""条目 — what one fact leaves in the log: its own bytes, or only a commitment to them."""

import hmac
from base64 import b64encode
from hashlib import sha256
from typing import Any, Final

from msgspec import DecodeError, Struct, json

from services.archive.domain.openness import RULES, openness
from services.archive.domain.terms import Openness
from shared.record import LIMIT

SALT: Final = 32  # bytes; as long as the digest, so that a commitment gives nothing away


class Fact(Struct, frozen=True, kw_only=True, gc=False):
    """事实 — one row of the ledger. ``salt`` is empty for a fact that stands open in the log."""

    index: int
    service: str
    position: int
    tag: str
    stream_id: str
    salt: bytes
    body: bytes
    story: str = ""
    at: str = ""

    @property
    def entry(self) -> bytes:
        """Return the bytes that enter the log."""
        if not self.salt:
            return self.body
        return commitment(self.salt, self.body, self.service, self.position)


class Glimpse(Struct, frozen=True, kw_only=True, gc=False):
    """一瞥 — the little the archive reads in a body: the story it belongs to, and when."""

    class _Cause(Struct, frozen=True, kw_only=True, gc=False):
        correlation_id: str
        at: str

    cause: _Cause


class _Opened(Struct, frozen=True, gc=False):
    event: dict[str, Any]


_glimpse: Final = json.Decoder(Glimpse)
_opened: Final = json.Decoder(_Opened)


def commitment(salt: bytes, body: bytes, service: str, position: int) -> bytes:
    """Return the canonical JSON that binds a body without revealing it."""
    mac = b64encode(hmac.digest(salt, body, "sha256"))
    return b'{"commitment":"%b","position":%d,"service":"%b"}' % (mac, position, service.encode())


def openness_of(tag: str, body: bytes) -> Openness:
    """Say how a body enters the log; one that cannot be read or is too long is sealed."""
    if tag not in RULES or len(body) > LIMIT:
        return Openness.SEALED
    try:
        return openness(tag, _opened.decode(body).event)
    except DecodeError:
        return Openness.SEALED


def glimpse(body: bytes) -> tuple[str, str]:
    """Return the story and the time of a body; empty if it is no record."""
    try:
        cause = _glimpse.decode(body).cause
    except DecodeError:
        return "", ""
    return cause.correlation_id, cause.at


def digest(body: bytes) -> str:
    """Return the SHA-256 of a body in hexadecimal."""
    return sha256(body).hexdigest()
