"""Where auditors see what was not disclosed in time, and who held which post."""

from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import get

from services.archive.handlers import Audit, Covering, Names
from services.archive.handlers.covering import PAGE
from services.archive.pages.history import MomentError
from services.archive.pages.regularity import regularity_page
from services.archive.pages.saying import POSTS
from services.archive.pages.words import words
from shared.calendar import beijing_date
from shared.web import Caller, Page, page

BEIJING: Final = ZoneInfo("Asia/Shanghai")


@get("/coverage", include_in_schema=False, sync_to_thread=True)
def coverage(
    audit: Audit,
    covering: Covering,
    names: Names,
    caller: Caller,
    unit: str = "",
    page_no: int = 1,
) -> Page:
    """应公开而未公开：到期的公开义务履行得怎样"""
    audit.allow(caller)
    number = max(page_no, 1)
    found = covering.coverage(unit.strip(), beijing_date(caller.at), number)
    return page(
        "coverage.html.j2",
        **words(),
        found=found,
        unit=unit.strip(),
        names=names,
        units=names.units(),
        number=number,
        pages=max((found.missing + PAGE - 1) // PAGE, 1),
        address=f"?{urlencode({'unit': unit.strip()})}&page_no=",
    )


@get("/posts", include_in_schema=False, sync_to_thread=True)
def posts(
    audit: Audit,
    covering: Covering,
    names: Names,
    caller: Caller,
    unit: str = "",
    at: str = "",
    page_no: int = 1,
) -> Page:
    """职务和任职经历：谁在什么时候担任什么职务"""
    audit.allow(caller)
    number = max(page_no, 1)
    found, total = covering.tenures(unit.strip(), _moment(at), number)
    return page(
        "posts.html.j2",
        **{**words(), "POSTS": POSTS},
        found=found,
        total=total,
        unit=unit.strip(),
        at=at,
        names=names,
        units=names.units(),
        number=number,
        pages=max((total + PAGE - 1) // PAGE, 1),
        address=f"?{urlencode({'unit': unit.strip(), 'at': at})}&page_no=",
    )


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=BEIJING)
    except ValueError as error:
        raise MomentError(text[:30], field="at") from error


handlers = [coverage, posts, regularity_page]
