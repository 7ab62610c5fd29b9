"""A tiny domain for the kernel's own tests: things that are counted."""

from uuid import UUID, uuid4, uuid5

from msgspec import Struct
from msgspec.structs import replace

from shared.decider import Decider, RejectedError
from shared.record import Letter, file
from shared.testing import cause
from shared.view import View


class Added(Struct, frozen=True, kw_only=True, tag="counting.thing.added.v1"):
    """已添加"""

    text: str


class Renamed(Struct, frozen=True, kw_only=True, tag="counting.thing.renamed.v1"):
    """已改名"""

    text: str


Event = Added | Renamed


class Add(Struct, frozen=True):
    text: str


class AddMany(Struct, frozen=True):
    texts: tuple[str, ...]


class FullError(RejectedError):
    """满了,不能再添加。"""


class OddError(Exception):
    """A rule that breaks instead of refusing."""


def decide(command, count, why):
    match command:
        case AddMany(texts=texts):
            return [Added(text=each) for each in texts]
        case Add(text="break"):
            raise OddError
        case Add(text=text):
            if count >= 5:
                raise FullError(count)
            return [Added(text=text)]


THING = Decider(initial=0, decide=decide, evolve=lambda count, _: count + 1)


def why(**changes):
    return replace(cause("li.ming"), **{"causation_id": uuid4(), **changes})


class ThingRow(Struct, frozen=True, kw_only=True):
    thing_id: UUID
    text: str
    times: int
    said: tuple[str, ...] = ()
    note: str | None = None


things = View("things", ThingRow, key="thing_id", indexes=(("text",),))


@things.on(Added)
def _(rows, record):
    if record.event.text == "unfoldable":
        rows.put(ThingRow(thing_id=record.stream_id, text="half done", times=0))
        raise ValueError(record.event.text)
    before = rows.get(record.stream_id)
    said = (*(before.said if before else ()), record.event.text)
    rows.put(
        ThingRow(thing_id=record.stream_id, text=record.event.text, times=len(said), said=said)
    )


class LetterRow(Struct, frozen=True, kw_only=True):
    position: int
    text: str


outbox = View("outbox", LetterRow, key="position", keep=True)


@outbox.on(Added)
def _(rows, record):
    last = rows.get(0)
    position = int(last.text) + 1 if last else 1
    rows.put(LetterRow(position=0, text=str(position)))
    rows.put(LetterRow(position=position, text=record.event.text))


def letters(*texts, stream=None, start=1):
    found = []
    for position, text in enumerate(texts, start):
        where = stream or uuid5(UUID(int=7), str(position))
        version = position if stream else 1
        record = file(Added(text=text), stream_id=where, version=version, cause=cause("li.ming"))
        found.append(
            Letter(
                position=position,
                stream_id=where,
                version=version,
                tag=record.tag,
                body=record.body,
            )
        )
    return found
