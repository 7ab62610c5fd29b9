"""报告任务 — what a scheme asks a unit to report, until when, signed by whom (V52, T261)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from services.workflow.domain.report_words import Paper, ReportFigures

MONTHS: Final = 12
HALF: Final = 6
QUARTER: Final = 3
PRINCIPAL: Final = "主要领导"
TABLE: Final = "进度表"
_FORMS: Final = {
    "双份": (Paper.ELECTRONIC, Paper.FORMAL),
    "电子版": (Paper.ELECTRONIC,),
    "正式文件": (Paper.FORMAL,),
}
_WHEN: Final = re.compile(r"^(?:(?P<every>每[月季])|(?P<month>\d{1,2})月)(?P<day>\d{1,2})日$")


class ReportTask(Struct, frozen=True, kw_only=True):
    """报告任务 — ``months``: how many months a period has; ``month``: 0 if the day recurs.

    ``to``: the name of the unit it goes to; empty: the superior.
    """

    kind: str
    months: int
    month: int
    day: int
    principal: bool
    forms: tuple[Paper, ...]
    table: bool = False
    to: str = ""


class Edition(Struct, frozen=True, kw_only=True):
    """一期报告 — its name, the days it is about, and the day on which it is due, included."""

    period: str
    first: date
    last: date
    due: date


def tasks_of(words: Iterable[str], kinds: Iterable[str]) -> Iterator[ReportTask]:
    """Yield what is asked for; what cannot be understood, or is none of these kinds, is not.

    A word reads ``月报=每月10日/分管领导/双份/进度表/报某单位``.
    """
    wanted = frozenset(kinds)
    for word in words:
        kind, _, rest = word.partition("=")
        parts = rest.split("/")
        found = _WHEN.match(parts[0])
        if found and kind in wanted:
            yield _task(kind, found, parts[1:])


def _task(kind: str, when: re.Match[str], parts: list[str]) -> ReportTask:
    forms = [_FORMS[each] for each in parts if each in _FORMS]
    to = [each[1:] for each in parts if each.startswith("报")]
    return ReportTask(
        kind=kind,
        months=_months(kind, when["every"] or ""),
        month=int(when["month"] or 0),
        day=int(when["day"]),
        principal=PRINCIPAL in parts,
        forms=forms[0] if forms else (Paper.ELECTRONIC,),
        table=TABLE in parts,
        to=to[0] if to else "",
    )


def _months(kind: str, every: str) -> int:
    if every:
        return 1 if every == "每月" else QUARTER
    return HALF if "半年" in kind else MONTHS


def editions(task: ReportTask, since: date, until: date) -> Iterator[Edition]:
    """Yield what is due from one day to another, both included, the first due first."""
    for year in range(since.year, until.year + 1):
        for month in range(1, MONTHS + 1) if not task.month else (task.month,):
            found = _edition(task, year, month)
            if found and since <= found.due <= until:
                yield found


def _edition(task: ReportTask, year: int, month: int) -> Edition | None:
    due = _day(year, month, task.day)
    if task.month:
        first = date(year, 1, 1)
        last = _before(_later(first, task.months))
    else:
        if (month - 1) % task.months:
            return None
        last = _before(date(year, month, 1))
        first = _later(date(last.year, last.month, 1), 1 - task.months)
    return Edition(period=_named(task.months, first), first=first, last=last, due=due)


def _named(months: int, first: date) -> str:
    if months == 1:
        return f"{first.year}年{first.month}月"
    if months == QUARTER:
        return f"{first.year}年第{(first.month - 1) // QUARTER + 1}季度"
    return f"{first.year}年上半年" if months == HALF else f"{first.year}年度"


def _later(day: date, months: int) -> date:
    count = day.year * MONTHS + day.month - 1 + months
    return date(count // MONTHS, count % MONTHS + 1, 1)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _day(year: int, month: int, day: int) -> date:
    """Return a day of a month, its last day if it has fewer."""
    last = _before(_later(date(year, month, 1), 1))
    return min(last, date(year, month, 1) + timedelta(days=day - 1))


def cut_off(edition: Edition, today: date) -> date:
    """Return the last day whose figures a draft made today can know (数据截至)."""
    return min(edition.last, _before(today))


def covered(edition: Edition, earlier: date | None) -> date:
    """Return the first day of the figures: what an earlier cut-off left out is told now (S4-86)."""
    if earlier is None:
        return edition.first
    return min(edition.first, earlier + timedelta(days=1))


def opening(edition: Edition, kind: str, since: date, cutoff: date, told: ReportFigures) -> str:
    """Return the text with which a draft begins."""
    return (
        f"现将{edition.period}党务公开工作情况报告如下（{kind}，数据自{since}起，"
        f"数据截至{cutoff}）。公开事项{told.published}件；到期应公开{told.due}件，"
        f"其中逾期{told.overdue}件；收到意见{told.opinions}件，办结{told.concluded}件。"
    )
