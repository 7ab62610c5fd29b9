"""Finding the header of a catalog: which column holds what, in any order."""

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.domain.terms import Field
from services.catalog.domain.words import forms_in, heading, plain, scope_in, time_limit_in
from shared.decider import InvalidError

LINES_SEARCHED: Final = 30
NEEDED: Final = (Field.LEVEL3, Field.FORMS, Field.SCOPE, Field.TIME_LIMIT)
_ENOUGH: Final = 3  # headings that make a line a header
_NAMES: Final = {
    Field.LEVEL1: ("一级目录", "一级目录名称", "一级", "类别", "大类", "公开类别", "level1"),
    Field.LEVEL2: ("二级目录", "二级目录名称", "二级", "项目", "小类", "公开项目", "level2"),
    Field.LEVEL3: (
        *("三级目录", "三级目录名称", "三级", "公开内容", "具体内容", "公开事项", "具体事项"),
        *("内容", "事项", "level3"),
    ),
    Field.FORMS: ("公开形式", "公开方式", "形式", "方式", "公开渠道", "公开载体", "forms"),
    Field.SCOPE: ("公开范围", "范围", "公开对象", "对象", "scope"),
    Field.TIME_LIMIT: (
        *("公开时限", "公开时间", "时限", "时间", "公开期限", "公开频次", "time_limit"),
    ),
}
_ALL_NAMES: Final = frozenset(name for names in _NAMES.values() for name in names)
_MERGED: Final = ("合并标记", "合并", "padding")
_CODES: Final = ("目录编号", "目录编码")
_MOSTLY: Final = 0.5
_A_PHRASE: Final = 20  # characters: no form, scope or time limit is that long


class NotATableError(InvalidError):
    """没有找到目录表头：请在表中写明三级目录、公开形式、公开范围、公开时限等栏目。"""


class MissingColumnError(InvalidError):
    """表头缺少必需的栏目。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the columns."""
        return f"表头缺少必需的栏目：{'、'.join(str(each) for each in self.args)}。"


class ShiftedColumnsError(InvalidError):
    """表头与内容对不上，可能错了列。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the column and what it holds."""
        column, held = self.args
        return f"表头与内容对不上：“{column}”一栏填的是{held}，可能错了列，请核对后重新上传。"


class SameColumnError(InvalidError):
    """两个栏目指定了同一列。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming both."""
        return f"“{self.args[0]}”和“{self.args[1]}”指定了同一列，请分开指定。"


class NoSuchLineError(InvalidError):
    """表头所在的行不在表里。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with both numbers."""
        return f"表头填的是第{self.args[0]}行，表里一共只有{self.args[1]}行（没有表头填0）。"


class Header(Struct, frozen=True):
    """表头 — its line, and the column (from 0) of each field found."""

    line: int
    columns: dict[Field, int]
    merged_marks: int | None = None
    codes: int | None = None


def find_header(sheet: Sheet) -> Header | None:
    """Return the most complete header among the first lines, or nothing."""
    lines = range(1, min(len(sheet.rows), LINES_SEARCHED) + 1)
    found = [_header(sheet, line) for line in lines]
    best = max(found, key=lambda each: len(each.columns), default=None)
    return best if best and len(best.columns) >= _ENOUGH else None


def header_again(sheet: Sheet, line: int, before: Header) -> Header | None:
    """Return the header a new page repeats in a line, its columns perhaps in another order."""
    width = range(_width(sheet, line))
    if sum(heading(sheet.at(line, column).text) in _ALL_NAMES for column in width) < len(NEEDED):
        return None
    found = _header(sheet, line)
    return found if set(before.columns) <= set(found.columns) else None


def is_table(sheet: Sheet) -> bool:
    """Tell whether a sheet is wide enough to hold a catalog, if a person says where."""
    return any(sum(not cell.blank for cell in row) >= len(NEEDED) for row in sheet.rows)


def assigned(sheet: Sheet, line: int, columns: dict[Field, int]) -> Header:
    """Return the header as a person has assigned it: line from 1 (0: none), columns from 0.

    Raises:
        MissingColumnError: one of the four fields of an entry has no column.
        SameColumnError: two fields are said to stand in one column.
        NoSuchLineError: the sheet has no such line.

    """
    if not 0 <= line < len(sheet.rows):
        raise NoSuchLineError(line, len(sheet.rows), field="line")
    if missing := [each.chinese for each in NEEDED if each not in columns]:
        raise MissingColumnError(*missing)
    taken: dict[int, Field] = {}
    for field, column in columns.items():
        if column in taken:
            raise SameColumnError(taken[column].chinese, field.chinese, field=field.value)
        taken[column] = field
    printed = _header(sheet, line) if line else Header(0, {})
    return Header(line, columns, printed.merged_marks, printed.codes)


def checked(header: Header, sheet: Sheet) -> Header:
    """Return the header, once it is complete and agrees with what stands below it.

    Raises:
        MissingColumnError: one of the four fields of an entry has no column.
        ShiftedColumnsError: a column plainly holds what belongs in another.

    """
    if missing := [each.chinese for each in NEEDED if each not in header.columns]:
        raise MissingColumnError(*missing)
    printed = {
        field: list(_printed(sheet, header.line, column))
        for field, column in header.columns.items()
    }
    at_home = frozenset(
        field for field, (_, test) in _CONTENT.items() if _share(printed[field], test) >= _MOSTLY
    )
    for field, texts in printed.items():
        _check_content(field, texts, at_home)
    return header


def _header(sheet: Sheet, line: int) -> Header:
    texts = [heading(_origin(sheet, line, column).text) for column in range(_width(sheet, line))]
    columns: dict[Field, int] = {}
    for field, names in _NAMES.items():
        found = [texts.index(name) for name in names if name in texts]
        if found:
            columns[field] = found[0]
    marks = next((texts.index(name) for name in _MERGED if name in texts), None)
    codes = next((texts.index(name) for name in _CODES if name in texts), None)
    return Header(line, columns, marks, codes)


def _width(sheet: Sheet, line: int) -> int:
    return len(sheet.rows[line - 1])


def _origin(sheet: Sheet, line: int, column: int) -> Cell:
    cell = sheet.at(line, column)
    return sheet.at(cell.merged_from, column) if cell.blank and cell.merged_from else cell


def _printed(sheet: Sheet, line: int, column: int) -> Iterable[str]:
    for row in sheet.rows[line:]:
        if column < len(row) and not row[column].blank:
            yield row[column].text


def _is_forms(text: str) -> bool:
    known, unknown = forms_in(text)
    return bool(known) and not unknown


_CONTENT: Final[dict[Field, tuple[str, Callable[[str], bool]]]] = {
    Field.FORMS: ("公开形式", _is_forms),
    Field.SCOPE: ("公开范围", lambda text: scope_in(text) is not None),
    Field.TIME_LIMIT: ("公开时限", lambda text: time_limit_in(text) is not None),
}


def _is_prose(text: str, field: Field) -> bool:
    """Tell whether a text is too long for a field of set words, and not made of them."""
    return len(plain(text)) > _A_PHRASE and not _CONTENT[field][1](text)


def _share(texts: list[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _check_content(field: Field, texts: list[str], at_home: frozenset[Field]) -> None:
    """Refuse a column that holds another's content, unless that stands in its own as well.

    A level may well be called 党员 or 网站, as a scope or a form is.
    """
    for other, (name, test) in _CONTENT.items():
        if other not in {field, *at_home} and _share(texts, test) >= _MOSTLY:
            raise ShiftedColumnsError(field.chinese, name, field=field.value)
    if _share(texts, lambda text: plain(text).isdigit()) >= _MOSTLY:
        raise ShiftedColumnsError(field.chinese, "序号", field=field.value)
    if field in _CONTENT and _share(texts, lambda text: _is_prose(text, field)) >= _MOSTLY:
        raise ShiftedColumnsError(field.chinese, "大段文字", field=field.value)
