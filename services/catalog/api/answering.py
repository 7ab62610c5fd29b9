"""责任分解、四公开 — for programs."""

from litestar import get

from services.catalog.handlers.answering import Answering, Bodies, Role
from services.catalog.handlers.forest import Forest, Opened
from services.catalog.handlers.schemes import Plans
from shared.web import Caller


@get("/units/{unit:str}/responsibilities", sync_to_thread=True)
def list_responsibilities(unit: str, plans: Plans, forest: Forest, caller: Caller) -> list[Role]:
    """本单位的责任链，按职务。"""
    return list(Answering(plans, forest).chain(unit, caller.at))


@get("/units/{unit:str}/responsibilities/below", sync_to_thread=True)
def list_bodies(unit: str, plans: Plans, forest: Forest, caller: Caller, page: int = 1) -> Bodies:
    """责任分解：本单位和直接下级，逐个类别、逐个环节，缺口在内。"""
    return Answering(plans, forest).bodies(unit, caller, page)


@get("/units/{unit:str}/openings", sync_to_thread=True)
def list_openings(unit: str, forest: Forest, caller: Caller) -> list[Opened]:
    """四公开：长期、定期、分期、即时各有哪些事项。"""
    return forest.openings(unit, caller)


handlers = [list_responsibilities, list_bodies, list_openings]
