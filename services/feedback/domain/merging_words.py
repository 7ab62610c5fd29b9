"""Words of what goes on after letters were merged, and of answers that came late."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.terms import PublicText


class SplitOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """取消并案 — it says something else after all; ``lead``: what it went along with."""

    lead: UUID
    reason: PublicText


class OpinionSplit(Struct, frozen=True, kw_only=True, tag="feedback.opinion.split.v1"):
    """意见已取消并案"""

    lead: UUID
    reason: str


class FollowForward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """随主件转送"""

    unit: str
    reason: PublicText


class JoinNames(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """补记被反映的人 — of whom a merged letter complains, its lead complains, too."""

    named: frozenset[str]


class OpinionNamed(Struct, frozen=True, kw_only=True, tag="feedback.opinion.named.v1"):
    """意见所反映的人已补记"""

    named: tuple[str, ...]


class OpinionLapsed(Struct, frozen=True, kw_only=True, tag="feedback.opinion.lapsed.v1"):
    """意见答复已超期 — it was answered, but after the day by which it was due (S0 五(一)4)."""

    unit: str
    due: date
    replied_on: date


MergingCommand = SplitOpinion | FollowForward | JoinNames
MergingEvent = OpinionSplit | OpinionNamed | OpinionLapsed
