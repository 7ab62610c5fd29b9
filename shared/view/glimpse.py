"""旧貌 — how rows stood once: some views in memory, folded from the facts there were by then."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from shared.record import Letter
from shared.view.declare import View
from shared.view.fold import folding
from shared.view.ledger import QUIETLY, Ledger
from shared.view.room import Views


class Glimpse(Views):
    """Views of their own, in memory, that nobody else sees; read like any others."""

    def __init__(self, service: str, views: Sequence[View[Any]]) -> None:
        super().__init__(service, "sqlite://", views)
        self._engine = _in_memory()

    def recall(self, folded: Sequence[View[Any]], letters: Iterable[tuple[str, Letter]]) -> None:
        """Fold (source, letter) in this order into some of the views; the others stay empty."""
        with self._engine.connect() as connection:
            _raw(connection).deserialize(_blank(self.views))
        with self._writing() as connection, folding(connection, self._decoders, folded) as folder:
            for source, letter in letters:
                folder.fold(source, [letter], 0)
            folder.flush()


@cache
def _blank(views: tuple[View[Any], ...]) -> bytes:
    """Return a database with empty tables, made once: to copy it takes no time."""
    engine, ledger = _in_memory(), Ledger()
    with engine.connect() as connection:
        ledger.create(connection)
        ledger.build(connection, views)
        made = _raw(connection).serialize()
    engine.dispose()
    return made


def _in_memory() -> sa.Engine:
    return sa.create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        **QUIETLY,
    )


def _raw(connection: sa.Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)
