"""Facts as the archive's ledger and the services' own stores hold them, read and never written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

from services.archive.verify.report import IncompleteError

try:
    import psycopg
except ImportError:  # an auditor who checks SQLite files or the log alone needs no driver
    psycopg = None  # type: ignore[assignment]

LAST = "\U0010ffff"  # after all names
_CHUNK = 1024
_LEDGER = (
    "SELECT entry, service, position, tag, stream_id, story, at, salt, body"
    " FROM archive_ledger WHERE entry >= ? ORDER BY entry"
)
_BETWEEN = "SELECT min(entry), max(entry) FROM archive_ledger WHERE at >= ? AND at < ?"
_ARCHIVED = "SELECT position, body, entry FROM archive_ledger WHERE service = ? ORDER BY position"
_HISTORY = (
    "SELECT entry, service, position, stream_id, tag, body FROM archive_ledger"
    " WHERE +stream_id >= ? AND +stream_id < ? ORDER BY entry"  # in this order, by no index
)
_COUNTS = "SELECT service, count(*), max(position) FROM archive_ledger GROUP BY service"
_TAGGED = "SELECT position, body, entry FROM archive_ledger WHERE tag = ? ORDER BY entry"
_STREAM = "SELECT position, body FROM archive_ledger WHERE stream_id = ? AND service = ?"
_SEGMENT = (
    "SELECT entry, position, stream_id, tag, body FROM archive_ledger"
    " WHERE service = ? AND position >= ? AND position <= ? ORDER BY position"
)
_SIZE = "SELECT coalesce(max(entry), -1) + 1, 0 FROM archive_ledger"
_STORED = "SELECT {position}, state FROM {service}_facts ORDER BY {position}"


class Kept(NamedTuple):
    """总账一行 — a fact as the ledger has it."""

    entry: int
    service: str
    position: int
    tag: str
    stream_id: str
    story: str
    at: str
    salt: bytes
    body: bytes


Source = Iterator[tuple[Any, ...]]


def ledger(url: str, start: int = 0) -> Iterator[Kept]:
    """Yield the ledger in the order of the log, from an index on.

    Raises:
        IncompleteError: it cannot be read.

    """
    return map(Kept._make, _rows(url, _LEDGER, start))


def between(url: str, since: str, until: str) -> tuple[int, int]:
    """Return the first and last index of facts dated from ``since`` to before ``until`` (UTC).

    Raises:
        IncompleteError: there are none, or the ledger cannot be read.

    """
    [(first, last)] = _rows(url, _BETWEEN, since, until)
    if first is None:
        raise IncompleteError("这段时间没有记录")
    return first, last


def archived(url: str, service: str) -> Source:
    """Yield (position, body, index) of one service as the ledger has it."""
    return _rows(url, _ARCHIVED, service)


def history(url: str, since: str = "", until: str = LAST) -> Source:
    """Yield (index, service, position, stream, tag, body) in the order of the log.

    Only of streams whose names come from ``since`` on and before ``until``.
    """
    if _is_sqlite(url):  # as it is: what is no bytes cannot be folded
        return _from_sqlite(url.removeprefix("sqlite:///"), _HISTORY, (since, until))
    return _rows(url, _HISTORY.replace("+stream_id", 'stream_id COLLATE "C"'), since, until)


def counts(url: str) -> Source:
    """Yield (service, how many facts, last position)."""
    return _rows(url, _COUNTS)


def tagged(url: str, tag: str) -> Source:
    """Yield (position, body, index) of all facts of a kind, oldest first."""
    return _rows(url, _TAGGED, tag)


def stream(url: str, service: str, name: str, below: int) -> list[bytes]:
    """Return the bodies of the first records of a stream, those below a version."""
    return [body for _, body in sorted(_rows(url, _STREAM, name, service))][: below - 1]


def segment(url: str, service: str, first: int, last: int) -> Source:
    """Yield (index, position, stream, tag, body) of neighbouring facts of one service."""
    return _rows(url, _SEGMENT, service, first, last)


def size(url: str) -> int:
    """Return how many facts the ledger has."""
    [(count, _)] = _rows(url, _SIZE)
    return int(count)


def stored(url: str, service: str) -> Source:
    """Yield (position, body) of one service as its own store has it."""
    if not service.isidentifier():
        raise IncompleteError("服务名称有误", service=service)
    position = "position" if _is_sqlite(url) else "notification_id"
    return _rows(url, _STORED.format(position=position, service=service))


def _as_bytes(query: str) -> str:
    """Let SQLite hand out bytes whatever a forger may have put there."""
    for column in ("salt", "body", "state"):
        query = query.replace(f" {column}", f" CAST({column} AS BLOB)", 1)
    return query


def _is_sqlite(url: str) -> bool:
    return not url.startswith(("postgresql:", "postgres:", "postgresql+"))


def _rows(url: str, query: str, *values: Any) -> Source:
    if _is_sqlite(url):
        return _from_sqlite(url.removeprefix("sqlite:///"), _as_bytes(query), values)
    return _from_postgres(url.replace("+psycopg", ""), query.replace("?", "%s"), values)


def _from_sqlite(path: str, query: str, values: tuple[Any, ...]) -> Source:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            cursor = connection.execute(query, values)
            while rows := cursor.fetchmany(_CHUNK):
                yield from rows
    except sqlite3.Error as error:
        raise IncompleteError(f"无法读取数据库：{error}", file=path) from error


def _from_postgres(url: str, query: str, values: tuple[Any, ...]) -> Source:
    if psycopg is None:
        raise IncompleteError("核验 PostgreSQL 需要先安装 psycopg")
    try:
        with psycopg.connect(url) as connection, connection.cursor(name="verify") as cursor:
            cursor.itersize = _CHUNK
            yield from cursor.execute(query.encode(), values, binary=True)
    except psycopg.Error as error:
        raise IncompleteError(f"无法读取数据库：{error}") from error
