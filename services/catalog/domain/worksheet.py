"""导入底稿 — what a person decides about a file before anything is filed.

A worksheet holds decisions only; the file lies in the drawer. What would be filed
follows from both (``outcome.py``), so that every decision can be seen and taken back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from services.catalog.domain.printing import NOTHING
from services.catalog.domain.remarks import LEVELS
from services.catalog.domain.settling import BlankDecisionError, decided
from services.catalog.domain.terms import LONGEST, Confidence, Draft, Entry, Field
from services.catalog.domain.words import plain
from shared.decider import InvalidError, NotFoundError, RejectedError

Words = Annotated[str, Meta(max_length=LONGEST)]
Rows = tuple[int, ...]


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """版面 — table and columns count from 0, the header's line from 1 (0: there is none)."""

    table: int = 0
    line: int = 1
    columns: dict[Field, int] = {}


class Correction(Struct, frozen=True, kw_only=True):
    """更正 — what a cell says instead, and why."""

    value: str
    reason: str


class Worksheet(Struct, frozen=True, kw_only=True):
    """导入底稿 — ``number`` counts its changes; ``filed`` is the catalog's version, once filed.

    Keys of ``values`` and ``accepted`` are ``row/field``; ``carried`` are the ids of the
    requests it has answered, so that a second click changes nothing.
    """

    worksheet_id: str
    unit: str
    owner: str
    opened_at: datetime
    file_name: str
    sha256: str
    layout: Layout | None = None
    values: dict[str, Correction] = {}
    accepted: dict[str, str] = {}
    dropped: dict[int, str] = {}
    number: int = 1
    carried: tuple[str, ...] = ()
    filed: int = 0


class ChooseLayout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """指定表和栏目 — decisions on what another layout read are void."""

    layout: Layout


class CorrectCells(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更正单元格 — the same words in each row; ``inheritors``: also where they are inherited."""

    rows: Rows
    values: dict[Field, Words]
    reason: Words = ""
    inheritors: bool = False


class AcceptValues(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """接受现值 — of these fields (none named: of all) and degrees of confidence."""

    rows: Rows
    fields: tuple[Field, ...] = ()
    confidences: tuple[Confidence, ...] = tuple(Confidence)
    reason: Words = ""


class DropRows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """剔除条目"""

    rows: Rows
    reason: Words


class RestoreRows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """恢复原文 — takes back every decision on these rows."""

    rows: Rows


class JoinRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """并入上一条 — its words go on with the matter above; the row itself is dropped."""

    row: int


Decision = ChooseLayout | CorrectCells | AcceptValues | DropRows | RestoreRows | JoinRow
CARRIED: Final = 200  # request ids remembered; older ones cannot be second clicks


class RowUnknownError(NotFoundError):
    """底稿里没有这一条。"""


class NoRowsError(InvalidError):
    """请先选择条目。"""


class CorrectionReasonError(InvalidError):
    """请写明理由：更正和剔除都要写，核对时一并存档。"""


class WorksheetFiledError(RejectedError):
    """这份底稿已经登记，不能再改。"""


class NothingAboveError(RejectedError):
    """上面没有条目，不能并入。"""


def decide(sheet: Worksheet, decision: Decision, draft: Draft | None) -> Worksheet:
    """Return the worksheet after a decision; ``draft`` is what its file says.

    Raises:
        WorksheetFiledError: it was filed already.
        RowUnknownError: a row is named that the file does not have.
        NoRowsError: no row is named.
        CorrectionReasonError: something is changed or dropped without a reason.
        UnknownWordError: a value is none of the words of its field.

    """
    if sheet.filed:
        raise WorksheetFiledError(sheet.filed)
    if isinstance(decision, ChooseLayout):
        return _chosen(sheet, decision.layout)
    entries = {entry.row: entry for entry in draft.entries} if draft else {}
    match decision:
        case CorrectCells():
            return _corrected(sheet, decision, entries)
        case AcceptValues():
            return _accepted(sheet, decision, entries)
        case DropRows(rows=rows, reason=reason):
            return _dropped(sheet, _known(rows, entries), _reason(reason))
        case RestoreRows(rows=rows):
            return _restored(sheet, _known(rows, entries))
        case JoinRow(row=row):
            return _joined(sheet, row, entries)


def key_of(row: int, field: Field) -> str:
    """Return the key of a cell."""
    return f"{row}/{field.value}"


def corrected(entry: Entry, sheet: Worksheet) -> Entry:
    """Return an entry of the file with what a person has corrected in it."""
    for field in Field:
        if found := sheet.values.get(key_of(entry.row, field)):
            entry = _with(entry, field, found.value)
    return entry


def _with(entry: Entry, field: Field, value: str) -> Entry:
    if field in LEVELS:
        text = plain(value)
        blank = field is not Field.LEVEL3 and text == NOTHING
        return replace(entry, **{field.value: "" if blank else text})
    result = decided(entry, field, value.strip())
    return result or entry


def _chosen(sheet: Worksheet, layout: Layout) -> Worksheet:
    if layout == sheet.layout:
        return sheet
    return replace(sheet, layout=layout, values={}, accepted={}, dropped={})


def _known(rows: Iterable[int], entries: Mapping[int, Entry]) -> Rows:
    found = tuple(dict.fromkeys(rows))
    if not found:
        raise NoRowsError(field="row")
    if unknown := [row for row in found if row not in entries]:
        raise RowUnknownError(unknown[0], field="row")
    return found


def _reason(reason: str) -> str:
    if not reason.strip():
        raise CorrectionReasonError(field="reason")
    return reason.strip()


def _corrected(sheet: Worksheet, decision: CorrectCells, entries: Mapping[int, Entry]) -> Worksheet:
    reason, values = _reason(decision.reason), dict(sheet.values)
    for row in _known(decision.rows, entries):
        for field, value in decision.values.items():
            followers = inheritors(entries, row, field) if decision.inheritors else ()
            for each in (row, *followers):
                values[key_of(each, field)] = _checked(entries[each], field, value, reason)
    return replace(sheet, values=values)


def _checked(entry: Entry, field: Field, value: str, reason: str) -> Correction:
    if not value.strip():
        raise BlankDecisionError(field=field.value)
    try:
        _with(entry, field, value)
    except InvalidError as error:
        error.field = field.value
        raise
    return Correction(value=value.strip(), reason=reason)


def inheritors(entries: Mapping[int, Entry], row: int, field: Field) -> Rows:
    """Return the rows that take this field over from a row (S3-40)."""
    return tuple(
        entry.row
        for entry in entries.values()
        if entry.row != row
        and any(mark.field is field and mark.from_row == row for mark in entry.inherited)
    )


def _accepted(sheet: Worksheet, decision: AcceptValues, entries: Mapping[int, Entry]) -> Worksheet:
    accepted = dict(sheet.accepted)
    for row in _known(decision.rows, entries):
        for field in decision.fields or tuple(Field):
            if _may_accept(entries[row], field, decision):
                accepted[key_of(row, field)] = decision.reason.strip()
    return replace(sheet, accepted=accepted)


def _may_accept(entry: Entry, field: Field, decision: AcceptValues) -> bool:
    """Tell whether a value is accepted: one inherited if it is as sure as asked for."""
    mark = next((each for each in entry.inherited if each.field is field), None)
    everything = set(decision.confidences) == set(Confidence)
    return mark.confidence in decision.confidences if mark else everything


def _dropped(sheet: Worksheet, rows: Rows, reason: str) -> Worksheet:
    return replace(sheet, dropped=sheet.dropped | dict.fromkeys(rows, reason))


def _restored(sheet: Worksheet, rows: Rows) -> Worksheet:
    keys = {key_of(row, field) for row in rows for field in Field}
    return replace(
        sheet,
        values={key: each for key, each in sheet.values.items() if key not in keys},
        accepted={key: each for key, each in sheet.accepted.items() if key not in keys},
        dropped={row: each for row, each in sheet.dropped.items() if row not in rows},
    )


def _joined(sheet: Worksheet, row: int, entries: Mapping[int, Entry]) -> Worksheet:
    _known((row,), entries)
    above = max((each for each in entries if each < row and each not in sheet.dropped), default=0)
    if not above:
        raise NothingAboveError(row)
    text = corrected(entries[above], sheet).level3 + corrected(entries[row], sheet).level3
    reason = f"第{row}条是本条的续行，并入本条"
    values = {key_of(above, Field.LEVEL3): _checked(entries[above], Field.LEVEL3, text, reason)}
    sheet = replace(sheet, values=sheet.values | values)
    return _dropped(sheet, (row,), f"并入第{above}条")
