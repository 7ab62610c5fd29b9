"""What people look for is found, however short, and only by those it is for."""

import re
from urllib.parse import quote

import pytest

from shared.testing import UNIT
from tests.publishing.house import ITEM, person


async def found(house, name="", **asked):
    """Return the titles found, newest first; the page must show the same."""
    query = "&".join(f"{key}={quote(str(value))}" for key, value in asked.items())
    told = (await house.get(f"/api/disclosures?{query}", name, "application/json")).json()
    titles = [each["title"] for each in told["disclosures"]]
    assert told["total"] == len(titles)
    page = await house.page(f"/search?{query}", name)
    shown = re.findall(r'<h3><a href="/items/[^"]+">(.*?)</a></h3>', page)
    assert [re.sub("</?mark>", "", each) for each in shown] == (titles if "q" in asked else [])
    return titles


async def suggested(house, q, name=""):
    answer = await house.get(f"/api/suggestions?q={quote(q)}", name, "application/json")
    return [each["text"] for each in answer.json()]


TEXTS = {
    "甲": "实缴2,190.00元，经手人陈䶮、张　三。",
    "乙": "依据青组发〔2026〕6号文件，核销杂费。",
    "丙": "依据青组发〔2026〕16号文件。\n费用另行公布。",
}


FOUND = {
    "核销": "乙",
    "杂": "乙",
    "核销杂费": "乙",
    "党费收缴": "丙乙甲",  # the name of the matter
    "2190": "甲",
    "２１９０．００": "甲",
    "陈䶮": "甲",
    "张三": "甲",
    "[2026]6号": "乙",
    "6号": "丙乙",
    "费用 依据": "丙",
    "杂费 费用": "",
    "件费": "",  # over a line end
}


async def test_any_part_of_a_text_is_found(house):
    for title, content in TEXTS.items():
        await house.open_to("public", title=title, content=content)
    for typed, expected in FOUND.items():
        assert await found(house, q=typed) == list(expected), typed


async def test_what_changed_is_found_as_it_is_now_and_what_was_withdrawn_is_not(house):
    disclosure = await house.open_to("public", content="原来的数字")
    assert await found(house, q="原来的数字")
    await house.change("revise", disclosure, "更正", content="后来的数字")
    assert await found(house, q="原来的") == []
    assert await found(house, q="后来的")
    await house.change("withdraw", disclosure, "撤回")
    assert await found(house, q="后来的") == []
    assert 'class="n">' not in await house.page("/")


async def test_a_display_that_is_over_is_not_found_whether_the_clock_has_told_it_or_not(house):
    await house.open_to("public", content="只展示三天", duration_days=3)
    assert await found(house, q="只展示")
    house.later(days=3)
    assert await found(house, q="只展示") == []
    assert await suggested(house, "党费收缴") == []


async def test_a_page_marks_the_words_and_shows_where_they_stand(house):
    await house.open_to("public", title="党费收缴", content="第一段。\n" + "长" * 80 + "应缴党费。")
    page = await house.page(f"/search?q={quote('党费')}")

    assert "<mark>党费</mark>收缴</a>" in page
    assert "…" + "长" * 34 + "应缴<mark>党费</mark>。" in page
    assert "第一段" not in page
    assert "<mark>&lt;b" not in await house.page(f"/search?q={quote('<b>')}")


async def test_the_name_of_a_file_is_found(house):
    file = {"name": "收支明细表.pdf", "sha256": "0" * 64, "sm3": "0" * 64, "size": 1, "kind": "pdf"}
    await house.open_to("public", title="带附件", files=[file])
    assert await found(house, q="收支明细") == ["带附件"]
    assert "附件：<mark>收支明细</mark>表.pdf" in await house.page(f"/search?q={quote('收支明细')}")


async def test_facets_narrow_and_add_up(house):
    for n in range(3):
        await house.open_to("public", title=f"党费第{n}期")
    house.later(days=10)
    await house.open_to("inner", title="党费内部通报")
    page = await house.page(f"/search?q={quote('党费')}", "member")
    assert "缩小范围" in page
    assert '2026年10月</a> <span class="num">1</span>' not in page  # years first: there is but one
    assert '公开中</a> <span class="num">3</span>' in page
    assert '党内公开中</a> <span class="num">1</span>' in page

    narrowed = {"q": "党费", "phase": "inner"}
    assert await found(house, "member", **narrowed) == ["党费内部通报"]
    assert await found(house, "member", q="党费", time="2026-10") == ["党费内部通报"]
    whole = {"time": "2026", "limit": "periodic", "unit": UNIT}
    assert len(await found(house, "member", q="党费", **whole)) == 4
    assert await found(house, "", **narrowed) == []
    for nothing in ({"limit": "immediate"}, {"level2": "别的"}, {"unit": "x"}, {"time": "2025"}):
        assert await found(house, "member", q="党费", **nothing) == []


async def test_a_time_that_is_none_is_refused_by_name(house):
    for wrong in ("2026-13", "昨天", "2026-9", "２０２６"):
        answer = await house.get(f"/search?q=a&time={quote(wrong)}", accept="application/json")
        assert answer.status_code == 422
        assert answer.json()["title"] == "公开时间应当写成年份或者年月，例如 2026 或者 2026-09。"
        assert answer.json()["errors"][0]["field"] == "time"


async def test_a_page_beyond_the_last_says_so(house):
    await house.open_to("public")
    assert "这一页没有内容" in await house.page(f"/search?q={quote('党费')}&page=9")


async def test_suggestions_are_names_and_titles_with_what_was_typed(house):
    await house.open_to("public", title="党费收缴情况通报")
    await house.open_to("public", title="其他", content="党费在正文里")
    assert await suggested(house, "党费") == ["党费收缴、使用和管理情况", "党费收缴情况通报"]
    assert await suggested(house, "") == await suggested(house, "没有的词") == []


@pytest.mark.row("M1")
async def test_a_phrase_of_an_inner_item_leaves_no_trace_for_an_outsider(house):
    readers = [person("named")]
    kept = {"party": "member", "unit": "clerk", "persons": "named"}
    await house.open_to("public", title="众所周知", content="凤凰路改造")
    for scope, who in kept.items():
        title, told = f"凤凰计划{scope}", {"readers": readers} if scope == "persons" else {}
        await house.open_to("inner", scope, title=title, content=f"凤凰计划的{scope}细节", **told)
        insider, outsider = [await house.page(f"/search?q={quote('凤凰')}", n) for n in (who, "")]
        assert title in re.sub("</?mark>", "", insider)
        assert "细节" in insider
        assert "找到 1 项" in outsider
        assert "计划" not in outsider
        assert "缩小范围" not in outsider
        assert await found(house, "", q="凤凰计划") == []
        assert title in await suggested(house, "凤凰计", who)
        assert await suggested(house, "凤凰计") == await suggested(house, "凤凰计", "nobody") == []
    nobody = await house.page(f"/search?q={quote('凤凰计划')}")
    assert "没有找到您要的内容" in nobody
    assert "缩小范围" not in nobody


async def test_lists_counts_and_tree_agree_for_every_reader(house):
    for scope in ("society", "party", "unit", "persons"):
        await house.open_to("inner", scope, readers=[person("named")], title=f"内{scope}")
    await house.open_to("public")
    expected = {"": 1, "nobody": 1, "stranger": 3, "named": 4, "member": 4, "publisher": 5}
    for name, number in expected.items():
        told = (await house.get("/api/disclosures", name, "application/json")).json()
        page = await house.page("/", name)
        assert told["total"] == len(told["disclosures"]) == number, name
        assert f"<dt>累计事项</dt><dd>{number}</dd>" in page
        assert f'<summary>党组织建设情况<span class="n">{number}</span>' in page
    assert ITEM


async def test_of_very_many_all_are_counted_and_paged_and_the_newest_sorted_by_kind(
    house, monkeypatch
):
    monkeypatch.setattr("services.publishing.handlers.finding.NEWEST", 2)
    for n in range(5):
        await house.open_to("inner" if n == 4 else "public", title=f"第{n}期")
    assert await found(house, "member", q="党费") == [f"第{n}期" for n in (4, 3, 2, 1, 0)]
    page = await house.page(f"/search?q={quote('党费')}", "member")
    assert "找到 5 项" in page
    assert "各类的数目只统计最新的一部分" in page
    assert '公开中</a> <span class="num">1</span>' in page


async def test_what_sounds_like_letters_is_found_by_whom_it_is_for(house):
    await house.open_to("public", title="银行存款情况", content="第一件")
    await house.open_to("public", title="行政审批结果", content="第二件，见 PDF。")
    await house.open_to("inner", title="行政问责通报", content="第三件")

    async def heard(q, name=""):
        page = await house.page(f"/search?q={quote(q)}", name)
        return re.findall(r'<h3><a href="/items/[^"]+">(.*?)</a></h3>', page), "读音相同" in page

    assert await heard("yinhangcunkuan") == (["银行存款情况"], True)
    assert await heard("Xing'zheng") == (["行政审批结果"], True)
    assert await heard("xzsp") == (["行政审批结果"], True)
    assert await heard("xingzheng", "member") == (["行政问责通报", "行政审批结果"], True)
    assert await heard("xingzheng 第二") == (["行政审批结果"], True)
    assert await heard("xingzheng 第三") == ([], False)
    assert await heard("hangzheng") == ([], False)
    assert await heard("pdf") == (["行政审批结果"], False)  # as it was typed
    assert await heard("qqqq") == ([], False)

    async def asked(q, name=""):
        url = f"/api/disclosures?q={quote(q)}"
        found = (await house.get(url, name, "application/json")).json()
        return [each["title"] for each in found["disclosures"]], found["total"], found["heard"]

    assert await asked("xzsp") == (["行政审批结果"], 1, True)
    assert await asked("xingzheng") == (["行政审批结果"], 1, True)
    assert await asked("pdf") == (["行政审批结果"], 1, False)
    assert await asked("hangzheng") == ([], 0, False)
    assert await suggested(house, "xingzheng") == ["行政审批结果"]
    assert await suggested(house, "xingzheng", "member") == ["行政问责通报", "行政审批结果"]
    assert await suggested(house, "xzsp") == ["行政审批结果"]
    assert await suggested(house, "hangzheng") == []
