"""存证 — where a fact that society reads stands in the log, and what its leaf is."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from services.publishing.views import RunRow, runs
from shared.store import Store
from shared.view import Views

LEAF: Final = b"\x00"  # RFC 6962: a leaf's hash is over this byte and the entry


class Proof(Struct, frozen=True, kw_only=True):
    """存证 — ``index`` and what follows are None until a checkpoint has taken the fact in."""

    position: int
    leaf: str
    index: int | None = None
    size: int | None = None
    root: str | None = None
    signed_at: datetime | None = None

    @property
    def url(self) -> str:
        """Return where the proof is to be had."""
        return f"/archive/api/proofs/publishing/{self.position}"

    @property
    def page(self) -> str:
        """Return where it is checked in the reader's own browser."""
        return f"/archive/verify?service=publishing&position={self.position}"


@dataclass(frozen=True)
class Proofs:
    """Proofs of own facts."""

    store: Store[Any]
    views: Views

    def of(self, position: int, at: datetime | None = None) -> Proof | None:
        """Return what is known of the fact at this position; None if society reads none.

        ``at``: what was known then.
        """
        if not position:
            return None
        entry = self.store.after(position - 1, 1)[0].body
        proof = Proof(position=position, leaf=sha256(LEAF + entry).hexdigest())
        run = self._run(position)
        if run and at and run.at > at:
            return proof
        if run is None:
            return proof
        return Proof(
            position=position,
            leaf=proof.leaf,
            index=run.index_of(position),
            size=run.size,
            root=run.root,
            signed_at=run.at,
        )

    def _run(self, position: int) -> RunRow | None:
        within = runs.c.position <= position, runs.c.last >= position
        found = self.views.select(runs, *within, limit=1)
        return found[0] if found else None
