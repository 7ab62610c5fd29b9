"""报告任务的请求和事实 — a report to a superior: drafted, signed, sent in each form, received."""

from datetime import date
from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

from services.workflow.domain.attachment_words import Attachment

Prose = Annotated[str, Meta(max_length=8_000)]
Words = Annotated[str, Meta(max_length=500)]
Line = Annotated[str, Meta(max_length=100)]
Link = Annotated[str, Meta(max_length=200)]


class Paper(Enum):
    """报送形式"""

    ELECTRONIC = "electronic"
    FORMAL = "formal"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"electronic": "电子版", "formal": "正式文件"}[self.value]


class Progress(Enum):
    """任务进展"""

    WAITING = "waiting"
    GOING = "going"
    DONE = "done"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return PROGRESS[self.value]


PROGRESS: Final = {"waiting": "未开始", "going": "进行中", "done": "已完成"}


class TaskLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """进度表的一行 — a task, how far it is, where that can be seen, and who answers for it."""

    name: Line
    status: Progress
    evidence: Link = ""
    person: Annotated[str, Meta(max_length=40)] = ""


Table = Annotated[tuple[TaskLine, ...], Meta(max_length=60)]


class ReportFigures(Struct, frozen=True, kw_only=True):
    """报告数字 — of a unit and all below it, from the first day to the cut-off, both included.

    ``published``: first openings; ``due``: obligations that fell due; ``overdue``: those of
    them not fulfilled on their day; ``opinions``: received; ``concluded``: those concluded.
    """

    published: int = 0
    due: int = 0
    overdue: int = 0
    opinions: int = 0
    concluded: int = 0


class DraftReport(Struct, frozen=True, kw_only=True):
    """起草报告 — what the scheme asks for, with figures; the table goes on from the last one."""

    unit: str
    kind: str
    period: str
    title: str
    first: date
    cutoff: date
    due: date
    addressee: str
    reviewers: tuple[str, ...]
    forms: tuple[Paper, ...]
    figures: ReportFigures
    text: str
    tasks: int = 0
    table: tuple[TaskLine, ...] = ()


class WriteReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """修改报告 — its text."""

    text: Prose = ""


class FillProgress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """填写任务进度表 — all its lines, in their order."""

    table: Table = ()


class SignReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """审核签发报告 — the very text and table of this digest."""

    digest: str


class SendReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报送报告 — in one form; a formal document bears a number and comes with its scan.

    ``scan`` names an upload of this person.
    """

    form: Paper
    number: Line = ""
    scan: str = ""


class HandInReport(Struct, frozen=True, kw_only=True):
    """送出报告 — what is asked, with the scan that was found."""

    asked: SendReport
    scan: Attachment | None = None


class ReceiveReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签收报告 — ``number``: under which the superior keeps it."""

    number: Line = ""


class ReturnReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回报告"""

    reason: Words = ""


class EscalateReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """催报报告 — its day has come and it is not sent; ``above``: who is told."""

    above: str = ""


class MissReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告到期 — its day is over without a receipt."""


class ReportDrafted(Struct, frozen=True, kw_only=True, tag="workflow.report.drafted.v1"):
    """报告已起草 — ``cutoff``: 数据截至, its last day; ``tasks``: lines its table must have."""

    unit: str
    kind: str
    period: str
    title: str
    first: date
    cutoff: date
    due: date
    addressee: str
    reviewers: tuple[str, ...]
    forms: tuple[Paper, ...]
    figures: ReportFigures
    text: str
    tasks: int
    before: tuple[Progress, ...]


class ReportEdited(Struct, frozen=True, kw_only=True, tag="workflow.report.edited.v1"):
    """报告已修改"""

    unit: str
    text: str
    edited_by: str


class ProgressFilled(Struct, frozen=True, kw_only=True, tag="workflow.progress.filled.v1"):
    """任务进度表已填写"""

    unit: str
    table: tuple[TaskLine, ...]


class ReportSigned(Struct, frozen=True, kw_only=True, tag="workflow.report.signed.v1"):
    """报告已审核签发"""

    unit: str
    digest: str
    signed_by: str


class ReportSent(Struct, frozen=True, kw_only=True, tag="workflow.report.sent.v1"):
    """报告已报送 — ``whole``: now in every form; ``digest``: of what was signed, as sent."""

    unit: str
    addressee: str
    kind: str
    period: str
    form: Paper
    number: str
    digest: str
    scan: Attachment | None
    whole: bool
    days_late: int
    sent_by: str


class ReportReceived(Struct, frozen=True, kw_only=True, tag="workflow.report.received.v1"):
    """报告已签收"""

    unit: str
    addressee: str
    number: str
    received_by: str


class ReportReturned(Struct, frozen=True, kw_only=True, tag="workflow.report.returned.v1"):
    """报告已退回"""

    unit: str
    addressee: str
    reason: str
    returned_by: str


class ReportEscalated(Struct, frozen=True, kw_only=True, tag="workflow.report.escalated.v1"):
    """报告已催报"""

    unit: str
    kind: str
    period: str
    due: date
    above: str


class ReportMissed(Struct, frozen=True, kw_only=True, tag="workflow.report.missed.v1"):
    """报告已逾期 — ``sent``: the forms in which it had been sent."""

    unit: str
    kind: str
    period: str
    due: date
    sent: tuple[Paper, ...]


ReportCommand = (
    DraftReport
    | WriteReport
    | FillProgress
    | SignReport
    | HandInReport
    | ReceiveReport
    | ReturnReport
    | EscalateReport
    | MissReport
)
ReportEvent = (
    ReportDrafted
    | ReportEdited
    | ProgressFilled
    | ReportSigned
    | ReportSent
    | ReportReceived
    | ReportReturned
    | ReportEscalated
    | ReportMissed
)
