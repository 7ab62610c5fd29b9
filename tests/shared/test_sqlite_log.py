"""The log of a store on SQLite has its full length before the first fact, and keeps it."""

from uuid import UUID

from shared.store import Store, Task, sqlite
from tests.shared.counting import THING, Add, Event, why

FULL = sqlite._LOG_PAGES * 4_096  # bytes; the stores of tests begin with a short log


async def test_a_log_has_its_length_before_the_first_fact(home, monkeypatch):
    monkeypatch.setattr(sqlite, "_LOG_BYTES", FULL)
    log = home / "one.db-wal"
    store = Store("counting", Event, f"sqlite:///{home / 'one.db'}")
    store.open()
    first = log.stat().st_size
    for n in range(20):
        await store.file(Task(THING, UUID(int=n), Add("a")), cause=why())
    last = log.stat().st_size
    store.close()

    assert first >= FULL
    assert last == first
