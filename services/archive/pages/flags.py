"""Where a unit counts matters to a wider system, and where what belongs to one is reported."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Final
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect, Stream
from msgspec import Struct

from services.archive.domain.flags import USUAL, System, UnflagMatter, Words
from services.archive.handlers import Assessing, Consulting, Flagging, Names
from services.archive.handlers.assessing import OFFICE
from services.archive.handlers.flagging import ITEM, SHOWN, Reported
from services.archive.pages.history import along
from services.archive.pages.words import words
from services.archive.pages.yearly import sheet
from shared.web import Caller, Filled, Page, page, see_other

HEADS: Final = ("体系", "种类", "事项", "单位", "日期", "说明", "标记日期")
PageNumber = Annotated[int, Parameter(ge=1)]


class Flagged(Struct, frozen=True, kw_only=True):
    """标记表单"""

    unit: str
    matter: str
    system: System
    note: Words = ""


class Unflagged(Struct, frozen=True, kw_only=True):
    """取消标记表单"""

    unit: str
    matter: str
    system: System
    reason: Words = ""


@get("/systems", include_in_schema=False, sync_to_thread=True)
def report(
    flagging: Flagging,
    assessing: Assessing,
    names: Names,
    caller: Caller,
    system: str = USUAL,
    q: str = "",
    page_no: PageNumber = 1,
) -> Page:
    """体系报告：哪些目录事项和整改属于惩治和预防腐败体系，各在什么日期"""
    assessing.seen(caller)
    found, total = flagging.report(system, page_no, caller)
    mine = caller.units(OFFICE)
    return page(
        "systems.html.j2",
        **words(),
        system=system,
        systems=sorted({USUAL, system, *flagging.systems()}),
        found=found,
        total=total,
        names=names,
        mine=mine,
        offered=[(unit, flagging.candidates(unit, q)[:SHOWN]) for unit in mine],
        item=ITEM,
        q=q,
        number=page_no,
        pages=max((total + SHOWN - 1) // SHOWN, 1),
        address=f"?{urlencode({'system': system})}&page_no=",
    )


@get("/systems.csv", include_in_schema=False)
async def export(
    flagging: Flagging,
    assessing: Assessing,
    consulting: Consulting,
    names: Names,
    caller: Caller,
    system: str = USUAL,
) -> Stream:
    """导出体系报告"""
    assessing.seen(caller)
    rows = (_row(each, names) for each in _every(flagging, system, caller))
    return await along(consulting, caller, "system.csv", sheet(chain([HEADS], rows)))


@post("/systems", include_in_schema=False)
async def flag(data: Filled[Flagged], flagging: Flagging, caller: Caller) -> Redirect:
    """标记为体系的一部分"""
    await flagging.flag(data.unit, data.matter, data.system, data.note, caller)
    return _back(data.system)


@post("/systems/removals", include_in_schema=False)
async def unflag(data: Filled[Unflagged], flagging: Flagging, caller: Caller) -> Redirect:
    """取消标记"""
    command = UnflagMatter(
        unit=data.unit, matter=data.matter, system=data.system, reason=data.reason
    )
    await flagging.unflag(command, caller)
    return _back(data.system)


def _every(flagging: Flagging, system: str, caller: Caller) -> Iterator[Reported]:
    number = 1
    while found := flagging.report(system, number, caller)[0]:
        yield from found
        number += 1


def _row(each: Reported, names: Names) -> tuple[str, ...]:
    row = each.row
    days = "；".join(f"{word} {day}" for word, day in each.dates)
    told = (row.system, row.kind, row.title, names.unit(row.unit), days, row.note)
    return tuple(map(_plain, (*told, row.at.date().isoformat())))


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _back(system: str) -> Redirect:
    return see_other(f"/archive/systems?{urlencode({'system': system.strip()})}")


handlers = [report, export, flag, unflag]
