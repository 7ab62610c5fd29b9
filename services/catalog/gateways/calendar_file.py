"""A year's days off as a file: JSON as the house ships it, or CSV with a day a line."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from io import StringIO
from typing import Final

from msgspec import MsgspecError, Struct, convert, json

from services.catalog.domain.calendar_terms import Holiday, MakeUp
from services.catalog.domain.calendars import YearPlan, spans_of
from services.catalog.domain.commands import AdoptCalendar
from shared.calendar import FOLDER
from shared.decider import InvalidError

LARGEST: Final = 100_000  # bytes
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_OFF: Final = {"放假", "休", "假", "节假日"}
_ON: Final = {"上班", "班", "调休上班", "调休"}
_HEAD: Final = ["日期", "类别", "名称"]


class CalendarFileTooLargeError(InvalidError):
    """放假安排文件太大了，一年的文件不会超过100KB。"""


class CalendarFileUnreadableError(InvalidError):
    """放假安排文件读不出来，请上传 JSON 或者 CSV 文件。"""


class CalendarLineError(InvalidError):
    """放假安排文件有一行读不懂。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with the line."""
        return f"第{self.args[0]}行{self.args[1]}。"


class DayTwiceError(InvalidError):
    """放假日期重叠。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with the day."""
        return f"放假日期重叠：{self.args[0]}写了两次。"


class CalendarHeadError(InvalidError):
    """CSV 文件要有“日期、类别、名称”三栏，前面写明“版本”和“来源”两行。"""


class _Up(Struct, rename={"holiday": "for"}):
    date: date
    holiday: str = ""


class _Year(Struct):
    year: int
    version: str
    source: str
    holidays: list[Holiday]
    workdays: list[_Up] = []


def shipped() -> list[YearPlan]:
    """Return the years that come with the house."""
    years = (json.decode(each.read_bytes(), type=_Year) for each in sorted(FOLDER.glob("*.json")))
    return [
        YearPlan(
            year=each.year,
            version=each.version,
            source=each.source,
            holidays=tuple(each.holidays),
            workdays=_ups(each.workdays),
        )
        for each in years
    ]


def read_calendar(data: bytes) -> AdoptCalendar:
    """Return what a file says of a year; whether it may be adopted is judged elsewhere.

    Raises:
        InvalidError: it is too large, no text, or a line says nothing that is known.

    """
    if len(data) > LARGEST:
        raise CalendarFileTooLargeError(len(data), field="file")
    text = _decoded(data)
    return _json(text) if text.lstrip().startswith("{") else _csv(text)


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CalendarFileUnreadableError(field="file")


def _json(text: str) -> AdoptCalendar:
    try:
        found = json.decode(text, type=_Year)
        return _command(found.year, found.version, found.source, found.holidays, found.workdays)
    except MsgspecError as error:
        raise CalendarFileUnreadableError(str(error), field="file") from error


def _csv(text: str) -> AdoptCalendar:
    rows = [(n, [_plain(each) for each in row]) for n, row in enumerate(_rows(text), start=1)]
    rows = [(n, row) for n, row in rows if any(row)]
    told = {row[0]: row[1] for _, row in rows if len(row) > 1 and row[0] in {"版本", "来源"}}
    head = next((at for at, (_, row) in enumerate(rows) if row[:3] == _HEAD), None)
    if head is None or len(told) < 2:  # noqa: PLR2004 — both of them
        raise CalendarHeadError(field="file")
    off: list[tuple[date, str]] = []
    ups: list[_Up] = []
    for n, row in rows[head + 1 :]:
        day, kind, name = _line(n, row)
        if kind in _OFF:
            off.append((day, name))
        else:
            ups.append(_Up(day, name))
    if not off:
        raise CalendarHeadError(field="file")
    _check_once(off)
    try:
        return _command(off[0][0].year, told["版本"], told["来源"], spans_of(off), ups)
    except MsgspecError as error:
        raise CalendarFileUnreadableError(str(error), field="file") from error


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise CalendarFileUnreadableError(str(error), field="file") from error


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _line(number: int, row: list[str]) -> tuple[date, str, str]:
    day, kind, name = (*row, "", "", "")[:3]
    found = _DAY.fullmatch(day)
    if found is None:
        raise CalendarLineError(number, f"的日期“{day[:20]}”读不懂", field="file")
    if kind not in _OFF | _ON:
        raise CalendarLineError(number, "的类别应当是“放假”或者“上班”", field="file")
    if kind in _OFF and not name:
        raise CalendarLineError(number, "没有写节日名称", field="file")
    try:
        year, month, of_month = map(int, found.groups())
        return date(year, month, of_month), kind, name
    except ValueError as error:
        raise CalendarLineError(number, f"的日期“{day[:20]}”不存在", field="file") from error


def _check_once(off: list[tuple[date, str]]) -> None:
    seen: dict[date, str] = {}
    for day, name in off:
        if day in seen:
            raise DayTwiceError(day, field="file")
        seen[day] = name


def _ups(found: Iterable[_Up]) -> tuple[MakeUp, ...]:
    return tuple(MakeUp(date=each.date, holiday=each.holiday) for each in found)


def _command(
    year: int, version: str, source: str, holidays: Iterable[Holiday], ups: Iterable[_Up]
) -> AdoptCalendar:
    """Return the command, its lengths checked as if it had come through the door."""
    plain = {
        "year": year,
        "version": version,
        "source": source,
        "holidays": [{"name": h.name, "first": h.first, "last": h.last} for h in holidays],
        "workdays": [{"date": up.date, "holiday": up.holiday} for up in ups],
    }
    return convert(plain, AdoptCalendar)
