"""文件的词 — documents, bulletins, circulars and what lies in the reading room: asked and said."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.domain.showing_words import Addressee, Matter
from services.publishing.domain.terms import Attachment
from shared.calendar import Counted

DOCUMENTS: Final = {
    "document": "文件",
    "bulletin": "简报",
    "circular": "通报",
    "extract": "会议补读材料",
    "reading": "文件查阅处文件",
    "guide": "办事指南",
}
SIGNED: Final = ("document", "bulletin", "circular", "extract")  # each of their readers signs


class IssueDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下发文件 — to persons (ids) or to units; ``matter`` is what it discloses, if anything.

    ``form`` is the approved form that it carries out; ``term`` is by when to sign, as counted.
    """

    unit: str
    kind: str
    number: str
    title: str
    text: str
    form: str = ""
    file: Attachment | None = None
    matter: Matter | None = None
    meeting_id: str = ""
    persons: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # units above and below the sender
    beyond: tuple[str, ...] = ()  # persons outside the scope of what it discloses
    term: Counted | None = None
    calendar: str = ""


class SignReceipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签收 — for a person or a unit; ``paper`` is the scan of a signature on paper."""

    person: str = ""
    unit: str = ""
    paper: Attachment | None = None


class WaiveReceipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """免予签收 — whoever has left, or cannot read it any more, for a reason."""

    reason: str
    person: str = ""
    unit: str = ""


class RemindReaders(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提醒签收 — ``to`` are those who have not signed, by a post they hold."""

    to: tuple[Addressee, ...]


class FileReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """反映情况 — what a unit that was told something says upwards, or its superior downwards."""

    unit: str
    text: str


class AnswerReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复情况反映 — ``number`` is that of the report, from 1."""

    number: int
    text: str


DocumentCommand = (
    IssueDocument | SignReceipt | WaiveReceipt | RemindReaders | FileReport | AnswerReport
)


class DocumentIssued(Struct, frozen=True, kw_only=True, tag="publishing.document.issued.v1"):
    """文件已下发 — ``sign_by`` and the days counted up to it by ``calendar``, if it has a term."""

    unit: str
    kind: str
    number: str
    title: str
    text: str
    form: str
    file: Attachment | None
    disclosure_id: str
    item_id: str
    version: int
    meeting_id: str
    persons: tuple[str, ...]
    units: tuple[str, ...]
    sign_by: date | None = None
    calendar: str = ""


class ReceiptSigned(Struct, frozen=True, kw_only=True, tag="publishing.receipt.signed.v1"):
    """已签收"""

    unit: str
    person: str
    paper: Attachment | None = None


class ReceiptWaived(Struct, frozen=True, kw_only=True, tag="publishing.receipt.waived.v1"):
    """已免予签收"""

    unit: str
    person: str
    reason: str


class DocumentCompleted(Struct, frozen=True, kw_only=True, tag="publishing.document.completed.v1"):
    """文件已全部签收 — ``due`` readers, ``signed`` of them; the others were excused."""

    unit: str
    due: int
    signed: int


class DocumentReminded(Struct, frozen=True, kw_only=True, tag="publishing.document.reminded.v1"):
    """已提醒签收"""

    unit: str
    title: str
    to: tuple[Addressee, ...]
    sign_by: date | None = None


class ReportFiled(Struct, frozen=True, kw_only=True, tag="publishing.report.filed.v1"):
    """情况已反映"""

    unit: str
    number: int
    text: str


class ReportAnswered(Struct, frozen=True, kw_only=True, tag="publishing.report.answered.v1"):
    """情况反映已答复"""

    unit: str
    number: int
    text: str


DocumentEvent = (
    DocumentIssued
    | ReceiptSigned
    | ReceiptWaived
    | DocumentCompleted
    | DocumentReminded
    | ReportFiled
    | ReportAnswered
)
