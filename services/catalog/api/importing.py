"""导入底稿 — the import wizard for programs. No rules."""

from typing import Annotated, Any

from litestar import Response, delete, get, post
from litestar.params import Parameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Struct

from services.catalog.domain.terms import Kind
from services.catalog.domain.worksheet import (
    AcceptValues,
    ChooseLayout,
    CorrectCells,
    DropRows,
    JoinRow,
    Layout,
    RestoreRows,
    Worksheet,
)
from services.catalog.handlers.import_lines import ImportPage, Ledger, Show, Wanted
from services.catalog.handlers.importing import Bench, Imports
from shared.store import Receipt
from shared.web import Caller, Upload, filed, tagged

HERE = "/units/{unit:str}/imports"
ONE = HERE + "/{worksheet:str}"


class Table(Struct, frozen=True, kw_only=True):
    """文件中的一张表"""

    name: str
    rows: int
    first: list[list[str]]


class Shown(Struct, frozen=True, kw_only=True):
    """底稿 — its decisions, the tables of its file, and one page of what would be filed."""

    worksheet: Worksheet
    layout: Layout
    problem: str
    tables: list[Table]
    page: ImportPage | None


@post(HERE, status_code=HTTP_201_CREATED)
async def open_import(
    unit: str, data: Upload, imports: Imports, caller: Caller
) -> Response[Worksheet]:
    """上传目录文件，建立导入底稿；不作任何登记。"""
    sheet = await imports.open(unit, *await data.taken(), caller)
    return Response(
        sheet,
        status_code=HTTP_201_CREATED,
        headers={
            "Location": f"/catalog/api/units/{unit}/imports/{sheet.worksheet_id}",
            "ETag": f'"{sheet.number}"',
        },
    )


@get(HERE, sync_to_thread=True)
def list_imports(unit: str, imports: Imports, caller: Caller) -> list[Worksheet]:
    """列出自己没有办完的导入底稿。"""
    return imports.unfinished(unit, caller)


@get(ONE, sync_to_thread=True)
def read_import(  # noqa: PLR0913 — each is a filter
    unit: str,
    worksheet: str,
    imports: Imports,
    caller: Caller,
    *,
    show: Show = Show.ALL,
    kind: Kind | None = None,
    q: str = "",
    number: Annotated[int, Parameter(query="page")] = 1,
) -> Response[Shown]:
    """查看导入底稿：每一条、每一处承继和疑点。"""
    bench = imports.bench(unit, worksheet, caller)
    wanted = Wanted(show=show, kind=kind, q=q, page=number)
    shown = Shown(
        worksheet=bench.sheet,
        layout=bench.layout,
        problem=bench.problem,
        tables=_tables(bench),
        page=Ledger(bench).page(wanted) if bench.draft else None,
    )
    return tagged(shown, bench.sheet.number)


def _tables(bench: Bench) -> list[Table]:
    return [
        Table(
            name=each.name,
            rows=len(each.rows),
            first=[[cell.text for cell in row] for row in each.rows[:5]],
        )
        for each in bench.tables
    ]


def _noting(path: str, kind: type[Any], said: str) -> Any:
    """Return the door for one kind of decision."""

    async def note(
        unit: str,
        worksheet: str,
        data: Any,
        imports: Imports,
        caller: Caller,
        expected: int | None,
    ) -> Response[Worksheet]:
        sheet = await imports.decide(unit, worksheet, data, caller, expected)
        return tagged(sheet, sheet.number)

    note.__annotations__["data"] = kind
    note.__name__ = note.__qualname__ = f"import_{path}"
    note.__doc__ = said
    return post(f"{ONE}/{path}", status_code=HTTP_200_OK)(note)


@post(ONE + "/confirmation")
async def confirm_import(
    unit: str, worksheet: str, imports: Imports, caller: Caller, expected: int | None
) -> Response[Receipt]:
    """确认导入：登记为新的一版草稿；再次确认不会重复登记。"""
    sheet, receipt = await imports.confirm(unit, worksheet, caller, expected)
    return filed(receipt, f"/catalog/api/units/{unit}/catalog/{sheet.filed}")


@delete(ONE)
async def discard_import(unit: str, worksheet: str, imports: Imports, caller: Caller) -> None:
    """作废导入底稿。"""
    await imports.discard(unit, worksheet, caller)


handlers = [
    *(open_import, list_imports, read_import, confirm_import, discard_import),
    _noting("layout", ChooseLayout, "指定表和栏目。"),
    _noting("corrections", CorrectCells, "更正单元格。"),
    _noting("acceptances", AcceptValues, "接受现值。"),
    _noting("drops", DropRows, "剔除条目。"),
    _noting("restorations", RestoreRows, "恢复原文。"),
    _noting("joins", JoinRow, "并入上一条。"),
]
