"""What a reader of files returns: words with their places, what is hidden, what was not read."""

from msgspec import Struct

from services.workflow.domain.screening import Finding, FindingKind, Piece, Severity
from shared.decider import InvalidError


class FileTooLargeError(InvalidError):
    """文件超过100MB，不能筛查。"""


class FileDamagedError(InvalidError):
    """文件已损坏或者格式不对，不能筛查，请重新生成后再上传。"""


class FileTooSlowError(InvalidError):
    """文件太复杂，一分钟内读不完，为安全起见不予读取，请拆分或者重新生成后再上传。"""


class UnscreenableFileError(InvalidError):
    """这种文件不能筛查，请换成 PDF、DOCX、XLSX、图片或者文本文件。"""


class Said(Struct, kw_only=True):
    """说的话 — of one file; ``inner`` are files within it, by name."""

    pieces: list[Piece] = []
    findings: list[Finding] = []
    inner: list[tuple[str, bytes]] = []


def hidden(place: str, what: str) -> Finding:
    """Return the finding of something that a reader of the file does not see."""
    return Finding(
        kind=FindingKind.HIDDEN,
        place=place,
        excerpt=what,
        severity=Severity.CERTAIN,
        rule="隐藏内容",
    )


def unread(place: str, why: str = "没有检查，请人工核对") -> Finding:
    """Return the finding that something was not looked at, so that nobody trusts it was."""
    return Finding(
        kind=FindingKind.UNREAD,
        place=place,
        excerpt=why,
        severity=Severity.CERTAIN,
        rule="没有检查的内容",
    )
