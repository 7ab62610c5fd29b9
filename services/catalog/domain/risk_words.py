"""风险点 — rated at a step of a power, its level approved, published or withheld (S4 三)."""

from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from services.catalog.domain.withheld_words import Ground

Short = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=1_000)]


class RiskLevel(Enum):
    """风险等级"""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"high": "高", "middle": "中", "low": "低"}[self.value]


class RateRisk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评定风险点 — at one step, counted from 1; a control begins with its kind and a colon."""

    step: int
    dimension: Short = ""
    level: RiskLevel
    reason: Words = ""
    controls: Annotated[tuple[Words, ...], Meta(max_length=10)] = ()


class ConfirmRisk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批准风险等级 — by somebody else than who rated it."""

    step: int
    dimension: Short = ""


class PublishRisk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公布风险点"""

    step: int
    dimension: Short = ""


class WithholdRisk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """风险点不公布 — the matter is registered as withheld in the same commit (row A11)."""

    step: int
    dimension: Short = ""
    ground: Ground | None = None
    withheld_id: UUID


class RiskRated(Struct, frozen=True, kw_only=True, tag="catalog.risk.rated.v1"):
    """风险点已评定"""

    unit: str
    step: int
    dimension: str
    level: RiskLevel
    reason: str
    controls: tuple[str, ...]
    rated_by: str


class RiskConfirmed(Struct, frozen=True, kw_only=True, tag="catalog.risk.confirmed.v1"):
    """风险等级已批准 — ``before``: the level it had, "" for none."""

    unit: str
    chart: int
    step: int
    dimension: str
    level: RiskLevel
    before: str
    confirmed_by: str


class RiskPublished(Struct, frozen=True, kw_only=True, tag="catalog.risk.published.v1"):
    """风险点已公布"""

    unit: str
    step: int
    dimension: str
    level: RiskLevel
    published_by: str


class RiskExcepted(Struct, frozen=True, kw_only=True, tag="catalog.risk.excepted.v1"):
    """风险点不公布已登记"""

    unit: str
    step: int
    dimension: str
    ground: Ground
    withheld_id: UUID
    withheld_by: str


RiskCommand = RateRisk | ConfirmRisk | PublishRisk | WithholdRisk
RiskEvent = RiskRated | RiskConfirmed | RiskPublished | RiskExcepted
