"""The small tables beside the views: positions, the order of reading, dead letters, shapes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import Any, Final
from uuid import uuid4  # noqa: TID251 — names an index, nothing else
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry

from shared.view import words
from shared.view.declare import View

DIALECTS: Final[dict[str, Any]] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
KEPT: Final = "kept:"  # before the shape of a view that is never folded again

QUIETLY: Final[Any] = {  # what rows hold is for no log
    "isolation_level": "AUTOCOMMIT",
    "hide_parameters": True,
}

_meta = sa.MetaData()
_positions = sa.Table(
    "gk_positions",
    _meta,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
_turns = sa.Table(
    "gk_turns",
    _meta,
    sa.Column("turn", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("upto", sa.BigInteger, nullable=False),
)
_dead = sa.Table(
    "gk_dead",
    _meta,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("tag", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
)
_shapes = sa.Table(
    "gk_shapes",
    _meta,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, nullable=False),
)


def engine_at(url: str) -> sa.Engine:
    """Return the engine of one service's views; they can be folded again, so no fsync waits."""
    if url.startswith("postgresql"):
        address = "postgresql+psycopg://" + url.split("://", 1)[1]
        return sa.create_engine(address, pool_size=5, **QUIETLY)
    engine = sa.create_engine(url, connect_args={"timeout": 30}, **QUIETLY)
    sa.event.listen(engine, "connect", _sqlite_pragmas)
    return engine


def _sqlite_pragmas(connection: Any, entry: ConnectionPoolEntry) -> None:
    del entry
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-65536")


@contextmanager
def raw(connection: sa.Connection) -> Iterator[tuple[Any, str]]:
    """Lend the driver's own cursor and its mark for a value: for what runs with every batch.

    It is closed at once. One that is left to the collector of cycles is let go from whatever
    thread happens to collect, and SQLite's statements, which the next batch uses again, are
    reset with it in the midst of that batch.
    """
    with closing(connection.connection.cursor()) as cursor:
        yield cursor, "?" if connection.dialect.name == "sqlite" else "%s"


@contextmanager
def writing(engine: sa.Engine, service: str) -> Iterator[sa.Connection]:
    """Enter as the only writer of these views, over all processes; commit or roll back."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            key = crc32(f"views:{service}".encode())
            connection.exec_driver_sql(f"BEGIN; SELECT pg_advisory_xact_lock({key})")
        try:
            yield connection
        except BaseException:
            if not connection.invalidated:
                connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


class Ledger:
    """Every statement on the small tables."""

    def create(self, connection: sa.Connection) -> None:
        """Make the small tables where they are missing."""
        _meta.create_all(connection)

    def outdated(self, connection: sa.Connection, views: Sequence[View[Any]]) -> bool:
        """Tell whether some view has another shape than its table."""
        known = {each.view: each.fingerprint for each in connection.execute(sa.select(_shapes))}
        return bool(known) and any(
            known.get(each.name) != each.fingerprint for each in views if not each.keep
        )

    def forget(self, connection: sa.Connection, views: Sequence[View[Any]]) -> None:
        """Throw the rows away; what has left the house (kept views, reactions) stays known."""
        for each in views:
            if not each.keep:
                connection.execute(sa.text(f'DROP TABLE IF EXISTS "{each.name}"'))
                words.drop(connection, each.name)
        moved = sa.or_(_positions.c.source.like("kept:%"), _positions.c.source.like("reactions:%"))
        connection.execute(_positions.delete().where(sa.not_(moved)))
        connection.execute(_turns.delete())
        connection.execute(_dead.delete())

    def build(
        self,
        connection: sa.Connection,
        views: Sequence[View[Any]],
        *,
        prefix: str = "",
        afresh: bool = False,
    ) -> None:
        """Make the tables of views where they are missing, or all anew."""
        there = set(sa.inspect(connection).get_table_names())
        for each in views:
            name = prefix + each.name
            if afresh:
                connection.execute(sa.text(f'DROP TABLE IF EXISTS "{name}"'))
                words.drop(connection, name)
            if afresh or name not in there:
                _make(connection, each, name)
        if not prefix:
            self._shape(connection, views)

    def _shape(self, connection: sa.Connection, views: Sequence[View[Any]]) -> None:
        shapes = [(x.name, (KEPT if x.keep else "") + x.fingerprint) for x in views]
        with raw(connection) as (cursor, mark):
            cursor.executemany(
                f"INSERT INTO gk_shapes (view, fingerprint) VALUES ({mark}, {mark})"
                " ON CONFLICT (view) DO UPDATE SET fingerprint = excluded.fingerprint",
                shapes,
            )

    def clear(self, connection: sa.Connection, views: Sequence[View[Any]]) -> list[str]:
        """Drop the tables of views that are declared no more, and return their names.

        Only what was a view once is dropped: other tables of the same database are somebody's,
        and a kept view tells what has left the house.
        """
        declared = {each.name for each in views}
        known = connection.execute(sa.select(_shapes)).all()
        gone = [x.view for x in known if not x.fingerprint.startswith(KEPT)]
        gone = [name for name in gone if name not in declared]
        for name in gone:
            connection.execute(sa.text(f'DROP TABLE IF EXISTS "{name}"'))
            words.drop(connection, name)
        connection.execute(_shapes.delete().where(_shapes.c.view.in_(gone)))
        return gone

    def position(self, connection: sa.Connection, source: str) -> int:
        """Return how far a source has been read."""
        with raw(connection) as (cursor, mark):
            cursor.execute(f"SELECT position FROM gk_positions WHERE source = {mark}", (source,))
            found = cursor.fetchone()
        return int(found[0]) if found else 0

    def positions(self, connection: sa.Connection) -> dict[str, int]:
        """Return how far each source has been read."""
        with raw(connection) as (cursor, _):
            cursor.execute("SELECT source, position FROM gk_positions")
            return {source: int(position) for source, position in cursor.fetchall()}

    def mark(self, connection: sa.Connection, source: str, position: int) -> None:
        """Save how far a source has been read."""
        with raw(connection) as (cursor, mark):
            cursor.execute(
                f"INSERT INTO gk_positions (source, position) VALUES ({mark}, {mark})"
                " ON CONFLICT (source) DO UPDATE SET position = excluded.position",
                (source, position),
            )

    def advance(self, connection: sa.Connection, source: str, upto: int) -> None:
        """Save how far a source has been read, and whose turn it was."""
        self.mark(connection, source, upto)
        with raw(connection) as (cursor, mark):
            cursor.execute(
                f"UPDATE gk_turns SET upto = {mark} WHERE source = {mark}"
                " AND turn = (SELECT max(turn) FROM gk_turns)",
                (upto, source),
            )
            if cursor.rowcount == 0:
                cursor.execute(
                    "INSERT INTO gk_turns (turn, source, upto)"
                    f" SELECT coalesce(max(turn), 0) + 1, {mark}, {mark} FROM gk_turns",
                    (source, upto),
                )

    def turns(self, connection: sa.Connection, after: int) -> list[tuple[int, str, int]]:
        """Return whose turn it was, from the last known turn on (it may have grown)."""
        query = sa.select(_turns).where(_turns.c.turn >= after).order_by(_turns.c.turn)
        return [(each.turn, each.source, each.upto) for each in connection.execute(query)]

    def moved_on(self, connection: sa.Connection, turn: int, done: Mapping[str, int]) -> bool:
        """Tell whether more has been read since."""
        return any(
            number > turn or upto > done[source]
            for number, source, upto in self.turns(connection, turn)
        )

    def swap(self, connection: sa.Connection, views: Sequence[View[Any]], prefix: str) -> None:
        """Put the tables folded anew in the place of the old ones."""
        for each in views:
            connection.execute(sa.text(f'DROP TABLE "{each.name}"'))
            connection.execute(
                sa.text(f'ALTER TABLE "{prefix}{each.name}" RENAME TO "{each.name}"')
            )
            if each.words:
                words.drop(connection, each.name)
                words.rename(connection, prefix + each.name, each.name)

    def bury(
        self, connection: sa.Connection, dead: Sequence[tuple[str, int, str, bytes, str]]
    ) -> None:
        """Keep letters that could not be read."""
        for source, position, tag, body, error in dead:
            _upsert(
                connection,
                _dead,
                {"source": source, "position": position},
                tag=tag,
                body=body,
                error=error,
            )

    def dead(self, connection: sa.Connection) -> list[Any]:
        """Return letters that could not be read."""
        query = sa.select(_dead).order_by(_dead.c.source, _dead.c.position)
        return list(connection.execute(query))

    def exhume(self, connection: sa.Connection, source: str, position: int) -> None:
        """Take a letter off the list."""
        connection.execute(
            _dead.delete().where(_dead.c.source == source, _dead.c.position == position)
        )


def _make(connection: sa.Connection, view: View[Any], table: str) -> None:
    connection.exec_driver_sql(_declared(view, table, connection.dialect.name))
    if view.words:
        words.make(connection, table)
    for columns in view.indexes:
        name = f"ix_{view.name}_{uuid4().hex[:12]}"  # index names outlive a renamed table
        listed = ", ".join(f'"{each}"' for each in columns)
        connection.execute(sa.text(f'CREATE INDEX "{name}" ON "{table}" ({listed})'))


@lru_cache(1 << 12)
def _declared(view: View[Any], table: str, dialect: str) -> str:
    """Return the statement that makes a table: a process may open many houses."""
    made = sa.schema.CreateTable(view.table_named(table))
    return str(made.compile(dialect=DIALECTS[dialect]()))


def _upsert(
    connection: sa.Connection, table: sa.Table, key: Mapping[str, Any], **values: Any
) -> None:
    names = [*key, *values]
    listed = ", ".join(names)
    marks = ", ".join(f":{each}" for each in names)
    sets = ", ".join(f"{each} = excluded.{each}" for each in values)
    connection.execute(
        sa.text(
            f"INSERT INTO {table.name} ({listed}) VALUES ({marks})"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"
        ),
        {**key, **values},
    )
