"""函告的请求和事实 — what one unit puts to another, and what becomes of it.

One shape for what the plans call by many names: a suggestion (谁承办、谁提出), a difficulty
(困难问题), a request for co-operation (配合), an order to put right (责令整改), a warning (预警).
"""

from datetime import date
from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

Words = Annotated[str, Meta(max_length=2_000)]
Line = Annotated[str, Meta(max_length=200)]


class ErrandKind(Enum):
    """函告种类"""

    SUGGESTION = "suggestion"
    DIFFICULTY = "difficulty"
    COOPERATION = "cooperation"
    RECTIFICATION = "rectification"
    WARNING = "warning"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _NAMES[self.value]

    @property
    def timed(self) -> bool:
        """Tell whether it must be answered by a day."""
        return self in {self.COOPERATION, self.RECTIFICATION, self.WARNING}

    @property
    def checked(self) -> bool:
        """Tell whether an answer is looked at before the matter is closed (复查)."""
        return self in {self.RECTIFICATION, self.WARNING}


_NAMES = {
    "suggestion": "建议",
    "difficulty": "困难问题",
    "cooperation": "协办",
    "rectification": "责令整改",
    "warning": "预警",
}


class SendErrand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """发出函告 — by ``unit`` to ``body``; ``ground``: what was found wrong, of an order only."""

    unit: str
    body: str
    kind: ErrandKind
    title: Line = ""
    content: Words = ""
    due: date | None = None
    ground: Line = ""
    about: str = ""


class DispatchErrand(Struct, frozen=True, kw_only=True):
    """办理发函 — what is asked, with what its unit's place and the other's scheme allow.

    ``grounds``: what a scheme lets be found wrong; ``allowed``: whether the two stand to each
    other as this kind needs it.
    """

    asked: SendErrand
    grounds: tuple[str, ...] = ()
    allowed: bool = True


class AnswerErrand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复函告 — ``proof``: of what was put right; ``general``: for everybody below to read."""

    answer: Words = ""
    proof: Line = ""
    general: bool = False


class JudgeErrand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复查函告 — whether what was answered holds; if not, it is to be answered anew."""

    accepted: bool
    note: Words = ""


class MissErrand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """函告到期 — nobody has answered; ``above``: the unit that is told now."""

    above: str = ""


class ErrandSent(Struct, frozen=True, kw_only=True, tag="workflow.errand.sent.v1"):
    """函告已发出"""

    unit: str
    body: str
    kind: ErrandKind
    title: str
    content: str
    due: date | None
    ground: str
    about: str
    sent_by: str


class ErrandAnswered(Struct, frozen=True, kw_only=True, tag="workflow.errand.answered.v1"):
    """函告已答复 — ``closed``: nothing more is to be done; ``late``: after its day."""

    unit: str
    body: str
    answer: str
    proof: str
    general: bool
    closed: bool
    late: bool
    days_late: int
    answered_by: str


class ErrandJudged(Struct, frozen=True, kw_only=True, tag="workflow.errand.judged.v1"):
    """函告答复已复查"""

    unit: str
    body: str
    accepted: bool
    note: str
    judged_by: str


class ErrandMissed(Struct, frozen=True, kw_only=True, tag="workflow.errand.missed.v1"):
    """函告已逾期 — told to the next level (``above``), if there is any."""

    unit: str
    body: str
    due: date
    above: str


ErrandAsked = SendErrand | AnswerErrand | JudgeErrand | MissErrand
ErrandCommand = DispatchErrand | AnswerErrand | JudgeErrand | MissErrand
ErrandEvent = ErrandSent | ErrandAnswered | ErrandJudged | ErrandMissed
