"""What a database must offer to be a vault: one exclusive way in, many ways to read."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from shared.record import Letter


class Receipt(Struct, frozen=True, kw_only=True):
    """回执 — where a command's last record was filed.

    ``position`` is the place in the service's total order; ``purpose`` says what
    the command id was used for, so that it cannot be used for something else.
    """

    command_id: UUID
    position: int
    stream_id: UUID
    version: int
    record_id: UUID
    purpose: str = ""


class Filing(Protocol):
    """One transaction that no other writer of this vault can enter."""

    last: int

    def changed_since(self, position: int) -> set[UUID]:
        """Return the streams that others have written to after a position."""

    def history(self, stream_ids: Iterable[UUID]) -> dict[UUID, list[bytes]]:
        """Return the bodies of these streams, oldest first."""

    def receipts(self, command_ids: Iterable[UUID]) -> dict[UUID, Receipt]:
        """Return the receipts already given for these commands."""

    def insert(self, letters: Sequence[Letter], receipts: Sequence[Receipt]) -> None:
        """File letters at the positions they carry."""


class Vault(Protocol):
    """One service's facts in one database."""

    def open(self) -> None:
        """Connect and make the tables where they are missing."""

    def close(self) -> None:
        """Let go of every connection."""

    def exclusive(self, command_ids: Iterable[UUID]) -> AbstractContextManager[Filing]:
        """Enter alone; commit on leaving, roll back on an exception."""

    def history(self, stream_id: UUID) -> list[bytes]:
        """Return the bodies of one stream, oldest first."""

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return the letters that follow a position, oldest first."""

    def last(self) -> int:
        """Return the last position, 0 for an empty vault."""

    def probe(self) -> None:
        """Write and commit something that matters to nobody."""


class VaultError(Exception):
    """The database did not do what was asked; the transaction is rolled back."""


def vault_at(url: str, name: str) -> Vault:
    """Return the vault a URL names: ``sqlite:///path`` or ``postgresql://…``."""
    if url.startswith("sqlite:///"):
        from shared.store.sqlite import SQLiteVault  # noqa: PLC0415 — one driver is enough

        return SQLiteVault(url.removeprefix("sqlite:///"), name)
    from shared.store.postgres import PostgresVault  # noqa: PLC0415 — one driver is enough

    return PostgresVault(url, name)
