"""PDF 选页 — some pages of a file become a file of their own; done by a process of its own."""

from typing import Final

from msgspec import MsgspecError, json

from services.feedback.gateways.pdf_pages_worker import Taken
from shared.apart import ask
from shared.decider import InvalidError

SECONDS: Final = 60.0
WORKER: Final = "services.feedback.gateways.pdf_pages_worker"


class PdfLockedError(InvalidError):
    """PDF 有密码，不能选页，请去掉密码后再上传。"""


class PdfDamagedError(InvalidError):
    """PDF 已损坏或者太复杂，不能选页，请重新生成后再上传。"""


class PageMissingError(InvalidError):
    """填写的页码超出了文件的页数。"""

    @property
    def sentence(self) -> str:
        """Return the rule with how many pages there are."""
        return f"填写的页码超出了文件的页数：这个文件共{self.args[0]}页。"


def pages_of(data: bytes, numbers: tuple[int, ...], seconds: float = SECONDS) -> tuple[bytes, int]:
    """Return a PDF of these pages (all, if none is named) and of how many they are.

    Raises:
        PdfLockedError: it asks for a password.
        PageMissingError: it has no such page.
        PdfDamagedError: it cannot be read, or not in time.

    """
    try:
        answered = ask(WORKER, json.encode(numbers) + b"\n" + data, seconds)
        head, _, pages = answered.partition(b"\n")
        told = json.decode(head, type=Taken)
    except (TimeoutError, MsgspecError) as error:
        raise PdfDamagedError(field="file") from error
    return _whole(told, pages)


def _whole(told: Taken, pages: bytes) -> tuple[bytes, int]:
    if told.fault == "locked":
        raise PdfLockedError(field="file")
    if told.fault == "missing":
        raise PageMissingError(told.of, field="pages")
    if told.fault:
        raise PdfDamagedError(field="file")
    return pages, told.of
