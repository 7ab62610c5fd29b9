"""A house on PostgreSQL is copied while its services write, and laid into empty databases."""

import asyncio
from contextlib import ExitStack, closing

import psycopg
import pytest
from msgspec.structs import replace

from deploy.backup import backup, restore
from deploy.progress import ComplaintError
from services.archive.gateways.ledger import Ledger
from shared.seal import Keyring
from shared.store import Store
from tests.bench.things import Noted, note, stream
from tests.conftest import SERVICES

pytestmark = pytest.mark.postgres
FIRST, SECOND = "catalog", "workflow"  # what the second files, the first has filed before
WORDS = "张三，13800138000"


@pytest.fixture
def place(settings, postgres, monkeypatch):
    """Return settings of a house on PostgreSQL that has nothing yet."""
    monkeypatch.setenv("PATH", str(postgres.programs()), prepend=":")

    def empty(name):
        template = postgres.fresh_each((*SERVICES, "keys"))
        return replace(settings, home=settings.home / name, database=template)

    return empty


@pytest.fixture
def house(place):
    """Return settings of a house in which each service has one fact and somebody's words lie."""
    settings = place("here")
    (settings.home / "archive" / "log").mkdir(parents=True)
    (settings.home / "keys").mkdir()
    (settings.home / "keys" / "session.key").write_bytes(settings.secret)
    with closing(Ledger(settings.store_url("archive"))) as ledger:
        ledger.open()
    with psycopg.connect(settings.store_url(FIRST)) as database:
        database.execute("CREATE TABLE a_view (row_id int)")
    return settings


@pytest.fixture
def opened(house):
    """Return the stores of all services."""
    with ExitStack() as stack:
        stores = {name: Store(name, Noted, house.store_url(name)) for name in SERVICES}
        for store in stores.values():
            store.open()
            stack.callback(store.close)
        yield stores


async def test_a_copy_is_of_one_moment_and_becomes_a_house_again(house, opened, place, tmp_path):
    folder, keys, there = tmp_path / "copy", tmp_path / "keys", place("there")
    with closing(Keyring(house.keys_url())) as keyring:
        sealed = keyring.seal("zhang.san", WORDS)
    for n, store in enumerate(opened.values()):
        await note(store, stream(n))

    copying = asyncio.create_task(asyncio.to_thread(backup, house, folder, keys))
    while not copying.done():
        await note(opened[FIRST], stream("both"))
        await note(opened[SECOND], stream("both"))
    counts = await copying
    assert counts.keys() == set(SERVICES)
    assert opened[FIRST].last() >= counts[FIRST] >= counts[SECOND] > 0
    assert opened[SECOND].last() > counts[SECOND]
    restore(there, folder, keys)

    for name in SERVICES:
        with closing(Store(name, Noted, there.store_url(name))) as store:
            store.open()
            assert store.last() == counts[name]
            receipt = await note(store, stream("goes on"))
            assert receipt.position == counts[name] + 1
    with psycopg.connect(there.store_url(FIRST)) as database:
        [[view]] = database.execute("SELECT to_regclass('a_view')").fetchall()
        assert view is None
        with pytest.raises(psycopg.errors.RaiseException):
            database.execute(f"DELETE FROM {FIRST}_facts")
    with closing(Keyring(there.keys_url())) as keyring:
        assert keyring.open(sealed) == WORDS
    assert (there.home / "keys" / "session.key").read_bytes() == house.secret


def test_what_cannot_be_copied_or_laid_is_said(house, opened, place, settings, tmp_path):
    folder, keys = tmp_path / "copy", tmp_path / "keys"
    with closing(Keyring(house.keys_url())):
        pass
    with pytest.raises(ComplaintError, match="没有可以备份"):
        backup(place("nothing"), tmp_path / "a", tmp_path / "b")
    backup(house, folder, keys)
    with pytest.raises(ComplaintError, match="来自 PostgreSQL"):
        restore(replace(settings, home=settings.home / "files"), folder, keys)
    with pytest.raises(ComplaintError, match="已经有记录"):
        restore(replace(house, home=settings.home / "over"), folder, keys)
    away = replace(place("away"), database="postgresql://postgres@127.0.0.1:1/{service}")
    with pytest.raises(ComplaintError, match="不能连接数据库 catalog"):
        restore(away, folder, keys)


def test_without_the_programs_the_operator_is_told_what_to_install(
    house, opened, monkeypatch, tmp_path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("deploy.dumps._DEBIAN", tmp_path)
    with pytest.raises(ComplaintError, match=r"没有找到 pg_dump.*postgresql-client"):
        backup(house, tmp_path / "copy", tmp_path / "keys")
