"""The ledger: every fact of every service, whole, in the order in which the log takes them in.

It is written before the log and decides everything the log will say (order, salts),
so that the log can be made again from it, byte for byte, after a crash at any moment.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from threading import Lock
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.engine import Row
from sqlalchemy.exc import SQLAlchemyError

from services.archive.domain.entry import SALT, Fact, digest, glimpse, openness_of
from services.archive.domain.terms import Openness
from shared.record import Letter

Salts = Callable[[int], bytes]
Line = tuple[Any, ...]

_schema: Final = MetaData()
_number: Final = BigInteger().with_variant(Integer, "sqlite")
LEDGER: Final = Table(
    "archive_ledger",
    _schema,
    Column("entry", _number, primary_key=True, autoincrement=False),
    Column("service", String, nullable=False),
    Column("position", _number, nullable=False),
    Column("tag", String, nullable=False),
    Column("stream_id", String, nullable=False),
    Column("story", String, nullable=False),
    Column("at", String, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("service", "position"),
    Index("archive_ledger_story", "story"),
    Index("archive_ledger_stream", "stream_id"),
)
REFUSALS: Final = Table(
    "archive_refusals",
    _schema,
    Column("service", String, primary_key=True),
    Column("position", _number, primary_key=True, autoincrement=False),
    Column("tag", String, nullable=False),
    Column("at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("archive_refusals_at", "at"),
)
_TAGS: Final = Index("archive_ledger_tag", LEDGER.c.tag, LEDGER.c.entry)  # later than the table
_REFUSE_SQLITE: Final = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed} ON {table}"
    " BEGIN SELECT RAISE(ABORT, 'what is archived is never changed'); END"
)
_REFUSE_POSTGRES: Final = (
    (
        "CREATE OR REPLACE FUNCTION archive_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'what is archived is never changed'; END $$"
    ),
    (
        "CREATE OR REPLACE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON {table} FOR EACH STATEMENT EXECUTE FUNCTION archive_refuse()"
    ),
)


class LedgerError(Exception):
    """存档总账无法写入（磁盘已满、只读或数据库不可用）。"""


class GapError(Exception):
    """事实未按顺序到达，中间有缺失，等待补齐。"""


class DivergedError(Exception):
    """同一位置的事实内容与已归档的不同。"""

    def __init__(self, service: str, position: int, archived: str, heard: str) -> None:
        super().__init__(service, position, archived, heard)
        self.service = service
        self.position = position
        self.archived = archived
        self.heard = heard


class Ledger:
    """总账 — one writer takes letters in; any number of readers look things up."""

    def __init__(self, url: str, *, salts: Salts = os.urandom) -> None:
        self._engine = _engine(url)
        self._salts = salts
        self._one_at_a_time = Lock()
        self._size = 0
        self._last: dict[str, int] = {}

    def open(self) -> None:
        """Make the tables if need be, and find out how far each service has been taken in."""
        try:
            _schema.create_all(self._engine)
            _TAGS.create(self._engine, checkfirst=True)
            self._refuse_changes()
            self._recall()
        except SQLAlchemyError as error:
            raise LedgerError(str(error.__cause__ or error)) from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def size(self) -> int:
        """Return how many facts are kept."""
        return self._size

    def last(self, service: str) -> int:
        """Return the last position of a service that is kept; 0 before the first."""
        return self._last.get(service, 0)

    def take(self, service: str, letters: Sequence[Letter]) -> int:
        """Keep the letters that are new, all or none, and say how many those were.

        Raises:
            GapError: a letter before these is missing; nothing was kept.
            DivergedError: a place was heard with other bytes than are kept.
            LedgerError: the database refused; nothing was kept.

        """
        with self._one_at_a_time:
            last = self.last(service)
            self._compare(service, [each for each in letters if each.position <= last])
            fresh = [each for each in letters if each.position > last]
            _must_join(service, last, fresh)
            self._write(LEDGER, self._rows(service, fresh))
            self._last[service] = last + len(fresh)
            self._size += len(fresh)
            return len(fresh)

    def facts(self, start: int, limit: int) -> list[Fact]:
        """Return facts in the order of the log, from an index on."""
        found = select(LEDGER).where(LEDGER.c.entry >= start).order_by(LEDGER.c.entry)
        return self._facts(found.limit(limit))

    def find(self, service: str, position: int) -> Fact | None:
        """Return the fact at a place in a service's order."""
        here = (LEDGER.c.service == service) & (LEDGER.c.position == position)
        return next(iter(self._facts(select(LEDGER).where(here))), None)

    def about(self, names: Iterable[str], limit: int) -> list[Fact]:
        """Return facts that belong to one of these stories or streams, oldest first."""
        wanted = list(names)
        belongs = LEDGER.c.story.in_(wanted) | LEDGER.c.stream_id.in_(wanted)
        found = select(LEDGER).where(belongs).order_by(LEDGER.c.at, LEDGER.c.entry)
        return self._facts(found.limit(limit))

    def latest(self, limit: int, offset: int = 0, **wanted: str) -> list[Fact]:
        """Return facts newest first; ``wanted`` may name service, tag and story."""
        found = select(LEDGER).where(*_filters(wanted)).order_by(LEDGER.c.entry.desc())
        return self._facts(found.limit(limit).offset(offset))

    def tagged(self, tags: Iterable[str], limit: int, offset: int = 0) -> list[Fact]:
        """Return facts of these kinds, newest first."""
        found = select(LEDGER).where(LEDGER.c.tag.in_(list(tags))).order_by(LEDGER.c.entry.desc())
        return self._facts(found.limit(limit).offset(offset))

    def dated(self, tags: Iterable[str], since: str, until: str) -> Iterator[Fact]:
        """Yield facts of these kinds from ``since`` to before ``until`` (UTC), oldest first."""
        there = (LEDGER.c.tag.in_(list(tags)), LEDGER.c.at >= since, LEDGER.c.at < until)
        found = select(LEDGER).where(*there).order_by(LEDGER.c.at, LEDGER.c.entry)
        yield from map(_fact, self._streamed(found))

    def count_tagged(self, tags: Iterable[str]) -> int:
        """Return how many facts of these kinds there are."""
        there = LEDGER.c.tag.in_(list(tags))
        return self._scalar(select(func.count()).select_from(LEDGER).where(there))

    def during(self, since: str, until: str) -> Iterator[Fact | Row[Any]]:
        """Yield facts and refusals dated from ``since`` to before ``until`` (UTC), oldest first."""
        facts = select(LEDGER).where(LEDGER.c.at >= since, LEDGER.c.at < until)
        refused = select(REFUSALS).where(REFUSALS.c.at >= since, REFUSALS.c.at < until)
        acts: Iterator[Any] = map(
            _fact, self._streamed(facts.order_by(LEDGER.c.at, LEDGER.c.entry))
        )
        refusals = self._streamed(refused.order_by(REFUSALS.c.at, REFUSALS.c.position))
        yield from merge(acts, refusals, key=lambda each: each.at)

    def tally(self, since: str, until: str) -> list[Row[Any]]:
        """Return how many facts of each kind came in a time, about how many things."""
        found = (
            select(
                LEDGER.c.service,
                LEDGER.c.tag,
                func.count().label("facts"),
                func.count(LEDGER.c.stream_id.distinct()).label("things"),
                func.min(LEDGER.c.entry).label("first"),
            )
            .where(LEDGER.c.at >= since, LEDGER.c.at < until)
            .group_by(LEDGER.c.service, LEDGER.c.tag)
            .order_by(LEDGER.c.service, LEDGER.c.tag)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(found))

    def count(self, **wanted: str) -> int:
        """Return how many facts there are of what ``latest`` would list."""
        if not any(wanted.values()):
            return self._size
        return self._scalar(select(func.count()).select_from(LEDGER).where(*_filters(wanted)))

    def refused(self, service: str, letters: Sequence[Letter]) -> None:
        """Keep refusals that are new; the same one heard again changes nothing.

        Raises:
            GapError: a refusal before these is missing.
            LedgerError: the database refused; nothing was kept.

        """
        last = self.last_refusal(service)
        fresh = [each for each in letters if each.position > last]
        _must_join(service, last, fresh)
        with self._one_at_a_time:
            self._write(REFUSALS, [_refusal(service, each) for each in fresh])

    def last_refusal(self, service: str) -> int:
        """Return the last refusal of a service that is kept; 0 before the first."""
        top = select(func.max(REFUSALS.c.position)).where(REFUSALS.c.service == service)
        return self._scalar(top)

    def refusals(self, limit: int, offset: int = 0) -> list[Row[Any]]:
        """Return refusals of all services, newest first."""
        newest = (REFUSALS.c.at.desc(), REFUSALS.c.service, REFUSALS.c.position.desc())
        with self._engine.connect() as connection:
            found = select(REFUSALS).order_by(*newest).limit(limit).offset(offset)
            return list(connection.execute(found))

    def refused_between(self, since: str, until: str) -> Iterator[bytes]:
        """Yield the bodies of refusals from ``since`` to before ``until`` (UTC)."""
        found = select(REFUSALS).where(REFUSALS.c.at >= since, REFUSALS.c.at < until)
        yield from (bytes(each.body) for each in self._streamed(found))

    def count_refusals(self) -> int:
        """Return how many refusals are kept."""
        return self._scalar(select(func.count()).select_from(REFUSALS))

    def _refuse_changes(self) -> None:
        """Let the tables themselves refuse what must never happen."""
        statements: tuple[str, ...] = _REFUSE_POSTGRES
        if self._engine.dialect.name == "sqlite":
            deeds = ("UPDATE", "DELETE")
            statements = tuple(_REFUSE_SQLITE.replace("{deed}", deed) for deed in deeds)
        with self._engine.begin() as connection:
            for table in _schema.tables:
                for statement in statements:
                    connection.execute(text(statement.replace("{table}", table)))

    def _recall(self) -> None:
        last = func.max(LEDGER.c.position).label("top")
        tops = select(LEDGER.c.service, last).group_by(LEDGER.c.service)
        with self._engine.connect() as connection:
            self._last = {each.service: each.top for each in connection.execute(tops)}
        self._size = self._scalar(select(func.max(LEDGER.c.entry) + 1))

    def _rows(self, service: str, letters: Sequence[Letter]) -> Iterator[Line]:
        salts = self._salts(SALT * len(letters)) if letters else b""
        for number, letter in enumerate(letters):
            story, at = glimpse(letter.body)
            sealed = openness_of(letter.tag, letter.body) is Openness.SEALED
            yield (
                self._size + number,
                service,
                letter.position,
                letter.tag,
                str(letter.stream_id),
                story,
                at,
                salts[number * SALT : (number + 1) * SALT] if sealed else b"",
                letter.body,
            )

    def _compare(self, service: str, letters: Sequence[Letter]) -> None:
        for letter in letters:
            kept = self.find(service, letter.position)
            if kept is not None and kept.body != letter.body:
                raise DivergedError(
                    service, letter.position, digest(kept.body), digest(letter.body)
                )

    def _write(self, table: Table, lines: Iterable[Line]) -> None:
        ready = list(lines)
        if not ready:
            return
        try:
            with self._engine.begin() as connection:
                _insert(connection, table, ready)
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise LedgerError(str(error.__cause__ or error)) from error

    def _facts(self, found: Any) -> list[Fact]:
        with self._engine.connect() as connection:
            return [_fact(row) for row in connection.execute(found)]

    def _streamed(self, found: Any) -> Iterator[Row[Any]]:
        with self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=500).execute(found)

    def _scalar(self, found: Any) -> int:
        with self._engine.connect() as connection:
            return connection.execute(found).scalar() or 0


def _must_join(service: str, last: int, letters: Sequence[Letter]) -> None:
    for expected, letter in enumerate(letters, start=last + 1):
        if letter.position != expected:
            raise GapError(service, expected, letter.position)


def _filters(wanted: dict[str, str]) -> list[ColumnElement[bool]]:
    return [LEDGER.c[name] == value for name, value in wanted.items() if value]


def _fact(row: Row[Any]) -> Fact:
    index, service, position, tag, stream_id, story, at, salt, body = tuple(row)
    return Fact(
        index=index,
        service=service,
        position=position,
        tag=tag,
        stream_id=stream_id,
        story=story,
        at=at,
        salt=salt,
        body=body,
    )


def _refusal(service: str, letter: Letter) -> Line:
    return service, letter.position, letter.tag, glimpse(letter.body)[1], letter.body


def _insert(connection: Connection, table: Table, lines: list[Line]) -> None:
    """Insert many rows in the way that is fast on each database, without a pipeline."""
    if connection.dialect.name == "sqlite":
        marks = ",".join("?" * len(table.columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", lines)  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)


def _engine(url: str) -> Engine:
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), hide_parameters=True
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _careful)
    return engine


def _careful(connection: sqlite3.Connection, _: object) -> None:
    """A commit is an answer only once it is on the disk."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute("PRAGMA wal_autocheckpoint=16000")
