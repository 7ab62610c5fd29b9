"""履行热力图、逾期清单 — how a part of the county fulfils its duties, for those who oversee it."""

from datetime import date
from typing import Final

from litestar import get
from msgspec import Struct

from services.workflow.handlers import Names, Overview
from services.workflow.handlers.runs import Runs
from services.workflow.pages.duties import SIZE, duty_words
from services.workflow.views import FigureRow
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.web import Caller, Page, page

FORWARD: Final = 2  # months after this one that are shown at first
YEAR: Final = 12  # months
SOME, MANY = 10, 30  # overdue of every hundred: from here on 较多, 很多
LEGEND: Final = (
    ("ok", "全部公开", "到期的义务已经全部按期公开"),
    ("wait", "待公开", "还没有到期，没有逾期"),
    ("late", "有补公开", "逾期后已经补公开"),
    ("some", "有逾期", f"逾期不到{SOME}%"),
    ("more", "逾期较多", f"逾期{SOME}%以上"),
    ("bad", "逾期很多", f"逾期{MANY}%以上"),
)


class WrongMonthError(InvalidError):
    """请按“年-月”填写起始月份，例如 2026-01。"""


class Cell(Struct, frozen=True):
    """一格 — its colour, its number and its word: no meaning rests on the colour alone."""

    colour: str
    number: str = ""
    word: str = ""


def cell(figure: FigureRow | None) -> Cell:
    """Return how a month of a unit is shown."""
    if figure is None or not figure.total:
        return Cell("none", "", "无")
    number = f"{figure.done + figure.late}/{figure.total}"
    if figure.overdue:
        return Cell(_heat(figure), number, f"逾期 {figure.overdue}")
    if figure.open:
        return Cell("wait", number, f"待公开 {figure.open}")
    if figure.late:
        return Cell("late", number, f"补公开 {figure.late}")
    return Cell("ok", number, "全部公开")


def _heat(figure: FigureRow) -> str:
    share = figure.overdue * 100 // figure.total
    return "some" if share < SOME else "more" if share < MANY else "bad"


@get("/duties/county", include_in_schema=False, sync_to_thread=True)
def heat_map(
    overview: Overview,
    running: Runs,
    names: Names,
    caller: Caller,
    unit: str = "",
    first: str = "",
    page_no: int = 1,
) -> Page:
    """履行热力图"""
    number, begin = max(page_no, 1), _begin(first, beijing_date(caller.at))
    heat = overview.heat(caller, begin, unit, number, SIZE)
    return page(
        "duty_county.html.j2",
        **duty_words(names),
        heat=heat,
        unpublished=running.unpublished(heat.unit),
        focused=overview.focus(heat.unit, begin, beijing_date(caller.at)),
        way=overview.way(caller, heat.unit),
        number=number,
        pages=max(-(-heat.units // SIZE), 1),
        cell=cell,
        legend=LEGEND,
        first=f"{begin:%Y-%m}",
        earlier=f"{_moved(begin, -YEAR):%Y-%m}",
        later=f"{_moved(begin, YEAR):%Y-%m}",
    )


@get("/duties/overdue", include_in_schema=False, sync_to_thread=True)
def overdue_list(
    overview: Overview, names: Names, caller: Caller, unit: str = "", page_no: int = 1
) -> Page:
    """逾期清单"""
    number, today = max(page_no, 1), beijing_date(caller.at)
    found = overview.overdue(caller, unit, number, SIZE)
    return page(
        "duty_overdue.html.j2",
        **duty_words(names),
        found=found,
        way=overview.way(caller, found.unit),
        lines=[(row, (today - row.due).days) for row in found.rows],
        called=names.units(row.unit for row in found.rows),
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _begin(first: str, today: date) -> date:
    """Return the first day of the twelve months."""
    if not first:
        return _moved(today, FORWARD + 1 - YEAR)
    try:
        begin = date.fromisoformat(f"{first.strip()[:7]}-01")
    except ValueError as error:
        raise WrongMonthError(first[:20], field="first") from error
    return min(max(begin, date(2000, 1, 1)), date(2999, 1, 1))


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, 1)


handlers = [heat_map, overdue_list]
