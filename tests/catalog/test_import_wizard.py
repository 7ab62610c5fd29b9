"""The import wizard by hand: everything seen, everything correctable, before anything is filed."""

from io import BytesIO
from time import process_time
from uuid import uuid4

import openpyxl
import pytest

from services.catalog.domain.terms import Scope
from tests.catalog.conftest import OFFICE, STAFF, login_of
from tests.catalog.files import CATALOG_36, COLUMNS, csv_of, workbook
from tests.catalog.wizard import HERE, Wizard, field, row_of

ROW = ["组织建设", "党员管理", "党员发展情况", "会议 公开栏", "社会", "定期"]
UNIT = f"/units/{OFFICE}"
SCOPE = {"action": "correct", "row": "1", "field": "scope", "reason": "核对"}


@pytest.fixture
async def clerk(bureau):
    async with bureau.browser(login_of("clerk")) as browser:
        yield Wizard(browser)


def drafted(county):
    return [
        each["event"]
        for each in county.facts()
        if each["event"]["type"].startswith(("catalog.catalog.", "catalog.entries."))
    ]


def entries(county):
    return {entry["row"]: entry for event in drafted(county) for entry in event.get("entries", ())}


def notes(county):
    return [
        (doubt["row"], doubt["kind"], doubt["message"])
        for event in drafted(county)
        for doubt in event.get("doubts", ())
    ]


@pytest.mark.row("A2")
@pytest.mark.clause("S3-44")
async def test_the_county_catalog_is_looked_at_line_by_line_and_nothing_is_filed(bureau, clerk):
    await clerk.upload("编办目录.csv", CATALOG_36.read_bytes())
    html = await clerk.read()

    assert "共36条" in html
    assert "承第7条（空白，把握低）" in row_of(html, 8)
    assert "承继把握低" in row_of(html, 8)
    assert "前后矛盾" in row_of(html, 12)
    assert drafted(bureau) == []


async def test_doubts_are_settled_in_bulk_values_corrected_rows_dropped_and_all_of_it_filed(
    bureau, clerk
):
    await clerk.upload("编办目录.csv", CATALOG_36.read_bytes())
    await clerk.carry("/bulk", action="high", every="true")
    assert "接受全部高可信继承" not in await clerk.read()
    low = await clerk.read("?show=doubts&kind=low_confidence")
    assert "共2条" in low
    await clerk.carry(
        "/bulk",
        "?show=doubts&kind=low_confidence",
        action="accept",
        every="true",
        show="doubts",
        kind="low_confidence",
        reason="办公室核对",
    )
    await clerk.carry(
        "/bulk", action="correct", row=["12", "18"], field="forms", value="会议 文件", reason="核对"
    )
    await clerk.carry("/bulk", action="accept", row="25", reason="限党员可见")
    await clerk.carry("/bulk", action="drop", row="36", reason="已经并入其他事项")

    html = await clerk.read("/confirm")
    assert "没有裁定的疑点" in html
    assert "0处" in html
    assert await clerk.confirm() == 1

    filed = entries(bureau)
    assert sorted(filed) == list(range(1, 36))
    assert filed[12]["forms"] == ["会议", "文件"]
    said = notes(bureau)
    assert any(row == 8 and kind == "accepted" and "办公室核对" in why for row, kind, why in said)
    assert any(
        row == 18 and kind == "corrected" and "更正为“会议、文件”" in why for row, kind, why in said
    )
    assert any(row == 0 and kind == "dropped" and "原第36条" in why for row, kind, why in said)
    assert any(row == 0 and kind == "accepted" and "把握高的" in why for row, kind, why in said)
    version = (await clerk.browser.get(f"{UNIT}/catalog/1")).text
    assert "没有待裁定的疑点" in version


async def test_whoever_corrects_a_value_may_correct_it_where_it_is_inherited(bureau, clerk):
    await clerk.upload("编办目录.csv", CATALOG_36.read_bytes())
    html = await clerk.read("/rows/7")
    assert "承继本条的其他条目（第8、9条" in html
    form = await clerk.line(7) | {"scope": "社会", "reason": "改为社会", "inheritors": "true"}
    await clerk.carry("/rows/7", "/rows/7", **form)
    await clerk.confirm()

    filed = entries(bureau)
    assert [filed[row]["scope"] for row in (7, 8, 9)] == [Scope.SOCIETY.value] * 3
    assert [mark["from_row"] for mark in filed[8]["inherited"] if mark["field"] == "scope"] == [7]


async def test_saving_a_line_as_it_is_corrects_nothing(clerk):
    await clerk.upload("编办目录.csv", CATALOG_36.read_bytes())
    await clerk.carry("/rows/7", "/rows/7", **await clerk.line(7), reason="看过")

    assert "没有符合筛选的条目" in await clerk.read("?show=corrected")


async def test_a_correction_is_seen_beside_what_was_printed_and_can_be_taken_back(clerk):
    await clerk.upload("目录.csv", csv_of([ROW]))
    form = await clerk.line(1) | {"level3": "党员发展和转正情况", "reason": "写漏了"}
    await clerk.carry("/rows/1", "/rows/1", **form)

    assert "原文“党员发展情况”，已更正：写漏了" in row_of(await clerk.read(), 1)
    await clerk.carry("/rows/1/decision", "/rows/1", action="restore")
    assert "已更正：写漏了" not in row_of(await clerk.read(), 1)


async def test_a_dropped_line_stays_in_sight_and_may_be_restored(clerk):
    await clerk.upload("目录.csv", csv_of([ROW, [*ROW[:2], "党费", *ROW[3:]]]))
    await clerk.carry("/rows/2/decision", "/rows/2", action="drop", reason="重复")
    assert "已剔除" in row_of(await clerk.read(), 2)
    await clerk.carry("/rows/2/decision", "/rows/2", action="restore")
    assert "已剔除" not in row_of(await clerk.read(), 2)


async def test_a_line_that_only_goes_on_is_joined_to_the_one_above(bureau, clerk):
    rest = ["", "", "，以及转正情况", *ROW[3:]]
    await clerk.upload("目录.csv", csv_of([ROW, rest]))
    assert "疑为续行" in row_of(await clerk.read(), 2)
    await clerk.carry("/rows/2/decision", "/rows/2", action="join")
    await clerk.confirm()

    assert [each["level3"] for each in entries(bureau).values()] == ["党员发展情况，以及转正情况"]


def two_sheets():
    book, data = openpyxl.Workbook(), BytesIO()
    book.active.title = "说明"
    for sheet, matter in (
        (book.create_sheet("旧目录"), "旧事项"),
        (book.create_sheet("新目录"), "新事项"),
    ):
        sheet.append(COLUMNS)
        sheet.append([*ROW[:2], matter, *ROW[3:]])
    book.save(data)
    return data.getvalue()


async def test_one_of_several_sheets_is_chosen(bureau, clerk):
    await clerk.upload("目录.xlsx", two_sheets())
    html = await clerk.read("/table")
    assert "旧目录（2行）" in html
    assert "新目录（2行）" in html
    assert "新事项" in await clerk.read("/table?table=2")

    columns = {"level1": 1, "level2": 2, "level3": 3, "forms": 4, "scope": 5, "time_limit": 6}
    await clerk.carry("/table", "/table?table=2", table="2", line="1", **columns)
    assert "另有一张表“旧目录”也像目录" in await clerk.read()
    await clerk.confirm()
    assert [each["level3"] for each in entries(bureau).values()] == ["新事项"]


async def test_a_header_nobody_recognises_is_assigned_by_hand(clerk):
    data = csv_of([ROW], headings=["甲", "乙", "丙", "丁", "戊", "己"])
    await clerk.upload("目录.csv", data)
    assert "表头缺少必需的栏目" in await clerk.read("/table")
    assert (await clerk.browser.get(clerk.at)).headers["location"].endswith("/table")

    await clerk.carry(
        "/table", "/table", table="0", line="1", level3="3", forms="4", scope="5", time_limit="6"
    )
    assert "党员发展情况" in row_of(await clerk.read(), 1)


async def test_columns_assigned_wrongly_are_told_in_chinese(clerk):
    await clerk.upload("目录.csv", csv_of([ROW]))
    lacking = await clerk.send("/table", "/table", table="0", line="1", level3="3")
    assert (lacking.status_code, "公开形式" in lacking.text) == (422, True)
    form = {"level3": "3", "forms": "4", "scope": "4", "time_limit": "6"}
    same = await clerk.send("/table", "/table", table="0", line="1", **form)
    assert (same.status_code, "指定了同一列" in same.text) == (422, True)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"action": "drop", "row": "1"}, "请写明理由"),
        ({"action": "drop", "reason": "重复"}, "请先选择条目"),
        ({"action": "drop", "row": "99", "reason": "重复"}, "底稿里没有这一条"),
        (
            SCOPE | {"value": "大家"},
            "只能填",
        ),
        (SCOPE, "不能空白"),
    ],
)
async def test_a_wrong_decision_is_told_and_changes_nothing(clerk, form, sentence):
    await clerk.upload("目录.csv", csv_of([ROW]))
    told = await clerk.send("/bulk", **form)

    assert told.status_code in {404, 422}
    assert sentence in told.text
    assert field(await clerk.read(), "expected") == "1"


async def test_an_upload_or_a_decision_sent_twice_is_carried_out_once(bureau, clerk):
    command = str(uuid4())
    first = await clerk.upload("目录.csv", csv_of([ROW]), command)
    second = await clerk.upload("目录.csv", csv_of([ROW]), command)
    assert first.headers["location"] == second.headers["location"]

    form = {"command_id": str(uuid4()), "action": "drop", "row": "1", "reason": "重复"}
    for _ in range(2):
        await clerk.carry("/bulk", **form)
    assert field(await clerk.read(), "expected") == "2"


async def test_a_confirmation_sent_twice_or_anew_files_once(bureau, clerk):
    await clerk.upload("目录.csv", csv_of([ROW]))
    html = await clerk.read("/confirm")
    form = {name: field(html, name) for name in ("command_id", "expected")}
    for again in (form, form, {}, {"command_id": str(uuid4())}):
        answer = await clerk.browser.post(f"{clerk.at}/confirm", data=again)
        assert answer.headers["location"] == f"/catalog{UNIT}/catalog/1"

    assert sum(each["type"] == "catalog.catalog.drafted.v1" for each in drafted(bureau)) == 1
    assert "已经登记为第1版" in await clerk.read("/confirm")
    told = await clerk.send("/bulk", action="drop", row="1", reason="太迟")
    assert told.status_code == 409


async def test_a_decision_on_what_was_not_seen_is_refused(clerk):
    await clerk.upload("目录.csv", csv_of([ROW]))
    seen = field(await clerk.read(), "expected")
    await clerk.carry("/bulk", action="accept", row="1")
    stale = await clerk.browser.post(f"{clerk.at}/confirm", data={"expected": seen})

    assert stale.status_code == 412


async def test_after_a_lost_connection_the_worksheet_is_where_it_was_left(clerk):
    await clerk.upload("没办完.csv", csv_of([ROW]))
    await clerk.carry(
        "/bulk", action="correct", row="1", field="scope", value="党内", reason="核对"
    )

    html = (await clerk.browser.get(HERE)).text
    assert "没有办完的导入（1）" in html
    assert "更正1处" in html
    await clerk.carry("/discard")
    assert "没有办完的导入" not in (await clerk.browser.get(HERE)).text
    assert (await clerk.browser.get(clerk.at)).status_code == 404


async def test_a_worksheet_is_its_owners_alone(bureau, clerk, monkeypatch):
    await clerk.upload("目录.csv", csv_of([ROW]))
    monkeypatch.setitem(STAFF, "office", "李四")
    async with bureau.client("admin") as admin:
        await bureau.hire(admin, OFFICE, "office")
    async with bureau.browser(login_of("office")) as other:
        assert (await other.get(clerk.at)).status_code == 404
    async with bureau.browser(login_of("member")) as member:
        assert (await member.get(clerk.at)).status_code == 403
    async with bureau.browser() as citizen:
        assert (await citizen.get(clerk.at)).status_code == 303


@pytest.mark.parametrize("worksheet", ["../../secret", "x", "f83e44d3-2c4e-431e-a9b9-d8efafdf1a1d"])
async def test_a_worksheet_that_is_not_there(clerk, worksheet):
    assert (await clerk.browser.get(f"{HERE}/{worksheet}")).status_code == 404


@pytest.mark.slow
async def test_five_thousand_entries_are_paged_filtered_settled_and_filed_in_time(bureau, clerk):
    lines = [[*ROW[:2], f"第{number}项情况", *ROW[3:]] for number in range(5_000)]
    blank = [
        each if at % 9 == 0 else ["", "", each[2], "", "", ""] for at, each in enumerate(lines)
    ]
    await clerk.upload("大目录.xlsx", workbook(blank))
    assert "共5000条" in await clerk.read()

    begun = process_time()
    assert "第4999项情况" in await clerk.read("?page=100")
    assert "共1条" in await clerk.read("?q=第777项")
    assert process_time() - begun < 4

    await clerk.carry("/bulk", action="high", every="true")
    assert "未核对的：把握高0处" in await clerk.read()
    assert await clerk.confirm() == 1
    assert len(entries(bureau)) == 5_000


async def test_programs_do_what_people_do(bureau):
    async with bureau.client(login_of("clerk")) as clerk:
        here = f"/api{HERE}s"
        made = await clerk.post(here, files={"file": ("目录.csv", csv_of([ROW, ROW]))})
        assert made.status_code == 201, made.text
        one = f"{here}/{made.json()['worksheet_id']}"
        shown = await clerk.get(one, params={"show": "doubts"})
        assert shown.json()["page"]["rows"] == [2]
        body = {"rows": [2], "values": {"level3": "党费收缴情况"}, "reason": "重复"}
        noted = await clerk.post(f"{one}/corrections", json=body, headers={"if-match": '"1"'})
        assert (noted.status_code, noted.headers["etag"]) == (200, '"2"')
        body = {"rows": [1], "reason": "重复"}
        stale = await clerk.post(f"{one}/drops", json=body, headers={"if-match": '"1"'})
        assert stale.status_code == 412
        odd = await clerk.post(f"{one}/joins", json={"row": 1, "more": 1})
        assert odd.status_code in {400, 422}
        assert (await clerk.post(f"{one}/joins", json={"row": 1})).status_code == 409
        assert (await clerk.post(f"{one}/acceptances", json={"rows": [1]})).status_code == 200
        assert (await clerk.post(f"{one}/restorations", json={"rows": [1]})).status_code == 200
        bad = await clerk.post(f"{one}/layout", json={"layout": {"table": 7}})
        assert bad.status_code == 422
        assert len((await clerk.get(here)).json()) == 1
        done = await clerk.post(f"{one}/confirmation")
        assert (done.status_code, done.headers["location"]) == (
            201,
            f"/catalog/api{UNIT}/catalog/1",
        )
        assert (await clerk.delete(one)).status_code == 409
    assert [each["level3"] for each in entries(bureau).values()] == ["党员发展情况", "党费收缴情况"]
