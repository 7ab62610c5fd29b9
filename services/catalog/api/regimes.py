"""The door for programs: units' regimes. No rules."""

from uuid import UUID

from litestar import Response, get, post

from services.catalog.domain.regime import regime_id_of
from services.catalog.domain.regime_words import RegisterRegime, RepealRegime
from services.catalog.handlers.regimes import Ledger, Regimes
from services.catalog.views.regimes import RegimeRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/units/{unit:str}/regimes", sync_to_thread=True)
def read_ledger(unit: str, ruling: Regimes, caller: Caller) -> Ledger:
    """查看制度台账：方案要求的制度哪些有、哪些缺。"""
    return ruling.ledger(unit, caller)


@post("/units/{unit:str}/regimes")
async def register_regime(
    unit: str, data: RegisterRegime, ruling: Regimes, caller: Caller
) -> Response[Receipt]:
    """登记制度。"""
    receipt = await ruling.register(unit, data, caller)
    return filed(receipt, f"/catalog/api/regimes/{regime_id_of(unit, data.title)}")


@get("/regimes/{regime_id:uuid}", sync_to_thread=True)
def read_regime(regime_id: UUID, ruling: Regimes, caller: Caller) -> RegimeRow:
    """查看制度全文：本单位和上级的人可以看。"""
    return ruling.row(regime_id, caller)


@post("/regimes/{regime_id:uuid}/repeal")
async def repeal_regime(
    regime_id: UUID, data: RepealRegime, ruling: Regimes, caller: Caller
) -> Response[Receipt]:
    """废止制度。"""
    return filed(await ruling.repeal(regime_id, data, caller))


handlers = [read_ledger, register_regime, read_regime, repeal_regime]
