"""联系安排 — which leader answers for which duty, project and base unit, since when (S1 二2)."""

from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.scheme_terms import Day

Name = Annotated[str, Meta(max_length=100)]
Line = Annotated[str, Meta(max_length=300)]


class ArrangeLiaison(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记联系安排 — from ``since`` on; what the same leader had before ends the day before."""

    leader: Name = ""
    duty: Line = ""
    project: Line = ""
    base: Line = ""
    since: Day | None = None


class EndLiaison(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束联系安排 — ``until`` is its last day."""

    leader: Name = ""
    until: Day | None = None


class LiaisonArranged(Struct, frozen=True, kw_only=True, tag="catalog.liaison.arranged.v1"):
    """联系安排已登记"""

    unit: str
    leader: str
    duty: str
    project: str
    base: str
    since: str
    arranged_by: str


class LiaisonEnded(Struct, frozen=True, kw_only=True, tag="catalog.liaison.ended.v1"):
    """联系安排已结束"""

    unit: str
    leader: str
    until: str
    ended_by: str


LiaisonCommand = ArrangeLiaison | EndLiaison
LiaisonEvent = LiaisonArranged | LiaisonEnded
