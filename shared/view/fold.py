"""Folding a batch of letters: rows wait in memory, each is written once at the end."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from msgspec import json
from sqlalchemy.exc import SQLAlchemyError

from shared.record import Letter, Record
from shared.view.declare import Fold, Rows, View
from shared.view.ledger import raw
from shared.view.words import Clerk

AHEAD: Final = 500  # rows in one question

log = logging.getLogger(__name__)

Decoders = Mapping[str, json.Decoder[Any]]
Dead = tuple[str, int, str, bytes, str]


def decoders_of(views: Sequence[View[Any]]) -> dict[str, json.Decoder[Any]]:
    """Return one decoder for each tag that a view folds."""
    events = {tag: event for view in views for tag, event in view.events.items()}
    return {tag: json.Decoder(Record[event]) for tag, event in events.items()}  # type: ignore[valid-type]


@contextmanager
def folding(
    connection: sa.Connection, decoders: Decoders, views: Sequence[View[Any]], prefix: str = ""
) -> "Iterator[Folder]":
    """Lend a folder for one batch."""
    broken = (SQLAlchemyError, connection.dialect.loaded_dbapi.Error)
    with raw(connection) as (cursor, mark):
        shelves = [_Shelf(each, prefix, mark) for each in views]
        yield Folder(cursor, decoders, shelves, broken)


class Folder:
    """One batch: rows read and written so far, in one transaction."""

    def __init__(
        self,
        cursor: Any,
        decoders: Decoders,
        shelves: "Sequence[_Shelf]",
        broken: tuple[type[Exception], ...],
    ) -> None:
        self._cursor = cursor
        self._broken = broken
        self._decoders = decoders
        self._shelves = {each.view.name: each for each in shelves}
        self._folds: dict[str, list[tuple[View[Any], Rows[Any], Fold]]] = {}
        self.position = 0
        self._undo: list[tuple[_Shelf, Any, bool, Any]] = []

    def fold(self, source: str, letters: Sequence[Letter], kept: int) -> list[Dead]:
        """Fold letters in order; return those that could not be folded."""
        dead: list[Dead] = []
        self._read_ahead(letters)
        for letter in letters:
            decoder = self._decoders.get(letter.tag)
            if decoder is None:
                continue
            self._undo.clear()
            try:
                self._fold(letter, decoder.decode(letter.body), kept)
            except self._broken:  # the database, not the letter
                raise
            except Exception as error:
                log.exception("%s %d (%s) cannot be folded", source, letter.position, letter.tag)
                self._take_back()
                dead.append((source, letter.position, letter.tag, letter.body, repr(error)))
        return dead

    def _read_ahead(self, letters: Sequence[Letter]) -> None:
        """Read in one question what each letter would ask for by itself."""
        for shelf in self._shelves.values():
            if shelf.view.streams:
                folds, key = shelf.view.folds, shelf.view.encode_key
                shelf.read_all(
                    self._cursor, {key(each.stream_id) for each in letters if each.tag in folds}
                )

    def _fold(self, letter: Letter, record: Record[Any], kept: int) -> None:
        self.position = letter.position
        for view, rows, fold in self._folds_of(letter.tag):
            if not (view.keep and letter.position <= kept):
                fold(rows, record)

    def _folds_of(self, tag: str) -> list[tuple[View[Any], Rows[Any], Fold]]:
        """Return who folds facts of this name; most views of a house have no part in it."""
        found = self._folds.get(tag)
        if found is None:
            views = [each.view for each in self._shelves.values()]
            found = [(v, Rows(v, self), fold) for v in views for fold in v.folds.get(tag, ())]
            self._folds[tag] = found
        return found

    def _take_back(self) -> None:
        for shelf, key, known, before in reversed(self._undo):
            if known:
                shelf.rows[key] = before
            else:
                del shelf.rows[key]
                shelf.dirty.discard(key)
        self._undo.clear()

    def get(self, view: View[Any], key: Any) -> Any:
        """Return a row or None."""
        shelf = self._shelves[view.name]
        if key not in shelf.rows:
            shelf.rows[key] = shelf.read(self._cursor, key)
        return shelf.rows[key]

    def put(self, view: View[Any], key: Any, row: Any) -> None:
        """Set a row; None drops it."""
        shelf = self._shelves[view.name]
        self._undo.append((shelf, key, key in shelf.rows, shelf.rows.get(key)))
        shelf.rows[key] = row
        shelf.dirty.add(key)

    def touched(self) -> list[str]:
        """Return the names of the views of which rows were changed."""
        return [name for name, shelf in self._shelves.items() if shelf.dirty]

    def flush(self) -> None:
        """Write each changed row once."""
        for shelf in self._shelves.values():
            shelf.write(self._cursor)


class Statements(NamedTuple):
    """What is asked of one view's table, in the driver's own words."""

    select: str
    some: str
    upsert: str
    delete: str


@cache
def statements(view: View[Any], prefix: str, mark: str) -> Statements:
    """Return what is asked of a view's table; put together once, for batches are many and small."""
    names = [each.name for each in view.table.columns]
    table, columns = f'"{prefix}{view.name}"', ", ".join(f'"{each}"' for each in names)
    marks = ", ".join([mark] * len(names))
    sets = ", ".join(f'"{each}" = excluded."{each}"' for each in names)
    return Statements(
        select=f'SELECT {columns} FROM {table} WHERE "{view.key}" = {mark}',
        some=f'SELECT {columns} FROM {table} WHERE "{view.key}" IN ',
        upsert=(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            f' ON CONFLICT ("{view.key}") DO UPDATE SET {sets}'
        ),
        delete=f'DELETE FROM {table} WHERE "{view.key}" = {mark}',
    )


class _Shelf:
    def __init__(self, view: View[Any], prefix: str, mark: str) -> None:
        self.view = view
        self.rows: dict[Any, Any] = {}
        self.dirty: set[Any] = set()
        self._sql = statements(view, prefix, mark)
        self._mark = mark
        name, sqlite = f"{prefix}{view.name}", mark == "?"
        self._clerk = Clerk(view.words, name, sqlite=sqlite) if view.words else None

    def read(self, cursor: Any, key: Any) -> Any:
        cursor.execute(self._sql.select, (key,))
        found = cursor.fetchone()
        return None if found is None else self.view.decode(found)

    def read_all(self, cursor: Any, keys: Collection[Any]) -> None:
        """Remember many rows, and of which keys there is none."""
        unknown = [each for each in keys if each not in self.rows]
        self.rows.update(dict.fromkeys(unknown))
        for start in range(0, len(unknown), AHEAD):
            some = unknown[start : start + AHEAD]
            cursor.execute(f"{self._sql.some}({', '.join([self._mark] * len(some))})", some)
            for found in cursor.fetchall():
                row = self.view.decode(found)
                self.rows[self.view.key_of(row)] = row

    def write(self, cursor: Any) -> None:
        changed = [(key, self.rows[key]) for key in self.dirty]
        if self._clerk is not None:
            before = [row for key, _ in changed if (row := self.read(cursor, key)) is not None]
            self._clerk.forget(cursor, before)
            self._clerk.write(cursor, [row for _, row in changed if row is not None])
        encode = self.view.encode_under
        if puts := [encode(key, row) for key, row in changed if row is not None]:
            cursor.executemany(self._sql.upsert, puts)
        if drops := [(key,) for key, row in changed if row is None]:
            cursor.executemany(self._sql.delete, drops)
