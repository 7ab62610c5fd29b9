"""导入向导 — upload, choose table and columns, look at every line, decide, confirm. No rules."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import Parameter
from litestar.response import Redirect

from services.catalog.domain.outcome import counted
from services.catalog.domain.printing import text_of
from services.catalog.domain.sheet import Sheet
from services.catalog.domain.terms import Field, Form, Kind, Scope
from services.catalog.domain.worksheet import ChooseLayout, CorrectCells, Layout, inheritors
from services.catalog.handlers import Access
from services.catalog.handlers.import_lines import ImportLine, Ledger, Show, Wanted, acceptable
from services.catalog.handlers.importing import Bench, Imports, recognised
from services.catalog.pages.import_forms import BulkForm, EntryForm, LayoutForm, RowForm
from shared.web import Caller, Filled, Page, Upload, page, see_other

HERE = "/units/{unit:str}/import"
ONE = HERE + "/{worksheet:str}"
SHOWN = 12  # lines of a table shown while its columns are assigned
WIDE = 40  # columns shown
SCOPES = [(each.chinese, each.chinese) for each in Scope]
FORMS = [(form.value, form.value) for form in Form]
WORDS = [(word, word) for word in ("固定", "长期", "定期", "分期", "随时", "即时")]
SHOWS = [(each.value, each.chinese) for each in Show]
KINDS = [(each.value, each.chinese) for each in Kind if each.blocking]
FIELDS = [(field.value, field.chinese) for field in Field]
ACTIONS = [
    ("accept", "接受现值（经核对无误）"),
    ("correct", "更正一栏"),
    ("drop", "剔除（不是目录条目）"),
    ("restore", "恢复原文（取消所有更正）"),
]


def _at(unit: str, worksheet: str, rest: str = "") -> str:
    return f"/catalog/units/{unit}/import/{worksheet}{rest}"


@get(HERE, sync_to_thread=True, include_in_schema=False)
def start_page(unit: str, imports: Imports, access: Access, caller: Caller) -> Page:
    """第一步：选择文件，或者接着办没有办完的。"""
    waiting = imports.unfinished(unit, caller)
    return page("catalog/import.html.j2", unit=access.unit(unit), waiting=waiting)


@post(HERE, include_in_schema=False)
async def upload(unit: str, data: Upload, imports: Imports, caller: Caller) -> Redirect:
    """上传。"""
    sheet = await imports.open(unit, *await data.taken(), caller)
    return see_other(_at(unit, sheet.worksheet_id, "/table"))


@get(ONE + "/table", sync_to_thread=True, include_in_schema=False)
def table_page(
    unit: str,
    worksheet: str,
    imports: Imports,
    access: Access,
    caller: Caller,
    table: int | None = None,
) -> Page:
    """第二步：选表，核对表头。"""
    bench = imports.bench(unit, worksheet, caller)
    chosen = bench.layout.table if table is None else min(max(table, 0), len(bench.tables) - 1)
    layout = bench.layout if chosen == bench.layout.table else _alone(bench, chosen)
    shown = bench.tables[chosen]
    return page(
        "catalog/import_table.html.j2",
        unit=access.unit(unit),
        bench=bench,
        layout=layout,
        chosen=chosen,
        tables=[(number, _name(each, number)) for number, each in enumerate(bench.tables)],
        columns=[("0", "没有这一栏"), *_columns(shown, layout.line)],
        fields=[(each, str(layout.columns.get(each, -1) + 1)) for each in Field],
        heads=[_letter(column) for column in range(_width(shown))],
        first=_first(shown, layout.line),
        rows=len(shown.rows),
    )


def _alone(bench: Bench, chosen: int) -> Layout:
    found = recognised([bench.tables[chosen]])
    return Layout(table=chosen, line=found.line, columns=found.columns)


def _name(sheet: Sheet, number: int) -> str:
    return f"{sheet.name or f'表{number + 1}'}（{len(sheet.rows)}行）"


def _width(sheet: Sheet) -> int:
    return min(max(map(len, sheet.rows), default=0), WIDE)


def _letter(column: int) -> str:
    high, low = divmod(column, 26)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)


def _columns(sheet: Sheet, line: int) -> list[tuple[str, str]]:
    """Return the columns to choose from, each by its letter and what its head says."""
    return [
        (str(column + 1), f"{_letter(column)}列　{_head(sheet, line, column)}")
        for column in range(_width(sheet))
    ]


def _head(sheet: Sheet, line: int, column: int) -> str:
    lines = [line] if line else range(1, min(len(sheet.rows), SHOWN) + 1)
    texts = (sheet.at(each, column).text.strip() for each in lines)
    return next(filter(None, texts), "（空白）").replace("\n", " ")[:20]


def _first(sheet: Sheet, line: int) -> list[tuple[int, list[str]]]:
    """Return the lines around the header, with their numbers."""
    begin = max(line - 2, 0)
    width = range(_width(sheet))
    return [
        (number, [sheet.at(number, column).text[:60] for column in width])
        for number in range(begin + 1, min(begin + SHOWN, len(sheet.rows)) + 1)
    ]


@post(ONE + "/table", include_in_schema=False)
async def choose_table(
    unit: str,
    worksheet: str,
    data: Filled[LayoutForm],
    imports: Imports,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """指定表和栏目。"""
    await imports.decide(unit, worksheet, ChooseLayout(layout=data.layout), caller, expected)
    return see_other(_at(unit, worksheet))


@get(ONE, sync_to_thread=True, include_in_schema=False)
def lines_page(  # noqa: PLR0913 — each is a filter
    unit: str,
    worksheet: str,
    imports: Imports,
    access: Access,
    caller: Caller,
    *,
    show: str = "",
    kind: str = "",
    q: str = "",
    number: Annotated[int, Parameter(query="page")] = 1,
) -> Page | Redirect:
    """第三步：逐条核对。"""
    bench = imports.bench(unit, worksheet, caller)
    if bench.draft is None:
        return see_other(_at(unit, worksheet, "/table"))
    wanted = Wanted(show=_show(show), kind=_kind(kind), q=q, page=number)
    found = Ledger(bench).page(wanted)
    return page(
        "catalog/import_lines.html.j2",
        unit=access.unit(unit),
        sheet=bench.sheet,
        table=bench.draft.sheet,
        found=found,
        wanted=wanted,
        query=_query(wanted),
        shows=SHOWS,
        kinds=KINDS,
        actions=ACTIONS,
        fields=FIELDS,
    )


def _show(given: str) -> Show:
    return Show(given) if given in {each.value for each in Show} else Show.ALL


def _kind(given: str) -> Kind | None:
    return Kind(given) if given in {each.value for each in Kind} else None


def _query(wanted: Wanted) -> str:
    kind = wanted.kind.value if wanted.kind else ""
    return urlencode({"show": wanted.show.value, "kind": kind, "q": wanted.q})


@post(ONE + "/bulk", include_in_schema=False)
async def decide_on_many(
    unit: str,
    worksheet: str,
    data: Filled[BulkForm],
    imports: Imports,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """批量办理。"""
    rows = data.row
    if data.every:
        bench = await asyncio.to_thread(imports.bench, unit, worksheet, caller)
        rows = Ledger(bench).page(data.wanted).rows if bench.draft else ()
    await imports.decide(unit, worksheet, data.decision(rows), caller, expected)
    return see_other(_at(unit, worksheet, f"?{_query(data.wanted)}&page={data.page}"))


@get(ONE + "/rows/{row:int}", sync_to_thread=True, include_in_schema=False)
def row_page(
    unit: str, worksheet: str, row: int, imports: Imports, access: Access, caller: Caller
) -> Page | Redirect:
    """一条：每一栏的来处和疑点，都可以改。"""
    bench = imports.bench(unit, worksheet, caller)
    if bench.draft is None:
        return see_other(_at(unit, worksheet, "/table"))
    ledger = Ledger(bench)
    line = ledger.one(row)
    entries = {each.row: each for each in bench.draft.entries}
    followers = {each for field in Field for each in inheritors(entries, row, field)}
    order = sorted(entries)
    return page(
        "catalog/import_row.html.j2",
        unit=access.unit(unit),
        sheet=bench.sheet,
        line=line,
        cells={each.field.value: each for each in line.cells},
        printed={field.value: text_of(entries[row], field) for field in Field},
        acceptable=any(map(acceptable, line.cells)),
        followers=sorted(followers),
        before=max((each for each in order if each < row), default=0),
        after=min((each for each in order if each > row), default=0),
        scopes=SCOPES,
        forms=FORMS,
        words=_words(line),
    )


def _words(line: ImportLine) -> list[tuple[str, str]]:
    """Return the words for a time limit, and the file's own if it is none of them."""
    own = next(each.text for each in line.cells if each.field is Field.TIME_LIMIT)
    return WORDS if not own or (own, own) in WORDS else [*WORDS, (own, own)]


@post(ONE + "/rows/{row:int}", include_in_schema=False)
async def correct_row(
    unit: str,
    worksheet: str,
    row: int,
    data: Filled[EntryForm],
    imports: Imports,
    caller: Caller,
    *,
    expected: int | None,
) -> Redirect:
    """更正一条。"""
    bench = await asyncio.to_thread(imports.bench, unit, worksheet, caller)
    if bench.draft is None:
        return see_other(_at(unit, worksheet, "/table"))
    line = Ledger(bench).one(row)
    values = {
        each.field: data.said(each.field)
        for each in line.cells
        if data.said(each.field) != each.text
    }
    if values:
        decision = CorrectCells(
            rows=(row,), values=values, reason=data.reason, inheritors=data.inheritors
        )
        await imports.decide(unit, worksheet, decision, caller, expected)
    return see_other(_at(unit, worksheet, f"/rows/{row}"))


@post(ONE + "/rows/{row:int}/decision", include_in_schema=False)
async def decide_on_row(
    unit: str,
    worksheet: str,
    row: int,
    data: Filled[RowForm],
    imports: Imports,
    caller: Caller,
    *,
    expected: int | None,
) -> Redirect:
    """接受、剔除、恢复、并入上一条。"""
    await imports.decide(unit, worksheet, data.decision(row), caller, expected)
    return see_other(_at(unit, worksheet, f"/rows/{row}"))


@get(ONE + "/confirm", sync_to_thread=True, include_in_schema=False)
def confirm_page(
    unit: str, worksheet: str, imports: Imports, access: Access, caller: Caller
) -> Page | Redirect:
    """第四步：确认。"""
    bench = imports.bench(unit, worksheet, caller)
    if bench.draft is None or bench.result is None:
        return see_other(_at(unit, worksheet, "/table"))
    ledger = Ledger(bench)
    return page(
        "catalog/import_confirm.html.j2",
        unit=access.unit(unit),
        sheet=bench.sheet,
        table=bench.draft.sheet,
        sums=ledger.sums(),
        unlooked=counted(bench.result, bench.sheet)[1],
        corrected=[ledger.one(each) for each in sorted(ledger.touched)[:SHOWN]],
        dropped=sorted(bench.sheet.dropped.items())[:SHOWN],
    )


@post(ONE + "/confirm", include_in_schema=False)
async def confirm(
    unit: str, worksheet: str, imports: Imports, caller: Caller, expected: int | None
) -> Redirect:
    """确认导入。"""
    sheet, _ = await imports.confirm(unit, worksheet, caller, expected)
    return see_other(f"/catalog/units/{unit}/catalog/{sheet.filed}")


@post(ONE + "/discard", include_in_schema=False)
async def discard(unit: str, worksheet: str, imports: Imports, caller: Caller) -> Redirect:
    """作废底稿。"""
    await imports.discard(unit, worksheet, caller)
    return see_other(f"/catalog/units/{unit}/import")


handlers: list[Any] = [
    *(start_page, upload, table_page, choose_table, lines_page, decide_on_many),
    *(row_page, correct_row, decide_on_row, confirm_page, confirm, discard),
]
