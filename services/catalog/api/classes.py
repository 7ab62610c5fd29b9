"""内容分类 — the county's classes and how a unit covers them, for programs."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import Parameter

from services.catalog.domain.contents_words import ListContents
from services.catalog.domain.taxonomy import Coverage, Taxonomy
from services.catalog.handlers.contents import Contents, Preset, Taken
from services.catalog.handlers.coverage import Classes
from services.catalog.views.contents import ContentsRow
from shared.store import Receipt
from shared.web import Caller, filed

Words = Annotated[str, Parameter(max_length=200)]


@get("/classes", sync_to_thread=False)
def list_classes(classes: Classes) -> Taxonomy:
    """列出内容分类。"""
    return classes.classifier.taxonomy


@get("/units/{unit:str}/coverage", sync_to_thread=True)
def read_coverage(unit: str, classes: Classes, caller: Caller) -> Coverage:
    """查看目录覆盖情况。"""
    return classes.coverage(unit, caller)


@get("/units/{unit:str}/coverage/{list_id:str}", sync_to_thread=True)
def read_list_coverage(unit: str, list_id: str, listing: Contents, caller: Caller) -> Taken:
    """查看一份内容清单的覆盖情况：逐项列出条目和缺少的内容。"""
    return listing.taken(unit, list_id, caller)


@get("/units/{unit:str}/presets", sync_to_thread=True)
def read_preset(unit: str, words: Words, listing: Contents, caller: Caller) -> Preset:
    """按单位的方案预设一个事项的类别、范围和时限。"""
    listing.making.access.unit(unit)
    return listing.preset(unit, words, caller.at)


@get("/units/{unit:str}/contents", sync_to_thread=True)
def read_contents(unit: str, listing: Contents) -> ContentsRow | None:
    """查看单位自己的内容清单。"""
    return listing.own(unit)


@post("/units/{unit:str}/contents")
async def list_contents(
    unit: str, data: ListContents, listing: Contents, caller: Caller
) -> Response[Receipt]:
    """登记单位自己的内容清单。"""
    return filed(await listing.list_(unit, data, caller))


handlers = [
    *(list_classes, read_coverage, read_list_coverage),
    *(read_preset, read_contents, list_contents),
]
