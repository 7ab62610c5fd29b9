"""质询和询问 — committee members ask, the body answers by its day, once more if need be (S4-45)."""

from datetime import date
from enum import Enum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PublicText
from services.feedback.domain.writing import written
from shared.decider import Decider, ForbiddenError, NotFoundError, RejectedError
from shared.record import Cause

ANSWERS: Final = 2  # the first, and a second one to who is not satisfied


class Form(Enum):
    """质询或者询问"""

    INTERPELLATION = "interpellation"
    QUESTION = "question"


FORMS: Final = {Form.INTERPELLATION: "质询", Form.QUESTION: "询问"}


class AskInquiry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出质询、询问 — ``asker`` in a post of ``askers``; answered by ``due``."""

    unit: str
    form: Form
    subject: PublicText
    content: PublicText
    due: date
    askers: frozenset[str]


class InquiryAsked(Struct, frozen=True, kw_only=True, tag="feedback.inquiry.asked.v1"):
    """质询已提出"""

    unit: str
    form: Form
    asker: str
    subject: str
    content: str
    due: date


class AnswerInquiry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复质询"""

    reply: PublicText


class InquiryAnswered(Struct, frozen=True, kw_only=True, tag="feedback.inquiry.answered.v1"):
    """质询已答复 — ``time``: the first answer or the second."""

    unit: str
    reply: str
    time: int


class JudgeAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评价答复 — not satisfied with the first one: a second is owed by ``due``."""

    satisfied: bool
    due: date
    note: PublicText = ""


class InquiryJudged(Struct, frozen=True, kw_only=True, tag="feedback.inquiry.judged.v1"):
    """质询答复已评价"""

    unit: str
    satisfied: bool
    note: str
    due: date | None


InquiryCommand = AskInquiry | AnswerInquiry | JudgeAnswer
InquiryEvent = InquiryAsked | InquiryAnswered | InquiryJudged


class Inquiry(Struct, frozen=True, kw_only=True):
    """What must be remembered of an inquiry."""

    unit: str = ""
    asker: str = ""
    answers: int = 0
    open: bool = False
    judged: bool = False


class NotMemberError(ForbiddenError):
    """只有县委委员、县纪委委员可以提出质询；您的意见已经按一般意见登记，会有人办理。"""


class InquiryTwiceError(RejectedError):
    """这件质询已经提出。"""


class InquiryUnknownError(NotFoundError):
    """没有这件质询。"""


class NothingOwedError(RejectedError):
    """这件质询已经答复，现在没有要答复的。"""


class NotAskerError(ForbiddenError):
    """只有提出质询的人可以评价答复。"""


class NotAnsweredError(RejectedError):
    """这件质询还没有答复，或者已经评价。"""


def decide(command: InquiryCommand, inquiry: Inquiry, cause: Cause) -> list[InquiryEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    if isinstance(command, AskInquiry):
        return [_ask(command, inquiry, cause)]
    if not inquiry.unit:
        raise InquiryUnknownError
    match command:
        case AnswerInquiry():
            return [_answer(command, inquiry)]
        case JudgeAnswer():
            return [_judge(command, inquiry, cause)]


def evolve(inquiry: Inquiry, event: InquiryEvent) -> Inquiry:
    """Return the inquiry as the event leaves it."""
    match event:
        case InquiryAsked():
            return Inquiry(unit=event.unit, asker=event.asker, open=True)
        case InquiryAnswered(time=time):
            return replace(inquiry, answers=time, open=False, judged=False)
        case InquiryJudged(due=due):
            return replace(inquiry, judged=True, open=due is not None)


def _ask(command: AskInquiry, inquiry: Inquiry, cause: Cause) -> InquiryAsked:
    if inquiry.unit:
        raise InquiryTwiceError
    if cause.post not in command.askers:
        raise NotMemberError(cause.post)
    return InquiryAsked(
        unit=command.unit,
        form=command.form,
        asker=cause.actor,
        subject=written(command.subject, "topic"),
        content=written(command.content, "content"),
        due=command.due,
    )


def _answer(command: AnswerInquiry, inquiry: Inquiry) -> InquiryAnswered:
    if not inquiry.open:
        raise NothingOwedError
    reply = written(command.reply, "reply")
    return InquiryAnswered(unit=inquiry.unit, reply=reply, time=inquiry.answers + 1)


def _judge(command: JudgeAnswer, inquiry: Inquiry, cause: Cause) -> InquiryJudged:
    if cause.actor != inquiry.asker:
        raise NotAskerError
    if inquiry.open or inquiry.judged:
        raise NotAnsweredError
    again = not command.satisfied and inquiry.answers < ANSWERS
    note = written(command.note, "note") if command.note.strip() else ""
    due = command.due if again else None
    return InquiryJudged(unit=inquiry.unit, satisfied=command.satisfied, note=note, due=due)


INQUIRY: Final[Decider[Any, Inquiry, Any]] = Decider(
    initial=Inquiry(), decide=decide, evolve=evolve
)
