"""Facts of the workflow about periods: 公示 and 预公开, with each day that counts."""

from datetime import date

from msgspec import Struct


class HeardDay(Struct, frozen=True, kw_only=True):
    """一天 — counted or not, and why"""

    date: date
    counted: bool
    reason: str = ""


class HeardDeadline(Struct, frozen=True, kw_only=True):
    """期限的计算"""

    due: date
    calendar: str = ""
    days: tuple[HeardDay, ...] = ()


class PostingOpened(Struct, frozen=True, kw_only=True, tag="workflow.posting.opened.v1"):
    """公示已开始"""

    kind: str
    disclosure_id: str
    opened_on: date
    deadline: HeardDeadline


class PostingRescheduled(Struct, frozen=True, kw_only=True, tag="workflow.posting.rescheduled.v1"):
    """公示期已重新计算"""

    disclosure_id: str
    deadline: HeardDeadline


class PostingRestarted(Struct, frozen=True, kw_only=True, tag="workflow.posting.restarted.v1"):
    """个别对象的公示期已重新计算"""

    disclosure_id: str
    subject: str
    deadline: HeardDeadline


class HeardTally(Struct, frozen=True, kw_only=True):
    """表态数"""

    support: int = 0
    oppose: int = 0
    amend: int = 0
    other: int = 0


class HeardVoices(Struct, frozen=True, kw_only=True):
    """两类表态 — of those who signed, and of those who did not."""

    verified: HeardTally = HeardTally()
    anonymous: HeardTally = HeardTally()


class ConsultationOpened(Struct, frozen=True, kw_only=True, tag="workflow.consultation.opened.v1"):
    """预公开已开始"""

    matter: str
    round: int
    disclosure_id: str
    opened_on: date
    deadline: HeardDeadline


class ConsultationRescheduled(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.rescheduled.v1"
):
    """预公开期已重新计算"""

    disclosure_id: str
    deadline: HeardDeadline


class ConsultationInterrupted(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.interrupted.v1"
):
    """预公开已中断"""

    disclosure_id: str


class ConsultationClosed(Struct, frozen=True, kw_only=True, tag="workflow.consultation.closed.v1"):
    """预公开意见已汇总"""

    disclosure_id: str
    voices: HeardVoices


class ConsultationPostponed(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.postponed.v1"
):
    """决定已暂缓"""

    disclosure_id: str


class ConsultationDecided(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.decided.v1"
):
    """预公开事项已决定"""

    disclosure_id: str
    outcome: str


class ConsultationReported(
    Struct, frozen=True, kw_only=True, tag="workflow.consultation.reported.v1"
):
    """预公开处理结果已公开"""

    disclosure_id: str
    rounds: tuple[str, ...]
