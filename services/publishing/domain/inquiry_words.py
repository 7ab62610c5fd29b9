"""质询和解答的词 — questions put face to face, in a meeting or to the spokesperson."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.domain.showing_words import Addressee
from services.publishing.domain.terms import Attachment
from shared.calendar import Counted

OCCASIONS: Final = {"meeting": "会议", "session": "新闻发布"}


class RaiseInquiry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记质询 — answered on the spot, or by ``to`` within the ``term`` as counted.

    ``asker`` is a person id, or empty for somebody from outside, whom ``outlet`` describes.
    """

    unit: str
    occasion: str
    occasion_id: str
    question: str
    asker: str = ""
    outlet: str = ""
    answer: str = ""
    to: Addressee | None = None
    term: Counted | None = None
    calendar: str = ""


class AnswerInquiry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复质询 — ``file`` is what was shown with it."""

    text: str
    file: Attachment | None = None


class InquiryRaised(Struct, frozen=True, kw_only=True, tag="publishing.inquiry.raised.v1"):
    """质询已提出"""

    unit: str
    occasion: str
    occasion_id: str
    question: str
    asker: str
    outlet: str


class InquiryAssigned(Struct, frozen=True, kw_only=True, tag="publishing.inquiry.assigned.v1"):
    """质询已交办 — to be answered by ``due``, counted by ``calendar``."""

    unit: str
    question: str
    to: Addressee
    due: date
    days: tuple[date, ...]
    calendar: str


class InquiryAnswered(Struct, frozen=True, kw_only=True, tag="publishing.inquiry.answered.v1"):
    """质询已答复 — ``days_late`` after the due day, 0 if in time."""

    unit: str
    text: str
    on: date
    on_the_spot: bool
    days_late: int
    file: Attachment | None = None


InquiryCommand = RaiseInquiry | AnswerInquiry
InquiryEvent = InquiryRaised | InquiryAssigned | InquiryAnswered
