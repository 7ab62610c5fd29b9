"""报告 — drafted with figures to a cut-off, signed, sent in every form, received (S4 六2)."""

import re
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.report_words import (
    DraftReport,
    EscalateReport,
    FillProgress,
    HandInReport,
    MissReport,
    Paper,
    Progress,
    ProgressFilled,
    ReceiveReport,
    ReportCommand,
    ReportDrafted,
    ReportEdited,
    ReportEscalated,
    ReportEvent,
    ReportFigures,
    ReportMissed,
    ReportReceived,
    ReportReturned,
    ReportSent,
    ReportSigned,
    ReturnReport,
    SignReport,
    TaskLine,
    WriteReport,
)
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause, canonical

LEAST: Final = 5  # characters of a text, a reason
NUMBER: Final = re.compile(r"^[^〔〕]{1,30}〔\d{4}〕\d{1,5}号$")


class ReportState(Enum):
    """报告状态"""

    NEW = "new"
    DRAFTED = "drafted"
    SIGNED = "signed"
    PARTLY = "partly"
    SENT = "sent"
    RECEIVED = "received"


class Report(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next step."""

    state: ReportState = ReportState.NEW
    unit: str = ""
    kind: str = ""
    period: str = ""
    due: date = date.min
    cutoff: date = date.min
    addressee: str = ""
    reviewers: tuple[str, ...] = ()
    forms: tuple[Paper, ...] = ()
    figures: ReportFigures = ReportFigures()
    tasks: int = 0
    text: str = ""
    table: tuple[TaskLine, ...] = ()
    writers: frozenset[str] = frozenset()
    sent: tuple[Paper, ...] = ()
    escalated: bool = False
    missed: bool = False

    @property
    def digest(self) -> str:
        """Return the digest of all that is signed."""
        said = {"cutoff": self.cutoff, "figures": self.figures, "period": self.period}
        return sha256(canonical({**said, "table": self.table, "text": self.text})).hexdigest()


class ReportUnknownError(NotFoundError):
    """没有找到这份报告。"""


class ReportTwiceError(RejectedError):
    """这一期报告已经起草。"""


class ReportSentAlreadyError(RejectedError):
    """这份报告已经报送，不能再改动。"""


class ReportTextError(InvalidError):
    """请写明报告内容，不少于5个字。"""


class ReportReasonError(InvalidError):
    """退回报告要写明理由，不少于5个字。"""


class ProgressTableError(InvalidError):
    """任务进度表的项数不对，实施方案规定了要填多少项。"""

    @property
    def sentence(self) -> str:
        """Say how many there must be, and how many there are."""
        wanted, found = self.args
        return f"任务进度表的项数不对：实施方案规定{wanted}项，现在是{found}项。"


class ProgressLineError(InvalidError):
    """任务进度表每一项都要写任务名称、进展和责任人，已完成的还要写佐证。"""

    @property
    def sentence(self) -> str:
        """Say which line it is."""
        return (
            f"任务进度表第{self.args[0]}项不完整：每一项都要写任务名称、进展（未开始、进行中、"
            "已完成）和责任人，已完成的还要写佐证。"
        )


class ReportNotSignedError(RejectedError):
    """这份报告还没有经规定的领导审核签发，不能报送。"""


class ReportSignerError(ForbiddenError):
    """报告由实施方案规定的领导审核签发。"""


class ReportOwnHandError(ForbiddenError):
    """起草或者修改过这份报告的人，不能自己审核签发。"""


class ReportChangedError(RejectedError):
    """报告内容在您打开以后有改动，请重新阅读后再签发。"""


class ReportFormError(InvalidError):
    """这份报告不要求用这种形式报送，或者已经用这种形式报送。"""


class ReportNumberError(InvalidError):
    """正式文件要写文号，年份用六角括号，例如“青公开〔2026〕8号”。"""


class ReportScanError(InvalidError):
    """正式文件要附扫描件。"""


class ReportAddresseeError(ForbiddenError):
    """报告由收文单位签收或者退回。"""


class ReportNotSentError(RejectedError):
    """这份报告还没有报齐，不能签收。"""


class ReportNotDueError(RejectedError):
    """这份报告还没有到期，或者已经报送、已经记录。"""


def decide(command: ReportCommand, report: Report, cause: Cause) -> list[ReportEvent]:
    """Judge one step; every refusal is a rule of this room."""
    if isinstance(command, DraftReport):
        return _draft(command, report)
    if report.state is ReportState.NEW:
        raise ReportUnknownError
    match command:
        case WriteReport() | FillProgress() | SignReport():
            return [_prepared(command, report, cause)]
        case HandInReport():
            return [_sent(command, report, cause)]
        case ReceiveReport() | ReturnReport():
            return [_answered(command, report, cause)]
        case EscalateReport() | MissReport():
            return [_rung(command, report, beijing_date(cause.at))]


def _draft(command: DraftReport, report: Report) -> list[ReportEvent]:
    if report.state is not ReportState.NEW:
        raise ReportTwiceError
    drafted = ReportDrafted(
        unit=command.unit,
        kind=command.kind,
        period=command.period,
        title=command.title,
        first=command.first,
        cutoff=command.cutoff,
        due=command.due,
        addressee=command.addressee,
        reviewers=command.reviewers,
        forms=command.forms,
        figures=command.figures,
        text=command.text,
        tasks=command.tasks,
        before=tuple(each.status for each in command.table),
    )
    if not (command.table and command.tasks):
        return [drafted]
    return [drafted, ProgressFilled(unit=command.unit, table=command.table)]


def _prepared(
    command: WriteReport | FillProgress | SignReport, report: Report, cause: Cause
) -> ReportEvent:
    if report.state not in {ReportState.DRAFTED, ReportState.SIGNED}:
        raise ReportSentAlreadyError
    match command:
        case WriteReport(text=text):
            return _written(text, report, cause)
        case FillProgress(table=table):
            return _filled(table, report)
        case SignReport(digest=digest):
            return _signed(digest, report, cause)


def _written(text: str, report: Report, cause: Cause) -> ReportEdited:
    if len(text.strip()) < LEAST:
        raise ReportTextError(field="text")
    return ReportEdited(unit=report.unit, text=text.strip(), edited_by=cause.actor)


def _filled(table: tuple[TaskLine, ...], report: Report) -> ProgressFilled:
    if len(table) != report.tasks:
        raise ProgressTableError(report.tasks, len(table), field="table")
    for number, line in enumerate(table, 1):
        bare = line.status is Progress.DONE and not line.evidence.strip()
        if bare or not line.name.strip() or not line.person.strip():
            raise ProgressLineError(number, field="table")
    return ProgressFilled(unit=report.unit, table=table)


def _signed(digest: str, report: Report, cause: Cause) -> ReportSigned:
    if cause.unit != report.unit or cause.post not in report.reviewers:
        raise ReportSignerError
    if cause.actor in report.writers:
        raise ReportOwnHandError
    if digest != report.digest:
        raise ReportChangedError
    _complete(report)
    return ReportSigned(unit=report.unit, digest=digest, signed_by=cause.actor)


def _complete(report: Report) -> None:
    if len(report.table) != report.tasks:
        raise ProgressTableError(report.tasks, len(report.table), field="table")


def _sent(command: HandInReport, report: Report, cause: Cause) -> ReportSent:
    asked = command.asked
    _complete(report)
    if report.state is ReportState.DRAFTED:
        raise ReportNotSignedError
    if asked.form not in report.forms or asked.form in report.sent:
        raise ReportFormError(field="form")
    _formal(command)
    today = beijing_date(cause.at)
    return ReportSent(
        unit=report.unit,
        addressee=report.addressee,
        kind=report.kind,
        period=report.period,
        form=asked.form,
        number=asked.number.strip(),
        digest=report.digest,
        scan=command.scan,
        whole={*report.sent, asked.form} == {*report.forms},
        days_late=max((today - report.due).days, 0),
        sent_by=cause.actor,
    )


def _formal(command: HandInReport) -> None:
    if command.asked.form is not Paper.FORMAL:
        return
    if not NUMBER.match(command.asked.number.strip()):
        raise ReportNumberError(field="number")
    if command.scan is None:
        raise ReportScanError(field="scan")


def _answered(
    command: ReceiveReport | ReturnReport, report: Report, cause: Cause
) -> ReportReceived | ReportReturned:
    if cause.unit != report.addressee:
        raise ReportAddresseeError
    if report.state is not ReportState.SENT:
        raise ReportNotSentError
    here = {"unit": report.unit, "addressee": report.addressee}
    if isinstance(command, ReceiveReport):
        return ReportReceived(**here, number=command.number.strip(), received_by=cause.actor)
    if len(command.reason.strip()) < LEAST:
        raise ReportReasonError(field="reason")
    return ReportReturned(**here, reason=command.reason.strip(), returned_by=cause.actor)


def _rung(
    command: EscalateReport | MissReport, report: Report, today: date
) -> ReportEscalated | ReportMissed:
    over = report.state is ReportState.RECEIVED
    if isinstance(command, EscalateReport):
        sent = over or report.state is ReportState.SENT
        if sent or report.escalated or today < report.due:
            raise ReportNotDueError
        return ReportEscalated(
            unit=report.unit,
            kind=report.kind,
            period=report.period,
            due=report.due,
            above=command.above,
        )
    if over or report.missed or today <= report.due:
        raise ReportNotDueError
    return ReportMissed(
        unit=report.unit,
        kind=report.kind,
        period=report.period,
        due=report.due,
        sent=report.sent,
    )


_LEAVES: Final[dict[type[Any], dict[str, Any]]] = {
    ReportSigned: {"state": ReportState.SIGNED},
    ReportReceived: {"state": ReportState.RECEIVED},
    ReportReturned: {"state": ReportState.DRAFTED, "sent": ()},
    ReportEscalated: {"escalated": True},
    ReportMissed: {"missed": True},
}


def evolve(report: Report, event: ReportEvent) -> Report:
    """Remember what happened; whatever is changed must be signed anew."""
    match event:
        case ReportDrafted():
            return _begun(event)
        case ReportEdited(text=text, edited_by=writer):
            writers = report.writers | {writer}
            return replace(report, state=ReportState.DRAFTED, text=text, writers=writers)
        case ProgressFilled(table=table):
            return replace(report, state=ReportState.DRAFTED, table=table)
        case ReportSent(form=form, whole=whole):
            state = ReportState.SENT if whole else ReportState.PARTLY
            return replace(report, state=state, sent=(*report.sent, form))
        case _:
            return replace(report, **_LEAVES[type(event)])


def _begun(event: ReportDrafted) -> Report:
    return Report(
        state=ReportState.DRAFTED,
        unit=event.unit,
        kind=event.kind,
        period=event.period,
        due=event.due,
        cutoff=event.cutoff,
        addressee=event.addressee,
        reviewers=event.reviewers,
        forms=event.forms,
        figures=event.figures,
        tasks=event.tasks,
        text=event.text,
    )


REPORT: Final = Decider[ReportCommand, Report, ReportEvent](
    initial=Report(), decide=decide, evolve=evolve
)
