"""附件的规则 — how many, how large, and by which name people know a file."""

from typing import Final
from unicodedata import category, normalize

from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment, ProposalAttached
from services.workflow.domain.terms import Kind
from shared.decider import InvalidError, RejectedError
from shared.record import Cause

LONGEST: Final = 100  # characters of a name, its ending among them
MEGA: Final = 1_000_000  # bytes, as people count them
_NAMELESS: Final = "附件"
_FORBIDDEN: Final = '<>:"|?*%#'  # in names of files somewhere, or in addresses
_INVISIBLE: Final = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}  # turned text, controls, breaks
_ENDINGS: Final = {"jpg": ("jpg", "jpeg"), "txt": ("txt", "csv", "md", "log")}


class Allowance(Struct, frozen=True, kw_only=True):
    """附件限额 — an operator's: how many files one plan may carry, and bytes in all."""

    most: int = 50
    size: int = 200_000_000


class TooManyAttachmentsError(InvalidError):
    """附件太多。"""

    def __init__(self, most: int) -> None:
        super().__init__(most, field="attachments")
        self.most = most

    @property
    def sentence(self) -> str:
        """Say how many there may be."""
        return f"一份方案最多带{self.most}个附件。"


class AttachmentsTooLargeError(InvalidError):
    """附件合计太大。"""

    def __init__(self, size: int) -> None:
        super().__init__(size, field="attachments")
        self.size = size

    @property
    def sentence(self) -> str:
        """Say how much there may be."""
        return f"一份方案的附件合计不能超过{self.size // MEGA}兆字节。"


class AttachmentsOnWithdrawalError(InvalidError):
    """撤回方案不带附件；撤回以后，原来的附件也不再提供。"""


class AttachmentChangedError(RejectedError):
    """附件与提交时不一致或者已经损坏，请退回修改，重新上传。"""

    def __init__(self, name: str) -> None:
        super().__init__(name, field="attachments")
        self.name = name

    @property
    def sentence(self) -> str:
        """Say which file it is."""
        return f"附件“{self.name}”与提交时不一致或者已经损坏，请退回修改，重新上传。"


class AttachmentUnknownError(InvalidError):
    """没有找到要附的文件，可能上传没有完成或者已经过期，请重新上传。"""


def judged(
    kind: Kind, attachments: tuple[Attachment, ...], allowance: Allowance
) -> tuple[Attachment, ...]:
    """Return the files a plan may carry; one file given twice counts once."""
    if kind is Kind.WITHDRAW and attachments:
        raise AttachmentsOnWithdrawalError(field="attachments")
    files = tuple({each.sha256: each for each in reversed(attachments)}.values())[::-1]
    if len(files) > allowance.most:
        raise TooManyAttachmentsError(allowance.most)
    if sum(each.size for each in files) > allowance.size:
        raise AttachmentsTooLargeError(allowance.size)
    return files


def attached(
    now: tuple[Attachment, ...], before: tuple[Attachment, ...], cause: Cause
) -> list[ProposalAttached]:
    """Return the fact that files were attached, if they are not the same as before."""
    if now == before:
        return []
    return [ProposalAttached(unit=cause.unit, attachments=now, attached_by=cause.actor)]


def file_name(given: str, kind: str) -> str:
    """Return a name that says nothing but a name: no path, nothing unseen, and the true ending."""
    last = normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    seen = "".join(_plain(each) for each in last)
    stem, _, ending = " ".join(seen.split()).strip(". ").rpartition(".")
    if ending.lower() not in _ENDINGS.get(kind, (kind,)):
        stem, ending = f"{stem}.{ending}" if stem else ending, kind
    stem = stem.strip(". ") or _NAMELESS
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


def _plain(character: str) -> str:
    if category(character) in _INVISIBLE:
        return ""
    return "_" if character in _FORBIDDEN else character
