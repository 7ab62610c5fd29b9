"""What a channel is told: one letter, CloudEvents 1.0 as docs/asyncapi.json describes it."""

from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, json

OPENED: Final = "cn.gongkai.disclosure.opened.v1"
REVISED: Final = "cn.gongkai.disclosure.revised.v1"
WITHDRAWN: Final = "cn.gongkai.disclosure.withdrawn.v1"


class Matter(Struct, frozen=True, kw_only=True):
    """What is to be shown; ``content`` is empty after a withdrawal, ``explanation`` says why.

    ``summary`` is an approved short text for lists and messages, empty if there is none.
    """

    disclosure_id: UUID
    unit: str
    unit_name: str
    audience: str
    version: int
    title: str
    content: str
    content_sha256: str
    digest: str
    on: str
    url: str
    proof: str = ""
    explanation: str = ""
    summary: str = ""


class Letter(Struct, frozen=True, kw_only=True):
    """One letter. ``subject`` is channel, audience and unit; the same ``id`` may come twice."""

    id: UUID
    type: str
    time: str
    subject: str
    data: Matter

    @property
    def withdrawn(self) -> bool:
        """Tell whether it is to be taken down."""
        return self.type == WITHDRAWN

    @property
    def whole(self) -> bool:
        """Tell whether the text is the one that was approved."""
        return sha256(self.data.content.encode()).hexdigest() == self.data.content_sha256

    @property
    def showing(self) -> str:
        """Return the same name for the same showing, whatever letter tells of it.

        A platform that knows one message by one id is given this one: told again, it
        shows it once.
        """
        data = self.data
        return f"{data.disclosure_id.hex}-{data.version}-{data.audience[:3]}"


def read(body: bytes | dict[str, Any]) -> Letter:
    """Return a letter.

    Raises:
        msgspec.DecodeError: it is none.

    """
    text = body if isinstance(body, bytes) else json.encode(body)
    return json.decode(text, type=Letter)
