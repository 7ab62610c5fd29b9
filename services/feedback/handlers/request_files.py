"""给申请人的文件 — some pages or all of a file, kept by digest; who else asks is noted (F5)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from unicodedata import category

from services.feedback.domain.request_words import Release
from services.feedback.domain.request_writing import page_numbers
from services.feedback.gateways.pdf_pages import pages_of
from shared.decider import InvalidError, RejectedError
from shared.files import Arriving, FileEmptyError, Kept, Place
from shared.web import Caller

PDF: Final = b"%PDF-"
NAME: Final = 80  # characters
Refuse = Callable[[Caller, RejectedError, str], Awaitable[None]]


class PagesNotPdfError(InvalidError):
    """只有 PDF 文件可以选页；其他文件请不要填写页码。"""


@dataclass(frozen=True)
class RequestFiles:
    """申请的文件"""

    arriving: Arriving
    place: Place
    refuse: Refuse

    async def release(self, name: str, data: bytes, pages: str) -> Release:
        """Keep what an applicant may be given; of a PDF these pages alone.

        Raises:
            FileEmptyError, FileKindError, FileInfectedError: it is nothing that is taken.
            PagesUnclearError, PageMissingError, PagesNotPdfError: such pages cannot be had.

        """
        if not data:
            raise FileEmptyError(field="file")
        numbers = page_numbers(pages)
        if data.startswith(PDF):
            return await asyncio.to_thread(self._paged, name, data, numbers)
        if numbers:
            raise PagesNotPdfError(field="pages")
        kept = await asyncio.to_thread(self.arriving.keep, data)
        return _release(_named(name), kept)

    async def trespass(self, caller: Caller, refusal: RejectedError, asked: str) -> None:
        """Let auditors know that somebody looked for what is another's."""
        if caller.person:
            await self.refuse(caller, refusal, asked)

    def _paged(self, name: str, data: bytes, numbers: tuple[int, ...]) -> Release:
        made, of = pages_of(data, numbers)
        kept = self.arriving.keep(made)
        return _release(_named(name), kept, pages=numbers, of=of, source=sha256(data).hexdigest())


def _release(
    name: str, kept: Kept, *, pages: tuple[int, ...] = (), of: int = 0, source: str = ""
) -> Release:
    return Release(
        name=name,
        sha256=kept.sha256,
        sm3=kept.sm3,
        size=kept.size,
        kind=kept.kind,
        pages=pages,
        of=of,
        source=source,
    )


def _named(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if not category(each).startswith("C")).strip()
    return plain[-NAME:] or "文件"
