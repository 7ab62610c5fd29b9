"""内容分类 — the county's classes and how a unit covers them, for programs."""

from litestar import get

from services.catalog.domain.taxonomy import Coverage, Taxonomy
from services.catalog.handlers.coverage import Classes
from shared.web import Caller


@get("/classes", sync_to_thread=False)
def list_classes(classes: Classes) -> Taxonomy:
    """列出内容分类。"""
    return classes.classifier.taxonomy


@get("/units/{unit:str}/coverage", sync_to_thread=True)
def read_coverage(unit: str, classes: Classes, caller: Caller) -> Coverage:
    """查看目录覆盖情况。"""
    return classes.coverage(unit, caller)


handlers = [list_classes, read_coverage]
