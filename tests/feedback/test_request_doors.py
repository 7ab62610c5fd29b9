"""Requests for disclosure at the doors: intake, the desk, the applicant alone, the superior."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.feedback import heard
from tests.feedback.asking import BASIS, OWN, REASON
from tests.feedback.conftest import BUREAU, SCHOOL, person
from tests.feedback.papers import four_pages
from tests.feedback.requesting import (
    CARD,
    MARK,
    REFUSAL,
    apply,
    done,
    newest,
    refused,
    school,
    step,
    studied,
    ticket_of,
    told,
)

__all__ = ["school"]


@pytest.mark.row("F1")
@pytest.mark.clause("S0-64")
async def test_three_ways_in_share_one_series_and_the_oral_form_is_printed_and_signed(school):
    receipt = await apply(school)
    online = ticket_of(receipt)
    assert "2026年7月22日" in receipt.text  # by when it is answered: fifteen working days
    command = {"command_id": str(uuid4())}
    paper = await apply(school, "李敏", intake="paper", **command)
    again = await apply(school, "李敏", intake="paper", **command | {"contact": "13909520001"})
    assert ticket_of(again) == ticket_of(paper)  # a second click
    oral = await apply(school, "李敏", intake="oral")
    numbers = [online[0], ticket_of(paper)[0], ticket_of(oral)[0]]
    assert numbers == [f"YSQ-2026-{n:03d}" for n in (1, 2, 3)]
    for said in ("党务公开申请表", "申请人签字", "章禾", CARD, MARK):
        assert said in oral.text
    unsigned = await step(school, "李敏", "accept", checked="original")
    assert "由申请人签字" in unsigned.text
    async with school.browser("李敏") as clerk:
        here = f"/feedback/requests/{await newest(school)}"
        scan = {"file": ("申请表.pdf", four_pages(), "application/pdf")}
        assert (await clerk.post(f"{here}/sign", files=scan)).status_code == 303
    await done(school, "李敏", "accept", checked="original")
    await apply(school, "李敏", intake="oral")
    async with school.browser("李敏") as clerk:  # signed, and kept on paper only
        here = f"/feedback/requests/{await newest(school)}"
        nothing = {"file": ("", b"", "application/octet-stream")}
        assert (await clerk.post(f"{here}/sign", files=nothing)).status_code == 303
    async with school.browser("李敏") as clerk:
        found = await clerk.get("/feedback/requests/desk?find= ysq—2026-002 ")
        assert ("YSQ-2026-002" in found.text, "YSQ-2026-001" in found.text) == (True, False)
    facts = str(await school.facts())
    assert all(each not in facts for each in (MARK, "章禾", CARD, "13909520001"))


async def test_a_wrong_form_comes_back_filled_in_with_what_is_wrong(school):
    wrong = await apply(school, number="330421199003070031")
    assert wrong.status_code == 422
    assert "校验位不对" in wrong.text
    assert MARK in wrong.text
    assert "请选择申请人身份" in (await apply(school, standing="")).text
    assert "请选择向哪个单位" in (await apply(school, unit="")).text
    empty = await apply(school, subject="   ")
    assert "申请公开的内容不能为空" in empty.text
    assert (await apply(school, intake="oral")).status_code in {401, 403}  # nobody of the staff
    assert await school.facts() == []


async def test_the_scheme_says_who_may_apply(school):
    values = {"routes.application.applicants": ["机关干部", "职工"]}
    staff = heard.HeardScheme(id="S1", version=2, effective=date(2026, 1, 1), values=values)
    await school.hear("catalog", (UUID(SCHOOL), heard.SchemeAdopted(unit=SCHOOL, scheme=staff)))
    answer = await apply(school)
    assert answer.status_code == 403
    assert "只有机关干部、职工可以申请公开" in answer.text
    ticket_of(await apply(school, standing="职工"))


async def test_who_asks_is_opened_by_one_post_alone_and_each_time_on_record(school):
    await apply(school)
    here = f"/feedback/requests/{await newest(school)}"
    for name in ("李敏", "周明", "王校长", "赵局", "叶老师", ""):
        async with school.browser(name) as browser:
            assert (await browser.post(f"{here}/applicant")).status_code in {401, 403}
    async with school.browser("陈静") as handler:
        assert CARD not in (await handler.get(here)).text
        shown = await handler.post(f"{here}/applicant")
    assert CARD in shown.text
    opened = [f for f in await school.facts() if f["event"]["type"].endswith("applicant.opened.v1")]
    assert [f["cause"]["actor"] for f in opened] == [person("陈静")]


@pytest.mark.row("F3")
@pytest.mark.clause("S0-67")
async def test_what_is_closed_is_filed_above_or_listed_as_unfiled(school):
    await refused(school)
    await done(school, "李敏", "close")

    async def listed(name, path):
        async with school.browser(name) as browser:
            return (await browser.get(path)).text

    assert "未报送" in await listed("李敏", "/feedback/requests/desk?tray=filing")
    late = "/feedback/filings?tray=late"
    in_time = await listed("赵局", late)
    assert "YSQ-2026-001" in in_time
    assert '<span class="tag late">' not in in_time
    school.watch.at += timedelta(days=6)  # three working days and a weekend
    for name, path in (("赵局", late), ("李敏", "/feedback/requests/desk?tray=filing")):
        assert '<span class="tag late">未备案</span>' in await listed(name, path)
    alone = await step(school, "李敏", "acknowledge")
    assert "本单位不能自己标记为已备案" in alone.text
    await done(school, "李敏", "send")
    await done(school, "赵局", "return", returned="缺少送达凭证。")
    assert "缺少送达凭证" in await listed("李敏", f"/feedback/requests/{await newest(school)}")
    await done(school, "李敏", "send")
    assert "YSQ-2026-001" in await listed("赵局", "/feedback/filings")
    await done(school, "赵局", "acknowledge")
    assert "YSQ-2026-001" in await listed("赵局", "/feedback/filings?tray=done")
    assert "没有。" in await listed("李敏", "/feedback/requests/desk?tray=filing")


async def test_a_correction_is_asked_for_and_given_and_a_refusal_complained_of(school):
    number, code = ticket_of(await apply(school))
    await done(school, "李敏", "correction", wanted="请写明是哪一次谈话。")
    key = {"number": number, "query_code": code}
    async with school.browser() as citizen:
        page = await citizen.post("/feedback/requests/query", data=key)
        assert "请写明是哪一次谈话。" in page.text
        assert "停止计时" in page.text
        fixed = key | {"subject": "4月12日的谈话记录", "command_id": str(uuid4())}
        assert "补正已经收到" in (await citizen.post("/feedback/requests/correct", data=fixed)).text
    await done(school, "李敏", "accept", checked="number")
    await done(school, "李敏", "study", opinion="不能公开。")
    wordless = await step(
        school, "王校长", "decide", **REFUSAL | {"reason": "经研究决定，按规定不宜公开。"}
    )
    assert "只有套话" in wordless.text
    named = await step(school, "王校长", "decide", **REFUSAL | {"reason": REASON + "章禾"})
    assert "不能出现" in named.text
    await done(school, "王校长", "decide", **REFUSAL)
    await done(school, "李敏", "explain", **told(school))
    async with school.browser() as citizen:
        letter = (await citizen.post("/feedback/requests/query", data=key)).text
        for said in ("不能公开", "党务公开条例", REASON, "60日内", OWN):
            assert said in letter
        complaint = key | {"body": "superior", "complaint": "结论没有公布。"}
        answer = await citizen.post("/feedback/requests/recheck", data=complaint)
        assert "复核申请已经收到" in answer.text
    other = await step(
        school, "周明", "conclude", verdict="change", verdict_reason="应当部分公开。"
    )
    assert other.status_code == 403
    await done(school, "赵局", "conclude", verdict="change", verdict_reason="可以部分公开。")
    async with school.browser() as citizen:
        assert "变更" in (await citizen.post("/feedback/requests/query", data=key)).text


async def test_a_granted_request_is_disclosed_in_its_range_and_proposed_for_the_catalog(school):
    await studied(school)
    range_ = {"outcome": "range", "basis": BASIS, "reason": "可以公开", "scope": "校内"}
    answer = await step(school, "王校长", "decide", **range_)
    assert "写明公开形式" in answer.text
    await done(school, "王校长", "decide", **range_, shape="会议")
    unknown = await step(school, "李敏", "publication", disclosure_id="nowhere")
    assert unknown.status_code == 404
    await done(school, "李敏", "publication", disclosure_id=str(UUID(int=0xD1)))
    await done(school, "李敏", "nominate", title="谈话情况通报")
    tags = [f["event"]["type"] for f in await school.facts()]
    assert tags[-2:] == ["feedback.request.nominated.v1", "feedback.topic.raised.v1"]
    async with school.browser("李敏") as clerk:
        for way in ("desk", "desk?tray=overdue", "enter", "query", "mine", "statistics?year=1"):
            assert (await clerk.get(f"/feedback/requests/{way}")).status_code == 200
        assert (await clerk.get("/feedback/filings")).status_code == 403
    nothing = await step(school, "李敏", "dance")
    assert nothing.status_code == 422


async def test_an_announced_calendar_moves_open_terms(school):
    await apply(school)
    far = heard.HeardHoliday(name="县庆", first=date(2026, 12, 1), last=date(2026, 12, 1))
    later = heard.CalendarAdopted(year=2026, version="cn-2026.8", holidays=(far,))
    await school.hear("catalog", (UUID(int=7), later))  # it moves nobody's term
    await school.settle()
    day = heard.HeardHoliday(name="县庆", first=date(2026, 7, 6), last=date(2026, 7, 6))
    new = heard.CalendarAdopted(year=2026, version="cn-2026.9", holidays=(day,))
    await school.hear("catalog", (UUID(int=7), new))
    await school.settle()
    async with school.program("李敏") as clerk:
        found = (await clerk.get(f"/feedback/api/requests/{await newest(school)}")).json()
    assert found["line"]["due"] == "2026-07-23"
    assert "县庆放假" in str(found["clock"]["days"])


@pytest.mark.clause("S1-21")
async def test_a_refusal_that_nobody_explained_in_time_is_overdue(school):
    await studied(school)
    await done(school, "王校长", "decide", **REFUSAL)
    overdue = "/feedback/api/requests?tray=overdue"
    async with school.program("李敏") as clerk:
        assert (await clerk.get(overdue)).json()["rows"] == []
    school.watch.at += timedelta(days=22)  # the day after the last one
    async with school.program("李敏") as clerk:
        [row] = (await clerk.get(overdue)).json()["rows"]
        assert (row["number"], row["status"]) == ("YSQ-2026-001", "decided")
    await done(school, "李敏", "explain", **told(school))
    async with school.program("李敏") as clerk:
        assert (await clerk.get(overdue)).json()["rows"] == []
        [row] = (await clerk.get("/feedback/api/requests")).json()["rows"]
    assert row["late"]


async def test_a_supervisor_reads_what_is_looked_at_anew_and_nothing_else(school):
    watcher = heard.PostAssigned(unit=SCHOOL, person_id=person("叶老师"), post="supervisor")
    await school.hear("catalog", (UUID(SCHOOL), watcher))
    number, code = await refused(school)
    here = f"/feedback/api/requests/{await newest(school)}"
    async with school.program("叶老师") as supervisor:
        assert (await supervisor.get("/feedback/api/requests")).json()["rows"] == []
        assert (await supervisor.get(here)).status_code == 404
    key = {"number": number, "query_code": code}
    async with school.program() as citizen:
        words = key | {"body": "discipline", "complaint": "没有说清楚。"}
        nobody = await citizen.post("/feedback/api/requests/recheck", json=words)
        assert nobody.status_code == 422  # no discipline body stands above the school
        office = UUID(int=0xC3)
        founded = heard.UnitRegistered(
            unit_id=str(office), name="县纪委", superior=BUREAU, kind="纪委"
        )
        await school.hear("catalog", (office, founded))
        words |= {"body": "supervisor"}
        assert (await citizen.post("/feedback/api/requests/recheck", json=words)).is_success
    await school.settle()
    async with school.program("叶老师") as supervisor:
        [row] = (await supervisor.get("/feedback/api/requests?tray=recheck")).json()["rows"]
        assert row["number"] == number
        assert (await supervisor.get(here)).json()["complaint"] == "没有说清楚。"
    await done(school, "叶老师", "examine", finding="答复有据。")
    await done(school, "周明", "conclude", verdict="uphold", verdict_reason="维持原答复。")
    async with school.program() as citizen:
        words |= {"body": "discipline"}
        assert (await citizen.post("/feedback/api/requests/recheck", json=words)).is_success
