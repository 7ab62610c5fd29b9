"""问题整改的词 — what was found wrong, each followed until it is put right (S3 附件2 第21行)."""

from enum import Enum
from typing import Final

from msgspec import Struct


class Mending(Enum):
    """整改状态"""

    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"


MENDINGS: Final = {
    Mending.PLANNED: "尚未开始",
    Mending.DOING: "正在整改",
    Mending.DONE: "已经整改",
}


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """上期问题的整改情况 — ``number``: which of the problems of the period before."""

    number: int
    state: Mending
    note: str = ""


class Carried(Struct, frozen=True, kw_only=True):
    """上期的问题 — in its words, with what has become of it since."""

    text: str
    state: Mending
    note: str


class Listed(Struct, frozen=True, kw_only=True):
    """公开事项 — as the rules ask about it; ``before``: problems still followed, in order.

    ``text`` is what was approved.
    """

    unit: str
    item_id: str
    disclosure_id: str
    withdrawn: bool
    text: str
    before: tuple[str, ...] = ()


class ListProblems(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """列明问题 — those of this period, and what has become of each of the period before."""

    about: Listed
    problems: tuple[str, ...]
    answers: tuple[Answer, ...] = ()


class ReportMending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记整改进展 — of one of the problems listed, counted from 1, carried ones first."""

    number: int
    state: Mending
    note: str = ""


class ProblemsListed(Struct, frozen=True, kw_only=True, tag="publishing.problems.listed.v1"):
    """问题已列明"""

    unit: str
    item_id: str
    disclosure_id: str
    carried: tuple[Carried, ...]
    problems: tuple[str, ...]


class MendingReported(Struct, frozen=True, kw_only=True, tag="publishing.mending.reported.v1"):
    """整改进展已登记"""

    unit: str
    item_id: str
    disclosure_id: str
    number: int
    state: Mending
    note: str


ProblemCommand = ListProblems | ReportMending
ProblemEvent = ProblemsListed | MendingReported
