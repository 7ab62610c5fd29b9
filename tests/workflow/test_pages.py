"""The same story by hand: forms, pages that show the new state, errors that keep what was typed."""

import re
from uuid import uuid4

import pytest

from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, OPINION, SUN, WANG, ZHAO
from tests.workflow.house import ASK, PARTY_ITEM, PLAN

FORM = {
    "title": PLAN["title"],
    "content": PLAN["content"],
    "scope": "society",
    "disclose_on": "2026-07-10",
    "duration": "days",
    "duration_days": "30",
    "channels": ["会议", "网站"],
}
HTTP_SEE_OTHER = 303


def hidden(html, name):
    """Return the value a form carries along."""
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def offered(html):
    """Return the steps for which a page of a proposal has a form."""
    return re.findall(r'<form method="post" action="/workflow/proposals/[^/"]+/(\w+)"', html)


def verdicts(html):
    """Return the buttons that a page of a proposal has for each check."""
    forms = re.findall(r'aria-labelledby="h-(\w+)">(.*?)</form>', html, re.DOTALL)
    button = re.compile(r'<button[^>]*name="verdict"[^>]*>([^<]+)')
    return {check: button.findall(form) for check, form in forms}


async def follow(house, person, answer):
    assert answer.status_code == HTTP_SEE_OTHER, answer.text
    return await house.page(person, answer.headers["location"].removeprefix("/workflow"))


async def proposed(house, **fields):
    """Propose by form; return the address of the proposal and its page."""
    form = {**FORM, "command_id": str(uuid4()), **fields}
    answer = await house.send(LI, f"/items/{ITEM}/propose", **form)
    seen = await follow(house, LI, answer)
    return answer.headers["location"].removeprefix("/workflow"), seen.text


async def reviewed(house, url, person, check, **fields):
    html = (await house.page(person, url)).text
    form = {"check": check, "digest": hidden(html, "digest"), "verdict": "pass", **fields}
    return await house.send(person, f"{url}/reviews", expected=hidden(html, "expected"), **form)


async def test_by_hand_from_the_catalog_to_the_approval(house):
    empty = await house.page(LI, "/")
    assert "现在没有等您办理的事项" in empty.text
    assert ITEM in (await house.page(LI, "/items")).text
    form = await house.page(LI, f"/items/{ITEM}/propose")
    assert all(each in form.text for each in ("党费收缴", "县委编办", 'value="网站"'))

    url, seen = await proposed(house)
    assert "审核中" in seen
    assert "李明" in seen
    for person, check in ((WANG, "secrecy"), (ZHAO, "necessity"), (ZHAO, "accuracy")):
        assert PLAN["title"] in (await house.page(person, "/")).text
        done = await follow(house, person, await reviewed(house, url, person, check))
    assert "待审批" in done.text
    page = (await house.page(SUN, url)).text
    form = {"digest": hidden(page, "digest"), "expected": hidden(page, "expected")}
    approved = await follow(house, SUN, await house.send(SUN, f"{url}/approve", **form))

    assert "已批准" in approved.text
    assert offered(approved.text) == ["revoke"]
    for person in (LI, WANG, ZHAO, "auditor"):
        assert not offered((await house.page(person, url)).text)
    assert "已批准" in (await house.page(LI, "/?status=approved")).text


async def test_a_form_sent_twice_proposes_once(house):
    command = str(uuid4())
    first, _ = await proposed(house, command_id=command)
    again, _ = await proposed(house, command_id=command)

    assert first == again
    assert house.service.store.last() == 2  # the proposal and what its screening found


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": " "}, "请填写标题"),
        ({"content": ""}, "请填写公开内容"),
        ({"scope": ""}, "请选择公开范围"),
        ({"disclose_on": "七月十日"}, "请填写公开时间"),
        ({"disclose_on": "2026-06-30"}, "公开时间不能早于今天"),
        ({"duration_days": "半年"}, "请填写公开时长"),
        ({"duration": "", "duration_days": ""}, "请填写公开时长"),
        ({"channels": []}, "请至少选择一种公开形式"),
        ({"scope": "party"}, "不能选择网站"),
        ({"scope": "persons", "channels": ["会议"]}, "请写明是哪些人员"),
    ],
)
async def test_a_form_that_is_refused_keeps_what_was_typed_and_says_what_is_amiss(
    house, change, told
):
    typed = {**FORM, "waiver": "〈我写的理由〉", **change}

    answer = await house.send(LI, f"/items/{ITEM}/propose", **typed)

    assert answer.status_code == 422
    assert told in answer.text
    assert "〈我写的理由〉" in answer.text
    assert house.service.store.last() == 0
    assert len(await house.refused_rules()) == 1


async def test_what_was_typed_is_text_and_never_markup(house):
    typed = {**FORM, "title": "<script>alert(1)</script>", "channels": []}
    refused = await house.send(LI, f"/items/{ITEM}/propose", **typed)
    url, seen = await proposed(house, title="<b>标题</b>", content="<i>内容</i>")

    for html in (refused.text, seen, (await house.page(WANG, url)).text):
        assert "<script>alert" not in html
        assert "<b>标题" not in html
        assert "<i>内容" not in html


async def test_a_party_matter_is_offered_without_the_website(house):
    form = (await house.page(LI, f"/items/{PARTY_ITEM}/propose")).text

    assert re.search(r'value="会议" checked', form)
    assert re.search(r'value="网站"(?! checked)', form)
    assert 'value="society"' not in form


async def test_a_review_without_a_verdict_or_a_reason_comes_back_as_it_was(house):
    url, _ = await proposed(house)

    bare = await reviewed(house, url, WANG, "secrecy", verdict="", note="还没想好")
    silent = await reviewed(house, url, WANG, "secrecy", verdict="fail", note="")

    assert (bare.status_code, silent.status_code) == (422, 422)
    assert "请选择审核结论" in bare.text
    assert "还没想好" in bare.text
    assert "请写明理由" in silent.text


async def test_buttons_are_for_those_who_may_act_now_and_the_others_learn_why_not(house):
    url, _ = await proposed(house)
    reviewer, approver = (await house.page(WANG, url)).text, (await house.page(SUN, url)).text
    author, auditor = (await house.page(LI, url)).text, (await house.page("auditor", url)).text

    assert verdicts(reviewer) == {"secrecy": ["通过", "不通过", "退回"]}
    assert verdicts(approver) == verdicts(auditor) == {}
    assert '<button class="btn">批准' not in approver
    assert "批准：保密审查还没有完成，不能审批。" in approver
    for html in (author, auditor):
        assert "我来办理" not in html
    assert "正在审核" in author
    assert "只能查看" in auditor


async def test_one_person_with_every_post_sees_why_they_take_no_second_step(house):
    form = {**FORM, "command_id": str(uuid4())}
    answer = await house.send("both", f"/items/{ITEM}/propose", **form)
    page = (await follow(house, "both", answer)).text

    assert "提出人不能审核自己的方案。" in page
    assert "提出人不能审批自己的方案。" in page
    assert '<form method="post" action="/workflow/proposals' not in page


async def test_a_returned_plan_shows_its_reason_and_comes_back_prefilled(house):
    url, _ = await proposed(house)
    await house.send(ZHAO, f"{url}/return", reason="金额与台账不符，请核对")

    bench = (await house.page(LI, "/")).text
    form = (await house.page(LI, f"{url}/resubmit")).text
    assert "退回待修改" in bench
    assert "金额与台账不符，请核对" in bench
    assert PLAN["content"] in form
    assert "金额与台账不符，请核对" in form
    mended = {**FORM, "content": "改好了", "expected": hidden(form, "expected")}
    seen = await follow(house, LI, await house.send(LI, f"{url}/resubmit", **mended))

    assert "审核中" in seen.text
    assert "改好了" in seen.text
    assert "修改后重新提出" in seen.text


async def test_an_approval_of_an_overtaken_page_shows_the_newest_text(house):
    url, _ = await proposed(house)
    digest = await house.digest(url.rpartition("/")[2])
    for person, check in ((WANG, "secrecy"), (ZHAO, "necessity"), (ZHAO, "accuracy")):
        await reviewed(house, url, person, check)

    stale = await house.send(SUN, f"{url}/approve", expected="1", digest=digest)

    assert stale.status_code == 412
    assert "没有办成" in stale.text
    assert "待审批" in stale.text


async def test_a_revision_by_hand_shows_both_texts_side_by_side(house):
    await house.disclose()
    assert DISCLOSURE in (await house.page(LI, "/disclosures")).text
    form = (await house.page(LI, f"/disclosures/{DISCLOSURE}/revise")).text
    assert PLAN["content"] in form
    bare = await house.send(LI, f"/disclosures/{DISCLOSURE}/revise", **{**FORM, "content": "新"})
    assert (bare.status_code, "必须附说明" in bare.text) == (422, True)

    change = {**FORM, "content": "实缴2180.00元", "explanation": "登记有误"}
    sent = await house.send(LI, f"/disclosures/{DISCLOSURE}/revise", **change)
    page = (await follow(house, LI, sent)).text

    assert "现行内容与拟改内容对照" in page
    before, after = re.findall(r'data-h="改[前后]"><div>(.*?)</div>', page)[:2]
    assert re.sub(r"</?del>", "", before) == PLAN["content"]
    assert re.sub(r"</?ins>", "", after) == "实缴2180.00元"
    assert "登记有误" in page


async def test_a_withdrawal_by_hand_needs_its_explanation(house):
    await house.disclose()
    bare = await house.send(LI, f"/disclosures/{DISCLOSURE}/withdraw", explanation=" ")
    assert (bare.status_code, "必须附说明" in bare.text) == (422, True)

    sent = await house.send(LI, f"/disclosures/{DISCLOSURE}/withdraw", explanation="内容重复公开")

    assert "内容重复公开" in (await follow(house, LI, sent)).text


async def test_a_correction_waits_on_the_bench_until_it_is_taken_up(house):
    await house.disclose()
    await house.uphold()
    await house.service.views.reached("workflow", 1)
    bench = (await house.page(LI, "/")).text
    assert "更正任务" in bench
    link = f"/disclosures/{DISCLOSURE}/revise?opinion_id={OPINION}"
    form = (await house.page(LI, link)).text
    assert hidden(form, "opinion_id") == OPINION

    change = {**FORM, "content": "新", "explanation": "登记有误", "opinion_id": OPINION}
    sent = await house.send(LI, f"/disclosures/{DISCLOSURE}/revise", **change)

    await follow(house, LI, sent)
    assert "更正任务" not in (await house.page(LI, "/")).text


async def test_the_bench_asks_a_stranger_to_log_in_and_tells_a_member_there_is_nothing(house):
    away = await house.client.get(
        "/workflow/", headers={"Accept": "text/html"}, follow_redirects=False
    )
    member = await house.page(CHEN, "/")

    assert away.status_code == HTTP_SEE_OTHER
    assert away.headers["location"].startswith("/catalog/login?next=")
    assert "您没有办理公开事项的职务" in member.text


async def test_many_matters_are_shown_page_by_page(house):
    for _ in range(23):
        await house.submitted(ASK)

    first, second = [await house.page(LI, f"/?tab=unit&page_no={n}") for n in (1, 2)]

    assert first.text.count("/proposals/") == 20
    assert second.text.count("/proposals/") == 3


async def test_a_name_whose_key_is_destroyed_is_shown_no_more(house):
    url, seen = await proposed(house)
    assert "李明" in seen

    house.keyring.erase(LI)

    page = (await house.page(WANG, url)).text
    assert "李明" not in page
    assert "已删除人员" in page
