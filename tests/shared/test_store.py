"""The promises of a store, kept by every database it may be built on."""

import asyncio
import sqlite3
import subprocess
import sys
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from msgspec import json

from shared.store import (
    BusyError,
    CommandIdReusedError,
    FactTooLargeError,
    StaleError,
    Store,
    Task,
    UnavailableError,
)
from shared.store.errors import SilenceError
from tests.shared.counting import THING, Add, Added, AddMany, Event, FullError, OddError, why

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def store(database_url):
    store = Store("counting", Event, database_url)
    store.open()
    yield store
    store.close()


def texts(store, stream_id):
    return [each.event.text for each in store.load(stream_id)]


async def add(store, stream_id, *words, **more):
    return [
        await store.file(Task(THING, stream_id, Add(word)), cause=why(), **more) for word in words
    ]


async def test_what_is_filed_is_loaded_in_order_with_its_cause(store):
    await add(store, ONE, "a", "b")

    first, second = store.load(ONE)
    assert [first.event, second.event] == [Added(text="a"), Added(text="b")]
    assert [first.version, second.version] == [1, 2]
    assert first.cause.actor == "li.ming"
    assert store.state(THING, ONE) == (2, 2)


async def test_a_receipt_tells_the_place_of_the_last_record(store):
    await add(store, ONE, "a")
    receipt = await store.file(Task(THING, ONE, AddMany(("b", "c"))), cause=why())

    assert (receipt.position, receipt.version, receipt.stream_id) == (3, 3, ONE)
    assert receipt.record_id == store.load(ONE)[-1].id


async def test_positions_are_gapless_whatever_is_refused_on_the_way(store):
    async def one(n):
        try:
            return await store.file(Task(THING, UUID(int=n % 7), Add(str(n))), cause=why())
        except FullError:
            return None

    filed = [each for each in await asyncio.gather(*(one(n) for n in range(200))) if each]

    assert len(filed) == 35  # seven things, five places each
    assert [each.position for each in store.after(0, 1_000)] == list(range(1, 36))
    assert store.last() == 35


async def test_a_refused_command_files_nothing_and_says_which_rule(store):
    await add(store, ONE, *"abcde")

    with pytest.raises(FullError) as refusal:
        await add(store, ONE, "f")
    assert refusal.value.sentence == "满了,不能再添加。"
    assert texts(store, ONE) == list("abcde")


async def test_all_tasks_of_one_command_are_filed_or_none(store):
    await add(store, TWO, *"abcde")

    with pytest.raises(FullError):
        await store.file(Task(THING, ONE, Add("x")), Task(THING, TWO, Add("too much")), cause=why())
    assert store.load(ONE) == []

    receipt = await store.file(
        Task(THING, ONE, Add("x")), Task(THING, UUID(int=3), Add("y")), cause=why()
    )
    assert receipt.position == 7


async def test_the_same_command_id_again_is_answered_with_the_first_receipt(store):
    key = uuid4()
    first = await store.file(Task(THING, ONE, Add("a")), cause=why(), command_id=key)
    again = await store.file(Task(THING, ONE, Add("a")), cause=why(), command_id=key)
    together = await asyncio.gather(
        *(store.file(Task(THING, ONE, Add("a")), cause=why(), command_id=key) for _ in range(9))
    )

    assert {first, again, *together} == {first}
    assert texts(store, ONE) == ["a"]


async def test_a_command_id_serves_one_purpose(store):
    key = uuid4()
    await store.file(Task(THING, ONE, Add("a")), cause=why(), command_id=key)

    with pytest.raises(CommandIdReusedError):
        await store.file(Task(THING, TWO, Add("a")), cause=why(), command_id=key)
    assert store.load(TWO) == []


async def test_receipts_of_an_older_version_still_answer(store, database_url):
    """Until decision 0034 a receipt was kept whole, in JSON: an upgrade loses no answer."""
    key = uuid4()
    first = await store.file(Task(THING, ONE, Add("a")), cause=why(), command_id=key)
    store.close()
    as_of_old(database_url, first, f"Add:{ONE}")

    again = Store("counting", Event, database_url)
    again.open()
    assert await again.file(Task(THING, ONE, Add("a")), cause=why(), command_id=key) == first
    with pytest.raises(CommandIdReusedError):
        await again.file(Task(THING, TWO, Add("a")), cause=why(), command_id=key)
    again.close()


def as_of_old(url, receipt, purpose):
    kept = json.encode({**msgspec.structs.asdict(receipt), "purpose": purpose})
    lite = url.startswith("sqlite")
    by_hand(url, "DELETE FROM counting_facts_commands")
    kinds = "TEXT, receipt BLOB" if lite else "uuid, receipt bytea"
    by_hand(url, f"CREATE TABLE counting_facts_receipts (command_id {kinds})")
    key = receipt.command_id.hex
    by_hand(url, f"INSERT INTO counting_facts_receipts VALUES ('{key}', {blob(kept, lite)})")


def blob(body, lite):
    return f"x'{body.hex()}'" if lite else f"'\\x{body.hex()}'"


async def test_who_saw_an_older_version_is_told(store):
    await add(store, ONE, "a", "b")

    with pytest.raises(StaleError):
        await store.file(Task(THING, ONE, Add("c"), expected=1), cause=why())
    receipt = await store.file(Task(THING, ONE, Add("c"), expected=2), cause=why())
    assert receipt.version == 3


async def test_the_largest_record_fits_and_one_byte_more_does_not(store):
    await add(store, ONE, "x")
    envelope = len(store.load(ONE)[0].body) - 1

    await add(store, ONE, "x" * (65_535 - envelope))
    with pytest.raises(FactTooLargeError):
        await add(store, ONE, "x" * (65_536 - envelope))
    assert len(store.load(ONE)[1].body) == 65_535
    assert store.last() == 2


async def test_those_who_ask_in_one_turn_are_filed_in_one_transaction(store, monkeypatch):
    entered, vault = [], store._vault
    exclusive = vault.exclusive
    counted = lambda ids, *more, **how: entered.append(list(ids)) or exclusive(ids, *more, **how)  # noqa: E731
    monkeypatch.setattr(vault, "exclusive", counted)

    for _ in range(5):
        await asyncio.gather(*(add(store, uuid4(), "a") for _ in range(8)))
    assert [len(each) for each in entered] == [8] * 5


async def test_who_asks_a_closed_store_is_told(store):
    store.close()
    with pytest.raises(UnavailableError):
        await add(store, ONE, "a")


async def test_a_rule_that_breaks_harms_nobody_else(store):
    async def attempt(word):
        try:
            return await store.file(Task(THING, uuid4(), Add(word)), cause=why())
        except OddError as error:
            return error

    answers = await asyncio.gather(*map(attempt, ["a", "break", "b"]))

    assert isinstance(answers[1], OddError)
    assert store.last() == 2


async def test_a_rule_that_says_nothing_is_a_refusal_and_no_accident(store):
    await add(store, ONE, "a")
    with pytest.raises(SilenceError) as refused:
        await store.file(Task(THING, TWO, AddMany(())), cause=why())
    assert refused.value.status == 409
    assert store.last() == 1


async def test_more_than_may_wait_are_turned_away_and_told_when_to_return(database_url):
    store = Store("counting", Event, database_url, limit=10)
    store.open()
    tries = [store.file(Task(THING, uuid4(), Add("a")), cause=why()) for _ in range(300)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    busy = [each for each in answers if isinstance(each, BusyError)]

    assert busy
    assert busy[0].retry_after >= 1
    assert store.last() == 300 - len(busy)
    store.close()


async def test_letters_are_the_very_bytes_that_were_filed(store):
    await add(store, ONE, "甲", "乙")

    letters = store.after(0, 10)
    assert [each.body for each in letters] == [each.body for each in store.load(ONE)]
    assert [each.id for each in letters] == [each.id for each in store.load(ONE)]
    assert store.after(1, 10) == letters[1:]
    assert store.after(2, 10) == []


async def test_the_newest_letters_are_at_hand_and_the_very_same(store, database_url):
    await add(store, ONE, "a", "b", "c")
    assert store.at_hand(1, 10) == store.after(1, 10)
    assert store.at_hand(0, 2) == store.after(0, 2)
    assert store.at_hand(3, 10) == []

    other = Store("counting", Event, database_url)
    other.open()
    await add(other, TWO, "x")
    await add(store, ONE, "d")
    assert store.at_hand(3, 10) == []  # what another process filed is not passed over
    assert store.at_hand(4, 10) == store.after(4, 10)
    other.close()


async def test_commits_are_announced_with_the_position(store):
    heard = []
    store.on_commit(heard.append)
    await add(store, ONE, "a", "b")

    assert heard == [1, 2]


async def test_two_writers_on_one_database_never_collide(database_url):
    stores = [Store("counting", Event, database_url) for _ in range(2)]
    for store in stores:
        store.open()

    async def race(n):
        command = AddMany((str(n),))
        return await stores[n % 2].file(Task(THING, ONE, command), cause=why())

    receipts = await asyncio.gather(*(race(n) for n in range(100)))

    assert sorted(each.version for each in receipts) == list(range(1, 101))
    assert [each.position for each in stores[0].after(0, 200)] == list(range(1, 101))
    assert sorted(texts(stores[1], ONE)) == sorted(str(n) for n in range(100))
    for store in stores:
        store.close()


async def test_what_another_process_filed_counts_in_the_next_decision(database_url):
    ours, theirs = (Store("counting", Event, database_url) for _ in range(2))
    ours.open()
    theirs.open()
    await add(ours, ONE, "a", "b", "c")
    await add(theirs, ONE, "d", "e")

    with pytest.raises(FullError):
        await add(ours, ONE, "f")
    with pytest.raises(StaleError):
        await ours.file(Task(THING, ONE, Add("f"), expected=3), cause=why())
    ours.close()
    theirs.close()


async def test_facts_can_neither_be_changed_nor_deleted_by_hand(store, database_url):
    await add(store, ONE, "a")
    for statement in ("UPDATE counting_facts SET topic = 'x'", "DELETE FROM counting_facts"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException)):
            by_hand(database_url, statement)
    assert texts(store, ONE) == ["a"]


def by_hand(url, statement):
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    else:
        connection = psycopg.connect(url)
    with connection:
        connection.execute(statement)
    connection.close()


async def test_a_closed_store_says_so(database_url):
    store = Store("counting", Event, database_url)
    store.open()
    store.close()

    with pytest.raises(UnavailableError):
        await add(store, ONE, "a")
    assert not store.writable()


KILLED = """
import asyncio, sys
from uuid import UUID, uuid4
from shared.store import Store, Task
from tests.shared.counting import THING, AddMany, Event, why

async def main():
    store = Store("counting", Event, sys.argv[1])
    store.open()
    print("ready", flush=True)
    async def caller(n):
        for _ in range(10_000):
            task = Task(THING, UUID(int=n), AddMany(("a", "b", "c")))
            receipt = await store.file(task, cause=why())
            print(receipt.position, flush=True)
    await asyncio.gather(*(caller(n) for n in range(1, 9)))

asyncio.run(main())
"""


async def test_kill_9_loses_nothing_that_was_answered_and_leaves_nothing_half(database_url):
    for _ in range(3):
        answered = killed_while_filing(database_url)
        store = Store("counting", Event, database_url)
        store.open()
        positions = [each.position for each in store.after(0, 1_000_000)]
        assert positions == list(range(1, len(positions) + 1))
        assert max(answered) <= len(positions)
        assert len(positions) % 3 == 0  # commands of three records: all or none
        await store.file(Task(THING, ONE, AddMany(("a", "b", "c"))), cause=why())
        store.close()


def killed_while_filing(url):
    child = subprocess.Popen([sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    answered = [int(child.stdout.readline()) for _ in range(300)]
    child.kill()
    rest = child.stdout.read().split("\n")[:-1]
    child.stdout.close()
    child.wait()
    return answered + [int(each) for each in rest]


FULL = """
import asyncio, resource, sys
from uuid import uuid4
from shared.store import Store, Task, UnavailableError
from tests.shared.counting import THING, Add, Event, why

async def main():
    store = Store("counting", Event, sys.argv[1])
    store.open()
    filed = 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    try:
        while True:
            await store.file(Task(THING, uuid4(), Add("x" * 10_000)), cause=why())
            filed += 1
    except UnavailableError as error:
        assert error.status == 503
    assert not store.writable()
    print(filed, len(store.after(0, 1_000)), flush=True)

import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
asyncio.run(main())
"""


def test_a_full_disk_is_said_and_nothing_is_half_written(home):
    url = f"sqlite:///{home / 'full.db'}"
    out = subprocess.run(
        [sys.executable, "-c", FULL, url], capture_output=True, text=True, check=True
    ).stdout
    filed, kept = map(int, out.split())

    assert filed == kept > 0
    again = Store("counting", Event, url)
    again.open()
    assert again.last() == filed
    assert again.writable()
    again.close()
