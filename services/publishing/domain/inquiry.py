"""质询和解答 — every question has an answer, or a day by which it has one (五(二)3)."""

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.inquiry_words import (
    OCCASIONS,
    AnswerInquiry,
    InquiryAnswered,
    InquiryAssigned,
    InquiryCommand,
    InquiryEvent,
    InquiryRaised,
    RaiseInquiry,
)
from services.publishing.domain.showing import by_recorder, choices, line, written
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

DAYS: Final = 5  # working days for an answer, where a scheme does not say otherwise


class Inquiry(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, who answers by when, whether it is answered."""

    unit: str = ""
    handler: str = ""
    due: date | None = None
    answered: bool = False


class InquiryUnknownError(NotFoundError):
    """没有找到这个问题。"""


class InquiryAgainError(RejectedError):
    """这个问题已经登记，不能重复登记。"""


class OccasionUnknownError(InvalidError):
    """请写明是在哪次会议或者哪次新闻发布上提出的。"""


class AskerMissingError(InvalidError):
    """请写明由谁提问。"""


class AnswererMissingError(InvalidError):
    """没有当场答复的，必须写明由谁答复，期限由系统按工作日计算。"""


class AnsweredAlreadyError(RejectedError):
    """这个问题已经答复。"""


def decide(command: InquiryCommand, state: Inquiry, cause: Cause) -> list[InquiryEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case RaiseInquiry():
            return _raise(command, state, cause)
        case AnswerInquiry():
            return [_answer(command, state, cause)]


def evolve(state: Inquiry, event: InquiryEvent) -> Inquiry:
    """Remember what happened."""
    match event:
        case InquiryRaised(unit=unit):
            return Inquiry(unit=unit)
        case InquiryAssigned(to=to, due=due):
            return replace(state, handler=to.person, due=due)
        case InquiryAnswered():
            return replace(state, answered=True)


def _raise(command: RaiseInquiry, state: Inquiry, cause: Cause) -> list[InquiryEvent]:
    if state.unit:
        raise InquiryAgainError
    by_recorder(command.unit, cause)
    raised = _raised(command)
    if command.answer.strip():
        text, today = written(command.answer, "answer"), beijing_date(cause.at)
        spot = InquiryAnswered(
            unit=command.unit, text=text, on=today, on_the_spot=True, days_late=0
        )
        return [raised, spot]
    return [raised, _assigned(command, raised.question)]


def _raised(command: RaiseInquiry) -> InquiryRaised:
    if command.occasion not in OCCASIONS or not command.occasion_id:
        raise OccasionUnknownError(*choices(OCCASIONS), field="occasion")
    if not command.asker and not command.outlet.strip():
        raise AskerMissingError(field="asker")
    return InquiryRaised(
        unit=command.unit,
        occasion=command.occasion,
        occasion_id=command.occasion_id,
        question=written(command.question, "question"),
        asker=command.asker,
        outlet=line(command.outlet, "outlet") if command.outlet.strip() else "",
    )


def _assigned(command: RaiseInquiry, question: str) -> InquiryAssigned:
    if command.to is None or command.term is None:
        raise AnswererMissingError(field="handler")
    return InquiryAssigned(
        unit=command.unit,
        question=question,
        to=command.to,
        due=command.term.end,
        days=command.term.counted,
        calendar=command.calendar,
    )


def _answer(command: AnswerInquiry, state: Inquiry, cause: Cause) -> InquiryAnswered:
    if not state.unit:
        raise InquiryUnknownError
    if state.answered:
        raise AnsweredAlreadyError
    if cause.actor != state.handler:
        by_recorder(state.unit, cause)
    today = beijing_date(cause.at)
    return InquiryAnswered(
        unit=state.unit,
        text=written(command.text, "text"),
        on=today,
        on_the_spot=False,
        days_late=max((today - state.due).days, 0) if state.due else 0,
        file=command.file,
    )


INQUIRY: Final = Decider[InquiryCommand, Inquiry, InquiryEvent](
    initial=Inquiry(), decide=decide, evolve=evolve
)
