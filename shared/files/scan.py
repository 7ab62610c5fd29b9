"""Asking a virus scanner, where the operator runs one (ClamAV's clamd, by its INSTREAM command)."""

import socket
from pathlib import Path
from struct import pack
from typing import Final, Protocol
from urllib.parse import urlsplit

from shared.decider import RejectedError
from shared.files.place import FileInfectedError, pieces

PORT: Final = 3310
SECONDS: Final = 60


class ScannerUnavailableError(RejectedError):
    """病毒检查暂时不能进行，请稍后再上传一次。"""

    status = 503
    retry_after = 30  # seconds


class Scanner(Protocol):
    """Whoever looks for viruses."""

    name: str

    def look(self, file: Path) -> None:
        """Look at a file.

        Raises:
            FileInfectedError: something was found.
            ScannerUnavailableError: nobody could look, so nothing is taken in.

        """


class Unscanned:
    """No scanner is set: every fact about a file says so."""

    name = ""

    def look(self, file: Path) -> None:
        """Look at nothing."""


class Clam:
    """ClamAV."""

    name = "ClamAV"

    def __init__(self, host: str, port: int = PORT) -> None:
        self._address = (host, port)

    def look(self, file: Path) -> None:
        """Look at a file."""
        try:
            answer = self._ask(file)
        except OSError as error:
            raise ScannerUnavailableError(type(error).__name__) from error
        if answer.endswith("FOUND"):
            raise FileInfectedError(answer, field="file")
        if not answer.endswith("OK"):
            raise ScannerUnavailableError(answer[:100])

    def _ask(self, file: Path) -> str:
        with socket.create_connection(self._address, timeout=SECONDS) as line:
            line.sendall(b"zINSTREAM\x00")
            for piece in pieces(file):
                line.sendall(pack("!L", len(piece)) + piece)
            line.sendall(pack("!L", 0))
            answer = b""
            while piece := line.recv(4_096):
                answer += piece
        return answer.decode("utf-8", "replace").strip("\x00 \n")


def scanner_at(address: str) -> Scanner:
    """Return the scanner an address names: ``clamd://host:port``, or none."""
    if not address:
        return Unscanned()
    found = urlsplit(address)
    return Clam(str(found.hostname), found.port or PORT)
