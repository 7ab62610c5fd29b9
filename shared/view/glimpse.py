"""旧貌 — how rows stood once: some views in memory, folded from the facts there were by then."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from shared.record import Letter
from shared.view.declare import View
from shared.view.fold import Folder
from shared.view.room import Views


class Glimpse(Views):
    """Views of their own, in memory, that nobody else sees; read like any others."""

    def __init__(self, service: str, views: Sequence[View[Any]]) -> None:
        super().__init__(service, "sqlite://", views)
        self._engine = sa.create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
            isolation_level="AUTOCOMMIT",
        )

    def recall(self, letters: Iterable[tuple[str, Letter]]) -> None:
        """Fold (source, letter) in this order; of what is left out nothing is known here."""
        with self._writing() as connection:
            self._ledger.create(connection)
            self._ledger.build(connection, self.views)
            folder = Folder(connection, self._decoders, self.views)
            for source, letter in letters:
                folder.fold(source, [letter], 0)
            folder.flush()
