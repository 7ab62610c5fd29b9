"""给申请人的文件 — some pages or all of a file, sealed with the request's own key (F5).

On the disk lies nothing that can be read without that key: once it is destroyed, the bytes of
the file say nothing any more, wherever they were copied to. Who else asks is noted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from unicodedata import category
from uuid import UUID

from msgspec import json
from msgspec.structs import replace

from services.feedback.domain.request_words import Release
from services.feedback.domain.request_writing import page_numbers
from services.feedback.gateways.pdf_pages import pages_of
from shared.decider import InvalidError, RejectedError
from shared.files import Arriving, FileEmptyError, FileGoneError, Place, Readable
from shared.seal import Keyring, Sealed
from shared.web import Caller

PDF: Final = b"%PDF-"
NAME: Final = 80  # characters
FIELD: Final = "release"
Refuse = Callable[[Caller, RejectedError, str], Awaitable[None]]


class PagesNotPdfError(InvalidError):
    """只有 PDF 文件可以选页；其他文件请不要填写页码。"""


@dataclass(frozen=True)
class RequestFiles:
    """申请的文件"""

    arriving: Arriving
    place: Place
    refuse: Refuse
    keyring: Keyring

    async def release(self, request_id: UUID, name: str, data: bytes, pages: str) -> Release:
        """Keep what an applicant may be given; of a PDF these pages alone.

        Raises:
            FileEmptyError, FileKindError, FileInfectedError: it is nothing that is taken.
            PagesUnclearError, PageMissingError, PagesNotPdfError: such pages cannot be had.

        """
        if not data:
            raise FileEmptyError(field="file")
        numbers = page_numbers(pages)
        if data.startswith(PDF):
            return await asyncio.to_thread(self._paged, request_id, name, data, numbers)
        if numbers:
            raise PagesNotPdfError(field="pages")
        plain = Release(name=_named(name), sha256="", sm3="", size=0, kind="")
        return await asyncio.to_thread(self._kept, request_id, plain, data)

    def opened(self, release: Release, request_id: UUID) -> Readable:
        """Return where a file can be read; what was erased is gone there."""
        return Unsealed(self.place, self.keyring, release, request_id)

    async def trespass(self, caller: Caller, refusal: RejectedError, asked: str) -> None:
        """Let auditors know that somebody looked for what is another's."""
        if caller.person:
            await self.refuse(caller, refusal, asked)

    def _paged(self, request_id: UUID, name: str, data: bytes, numbers: tuple[int, ...]) -> Release:
        made, of = pages_of(data, numbers)
        source = sha256(data).hexdigest()
        plain = Release(
            name=_named(name),
            sha256="",
            sm3="",
            size=0,
            kind="",
            pages=numbers,
            of=of,
            source=source,
        )
        return self._kept(request_id, plain, made)

    def _kept(self, request_id: UUID, plain: Release, data: bytes) -> Release:
        seen = self.arriving.judge(data)
        box = self.keyring.seal(str(request_id), data, field=FIELD)
        sealed = self.arriving.keep(json.encode(box)).sha256
        return replace(
            plain, sha256=seen.sha256, sm3=seen.sm3, size=seen.size, kind=seen.kind, sealed=sealed
        )


@dataclass(frozen=True)
class Unsealed:
    """开封处 — one file of one request, as its readers read it."""

    place: Place
    keyring: Keyring
    release: Release
    request_id: UUID

    def has(self, digest: str) -> bool:
        """Tell whether the file is here, sealed or not."""
        return digest == self.release.sha256 and self.place.has(self.release.sealed or digest)

    def read(self, digest: str) -> Iterator[bytes]:
        """Return the file.

        Raises:
            FileGoneError: there is none, or its key was destroyed.

        """
        if not self.release.sealed:
            return self.place.read(digest)
        box = json.decode(b"".join(self.place.read(self.release.sealed)), type=Sealed)
        data = self.keyring.open(box, bytes, field=FIELD)
        if data is None or box.subject != str(self.request_id):
            raise FileGoneError(digest)
        return iter((data,))


def _named(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if not category(each).startswith("C")).strip()
    return plain[-NAME:] or "文件"
