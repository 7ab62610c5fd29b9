"""来信来访办理情况, for programs."""

from litestar import get

from services.feedback.handlers.petitions import PetitionList, Petitions
from shared.web import Caller


@get("/petitions/{unit:str}/{year:int}/{quarter:int}")
async def petitions(
    unit: str, year: int, quarter: int, petition_list: PetitionList, caller: Caller
) -> Petitions:
    """一个季度办结的来信来访，一件一行，不含姓名。"""
    return await petition_list.of(unit, year, quarter, caller)


handlers = [petitions]
