"""What the making of a public rendition (脱密件) takes and gives."""

from msgspec import Struct

from services.workflow.domain.redaction_words import Box
from services.workflow.domain.screening.covering import Wanted
from services.workflow.domain.screening.terms import FindingKind
from shared.decider import InvalidError


class Order(Struct, frozen=True, kw_only=True):
    """脱密单 — what must not be in the rendition."""

    wanted: Wanted = Wanted()
    boxes: tuple[Box, ...] = ()

    @property
    def without_pictures(self) -> bool:
        """Tell whether what nobody looked at is to go, too."""
        return FindingKind.UNREAD in self.wanted.kinds


class Rendition(Struct, frozen=True, kw_only=True):
    """脱密件 — its bytes, its kind (the ending), and what was left out on the way, in words."""

    data: bytes
    kind: str
    left_out: tuple[str, ...] = ()


class UnredactableFileError(InvalidError):
    """这种文件不能生成脱密件，请换成 PDF、DOCX、XLSX、PNG、JPEG 或者文本文件。"""


class NothingVisibleError(InvalidError):
    """文件里没有可见的内容，不能生成脱密件。"""


class TooManyPagesError(InvalidError):
    """PDF 页数太多，不能生成脱密件，请拆分后再上传。"""


class LockedFileError(InvalidError):
    """文件设有密码，不能生成脱密件，请去掉密码后再上传。"""
