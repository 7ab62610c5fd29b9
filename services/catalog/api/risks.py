"""The door for programs: risk points of powers, and the clean-up of powers. No rules."""

from uuid import UUID

from litestar import Response, get, post

from services.catalog.domain.clearing_words import CloseFlaw, FindFlaw, OpenClearing
from services.catalog.domain.risk_words import ConfirmRisk, PublishRisk
from services.catalog.handlers.clearings import Clearings, Progress
from services.catalog.handlers.risks import HidePoint, RiskEntry, RiskLine, Risks
from shared.store import Receipt
from shared.web import Caller, filed


@get("/risks", sync_to_thread=True)
def read_risks(risks: Risks, caller: Caller) -> list[RiskLine]:
    """风险排查表：每个单位排查了几个风险点，几个逾期没有公布。"""
    return risks.table(caller)


@get("/units/{unit:str}/risks", sync_to_thread=True)
def read_unit_risks(unit: str, risks: Risks, caller: Caller) -> list[RiskEntry]:
    """风险点清单。"""
    return risks.listed(unit, caller)


@post("/powers/{power_id:uuid}/risks/confirmation")
async def confirm_risk(
    power_id: UUID, data: ConfirmRisk, risks: Risks, caller: Caller
) -> Response[Receipt]:
    """批准风险等级。"""
    return filed(await risks.confirm(power_id, data, caller))


@post("/powers/{power_id:uuid}/risks/publication")
async def publish_risk(
    power_id: UUID, data: PublishRisk, risks: Risks, caller: Caller
) -> Response[Receipt]:
    """公布风险点。"""
    return filed(await risks.publish(power_id, data, caller))


@post("/powers/{power_id:uuid}/risks/withholding")
async def withhold_risk(
    power_id: UUID, data: HidePoint, risks: Risks, caller: Caller
) -> Response[Receipt]:
    """风险点不公布：登记事由，报上级备案。"""
    return filed(await risks.withhold(power_id, data, caller))


@get("/units/{unit:str}/clearing", sync_to_thread=True)
def read_clearing(unit: str, clearing: Clearings, caller: Caller) -> Progress:
    """清理进度。"""
    return clearing.progress(unit, caller)


@post("/units/{unit:str}/clearing")
async def open_clearing(
    unit: str, data: OpenClearing, clearing: Clearings, caller: Caller
) -> Response[Receipt]:
    """开始清理。"""
    return filed(await clearing.open(unit, data, caller))


@post("/units/{unit:str}/clearing/end")
async def close_clearing(unit: str, clearing: Clearings, caller: Caller) -> Response[Receipt]:
    """结束清理。"""
    return filed(await clearing.close(unit, caller))


@post("/units/{unit:str}/flaws")
async def find_flaw(
    unit: str, data: FindFlaw, clearing: Clearings, caller: Caller
) -> Response[Receipt]:
    """登记职权问题。"""
    return filed(await clearing.find(unit, data, caller))


@post("/units/{unit:str}/flaws/end")
async def close_flaw(
    unit: str, data: CloseFlaw, clearing: Clearings, caller: Caller
) -> Response[Receipt]:
    """办结职权问题。"""
    return filed(await clearing.settle(unit, data, caller))


handlers = [
    *(read_risks, read_unit_risks, confirm_risk, publish_risk, withhold_risk),
    *(read_clearing, open_clearing, close_clearing, find_flaw, close_flaw),
]
