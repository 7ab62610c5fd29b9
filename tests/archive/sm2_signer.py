"""Signs what comes in with an SM2 key and SM3, as `openssl dgst -sm3 -sign` does: DER comes out.

A program of the tests, written apart from the verifier; its key is in the open.
"""

import hashlib
import secrets
import sys

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
IDENTITY = b"1234567812345678"


def double(x, y, z):
    """Double a point in Jacobian coordinates."""
    s, m = 4 * x * y * y, 3 * x * x + A * z**4
    u = (m * m - 2 * s) % P
    return u, (m * (s - u) - 8 * y**4) % P, 2 * y * z % P


def add(x, y, z):
    """Add the base point."""
    u, s = GX * z * z, GY * z**3
    h, r = (u - x) % P, (s - y) % P
    w = (r * r - h**3 - 2 * x * h * h) % P
    return w, (r * (x * h * h - w) - y * h**3) % P, h * z % P


def point(k):
    """Return k times the base point."""
    at = (GX, GY, 1)
    for bit in bin(k)[3:]:
        at = double(*at)
        at = add(*at) if bit == "1" else at
    inverse = pow(at[2], -1, P)
    return at[0] * inverse**2 % P, at[1] * inverse**3 % P


def octets(*numbers):
    return b"".join(each.to_bytes(32, "big") for each in numbers)


def sm3(data):
    return hashlib.new("sm3", data).digest()


def sign(d, text, k=None):
    """Return r and s; the standard's examples give k, life draws it."""
    z = sm3((8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY + octets(A, B, GX, GY, *point(d)))
    e = int.from_bytes(sm3(z + text), "big")
    k = k or secrets.randbelow(N - 1) + 1
    r = (e + point(k)[0]) % N
    return r, pow(1 + d, -1, N) * (k - r * d) % N


def whole(number):
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([2, len(data)]) + data


if __name__ == "__main__":
    body = b"".join(map(whole, sign(int(sys.argv[1], 16), sys.stdin.buffer.read())))
    sys.stdout.buffer.write(bytes([0x30, len(body)]) + body)
