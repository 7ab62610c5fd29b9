"""A record is an event plus how we know it: whose, when, why, in which order.

The bytes of a record are written once, in canonical JSON (keys sorted and
ASCII, no floats). The store keeps them, the bus carries them and the archive
proves them; nobody re-encodes them on the way.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct, json, to_builtins

E = TypeVar("E")

LIMIT: Final = 65_535  # bytes of one record: what one entry of the log can hold
SYSTEM: Final = "system"  # actor of what the house does by rule, not by hand

_canonical = json.Encoder(order="sorted")


class Cause(Struct, frozen=True, kw_only=True):
    """缘由 — who asked, for which unit, in which post, when, in which story, why.

    ``actor`` is an opaque id, never a name; ``at`` is UTC; ``causation_id`` is
    the id of the command or record that led to this.
    """

    actor: str
    at: datetime
    correlation_id: UUID
    causation_id: UUID
    unit: str = ""
    post: str = ""


class Record(Struct, Generic[E], frozen=True, kw_only=True):
    """记录 — one event, filed."""

    id: UUID
    stream_id: UUID
    version: int
    cause: Cause
    event: E

    @property
    def tag(self) -> str:
        """Return the name of the event's shape."""
        return tag_of(type(self.event))

    @property
    def body(self) -> bytes:
        """Return the bytes that are filed."""
        return canonical(self)


class Letter(Struct, frozen=True, kw_only=True):
    """信 — a record on its way: the very bytes that were filed, unopened.

    ``position`` counts from 1 without a gap in the service's total order and is
    also the sequence of the message in the service's stream.
    """

    position: int
    stream_id: UUID
    version: int
    tag: str
    body: bytes

    @property
    def id(self) -> UUID:
        """Return the id of the record inside, without opening it."""
        return id_at(self.tag, self.stream_id, self.version)


class _Envelope(Struct):
    class _From(Struct):
        unit: str = ""

    cause: _From


_envelope: json.Decoder[_Envelope] = json.Decoder(_Envelope)


def canonical(value: Any) -> bytes:
    """Return the one canonical JSON text of a value (RFC 8785 on our profile)."""
    try:
        return _canonical.encode(value)
    except TypeError:  # keys that are words, ids or numbers: canonical JSON has them as text
        return _canonical.encode(to_builtins(value, str_keys=True))


def file(event: E, *, stream_id: UUID, version: int, cause: Cause) -> Record[E]:
    """Put an event in its place. The same place always yields the same id."""
    return Record(
        id=id_at(tag_of(type(event)), stream_id, version),
        stream_id=stream_id,
        version=version,
        cause=cause,
        event=event,
    )


def because(record: Record[Any], at: datetime) -> Cause:
    """Return the cause of what the house itself does next in this story."""
    return Cause(
        actor=SYSTEM,
        at=at,
        correlation_id=record.cause.correlation_id,
        causation_id=record.id,
        unit=record.cause.unit,
        post=SYSTEM,
    )


@lru_cache(maxsize=1_024)  # the record, its receipt and its message all ask within a moment
def id_at(tag: str, stream_id: UUID, version: int) -> UUID:
    """Return the identity of a place; services may share a stream id, never a place."""
    return uuid5(stream_id, f"{tag}/{version}")


def tag_of(event_type: type[Any]) -> str:
    """Return the name an event keeps for ever, whatever its class is called."""
    return str(event_type.__struct_config__.tag)


def unit_of(letter: Letter) -> str:
    """Return the unit a letter is about, as one token of a subject."""
    unit = _envelope.decode(letter.body).cause.unit
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in unit) or "_"


def subject_of(letter: Letter) -> str:
    """Return the address of a fact on the bus: its tag, then its unit."""
    return f"facts.{letter.tag}.{unit_of(letter)}"
