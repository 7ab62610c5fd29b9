"""Where an office files its matters, finds volumes and paper originals, and has them examined."""

from urllib.parse import quote, urlencode
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect, Stream
from msgspec import Struct

from services.archive.domain.terms import Count
from services.archive.domain.volume_words import (
    KINDS,
    ConsultVolume,
    Kind,
    Line,
    Pattern,
    RegisterOriginal,
    Retention,
    SettleFonds,
    Stage,
    Text,
)
from services.archive.handlers import Names, Volumes, Wish, Yearly, pieces
from services.archive.handlers.volumes import AUDITOR, OFFICE, PAGE, kinds_in_words
from services.archive.pages.words import words
from shared.web import Caller, Filled, Page, page, see_other

ZIP = "application/zip"


class Sealing(Struct, frozen=True, kw_only=True):
    """立卷表单 — one field for each kind of material that may be missing."""

    title: Text
    retention: Retention
    reason: str = ""
    proposal: Line = ""
    review: Line = ""
    approval: Line = ""
    original: Line = ""
    meeting: Line = ""
    media: Line = ""
    opinion: Line = ""
    reply: Line = ""
    form: Line = ""
    evidence: Line = ""

    @property
    def none(self) -> dict[Kind, str]:
        """Return why there is none of each kind, as far as that was filled in."""
        said = {each: str(getattr(self, each.value)).strip() for each in Kind}
        return {each: why for each, why in said.items() if why}


class Settling(Struct, frozen=True, kw_only=True):
    """全宗表单"""

    unit: str
    fonds: str
    pattern: Pattern
    department: str


class Registering(Struct, frozen=True, kw_only=True):
    """原件登记表单"""

    number: Text
    name: Text
    pages: Count
    shelf: Text
    twin: str = ""


class Consulting(Struct, frozen=True, kw_only=True):
    """利用表单"""

    purpose: Text
    original: Line = ""


class Checking(Struct, frozen=True, kw_only=True):
    """检测表单"""

    stage: Stage


@get("/volumes", include_in_schema=False, sync_to_thread=True)
def overview(
    archive: Volumes, yearly: Yearly, names: Names, caller: Caller, q: str = "", page_no: int = 1
) -> Page:
    """案卷：按档号、题名或纸质原件编号查找"""
    caller.known()
    number = max(page_no, 1)
    found, total = archive.found(q[:100], number, caller)
    offices = caller.units(OFFICE)
    mine = [(unit, names.unit(unit), archive.settings(unit)) for unit in offices]
    return page(
        "volumes.html.j2",
        **words(),
        found=found,
        total=total,
        number=number,
        pages=max((total + PAGE - 1) // PAGE, 1),
        q=q[:100],
        names=names,
        mine=mine,
        waiting=yearly.unfiled(offices, PAGE) if offices else [],
        checks=bool(offices or caller.units(AUDITOR)),
        address=f"?{urlencode({'q': q[:100]})}&page_no=",
        patterns=[(each.value, each.value) for each in Pattern],
    )


@post("/volumes/fonds", include_in_schema=False)
async def settle(data: Filled[Settling], archive: Volumes, caller: Caller) -> Redirect:
    """设定全宗"""
    command = SettleFonds(
        unit=data.unit,
        fonds=data.fonds.strip().upper(),
        pattern=data.pattern,
        department=data.department.strip().upper(),
    )
    await archive.settle(command, caller)
    return see_other("/archive/volumes")


@get("/matters/{name:uuid}/volume", include_in_schema=False, sync_to_thread=True)
def matter(name: UUID, archive: Volumes, names: Names, caller: Caller) -> Page:
    """立卷：列出这件事的全部材料，缺的要写明原因"""
    caller.known()
    found = archive.matter(name, caller)
    held = found.fonds.volumes.get(name)
    return page(
        "matter.html.j2",
        **words(),
        matter=found,
        held=held,
        names=names,
        KINDS=KINDS,
        may=caller.holds(found.unit, OFFICE),
        retentions=[(each.value, each.value) for each in Retention],
    )


@post("/matters/{name:uuid}/volume", include_in_schema=False)
async def seal(name: UUID, data: Filled[Sealing], archive: Volumes, caller: Caller) -> Redirect:
    """封存案卷"""
    wish = Wish(title=data.title, retention=data.retention, none=data.none, reason=data.reason)
    await archive.seal(name, wish, caller)
    found = await sync_to_thread(archive.matter, name, caller)
    return see_other(f"/archive/{_path(found.fonds.volumes[name].number)}")


@get("/volumes/{number:str}", include_in_schema=False, sync_to_thread=True)
def volume(number: str, archive: Volumes, names: Names, caller: Caller) -> Page:
    """一个案卷：材料、各次封存、纸质原件、利用和检测"""
    caller.known()
    row = archive.volume(number, caller)
    return page(
        "volume.html.j2",
        **words(),
        row=row,
        kinds=kinds_in_words(row.pieces),
        versions=archive.versions(number),
        originals=archive.papers(number),
        twins=archive.twins(row),
        uses=archive.consulted(number),
        names=names,
        may=caller.holds(row.unit, OFFICE),
        stages=[(each.value, each.value) for each in Stage],
    )


@post("/volumes/{number:str}/consult", include_in_schema=False)
async def consult(
    number: str, data: Filled[Consulting], archive: Volumes, caller: Caller
) -> Stream:
    """写明用途，取阅电子案卷"""
    return await package_of(
        ConsultVolume(volume=number, purpose=data.purpose, original=data.original), archive, caller
    )


@post("/volumes/{number:str}/originals", include_in_schema=False)
async def register(
    number: str, data: Filled[Registering], archive: Volumes, caller: Caller
) -> Redirect:
    """登记纸质原件"""
    command = RegisterOriginal(
        volume=number,
        number=data.number,
        name=data.name,
        pages=data.pages,
        shelf=data.shelf,
        twin=data.twin.strip().lower(),
    )
    await archive.register(command, caller)
    return see_other(f"/archive/{_path(number)}")


@post("/volumes/{number:str}/checks", include_in_schema=False)
async def check(number: str, data: Filled[Checking], archive: Volumes, caller: Caller) -> Redirect:
    """四性检测"""
    await archive.check(number, data.stage, caller)
    return see_other(f"/archive/{_path(number)}")


async def package_of(command: ConsultVolume, archive: Volumes, caller: Caller) -> Stream:
    """Return the package, its number as its name; what it is for is on record by then."""
    package = await archive.consult(command, caller)
    name = quote(f"{command.volume}.zip")
    return Stream(
        pieces(package),
        media_type=ZIP,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(package.stat().st_size),
            "Cache-Control": "no-store",
        },
    )


def _path(number: str) -> str:
    return f"volumes/{quote(number)}"


handlers = [overview, settle, matter, seal, volume, consult, register, check]
