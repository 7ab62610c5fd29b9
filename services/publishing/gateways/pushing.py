"""推送 — one signed request to another system, as Standard Webhooks describes it."""

import hmac
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

import httpx

from services.publishing.gateways.fetching import is_open

PATIENCE: Final = 10.0  # seconds for an answer
NOBODY: Final = 0  # the status of no answer


def secret_of(house: bytes, webhook_id: UUID) -> bytes:
    """Return the secret that the house and one receiver share; it is derived, never kept."""
    return hmac.digest(house, f"webhook/{webhook_id}".encode(), "sha256")


def spelled(secret: bytes) -> str:
    """Return a secret as receivers put it into their settings."""
    return f"whsec_{b64encode(secret).decode()}"


def signed(secret: bytes, letter_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers by which a receiver knows who speaks, what and when."""
    second = str(int(at.timestamp()))
    text = f"{letter_id}.{second}.".encode() + body
    signature = b64encode(hmac.digest(secret, text, sha256)).decode()
    return {
        "content-type": "application/cloudevents+json",
        "webhook-id": letter_id,
        "webhook-timestamp": second,
        "webhook-signature": f"v1,{signature}",
    }


class Postman:
    """Sends, and says what was answered; follows no redirect, asks no neighbour of the house."""

    def __init__(
        self,
        client: httpx.AsyncClient | None = None,
        may_ask: Callable[[str], bool] = is_open,
    ) -> None:
        self._client, self.may_ask = client, may_ask

    async def send(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """Return the status that was answered, 0 if there was no answer."""
        client = self._client or httpx.AsyncClient(timeout=PATIENCE)
        try:
            return (await client.post(url, headers=headers, content=body)).status_code
        except httpx.HTTPError:
            return NOBODY
        finally:
            if self._client is None:
                await client.aclose()
