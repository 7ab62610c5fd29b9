"""职权 — what somebody may decide, carry out or supervise: its basis, course, risks (S4 二、三)."""

from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

Short = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=1_000)]


class PowerKind(Enum):
    """职权种类"""

    DECIDE = "decide"
    EXECUTE = "execute"
    SUPERVISE = "supervise"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"decide": "决策", "execute": "执行", "supervise": "监督"}[self.value]


class RiskLevel(Enum):
    """风险等级"""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"high": "高", "middle": "中", "low": "低"}[self.value]


class LegalBasis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """法律依据"""

    document: Short
    article: Short = ""


class PowerStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """运行环节 — all five attributes are asked for (S4-40)."""

    name: Short
    subject: Short = ""
    condition: Words = ""
    goal: Words = ""
    limit: Short = ""
    requirement: Words = ""


class EnterPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """拟列职权 — ``matter``: what it is about; ``group``: the kind of owner; ``owner``: who."""

    title: Short = ""
    matter: Short = ""
    kind: PowerKind | None = None
    group: Short = ""
    owner: Short = ""
    bases: Annotated[tuple[LegalBasis, ...], Meta(max_length=20)] = ()


class DrawChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """绘制流程图 — the steps in order."""

    steps: Annotated[tuple[PowerStep, ...], Meta(max_length=30)] = ()


class RateRisk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评定风险点 — at one step, counted from 1."""

    step: int
    dimension: Short = ""
    level: RiskLevel
    reason: Words = ""
    controls: Annotated[tuple[Words, ...], Meta(max_length=10)] = ()


class ConfirmPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """确认职权 — ``warnings``: what was found beside it, filed with the confirmation."""

    warnings: tuple[Short, ...] = ()


class SettlePower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """理清职能 — what becomes of an overlap: who keeps it."""

    resolution: Words = ""


class PublishPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公布职权 — ``blocked``: what stands in the way; ``priority``: it is one of the heads' own."""

    blocked: Short = ""
    priority: bool = False


class PowerEntered(Struct, frozen=True, kw_only=True, tag="catalog.power.entered.v1"):
    """职权已拟列"""

    unit: str
    title: str
    matter: str
    kind: PowerKind
    group: str
    owner: str
    bases: tuple[LegalBasis, ...]
    entered_by: str


class PowerCharted(Struct, frozen=True, kw_only=True, tag="catalog.power.charted.v1"):
    """流程图已绘制"""

    unit: str
    version: int
    steps: tuple[PowerStep, ...]
    drawn_by: str


class RiskRated(Struct, frozen=True, kw_only=True, tag="catalog.risk.rated.v1"):
    """风险点已评定"""

    unit: str
    step: int
    dimension: str
    level: RiskLevel
    reason: str
    controls: tuple[str, ...]
    rated_by: str


class PowerConfirmed(Struct, frozen=True, kw_only=True, tag="catalog.power.confirmed.v1"):
    """职权已确认"""

    unit: str
    warnings: tuple[str, ...]
    confirmed_by: str


class PowerSettled(Struct, frozen=True, kw_only=True, tag="catalog.power.settled.v1"):
    """职能已理清"""

    unit: str
    resolution: str
    settled_by: str


class PowerPublished(Struct, frozen=True, kw_only=True, tag="catalog.power.published.v1"):
    """职权已公布"""

    unit: str
    published_by: str


PowerCommand = EnterPower | DrawChart | RateRisk | ConfirmPower | SettlePower | PublishPower
PowerEvent = (
    PowerEntered | PowerCharted | RiskRated | PowerConfirmed | PowerSettled | PowerPublished
)
