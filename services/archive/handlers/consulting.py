"""查阅 — questions to history and downloads; each leaves a fact that says who, when and what."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from services.archive.domain.consulting import (
    CONSULTING,
    ConsultingCommand,
    LogQuery,
    LogSearch,
    SignDownload,
    consulting_of,
)
from services.archive.gateways.history import Answer, History, Rows
from services.archive.gateways.notes import Signer
from services.archive.handlers.auditing import AUDITOR, Audit
from services.archive.views import DownloadRow, downloads
from shared.aside import aside
from shared.decider import NotFoundError, RejectedError
from shared.register import units
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

MAGIC: Final = "gongkai/download@v1"
KEPT: Final = 50  # downloads listed


class NoSuchDownloadError(NotFoundError):
    """没有这次下载的签署记录。"""


class Taken(Struct, frozen=True, kw_only=True):
    """下载 — where the file lies until it has been sent, its digest and its size in bytes."""

    file: Path
    sha256: str
    size: int


@dataclass(frozen=True)
class Consulting:
    """查阅 — for auditors alone."""

    store: Store[Any]
    views: Views
    audit: Audit
    history: History
    signer: Signer
    folder: Path
    words: Rows

    async def ask(self, sql: str, caller: Caller) -> Answer:
        """Answer a question in SQL; it is on record whether it was answered or not.

        Raises:
            RejectedError: a rule refused.

        """
        self.audit.allow(caller)
        try:
            answer = await aside(self.history.ask, sql, self._tables())
        except RejectedError as refusal:
            await self._file(LogQuery(question=sql[:4_000], refused=refusal.code), caller)
            raise
        await self._file(LogQuery(question=sql[:4_000], rows=len(answer.rows)), caller)
        return answer

    async def note(self, place: str, question: str, found: int, caller: Caller) -> None:
        """Put on record what an auditor has looked for; looking at everything is no search."""
        if question.strip():
            command = LogSearch(place=place, question=question[:4_000], found=found)
            await self._file(command, caller)

    async def take(self, name: str, lines: Iterable[bytes], caller: Caller) -> Taken:
        """Write what is taken along, sign its digest, and put that on record."""
        self.audit.allow(caller)
        made = await aside(self._written, str(caller.command_id), lines)
        text = f"{MAGIC}\n{self.signer.origin}\n{name}\n{made.sha256}\n{made.size}\n"
        note = f"{text}\n{self.signer.line(text)}"
        command = SignDownload(name=name, sha256=made.sha256, size=made.size, note=note)
        await self._file(command, caller)
        return made

    def downloads(self) -> list[DownloadRow]:
        """Return the newest downloads."""
        return self.views.select(downloads, order=[downloads.c.at.desc()], limit=KEPT)

    def signature(self, digest: str) -> str:
        """Return the signed note of a download by its SHA-256.

        Raises:
            NoSuchDownloadError: nobody has taken such a file.

        """
        for row in self.views.select(downloads, downloads.c.sha256 == digest, limit=1):
            return row.note
        raise NoSuchDownloadError(digest)

    def _tables(self) -> dict[str, Rows]:
        named = [(each.unit_id, each.name) for each in self.views.select(units)]
        return {"units": [("unit", "name"), *named], "kinds": self.words}

    def _written(self, name: str, lines: Iterable[bytes]) -> Taken:
        self.folder.mkdir(parents=True, exist_ok=True)
        target, told, size = self.folder / f"{name}.tmp", sha256(), 0
        with target.open("wb") as out:
            for line in lines:
                out.write(line)
                told.update(line)
                size += len(line)
        return Taken(file=target, sha256=told.hexdigest(), size=size)

    async def _file(self, command: ConsultingCommand, caller: Caller) -> None:
        unit = next(iter(caller.units(AUDITOR)), "")
        cause = caller.acting(unit, AUDITOR)
        task = Task(CONSULTING, consulting_of(caller.person), command)
        await self.store.file(task, cause=cause)
