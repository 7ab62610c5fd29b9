"""Export files of 12345: good rows in, bad rows listed, nothing twice."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from services.feedback.domain.hotline import NoTableError, WorkOrder, order_id, read_orders
from services.feedback.gateways.table_file import (
    TableDamagedError,
    TableTooLongError,
    read_table,
)
from tests.feedback.conftest import SCHOOL

HEAD = ["工单编号", "来电时间", "诉求内容", "来电人", "联系电话", "是否匿名"]
GOOD = ["GD-001", "2026-06-30 09:10", "课后值守表没有执行。", "钟慧玲", "13909520001", "否"]
ROWS = [
    ["平洛县12345工单导出表"],
    HEAD,
    GOOD,
    ["GD-002", "", "食堂价格没有公开。", "", "", ""],
    ["", "", "没有编号", "", "", ""],
    ["GD-003", "", "", "", "", ""],
    [" gd-001 ", "", "同一工单又来一次", "", "", ""],
    ["", "", "", "", "", ""],
    ["GD-004", "", "字" * 5_001, "", "", ""],
    ["GD-005", "", "要求保密的来电。", "李某", "13900000000", "是"],
    ["GD-006", "", "<script>alert(1)</script>𠮷😀", "", "", ""],
]


def text(rows=ROWS, encoding="utf-8-sig"):
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


def workbook(rows=ROWS):
    book, data = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


@pytest.mark.parametrize("data", [text(), text(encoding="gb18030"), workbook()])
def test_good_rows_are_read_and_each_bad_one_says_why(data):
    orders, faults = read_orders(read_table(data, 100))
    assert [each.reference for each in orders] == ["GD-001", "GD-002", "GD-005", "GD-006"]
    assert [each.signed for each in orders] == [True, False, False, False]
    assert orders[0].content.endswith("（来电时间：2026-06-30 09:10）")
    assert {each.row: each.reason for each in faults} == {
        5: "来件编号不能为空，也不能只有空格。",
        6: "意见内容不能为空，也不能只有空格。",
        7: "与第3行工单编号重复",
        9: "意见内容最多5000字，现有5001字，请删减后再提交。",
    }


BAD = "GD-000,,坏行,,,\r\n".encode("gb18030").replace("坏".encode("gb18030"), b"\xff\xff")


@pytest.mark.parametrize(
    "data",
    [
        text(ROWS[:4], "utf-16"),
        text(ROWS[:2], "gb18030") + b"\r\n" + BAD + text(ROWS[2:4], "gb18030"),
        text([*ROWS[:2], ["GD-000", "", '"没有配对', "", ""], *ROWS[2:4]]),
        text([*ROWS[:2], ["GD-000", "", "字" * 200_000, "", "", ""], *ROWS[2:4]]),
    ],
)
def test_a_row_that_cannot_be_read_spoils_no_other(data):
    orders, faults = read_orders(read_table(data, 100))
    assert [each.reference for each in orders] == ["GD-001", "GD-002"]
    assert [each.reference for each in faults] in ([], ["GD-000"])


def test_cells_of_a_workbook_are_read_as_people_see_them():
    rows = [["工单编号", "内容", "时间"], [20260701.0, "内容", datetime(2026, 7, 1, 9)]]
    orders, _ = read_orders(rows)
    assert orders == [
        WorkOrder(row=2, reference="20260701", content="内容\n（来电时间：2026-07-01 09:00）")
    ]
    assert order_id(SCHOOL, " ＧＤ-001") == order_id(SCHOOL, "gd-001")


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04broken", "编号,内容".encode()[:5]])
def test_what_is_no_table_is_refused(data):
    with pytest.raises((TableDamagedError, NoTableError)):
        read_orders(read_table(data, 100))


def test_a_table_that_is_too_long_is_refused():
    with pytest.raises(TableTooLongError):
        read_table(text(), 3)


@pytest.mark.clause("S0-38")
async def test_a_file_is_imported_twice_and_nothing_is_there_twice(county):
    files = {"file": ("工单.csv", text(), "text/csv")}
    async with county.browser("周明") as office:
        first = await office.post("/feedback/hotline", data={"unit": SCHOOL}, files=files)
        assert "新登记4件，以前已登记0件，未导入4行" in first.text
        assert "与第3行工单编号重复" in first.text
        again = await office.post("/feedback/hotline", data={"unit": SCHOOL}, files=files)
        assert "新登记0件，以前已登记4件，未导入4行" in again.text
        await county.settle()
        desk = await office.get("/feedback/desk")
        gone = await office.delete(f"/feedback/opinions/{order_id(SCHOOL, 'GD-001')}")
    assert gone.status_code in {404, 405}
    assert desk.text.count("12345热线（GD-00") == 4
    numbers = [
        f["event"]["number"]
        for f in await county.facts()
        if f["event"]["type"] == "feedback.opinion.numbered.v1"
    ]
    assert sorted(numbers) == [1, 2, 3, 4]


async def test_only_the_office_or_a_handler_of_the_unit_imports(county):
    files = {"file": ("工单.csv", text(), "text/csv")}
    async with county.browser("叶老师") as member, county.browser("周明") as office:
        refused = await member.post("/feedback/hotline", data={"unit": SCHOOL}, files=files)
        empty = await office.post("/feedback/hotline", data={"unit": SCHOOL})
    assert refused.status_code == 403
    assert empty.status_code == 422
    assert "请选择要导入的文件" in empty.text
