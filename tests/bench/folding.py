"""(e) Folding letters into a view, beside a raw batched insert of the same rows."""

import sqlite3

import psycopg

from shared.record import Letter, file
from shared.view import Views
from tests.bench.measure import Rates, compared, folder, rate
from tests.bench.things import TEXT, Noted, ThingRow, stream, view, why

SECTION = "View folding (batches of 500, one transaction each)"
PROMISED = 0.3
BATCH = 500


def run(postgres, *, rounds=5, letters=20_000):
    """Return the lines of both databases."""
    lines = []
    fresh = [filed(n) for n in range(1, letters + 1)]
    with folder() as home:
        lines.append(_sqlite(home, fresh, rounds))
    if postgres is not None:
        lines.append(_postgres(postgres, fresh, rounds))
    return lines


def filed(n):
    record = file(Noted(number=n, text=TEXT), stream_id=stream(n), version=1, cause=why())
    return Letter(
        position=n, stream_id=record.stream_id, version=1, tag=record.tag, body=record.body
    )


def _sqlite(home, letters, rounds):
    ours, raw = Rates(), Rates()
    for n in range(rounds):
        ours.rates.append(_fold(f"sqlite:///{home / f'view{n}.db'}", letters))
        with sqlite3.connect(home / f"raw{n}.db", isolation_level=None) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            raw.rates.append(_insert(database, letters, "?"))
    return compared(SECTION, "SQLite, letters/s", ours, raw, least=PROMISED)


def _postgres(postgres, letters, rounds):
    ours, raw = Rates(), Rates()
    for _ in range(rounds):
        ours.rates.append(_fold(postgres.fresh(), letters))
        with psycopg.connect(postgres.fresh(), autocommit=True) as database:
            raw.rates.append(_insert(database.cursor(), letters, "%s"))
    return compared(SECTION, "PostgreSQL, letters/s", ours, raw, least=PROMISED)


def _fold(url, letters):
    views = Views("bench", url, [view()])
    views.open()

    def work():
        for start in range(0, len(letters), BATCH):
            views.apply("workflow", letters[start : start + BATCH])

    try:
        return rate(len(letters), work)
    finally:
        views.close()


def _insert(database, letters, mark):
    table = view()
    rows = [
        table.encode(ThingRow(thing_id=each.stream_id, number=each.position, text=TEXT))
        for each in letters
    ]
    columns = ", ".join(c.name for c in table.table.columns)
    database.execute("CREATE TABLE raw (thing_id text PRIMARY KEY, number bigint, text text)")
    insert = f"INSERT INTO raw ({columns}) VALUES ({', '.join([mark] * 3)})"

    def work():
        for start in range(0, len(rows), BATCH):
            database.execute("BEGIN")
            database.executemany(insert, rows[start : start + BATCH])
            database.execute("COMMIT")

    return rate(len(rows), work)
