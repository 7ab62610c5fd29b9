"""One screen for a review: text, differences, history, buttons; and what others did meanwhile."""

import re

from tests.workflow.examples import DISCLOSURE, ITEM, LI, SUN, WANG, ZHAO
from tests.workflow.house import PLAN
from tests.workflow.test_pages import FORM, follow, hidden, proposed, reviewed, verdicts

REASON = "金额与台账不符，请核对"


async def again(house, url, **fields):
    """Return the proposal to its clerk and let them mend it."""
    await house.send(ZHAO, f"{url}/return", reason=REASON)
    form = (await house.page(LI, f"{url}/resubmit")).text
    mended = {**FORM, **fields, "expected": hidden(form, "expected")}
    return await follow(house, LI, await house.send(LI, f"{url}/resubmit", **mended))


async def test_a_resubmission_stands_beside_the_text_that_was_returned(house):
    url, first = await proposed(house)
    assert "修改对照" not in first
    await again(house, url, content="应缴党员12名，实缴2180.00元，欠缴1名。", duration_days="60")
    page = (await house.page(ZHAO, url)).text

    assert "实缴<del>2190.00</del>元" in page
    assert "实缴<ins>2180.00</ins>元" in page
    assert "<del>30 天</del>" in page
    assert "<ins>60 天</ins>" in page

    await again(house, url, title="党费收缴情况（第三稿）")
    newest, oldest = [(await house.page(ZHAO, f"{url}{q}")).text for q in ("", "?against=1")]
    assert "与哪一稿比较" in newest
    assert "<del>2180.00</del>" in newest
    assert "2180.00" not in oldest
    assert "（第三稿）</ins>" in oldest
    odd = await house.page(ZHAO, f"{url}?against=%3Cscript%3E")
    assert (odd.status_code, "<script>" in odd.text) == (200, False)


async def test_a_revision_is_compared_with_what_is_in_force_even_after_a_return(house):
    await house.disclose()
    change = {**FORM, "content": "实缴2180.00元", "explanation": "登记有误"}
    sent = await house.send(LI, f"/disclosures/{DISCLOSURE}/revise", **change)
    url = sent.headers["location"].removeprefix("/workflow")
    await follow(house, LI, sent)
    await again(house, url, content="实缴2170.00元", explanation="登记有误，已核对")
    page = (await house.page(WANG, url)).text

    assert "现行内容（第 1 版）" in page
    assert "<del>2190.00元，无欠缴。</del>" in page
    assert "拟改为" in page
    assert "，已核对</ins>" in (await house.page(WANG, f"{url}?against=1")).text


async def test_three_buttons_for_each_check_and_the_third_returns_it(house):
    url, _ = await proposed(house)
    page = (await house.page(ZHAO, url)).text
    assert verdicts(page) == {
        check: ["通过", "不通过", "退回"] for check in ("necessity", "accuracy")
    }

    bare = await reviewed(house, url, ZHAO, "accuracy", verdict="return", note="不")
    assert (bare.status_code, "请写明理由，不少于5个字" in bare.text) == (422, True)
    assert re.search(r"<textarea[^>]*>\s*不</textarea>", bare.text)

    back = await reviewed(house, url, ZHAO, "accuracy", verdict="return", note=REASON)
    seen = (await follow(house, ZHAO, back)).text
    assert "退回待修改" in seen
    assert REASON in seen


async def test_every_part_of_the_page_has_a_shown_key(house):
    url, _ = await proposed(house)
    page = (await house.page(ZHAO, url)).text

    keys = dict(re.findall(r'<a href="#([\w-]+)" accesskey="(\d)">', page))
    assert list(keys) == ["text", "reviews", "act", "hist"]
    assert len(set(keys.values())) == len(keys)
    assert all(f'id="{each}"' in page for each in keys)
    assert all(f"<kbd>{key}</kbd>" in page for key in keys.values())


async def test_what_another_does_is_told_without_loading_the_page_anew(house):
    url, _ = await proposed(house)
    page = (await house.page(ZHAO, url)).text
    version = re.search(r'data-live="/workflow([^"]+)" data-version="(\d+)"', page)
    here, tag = version.group(1), f'"{version.group(2)}"'
    still = await house.get(ZHAO, here, **{"If-None-Match": tag})
    assert (still.status_code, still.content, still.headers["etag"]) == (304, b"", tag)

    await follow(house, WANG, await reviewed(house, url, WANG, "secrecy"))
    told = await house.get(ZHAO, here, **{"If-None-Match": tag})
    own = await house.get(WANG, here)

    assert told.status_code == 200
    assert told.headers["etag"] != tag
    assert told.json()["said"].startswith("这份方案刚刚由王芳（保密审查员）办理：保密审查通过。")
    assert "您在别处" in own.json()["said"]
    assert (await house.get("stranger", here)).status_code == 404
    assert (await house.client.get(f"/workflow{here}")).status_code == 401


async def test_a_stale_verdict_comes_back_with_what_was_typed_and_what_has_changed(house):
    url, _ = await proposed(house)
    old = (await house.page("both", url)).text
    await follow(house, ZHAO, await reviewed(house, url, ZHAO, "accuracy", note="金额已核对"))
    note = "我写了很久的准确性审核意见"
    form = {"check": "accuracy", "digest": hidden(old, "digest"), "verdict": "pass", "note": note}
    stale = await house.send("both", f"{url}/reviews", expected="1", **form)

    assert stale.status_code == 412
    assert "准确性审核通过" in stale.text
    assert "金额已核对" in stale.text
    assert "您刚才填写的内容" in stale.text
    assert note in stale.text

    form |= {"check": "necessity", "note": "必要性的意见"}
    open_ = await house.send("both", f"{url}/reviews", expected="1", **form)
    assert open_.status_code == 412
    assert "您刚才填写的内容" not in open_.text  # it stands in its own field again
    assert re.search(r"<textarea[^>]*>\s*必要性的意见</textarea>", open_.text)


async def test_two_clerks_mending_one_proposal_lose_nothing(house):
    url, _ = await proposed(house)
    await house.send(ZHAO, f"{url}/return", reason=REASON)
    form = (await house.page(LI, f"{url}/resubmit")).text
    mine = {**FORM, "content": "我改的内容", "expected": hidden(form, "expected")}
    theirs = {**mine, "content": "另一位承办人先提出的内容"}
    await follow(house, "both", await house.send("both", f"{url}/resubmit", **theirs))

    stale = await house.send(LI, f"{url}/resubmit", **mine)

    assert stale.status_code == 412
    assert "您填写时别人办理了这份方案" in stale.text
    assert "修改后重新提出" in stale.text
    assert "郑全" in stale.text
    assert "我改的内容" in stale.text


async def test_the_page_can_be_read_by_who_only_looks(house):
    proposal_id = await house.approved()
    for person in (LI, WANG, "auditor", SUN):
        page = (await house.page(person, f"/proposals/{proposal_id}")).text
        assert "办理经过" in page
        assert page.count('id="hist"') == 1


async def test_a_plan_begins_with_the_entry_and_with_the_last_period(house):
    bare = (await house.page(LI, f"/items/{ITEM}/propose")).text
    assert "上期公开" not in bare
    await house.disclose()
    first = (await house.page(LI, f"/items/{ITEM}/propose")).text
    like = (await house.page(LI, f"/items/{ITEM}/propose?like=last")).text

    assert "参照上期" in first
    assert re.search(r'name="duration_days"[^>]*value="30"', first)
    assert re.search(r'value="会议" checked', first)
    assert re.search(r'value="公开栏"(?! checked)', first)
    assert re.search(r'name="title"[^>]*value="党费收缴"', first)
    assert f'value="{PLAN["title"]}"' in like
    assert re.search(rf"<textarea[^>]*>\s*{re.escape(PLAN['content'])}</textarea>", like)
    assert re.search(r'name="disclose_on"[^>]*value="2026-07-01"', like)

    await house.approve_catalog(2)
    await house.list_item(ITEM, "党费收缴", "party", version=2)
    narrow = (await house.page(LI, f"/items/{ITEM}/propose?like=last")).text
    assert re.search(r'value="party" checked', narrow)
    assert not re.search(r'value="网站" checked', narrow)


async def test_many_resubmissions_stay_readable(house):
    url, _ = await proposed(house)
    for n in range(4):
        await again(house, url, content=f"第{n}稿的内容")
    page = (await house.page(ZHAO, url)).text

    assert [f"第 {n} 稿" in page for n in range(1, 6)] == [True] * 5
