"""述职述廉的词 — a yearly report of a leader, disclosed, and what its audience thought (S4-48)."""

from msgspec import Struct

from services.publishing.domain.showing_words import Matter


class FileDutyReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记述职述廉报告 — which disclosure is this leader's report on a year."""

    unit: str
    person: str
    year: int
    matter: Matter
    leader: bool


class EvaluateDutyReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记评议结果 — how many of those who heard it were satisfied, nearly so, not at all."""

    satisfied: int
    fair: int
    unsatisfied: int


class DutyReportFiled(Struct, frozen=True, kw_only=True, tag="publishing.duty_report.filed.v1"):
    """述职述廉报告已登记"""

    unit: str
    person: str
    year: int
    disclosure_id: str


class DutyReportEvaluated(
    Struct, frozen=True, kw_only=True, tag="publishing.duty_report.evaluated.v1"
):
    """述职述廉已评议"""

    unit: str
    person: str
    year: int
    satisfied: int
    fair: int
    unsatisfied: int


DutyReportCommand = FileDutyReport | EvaluateDutyReport
DutyReportEvent = DutyReportFiled | DutyReportEvaluated
