"""A domain as small as can be, with events of about 600 bytes, for measuring the house itself."""

from uuid import UUID, uuid4, uuid5

from msgspec import Struct
from msgspec.structs import replace

from shared.decider import Decider
from shared.store import Task
from shared.testing import cause
from shared.view import View

SPACE = UUID(int=0xBE)
TEXT = "党务公开，" * 12  # in canonical JSON about 360 bytes; with its record about 700


class Noted(Struct, frozen=True, kw_only=True, tag="workflow.thing.noted.v1"):
    """已记录"""

    number: int
    text: str


class Note(Struct, frozen=True):
    """Ask for that many facts."""

    times: int = 1


def decide(command, count, _):
    return [Noted(number=count + n, text=TEXT) for n in range(command.times)]


THING = Decider(initial=0, decide=decide, evolve=lambda count, _: count + 1)


class ThingRow(Struct, frozen=True, kw_only=True):
    thing_id: UUID
    number: int
    text: str


def view(name="things"):
    """Return a view of things, newest fact wins."""
    things = View(name, ThingRow, key="thing_id")

    @things.on(Noted)
    def _(rows, record):
        event = record.event
        rows.put(ThingRow(thing_id=record.stream_id, number=event.number, text=event.text))

    return things


def stream(n):
    """Return the id of a thing."""
    return uuid5(SPACE, str(n))


def why():
    """Return a cause with a command id of its own."""
    return replace(cause("li.ming"), causation_id=uuid4())


async def note(store, stream_id, times=1):
    """File that many facts of a thing in one command."""
    return await store.file(Task(THING, stream_id, Note(times)), cause=why())
