"""应备案的事 — facts of others that must be told to a superior; regimes; only what is needed."""

from datetime import date

from msgspec import Struct


class RegimeRegistered(Struct, frozen=True, kw_only=True, tag="catalog.regime.registered.v1"):
    """制度已登记"""

    unit: str
    title: str
    fulfils: str = ""
    effective: str = ""


class RegimeRepealed(Struct, frozen=True, kw_only=True, tag="catalog.regime.repealed.v1"):
    """制度已废止"""

    unit: str


class WithheldRegistered(Struct, frozen=True, kw_only=True, tag="catalog.withheld.registered.v1"):
    """不公开事项已登记"""

    unit: str
    title: str


class WithheldFiled(Struct, frozen=True, kw_only=True, tag="catalog.withheld.filed.v1"):
    """不公开事项已报备"""

    unit: str
    superior: str


class WithheldAcknowledged(
    Struct, frozen=True, kw_only=True, tag="catalog.withheld.acknowledged.v1"
):
    """不公开事项备案已签收"""

    superior: str
    note: str = ""


class AmendmentApproved(Struct, frozen=True, kw_only=True, tag="catalog.amendment.approved.v1"):
    """目录调整已批准"""

    unit: str


class AmendmentFiled(Struct, frozen=True, kw_only=True, tag="catalog.amendment.filed.v1"):
    """目录调整已报备"""

    unit: str
    superior: str


class AmendmentAcknowledged(
    Struct, frozen=True, kw_only=True, tag="catalog.amendment.acknowledged.v1"
):
    """目录调整备案已签收"""

    superior: str
    note: str = ""


class WithheldReturned(Struct, frozen=True, kw_only=True, tag="catalog.withheld.returned.v1"):
    """不公开事项备案已退回"""

    superior: str
    comment: str


class AmendmentReturned(Struct, frozen=True, kw_only=True, tag="catalog.amendment.returned.v1"):
    """目录调整备案已退回"""

    superior: str
    comment: str


class AmendmentAbandoned(Struct, frozen=True, kw_only=True, tag="catalog.amendment.abandoned.v1"):
    """目录调整已不再办理"""

    unit: str


class RequestFilingCreated(Struct, frozen=True, kw_only=True, tag="feedback.filing.created.v1"):
    """备案任务已生成 — of a request for disclosure"""

    unit: str
    superior: str
    due: date


class RequestFilingSent(Struct, frozen=True, kw_only=True, tag="feedback.filing.sent.v1"):
    """备案已报送"""

    superior: str


class RequestFilingAcknowledged(
    Struct, frozen=True, kw_only=True, tag="feedback.filing.acknowledged.v1"
):
    """备案已收下"""

    superior: str


class RequestFilingReturned(Struct, frozen=True, kw_only=True, tag="feedback.filing.returned.v1"):
    """备案已退回"""

    superior: str
    reason: str
