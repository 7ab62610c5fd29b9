"""The embedded server: found, old enough, alone on its store, and never left behind."""

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from deploy.local import nats as launcher
from deploy.local.nats import (
    EmbeddedNats,
    Limits,
    NoServerError,
    NotReadyError,
    StoreLockedError,
    TooOldError,
    find_server,
)
from deploy.nats.provision import provision
from shared.bus import Bus
from shared.record import subject_of
from shared.settings import Settings
from tests.shared.nats_fixtures import letters

HOLDER = """
import asyncio, sys
from pathlib import Path
from deploy.local.nats import EmbeddedNats

async def main():
    async with EmbeddedNats(Path(sys.argv[1])) as server:
        print(server.port, server.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


async def test_it_listens_on_this_machine_alone_and_keeps_its_keys_to_itself(home):
    async with EmbeddedNats(home) as server:
        listening = Path(f"/proc/{server.pid}/net/tcp").read_text().upper()
        assert f"0100007F:{server.port:04X} 00000000:0000 0A" in listening
        assert f"00000000:{server.port:04X} 00000000:0000 0A" not in listening

        config = home / "nats" / "server.conf"
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        for key in (home / "nats" / "keys").iterdir():
            assert stat.S_IMODE(key.stat().st_mode) == 0o600
            assert key.read_text().strip() not in config.read_text()


async def test_every_letter_is_on_disk_before_it_is_acknowledged(home):
    async with EmbeddedNats(home, limits=Limits(max_file="1GB")):
        config = (home / "nats" / "server.conf").read_text()

    assert "sync_interval: always" in config
    assert "max_file: 1GB" in config


async def test_nobody_enters_without_a_key(street):
    async def quietly(_error):
        return

    client = Client()
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await client.connect(street.url, allow_reconnect=False, error_cb=quietly)
    await client.close()


async def test_stopping_ends_the_server_and_frees_the_folder(home):
    server = EmbeddedNats(home)
    await server.start()
    pid = server.pid
    await server.stop()

    assert not _runs(pid)
    assert not server.alive
    async with EmbeddedNats(home) as again:
        assert again.alive


async def test_keys_and_letters_outlive_a_restart_on_another_port(home, settings):
    async with EmbeddedNats(home) as server:
        await _carry(home, server, 3)
        keys = _contents(home / "nats" / "keys")

    async with EmbeddedNats(home) as server:
        await _carry(home, server, 5)
        assert _contents(home / "nats" / "keys") == keys


async def test_a_second_launcher_on_the_same_folder_is_refused(street, home, monkeypatch):
    monkeypatch.setattr(launcher, "LOCKED", 0.1)

    with pytest.raises(StoreLockedError, match="正被另一个实例使用"):
        await EmbeddedNats(home).start()

    assert street.alive


async def test_a_launcher_killed_with_9_takes_its_server_along(home):
    launched = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(home), stdout=asyncio.subprocess.PIPE
    )
    _, pid = (await launched.stdout.readline()).split()
    launched.kill()
    await launched.communicate()

    async with EmbeddedNats(home) as again:  # waits a moment for the lock, as it should
        assert again.alive
        assert not _runs(int(pid))


async def test_a_server_that_dies_is_started_again_on_the_same_port(street):
    port, pid = street.port, street.pid
    watching = asyncio.create_task(street.watch())

    os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(20):
        while street.pid == pid or not await _answers(port):
            await asyncio.sleep(0.02)
    watching.cancel()

    assert street.port == port
    assert street.alive


async def test_a_server_too_old_is_refused_with_what_to_do(home, tmp_path):
    old = program(tmp_path / "nats-server", 'echo "nats-server: v2.10.29"')

    with pytest.raises(TooOldError, match=r"2\.10\.29.*至少需要 2\.12.*GK_NATS_SERVER"):
        await EmbeddedNats(home, server=str(old)).start()


async def test_a_setting_that_points_nowhere_is_refused(home, tmp_path):
    with pytest.raises(NoServerError, match="GK_NATS_SERVER 指向的程序不存在"):
        await EmbeddedNats(home, server=str(tmp_path / "nothing")).start()


async def test_a_program_that_is_no_nats_server_is_refused(tmp_path):
    stranger = program(tmp_path / "nats-server", "echo hello")

    with pytest.raises(NoServerError, match="没有说出自己的版本"):
        await find_server(str(stranger))


async def test_the_server_of_our_wheel_comes_before_any_other_on_the_path(tmp_path, monkeypatch):
    program(tmp_path / "nats-server", 'echo "nats-server: v2.1.0"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert (await find_server()).parent != tmp_path


async def test_a_server_that_will_not_start_says_why(home):
    async with EmbeddedNats(home) as server:
        busy = server.port
        with pytest.raises(NotReadyError, match="address already in use"):
            await EmbeddedNats(home / "other", port=busy).start()


async def test_a_damaged_config_is_told_in_the_servers_own_words(home):
    with pytest.raises(NotReadyError, match="启动失败"):
        await EmbeddedNats(home, limits=Limits(max_file="much")).start()


def _runs(pid):
    """Tell whether a process does anything; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


async def _carry(home, server, count):
    settings = Settings(home=home, nats_url=server.url)
    await provision(settings)
    bus = Bus(settings, "catalog")
    await bus.open()
    await bus.carry("GK_CATALOG", letters(count), subject_of)
    assert await bus.read("catalog", "GK_CATALOG", 0, 10) == letters(count)
    await bus.close()


def _contents(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


async def _answers(port):
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
