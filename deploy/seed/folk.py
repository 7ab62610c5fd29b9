"""People of the demo county, who ask things at the doors of all services as programs do."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import httpx
from msgspec import json

from deploy.seed.errors import SeedError
from shared.calendar import beijing_date
from shared.clock import Clock

PATIENCE: Final = 60.0  # seconds until what one service did must have reached another
PEEK: Final = 0.05
NOT_YET: Final = frozenset({403, 404, 409, 412, 503})  # a post, too, may be on its way


class FolkError(SeedError):
    """门户没有按预期答复。"""


def fixed_id(namespace: UUID, name: str) -> UUID:
    """Return an id that a name keeps for ever, of the kind (version 4) that askers may choose."""
    return UUID(bytes=uuid5(namespace, name).bytes, version=4)


async def clock_of(http: httpx.AsyncClient) -> Clock:
    """Return a clock that goes as the house's does."""
    answer = await http.get("/catalog/health/live")
    return Clock(datetime.fromisoformat(answer.raise_for_status().json()["now"]))


class Folk:
    """乡亲 — whoever is named by a login; nobody is a citizen. Each asking has an id for ever.

    ``clock`` is the house's: it may live at a simulated moment.
    """

    def __init__(
        self, http: httpx.AsyncClient, password: str, namespace: UUID, clock: Clock | None = None
    ) -> None:
        self._http, self._password, self._namespace = http, password, namespace
        self._clock = clock or Clock()
        self._tokens: dict[str, str] = {}

    def now(self) -> datetime:
        """Return the time in the house."""
        return self._clock.now()

    def today(self) -> date:
        """Return the day in the house."""
        return beijing_date(self.now())

    async def look(self, login: str, path: str) -> httpx.Response:
        """Return what somebody sees at an address."""
        return await self._http.get(path, headers=await self.headers(login))

    async def ask(
        self, login: str, path: str, body: Any = None, *, name: str = "", method: str = "POST"
    ) -> httpx.Response:
        """Ask something once; ``name`` makes it the same asking whenever it is asked again."""
        headers = await self.headers(login)
        if name:
            headers["x-request-id"] = str(fixed_id(self._namespace, name))
        content = json.encode({} if body is None else body)
        headers["content-type"] = "application/json"
        return await self._http.request(method, path, headers=headers, content=content)

    async def insist(
        self, login: str, path: str, body: Any = None, *, name: str, method: str = "POST"
    ) -> Any:
        """Ask until it is done: what it rests on may still be on its way from another service.

        Raises:
            FolkError: it was refused for another reason, or for too long.

        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            answer = await self.ask(login, path, body, name=name, method=method)
            if answer.is_success:
                return answer.json()
            late = asyncio.get_running_loop().time() > deadline
            if answer.status_code not in NOT_YET or late:
                raise FolkError(f"{login} {path}:{answer.status_code} {answer.text}")
            await asyncio.sleep(PEEK)

    async def fill(
        self, login: str, path: str, fields: Mapping[str, Any], files: Sequence[Any], *, name: str
    ) -> str:
        """Fill in a form until it is taken; return the page that answers.

        Raises:
            FolkError: it was refused for another reason, or for too long.

        """
        headers = await self.headers(login) | {"accept": "text/html"}
        headers["x-request-id"] = str(fixed_id(self._namespace, name))
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            answer = await self._http.post(path, headers=headers, data=fields, files=files or None)
            if answer.is_success or answer.has_redirect_location:
                return answer.text
            late = asyncio.get_running_loop().time() > deadline
            if answer.status_code not in NOT_YET or late:
                said = answer.text.partition('role="alert">')[2][:200] or answer.text
                raise FolkError(f"{login} {path}:{answer.status_code} {said}")
            await asyncio.sleep(PEEK)

    async def hand_in(self, login: str, name: str, file: bytes) -> Any:
        """Hand in a file that proves something; return how it is called from then on.

        Raises:
            FolkError: it was refused.

        """
        headers = await self.headers(login)
        asked = {"name": name}
        answer = await self._http.post("/api/papers", params=asked, headers=headers, content=file)
        if not answer.is_success:
            raise FolkError(f"{login} {name}:{answer.status_code} {answer.text}")
        return answer.json()

    async def until(self, login: str, path: str, true: Callable[[Any], Any]) -> Any:
        """Look until something is so, and return what is seen then.

        Raises:
            FolkError: it was not so for too long.

        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            answer = await self.look(login, path)
            seen = answer.json() if answer.is_success else None
            if seen is not None and true(seen):
                return seen
            if asyncio.get_running_loop().time() > deadline:
                raise FolkError(f"{login} {path}:{answer.status_code} {answer.text}")
            await asyncio.sleep(PEEK)

    async def headers(self, login: str) -> dict[str, str]:
        """Return the headers with which somebody comes."""
        if not login:
            return {"accept": "application/json"}
        if login not in self._tokens:
            body = {"login": login, "password": self._password}
            answer = await self._http.post("/catalog/api/login", json=body)
            if not answer.is_success:
                raise FolkError(f"{login}:{answer.status_code} {answer.text}")
            self._tokens[login] = answer.json()["token"]
        token = self._tokens[login]
        return {"authorization": f"Bearer {token}", "accept": "application/json"}
