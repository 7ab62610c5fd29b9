"""The vault. Appends records, never changes them.

Promises: all records of one command are filed or none; what is answered is on
disk; positions count from 1 without a gap; one stream's versions likewise; the
same command id again is answered with the first receipt; nothing is ever
changed or deleted, not even by hand (the tables refuse).
"""

from shared.store.book import FILED, Store
from shared.store.errors import (
    BusyError,
    CommandIdReusedError,
    FactTooLargeError,
    StaleError,
    UnavailableError,
)
from shared.store.vault import Receipt, vault_at
from shared.store.writer import Task

__all__ = [
    "FILED",
    "BusyError",
    "CommandIdReusedError",
    "FactTooLargeError",
    "Receipt",
    "StaleError",
    "Store",
    "Task",
    "UnavailableError",
    "vault_at",
]
