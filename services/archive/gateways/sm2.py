"""国密签名 — the second line of a checkpoint, where SM2 is required.

A program or a device signs, not this house: `openssl`, 铜锁, or what comes with a certified
cryptographic machine (密码机). It is handed the text and answers with the signature in DER.
"""

import shlex
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.archive.verify.report import IncompleteError
from services.archive.verify.sm2 import Sm2Key, sm2_key

PATIENCE: Final = 10.0  # seconds
_SIZE: Final = 32  # bytes of a number
_POINT: Final = 65  # bytes of a public key, the last of what encodes it
_UNPACKED: Final = b"\x04"
_DASH: Final = "\u2014"


class Sm2Error(Exception):
    """国密签名程序没有给出有效的签名，检查点没有发布。"""


class Sm2KeyError(Exception):
    """国密公钥文件无法读取，应为 PEM 格式的 SM2 公钥。"""


class Sm2Signer:
    """国密签署人 — asks the program for each line, and believes none that does not verify."""

    def __init__(self, command: Sequence[str], key: Sm2Key) -> None:
        self._command, self._key = command, key

    @property
    def verifier(self) -> str:
        """Return the verifier key of the second line."""
        return self._key.vkey

    def line(self, text: str) -> str:
        """Return the line with which the SM2 key signs a text.

        Raises:
            Sm2Error: no valid signature came.

        """
        seal = b64encode(self._key.id + self._signed(text.encode())).decode()
        if not self._key.has_signed(text.encode(), [(self._key.name, seal)]):
            raise Sm2Error("signature and key do not fit")
        return f"{_DASH} {self._key.name} {seal}\n"

    def _signed(self, text: bytes) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 — the operator's own program, from his settings
                self._command, input=text, capture_output=True, timeout=PATIENCE, check=True
            )
            return _numbers(done.stdout)
        except (OSError, subprocess.SubprocessError, OverflowError, IndexError) as error:
            raise Sm2Error(str(error)) from error


def sm2_signer(command: str, public: Path, origin: str) -> Sm2Signer:
    """Return who signs the second line.

    Raises:
        Sm2KeyError: the public key cannot be read.

    """
    try:
        return Sm2Signer(shlex.split(command), sm2_key(origin, _point(public)))
    except (OSError, ValueError, IndexError, IncompleteError) as error:
        raise Sm2KeyError(str(public)) from error


def _point(public: Path) -> bytes:
    """Return the point in a public key of which only the encoding is PEM's business."""
    lines = public.read_text(encoding="ascii").split("-----")
    raw = b64decode("".join(lines[2].split()))[-_POINT:]
    if raw[:1] != _UNPACKED:
        raise ValueError(public)
    return raw[1:]


def _numbers(der: bytes) -> bytes:
    """Return r and s, 32 bytes each, of a signature in DER (two whole numbers in a sequence)."""
    first = der[4 : 4 + der[3]]
    second = der[6 + der[3] : 6 + der[3] + der[5 + der[3]]]
    numbers = [int.from_bytes(each, "big").to_bytes(_SIZE, "big") for each in (first, second)]
    return b"".join(numbers)
