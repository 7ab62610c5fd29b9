"""查阅登记 — who opens a matter for members, where the scheme wants it logged (S3 附2.4)."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from services.publishing.domain.reading_log import READING, LogReading, reading_id_of
from services.publishing.domain.terms import Phase
from services.publishing.handlers.rules import RuleBook
from services.publishing.views import PortalRow
from services.publishing.views.documents import LoggedRow, logged
from shared.calendar import beijing_date
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

LOGGED: Final = "reading.logged"  # T187: words of entries whose readings are logged
SHOWN: Final = 200  # readings on one page


@dataclass(frozen=True)
class Noting:
    """查阅登记"""

    store: Store[Any]
    views: Views

    async def note(self, row: PortalRow, caller: Caller) -> None:
        """Log a reading, if it is one that is logged: what society reads never is."""
        if caller.person and row.phase is not Phase.PUBLIC:
            words = await asyncio.to_thread(self._words, row.unit, caller)
            if any(each in f"{row.level1}/{row.level2}/{row.level3}" for each in words):
                command = LogReading(unit=row.unit, document_id=str(row.disclosure_id))
                stream = reading_id_of(row.disclosure_id, caller.person)
                await self.store.file(Task(READING, stream, command), cause=caller.personally())

    def of(self, row: PortalRow) -> list[LoggedRow]:
        """Return who has opened it, the last ones first."""
        here = (logged.c.document_id == str(row.disclosure_id),)
        return self.views.select(logged, *here, order=[logged.c.at.desc()], limit=SHOWN)

    def _words(self, unit: str, caller: Caller) -> tuple[str, ...]:
        return RuleBook(self.views).words(unit, LOGGED, beijing_date(caller.at), ())
