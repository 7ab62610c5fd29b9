"""A topic raised by the public: taken in, sealed, and its outcome told to who raised it (A9)."""

from uuid import UUID, uuid4

import pytest
from msgspec import json

from services.catalog.app import begin
from services.catalog.handlers import NewPerson
from services.feedback import heard
from services.feedback.domain.terms import Sealed
from services.feedback.domain.topic import (
    TOPIC,
    RaiseTopic,
    SupportedAlreadyError,
    SupportTopic,
    TitleError,
    TitleTooLongError,
    TopicMissingError,
    TopicRaised,
    TopicSupported,
    TopicTwiceError,
    number_of,
    titled,
)
from shared.testing import Given
from tests.catalog.conftest import County as CatalogCounty
from tests.catalog.conftest import login_of
from tests.feedback.conftest import BUREAU, SCHOOL

SEALED = Sealed(subject="x", nonce="n", box="b", commitment="c")
ASK = RaiseTopic(unit=SCHOOL, content=SEALED, identity=None, query_code_digest="d")
RAISED = TopicRaised(unit=SCHOOL, content=SEALED, identity=None, query_code_digest="d")
WISH = {"unit": SCHOOL, "title": "学校食堂采购情况", "detail": "家长都很关心"}


def test_a_topic_is_taken_in_once():
    Given(TOPIC).when(ASK, by="citizen").then(RAISED)
    Given(TOPIC, RAISED).when(ASK, by="citizen").then_rejected(TopicTwiceError)


def test_a_title_is_one_short_line():
    assert titled("  食堂\n采购 ") == "食堂 采购"
    with pytest.raises(TitleError):
        titled(" \n ")
    with pytest.raises(TitleTooLongError) as refused:
        titled("长" * 101)
    assert "101" in refused.value.sentence


async def test_anybody_may_ask_and_gets_a_number_and_a_code(county):
    async with county.program() as citizen:
        answer = await citizen.post("/feedback/api/topics", json=WISH)
        assert answer.status_code == 201, answer.text
        ticket = answer.json()
        await county.settle()
        asked = {"number": ticket["number"], "query_code": ticket["query_code"]}
        found = await citizen.post("/feedback/api/topics/query", json=asked)
        assert found.json()["state"] == "open"
        async with county.browser("周明") as office:
            desk = (await office.get("/feedback/desk")).text
        assert f'href="/catalog/units/{SCHOOL}/topics"' in desk
        assert "有1件群众点题等待办理" in desk
        wrong = await citizen.post(
            "/feedback/api/topics/query", json={**asked, "query_code": "AAAA-BBBB-CCCC"}
        )
        assert wrong.status_code == 404
    assert "食堂" not in str(await county.facts())


async def test_the_same_request_again_is_the_same_topic(county):
    key = {"x-request-id": str(uuid4())}
    async with county.program() as citizen:
        first = await citizen.post("/feedback/api/topics", json=WISH, headers=key)
        again = await citizen.post("/feedback/api/topics", json=WISH, headers=key)
        assert again.json()["query_code"] == first.json()["query_code"]
        other = {**WISH, "title": "别的事"}
        changed = await citizen.post("/feedback/api/topics", json=other, headers=key)
        assert changed.status_code == 409
    assert len(await county.facts()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": str(UUID(int=1))}, "unit"),
        ({"title": " "}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"detail": "长" * 5_001}, "content"),
        ({"signed": True}, "name"),
        ({"signed": True, "name": "陈"}, "contact"),
    ],
)
async def test_what_is_wrong_is_named_in_words(county, change, field):
    async with county.program() as citizen:
        answer = await citizen.post("/feedback/api/topics", json={**WISH, **change})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert await county.facts() == []


async def test_by_hand_the_form_keeps_what_was_typed(county):
    async with county.browser() as citizen:
        form = await citizen.get("/feedback/topics")
        assert "县教育局" in form.text
        faulty = await citizen.post("/feedback/topics", data={**WISH, "title": ""})
        assert faulty.status_code == 422
        assert "家长都很关心" in faulty.text
        done = await citizen.post("/feedback/topics", data=WISH)
        assert done.status_code == 201
        assert "DT-" in done.text
        asked = await citizen.get("/feedback/topics/query")
        assert "点题编号" in asked.text
    assert BUREAU in form.text


@pytest.mark.row("A9")
async def test_a_topic_is_a_candidate_is_decided_and_its_sender_reads_the_outcome(county, settings):
    admin = NewPerson(login="admin", name="罗敏", password="qing-lan-2026")
    await begin(settings, admin, county="青岚县")
    catalog = CatalogCounty(settings)
    async with catalog.service.running():
        await catalog.service.views.reached("catalog", catalog.service.store.last())
        await catalog.staff(SCHOOL)
        tickets = []
        async with county.program() as citizen:
            for title in ("学校食堂采购情况", "校长家庭住址"):
                answer = await citizen.post("/feedback/api/topics", json={**WISH, "title": title})
                tickets.append(answer.json())
        await catalog.service.hear("feedback", county.service.store.after(0, 100))

        clerk = login_of("clerk", SCHOOL)
        async with catalog.browser(clerk) as staff:
            assert "群众点题（待办理2件）" in (await staff.get(f"/units/{SCHOOL}")).text
            assert "2件群众点题等待办理" in (await staff.get("/")).text
        async with catalog.client(clerk) as staff:
            wishes = (await staff.get(f"/api/units/{SCHOOL}/topics")).json()
            ids = {each["title"]: each["row"]["topic_id"] for each in wishes}
            entry = {
                "level1": "其他公开事项",
                "level2": "群众点题公开事项",
                "level3": "学校食堂采购情况",
                "forms": ["公开栏", "解答"],
                "scope": "society",
                "time_limit": "immediate",
                "reply": "已列入目录草稿，批准后每月公开。",
            }
            canteen, home = (ids[each] for each in ("学校食堂采购情况", "校长家庭住址"))
            adopted = await staff.post(f"/api/topics/{canteen}/adoption", json=entry)
            assert adopted.status_code == 201, adopted.text
            bare = await staff.post(f"/api/topics/{home}/refusal", json={"reason": ""})
            assert bare.status_code == 422
            why = {"reason": "属于个人隐私，依规不予公开。"}
            refused = await staff.post(f"/api/topics/{home}/refusal", json=why)
            assert refused.status_code == 201, refused.text
            book = (await staff.get(f"/api/units/{SCHOOL}/catalog/1")).json()
            assert [each["entry"]["level3"] for each in book["entries"]] == ["学校食堂采购情况"]
        answers = [
            each
            for each in catalog.service.store.after(0, 1_000)
            if each.tag.startswith("catalog.topic.")
        ]
        for n, each in enumerate(answers):
            body = json.decode(each.body)
            kind = heard.TopicAdopted if each.tag.endswith("adopted.v1") else heard.TopicRefused
            event = json.decode(json.encode(body["event"]), type=kind)
            await county.hear("catalog", (each.stream_id, event))
            assert n < 2
    for let_go in catalog.app.on_shutdown:
        let_go()

    async with county.browser() as citizen:
        pages = []
        for ticket in tickets:
            asked = {"number": ticket["number"], "query_code": ticket["query_code"]}
            pages.append((await citizen.post("/feedback/topics/query", data=asked)).text)
    assert "已采纳" in pages[0]
    assert "批准后每月公开" in pages[0]
    assert "未采纳" in pages[1]
    assert "属于个人隐私，依规不予公开。" in pages[1]
    assert number_of(UUID(tickets[0]["topic_id"])) in pages[0]


def test_nobody_supports_a_topic_twice_or_one_that_is_not_there():
    support = SupportTopic(supporter="a")
    Given(TOPIC).when(support, by="citizen").then_rejected(TopicMissingError)
    once = TopicSupported(unit=SCHOOL, supporter="a", count=1)
    Given(TOPIC, RAISED).when(support, by="citizen").then(once)
    twice = Given(TOPIC, RAISED, once)
    twice.when(support, by="citizen").then_rejected(SupportedAlreadyError)
    other = TopicSupported(unit=SCHOOL, supporter="b", count=2)
    twice.when(SupportTopic(supporter="b"), by="citizen").then(other)


@pytest.mark.clause("S0-11")
@pytest.mark.clause("S3-59")
async def test_a_members_topic_is_counted_for_the_branch_and_answered_to_all(county):
    async with county.program("叶老师") as member:
        ticket = (await member.post("/feedback/api/topics", json=WISH)).json()
    async with county.program() as citizen:
        await citizen.post("/feedback/api/topics", json={**WISH, "title": "别的事"})
    await county.settle()
    who = {"number": ticket["number"].lower(), "name": "钟慧玲", "contact": "13909520001"}
    async with county.browser() as citizen:
        before = (await citizen.get("/feedback/topics")).text
        assert "现在共有1人" in (await citizen.post("/feedback/topics/support", data=who)).text
        assert (await citizen.post("/feedback/topics/support", data=who)).status_code == 409
        wrong = await citizen.post("/feedback/topics/support", data=who | {"number": "DT-0"})
        assert "没有这件点题" in wrong.text
        await county.settle()
        reply = "每月5日公布采购价格。"
        adopted = heard.TopicAdopted(
            topic_id=ticket["topic_id"], title="学校食堂采购情况", reply=reply
        )
        await county.hear("catalog", (UUID(ticket["topic_id"]), adopted))
        asked = {"number": ticket["number"], "query_code": ticket["query_code"]}
        assert reply in (await citizen.post("/feedback/topics/query", data=asked)).text
        public = (await citizen.get("/feedback/topics")).text
    assert "学校食堂采购情况" not in before
    for shown in ("学校食堂采购情况", reply, "河湾乡中心小学党员提出", "1人附议"):
        assert shown in public
    assert "别的事" not in public
    assert "钟慧玲" not in public
    counted = public[public.index("各支部党员点题") :]
    assert counted.count("1件") == 2
