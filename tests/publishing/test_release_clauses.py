"""What a release owes to its plan: every form, no other form, until it is replaced, as approved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deploy.adapters.gongkai_adapter import read
from deploy.adapters.wechat import article_of
from services.publishing.domain.letters import CHANNELS
from services.publishing.views import Outlet
from shared.testing import UNIT
from tests.publishing.house import ITEM, person
from tests.publishing.photos import photo
from tests.publishing.test_boards_at_the_door import Keeper, adopt
from tests.publishing.test_deliveries import report, states, told
from tests.publishing.test_wechat import PNG
from tests.workflow.test_standing import LISTED, RULES, Archive

PROOF = "ab" * 32
INSIDE = {"会议", "文件", "简报", "通报"}


@pytest.mark.clause("S0-34")
async def test_when_only_the_website_has_shown_it_the_board_stays_to_be_done(house):
    disclosure = await house.open_to("public", channels=["公开栏", "网站"], waiver="急")

    assert (await told(house, disclosure))["standing"] == "公开中（部分到位）"
    page = await house.page("/channels?form=公开栏", "publisher")
    todo = page[page.index('id="todo"') :]
    assert f"/items/{disclosure}/deliveries" in todo
    assert "待送达" in todo

    for step in ("inner", "public"):
        board = {"step": step, "form": "公开栏", "evidence": PROOF}
        await report(house, disclosure, "delivered", **board)
    assert (await told(house, disclosure))["standing"] == "公开中"
    page = await house.page("/channels?form=公开栏", "publisher")
    assert f"/items/{disclosure}/deliveries" not in page[page.index('id="todo"') :]


@pytest.mark.clause("S3-23")
async def test_a_form_that_was_not_approved_cannot_be_added_at_release(house):
    disclosure = await house.open_to("public", channels=["会议", "文件"])
    website = {"step": "public", "form": "网站", "evidence": PROOF}

    refused = await report(house, disclosure, "delivered", **website)
    assert (refused.status_code, refused.json()["field"]) == (409, "form")
    assert refused.json()["title"] == "批准的方案不包括公开形式“网站”，不能用它公开。"
    assert "网站" not in {form for _, _, form, _ in await states(house, disclosure)}


@pytest.mark.clause("S4-22")
async def test_inside_the_party_only_inner_channels_are_offered(house):
    forms = [*sorted(INSIDE), "网站", "公众号"]
    disclosure = await house.open_to("inner", "party", channels=forms)
    page = await house.page(f"/items/{disclosure}/deliveries", "publisher")
    chosen = page[page.index('name="form"') :]

    assert all(f">{each}</option>" in chosen for each in INSIDE)
    assert ">网站</option>" not in page
    assert ">公众号</option>" not in page
    letters = Outlet(house.service.views).after(0, 99)
    inner = {CHANNELS[each].value for each in INSIDE}
    assert {each.body.split(b'"subject":"')[1].split(b".")[0].decode() for each in letters} == inner


@pytest.mark.clause("S1-31")
async def test_what_is_standing_stays_displayed_when_the_years_scheme_is_over(house):
    scheme = {"id": "S1", "version": 1, "effective": "2026-01-01", "values": {}}
    await house.hear("catalog.scheme.adopted.v1", unit=UNIT, scheme=scheme | {"ends": "2026-12-31"})
    about = {"item_id": ITEM, "unit": UNIT, "catalog_version": 1, "level3": "工作制度"}
    listing = {**about, "scope": "society", "time_limit": "long_term"}
    await house.hear("catalog.item.listed.v1", ITEM, **listing)
    disclosure = await house.open_to("public", title="长期展示的工作制度")
    house.at += timedelta(days=200)  # in April of the next year

    found = await house.page("/search?q=长期展示的工作制度")
    assert f'/items/{disclosure}"' in found
    assert f"/items/{disclosure}" in await house.page(f"/?unit={UNIT}")
    assert "/items/" not in await house.page("/expired")


@pytest.mark.clause("S3-42")
async def test_a_new_annual_plan_takes_the_place_of_the_old_one_that_stays_in_history(house):
    forms = ["会议", "文件"]
    old = {"title": "2026年度工作计划", "content": "2026年做十件事。"}
    disclosure = await house.open_to("inner", "party", channels=forms, **old)
    assert "2026年度工作计划" in await house.page(f"/?unit={UNIT}", "member")
    house.at += timedelta(days=120)
    new = {"title": "2027年度工作计划", "content": "2027年做八件事。"}
    new |= {"scope": "party", "channels": forms}
    await house.change("revise", disclosure, "新年度计划替换上一年度计划。", **new)

    shown = await house.page(f"/items/{disclosure}", "member")
    assert "2027年做八件事。" in shown
    assert "2026年做十件事。" not in shown.partition('id="versions"')[0]
    listed = await house.page(f"/?unit={UNIT}", "member")
    assert "2027年度工作计划" in listed
    assert "2026年度工作计划" not in listed
    assert "2026年做十件事。" in await house.page(f"/items/{disclosure}/versions/1", "member")


@pytest.mark.clause("S2-58")
async def test_members_read_the_whole_and_a_visitor_the_extract_alone(house):
    figures = "张某缴纳100元，李某缴纳95元。"
    extract = "本季度党费已全部缴清。"
    disclosure = await house.register(days=0, content=figures)
    assert (await house.step(disclosure, "inner")).status_code == 201
    assert figures in await house.page(f"/items/{disclosure}", "member")
    await house.change("revise", disclosure, "向社会公开摘要。", content=extract)
    assert (await house.step(disclosure, "public")).status_code == 201

    seen = await house.page(f"/items/{disclosure}")
    assert extract in seen
    for url in (
        f"/items/{disclosure}",
        "/search?q=张某",
        "/feed.json",
        "/open-data/disclosures.csv",
    ):
        assert "100元" not in await house.page(url), url
    assert (await house.get(f"/items/{disclosure}/versions/1")).status_code == 404
    assert figures in await house.page(f"/items/{disclosure}/versions/1", "member")


@pytest.mark.clause("S4-80")
async def test_a_retired_carrier_is_chosen_no_more_and_what_it_has_shown_is_still_told(house):
    disclosure = await house.open_to("public", channels=["飞信", "网站"])
    fetion = {"step": "public", "form": "飞信", "evidence": PROOF}
    assert (await report(house, disclosure, "delivered", **fetion)).status_code == 201
    await adopt(house, {"channels.retired": ["飞信"]})
    later = await house.open_to("public", channels=["飞信", "网站"])

    for what in ("plan", "delivered"):
        body = {k: v for k, v in fetion.items() if what == "delivered" or k != "evidence"}
        refused = await report(house, later, what, **body)
        assert (refused.status_code, refused.json()["field"]) == (409, "form")
        assert "“飞信”已经停用" in refused.json()["title"]
    assert ">飞信</option>" not in await house.page(f"/items/{later}/deliveries", "publisher")
    assert (await states(house, disclosure))[1, "public", "飞信", ""] == "delivered"
    assert "飞信" in await house.page(f"/items/{disclosure}/deliveries")


@pytest.mark.clause("S2-36")
async def test_a_newspaper_has_shown_it_with_date_page_and_scan(house):
    disclosure = await house.open_to("public", channels=["报纸"])
    scan = await house.client.post(
        f"/api/disclosures/{disclosure}/evidence",
        files={"data": ("剪报.png", PNG)},
        headers=house.as_("publisher"),
    )
    whole = {
        "step": "public",
        "form": "报纸",
        "outlet": "县报",
        "shown_at": house.at.isoformat(),
        "address": "第2版",
        "evidence": scan.json()["sha256"],
    }
    for missing, blank in (("shown_at", None), ("address", ""), ("evidence", PROOF)):
        refused = await report(house, disclosure, "delivered", **whole | {missing: blank})
        assert (refused.status_code, refused.json()["field"]) == (422, missing)
    assert (await report(house, disclosure, "delivered", **whole)).status_code == 201


async def test_a_photo_on_the_board_proves_what_the_scheme_wants_proved(house):
    await adopt(house, {"disclosure.evidence_forms": ["会议", "公开栏"]})
    disclosure = await house.open_to("inner", "party", channels=["公开栏"])
    keeper = Keeper(house)
    board = await keeper.board()
    await keeper.hang(board, disclosure, photo(1))
    await keeper.hang(await keeper.board(code="QL-02"), disclosure, photo(2))
    said = [each["event"] for each in house.facts()]
    kinds = [each["type"].removeprefix("publishing.") for each in said]

    assert kinds.count("evidence.awaited.v1") == 1
    assert kinds.count("evidence.filed.v1") == 1
    [done] = [each for each in said if each["type"].endswith("disclosure.evidenced.v1")]
    posted = next(each for each in said if each["type"].endswith("sheet.posted.v1"))
    assert done["evidence"][0]["sha256"] == posted["photo"]["sha256"]


async def test_a_scheme_says_by_when_every_channel_has_shown_it(house):
    await adopt(house, {"delivery.due_hours": 24})
    disclosure = await house.open_to("public", channels=["公开栏", "网站"])
    due = (house.at + timedelta(hours=24)).isoformat().replace("+00:00", "Z")
    rows = (await told(house, disclosure))["deliveries"]
    assert {(each["form"], each["due_at"]) for each in rows} == {("公开栏", due), ("网站", None)}

    house.later(hours=30)
    board = {"step": "public", "form": "公开栏", "evidence": PROOF}
    await report(house, disclosure, "delivered", **board)
    await report(house, disclosure, "delivered", **board, outlet="村务栏")
    late = [each["late_seconds"] for each in (await told(house, disclosure))["deliveries"]]
    assert sorted(late)[-2:] == [21_600, 21_600]


@pytest.mark.clause("S4-81")
async def test_the_twelve_panels_of_a_corridor_are_given_their_topics(house):
    keeper = Keeper(house)
    board = await keeper.board(name="滨河公开长廊", audience="society")
    url = f"/boards/{board}/panels"
    corridor = {"kind": "corridor", "count": "12"}
    assert (await keeper.send(url, **corridor)).status_code == 303
    topics = "职权分工\n\n重点项目建设"
    assert (await keeper.send(url, **corridor, panels=topics)).status_code == 303

    seen = await house.page(f"/boards/{board}")
    assert "公开长廊" in seen
    assert "版面（12 块）" in seen
    panels = seen.partition('<ol class="panels">')[2].partition("</ol>")[0]
    assert panels.count("<li>") == 12
    assert panels.index("职权分工") < panels.index("还没有定主题") < panels.index("重点项目建设")
    told = (await house.get("/api/boards", "", "application/json")).json()["boards"]
    assert told[0]["panels"][:3] == ["职权分工", "", "重点项目建设"]

    for wrong in ({"count": "0"}, {"count": "x"}, {"kind": "moon"}, {"panels": "字" * 31}):
        refused = await keeper.send(url, **corridor | wrong)
        assert refused.status_code == 422, wrong
    assert (await keeper.send(url, "member", **corridor)).status_code == 403


@pytest.mark.clause("S3-54")
async def test_who_opens_a_case_that_was_investigated_is_logged(house):
    await adopt(house, {"reading.logged": ["案件查处"]})
    about = {"item_id": ITEM, "unit": UNIT, "catalog_version": 1, "level2": "案件查处"}
    listing = {**about, "level3": "党员干部违纪违法情况", "scope": "party"}
    await house.hear("catalog.item.listed.v1", ITEM, **listing, time_limit="immediate")
    case = await house.open_to("inner", "party", channels=["文件", "会议", "通报"])
    assert "查阅记录" not in await house.page(f"/items/{case}/deliveries", "publisher")

    await house.page(f"/items/{case}", "member")
    assert (await house.get(f"/items/{case}")).status_code == 404
    await house.settled()
    [read] = [each for each in house.facts() if each["event"]["type"].endswith("reading.logged.v1")]
    assert (read["cause"]["actor"], read["event"]["document_id"]) == (person("member"), case)
    assert "查阅记录（1）" in await house.page(f"/items/{case}/deliveries", "publisher")
    assert "查阅记录" not in await house.page(f"/items/{case}/deliveries", "member")


@pytest.mark.clause("S0-43")
async def test_a_hot_matter_without_a_short_text_is_held_until_one_is_approved(house):
    await adopt(house, {"channels.summary": ["公众号"]})
    hot = {"title": "群众关注的热点问题", "channels": ["公众号", "网站"]}
    disclosure = await house.open_to("public", **hot)
    outlet = Outlet(house.service.views)
    carried = [read(each.body) for each in outlet.after(0, 99)]
    assert {each.subject.partition(".")[0] for each in carried} == {"portal"}
    page = await house.page(f"/items/{disclosure}/deliveries", "publisher")
    assert "缺少推送摘要" in page
    wechat = {"step": "public", "form": "公众号", "evidence": PROOF}
    refused = await report(house, disclosure, "delivered", **wechat)
    assert refused.status_code == 409
    assert "缺少推送摘要" in refused.json()["title"]

    short = "热点问题已有答复，点开看全文。"
    await house.change("revise", disclosure, "补充推送摘要。", **hot, summary=short)
    carried = [read(each.body) for each in outlet.after(0, 99)]
    [letter] = [each for each in carried if each.subject.startswith("wechat.")]
    assert (letter.data.summary, letter.whole) == (short, True)
    assert article_of(letter, "https://x.example")["digest"] == short
    rows = (await told(house, disclosure))["deliveries"]
    [now] = [each for each in rows if (each["form"], each["version"]) == ("公众号", 2)]
    assert (now["state"], now["reason"]) == ("expected", "")


@pytest.mark.clause("S0-52")
async def test_after_a_year_a_standing_item_is_still_displayed_and_its_review_is_a_task(
    house, settings
):
    house.at = datetime(2025, 9, 1, 4, tzinfo=UTC)
    about = {"item_id": ITEM, "unit": UNIT, "catalog_version": 1, "level3": "工作制度"}
    listing = {**about, "scope": "society", "time_limit": "long_term"}
    await house.hear("catalog.item.listed.v1", ITEM, **listing)
    shown = await house.open_to("public", title="机关工作制度", disclose_on="2025-09-01")
    async with Archive(settings).open() as workflow:  # the same entry in the other service
        await workflow.begin()
        await workflow.standing.ring()
        await workflow.disclosed(workflow.owed()[0].obligation_id, LISTED, RULES)
        await workflow.sleep_until(date(2026, 9, 1))
        review = workflow.owed()[-1]
    house.at = datetime(2026, 9, 2, 4, tzinfo=UTC)

    assert (review.duty.value, review.matter) == ("review", "2026年复核")
    assert f'/items/{shown}"' in await house.page("/search?q=机关工作制度")
    assert "/items/" not in await house.page("/expired")
    page = await house.page(f"/items/{shown}")
    assert "长期展示，内容更新时替换，不设截止日期" in page
    await house.change("revise", shown, "制度已修订。", content="新的制度。")
    assert (await house.get(f"/items/{shown}/versions/1")).status_code == 200
