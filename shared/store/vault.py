"""What a database must offer to be a vault: one exclusive way in, many ways to read."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from hashlib import blake2b
from typing import ClassVar, Protocol
from uuid import UUID

from msgspec import Struct, json

from shared.record import Letter, id_at


class Receipt(Struct, frozen=True, kw_only=True):
    """回执 — where a command's last record was filed.

    ``position`` is the place in the service's total order.
    """

    command_id: UUID
    position: int
    stream_id: UUID
    version: int
    record_id: UUID


class Answered(Struct, frozen=True):
    """A receipt, and what its command id was used for, so that it serves nothing else."""

    receipt: Receipt
    purpose: bytes


def purpose_of(words: str) -> bytes:
    """Return the digest under which a vault remembers what a command id was used for."""
    return blake2b(words.encode(), digest_size=8).digest()


def answered(
    command_id: UUID, purpose: bytes, position: int, stream_id: UUID, version: int, tag: str
) -> Answered:
    """Return what a vault remembers of a command; the record's id follows from its place."""
    receipt = Receipt(
        command_id=command_id,
        position=position,
        stream_id=stream_id,
        version=version,
        record_id=id_at(tag, stream_id, version),
    )
    return Answered(receipt, purpose)


class _Whole(Struct):
    """A receipt as it was kept until decision 0034, in JSON."""

    command_id: UUID
    position: int
    purpose: str = ""


_whole: json.Decoder[_Whole] = json.Decoder(_Whole)


def slimmed(receipt: bytes) -> tuple[UUID, int, bytes]:
    """Return what is kept today of a receipt that an older version kept whole."""
    old = _whole.decode(receipt)
    return old.command_id, old.position, purpose_of(old.purpose)


class Filing(Protocol):
    """One transaction that no other writer of this vault can enter."""

    last: int

    def changed_since(self, position: int) -> set[UUID]:
        """Return the streams that others have written to after a position."""

    def history(self, stream_ids: Iterable[UUID]) -> dict[UUID, list[bytes]]:
        """Return the bodies of these streams, oldest first."""

    def answered(self, command_ids: Iterable[UUID]) -> dict[UUID, Answered]:
        """Return the receipts already given for these commands, of those asked for on entering."""

    def insert(self, letters: Sequence[Letter], given: Sequence[Answered]) -> None:
        """File letters at the positions they carry, and the receipts given for them."""


class Vault(Protocol):
    """One service's facts in one database.

    ``near``: nothing but a disk lies between, so that filing may take less than waking a thread.
    """

    near: ClassVar[bool]

    def open(self) -> None:
        """Connect and make the tables where they are missing."""

    def close(self) -> None:
        """Let go of every connection."""

    def exclusive(
        self, command_ids: Iterable[UUID], stream_ids: Iterable[UUID], *, wait: bool = True
    ) -> AbstractContextManager[Filing]:
        """Enter alone; commit on leaving, roll back on an exception.

        Args:
            command_ids: those that may have been answered before.
            stream_ids: those whose history will be asked for; others may be, too.
            wait: for another process that is filing; only a near vault is asked not to.

        Raises:
            OccupiedError: another process is filing, and nobody was to wait for it.

        """

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


class OccupiedError(VaultError):
    """Another process is filing just now."""


def vault_at(url: str, name: str) -> Vault:
    """Return the vault a URL names: ``sqlite:///path`` or ``postgresql://…``."""
    if url.startswith("sqlite:///"):
        from shared.store.sqlite import SQLiteVault  # noqa: PLC0415 — one driver is enough

        return SQLiteVault(url.removeprefix("sqlite:///"), name)
    from shared.store.postgres import PostgresVault  # noqa: PLC0415 — one driver is enough

    return PostgresVault(url, name)
