"""Ed25519 signatures (RFC 8032) verified with nothing but arithmetic, where no library is at hand.

Verifying needs no secret, so that neither speed nor timing matters: some milliseconds each.
"""

from dataclasses import dataclass
from hashlib import sha512
from typing import Self

SIZE = 32  # bytes of a key, and of each half of a signature
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)  # of -1

Point = tuple[int, int, int, int]  # x and y over z, and their product
_NEUTRAL: Point = (0, 1, 1, 0)


class InvalidSignature(Exception):  # noqa: N818 — named as in the library it stands for
    """The signature is not of this key over this text."""


@dataclass(frozen=True)
class Ed25519PublicKey:
    """公钥 — as much of the library's class as a verifier needs."""

    raw: bytes
    point: Point

    @classmethod
    def from_public_bytes(cls, data: bytes) -> Self:
        """Read a key.

        Raises:
            ValueError: these bytes are no point of the curve.

        """
        return cls(data, _point(data))

    def public_bytes_raw(self) -> bytes:
        """Return the key's 32 bytes."""
        return self.raw

    def verify(self, signature: bytes, data: bytes) -> None:
        """Check a signature.

        Raises:
            InvalidSignature: it is not of this key over these bytes.

        """
        half, rest = signature[:SIZE], int.from_bytes(signature[SIZE:], "little")
        if len(signature) != 2 * SIZE or rest >= _ORDER:
            raise InvalidSignature
        challenge = int.from_bytes(sha512(half + self.raw + data).digest(), "little") % _ORDER
        x, y, z, t = _times(challenge, self.point)
        if _bytes(_sum(_times(rest, _BASE), (-x % _P, y, z, -t % _P))) != half:
            raise InvalidSignature


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    total = _NEUTRAL
    while number:
        if number & 1:
            total = _sum(total, point)
        point, number = _sum(point, point), number >> 1
    return total


def _point(data: bytes) -> Point:
    y, odd = int.from_bytes(data, "little") & (1 << 255) - 1, data[-1:] >= b"\x80"
    if len(data) != SIZE or y >= _P:
        raise ValueError(data.hex())
    x = _root((y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P)
    x = _P - x if x and x % 2 != odd else x
    return x, y, 1, x * y % _P


def _root(square: int) -> int:
    x = pow(square, (_P + 3) // 8, _P)
    for each in (x, x * _ROOT % _P):
        if each * each % _P == square:
            return each
    raise ValueError(square)


def _bytes(point: Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x % 2) << 255).to_bytes(SIZE, "little")


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(SIZE, "little"))
