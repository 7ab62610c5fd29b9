"""From an approval on the bus to a page that a citizen reads, through the real doors."""

from uuid import UUID, uuid4

import pytest
from msgspec import json
from msgspec.structs import replace

from services.publishing.domain.terms import Plan
from services.publishing.views.heard import digest_of
from services.workflow.domain import plan as workflow_plan
from services.workflow.domain import terms as workflow
from tests.publishing.house import PLAN, UNIT, House


async def test_what_is_approved_is_registered_once_however_often_it_is_heard(house):
    disclosure = await house.register()
    for _ in range(3):
        await house.service.hear("workflow", house.letters["workflow"])

    [fact] = house.facts()
    assert fact["stream_id"] == disclosure
    assert fact["event"]["type"] == "publishing.disclosure.registered.v1"
    assert fact["event"]["plan"]["title"] == PLAN["title"]
    assert fact["event"]["approval"]["submitted_on"] == "2026-09-24"


async def test_an_approval_of_a_text_that_nobody_submitted_registers_nothing(house):
    proposal, _ = await house.submit()
    await house.approve(proposal, "ab" * 32)

    assert house.facts() == []
    [refused] = house.refusals()
    assert refused.event.rule == "NotAsApprovedError"


async def test_of_several_texts_the_approved_one_is_carried_out(house):
    proposal, first = await house.submit(title="第一稿")
    await house.hear(
        "workflow.proposal.resubmitted.v1", proposal, plan=PLAN | {"title": "第二稿"}, digest="?"
    )
    await house.approve(proposal, first)

    assert house.facts()[0]["event"]["plan"]["title"] == "第一稿"


def test_the_digest_is_computed_as_the_workflow_computes_it():
    plan = json.decode(json.encode(PLAN), type=workflow.Plan)

    ours = digest_of(json.decode(json.encode(plan)), "更正说明")
    assert ours == workflow.digest_of(plan, "更正说明")
    assert set(Plan.__struct_fields__) <= set(workflow.Plan.__struct_fields__)


@pytest.mark.row("C1")
async def test_inside_the_party_first_then_outside(house):
    disclosure = await house.register()
    early = await house.step(disclosure, "public")
    assert early.status_code == 409
    assert early.json()["type"] == "urn:gongkai:InnerFirstError"

    assert (await house.step(disclosure, "inner")).status_code == 201
    soon = await house.step(disclosure, "public")
    assert soon.json()["title"] == "党内公开须满 2 个工作日，2026年9月29日起可以向社会公开。"
    assert "09-26 中秋节放假，不计" in soon.json()["detail"]

    house.later(days=5)
    assert (await house.step(disclosure, "public")).status_code == 201
    assert PLAN["title"] in await house.page(f"/items/{disclosure}")
    assert [each.event.rule for each in house.refusals()] == [
        "InnerFirstError",
        "InnerPeriodError",
    ]


@pytest.mark.row("C1")
async def test_an_approved_exception_is_shown_on_the_page_and_in_the_log(house):
    reason = "防汛应急事项，须立即告知群众。"
    disclosure = await house.register(waiver=reason)
    assert (await house.step(disclosure, "public")).status_code == 201

    assert reason in await house.page(f"/items/{disclosure}")
    assert house.facts()[-1]["event"]["waiver"] == reason


@pytest.mark.row("C4")
async def test_a_publication_is_on_the_portal_at_once_with_class_unit_revision_and_time(house):
    disclosure = await house.open_to("public")

    home = await house.page("/")
    for shown in (PLAN["title"], "青岚县委编办", "2026-09-24 09:00", "党组织建设情况"):
        assert shown in home
    column = await house.page("/?level1=党组织建设情况&level2=党费收缴管理")
    assert f'<a href="/items/{disclosure}">{PLAN["title"]}</a>' in column
    assert PLAN["title"] in await house.page(f"/units/{UNIT}")
    page = await house.page(f"/items/{disclosure}")
    for shown in ("第 1 版", "党费收缴、使用和管理情况", "青岚县委编办", "2026-09-24 09:00"):
        assert shown in page

    await house.change("revise", disclosure, "更正", content="应缴党员13名。")
    assert "应缴党员13名。" in await house.page(f"/items/{disclosure}")
    assert "第 2 版" in await house.page("/")
    assert "第 2 版" in await house.page("/?level1=党组织建设情况&level2=党费收缴管理")


@pytest.mark.row("B6")
async def test_a_page_changes_only_when_the_revision_is_approved_and_both_stay_linked(house):
    disclosure = await house.open_to("public")
    before = await house.page(f"/items/{disclosure}")
    revised = PLAN["content"].replace("12名", "13名")
    proposal, digest = await house.submit(
        "revise", about=disclosure, explanation="人数统计有误。", content=revised
    )
    assert "13名" not in await house.page(f"/items/{disclosure}")
    assert before.count("12名") == (await house.page(f"/items/{disclosure}")).count("12名")

    await house.approve(proposal, digest, "revise", disclosure)
    after = await house.page(f"/items/{disclosure}")
    assert "人数统计有误。" in after
    assert "<del>12</del>" in after
    assert "<ins>13</ins>" in after
    for number, said in ((1, "12名"), (2, "13名")):
        assert f"/items/{disclosure}/versions/{number}" in after
        assert said in await house.page(f"/items/{disclosure}/versions/{number}")


async def test_there_is_no_other_way_to_change_a_text(house):
    disclosure = await house.open_to("public")
    writing = {
        (route.path, method)
        for route in house.app.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods - {"GET", "OPTIONS"}
        if route.path.startswith(("/api/disclosures", "/items"))
        and not any(
            shows in route.path for shows in ("/deliveries", "/evidence", "/papers/", "/problems")
        )
    }
    assert writing == {
        ("/api/disclosures/{disclosure_id:uuid}/open-inner", "POST"),
        ("/api/disclosures/{disclosure_id:uuid}/open-public", "POST"),
        ("/api/disclosures/{disclosure_id:uuid}/releases/{step:str}", "POST"),
        ("/api/disclosures/{disclosure_id:uuid}/releases/{step:str}/cancel", "POST"),
        ("/items/{disclosure_id:uuid}/releases/{step:str}", "POST"),
        ("/items/{disclosure_id:uuid}/releases/{step:str}/cancel", "POST"),
        ("/items/{disclosure_id:uuid}/open-inner", "POST"),
        ("/items/{disclosure_id:uuid}/open-public", "POST"),
    }
    sneaky = await house.client.post(
        f"/api/disclosures/{disclosure}/open-public",
        headers=house.as_("publisher"),
        json={"content": "偷换的内容"},
    )
    assert sneaky.status_code == 409
    assert "偷换的内容" not in await house.page(f"/items/{disclosure}")


@pytest.mark.row("M3")
async def test_what_was_revised_twice_and_withdrawn_tells_all_of_it_and_never_404s(house):
    disclosure = await house.open_to("public")
    house.later(days=4)
    await house.change("revise", disclosure, "第一次更正：人数有误。", content="应缴党员13名。")
    house.later(days=1)
    await house.change("revise", disclosure, "第二次更正：金额有误。", content="应缴1168.00元。")
    house.later(days=1)
    await house.change("withdraw", disclosure, "与年度报告重复，予以撤回。")

    page = await house.page(f"/items/{disclosure}")
    for said in ("第一次更正：人数有误。", "第二次更正：金额有误。", "与年度报告重复，予以撤回。"):
        assert said in page
    for day in ("2026-09-24", "2026-09-28", "2026-09-29", "2026-09-30"):
        assert day in page
    assert "应缴1168.00元。" not in page
    for number in (1, 2, 3):
        old = await house.page(f"/items/{disclosure}/versions/{number}")
        assert "予以撤回" in old
    assert PLAN["title"] not in await house.page("/")


@pytest.mark.parametrize("name", ["member", "clerk", "auditor", "other publisher", "stranger"])
async def test_only_publisher_and_office_open_a_phase(house, name):
    disclosure = await house.register()
    refused = await house.step(disclosure, "inner", name)

    assert refused.status_code == (403 if name == "auditor" else 404)
    assert (await house.step(disclosure, "inner", "")).status_code == 401
    assert (await house.step(disclosure, "inner", "office")).status_code == 201


async def test_a_publisher_opens_a_phase_by_the_button_on_the_page(house):
    disclosure = await house.register(days=0)
    assert "开始党内公开" in await house.page("/desk", "publisher")
    sent = await house.client.post(
        f"/items/{disclosure}/open-inner",
        headers=house.as_("publisher") | {"accept": "text/html"},
        data={"command_id": str(uuid4()), "expected": "1"},
        follow_redirects=False,
    )

    assert sent.status_code == 303
    assert "党内公开中" in await house.page(sent.headers["location"], "publisher")


async def test_the_desk_says_what_waits_and_counts_the_days(house):
    disclosure = await house.register()
    await house.step(disclosure, "inner")
    desk = await house.page("/desk", "publisher")

    assert "2026年9月29日起可以向社会公开" in desk
    assert "2026年9月26日 星期六：中秋节放假，不计" in desk
    [waiting] = (await house.get("/api/desk", "office", "application/json")).json()
    assert (waiting["step"], waiting["refused"] != "") == ("public", True)
    house.later(days=5)
    [ready] = (await house.get("/api/desk", "office", "application/json")).json()
    assert ready["refused"] == ""


async def test_the_desk_is_for_publishers(house):
    assert (await house.get("/desk", "member")).status_code == 403
    assert (await house.get("/desk")).headers["location"] == "/catalog/login?next=/desk"


async def test_a_stale_page_opens_nothing(house):
    disclosure = await house.register(days=0)
    await house.step(disclosure, "inner")
    stale = await house.step(disclosure, "public", **{"if-match": '"1"'})

    assert stale.status_code == 412


async def test_the_same_request_twice_is_one_fact_and_one_receipt(house):
    disclosure = await house.register()
    once = {"x-request-id": str(uuid4())}
    first, again = [await house.step(disclosure, "inner", **once) for _ in range(2)]

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert len(house.facts()) == 2


async def test_an_approved_change_of_what_is_unknown_is_refused_and_kept(house):
    await house.change("revise", str(uuid4()), "更正")
    await house.change("withdraw", "not-an-id", "撤回")

    assert [each.event.rule for each in house.refusals()] == ["NotRegisteredError"] * 2
    assert house.facts() == []


async def test_the_log_index_appears_when_the_checkpoint_is_heard(house):
    disclosure = await house.open_to("public")
    page = await house.page(f"/items/{disclosure}")
    assert "正在收录，稍后可核验" in page
    assert "/archive/api/proofs/publishing/3" in page

    run = {"service": "publishing", "position": 2, "index": 40, "count": 2}
    await house.hear("archive.checkpoint.signed.v1", size=50, root="ab" * 32, note="", runs=[run])
    page = await house.page(f"/items/{disclosure}")
    assert "已收录于公开日志" in page
    assert "41 / 50" in page
    told = await house.get(f"/api/disclosures/{disclosure}", accept="application/json")
    assert told.json()["proof"]["index"] == 41


async def test_the_fact_that_society_reads_holds_every_word_of_the_page(house):
    await house.open_to("public")
    event = house.facts()[-1]["event"]

    wanted = {"title": PLAN["title"], "content": PLAN["content"], "unit_name": "青岚县委编办"}
    assert wanted.items() <= event.items()
    assert event["unit"] == UNIT


async def test_feed_and_interface_give_the_same_items_as_the_page(house):
    for number in range(3):
        house.later(minutes=1)
        await house.open_to("public", title=f"第{number}期公开")
    feed = await house.page("/feed.atom")
    told = (await house.get("/api/disclosures", accept="application/json")).json()
    home = await house.page("/")

    titles = [each["title"] for each in told["disclosures"]]
    assert titles == ["第2期公开", "第1期公开", "第0期公开"]
    for text in (feed, home):
        places = [text.index(title) for title in titles]
        assert places == sorted(places)


async def test_outcomes_of_opinions_are_shown_with_the_disclosure(house):
    disclosure = await house.open_to("public")
    await house.hear(
        "feedback.outcome.published.v1",
        unit=UNIT,
        disclosure_id=disclosure,
        item_id="",
        finding="partly",
        remedy="none",
        summary="收到意见1件，部分属实。",
    )

    assert "收到意见1件，部分属实。" in await house.page(f"/items/{disclosure}")


async def test_rows_folded_anew_are_the_same_and_letters_are_not_sent_again(house):
    disclosure = await house.open_to("public")
    await house.change("revise", disclosure, "更正", content="新内容")
    letters = house.service._carried[0].outlet.after(0, 100)
    urls = ("/", f"/items/{disclosure}/versions/2", f"/api/disclosures/{disclosure}")
    before = [await house.page(url) for url in urls]

    async def read(source, position, limit):
        kept = (
            house.letters[source] if source in house.letters else house.service.store.after(0, 99)
        )
        return kept[position : position + limit]

    sources = ("catalog", "workflow", "publishing")
    reads = {each: lambda a, b, each=each: read(each, a, b) for each in sources}
    await house.service.views.rebuild(reads, lambda *_: None)

    assert [await house.page(url) for url in urls] == before
    assert house.service._carried[0].outlet.after(0, 100) == letters


async def test_the_longest_text_that_may_be_proposed_is_carried_through(house):
    content = "公" * workflow_plan.CONTENT
    disclosure = await house.open_to("public", content=content)
    await house.change("revise", disclosure, "更正" * 100, content="改" + content[1:])

    assert house.refusals() == []
    assert "改公公" in await house.page(f"/items/{disclosure}")


@pytest.mark.postgres
@pytest.mark.row("C4")
async def test_all_pages_are_the_same_on_postgresql(postgres, settings):
    urls = (
        "/",
        "/?level1=党组织建设情况&scope=society",
        "/search?q=党费 1095",
        "/units",
        f"/units/{UNIT}",
        "/tree?level1=党组织建设情况&level2=党费收缴管理",
        "/statistics",
        "/feed.atom",
    )
    then = f"/items/{UUID(int=5)}/then?at=2026-09-24T09:00"
    template = postgres.fresh_each(("publishing", "keys"))
    lite, large = House(settings), House(replace(settings, database=template))
    pages = []
    for house in (lite, large):
        async with house.open():
            proposal = str(UUID(int=5))
            await house.submit(proposal=proposal)
            await house.approve(proposal, digest_of(json.decode(json.encode(PLAN)), ""), days=0)
            await house.step(proposal, "inner")
            inner = [await house.page(url, name) for url in urls for name in ("member", "named")]
            inner.append(await house.page(then, "member"))
            await house.step(proposal, "public")
            await house.change("revise", proposal, "更正", content="新")
            told = (await house.get(f"/api/disclosures/{proposal}", accept="*/*")).json()
            told.pop("digest"), told.pop("proof")
            pages.append([*inner, *[await house.page(url) for url in urls], told])

    assert pages[0] == pages[1]
