"""责任分解、四公开 — who answers for disclosure, and what is disclosed with which time limit."""

from typing import Annotated

from litestar import get
from litestar.params import Parameter

from services.catalog.handlers.answering import Answering
from services.catalog.handlers.forest import Forest
from services.catalog.handlers.schemes import Plans
from shared.web import Caller, Page, page

Number = Annotated[int, Parameter(query="page")]


@get("/units/{unit:str}/responsibilities", sync_to_thread=True, include_in_schema=False)
def responsibilities_page(
    unit: str, plans: Plans, forest: Forest, caller: Caller, number: Number = 1
) -> Page:
    """责任分解：责任链向社会公布；逐个单位、类别的分工给本单位和上级看。"""
    answering = Answering(plans, forest)
    inside = plans.access.belongs(caller, unit)
    return page(
        "catalog/responsibilities.html.j2",
        unit=plans.access.unit(unit),
        chain=answering.chain(unit, caller.at),
        bodies=answering.bodies(unit, caller, number) if inside else None,
    )


@get("/units/{unit:str}/openings", sync_to_thread=True, include_in_schema=False)
def openings_page(unit: str, forest: Forest, caller: Caller) -> Page:
    """四公开：长期、定期、分期、即时各有哪些事项。"""
    return page(
        "catalog/openings.html.j2",
        unit=forest.access.unit(unit),
        shelves=forest.openings(unit, caller),
        inside=forest.access.belongs(caller, unit),
    )


handlers = [responsibilities_page, openings_page]
