"""备份 — a copy of all that cannot be made again, as of one moment, while the house goes on.

What has reached another service was filed by its own before. So the facts of all services are
taken as of one moment: no copy knows of a fact that its owner has lost. The log is taken
before the ledger it follows, and the ledger before the facts; files, keys and the rest after
the facts that speak of them.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

from deploy import dumps, words
from deploy.progress import ComplaintError
from services.archive.gateways.copy import HEAD, files_of
from shared.settings import Settings

SUMS: Final = "SHA256SUMS"
FACTS: Final = "facts.db"
LOG: Final = Path("archive/log")
LEDGER: Final = Path("archive/ledger.db")
APART: Final = (Path("keys"), Path("nats/keys"))  # for a short time only: the erased must age out
FOLDED: Final = "views.db"  # and all that is made again
MADE_AGAIN: Final = (Path("nats"), Path("workflow/uploads"), Path("publishing/open-data"))
PATIENCE: Final = 30.0  # seconds that somebody else may be writing


def backup(settings: Settings, folder: Path, keys: Path) -> dict[str, int]:
    """Write a copy of the house into one folder and its keys into another; both must be new.

    Returns how many facts of each service it holds.
    """
    if not (settings.home / (LOG if settings.database else LEDGER)).exists():
        raise ComplaintError(f"{settings.home} 中没有可以备份的数据。")
    for each in (folder, keys):
        if each.exists() and any(each.iterdir()):
            raise ComplaintError(f"{each} 里已经有文件;请换一个空文件夹。")
    _take_log(settings.home, folder)
    counts = _take_databases(settings, folder, keys)
    for place in APART:
        _take(settings.home / place, keys / place)
    for file in _rest(settings.home):
        _take(file, folder / file.relative_to(settings.home))
    for each in (folder, keys):
        (each / SUMS).write_text("".join(f"{digest}  {name}\n" for digest, name in _sums(each)))
    return counts


def restore(settings: Settings, folder: Path, keys: Path) -> int:
    """Lay a copy where the house will live; returns how many files it has.

    Every file is compared with the sums first: a damaged copy is not laid anywhere.
    """
    if any(settings.home.glob(f"*/{FACTS}")):
        raise ComplaintError(f"{settings.home} 中已经有记录;请用 GK_HOME 指定一个空文件夹。")
    for each in (folder, keys):
        _check(each)
    _lay_databases(settings, folder, keys)
    for each in (folder, keys):
        left_out = shutil.ignore_patterns(SUMS, dumps.DUMPS)
        shutil.copytree(each, settings.home, dirs_exist_ok=True, ignore=left_out)
    return sum(1 for each in (folder, keys) for _ in _files(each))


def _take_databases(settings: Settings, folder: Path, keys: Path) -> dict[str, int]:
    if settings.database:
        counts = dumps.dump_facts(settings, folder)
        dumps.dump_keys(settings, keys)
        return counts
    _take_database(settings.home / LEDGER, folder / LEDGER)
    return _take_facts(settings.home, folder)


def _lay_databases(settings: Settings, folder: Path, keys: Path) -> None:
    dumped = (folder / dumps.DUMPS).exists()
    if dumped and not settings.database:
        raise ComplaintError("这份备份来自 PostgreSQL;请用 GK_DATABASE 指定空数据库。")
    if settings.database and not dumped:
        raise ComplaintError("这份备份来自 SQLite;请不要设置 GK_DATABASE。")
    if dumped:
        dumps.check_empty(settings)
        dumps.lay(settings, folder, keys)


def _take_log(home: Path, folder: Path) -> None:
    if not (home / LOG / HEAD).exists():
        return  # nothing has been logged yet
    for name, data in files_of(home / LOG):
        there = folder / LOG / name
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(data)


def _take_facts(home: Path, folder: Path) -> dict[str, int]:
    """Copy the facts of all services as of one moment: nobody writes while it is chosen."""
    with ExitStack() as stack:
        names = [each for each in words.names() if (home / each / FACTS).exists()]
        gates = {each: stack.enter_context(_opened(home / each / FACTS)) for each in names}
        for gate in gates.values():
            gate.execute("BEGIN IMMEDIATE")
        readers = {each: stack.enter_context(_opened(home / each / FACTS)) for each in names}
        counts = {each: _last(reader, each) for each, reader in readers.items()}
        for gate in gates.values():
            gate.execute("ROLLBACK")
        for each, reader in readers.items():
            _copy(reader, folder / each / FACTS)
    return counts


def _last(reader: sqlite3.Connection, service: str) -> int:
    """Begin to read, and see nothing from then on that comes later; return the last position."""
    reader.execute("BEGIN")
    [(last,)] = reader.execute(f"SELECT max(position) FROM {service}_facts")  # noqa: S608 — a name of ours
    return last or 0


def _rest(home: Path) -> Iterator[Path]:
    taken = {LEDGER, *(Path(each) / FACTS for each in words.names())}
    elsewhere = (*APART, LOG, *MADE_AGAIN)
    for file in sorted(home.rglob("*")):
        place = file.relative_to(home)
        passed = place in taken or any(place.is_relative_to(each) for each in elsewhere)
        beside = place.name.startswith(".") or place.name.endswith(("-wal", "-shm"))
        if file.is_file() and not (passed or beside or place.name == FOLDED):
            yield file


def _take(here: Path, there: Path) -> None:
    if here.is_dir():
        for each in sorted(here.iterdir()):
            _take(each, there / each.name)
    elif here.suffix == ".db":
        _take_database(here, there)
    elif here.exists() and not here.name.endswith(("-wal", "-shm")):
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(here, there)


def _take_database(here: Path, there: Path) -> None:
    with _opened(here) as reader:
        _copy(reader, there)


def _opened(file: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(file, isolation_level=None, timeout=PATIENCE))


def _copy(reader: sqlite3.Connection, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(there)) as copy:
        reader.backup(copy)


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in sorted(folder.rglob("*")) if each.is_file() and each.name != SUMS)


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    for file in _files(folder):
        with file.open("rb") as data:
            yield hashlib.file_digest(data, "sha256").hexdigest(), str(file.relative_to(folder))


def _check(folder: Path) -> None:
    if not (folder / SUMS).exists():
        raise ComplaintError(f"{folder} 不是备份:没有 {SUMS}。")
    told = {line[66:]: line[:64] for line in (folder / SUMS).read_text().splitlines()}
    found = {name: digest for digest, name in _sums(folder)}
    for name in sorted(told.keys() | found.keys()):
        if told.get(name) != found.get(name):
            raise ComplaintError(f"{folder / name} 缺失、多余或者已经损坏;没有恢复任何内容。")
