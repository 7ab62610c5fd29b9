"""取页 — fetches what a channel shows, as anybody in the world would see it.

Addresses come from reports. So that nobody makes the house ask its own neighbours, nothing is
fetched from an address that is not of the open internet, except the house's own pages.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import httpx
from msgspec import Struct

PATIENCE: Final = 10.0  # seconds for one page
LARGEST: Final = 2_000_000  # bytes of one page that are read
GONE: Final = frozenset({401, 403, 404, 410})


class Fetched(Struct, frozen=True):
    """一页 — ``there`` tells that it could be opened; ``data`` are its bytes as they came."""

    html: str
    there: bool
    data: bytes = b""
    url: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()


class UnreadError(Exception):
    """It could not be fetched today: no answer, or no address that may be asked."""


class Fetcher:
    """Asks for pages as an outsider, without any session."""

    def __init__(
        self,
        origin: str,
        client: httpx.AsyncClient | None = None,
        may_ask: Callable[[str], bool] | None = None,
    ) -> None:
        self._origin = origin.rstrip("/")
        self._client, self._may_ask = client, may_ask or is_open

    async def page(self, address: str) -> Fetched:
        """Return a page by its path in the house, or by its whole address.

        Raises:
            UnreadError: nobody answers, or the address is not of the open internet.

        """
        own = address.startswith("/")
        url = f"{self._origin}{address}" if own else address
        if not own and not await asyncio.to_thread(self._may_ask, url):
            raise UnreadError(address)
        try:
            return await self._got(url)
        except httpx.HTTPError as error:
            raise UnreadError(address) from error

    async def _got(self, url: str) -> Fetched:
        client = self._client or httpx.AsyncClient(timeout=PATIENCE)
        try:
            async with client.stream("GET", url, headers={"accept": "text/html"}) as answer:
                if answer.status_code in GONE:
                    return Fetched("", there=False)
                if not answer.is_success:
                    raise UnreadError(url)
                return await _fetched(answer)
        finally:
            if self._client is None:
                await client.aclose()


async def _fetched(answer: httpx.Response) -> Fetched:
    data = b""
    async for piece in answer.aiter_bytes():
        data += piece
        if len(data) > LARGEST:
            break
    data = data[:LARGEST]
    return Fetched(
        data.decode(answer.encoding or "utf-8", errors="replace"),
        there=True,
        data=data,
        url=str(answer.url),
        status=answer.status_code,
        headers=tuple(answer.headers.items()),
    )


def is_open(url: str) -> bool:
    """Tell whether an address is of the open internet; asks the name service, so in a thread."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return False
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, ValueError):
        return False
    return all(ipaddress.ip_address(each[4][0]).is_global for each in found)
