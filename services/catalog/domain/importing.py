"""Reading a catalog: from printed cells to entries, with every decision laid open.

A blank cell takes the nearest value above it in its column, also across the
borders of the 一级 and 二级 levels, but never unmarked: each such value says from
which row it came, whether the cells were merged, and how sure that is. What
cannot be resolved is listed as a doubt for a person to settle; nothing is guessed.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.doubts import contradictions, duplicates
from services.catalog.domain.header import (
    Header,
    NotATableError,
    checked,
    find_header,
    header_again,
)
from services.catalog.domain.remarks import LEVELS, level, notes_on, remark
from services.catalog.domain.sheet import Cell, Sheet
from services.catalog.domain.terms import (
    LONGEST,
    Confidence,
    Doubt,
    Draft,
    Entry,
    Evidence,
    Field,
    Form,
    Inherited,
    Kind,
    Scope,
    TimeLimit,
)
from services.catalog.domain.words import (
    forms_in,
    heading,
    plain,
    scope_in,
    time_limit_in,
)
from shared.decider import InvalidError

REMARKS: Final = 50  # lines passed over that are listed one by one: they share one fact
_NUMBER: Final = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,4}")
VALUES: Final = (Field.FORMS, Field.SCOPE, Field.TIME_LIMIT)


class EmptyFileError(InvalidError):
    """文件是空的，没有可导入的内容。"""


class NoEntriesError(InvalidError):
    """表头下面没有任何目录条目。"""


class TooManyRowsError(InvalidError):
    """条目太多，超出了一次导入的上限。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with both numbers."""
        found, limit = self.args
        return f"文件有{found}行，超出一次导入的上限{limit}行，请分开导入。"


class TooLongError(InvalidError):
    """单元格文字太长。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the cell."""
        line, column = self.args
        return f"第{line}行“{column}”超过{LONGEST}字，请核对是否填错。"


class Value(Struct, frozen=True, gc=False):
    """What a column says at a row: printed ``text``, where it stands, and its groups."""

    text: str
    row: int
    line: int
    level1: str
    level2: str
    merged_below: bool


class Reading(Struct):
    """What has been read so far: the last printed value of each column."""

    above: dict[Field, Value]
    numbers: list[int]
    entries: list[Entry]
    doubts: list[Doubt]


def draft(sheets: Sequence[Sheet], *, limit: int) -> Draft:
    """Read the first table that has the header of a catalog.

    Raises:
        EmptyFileError: no cell holds anything.
        NotATableError: no table has the header of a catalog.
        TooManyRowsError: the table has more than ``limit`` lines.

    """
    if not any(not cell.blank for sheet in sheets for row in sheet.rows for cell in row):
        raise EmptyFileError
    catalogs = [(sheet, header) for sheet in sheets if (header := find_header(sheet))]
    if not catalogs:
        raise NotATableError
    sheet, header = catalogs[0]
    return draft_of(sheet, header, [other.name for other, _ in catalogs[1:]], limit=limit)


def draft_of(sheet: Sheet, header: Header, others: Sequence[str], *, limit: int) -> Draft:
    """Read one table below its header; ``others`` are tables that also look like catalogs.

    Raises:
        MissingColumnError: the header lacks one of the four fields.
        ShiftedColumnsError: a column plainly holds what belongs in another.
        NoEntriesError: nothing stands below the header.
        TooManyRowsError: the table has more than ``limit`` lines.

    """
    checked(header, sheet)
    if len(sheet.rows) - header.line > limit:
        raise TooManyRowsError(len(sheet.rows) - header.line, limit)
    reading = Reading({}, [0, 0, 0], [], [_other_sheet(name) for name in others])
    for line in range(header.line + 1, len(sheet.rows) + 1):
        if again := header_again(sheet, line, header):
            header = again
            continue
        _read_line(reading, sheet, header, line)
    if not reading.entries:
        raise NoEntriesError
    return Draft(
        sheet=sheet.name,
        entries=tuple(reading.entries),
        doubts=(*_shortened(reading.doubts), *duplicates(reading.entries)),
    )


def _shortened(doubts: list[Doubt]) -> list[Doubt]:
    """Return the doubts with at most ``REMARKS`` lines passed over; then only their number."""
    remarks = [doubt for doubt in doubts if doubt.row == 0]
    if len(remarks) <= REMARKS:
        return doubts
    message = f"另有{len(remarks) - REMARKS}行横跨全表的文字，也没有作为条目。"
    rest = Doubt(row=0, field=Field.LEVEL1, kind=Kind.PASSED_OVER, message=message)
    return [*remarks[:REMARKS], rest, *(doubt for doubt in doubts if doubt.row)]


def _other_sheet(name: str) -> Doubt:
    message = f"文件中另有一张表“{name}”也像目录，没有导入。"
    return Doubt(row=0, field=Field.LEVEL1, kind=Kind.PASSED_OVER, message=message)


def _read_line(reading: Reading, sheet: Sheet, header: Header, line: int) -> None:
    cells = {field: sheet.at(line, column) for field, column in header.columns.items()}
    if _is_repeated_header(cells, sheet, header) or _says_nothing(cells):
        return
    if note := remark(list(cells.values()), line):
        reading.doubts.append(note)
        return
    row = len(reading.entries) + 1
    marks = _merge_marks(sheet, header, line)
    _note_printed(reading, cells, marks, row, line)
    entry = _entry(reading, cells, row, line)
    if code := _printed_code(sheet, header, line):
        entry = replace(entry, code=code)
    reading.entries.append(entry)
    reading.doubts.extend(contradictions(entry))


def _says_nothing(cells: dict[Field, Cell]) -> bool:
    """Tell whether a line is blank, or only goes on with the entry above it."""
    if not all(cell.blank for cell in cells.values()):
        return False
    goes_on = cells[Field.LEVEL3].merged_from > 0
    return goes_on or not any(cell.merged_from for cell in cells.values())


def _is_repeated_header(cells: dict[Field, Cell], sheet: Sheet, header: Header) -> bool:
    """Tell whether this line repeats the header, as at the top of a new page."""
    return header.line > 0 and all(
        heading(cell.text) == heading(sheet.at(header.line, header.columns[field]).text)
        for field, cell in cells.items()
    )


def _merge_marks(sheet: Sheet, header: Header, line: int) -> str:
    if header.merged_marks is None:
        return ""
    return sheet.at(line, header.merged_marks).text


def _printed_code(sheet: Sheet, header: Header, line: int) -> str:
    """Return the number printed for an entry, when the table has a column of numbers."""
    if header.codes is None:
        return ""
    text = plain(sheet.at(line, header.codes).text)
    return text if _NUMBER.fullmatch(text) else ""


def _note_printed(
    reading: Reading, cells: dict[Field, Cell], marks: str, row: int, line: int
) -> None:
    """Remember what is printed in this line, level by level, for the blanks below."""
    for field in (*LEVELS, *VALUES):
        cell = cells.get(field)
        if cell is None or cell.blank:
            continue
        if len(cell.text) > LONGEST:
            raise TooLongError(line, field.chinese, field=field.value)
        text = level(cell.text) if field in LEVELS else cell.text.strip()
        marked = field.value in marks or field.chinese in marks
        level1, level2 = _groups(reading)
        reading.above[field] = Value(text, row, line, level1, level2, marked)
        reading.doubts.extend(notes_on(cell, field, row, line))


def _groups(reading: Reading) -> tuple[str, str]:
    above = reading.above
    level1 = above[Field.LEVEL1].text if Field.LEVEL1 in above else ""
    level2 = above[Field.LEVEL2].text if Field.LEVEL2 in above else ""
    return level1, level2


def _entry(reading: Reading, cells: dict[Field, Cell], row: int, line: int) -> Entry:
    texts: dict[Field, str] = {}
    inherited: list[Inherited] = []
    for field, cell in cells.items():
        text, mark = _resolve(reading, field, cell, row, line)
        texts[field] = text
        if mark is not None:
            inherited.append(mark)
    forms, scope, limit = _values(reading, texts, cells, row, line)
    entry = Entry(
        row=row,
        line=line,
        level1=texts.get(Field.LEVEL1, ""),
        level2=texts.get(Field.LEVEL2, ""),
        level3=texts[Field.LEVEL3],
        forms=forms,
        scope=scope,
        time_limit=limit,
        time_word=plain(texts[Field.TIME_LIMIT]) if limit else "",
        inherited=tuple(inherited),
    )
    return replace(entry, code=_code(reading, entry))


def _code(reading: Reading, entry: Entry) -> str:
    """Return the serial number level1.level2.level3 of the next entry."""
    last = reading.entries[-1] if reading.entries else None
    numbers = reading.numbers
    if last is None or entry.level1 != last.level1:
        numbers[:] = [numbers[0] + 1, 1, 1]
    elif entry.level2 != last.level2:
        numbers[1:] = [numbers[1] + 1, 1]
    else:
        numbers[2] += 1
    return ".".join(map(str, numbers))


def _resolve(
    reading: Reading, field: Field, cell: Cell, row: int, line: int
) -> tuple[str, Inherited | None]:
    """Return what a field says at this row, and the mark if it says so from above."""
    value = reading.above.get(field)
    if value is not None and value.row == row:
        sideways = _mark(field, row, merged=True, confidence=Confidence.HIGH)
        return value.text, sideways if cell.merged_from else None
    merged = value is not None and _is_merged(cell, value)
    if value is None or not _may_inherit(reading, field, value, merged=merged):
        reading.doubts.append(_unresolved(field, row, line))
        return "", None
    confidence = _confidence(reading, value, merged=merged)
    if field in VALUES and confidence is Confidence.LOW:
        reading.doubts.append(_unsure(field, value, row, line))
    return value.text, _mark(field, value.row, merged=merged, confidence=confidence)


def _is_merged(cell: Cell, value: Value) -> bool:
    return cell.merged_from == value.line or (value.merged_below and not cell.merged_from)


def _may_inherit(reading: Reading, field: Field, value: Value, *, merged: bool) -> bool:
    """Tell whether a blank may take the value above; a matter itself is never taken over."""
    if field is Field.LEVEL3:
        return False
    return field is not Field.LEVEL2 or merged or value.level1 == _groups(reading)[0]


def _confidence(reading: Reading, value: Value, *, merged: bool) -> Confidence:
    level1, level2 = _groups(reading)
    if merged or (value.level1, value.level2) == (level1, level2):
        return Confidence.HIGH
    return Confidence.MEDIUM if value.level1 == level1 else Confidence.LOW


def _mark(field: Field, row: int, *, merged: bool, confidence: Confidence) -> Inherited:
    evidence = Evidence.MERGED if merged else Evidence.BLANK
    if field in LEVELS:
        confidence = Confidence.HIGH
    return Inherited(field=field, from_row=row, evidence=evidence, confidence=confidence)


def _unresolved(field: Field, row: int, line: int) -> Doubt:
    message = f"“{field.chinese}”空白，上方没有可承继的内容。"
    return Doubt(row=row, field=field, kind=Kind.UNRESOLVED, message=message, line=line)


def _unsure(field: Field, value: Value, row: int, line: int) -> Doubt:
    message = (
        f"“{field.chinese}”空白，暂取第{value.row}条的“{plain(value.text)}”，"
        "但跨了一级目录且没有合并痕迹，请裁定。"
    )
    return Doubt(row=row, field=field, kind=Kind.LOW_CONFIDENCE, message=message, line=line)


def _values(
    reading: Reading, texts: dict[Field, str], cells: dict[Field, Cell], row: int, line: int
) -> tuple[tuple[Form, ...], Scope | None, TimeLimit | None]:
    forms, unknown = forms_in(texts[Field.FORMS])
    scope, limit = scope_in(texts[Field.SCOPE]), time_limit_in(texts[Field.TIME_LIMIT])
    strange = {
        Field.FORMS: "、".join(unknown),
        Field.SCOPE: "" if scope else texts[Field.SCOPE],
        Field.TIME_LIMIT: "" if limit else texts[Field.TIME_LIMIT],
    }
    for field, word in strange.items():
        if word and field in cells:
            reading.doubts.append(_unknown_word(field, plain(word), row, line))
    return forms, scope, limit


def _unknown_word(field: Field, word: str, row: int, line: int) -> Doubt:
    message = f"“{field.chinese}”中的“{word}”不是已知用语，请裁定。"
    return Doubt(row=row, field=field, kind=Kind.UNKNOWN_WORD, message=message, line=line)
