"""Who comes alone files in his own thread, where nothing but a quick disk lies between."""

import asyncio
import sqlite3
from dataclasses import replace
from threading import Event as Signal
from threading import current_thread, main_thread
from uuid import UUID, uuid4

import pytest

from shared.store import Store, Task, writer
from tests.shared.counting import THING, Add, AddMany, Event, FullError, OddError, why

ONE = UUID(int=1)


@pytest.fixture
def store(database_url):
    store = Store("counting", Event, database_url)
    store.open()
    yield store
    store.close()


@pytest.fixture
def near(home):
    store = Store("counting", Event, f"sqlite:///{home / 'near.db'}")
    store.open()
    yield store
    store.close()


@pytest.fixture
def quick(monkeypatch):
    """Let every disk be quick, however busy this machine is."""
    monkeypatch.setattr(writer, "PROMPT", 60)


class Witness:
    """Notes by whom each command was decided."""

    def __init__(self):
        self.threads = []
        self._thing = replace(THING, decide=self.decide)

    def decide(self, command, count, cause):
        self.threads.append("asker" if current_thread() is main_thread() else "clerk")
        return THING.decide(command, count, cause)

    async def file(self, store, command, stream_id=ONE):
        try:
            return await store.file(Task(self._thing, stream_id, command), cause=why())
        finally:
            while store._writer._ahead:  # the clerk is still putting down the pen
                await asyncio.sleep(0)


@pytest.mark.usefixtures("quick")
async def test_a_kind_that_was_filed_promptly_is_filed_by_who_asks(
    store, database_url, monkeypatch
):
    seen = Witness()
    receipts = [await seen.file(store, Add(word)) for word in "abc"]
    receipts.append(await seen.file(store, AddMany(("d",))))  # of this kind nobody knows

    near = database_url.startswith("sqlite")
    assert seen.threads == ["clerk", *["asker" if near else "clerk"] * 2, "clerk"]
    assert [each.position for each in receipts] == [1, 2, 3, 4]
    assert [each.body for each in store.after(0, 10)] == [each.body for each in store.load(ONE)]
    assert store.at_hand(0, 10) == store.after(0, 10)


async def test_what_takes_its_time_is_the_clerks(near, monkeypatch):
    monkeypatch.setattr(writer, "PROMPT", 0)
    seen = Witness()
    for word in "abc":
        await seen.file(near, Add(word))
    assert seen.threads == ["clerk"] * 3


@pytest.mark.usefixtures("quick")
async def test_those_who_come_together_are_the_clerks(near):
    seen = Witness()
    await seen.file(near, Add("a"))
    await asyncio.gather(*(seen.file(near, Add(word), uuid4()) for word in "bcd"))
    assert seen.threads == ["clerk"] * 4


@pytest.mark.usefixtures("quick")
async def test_nobodys_loop_waits_for_another_process(near, home):
    seen = Witness()
    await seen.file(near, Add("a"))
    another = sqlite3.connect(home / "near.db", isolation_level=None)
    another.execute("BEGIN IMMEDIATE")

    asked = asyncio.create_task(seen.file(near, Add("b")))
    for _ in range(10):  # the loop turns while the other process has the pen
        await asyncio.sleep(0)
    assert not asked.done()
    another.execute("COMMIT")
    another.close()

    assert (await asked).version == 2
    assert seen.threads == ["clerk", "clerk"]


class FarPen:
    """A pen that the clerk is slow to reach for: it is free, and he has commands in his hand."""

    def __init__(self, pen):
        self.acquire, self.release = pen.acquire, pen.release
        self.reached = Signal()

    def __enter__(self):
        self.reached.wait(10)
        return self.acquire()

    def __exit__(self, *_):
        self.release()


@pytest.mark.usefixtures("quick")
async def test_nobody_overtakes_who_came_before(near):
    clerk, seen = near._writer, Witness()
    await seen.file(near, Add("a"))
    clerk._pen = pen = FarPen(clerk._pen)
    together = asyncio.gather(*(near.file(note(word), cause=why()) for word in "bc"))
    while not clerk._ahead or not clerk._queue.empty():
        await asyncio.sleep(0)
    alone = asyncio.create_task(near.file(note("d"), cause=why()))
    for _ in range(5):
        await asyncio.sleep(0)
    pen.reached.set()

    assert [each.version for each in [*await together, await alone]] == [2, 3, 4]


def note(word):
    return Task(THING, ONE, Add(word))


@pytest.mark.usefixtures("quick")
async def test_a_refusal_and_a_broken_rule_are_answered_alike(near):
    seen, heard = Witness(), []
    near.on_commit(heard.append)
    for word in "abcde":
        await seen.file(near, Add(word))
    with pytest.raises(FullError):
        await seen.file(near, Add("f"))
    with pytest.raises(OddError):
        await seen.file(near, Add("break"))

    assert seen.threads == ["clerk", *["asker"] * 6]
    assert (near.last(), heard) == (5, [1, 2, 3, 4, 5])


@pytest.mark.usefixtures("quick")
async def test_the_same_command_again_is_answered_with_the_first_receipt(near):
    first, *again = [
        await near.file(Task(THING, ONE, Add("a")), cause=why(), command_id=UUID(int=9))
        for _ in range(3)
    ]
    assert again == [first, first]
    assert near.last() == 1
