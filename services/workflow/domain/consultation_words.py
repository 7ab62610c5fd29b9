"""预公开的请求和事实 — what may be asked of a consultation before a decision, and what happened."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

from services.workflow.domain.duty import Deadline, TimeLimits
from services.workflow.domain.session_words import ConsultationHeld, HoldConsultation
from services.workflow.domain.tally import ConsultationRule, Ground, Stance, Voices
from services.workflow.domain.terms import Scope
from shared.calendar import Calendar


class Outcome(Enum):
    """决定种类 — what came of a plan that was shown before the decision."""

    ADOPTED = "adopted"
    CHANGED = "changed"
    DROPPED = "dropped"


OUTCOMES: Final = {
    Outcome.ADOPTED: "按原方案决定",
    Outcome.CHANGED: "修改后决定",
    Outcome.DROPPED: "决定不予实施",
}


class Argument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """一类意见及答复 — what was said, what is answered, and whether it was taken up."""

    argument: str
    answer: str
    adopted: bool = False


class RegisterConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记预公开事项 — ``reason``: why it touches the interests of the masses."""

    item_id: str
    matter: str
    reason: str = ""
    questions: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()


class BeginConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立为预公开事项 — ``named``: the unit's scheme itself names such matters."""

    unit: str
    asked: RegisterConsultation
    limits: TimeLimits
    rule: ConsultationRule
    named: bool = False


class OpenConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始征求意见 — its plan can be read from this day on, by these readers."""

    disclosure_id: str
    opened_on: date
    scope: Scope
    calendar: Calendar


class AnswerConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """计入表态"""

    disclosure_id: str
    opinion_id: str
    stance: Stance
    verified: bool
    received_on: date


class RecountConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新计算预公开期"""

    calendar: Calendar


class InterruptConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """中断预公开 — its plan was withdrawn before the period was over."""

    disclosure_id: str


class CloseConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """汇总意见 — with an answer to each kind of argument; ``disagreement``: a serious one."""

    summary: str
    answers: tuple[Argument, ...] = ()
    disagreement: str = ""


class PostponeConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """暂缓决定 — for a serious disagreement that the numbers do not show."""

    reason: str


class StudyConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提交研究报告 — ``again``: the changed plan is shown once more before the decision."""

    report: str
    again: bool = False


class DecideConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出决定 — by which body, by which minutes, and how opinions were taken up."""

    outcome: Outcome
    decision: str
    handling: str
    body: str
    minutes: str


class ReportConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公开处理结果 — this disclosure tells what came of it."""

    disclosure_id: str
    on: date


class ConsultationRegistered(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.registered.v1"
):
    """预公开事项已登记 — ``limits``, ``rule``: by which it is judged to its end (N4)."""

    unit: str
    item_id: str
    matter: str
    reason: str
    questions: tuple[str, ...]
    materials: tuple[str, ...]
    limits: TimeLimits
    rule: ConsultationRule


class ConsultationOpened(Struct, frozen=True, kw_only=True, tag="workflow.consultation.opened.v1"):
    """预公开已开始 — ``deadline``: its last day, with each day that was counted."""

    unit: str
    matter: str
    round: int
    disclosure_id: str
    scope: Scope
    opened_on: date
    deadline: Deadline
    questions: tuple[str, ...] = ()


class ConsultationAnswered(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.answered.v1"
):
    """表态已计入 — ``late``: kept, but apart from those that came in time."""

    disclosure_id: str
    opinion_id: str
    stance: Stance
    verified: bool
    received_on: date
    late: bool = False


class ConsultationRescheduled(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.rescheduled.v1"
):
    """预公开期已重新计算"""

    disclosure_id: str
    deadline: Deadline


class ConsultationInterrupted(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.interrupted.v1"
):
    """预公开已中断 — it must be shown anew, for its whole period."""

    on: date
    disclosure_id: str


class ConsultationClosed(Struct, frozen=True, kw_only=True, tag="workflow.consultation.closed.v1"):
    """预公开意见已汇总"""

    on: date
    disclosure_id: str
    round: int
    voices: Voices
    summary: str
    answers: tuple[Argument, ...] = ()


class ConsultationPostponed(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.postponed.v1"
):
    """决定已暂缓 — until a report of further study is filed."""

    on: date
    disclosure_id: str
    round: int
    ground: Ground
    reason: str = ""


class ConsultationStudied(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.studied.v1"
):
    """研究报告已提交 — ``again``: another round follows."""

    on: date
    report: str
    again: bool = False


class ConsultationDecided(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.decided.v1"
):
    """预公开事项已决定"""

    on: date
    disclosure_id: str
    outcome: Outcome
    decision: str
    handling: str
    body: str
    minutes: str


class ConsultationReported(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.reported.v1"
):
    """预公开处理结果已公开 — of every round: ``rounds`` are their disclosures, oldest first."""

    on: date
    disclosure_id: str
    rounds: tuple[str, ...]


ConsultationAct = (
    BeginConsultation
    | OpenConsultation
    | AnswerConsultation
    | RecountConsultation
    | InterruptConsultation
    | CloseConsultation
    | PostponeConsultation
    | StudyConsultation
    | DecideConsultation
    | ReportConsultation
    | HoldConsultation
)
ConsultationCommand = RegisterConsultation | ConsultationAct
ConsultationEvent = (
    ConsultationRegistered
    | ConsultationOpened
    | ConsultationAnswered
    | ConsultationRescheduled
    | ConsultationInterrupted
    | ConsultationClosed
    | ConsultationPostponed
    | ConsultationStudied
    | ConsultationDecided
    | ConsultationReported
    | ConsultationHeld
)
