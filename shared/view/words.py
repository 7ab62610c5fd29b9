"""What of a view can be found by its words: an index beside its table, written with every row.

Both databases hold the same pairs of signs (``shared/seek.py``): SQLite in an FTS5 table that
knows their order, PostgreSQL in an array under a GIN index, where the order is looked up in the
plain text. A row is found by the first reader after the commit that wrote it.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4  # noqa: TID251 — names an index, nothing else

import sqlalchemy as sa
from msgspec import Struct

from shared.seek import grams, phrase

SUFFIX: Final = "_words"


class Words(Struct, frozen=True, kw_only=True):
    """检索栏 — the fields of a row by which it is found.

    ``number`` is an integer, one for each row: what is found comes highest first; ``text`` is
    plain text (``shared.seek.plain``), ``marks`` a tuple of tokens, each of at least three ASCII
    letters and digits.
    """

    number: str
    text: str
    marks: str


class Asked(Struct, frozen=True, kw_only=True):
    """所求 — every word, and of each group of marks at least one; nothing asked is everything."""

    words: tuple[str, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()


def make(connection: sa.Connection, table: str) -> None:
    """Make the index of a view's table."""
    name = f"{table}{SUFFIX}"
    if connection.dialect.name == "sqlite":
        options = "content='', tokenize='ascii'"
        connection.exec_driver_sql(f'CREATE VIRTUAL TABLE "{name}" USING fts5(grams, {options})')
        return
    connection.exec_driver_sql(
        f'CREATE TABLE "{name}" (number bigint PRIMARY KEY, grams text[] NOT NULL)'
    )
    index = f"ix_words_{uuid4().hex[:12]}"  # index names outlive a renamed table
    connection.exec_driver_sql(f'CREATE INDEX "{index}" ON "{name}" USING gin (grams)')


def drop(connection: sa.Connection, table: str) -> None:
    """Remove the index of a view's table, if there is one."""
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{table}{SUFFIX}"')


def rename(connection: sa.Connection, old: str, new: str) -> None:
    """Let an index follow its table to another name."""
    connection.exec_driver_sql(f'ALTER TABLE "{old}{SUFFIX}" RENAME TO "{new}{SUFFIX}"')


class Clerk:
    """Writes the index of one view's table in the transaction that writes its rows."""

    def __init__(self, words: Words, table: str, *, sqlite: bool) -> None:
        self._words, self._table, self._sqlite = words, f"{table}{SUFFIX}", sqlite

    def forget(self, cursor: Any, rows: Sequence[Any]) -> None:
        """Take rows out, as they were when they were written."""
        if not self._sqlite:
            numbers = [(getattr(row, self._words.number),) for row in rows]
            cursor.executemany(f'DELETE FROM "{self._table}" WHERE number = %s', numbers)
            return
        name = self._table
        sql = f'INSERT INTO "{name}" ("{name}", rowid, grams) VALUES (\'delete\', ?, ?)'
        cursor.executemany(sql, [self._entry(row) for row in rows])

    def write(self, cursor: Any, rows: Sequence[Any]) -> None:
        """Put rows in."""
        column, mark = ("rowid", "?") if self._sqlite else ("number", "%s")
        sql = f'INSERT INTO "{self._table}" ({column}, grams) VALUES ({mark}, {mark})'
        cursor.executemany(sql, [self._entry(row) for row in rows])

    def _entry(self, row: Any) -> tuple[int, Any]:
        number, words = getattr(row, self._words.number), self._words
        found = [*grams(getattr(row, words.text)), *getattr(row, words.marks)]
        return number, " ".join(found) if self._sqlite else sorted(set(found))


def found(
    table: sa.Table, words: Words, asked: Asked, columns: Sequence[Any], *, sqlite: bool
) -> sa.Select[Any]:
    """Return the statement that finds rows, highest number first."""
    index = sa.table(f"{table.name}{SUFFIX}", *_columns(table.name, sqlite=sqlite))
    number = index.c.rowid if sqlite else index.c.number
    chosen = sa.select(*columns).where(table.c[words.number] == number)
    matching = _fts(index, asked) if sqlite else _gin(index, table.c[words.text], asked)
    return chosen.where(*matching).order_by(number.desc())


def counted(table: str, asked: Asked) -> sa.Select[Any]:
    """Return the statement that counts rows in SQLite, from the index alone."""
    index = sa.table(f"{table}{SUFFIX}", *_columns(table, sqlite=True))
    return sa.select(sa.func.count()).select_from(index).where(*_fts(index, asked))


def _columns(table: str, *, sqlite: bool) -> list[Any]:
    if sqlite:
        return [sa.column("rowid", sa.BigInteger), sa.column(f"{table}{SUFFIX}", sa.Text)]
    return [sa.column("number", sa.BigInteger), sa.column("grams", sa.ARRAY(sa.Text))]


def _fts(index: Any, asked: Asked) -> list[Any]:
    parts = [f'"{" ".join(phrase(word))}"' for word in asked.words]
    parts += [f"({' OR '.join(group)})" for group in asked.marks]
    return [index.c[index.name].op("MATCH")(" AND ".join(parts))] if parts else []


def _gin(index: Any, text: Any, asked: Asked) -> list[Any]:
    pairs = sorted({pair for word in asked.words for pair in phrase(word)})
    array = sa.ARRAY(sa.Text)
    conditions = [index.c.grams.op("@>")(sa.bindparam(None, pairs, array))] if pairs else []
    conditions += [
        index.c.grams.op("&&")(sa.bindparam(None, list(group), array)) for group in asked.marks
    ]
    # two pairs in a text need not stand one after the other
    long = [word for word in asked.words if len(word) > 2]  # noqa: PLR2004
    return conditions + [text.contains(word, autoescape=True) for word in long]
