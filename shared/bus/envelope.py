"""How a letter travels: its body as the message, all else as headers and sequence."""

from typing import Final
from uuid import UUID

from nats.aio.msg import Msg

from shared.bus.errors import UnreadableError
from shared.record import Letter

ID: Final = "Nats-Msg-Id"
EXPECTED: Final = "Nats-Expected-Last-Sequence"
SEQUENCE: Final = "Nats-Sequence"  # what Direct Get adds
STREAM_ID: Final = "Gk-Stream-Id"
VERSION: Final = "Gk-Version"
TAG: Final = "Gk-Tag"

_SHORT: Final = 9  # tokens of $JS.ACK.<stream>.<reader>.<tries>.<sequence>.…; else a domain and
_LONG: Final = 2  # an account come before the stream


def headers_of(letter: Letter) -> dict[str, str]:
    """Return what is written on the envelope."""
    return {
        ID: str(letter.id),
        STREAM_ID: str(letter.stream_id),
        VERSION: str(letter.version),
        TAG: letter.tag,
    }


def read(message: Msg) -> Letter:
    """Return the letter that was asked for by Direct Get.

    Raises:
        UnreadableError: the envelope is not of our making.

    """
    return _letter(message, (message.headers or {}).get(SEQUENCE, ""))


def delivered(message: Msg) -> Letter:
    """Return the letter that a reader was sent; its place is in the reply subject.

    Raises:
        UnreadableError: the envelope is not of our making.

    """
    return _letter(message, _token(message, 0))


def left(message: Msg) -> int:
    """Return how many letters wait behind the one that was sent, as the server counts."""
    return int(_token(message, 3) or 0)


def _token(message: Msg, after: int) -> str:
    """Return what stands in the reply subject so many places after the sequence."""
    tokens = message.reply.split(".")
    at = after + (5 if len(tokens) == _SHORT else 5 + _LONG)
    return tokens[at] if len(tokens) > at else ""


def _letter(message: Msg, sequence: str) -> Letter:
    headers = message.headers or {}
    try:
        return Letter(
            position=int(sequence),
            stream_id=UUID(headers[STREAM_ID]),
            version=int(headers[VERSION]),
            tag=headers[TAG],
            body=message.data,
        )
    except (KeyError, ValueError) as error:
        raise UnreadableError(f"{message.subject} {sequence}: {error!r}") from error
