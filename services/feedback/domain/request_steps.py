"""办理申请 — from its receipt to the study: correction, extension, the word of a third party."""

from datetime import date
from typing import Final

from services.feedback.domain.request_clock import counted, ended, waiting
from services.feedback.domain.request_commands import (
    AcceptRequest,
    AnswerParty,
    AskCorrection,
    ConsultParty,
    CorrectRequest,
    DropRelease,
    ExtendRequest,
    PrepareRelease,
    ReceiveRequest,
    RecountRequest,
    SignRequest,
    StudyRequest,
)
from services.feedback.domain.request_events import (
    CorrectionAsked,
    PartyAnswered,
    PartyConsulted,
    ReleaseDropped,
    ReleasePrepared,
    RequestAccepted,
    RequestCorrected,
    RequestEvent,
    RequestExtended,
    RequestLapsed,
    RequestReceived,
    RequestRecounted,
    RequestSigned,
    RequestStudied,
)
from services.feedback.domain.request_rule import entitled
from services.feedback.domain.request_state import Asked
from services.feedback.domain.request_words import Checked, Intake, Status, Wait
from shared.calendar import Calendar, beijing_date
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class RequestAlreadyReceivedError(RejectedError):
    """这件申请已经收到，不能重复登记。"""


class NotOralError(RejectedError):
    """只有口头申请需要打印申请表签字。"""


class AlreadySignedError(RejectedError):
    """申请表已经签字。"""


class OralUnsignedError(RejectedError):
    """口头申请要先打印申请表，由申请人签字，再受理。"""


class OriginalUnseenError(InvalidError):
    """书面和口头申请要查验证件原件，请选择“查验证件原件”。"""


class OriginalSeenError(InvalidError):
    """网上申请没有见到证件原件，请选择“证件号码校验”或者“实名登录账号”。"""


class NoAccountError(InvalidError):
    """这件申请不是登录后提出的，不能选择“实名登录账号”。"""


class AlreadyAcceptedError(RejectedError):
    """这件申请已经受理。"""


class NotAcceptedError(RejectedError):
    """这件申请还没有受理，请先受理。"""


class AlreadyWaitingError(RejectedError):
    """正在等待答复，不能重复要求。"""


class NothingAwaitedError(RejectedError):
    """现在没有在等待这项答复。"""


class StillWaitingError(RejectedError):
    """还在等待补正或者第三方意见，收到以后再办理。"""


class CorrectionNotOverError(RejectedError):
    """补正期限还没有过，不能按放弃申请处理。"""


class AlreadyExtendedError(RejectedError):
    """答复期限只能延长一次。"""


class NoExtensionError(RejectedError):
    """本单位的实施方案没有规定可以延长答复期限。"""


class ReleaseTwiceError(RejectedError):
    """这个文件已经放入。"""


class TooManyReleasesError(RejectedError):
    """一件申请最多放入20个文件。"""


class ReleaseMissingError(NotFoundError):
    """没有放入过这个文件。"""


class AlreadyDecidedError(RejectedError):
    """这件申请已经作出答复决定，不能再这样办理。"""


MOST: Final = 20  # files of one request: a fact holds them all
UNDECIDED: Final = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.STUDIED})


def receive(command: ReceiveRequest, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Take a request in; its term runs from the day after (S0-64)."""
    if asked.status is not Status.NEW:
        raise RequestAlreadyReceivedError
    entitled(command.standing, command.rule)
    today = beijing_date(cause.at)
    due = counted(today, command.rule, (), command.calendar).due
    return [
        RequestReceived(
            unit=command.unit,
            intake=command.intake,
            standing=command.standing,
            applicant=command.applicant,
            content=command.content,
            identity=command.identity,
            query_code_digest=command.query_code_digest,
            rule=command.rule,
            received_on=today,
            due=due or today,
            calendar=command.calendar.version,
        )
    ]


def sign(command: SignRequest, asked: Asked) -> list[RequestEvent]:
    """Note that an applicant has signed what a clerk wrote down (F1)."""
    if asked.intake is not Intake.ORAL:
        raise NotOralError
    if asked.signed:
        raise AlreadySignedError
    return [RequestSigned(scan=command.scan)]


def accept(command: AcceptRequest, asked: Asked) -> list[RequestEvent]:
    """Take a request on, once it is clear who asks."""
    if asked.status is not Status.RECEIVED:
        raise AlreadyAcceptedError
    if waiting(asked.stops, Wait.CORRECTION):
        raise StillWaitingError
    if asked.intake is Intake.ORAL and not asked.signed:
        raise OralUnsignedError
    _identified(command.checked, asked)
    return [RequestAccepted(checked=command.checked)]


def ask_correction(command: AskCorrection, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Ask the applicant to complete a request."""
    _undecided(asked)
    if waiting(asked.stops, Wait.CORRECTION):
        raise AlreadyWaitingError
    today = beijing_date(cause.at)
    by = command.calendar.add_working_days(today, asked.rule.correction).end
    return [CorrectionAsked(wanted=command.wanted, asked_on=today, by=by)]


def correct(command: CorrectRequest, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Take in what the applicant has completed; the clock goes on."""
    due = _due_after(asked, Wait.CORRECTION, command.calendar, cause)
    return [RequestCorrected(content=command.content, corrected_on=beijing_date(cause.at), due=due)]


def lapse(asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Let a request go that nobody completed in time."""
    if asked.correction_by is None:
        raise NothingAwaitedError
    if beijing_date(cause.at) <= asked.correction_by:
        raise CorrectionNotOverError(asked.correction_by)
    return [RequestLapsed()]


def extend(command: ExtendRequest, asked: Asked) -> list[RequestEvent]:
    """Prolong the term, once, by what the scheme allows (F4)."""
    _undecided(asked)
    if asked.extended:
        raise AlreadyExtendedError
    days = asked.rule.extension
    if not days:
        raise NoExtensionError
    found = counted(
        asked.counted_from, asked.rule, asked.stopping, command.calendar, more=asked.more + days
    )
    return [RequestExtended(reason=command.reason, days=days, due=found.due)]


def consult(command: ConsultParty, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Ask somebody whom the matter touches (F5)."""
    _accepted(asked)
    if waiting(asked.stops, Wait.CONSULTATION):
        raise AlreadyWaitingError
    return [PartyConsulted(party=command.party, consulted_on=beijing_date(cause.at))]


def answer(command: AnswerParty, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Note what they said, or that they said nothing; the clock goes on."""
    due = _due_after(asked, Wait.CONSULTATION, command.calendar, cause)
    return [
        PartyAnswered(
            consent=command.consent,
            said=command.said,
            answered_on=beijing_date(cause.at),
            due=due,
        )
    ]


def study(command: StudyRequest, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Note what the study of a request came to (S1-19: 经研究)."""
    _accepted(asked)
    if waiting(asked.stops, Wait.CORRECTION):
        raise StillWaitingError
    return [RequestStudied(opinion=command.opinion, studied_by=cause.actor)]


def prepare(command: PrepareRelease, asked: Asked) -> list[RequestEvent]:
    """Lay ready what the applicant may be given; the body decides on these very bytes (F5)."""
    _accepted(asked)
    if any(each.sha256 == command.release.sha256 for each in asked.prepared):
        raise ReleaseTwiceError(field="file")
    if len(asked.prepared) >= MOST:
        raise TooManyReleasesError(field="file")
    return [ReleasePrepared(release=command.release)]


def drop(command: DropRelease, asked: Asked) -> list[RequestEvent]:
    """Take back what was laid ready."""
    _undecided(asked)
    if all(each.sha256 != command.sha256 for each in asked.prepared):
        raise ReleaseMissingError(command.sha256)
    return [ReleaseDropped(sha256=command.sha256)]


def recount(command: RecountRequest, asked: Asked) -> list[RequestEvent]:
    """Count an open term anew by another calendar (D7); nothing, if it ends on the same day."""
    if asked.status not in UNDECIDED | {Status.DECIDED}:
        return []
    found = counted(
        asked.counted_from, asked.rule, asked.stopping, command.calendar, more=asked.more
    )
    if found.due == asked.due:
        return []
    return [RequestRecounted(due=found.due, calendar=command.calendar.version)]


def _identified(checked: Checked, asked: Asked) -> None:
    online = asked.intake is Intake.ONLINE
    if not online and checked is not Checked.ORIGINAL:
        raise OriginalUnseenError(field="checked")
    if online and checked is Checked.ORIGINAL:
        raise OriginalSeenError(field="checked")
    if checked is Checked.ACCOUNT and not asked.applicant:
        raise NoAccountError(field="checked")


def _undecided(asked: Asked) -> None:
    if asked.status not in UNDECIDED:
        raise AlreadyDecidedError


def _accepted(asked: Asked) -> None:
    _undecided(asked)
    if asked.status is Status.RECEIVED:
        raise NotAcceptedError


def _due_after(asked: Asked, wait: Wait, calendar: Calendar, cause: Cause) -> date | None:
    if not waiting(asked.stops, wait):
        raise NothingAwaitedError
    stops = ended(asked.stopping, wait, beijing_date(cause.at))
    return counted(asked.counted_from, asked.rule, stops, calendar, more=asked.more).due
