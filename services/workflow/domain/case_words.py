"""责任追究的请求和事实 — a fault, who answers for it, what is done about it."""

from datetime import date
from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

Words = Annotated[str, Meta(max_length=1_000)]
Line = Annotated[str, Meta(max_length=100)]


class Fault(Enum):
    """问题来源"""

    LATE = "late"
    BYPASS = "bypass"
    INSPECTION = "inspection"
    MISTAKE = "mistake"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return FAULTS[self.value]


FAULTS: Final = {
    "late": "多次逾期公开",
    "bypass": "违反决策程序",
    "inspection": "督查发现问题",
    "mistake": "公开内容有差错",
    "other": "其他",
}


class Blame(Enum):
    """责任种类"""

    LEADER = "leader"
    DIRECT = "direct"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"leader": "领导责任", "direct": "直接责任"}[self.value]


class Answerable(Struct, frozen=True, kw_only=True):
    """责任人 — who held this post on the day of the fault; ``person`` empty: nobody did."""

    person: str
    post: str
    blame: Blame


class OpenCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提起责任追究 — by ``body`` against ``unit``; ``events``: the facts that show the fault.

    ``loss``: what came of it; ``article``: of the regime on accountability (责任追究办法).
    """

    body: str
    unit: str
    fault: Fault
    ground: Line = ""
    fault_on: date | None = None
    what: Words = ""
    loss: Words = ""
    events: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()
    article: Line = ""


class LaunchCase(Struct, frozen=True, kw_only=True):
    """立案 — what is asked, with who answered for it on that day, and by which regime.

    ``grounds``: what the unit's scheme lets be found wrong; ``regime``: its title, or empty;
    ``allowed``: whether the body stands above the unit, or is it.
    """

    asked: OpenCase
    answerable: tuple[Answerable, ...] = ()
    grounds: tuple[str, ...] = ()
    regime: str = ""
    allowed: bool = True


class CriticizeCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批评教育 — ``article``: cited now, if it was not when the case was opened."""

    note: Words = ""
    article: Line = ""


class OrderCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """责令限期整改 — in a case, until a day, included."""

    due: date | None = None
    note: Words = ""


class RectifyCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告案件整改 — with what proves it."""

    proof: Words = ""


class GradeCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """认定情节 — whether it is serious, and why."""

    serious: bool
    reason: Words = ""


class PursueCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """追究责任 — of these persons, by this measure; the outcome stands in a document elsewhere."""

    persons: Annotated[tuple[Line, ...], Meta(max_length=20)] = ()
    measure: Line = ""
    reference: Line = ""


class CloseCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """责任追究结案"""

    note: Words = ""


class MissCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """案件整改到期 — ``above``: the unit that is told."""

    above: str = ""


class CaseOpened(Struct, frozen=True, kw_only=True, tag="workflow.case.opened.v1"):
    """责任追究已立案 — ``warned``: no regime on accountability was in force."""

    body: str
    unit: str
    fault: Fault
    ground: str
    fault_on: date
    what: str
    loss: str
    events: tuple[str, ...]
    answerable: tuple[Answerable, ...]
    regime: str
    article: str
    warned: bool
    opened_by: str


class CaseCriticized(Struct, frozen=True, kw_only=True, tag="workflow.case.criticized.v1"):
    """已批评教育"""

    body: str
    unit: str
    note: str
    criticized_by: str
    article: str = ""


class CaseOrdered(Struct, frozen=True, kw_only=True, tag="workflow.case.ordered.v1"):
    """已责令限期整改"""

    body: str
    unit: str
    due: date
    note: str
    ordered_by: str


class CaseRectified(Struct, frozen=True, kw_only=True, tag="workflow.case.rectified.v1"):
    """案件整改已报告"""

    body: str
    unit: str
    proof: str
    days_late: int
    rectified_by: str


class CaseMissed(Struct, frozen=True, kw_only=True, tag="workflow.case.missed.v1"):
    """案件整改已逾期"""

    body: str
    unit: str
    due: date
    above: str


class CaseGraded(Struct, frozen=True, kw_only=True, tag="workflow.case.graded.v1"):
    """情节已认定"""

    body: str
    unit: str
    serious: bool
    reason: str
    graded_by: str


class CasePursued(Struct, frozen=True, kw_only=True, tag="workflow.case.pursued.v1"):
    """责任已追究 — the outcome by its document's number only."""

    body: str
    unit: str
    persons: tuple[str, ...]
    measure: str
    reference: str
    pursued_by: str


class CaseClosed(Struct, frozen=True, kw_only=True, tag="workflow.case.closed.v1"):
    """责任追究已结案"""

    body: str
    unit: str
    serious: bool
    note: str
    closed_by: str


CaseAsked = CriticizeCase | OrderCase | RectifyCase | GradeCase | PursueCase | CloseCase
CaseCommand = LaunchCase | CaseAsked | MissCase
CaseEvent = (
    CaseOpened
    | CaseCriticized
    | CaseOrdered
    | CaseRectified
    | CaseMissed
    | CaseGraded
    | CasePursued
    | CaseClosed
)
