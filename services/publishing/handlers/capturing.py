"""存照 — keeps what was fetched of a channel as a file, and files the fact that says so."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import uuid5

from services.publishing.domain.capture import (
    CAPTURE,
    AlreadyCapturedError,
    TakeCapture,
    capture_of,
)
from services.publishing.domain.comparison import readable
from services.publishing.gateways.fetching import Fetched
from services.publishing.views import DeliveryRow
from shared.calendar import BEIJING
from shared.files import Place
from shared.files.place import digests
from shared.record import SYSTEM, Cause
from shared.store import Store, Task

TOLD: Final = frozenset({"content-type", "date", "etag", "last-modified", "server", "age", "via"})
LONGEST: Final = 300  # characters of one header


@dataclass(frozen=True)
class Captures:
    """存照 — one file for each page that reads differently from the last time."""

    store: Store[Any]
    place: Place
    folder: Path

    async def keep(self, row: DeliveryRow, page: Fetched, now: datetime) -> None:
        """Keep a page that a delivery has put before society."""
        text = sha256(readable(page.html).encode()).hexdigest()
        stream = capture_of(row.delivery_id)
        known, _ = await asyncio.to_thread(self.store.state, CAPTURE, stream)
        if not page.there or known == text:
            return
        command = await asyncio.to_thread(self._kept, row, page, text, now)
        cause = Cause(
            actor=SYSTEM,
            at=now,
            correlation_id=row.disclosure_id,
            causation_id=uuid5(stream, text + now.isoformat()),
            unit=row.unit,
            post=SYSTEM,
        )
        with suppress(AlreadyCapturedError):  # another process was quicker
            await self.store.file(Task(CAPTURE, stream, command), cause=cause)

    def _kept(self, row: DeliveryRow, page: Fetched, text: str, now: datetime) -> TakeCapture:
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{row.delivery_id}.html"
        file.write_bytes(page.data)
        first, second = digests(file)
        self.place.keep(file, first)
        day = now.astimezone(BEIJING).strftime("%Y%m%d-%H%M")
        return TakeCapture(
            unit=row.unit,
            disclosure_id=str(row.disclosure_id),
            delivery_id=str(row.delivery_id),
            version=row.version,
            form=row.form,
            outlet=row.outlet,
            url=page.url[:1_000],
            status=page.status,
            headers=tuple((k, v[:LONGEST]) for k, v in page.headers if k in TOLD),
            name=f"{row.form}存照-{day}.html",
            sha256=first,
            sm3=second,
            size=len(page.data),
            text=text,
            fetched_at=now,
        )
