"""Databases in PostgreSQL as files: dumped as of one moment and laid again by its own programs."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from deploy import words
from deploy.databases import KEYS, Connection, databases, opened
from deploy.progress import ComplaintError
from shared.settings import Settings

DUMPS: Final = "postgres"  # the folder below a copy
PATIENCE: Final = 30  # seconds that somebody else may be writing
KEPT: Final = ("archive_ledger", "archive_refusals")  # and all facts: the rest is made again
_DEBIAN: Final = Path("/usr/lib/postgresql")


def dump_facts(settings: Settings, folder: Path) -> dict[str, int]:
    """Dump facts and ledger of all services as of one moment; return how many facts of each.

    Nobody writes while the moment is chosen; nobody waits while it is copied.
    """
    with ExitStack() as stack:
        readers = _at_one_moment(settings, stack)
        counts = {name: _last(reader, name) for name, reader in readers.items()}
        for name, reader in readers.items():
            url = settings.store_url(name)
            _dump(url, _file(folder, name), _moment(reader), _made_again(reader))
    return counts


def dump_keys(settings: Settings, folder: Path) -> None:
    """Dump the keys of sealed personal data: after the facts that need them."""
    with opened(settings.keys_url(), KEYS) as reader:
        _dump(settings.keys_url(), _file(folder, KEYS), _moment(reader), ())


def check_empty(settings: Settings) -> None:
    """Make sure that every database is there and has nothing in it."""
    for name, url in databases(settings):
        with opened(url, name) as database:
            if _tables(database):
                raise ComplaintError(f"数据库 {name} 中已经有记录;请用 GK_DATABASE 指定空数据库。")


def lay(settings: Settings, folder: Path, keys: Path) -> None:
    """Lay what was dumped into empty databases, each wholly or not at all."""
    for name, url in databases(settings):
        file = _file(keys if name == KEYS else folder, name)
        how = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        _run("pg_restore", url, [*how, str(file)])


def _file(folder: Path, name: str) -> Path:
    return folder / DUMPS / f"{name}.dump"


def _at_one_moment(settings: Settings, stack: ExitStack) -> dict[str, Connection]:
    """Return, for each service, a reader who sees what stood when all of them stood still."""
    with ExitStack() as gates:
        for name in words.names():
            gate = gates.enter_context(opened(settings.store_url(name), name))
            _stand_still(gate, name)
        readers = {}
        for name in words.names():
            reader = stack.enter_context(opened(settings.store_url(name), name))
            reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            _moment(reader)  # from its first question on it sees nothing that comes later
            readers[name] = reader
    return readers


def _stand_still(gate: Connection, name: str) -> None:
    try:
        gate.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'".encode())
        gate.execute(f"LOCK TABLE {name}_facts IN SHARE MODE".encode())
    except psycopg.errors.UndefinedTable as error:
        raise ComplaintError(f"数据库 {name} 中没有可以备份的数据。") from error
    except psycopg.errors.LockNotAvailable as error:
        raise ComplaintError(f"数据库 {name} 一直有人在写入;请稍后再备份。") from error


def _moment(reader: Connection) -> str:
    [[name]] = reader.execute("SELECT pg_export_snapshot()").fetchall()
    return str(name)


def _last(reader: Connection, service: str) -> int:
    [[last]] = reader.execute(f"SELECT max(notification_id) FROM {service}_facts".encode())  # noqa: S608 — a name of ours
    return int(last or 0)


def _made_again(reader: Connection) -> list[str]:
    return [each for each in _tables(reader) if "_facts" not in each and each not in KEPT]


def _tables(reader: Connection) -> list[str]:
    found = reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in found]


def _dump(url: str, file: Path, moment: str, left_out: Iterable[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    how = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
    how += [f'--exclude-table=public."{each}"' for each in left_out]
    _run("pg_dump", url, [*how, f"--file={file}"])


def _run(program: str, url: str, arguments: list[str]) -> None:
    """Run one of PostgreSQL's programs; the password is not for all who list processes."""
    where: dict[str, Any] = dict(conninfo_to_dict(url))
    secret = {"PGPASSWORD": str(where.pop("password"))} if "password" in where else {}
    command = [_found(program), f"--dbname={make_conninfo(**where)}", *arguments]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, **secret}
    )
    if done.returncode:
        raise ComplaintError(f"{program} 没有完成:{done.stderr.strip()}")


def _found(program: str) -> str:
    """Return where a program lies: the newest one, as it can speak to older servers."""
    versions = _DEBIAN.glob(f"*/bin/{program}")
    newest = sorted(versions, key=lambda each: float(each.parts[-3]), reverse=True)
    if found := shutil.which(program) or next(iter(map(str, newest)), None):
        return found
    raise ComplaintError(f"没有找到 {program};请安装 PostgreSQL 的客户端程序(postgresql-client)。")
