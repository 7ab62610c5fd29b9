"""The register of a county's powers, from entry to publication, at the doors."""

import re

import pytest

from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.scheming import STANDARD
from tests.catalog.test_doors import HERE, rule
from tests.catalog.test_marking_doors import COUNTY_PLAN, follows, shown

OWNERS = STANDARD.point("powers.owners").seeded("S4")
TOWN = "00000000-0000-4000-8000-00000000000f"


async def entered(clerk, **said):
    basis = [{"document": "中国共产党章程", "article": "第三十条"}]
    made = await clerk.post(f"{HERE}/powers", json={"kind": "decide", "bases": basis, **said})
    assert made.status_code == 201, made.text
    return made.headers["location"].removeprefix("/catalog")


@pytest.mark.row("H2")
@pytest.mark.row("H5")
@pytest.mark.clause("S4-36", "S4-37", "S4-38", "S4-39", "S4-52", "S4-53")
async def test_the_register_of_a_county_from_entry_to_publication(bureau):
    await follows(bureau, **COUNTY_PLAN)
    powers = await four_powers_are_entered_and_confirmed(bureau)
    await nine_groups_are_shown_and_what_crosses_is_found(bureau)
    await nothing_is_published_before_overlaps_are_settled(bureau, powers)
    chart = powers["干部动议权"].removeprefix("/api")
    await the_secretary_s_power_is_charted_and_rated(bureau, chart)
    await now_everybody_reads_it(bureau, chart)
    await a_township_without_a_sheet_is_a_gap(bureau)


CONTROL = "程序防控：全程纪实"
KEY = {"step": 2, "dimension": "操作风险"}
CHARTED = {
    "name": "提出",
    "subject": "分管领导",
    "condition": "有论证",
    "goal": "形成议题",
    "limit": "5日",
    "requirement": "书面",
}


async def four_powers_are_entered_and_confirmed(bureau):
    committee = {"group": OWNERS[2], "owner": "县委常委会", "matter": "重大项目"}
    rival = {"group": OWNERS[5], "owner": "县政府常务会议", "matter": "重大项目"}
    first = {"group": OWNERS[3], "owner": "县委书记", "matter": "干部动议"}
    wanted = {
        "重大项目决定权": committee,
        "重大项目实施权": {**committee, "kind": "execute"},
        "重大项目审定权": rival,
        "干部动议权": first,
    }
    async with bureau.client(login_of("clerk")) as clerk:
        strange = {**committee, "title": "甲", "kind": "decide", "group": "某"}
        refused = await clerk.post(f"{HERE}/powers", json=strange)
        assert rule(refused) == "GroupUnknownError"
        made = {title: await entered(clerk, title=title, **said) for title, said in wanted.items()}
        await the_head_is_told_of_what_waits(bureau)
        async with bureau.client(login_of("approver")) as head:
            for each in made.values():
                assert (await head.post(f"{each}/confirmation")).status_code == 201
                done = await clerk.post(f"{each}/chart", json={"steps": [CHARTED]})
                assert done.status_code == 201, done.text
        warned = (await clerk.get(made["重大项目实施权"])).json()["warnings"]
    assert warned[0].startswith("决策执行未分离")
    return made


async def the_head_is_told_of_what_waits(bureau):
    assert "项职权等待确认" in await shown(bureau, "approver", "/")


async def nine_groups_are_shown_and_what_crosses_is_found(bureau):
    async with bureau.client(login_of("clerk")) as clerk:
        register = (await clerk.get(f"{HERE}/powers")).json()
    assert [each["name"] for each in register["groups"]] == list(OWNERS)
    assert len(register["findings"]) == 2
    page = await shown(bureau, "clerk", f"/units/{OFFICE}/powers")
    assert page.count("没有列入职权") == len(OWNERS) - 3
    assert "职能交叉" in page


async def nothing_is_published_before_overlaps_are_settled(bureau, powers):
    kept = {"resolution": "由县委常委会决定，县政府常务会议执行"}
    async with bureau.client(login_of("approver")) as head:
        refused = await head.post(f"{HERE}/powers/publication")
        assert rule(refused) in {"PowerBlockedError", "PriorityUnratedError"}
        alone = await head.post(f"{powers['重大项目审定权']}/publication")
        assert rule(alone) == "PowerBlockedError"
        assert alone.json()["title"].startswith("“重大项目审定权”：职能交叉")
        same = powers["重大项目实施权"].removeprefix("/api")
        page = await shown(bureau, "clerk", same)
        assert "更正这项职权" in page
        typed = {
            "matter": "重大项目",
            "kind": "execute",
            "group": OWNERS[2],
            "office": "县委办公室",
        }
        typed["bases"] = "中国共产党章程 第三十条"
        async with bureau.browser(login_of("clerk")) as browser:
            corrected = await browser.post(f"{same}/correction", data=typed)
            assert corrected.status_code == 303, corrected.text
        assert "县委办公室" in await shown(bureau, "clerk", same)
        again = await head.post(f"{powers['重大项目实施权']}/publication")
        assert rule(again) == "NotConfirmedError"
        confirmed = await head.post(f"{powers['重大项目实施权']}/confirmation")
        assert confirmed.status_code == 201, confirmed.text
        free = await head.post(f"{powers['重大项目实施权']}/publication")
        assert free.status_code == 201, free.text
        for title in ("重大项目决定权", "重大项目审定权"):
            assert (await head.post(f"{powers[title]}/settlement", json=kept)).status_code == 201
        path = powers["重大项目审定权"].removeprefix("/api")
        settled = await shown(bureau, "approver", path)
        assert "何川（审批人）" in settled
        assert "公布这项职权" in settled
        assert "职能交叉" not in await shown(bureau, "clerk", f"/units/{OFFICE}/powers")
        assert rule(await head.post(f"{HERE}/powers/publication")) == "PriorityUnratedError"


async def the_secretary_s_power_is_charted_and_rated(bureau, path):
    risk = {"step": "2", "dimension": "操作风险", "level": "high", "reason": "票决走过场"}
    first = "动议｜县委书记｜有空缺｜人选｜{}｜书面"
    second = "讨论｜常委会｜有人选｜决定｜10日｜票决"
    async with bureau.browser(login_of("clerk")) as browser:
        short = await browser.post(f"{path}/chart", data={"steps": first.format("")})
        assert (short.status_code, "缺少“时限”" in short.text) == (422, True)
        whole = {"steps": f"{first.format('5日')}\n{second}"}
        assert (await browser.post(f"{path}/chart", data=whole)).status_code == 303
        strange = {**risk, "dimension": "天气风险", "controls": CONTROL}
        assert "没有这一类风险" in (await browser.post(f"{path}/risks", data=strange)).text
        assert (await browser.post(f"{path}/risks", data=risk)).status_code == 422
        unnamed = await browser.post(f"{path}/risks", data={**risk, "controls": "全程纪实"})
        assert "防控措施要写明种类" in unnamed.text
        rated = await browser.post(f"{path}/risks", data={**risk, "controls": CONTROL})
        assert rated.status_code == 303, rated.text
    page = await shown(bureau, "clerk", path)
    assert "动议｜县委书记｜有空缺｜人选｜5日｜书面｜｜｜｜社会" in page
    async with bureau.client(login_of("approver")) as head:
        agreed = await head.post(f"/api{path}/risks/confirmation", json={**KEY})
        assert agreed.status_code == 201, agreed.text
    assert "操作风险：票决走过场；防控：程序防控：全程纪实" in page.partition('id="step-2"')[2]


async def now_everybody_reads_it(bureau, path):
    async with bureau.client(login_of("approver")) as head, bureau.browser() as citizen:
        assert (await citizen.get(path)).status_code == 404
        done = await head.post(f"{HERE}/powers/publication")
        assert done.status_code == 201, done.text
        assert "操作风险" in (await citizen.get(path)).text


async def a_township_without_a_sheet_is_a_gap(bureau):
    town = {"unit_id": TOWN, "name": "河湾乡", "kind": "乡党委", "superior": COUNTY}
    async with bureau.client("admin") as admin:
        assert (await admin.post("/api/units", json=town)).status_code == 201
        lines = (await admin.get("/api/risks")).json()
    points = {each["unit"]["name"]: (each["group"], each["points"]) for each in lines}
    assert points["河湾乡"] == ("乡镇", 0)
    assert points["编办"][1] == 1
    page = await shown(bureau, "clerk", "/risks")
    assert "没有排查" in page
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>([0-9]+)</dd>", page))
    total = int(told.pop("合计"))
    assert total == sum(map(int, told.values())) == sum(each["points"] for each in lines) == 1
    assert len(told) == 4
