"""内容分类 — the county's classes and how a unit covers them, for people."""

from litestar import get

from services.catalog.handlers import Access
from services.catalog.handlers.coverage import Classes
from shared.web import Caller, Page, page


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
def coverage_page(unit: str, classes: Classes, access: Access, caller: Caller) -> Page:
    """目录覆盖情况：哪些内容类别还没有条目。"""
    return page(
        "catalog/coverage.html.j2",
        unit=access.unit(unit),
        report=classes.coverage(unit, caller),
        inside=access.belongs(caller, unit),
    )


handlers = [classes_page, coverage_page]
