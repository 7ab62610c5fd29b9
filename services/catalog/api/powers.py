"""The door for programs: the register of powers. No rules."""

from uuid import UUID

from litestar import Response, get, post

from services.catalog.domain.chart import nodes
from services.catalog.domain.power import power_id_of
from services.catalog.domain.power_words import CorrectPower, DrawChart, EnterPower
from services.catalog.domain.risk_words import RateRisk
from services.catalog.domain.tidying_words import PlacePower, SettlePower
from services.catalog.gateways.drawing import svg, table
from services.catalog.handlers.powers import Powers, Register
from services.catalog.views.powers import PowerRow
from shared.store import Receipt
from shared.web import Caller, filed


@get("/units/{unit:str}/powers", sync_to_thread=True)
def read_powers(unit: str, competence: Powers, caller: Caller) -> Register:
    """查看职权目录。"""
    return competence.register(unit, caller)


@post("/units/{unit:str}/powers")
async def enter_power(
    unit: str, data: EnterPower, competence: Powers, caller: Caller
) -> Response[Receipt]:
    """拟列职权。"""
    receipt = await competence.enter(unit, data, caller)
    return filed(receipt, f"/catalog/api/powers/{power_id_of(unit, data.owner, data.title)}")


@post("/units/{unit:str}/powers/publication")
async def publish_powers(unit: str, competence: Powers, caller: Caller) -> Response[Receipt]:
    """公布职权目录。"""
    return filed(await competence.publish(unit, caller))


@post("/powers/{power_id:uuid}/publication")
async def publish_power(power_id: UUID, competence: Powers, caller: Caller) -> Response[Receipt]:
    """公布一项职权。"""
    return filed(await competence.publish_one(power_id, caller))


@get("/powers/{power_id:uuid}", sync_to_thread=True)
def read_power(power_id: UUID, competence: Powers, caller: Caller) -> PowerRow:
    """查看职权：依据、流程图、风险点。"""
    return competence.seen(power_id, caller)


@post("/powers/{power_id:uuid}/correction")
async def correct_power(
    power_id: UUID, data: CorrectPower, competence: Powers, caller: Caller
) -> Response[Receipt]:
    """更正职权。"""
    return filed(await competence.correct(power_id, data, caller))


@post("/powers/{power_id:uuid}/chart")
async def draw_chart(
    power_id: UUID, data: DrawChart, competence: Powers, caller: Caller
) -> Response[Receipt]:
    """绘制流程图。"""
    return filed(await competence.draw(power_id, data, caller))


@post("/powers/{power_id:uuid}/risks")
async def rate_risk(
    power_id: UUID, data: RateRisk, competence: Powers, caller: Caller
) -> Response[Receipt]:
    """评定风险点。"""
    return filed(await competence.rate(power_id, data, caller))


@post("/powers/{power_id:uuid}/confirmation")
async def confirm_power(power_id: UUID, competence: Powers, caller: Caller) -> Response[Receipt]:
    """确认职权。"""
    return filed(await competence.confirm(power_id, caller))


@post("/powers/{power_id:uuid}/settlement")
async def settle_power(
    power_id: UUID, data: SettlePower, competence: Powers, caller: Caller
) -> Response[Receipt]:
    """理清职能交叉。"""
    return filed(await competence.settle(power_id, data, caller))


@post("/powers/{power_id:uuid}/placement")
async def place_power(
    power_id: UUID, data: PlacePower, competence: Powers, caller: Caller
) -> Response[Receipt]:
    """对应目录事项。"""
    return filed(await competence.place(power_id, data, caller))


@get("/powers/{power_id:uuid}/chart.svg", sync_to_thread=True)
def draw_svg(power_id: UUID, competence: Powers, caller: Caller) -> Response[str]:
    """流程图的图。"""
    row = competence.seen(power_id, caller)
    drawn = svg(row.title, nodes(row.steps, row.kind, row.levels))
    return Response(drawn, media_type="image/svg+xml")


@get("/powers/{power_id:uuid}/chart.csv", sync_to_thread=True)
def draw_table(power_id: UUID, competence: Powers, caller: Caller) -> Response[str]:
    """流程图的表。"""
    row = competence.seen(power_id, caller)
    return Response(table(nodes(row.steps, row.kind, row.levels)), media_type="text/csv")


handlers = [
    *(read_powers, enter_power, publish_powers, publish_power, correct_power),
    *(read_power, draw_chart),
    *(rate_risk, confirm_power, settle_power, place_power, draw_svg, draw_table),
]
