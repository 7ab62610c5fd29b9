"""报告 at the doors: drafted by the clock, signed, sent whole with its table, told of when late."""

from datetime import date

import pypdfium2
import pytest

from services.workflow.views import disclosures
from shared.testing import UNIT
from tests.workflow.examples import ITEM
from tests.workflow.reporting import (
    CITY,
    COUNTY,
    DISCIPLINE,
    SCHOOL,
    do,
    hear_all,
    listed,
    on,
    on_paper,
    read,
    settle,
    signed,
    table,
    told_of,
)
from tests.workflow.test_clearance_doors import rule, who
from tests.workflow.test_obligation_alarm import Year

CLERK, OFFICE, ABOVE = who(COUNTY, "clerk"), who(COUNTY, "office"), who(CITY, "office")


@pytest.fixture
async def house(settings):
    async with Year(settings).open() as year:
        await settle(year)
        yield year


async def drafted(house, day, kind):
    """Let a day come; return the report of this kind that is there."""
    await on(house, day)
    rows = (await listed(house, CLERK))["rows"]
    found = [row for row in rows if row["kind"] == kind and row["due"] >= str(day)]
    return found[0] if found else None


async def owed(house):
    """Return what the city misses."""
    return {row["report_id"] for row in (await listed(house, ABOVE, "owing"))["rows"]}


async def refuses(house, report):
    """Let wrong input on the pages come back with the rule that refuses it."""
    path = f"/reports/{report}"
    mixed = await house.send(CLERK, f"{path}/table", table="任务一｜快完成了｜李明｜")
    assert mixed.status_code == 422
    assert "任务进度表第1项不完整" in mixed.text
    empty = await house.send(CLERK, f"{path}/text", text=" ")
    assert empty.status_code == 422
    assert "请写明报告内容" in empty.text
    plain = await house.send(CLERK, f"{path}/text", text="六月工作平稳有序。")
    assert plain.status_code == 303
    bare = await house.client.post(
        f"/workflow{path}/copies",
        data={"form": "formal", "number": "青公开〔2026〕8号"},
        files=[("files", ("坏.pdf", b"MZ\x90\x00x"))],
        headers=house.as_(OFFICE, Accept="text/html"),
    )
    assert "文件“坏.pdf”" in bare.text
    assert (await house.page(who(SCHOOL, "clerk"), path)).status_code == 404
    assert "没有报告" in (await house.page(who(DISCIPLINE, "clerk"), "/reports")).text


@pytest.mark.row("K1")
@pytest.mark.row("K2")
@pytest.mark.clause("S4-85")
async def test_a_monthly_report_goes_with_its_table_signed_and_in_time(house):
    assert await drafted(house, date(2026, 7, 7), "月报") is None
    row = await drafted(house, date(2026, 7, 8), "月报")
    assert (row["state"], row["period"], row["cutoff"]) == ("drafted", "2026年6月", "2026-06-30")
    assert "数据截至2026-06-30" in row["text"]
    report = row["report_id"]

    await refuses(house, report)

    # without the table, and without the signature of the leader in charge, nothing goes out
    bare = await do(house, CLERK, f"reports/{report}/send", form="electronic")
    assert rule(bare) == "ProgressTableError"
    few = await do(house, CLERK, f"reports/{report}/table", table=table(49))
    assert rule(few) == "ProgressTableError"
    filled = await do(house, CLERK, f"reports/{report}/table", table=table(50, done=20))
    assert filled.status_code == 201, filled.text
    unsigned = await do(house, CLERK, f"reports/{report}/send", form="electronic")
    assert rule(unsigned) == "ReportNotSignedError"
    digest = (await read(house, CLERK, report))["digest"]
    by_hand = await do(house, CLERK, f"reports/{report}/sign", digest=digest)
    assert by_hand.status_code == 403

    # on the 10th it is unsent: the office of the city is told; on the 11th it is overdue
    await on(house, date(2026, 7, 10))
    told = (await read(house, ABOVE, report))["row"]
    assert (told["escalated"], told["above"], told["missed"]) == (True, CITY, False)
    assert report not in await owed(house)
    for person in (ABOVE, CLERK, who(COUNTY, "deputy_leader")):
        tray = (await house.get(person, "/api/notices")).json()["notices"]
        assert f"/workflow/reports/{report}" in {each["notice"]["link"] for each in tray}
    await on(house, date(2026, 7, 11))
    assert (await read(house, ABOVE, report))["row"]["missed"]
    assert report in await owed(house)
    owing = await house.page(ABOVE, "/reports?tab=owing")
    assert "2026年6月党务公开月报" in owing.text
    assert "未报" in owing.text

    await signed(house, COUNTY, report, "deputy_leader")
    sent = await do(house, CLERK, f"reports/{report}/send", form="electronic")
    assert sent.status_code == 201, sent.text
    assert (await on_paper(house, COUNTY, report)).status_code == 303
    taken = await do(house, ABOVE, f"reports/{report}/receive", number="收12")
    assert taken.status_code == 201, taken.text
    page = (await house.page(CLERK, f"/reports/{report}")).text
    assert "任务进度表（50 / 50 项）" in page
    assert page.count('data-h="任务"') == 50

    # next month it begins with the table as it was, and shows what has changed
    after = (await drafted(house, date(2026, 8, 8), "月报"))["report_id"]
    again = await do(house, CLERK, f"reports/{after}/table", table=table(50, done=23))
    assert again.status_code == 201, again.text
    page = (await house.page(CLERK, f"/reports/{after}")).text
    assert page.count("有变化") == 3
    told = (await read(house, CLERK, after))["row"]
    assert [each["status"] for each in told["table"]].count("done") == 23
    assert told["before"].count("done") == 20
    made = pypdfium2.PdfDocument((await house.get(CLERK, f"/reports/{after}/document.pdf")).content)
    text = "".join(each.get_textpage().get_text_range() for each in made)
    assert "任务50" in text.replace(" ", "")
    assert "/items/50" in text


@pytest.mark.row("K3")
@pytest.mark.clause("S4-86", "S4-87")
async def test_summaries_are_signed_by_the_principal_leader_and_go_in_both_forms(house):
    half = await drafted(house, date(2026, 6, 8), "半年总结")
    assert (half["due"], half["cutoff"]) == ("2026-06-10", "2026-06-07")
    report = half["report_id"]
    long = await do(house, OFFICE, f"reports/{report}/text", text="党务公开工作情况" * 200)
    assert long.status_code == 201, long.text
    digest = (await read(house, CLERK, report))["digest"]
    deputy = await do(house, who(COUNTY, "deputy_leader"), f"reports/{report}/sign", digest=digest)
    assert rule(deputy) == "WrongPostError"
    await signed(house, COUNTY, report, "leader")

    # only the electronic version when the day ends: partly sent, and counted as overdue
    sent = await do(house, CLERK, f"reports/{report}/send", form="electronic")
    assert sent.status_code == 201, sent.text
    await on(house, date(2026, 6, 11))
    shown = (await house.page(ABOVE, "/reports?tab=owing")).text
    assert "部分报送" in shown
    assert "逾期" in shown
    assert (await read(house, ABOVE, report))["row"]["missed"]
    wrong = await on_paper(house, COUNTY, report, number="青公开[2026]8号")
    assert wrong.status_code == 422
    assert "六角括号" in wrong.text
    assert (await on_paper(house, COUNTY, report)).status_code == 303
    row = (await read(house, ABOVE, report))["row"]
    assert row["state"] == "sent"
    electronic, formal = row["copies"]
    assert electronic["digest"] == formal["digest"] == digest
    assert formal["number"] == "青公开〔2026〕8号"
    scan = formal["scan"]
    where = f"/reports/{report}/files/{scan['sha256']}/{scan['name']}"
    assert (await house.get(ABOVE, where)).content.startswith(b"%PDF-1.7")

    # on paper: 22 lines of 28 characters, and the number in its own brackets
    made = (await house.get(CLERK, f"/reports/{report}/document.pdf")).content
    sheets = pypdfium2.PdfDocument(made)
    first, second = (sheets[n].get_textpage().get_text_range() for n in (0, 1))
    lines = [line for line in second.split() if len(line) > 5]
    assert "青公开〔2026〕8号" in first
    assert {len(line) for line in lines} == {28}
    assert len(lines) == 22

    # on 10 December the year is not over: it says up to when, and the next one goes on from there
    year = await drafted(house, date(2026, 12, 10), "年度总结")
    assert year["due"] == "2026-12-10"
    assert (year["first"], year["cutoff"]) == ("2026-01-01", "2026-12-09")
    assert "数据截至2026-12-09" in year["text"]
    following = await drafted(house, date(2027, 12, 10), "年度总结")
    assert (following["first"], following["cutoff"]) == ("2026-12-10", "2027-12-09")


@pytest.mark.clause("S2-46", "S2-49")
async def test_a_school_tells_of_each_quarter_and_is_shown_when_it_sent_no_special_report(house):
    await hear_all(house, told_of(UNIT, "第一支部", SCHOOL, {}))
    await house.approve_catalog(1)
    await house.entry(ITEM)
    await house.disclose(unit=UNIT)
    tag = "publishing.inner.opened.v1"
    about = "66666666-6666-4666-8666-666666666666"
    shown = {"item_id": about, "opened_on": "2026-05-06"}
    disclosed = next(iter(house.service.views.select(disclosures)))
    await house.hear(tag, disclosed.disclosure_id, **shown)
    house.now = house.now.replace(month=6, day=3)
    heard = {"disclosure_id": disclosed.disclosure_id, "channel": "web", "unit": UNIT}
    await house.hear("feedback.opinion.received.v1", None, **heard)
    await house.sleep_until(date(2026, 7, 1))
    await on(house, date(2026, 7, 8))
    rows = (await listed(house, who(SCHOOL, "clerk")))["rows"]
    (row,) = [each for each in rows if each["kind"] == "情况报告"]
    assert (row["first"], row["cutoff"]) == ("2026-04-01", "2026-06-30")
    figures = row["figures"]
    assert (figures["published"], figures["opinions"]) == (1, 1)
    assert (figures["due"], figures["overdue"]) == (1, 1)
    assert "公开事项1件" in row["text"]
    assert "逾期1件" in row["text"]
    assert "收到意见1件" in row["text"]

    # the year is over, and its special report was not sent to the addressee that the plan names
    await on(house, date(2026, 12, 29))
    await on(house, date(2027, 1, 1))
    keeper = who(DISCIPLINE, "office")
    (row,) = (await listed(house, keeper, "owing"))["rows"]
    assert (row["unit"], row["kind"], row["addressee"]) == (SCHOOL, "专题报告", DISCIPLINE)
    page = (await house.page(keeper, "/reports?tab=owing")).text
    assert "2026年度党务公开专题报告" in page
    assert "未报" in page
    await signed(house, SCHOOL, row["report_id"], "secretary")
    path = f"reports/{row['report_id']}"
    sent = await do(house, who(SCHOOL, "office"), f"{path}/send", form="electronic")
    assert sent.status_code == 201, sent.text
    assert "已报" in (await house.page(keeper, "/reports")).text
    back = await do(house, keeper, f"{path}/return", reason="请补充具体做法。")
    assert back.status_code == 201, back.text
    assert "请补充具体做法" in (await house.page(who(SCHOOL, "clerk"), f"/{path}")).text
    assert (await house.get(who(COUNTY, "clerk"), f"/api/{path}")).status_code == 404
