"""How witnesses are asked: over HTTP (C2SP tlog-witness), or by files that somebody carries."""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx
from msgspec import Struct

from shared.decider import RejectedError

PATIENCE: Final = 10.0  # seconds
LONGEST: Final = 65_536  # bytes of an answer; a cosignature takes about 150


class UnansweredError(Exception):
    """见证人没有答复。"""


class BadAddressError(RejectedError):
    """见证人的地址（url）应当以 http://、https:// 或 file:// 开头。"""


class Answered(Struct, frozen=True):
    """答复 — a status as in HTTP, and what was said."""

    status: int
    text: str


class Way(Protocol):
    """Where one witness is reached."""

    def ask(self, request: bytes) -> Answered | None:
        """Hand a request over; None if the answer will be found some other time.

        Raises:
            UnansweredError: nobody was there.

        """


class Wire:
    """A witness behind an address."""

    def __init__(self, url: str) -> None:
        self._url = f"{url.rstrip('/')}/add-checkpoint"

    def ask(self, request: bytes) -> Answered | None:
        """Ask and wait for the answer."""
        try:
            found = httpx.post(
                self._url, content=request, timeout=PATIENCE, headers={"Accept": "text/plain"}
            )
        except httpx.HTTPError as error:
            raise UnansweredError(str(error) or type(error).__name__) from error
        return Answered(found.status_code, found.text[:LONGEST])


class Courier:
    """An air-gapped witness: ``request`` is carried out of a folder, ``answer`` into it.

    A request stays until it is answered, so that what is being carried stays valid;
    whoever wants a newer one removes it.
    """

    def __init__(self, folder: Path) -> None:
        self._request, self._answer = folder / "request", folder / "answer"

    def ask(self, request: bytes) -> Answered | None:
        """Lay the request out; take the answer to the last one in if it has come."""
        try:
            return self._exchange(request)
        except OSError as error:
            raise UnansweredError(str(error)) from error

    def asked(self) -> bytes:
        """Return the request that lies there, empty if none does."""
        with suppress(OSError):
            return self._request.read_bytes()
        return b""

    def _exchange(self, request: bytes) -> Answered | None:
        self._request.parent.mkdir(parents=True, exist_ok=True)
        if self._request.exists() and self._answer.exists():
            return _carried(self._answer.read_text(encoding="utf-8")[:LONGEST])
        if not self._request.exists():
            fresh = self._request.with_name(".request.tmp")
            fresh.write_bytes(request)
            fresh.rename(self._request)
        return None

    def done(self) -> None:
        """Clear the folder for the next request."""
        self._answer.unlink(missing_ok=True)
        self._request.unlink(missing_ok=True)


def _carried(text: str) -> Answered:
    """Read an answer that was carried: cosignatures, or a status and what was said."""
    status, _, said = text.partition(" ")
    return Answered(int(status), said) if status.isdecimal() else Answered(200, text)


def way_to(url: str) -> Way:
    """Return how the witness at an address is reached.

    Raises:
        BadAddressError: the address is neither of HTTP nor of a folder.

    """
    found = urlsplit(url)
    if found.scheme in {"http", "https"}:
        return Wire(url)
    if found.scheme == "file":
        return Courier(Path(url2pathname(found.path)))
    raise BadAddressError(url)


def request_of(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """Write what a witness is asked: cosign this checkpoint, it continues the old one."""
    hashes = "".join(b64encode(each).decode() + "\n" for each in proof)
    return f"old {old}\n{hashes}\n{note}".encode()
