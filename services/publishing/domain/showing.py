"""亮明 — what every way of showing by hand asks of a disclosure first, and of who records it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from services.publishing.domain.disclosure import NotYetError, WithdrawnError
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Post
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

RECORDERS: Final = (Post.PUBLISHER, Post.OFFICE, Post.CLERK)  # who records what was shown by hand
AT_ONCE: Final = 1_000  # persons or units of one meeting or document: a fact has its limit
TEXT: Final = 8_000  # characters of what somebody writes
LINE: Final = 200  # characters of a title, a place, a name


class NotRecorderError(ForbiddenError):
    """只有本单位的发布人、领导小组办公室或者承办人可以登记。"""


class FormBeyondApprovalError(RejectedError):
    """批准的公开形式不包括这种形式，不能用它公开。"""

    def __init__(self, form: str, title: str) -> None:
        super().__init__(form, title, field="form")
        self.form, self.title = form, title

    @property
    def sentence(self) -> str:
        """Name the form and the matter."""
        return f"“{self.title}”批准的公开形式不包括“{self.form}”，不能用它公开。"


class OtherUnitsMatterError(RejectedError):
    """这是其他单位的公开事项，不能由本单位登记。"""


class ReaderBeyondScopeError(InvalidError):
    """所选人员里有不在公开范围以内的人，不能让他们参加会议或者收到文件。"""


class LineMissingError(InvalidError):
    """这一栏必须填写，不超过200个字。"""


class TextMissingError(InvalidError):
    """内容必须填写，不超过8000个字。"""


def by_recorder(unit: str, cause: Cause) -> None:
    """Refuse whoever may not record for this unit."""
    if cause.unit != unit or cause.post not in {each.value for each in RECORDERS}:
        raise NotRecorderError


def choices(known: Mapping[str, str]) -> tuple[str, ...]:
    """Return what may be chosen, as programs write it and as people call it."""
    return tuple(f"{key}（{word}）" for key, word in known.items())


def line(text: str, field: str) -> str:
    """Return a short text as it is kept."""
    plain = " ".join(text.split())
    if not 0 < len(plain) <= LINE:
        raise LineMissingError(field=field)
    return plain


def written(text: str, field: str) -> str:
    """Return a longer text as it is kept."""
    plain = text.strip()
    if not 0 < len(plain) <= TEXT:
        raise TextMissingError(field=field)
    return plain


def may_show(matter: Matter, unit: str, form: str, on: date) -> None:
    """Refuse to show what was not approved to be shown so, by this unit, on this day."""
    if matter.unit != unit:
        raise OtherUnitsMatterError(matter.disclosure_id, field="disclosures")
    if matter.withdrawn:
        raise WithdrawnError(matter.disclosure_id)
    if form not in matter.forms:
        raise FormBeyondApprovalError(form, matter.title)
    if on < matter.disclose_on:
        raise NotYetError(matter.disclose_on)
