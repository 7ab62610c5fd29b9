"""A disk or a database that is away, or comes back, under a store and its views."""

from uuid import UUID, uuid5

import msgspec
import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from shared.store import Store, Task, UnavailableError
from shared.view import View, Views
from tests.shared.counting import THING, Add, Added, Event, why

ONE = UUID(int=1)


@pytest.mark.postgres
async def test_a_database_that_went_away_is_used_again_when_it_is_back(postgres):
    """What was answered is there; who asks meanwhile is told, and need not start anything anew."""
    url = postgres.fresh()
    store = Store("counting", Event, url)
    store.open()
    board = View("seen", Seen, key="text")
    board.on(Added)(lambda rows, record: rows.put(Seen(text=record.event.text)))
    views = Views("counting", url, [board])
    views.open()
    try:
        filed = [each async for each in through_cuts(store, views, board, url)]
        views.apply("counting", store.after(0, 100))
        assert {"a", "c"} <= set(filed)
        assert [each.event.text for each in store.load(ONE)] == filed
        assert {each.text for each in views.select(board)} == set(filed)
    finally:
        views.close()
        store.close()


async def through_cuts(store, views, board, url):
    """File word after word, and take every connection away between them; yield what was filed."""
    for word in "abc":
        for attempt in range(3):
            try:
                await store.file(Task(THING, ONE, Add(word)), cause=why(), command_id=named(word))
            except UnavailableError:
                assert attempt < 1, "one is told, the next finds it back"
                continue
            yield word
            break
        with psycopg.connect(url, autocommit=True) as knife:
            knife.execute(CUT)
        for attempt in range(3):
            try:
                views.select(board)
                break
            except OperationalError:
                assert attempt < 1, "never read again"


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
CUT += " AND datname = current_database()"


def named(word):
    return uuid5(ONE, word)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    text: str


def test_a_folder_that_cannot_be_written_is_said_at_once(home):
    nowhere = home / "file-not-folder"
    nowhere.write_text("")

    with pytest.raises(UnavailableError):
        Store("counting", Event, f"sqlite:///{nowhere / 'facts.db'}").open()


def test_every_commit_reaches_the_disk(home):
    url = f"sqlite:///{home / 'sync.db'}"
    store = Store("counting", Event, url)
    store.open()
    assert store._vault._writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._vault._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()
