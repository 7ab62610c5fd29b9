"""SM2 signatures with SM3 (GB/T 32918.2), verified with nothing but arithmetic.

Verifying needs no secret, so that neither speed nor timing matters: some ten
milliseconds for one signature. Signing is left to programs and devices made for it.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from services.archive.verify.notes import Seals, opened
from services.archive.verify.report import DivergenceError, IncompleteError

IDENTITY = b"1234567812345678"  # the customary identity of a signer (GB/T 32918.2, appendix)
KIND = b"\xffgongkai.sm2-sm3/v1\x00"  # C2SP signed-note: 0xff, then a name of one's own

_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = _P - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
_SIZE = 32  # bytes of a number
_VKEY = re.compile(r"([^ +\n]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")

Point = tuple[int, int] | None  # None is the point at infinity


@dataclass(frozen=True)
class Sm2Key:
    """国密核验公钥 — name, id and point of the key behind a note's second line."""

    name: str
    id: bytes
    point: tuple[int, int]

    @property
    def vkey(self) -> str:
        """Return the key as it is written."""
        return f"{self.name}+{self.id.hex()}+{b64encode(KIND + _bytes(*self.point)).decode()}"

    def has_signed(self, text: bytes, seals: Seals) -> bool:
        """Tell whether one of the seals is this key's, over this text."""
        raws = [b64decode(seal) for name, seal in seals if name == self.name]
        return any(raw[:4] == self.id and verifies(self.point, text, raw[4:]) for raw in raws)

    def must_have_signed(self, note: bytes, file: str) -> None:
        """Demand this key's signature under a checkpoint.

        Raises:
            DivergenceError: it is not there, or not valid.

        """
        found = opened(note, self.name, file)
        if self.id not in found.ids:
            raise DivergenceError(f"检查点没有国密签名（编号 {self.id.hex()}）", file=file)
        if not self.has_signed(found.text, found.seals):
            raise DivergenceError("检查点的国密签名无效", file=file)


def sm2_key(name: str, point: bytes) -> Sm2Key:
    """Return the key of a log's name and 64 bytes of public key.

    Raises:
        IncompleteError: these are no point of the curve.

    """
    x, y = (int.from_bytes(point[at : at + _SIZE], "big") for at in (0, _SIZE))
    if len(point) != 2 * _SIZE or max(x, y) >= _P or (y * y - x**3 - _A * x - _B) % _P:
        raise IncompleteError("国密公钥有误：不是曲线上的点")
    return Sm2Key(name, sha256(f"{name}\n".encode() + KIND + point).digest()[:4], (x, y))


def sm2_key_of(vkey: str) -> Sm2Key:
    """Read an SM2 verifier key.

    Raises:
        IncompleteError: this is none.

    """
    found = _VKEY.fullmatch(vkey.strip())
    raw = b64decode(found[3]) if found else b""
    if found is None or not raw.startswith(KIND):
        raise IncompleteError("国密核验公钥格式有误，应为“名称+编号+公钥”")
    key = sm2_key(found[1], raw.removeprefix(KIND))
    if key.id.hex() != found[2]:
        raise IncompleteError("国密核验公钥的编号与公钥不符")
    return key


def verifies(point: tuple[int, int], text: bytes, signature: bytes) -> bool:
    """Tell whether a signature (r and s, 32 bytes each) over a text is of the key of a point."""
    r, s = (int.from_bytes(signature[at : at + _SIZE], "big") for at in (0, _SIZE))
    t = (r + s) % _N
    if len(signature) != 2 * _SIZE or not 0 < r < _N or not 0 < s < _N or not t:
        return False
    e = int.from_bytes(_sm3(_identity(point) + text), "big")
    found = _sum(_times(s, _G), _times(t, point))
    return found is not None and (e + found[0]) % _N == r


def _identity(point: tuple[int, int]) -> bytes:
    """Return what binds a signature to its signer (Z of the standard)."""
    curve = _bytes(_A, _B, *_G, *point)
    return _sm3((8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY + curve)


def _sm3(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def _bytes(*numbers: int) -> bytes:
    return b"".join(each.to_bytes(_SIZE, "big") for each in numbers)


def _sum(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % _P == 0:
        return None
    if one == other:
        slope = (3 * one[0] ** 2 + _A) * pow(2 * one[1], -1, _P) % _P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, _P) % _P
    x = (slope**2 - one[0] - other[0]) % _P
    return x, (slope * (one[0] - x) - one[1]) % _P


def _times(factor: int, point: Point) -> Point:
    total: Point = None
    while factor:
        if factor & 1:
            total = _sum(total, point)
        point, factor = _sum(point, point), factor >> 1
    return total
