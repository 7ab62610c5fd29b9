"""职权 — facts of the catalog about powers, as this service hears them: only what runs need."""

from msgspec import Struct


class HeardStep(Struct, frozen=True, kw_only=True):
    """运行步骤"""

    name: str
    subject: str
    lane: str
    days: int
    point: str
    scope: str


class PowerEntered(Struct, frozen=True, kw_only=True, tag="catalog.power.entered.v1"):
    """职权已拟列，或者已更正：要重新确认"""

    unit: str


class PowerConfirmed(Struct, frozen=True, kw_only=True, tag="catalog.power.confirmed.v1"):
    """职权已确认"""

    unit: str


class PowerPublished(Struct, frozen=True, kw_only=True, tag="catalog.power.published.v1"):
    """职权已公布"""

    unit: str


class PowerCharted(Struct, frozen=True, kw_only=True, tag="catalog.power.charted.v1"):
    """流程图已绘制 — a power with a new chart is to be published anew."""

    unit: str


class PowerIssued(Struct, frozen=True, kw_only=True, tag="catalog.power.issued.v1"):
    """职权运行办法已公布"""

    unit: str
    title: str
    owner: str
    chart: int
    steps: tuple[HeardStep, ...]
    high: tuple[int, ...]


class RiskConfirmed(Struct, frozen=True, kw_only=True, tag="catalog.risk.confirmed.v1"):
    """风险等级已批准"""

    unit: str
    chart: int
    step: int
    dimension: str
    level: str
