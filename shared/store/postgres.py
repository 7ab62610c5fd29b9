"""A vault in PostgreSQL, for a county that has outgrown one machine."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar, TypeVar
from uuid import UUID
from zlib import crc32

import psycopg
from eventsourcing.persistence import OperationalError, PersistenceError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection, Cursor, sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg_pool import PoolTimeout

from shared.record import Letter
from shared.store.vault import Answered, VaultError, answered, slimmed

T = TypeVar("T")


class _Recorder(PostgresApplicationRecorder):
    """The library's recorder on a table with gapless positions and without its table lock."""

    def __init__(self, datastore: PostgresDatastore, events_table_name: str) -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        facts = events_table_name
        refuse = "$$ BEGIN RAISE EXCEPTION 'facts are never changed'; END $$"
        self.statements = (
            f"""CREATE TABLE IF NOT EXISTS {facts} (
                notification_id bigint PRIMARY KEY,
                originator_id uuid NOT NULL,
                originator_version bigint NOT NULL,
                topic text NOT NULL,
                state bytea NOT NULL,
                UNIQUE (originator_id, originator_version))""",
            f"""CREATE TABLE IF NOT EXISTS {facts}_commands (
                command_id uuid PRIMARY KEY,
                position bigint NOT NULL,
                purpose bytea NOT NULL)""",
            f"CREATE TABLE IF NOT EXISTS {facts}_pulse (beat int NOT NULL)",
            f"""CREATE OR REPLACE FUNCTION {facts}_refuse() RETURNS trigger
                LANGUAGE plpgsql AS {refuse}""",
            f"""CREATE OR REPLACE TRIGGER {facts}_unchanged
                BEFORE UPDATE OR DELETE OR TRUNCATE ON {facts}
                FOR EACH STATEMENT EXECUTE FUNCTION {facts}_refuse()""",
        )

    def create_table(self) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_key(self.events_table_name),))
            for statement in self.statements:
                cursor.execute(statement.encode())
            self._carry_over(cursor)

    def _carry_over(self, cursor: Cursor[Any]) -> None:
        """Bring receipts that an older version kept whole to where they lie now."""
        old, new = f"{self.events_table_name}_receipts", f"{self.events_table_name}_commands"
        [known] = cursor.execute("SELECT to_regclass(%s) AS known", (old,)).fetchall()
        if known["known"] is None:
            return
        whole = cursor.execute(f"SELECT receipt FROM {old}".encode()).fetchall()
        cursor.executemany(
            f"INSERT INTO {new} VALUES (%s,%s,%s) ON CONFLICT DO NOTHING".encode(),
            [slimmed(bytes(each["receipt"])) for each in whole],
        )
        cursor.execute(f"DROP TABLE {old}".encode())


class PostgresVault:
    """Facts of one service in one database; safe for several processes."""

    near: ClassVar[bool] = False

    def __init__(self, url: str, name: str) -> None:
        self._facts = f"{name}_facts"
        where = conninfo_to_dict(url)
        self._datastore = PostgresDatastore(
            str(where.get("dbname", "")),
            str(where.get("host", "")),
            str(where.get("port", "5432")),
            str(where.get("user", "")),
            str(where.get("password", "")),
            pool_size=2,
            max_overflow=6,
            connect_timeout=30,
        )
        self._recorder = _Recorder(self._datastore, self._facts)

    def open(self) -> None:
        """Connect and make the tables where they are missing."""
        with _as_vault_errors():
            self._recorder.create_table()
        self.probe()

    def close(self) -> None:
        """Let go of every connection."""
        self._datastore.close()

    @contextmanager
    def exclusive(
        self, command_ids: Iterable[UUID], stream_ids: Iterable[UUID], *, wait: bool = True
    ) -> Iterator["_Filing"]:
        """Enter alone; commit on leaving, roll back on an exception.

        The lock is taken in a statement of its own: what follows sees all that
        was committed before it was granted.
        """
        del wait  # only a near vault is asked not to
        with _as_vault_errors(), self._datastore.get_connection() as connection:
            try:
                filing = _Filing(connection, self._facts, command_ids, stream_ids)
                yield filing
                connection.execute(f"{filing.filed}COMMIT".encode())  # one round trip for both
            except BaseException:
                if connection.closed:
                    self._renew()
                else:
                    connection.execute("ROLLBACK")
                raise

    def history(self, stream_id: UUID) -> list[bytes]:
        """Return the bodies of one stream, oldest first."""
        found = self._read(lambda: self._recorder.select_events(stream_id))
        return [bytes(each.state) for each in found]

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return the letters that follow a position, oldest first."""
        rows = self._query(
            "SELECT notification_id, originator_id, originator_version, topic, state"
            f" FROM {self._facts} WHERE notification_id > %s ORDER BY 1 LIMIT %s",
            (position, limit),
        )
        return [Letter(position=p, stream_id=s, version=v, tag=t, body=b) for p, s, v, t, b in rows]

    def last(self) -> int:
        """Return the last position, 0 for an empty vault."""
        [(last,)] = self._query(f"SELECT max(notification_id) FROM {self._facts}", ())
        return last or 0

    def probe(self) -> None:
        """Write and commit something that matters to nobody."""
        with _as_vault_errors(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(f"DELETE FROM {self._facts}_pulse".encode())
            cursor.execute(f"INSERT INTO {self._facts}_pulse VALUES (1)".encode())

    def _query(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        def ask() -> list[Any]:
            with self._datastore.get_connection() as connection:
                cursor = connection.cursor(binary=True, row_factory=tuple_row)
                return cursor.execute(statement.encode(), values).fetchall()

        return self._read(ask)

    def _read(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (psycopg.OperationalError, OperationalError) as error:
            if isinstance(error.__cause__, PoolTimeout):
                raise VaultError(str(error)) from error  # it is still away
            self._renew()  # it was away since anybody asked
        except (psycopg.Error, PersistenceError) as error:
            raise VaultError(str(error)) from error
        with _as_vault_errors():
            return ask()

    def _renew(self) -> None:
        """Let go of connections that lead nowhere, or each would fail somebody once."""
        self._datastore.pool.check()


class _Filing:
    def __init__(
        self,
        connection: Connection[Any],
        facts: str,
        command_ids: Iterable[UUID],
        stream_ids: Iterable[UUID],
    ) -> None:
        self._facts = facts
        self.filed = ""  # what is to be filed, sent with the commit
        self._cursor = connection.cursor(binary=True, row_factory=tuple_row)
        self._bodies: dict[UUID, list[bytes]] = {each: [] for each in stream_ids}
        entering = connection.cursor(row_factory=tuple_row)
        entering.execute(  # one round trip; statements see what the lock waited for
            f"BEGIN; SELECT pg_advisory_xact_lock({_key(facts)});"
            f" SELECT coalesce(max(notification_id), 0) FROM {facts};"
            " SELECT command_id, purpose, notification_id, originator_id, originator_version, topic"
            f" FROM {facts}_commands JOIN {facts} ON notification_id = position"
            f" WHERE command_id IN ({_ids(command_ids)});"
            f" SELECT originator_id, state FROM {facts}"
            f" WHERE originator_id IN ({_ids(self._bodies)})"
            " ORDER BY originator_id, originator_version".encode()
        )
        for _ in range(2):
            entering.nextset()
        [(self.last,)] = entering.fetchall()
        entering.nextset()
        self._answered = {row[0]: answered(*row) for row in entering.fetchall()}
        entering.nextset()
        for stream, body in entering.fetchall():
            self._bodies[stream].append(body)

    def changed_since(self, position: int) -> set[UUID]:
        rows = self._cursor.execute(
            f"SELECT DISTINCT originator_id FROM {self._facts} WHERE notification_id > %s".encode(),
            (position,),
        )
        return {stream for (stream,) in rows}

    def history(self, stream_ids: Iterable[UUID]) -> dict[UUID, list[bytes]]:
        more: dict[UUID, list[bytes]]
        if more := {each: [] for each in stream_ids if each not in self._bodies}:
            rows = self._cursor.execute(
                f"SELECT originator_id, state FROM {self._facts} WHERE originator_id = ANY(%b)"
                " ORDER BY originator_id, originator_version".encode(),
                (list(more),),
            )
            for stream, body in rows:
                more[stream].append(body)
            self._bodies |= more
        return self._bodies

    def answered(self, command_ids: Iterable[UUID]) -> dict[UUID, Answered]:
        del command_ids  # asked for on entering, in the same round trip
        return self._answered

    def insert(self, letters: Sequence[Letter], given: Sequence[Answered]) -> None:
        facts = ",".join(
            f"({x.position},'{x.stream_id}',{x.version},{_quoted(x.tag)},{_hex(x.body)})"
            for x in letters
        )
        commands = ",".join(
            f"('{x.receipt.command_id}',{x.receipt.position},{_hex(x.purpose)})" for x in given
        )
        self.filed += (
            f"INSERT INTO {self._facts} VALUES {facts};"
            f"INSERT INTO {self._facts}_commands VALUES {commands};"
        )


def _ids(ids: Iterable[UUID]) -> str:
    return ",".join(f"'{each}'" for each in ids) or "NULL"


@cache
def _quoted(tag: str) -> str:
    return sql.quote(tag)


def _hex(body: bytes) -> str:
    return f"'\\x{body.hex()}'"


def _key(facts: str) -> int:
    return crc32(facts.encode())


@contextmanager
def _as_vault_errors() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, PersistenceError) as error:
        raise VaultError(str(error)) from error
