"""Words of the making of public renditions (脱密处理): what is asked, what has happened."""

from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.screening import FindingKind


class AttachmentRedacted(Struct, frozen=True, kw_only=True, tag="workflow.attachment.redacted.v1"):
    """附件已生成脱密件

    Says which kinds were removed, never what: of words that a person typed and boxes
    that a person drew only how many. The original stays with the staff; its name here is
    masked. ``unread`` counts what nobody could look at in the original. ``left_out`` is
    what a reader saw and the rendition has not (批注、嵌入的对象…).
    """

    proposal_id: str
    unit: str
    original: Attachment
    rendition: Attachment
    redacted_by: str
    kinds: tuple[FindingKind, ...] = ()
    phrases: int = 0
    boxes: int = 0
    unread: int = 0
    left_out: tuple[str, ...] = ()


class Box(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """遮盖框 — drawn black by a person; per mille of the page's or picture's width and height."""

    left: int
    top: int
    right: int
    bottom: int
    page: int = 1


class RedactAttachment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """生成脱密件 — of a file of this proposal (its SHA-256), without these things."""

    attachment: str
    kinds: tuple[FindingKind, ...] = ()
    phrases: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()


class RecordRedaction(Struct, frozen=True, kw_only=True):
    """记下脱密件 — asked by the desk itself once a rendition is kept."""

    made: AttachmentRedacted


class EncloseFiles(Struct, frozen=True, kw_only=True):
    """拟附上附件 — asked by the desk with every text: which files it is to carry, by SHA-256."""

    digests: tuple[str, ...]


RedactionCommand = RecordRedaction | EncloseFiles
