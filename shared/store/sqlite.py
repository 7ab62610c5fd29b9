"""A vault in one SQLite file: write-ahead log, every commit on disk."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

from eventsourcing.persistence import PersistenceError
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from shared.record import LIMIT, Letter
from shared.store.vault import Answered, OccupiedError, VaultError, answered, slimmed

_CACHE_KIB: Final = 131_072  # keeps the index of a million facts in memory
_LOG_PAGES: Final = 1_000  # after so many the log is carried over and begins anew
_PATIENCE: Final = 30_000  # milliseconds, for another process that is filing
_LOG_BYTES: Final = _LOG_PAGES * 4_096


class _Recorder(SQLiteApplicationRecorder):
    """The library's recorder on a table whose row ids are promised: gapless positions."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str) -> None:
        super().__init__(datastore, events_table_name)
        self.insert_events_statement = (
            f"INSERT INTO {events_table_name}"
            " (originator_id, originator_version, topic, state) VALUES (?,?,?,?)"
        )

    def construct_create_table_statements(self) -> list[str]:
        facts = self.events_table_name
        refuse = "BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END"
        table = f"""CREATE TABLE IF NOT EXISTS {facts} (
            position INTEGER PRIMARY KEY,
            originator_id TEXT NOT NULL,
            originator_version INTEGER NOT NULL,
            topic TEXT NOT NULL,
            state BLOB NOT NULL,
            UNIQUE (originator_id, originator_version))"""
        commands = f"""CREATE TABLE IF NOT EXISTS {facts}_commands (
            command_id BLOB PRIMARY KEY,
            position INTEGER NOT NULL,
            purpose BLOB NOT NULL) WITHOUT ROWID"""
        return [
            table,
            commands,
            f"CREATE TABLE IF NOT EXISTS {facts}_pulse (beat BLOB NOT NULL)",
            f"CREATE TRIGGER IF NOT EXISTS {facts}_no_update BEFORE UPDATE ON {facts} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {facts}_no_delete BEFORE DELETE ON {facts} {refuse}",
        ]


class SQLiteVault:
    """Facts of one service in one file; safe for several processes."""

    near: ClassVar[bool] = True

    def __init__(self, path: str, name: str) -> None:
        self._facts = f"{name}_facts"
        self._datastore = SQLiteDatastore(path, lock_timeout=30, pool_size=8)
        self._recorder = _Recorder(self._datastore, self._facts)
        self._writer: sqlite3.Connection | None = None
        self._waits = True
        self._path = path

    def open(self) -> None:
        """Connect and make the tables where they are missing."""
        with _as_vault_errors:
            self._recorder.create_table()
            self._writer = sqlite3.connect(
                self._path,
                isolation_level=None,
                timeout=_PATIENCE / 1_000,
                check_same_thread=False,
            )
            self._writer.execute("PRAGMA synchronous=FULL")
            self._writer.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            self._writer.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
        self.probe()
        self._lengthen()
        self._carry_over()

    def close(self) -> None:
        """Let go of every connection."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._datastore.close()

    @contextmanager
    def exclusive(
        self, command_ids: Iterable[UUID], stream_ids: Iterable[UUID], *, wait: bool = True
    ) -> Iterator["_Filing"]:
        """Enter alone; commit on leaving, roll back on an exception."""
        del stream_ids  # a question costs no way here: history is read when it is asked for
        with self._immediate(wait=wait) as writer:
            yield _Filing(writer, self._facts, [each.bytes for each in command_ids])

    def _immediate(self, *, wait: bool = True) -> "_Immediate":
        if self._writer is None:
            message = "closed"
            raise VaultError(message)
        if wait is not self._waits:
            self._writer.execute(f"PRAGMA busy_timeout={_PATIENCE * wait:d}")
            self._waits = wait
        return _Immediate(self._writer)

    def history(self, stream_id: UUID) -> list[bytes]:
        """Return the bodies of one stream, oldest first."""
        with _as_vault_errors:
            return [each.state for each in self._recorder.select_events(stream_id)]

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return the letters that follow a position, oldest first."""
        rows = self._query(
            "SELECT position, originator_id, originator_version, topic, state"
            f" FROM {self._facts} WHERE position > ? ORDER BY position LIMIT ?",
            (position, limit),
        )
        return [
            Letter(position=p, stream_id=UUID(s), version=v, tag=t, body=b)
            for p, s, v, t, b in rows
        ]

    def last(self) -> int:
        """Return the last position, 0 for an empty vault."""
        [(last,)] = self._query(f"SELECT max(position) FROM {self._facts}", ())
        return last or 0

    def probe(self) -> None:
        """Write and commit what matters to nobody and takes the room of the largest fact."""
        with self._immediate() as writer:
            writer.execute(f"DELETE FROM {self._facts}_pulse")
            writer.execute(f"INSERT INTO {self._facts}_pulse VALUES (zeroblob({LIMIT}))")

    def _lengthen(self) -> None:
        """Give the log its full length at once: a sync that lengthens no file takes half the time.

        What is written for it becomes free pages, which facts then use. A disk
        too full for it may still have room for facts.
        """
        log = Path(f"{self._path}-wal")
        if log.exists() and log.stat().st_size >= _LOG_BYTES:
            return
        with suppress(VaultError), self._immediate() as writer:
            writer.execute(f"CREATE TABLE {self._facts}_length (bytes BLOB)")
            writer.execute(f"INSERT INTO {self._facts}_length VALUES (zeroblob({_LOG_BYTES}))")
            writer.execute(f"DROP TABLE {self._facts}_length")

    def _carry_over(self) -> None:
        """Bring receipts that an older version kept whole to where they lie now."""
        old, new = f"{self._facts}_receipts", f"{self._facts}_commands"
        if not self._query("SELECT 1 FROM sqlite_master WHERE name = ?", (old,)):
            return
        with self._immediate() as writer:
            whole = writer.execute(f"SELECT receipt FROM {old}").fetchall()
            kept = [slimmed(receipt) for (receipt,) in whole]
            writer.executemany(
                f"INSERT OR IGNORE INTO {new} VALUES (?,?,?)",
                [(command_id.bytes, *rest) for command_id, *rest in kept],
            )
            writer.execute(f"DROP TABLE {old}")

    def _query(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        with _as_vault_errors, self._datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


class _Filing:
    def __init__(self, writer: sqlite3.Connection, facts: str, command_ids: list[bytes]) -> None:
        self._writer, self._facts = writer, facts
        self._known = f"command_id IN ({','.join('?' * len(command_ids))})"
        [(last, self._again)] = writer.execute(  # one question: most commands come once
            f"SELECT (SELECT max(position) FROM {facts}),"
            f" (SELECT count(*) FROM {facts}_commands WHERE {self._known})",
            command_ids,
        )
        self.last: int = last or 0

    def changed_since(self, position: int) -> set[UUID]:
        rows = self._writer.execute(
            f"SELECT DISTINCT originator_id FROM {self._facts} WHERE position > ?", (position,)
        )
        return {UUID(stream) for (stream,) in rows}

    def history(self, stream_ids: Iterable[UUID]) -> dict[UUID, list[bytes]]:
        statement = (
            f"SELECT state FROM {self._facts} WHERE originator_id = ? ORDER BY originator_version"
        )
        return {
            each: [body for (body,) in self._writer.execute(statement, (each.hex,))]
            for each in stream_ids
        }

    def answered(self, command_ids: Iterable[UUID]) -> dict[UUID, Answered]:
        if not self._again:
            return {}
        rows = self._writer.execute(
            "SELECT command_id, purpose, position, originator_id, originator_version, topic"
            f" FROM {self._facts}_commands JOIN {self._facts} USING (position)"
            f" WHERE {self._known}",
            [each.bytes for each in command_ids],
        )
        return {
            UUID(bytes=key): answered(UUID(bytes=key), purpose, position, UUID(stream), *place)
            for key, purpose, position, stream, *place in rows
        }

    def insert(self, letters: Sequence[Letter], given: Sequence[Answered]) -> None:
        self._writer.executemany(
            f"INSERT INTO {self._facts} VALUES (?,?,?,?,?)",
            [(x.position, x.stream_id.hex, x.version, x.tag, x.body) for x in letters],
        )
        self._writer.executemany(
            f"INSERT INTO {self._facts}_commands VALUES (?,?,?)",
            [(x.receipt.command_id.bytes, x.receipt.position, x.purpose) for x in given],
        )


class _AsVaultErrors:
    """What the database complains of, in the words of a vault."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.Error | PersistenceError):
            raise VaultError(str(error)) from error


_as_vault_errors: Final = _AsVaultErrors()


class _Immediate:
    """One write transaction: a class and no generator, as it is on the way of every command."""

    def __init__(self, writer: sqlite3.Connection) -> None:
        self._writer = writer

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            raise (OccupiedError if busy else VaultError)(str(error)) from error
        except sqlite3.Error as error:
            raise VaultError(str(error)) from error
        return self._writer

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        with _as_vault_errors:
            try:
                if error is None:
                    self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise error
