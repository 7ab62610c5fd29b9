"""The import wizard in a real browser: upload, choose a sheet, correct, settle in bulk, confirm."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.eyes import faults
from tests.browser.people import Person
from tests.catalog.files import CATALOG_36, COLUMNS, printed

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

CLERK, UNIT = "chenjianshan", "青岚县委编办"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def two_sheets():
    """Return the county's catalog on the second sheet, another table on the first."""
    book, data = openpyxl.Workbook(), BytesIO()
    book.active.title = "旧目录"
    for sheet in (book.active, book.create_sheet("新目录")):
        sheet.append(COLUMNS)
        for row in printed()[0][: 3 if sheet.title == "旧目录" else None]:
            sheet.append(row)
    book.save(data)
    return data.getvalue()


def upload(clerk, name, data):
    clerk.page.get_by_label("目录文件").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    return clerk.button("上传并核对")


def line(clerk, row):
    return clerk.page.locator(f"#row-{row}")


def looks_well(clerk):
    assert faults(clerk.page) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_clerk_imports_a_catalog_by_clicks_alone(house, open_context, script):
    clerk = open_import(open_context, house, java_script_enabled=script)
    looks = looks_well if script else (lambda _: None)
    looks(clerk)
    upload(clerk, "目录.xlsx", two_sheets())

    looks(clerk)
    clerk.choose("导入哪一张表", "新目录（37行）").button("看这张表")
    clerk.sees("共37行").button("就用这张表，去核对条目")
    looks(clerk)
    expect(line(clerk, 8)).to_contain_text("承第7条（空白，把握低）")

    clerk.link("修改第2条", within=line(clerk, 2))
    looks(clerk)
    clerk.fill("三级目录", "县委、政府决策、决议的意见和措施").fill("更正的理由", "原文笔误")
    clerk.button("保存更正").sees("已更正：原文笔误").link("回到全部条目")

    clerk.page.get_by_role("button", name="接受全部高可信继承").click()
    clerk.choose("疑点种类", "承继把握低").button("筛选")
    expect(line(clerk, 8)).to_be_visible()
    expect(line(clerk, 1)).to_have_count(0)
    clerk.page.get_by_label("不只选中的").check()
    clerk.fill("理由", "办公室核对").button("办理")
    clerk.choose("疑点种类", "承继把握低").button("筛选").sees("没有符合筛选的条目")

    clerk.link("去确认").sees("没有裁定的疑点")
    looks(clerk)
    clerk.page.get_by_role("button", name="确认登记").dblclick()
    clerk.sees("待裁定的疑点（")
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("公开目录")


def test_the_wizard_fits_a_phone(house, open_context):
    clerk = open_import(open_context, house, **PHONE)
    upload(clerk, "编办目录.csv", CATALOG_36.read_bytes())
    looks_well(clerk)
    clerk.button("就用这张表，去核对条目")
    looks_well(clerk)
    clerk.link("修改第8条", within=line(clerk, 8))
    looks_well(clerk)
    clerk.link("逐条核对").link("去确认")
    looks_well(clerk)


def open_import(open_context, house, **wishes):
    """Return a clerk in front of the first page of the wizard."""
    clerk = Person(open_context(**wishes), house, None).log_in(CLERK)
    clerk.page.goto(f"{house}/catalog/")
    clerk.page.get_by_label("按单位名称查找").fill(UNIT)
    clerk.button("查找").link(UNIT, within=clerk.main)
    return clerk.link("导入目录文件")
