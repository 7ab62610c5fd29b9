"""文件 — issued to named readers, signed for by each of them, answered from below (C9, L4)."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.document_words import (
    DOCUMENTS,
    SIGNED,
    AnswerReport,
    DocumentCommand,
    DocumentCompleted,
    DocumentEvent,
    DocumentIssued,
    DocumentReminded,
    FileReport,
    IssueDocument,
    ReceiptSigned,
    ReceiptWaived,
    RemindReaders,
    ReportAnswered,
    ReportFiled,
    SignReceipt,
    WaiveReceipt,
)
from services.publishing.domain.showing import (
    AT_ONCE,
    RECORDERS,
    NotRecorderError,
    ReaderBeyondScopeError,
    by_recorder,
    choices,
    line,
    may_show,
    written,
)
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Phase
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause

Reader = tuple[str, str]  # a person, or a unit as a whole


class Document(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, who has not signed, which reports are open."""

    issued: DocumentIssued | None = None
    unsigned: frozenset[Reader] = frozenset()
    signed: int = 0
    complete: bool = False
    reports: int = 0
    answered: frozenset[int] = frozenset()

    @property
    def due(self) -> int:
        """Return how many readers it has."""
        return len(self.issued.persons) + len(self.issued.units) if self.issued else 0


class DocumentUnknownError(NotFoundError):
    """没有找到这份文件。"""


class DocumentAgainError(RejectedError):
    """这份文件已经下发，不能重复下发。"""


class DocumentKindError(InvalidError):
    """请选择文件的种类。"""


class BulletinNumberError(InvalidError):
    """简报必须有期号，文件和通报必须有文号或者编号。"""


class ReadersMissingError(InvalidError):
    """请选择发给哪些人或者哪些单位。"""


class ReadersTooManyError(InvalidError):
    """一份文件一次最多发给1000个对象，请分次下发。"""


class ReadersMixedError(InvalidError):
    """同一份文件只能发给个人或者发给单位，不能混发，也不能重复。"""


class UnitUnrelatedError(InvalidError):
    """通报只能在上级和下级党组织之间互通，所选单位不是本单位的上级或者下级。"""


class GuideOwnWordsError(InvalidError):
    """办事指南展示的是已经批准公开的正文，不能另写内容；要改内容，请按程序更正公开事项。"""


class GuideFileError(InvalidError):
    """办事指南展示的是已经批准公开的正文，不能另附文件；附件随公开事项一起批准。"""


class GuideNotPublicError(RejectedError):
    """办事指南要先向社会公开，才能放进办事指南栏目。"""


class NotAddressedError(NotFoundError):
    """没有找到发给您的这份文件。"""


class SignedAlreadyError(RejectedError):
    """已经签收，不能重复签收。"""


class SignedByOtherError(ForbiddenError):
    """只能本人签收；由他人代为登记的，须附本人在纸上签名的扫描件。"""


class WaiverReasonError(InvalidError):
    """免予签收必须写明原因，不少于5个字。"""


class NobodyUnreadError(RejectedError):
    """所有人都已签收，不用提醒。"""


class ReportUnknownError(NotFoundError):
    """没有找到这件情况反映。"""


class ReportAnsweredError(RejectedError):
    """这件情况反映已经答复。"""


def decide(command: DocumentCommand, state: Document, cause: Cause) -> list[DocumentEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    if isinstance(command, IssueDocument):
        return [_issue(command, state, cause)]
    issued = _issued(state)
    match command:
        case SignReceipt():
            return _sign(command, state, issued, cause)
        case WaiveReceipt():
            return _waive(command, state, issued, cause)
        case RemindReaders():
            return [_remind(command, state, issued, cause)]
        case FileReport():
            return [_report(command, state, issued)]
        case AnswerReport():
            return [_answer(command, state, issued, cause)]


def evolve(state: Document, event: DocumentEvent) -> Document:
    """Remember what happened."""
    match event:
        case DocumentIssued():
            return Document(issued=event, unsigned=_readers(event))
        case ReceiptSigned() | ReceiptWaived():
            return _less(state, _reader(event), signed=isinstance(event, ReceiptSigned))
        case DocumentCompleted():
            return replace(state, complete=True)
        case ReportFiled(number=number):
            return replace(state, reports=number)
        case ReportAnswered(number=number):
            return replace(state, answered=state.answered | {number})
        case DocumentReminded():
            return state


def _issue(command: IssueDocument, state: Document, cause: Cause) -> DocumentIssued:
    if state.issued is not None:
        raise DocumentAgainError
    by_recorder(command.unit, cause)
    _formal(command)
    matter = _matter(command, cause)
    return DocumentIssued(
        unit=command.unit,
        kind=command.kind,
        number=command.number.strip(),
        title=matter.title if matter and _guides(command) else line(command.title, "title"),
        text=command.text.strip() if matter else written(command.text, "text"),
        form=command.form,
        file=command.file,
        disclosure_id=matter.disclosure_id if matter else "",
        item_id=matter.item_id if matter else "",
        version=matter.version if matter else 0,
        meeting_id=command.meeting_id,
        persons=command.persons,
        units=command.units,
        sign_by=command.term.end if command.term else None,
        calendar=command.calendar,
    )


def _formal(command: IssueDocument) -> None:
    if command.kind not in DOCUMENTS:
        raise DocumentKindError(*choices(DOCUMENTS), field="kind")
    if command.kind in {"document", "bulletin", "circular"} and not command.number.strip():
        raise BulletinNumberError(field="number")
    if command.kind in SIGNED:
        _addressed(command)


def _addressed(command: IssueDocument) -> None:
    to = (*command.persons, *command.units)
    if not to:
        raise ReadersMissingError(field="persons")
    if len(to) > AT_ONCE:
        raise ReadersTooManyError(len(to), field="persons")
    if (command.persons and command.units) or len(set(to)) < len(to):
        raise ReadersMixedError(field="persons")
    if command.beyond:
        raise ReaderBeyondScopeError(len(command.beyond), field="persons")
    if not set(command.units) <= set(command.related):
        raise UnitUnrelatedError(field="units")


def _matter(command: IssueDocument, cause: Cause) -> Matter | None:
    matter = command.matter
    if _guides(command):
        _approved_words(command)
        if matter is None or matter.phase is not Phase.PUBLIC:
            raise GuideNotPublicError
    if matter is not None and command.form:
        may_show(matter, command.unit, command.form, beijing_date(cause.at))
    return matter


def _guides(command: IssueDocument) -> bool:
    return command.kind == "guide"


def _approved_words(command: IssueDocument) -> None:
    """Refuse words of a guide that nobody has reviewed: all of society would read them."""
    if command.text.strip():
        raise GuideOwnWordsError(field="text")
    if command.file is not None:
        raise GuideFileError(field="file")


def _issued(state: Document) -> DocumentIssued:
    if state.issued is None:
        raise DocumentUnknownError
    return state.issued


def _sign(
    command: SignReceipt, state: Document, issued: DocumentIssued, cause: Cause
) -> list[DocumentEvent]:
    reader = (command.person, command.unit)
    _is_reader(reader, issued)
    if reader not in state.unsigned:
        raise SignedAlreadyError
    _by_themselves(command, issued, cause)
    signed = ReceiptSigned(unit=command.unit, person=command.person, paper=command.paper)
    return [signed, *_completed(state, signed)]


def _by_themselves(command: SignReceipt, issued: DocumentIssued, cause: Cause) -> None:
    if command.person and command.person == cause.actor:
        return
    if command.unit and command.unit == cause.unit:
        return
    if command.paper is None:
        raise SignedByOtherError(field="paper")
    by_recorder(issued.unit, cause)


def _waive(
    command: WaiveReceipt, state: Document, issued: DocumentIssued, cause: Cause
) -> list[DocumentEvent]:
    by_recorder(issued.unit, cause)
    reader = (command.person, command.unit)
    _is_reader(reader, issued)
    if reader not in state.unsigned:
        raise SignedAlreadyError
    if len(command.reason.strip()) < 5:  # noqa: PLR2004 — characters of a reason
        raise WaiverReasonError(field="reason")
    waived = ReceiptWaived(unit=command.unit, person=command.person, reason=command.reason.strip())
    return [waived, *_completed(state, waived)]


def _completed(state: Document, event: ReceiptSigned | ReceiptWaived) -> list[DocumentCompleted]:
    after = evolve(state, event)
    if after.unsigned or after.issued is None:
        return []
    return [DocumentCompleted(unit=after.issued.unit, due=after.due, signed=after.signed)]


def _remind(
    command: RemindReaders, state: Document, issued: DocumentIssued, cause: Cause
) -> DocumentReminded:
    if cause.post != SYSTEM:
        by_recorder(issued.unit, cause)
    if not state.unsigned:
        raise NobodyUnreadError
    return DocumentReminded(
        unit=issued.unit, title=issued.title, to=command.to, sign_by=issued.sign_by
    )


def _report(command: FileReport, state: Document, issued: DocumentIssued) -> ReportFiled:
    _is_reader(("", command.unit), issued)
    return ReportFiled(
        unit=command.unit, number=state.reports + 1, text=written(command.text, "text")
    )


def _answer(
    command: AnswerReport, state: Document, issued: DocumentIssued, cause: Cause
) -> ReportAnswered:
    if cause.unit != issued.unit or cause.post not in {each.value for each in RECORDERS}:
        raise NotRecorderError
    if not 0 < command.number <= state.reports:
        raise ReportUnknownError(command.number)
    if command.number in state.answered:
        raise ReportAnsweredError(command.number)
    text = written(command.text, "text")
    return ReportAnswered(unit=issued.unit, number=command.number, text=text)


def _is_reader(reader: Reader, issued: DocumentIssued) -> None:
    if reader not in _readers(issued):
        raise NotAddressedError


def _readers(issued: DocumentIssued) -> frozenset[Reader]:
    if issued.kind not in SIGNED:
        return frozenset()
    return frozenset({(each, "") for each in issued.persons} | {("", e) for e in issued.units})


def _reader(event: ReceiptSigned | ReceiptWaived) -> Reader:
    return (event.person, event.unit)


def _less(state: Document, reader: Reader, *, signed: bool) -> Document:
    return replace(state, unsigned=state.unsigned - {reader}, signed=state.signed + signed)


DOCUMENT: Final = Decider[DocumentCommand, Document, DocumentEvent](
    initial=Document(), decide=decide, evolve=evolve
)
