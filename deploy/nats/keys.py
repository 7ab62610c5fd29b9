"""Keys of the street: one nkey for each user, made once, readable by nobody else."""

import os
from pathlib import Path
from typing import Final

import nkeys

SYSTEM: Final = "sys"


def provisioner(service: str) -> str:
    """Return the name of the user who may make a service's streams, and do nothing else."""
    return f"{service}-provisioner"


def public_key(file: Path) -> str:
    """Return the public half of a user's key; make the key first if there is none."""
    if not file.exists():
        _make(file)
    return str(nkeys.from_seed(bytearray(file.read_bytes().strip())).public_key.decode())


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seed = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)
    draft = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(seed)
        out.flush()
        os.fsync(out.fileno())
    os.link(draft, file)  # never overwrites a key that another has just made
    draft.unlink()
