"""实施步骤的词 — a scheme is carried out in phases: until when, with what to show (实施步骤)."""

from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.scheme_terms import Day

PhaseName = Annotated[str, Meta(max_length=30)]
Line = Annotated[str, Meta(max_length=200)]
Reason = Annotated[str, Meta(max_length=500)]
Body = Annotated[str, Meta(max_length=8_000)]


class SchedulePhase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """确定阶段时间 — from and until which day; ``reason``: why otherwise than the scheme says."""

    phase: PhaseName = ""
    starts: Day | None = None
    ends: Day | None = None
    reason: Reason = ""


class EvidencePhase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """归集阶段材料 — of a ``kind`` (会议记录, 自查总结…), kept under a ``number``."""

    phase: PhaseName = ""
    kind: PhaseName = ""
    title: Line = ""
    held_on: Day | None = None
    number: Line = ""
    text: Body = ""


class ClosePhase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束阶段"""

    phase: PhaseName = ""


class FinishPhase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束阶段 — ``required``: what the scheme asks for; ``lacking``: what of it is not there."""

    phase: str
    required: tuple[str, ...]
    lacking: tuple[str, ...]


class ReopenPhase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新开始阶段"""

    phase: PhaseName = ""
    reason: Reason = ""


class PhaseScheduled(Struct, frozen=True, kw_only=True, tag="catalog.phase.scheduled.v1"):
    """实施阶段时间已定"""

    unit: str
    phase: str
    starts: str
    ends: str
    reason: str
    scheduled_by: str


class PhaseEvidenced(Struct, frozen=True, kw_only=True, tag="catalog.phase.evidenced.v1"):
    """实施阶段材料已归集"""

    unit: str
    phase: str
    kind: str
    title: str
    held_on: str
    number: str
    text: str
    filed_by: str


class PhaseClosed(Struct, frozen=True, kw_only=True, tag="catalog.phase.closed.v1"):
    """实施阶段已结束 — ``required``: what was asked for, and was there."""

    unit: str
    phase: str
    required: tuple[str, ...]
    on: str
    closed_by: str


class PhaseReopened(Struct, frozen=True, kw_only=True, tag="catalog.phase.reopened.v1"):
    """实施阶段已重新开始"""

    unit: str
    phase: str
    reason: str
    reopened_by: str


PhaseCommand = SchedulePhase | EvidencePhase | FinishPhase | ReopenPhase
PhaseEvent = PhaseScheduled | PhaseEvidenced | PhaseClosed | PhaseReopened
