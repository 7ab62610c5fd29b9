"""The house as an adapter sees it: where it reports, and where it hears letters once more."""

from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid5

import httpx
from msgspec import Struct, json, to_builtins

from deploy.adapters.gongkai_adapter.keys import Key
from deploy.adapters.gongkai_adapter.letters import Letter, read

PATIENCE: Final = 15.0  # seconds for the house to answer
SETTLED: Final = frozenset(
    {"urn:gongkai:AlreadyDeliveredError", "urn:gongkai:NotShownError"}
)  # it knows already


class Proof(Struct, frozen=True, kw_only=True):
    """What proves that it has been shown: bytes (an answer, a picture), and where to see it."""

    evidence: bytes
    address: str = ""
    content_sha256: str = ""
    at: datetime | None = None


class RefusedError(Exception):
    """The house refuses a report: what it said. Asking again does not help."""


class House:
    """Speaks with the house over HTTP, each request signed with the adapter's key."""

    def __init__(
        self, name: str, url: str, key: Key, client: httpx.AsyncClient | None = None
    ) -> None:
        self._name, self._key = name, key
        self._http = client or httpx.AsyncClient(base_url=url, timeout=PATIENCE)

    async def delivered(self, letter: Letter, proof: Proof) -> None:
        """Report that it has been shown.

        Raises:
            RefusedError: the house says no: not approved, replaced, not this channel's.
            httpx.HTTPError: the house could not be asked; ask again.

        """
        await self._report(
            letter,
            "delivered",
            evidence=sha256(proof.evidence).hexdigest(),
            address=proof.address,
            content_sha256=proof.content_sha256,
            at=proof.at,
        )

    async def failed(self, letter: Letter, reason: str, attempt: int = 1) -> None:
        """Report that it has not been shown, and why."""
        await self._report(letter, f"failed/{attempt}", reason=reason)

    async def removed(self, letter: Letter, reason: str, evidence: bytes = b"") -> None:
        """Report that it is shown no more."""
        digest = sha256(evidence).hexdigest() if evidence else ""
        await self._report(letter, "removed", reason=reason, evidence=digest)

    async def replay(self, since: str) -> AsyncIterator[Letter]:
        """Yield this adapter's letters once more, from a day on (Beijing, ``2026-09-28``)."""
        asked: dict[str, Any] = {"since": since}
        while True:
            path = f"/api/channels/{self._name}/letters?{urlencode(asked)}"
            answer = await self._send("GET", path, b"")
            answer.raise_for_status()
            found = answer.json()
            for each in found["letters"]:
                yield read(each)
            if not found["more"]:
                return
            asked = {"after": found["after"]}

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def _report(self, letter: Letter, what: str, **fields: Any) -> None:
        body = json.encode(
            {
                "id": _report_id(letter.id, what),
                "subject": letter.subject,
                "disclosure_id": letter.data.disclosure_id,
                "version": letter.data.version,
                "outcome": what.partition("/")[0],
            }
            | to_builtins({name: value for name, value in fields.items() if value})
        )
        answer = await self._send("POST", f"/api/channels/{self._name}/reports", body)
        if answer.is_success:
            return
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            answer.raise_for_status()
        problem = answer.json()
        if problem.get("type") not in SETTLED:
            raise RefusedError(problem.get("title", answer.text))

    async def _send(self, method: str, path: str, body: bytes) -> httpx.Response:
        text = f"{method} {path}\n".encode() + body
        headers = {"gk-signature": self._key.sign(text), "content-type": "application/json"}
        return await self._http.request(method, path, content=body, headers=headers)


def _report_id(letter: UUID, what: str) -> UUID:
    """A report made twice, because the answer was lost, is one report."""
    return uuid5(letter, what)
