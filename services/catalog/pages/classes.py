"""内容分类 — the county's classes and how a unit covers them, for people."""

from typing import Annotated

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect

from services.catalog.domain.contents_words import ListContents
from services.catalog.handlers import Access
from services.catalog.handlers.contents import Contents
from services.catalog.handlers.coverage import Classes
from services.catalog.pages.desk import FORMS, LIMITS, SCOPES
from shared.web import Caller, Filled, Page, page, see_other


@get("/classes", sync_to_thread=False, include_in_schema=False)
def classes_page(classes: Classes) -> Page:
    """全县内容分类：五份方案的每一大项归入哪一类。"""
    taxonomy = classes.classifier.taxonomy
    names = {each.id: each.name for each in taxonomy.classes}
    heads = {
        each.id: [head for head in taxonomy.heads if head.list == each.id]
        for each in taxonomy.lists
    }
    return page("catalog/classes.html.j2", taxonomy=taxonomy, heads=heads, names=names)


@get("/units/{unit:str}/coverage", sync_to_thread=True, include_in_schema=False)
def coverage_page(
    unit: str,
    classes: Classes,
    listing: Contents,
    access: Access,
    caller: Caller,
    chosen: Annotated[str, Parameter(query="list", max_length=20)] = "",
) -> Page:
    """目录覆盖情况：哪些内容类别还没有条目，一份内容清单的各项还缺什么。"""
    here = access.unit(unit)
    return page(
        "catalog/coverage.html.j2",
        unit=here,
        lists=[(each.id, each.label) for each in classes.classifier.taxonomy.lists],
        taken=listing.taken(unit, chosen or listing.seed(unit, caller.at), caller),
        own=listing.own(unit),
        classed=listing.classed,
        drafts=access.drafts(caller, unit),
        report=classes.coverage(unit, caller),
        inside=access.belongs(caller, unit),
    )


@get("/units/{unit:str}/presets", sync_to_thread=True, include_in_schema=False)
def preset_page(
    unit: str,
    listing: Contents,
    access: Access,
    caller: Caller,
    words: Annotated[str, Parameter(max_length=200)] = "",
) -> Page:
    """增加条目以前，看看方案怎样预设它的类别、范围和时限。"""
    access.check_reader(caller, unit)
    return page(
        "catalog/presets.html.j2",
        unit=access.unit(unit),
        preset=listing.preset(unit, words, caller.at),
        forms=FORMS,
        scopes=SCOPES,
        limits=LIMITS,
    )


@post("/units/{unit:str}/contents", include_in_schema=False)
async def list_contents(
    unit: str, data: Filled[ListContents], listing: Contents, caller: Caller
) -> Redirect:
    """登记单位自己的内容清单。"""
    await listing.list_(unit, data, caller)
    return see_other(f"/catalog/units/{unit}/coverage#own")


handlers = [classes_page, coverage_page, preset_page, list_contents]
