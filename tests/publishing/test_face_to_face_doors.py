"""Press sessions, questions, visits and links, through the doors (C10, C11, C14)."""

import pytest

from shared.testing import UNIT
from tests.publishing.gathered import Hall, meeting, person, rule
from tests.publishing.house import ITEM, OTHER

SPOKEN = {"channels": ["网站", "解答"], "waiver": "群众普遍关心，经批准直接向社会公开。"}


@pytest.fixture
async def hall(settings):
    async with Hall(settings).open() as hall:
        yield hall


async def session(hall, disclosure, **change):
    body = {
        "unit": UNIT,
        "title": "第三季度新闻发布会",
        "place": "新闻发布厅",
        "held_at": "2026-09-24T08:30",
        "spokesperson": person("office"),
        "transcript": await hall.paper(called="发布实录.txt", data="发布实录全文".encode()),
        "disclosures": [disclosure],
    }
    return body | change


async def opened(hall, **plan):
    disclosure = await hall.register(days=0, **plan)
    assert (await hall.step(disclosure, "public")).status_code == 201
    return disclosure


async def ask(hall, occasion, question, **more):
    body = {"occasion": "session", "occasion_id": occasion, "question": question}
    return await hall.put("inquiries", body | {"outlet": "县融媒体中心"} | more)


@pytest.mark.row("C10")
@pytest.mark.clause("S0-46", "S4-46")
async def test_three_questions_of_a_press_session_have_an_answer_or_a_day_and_open_ones_show(hall):
    disclosure = await opened(hall, **SPOKEN)
    hall.later(minutes=30)
    for field, named in (("held_at", "SessionDateError"), ("transcript", "TranscriptMissingError")):
        nothing = {"held_at": "", "transcript": None}[field]
        refused, _ = await hall.put("press", await session(hall, disclosure, **{field: nothing}))
        assert (rule(refused), refused.json()["field"]) == (named, field)
    assert hall.said("publishing.delivery.delivered.v1") == []
    held = await session(hall, disclosure, held_at="2026-09-24T09:20")
    key = await hall.made("press", held)
    [shown] = hall.said("publishing.delivery.delivered.v1")
    assert (shown["form"], shown["evidence"]) == ("解答", held["transcript"]["sha256"])

    first, _ = await ask(hall, key, "何时完工？", answer="年底前。")
    assert first.status_code == 201
    nobody, _ = await ask(hall, key, "谁负责？")
    assert (rule(nobody), nobody.json()["field"]) == ("AnswererMissingError", "handler")
    for question in ("谁负责？", "花了多少钱？"):
        later, open_ = await ask(hall, key, question, handler=person("office"))
        assert later.status_code == 201
    seen = await hall.see(f"inquiries/{open_}", "office")
    # five working days after Thursday 24 September 2026; Mid-Autumn and National Day are off
    assert (seen["due"], seen["answer"]) == ("2026-10-09", "")
    board = await hall.page("/inquiries", "office")
    assert "花了多少钱？" in board
    assert board.index("谁负责？") < board.index("何时完工？")
    done = await hall.ask(f"inquiries/{open_}/answer", {"text": "八万元。"}, "office")
    assert done.status_code == 201
    await hall.post("审批人甲", UNIT, "approver")
    await nothing_is_read_before_another_has_approved_it(hall, key)
    assert 'name="answers"' not in await hall.page(f"/press/{key}", "审批人甲")
    page = await hall.page(f"/press/{key}")
    assert "发布实录" in page
    assert "年底前。" in page
    assert "八万元。" in page
    assert "谁负责？" not in page
    assert "还有 1 个问题没有答复" in page
    given = await hall.get(f"/press/{key}/transcript")
    assert given.content == "发布实录全文".encode()


async def nothing_is_read_before_another_has_approved_it(hall, key):
    page, way = f"/press/{key}", f"press/{key}/approve"
    for path in (page, f"{page}/transcript", f"/api{page}"):
        assert (await hall.get(path, "")).status_code == 404, path
    assert "第三季度新闻发布会" not in await hall.page("/press")
    assert (await hall.get(f"/api{page}/questions", "")).status_code == 404
    asked = await hall.see(f"press/{key}/questions", "审批人甲")
    known = [each["inquiry_id"] for each in asked if each["answered_on"]]
    for name, named in (("clerk", "WrongPostError"), ("office", "OwnWordsError")):
        refused = await hall.ask(way, {"answers": known}, name)
        assert rule(refused) == named
    lost = await hall.ask(way, {"answers": [key]}, "审批人甲")
    assert (rule(lost), lost.json()["field"]) == ("InquiryUnknownError", "answers")
    form = await hall.page(page, "审批人甲")
    assert form.count('name="answers"') == len(known) == 2
    await hall.done(way, {"answers": known}, "审批人甲")
    again = await hall.ask(way, {"answers": known}, "审批人甲")
    assert rule(again) == "NothingToApproveError"


async def test_a_spokesperson_says_only_what_is_public(hall):
    disclosure = await hall.register(days=0, scope="party")
    refused, _ = await hall.put("press", await session(hall, disclosure))

    assert rule(refused) == "NotPublicYetError"


async def test_a_question_asked_in_a_meeting_is_read_by_its_asker_and_its_answerer_alone(hall):
    disclosure = await hall.register(scope="party", channels=["会议"])
    due = await hall.members(3)
    key = await hall.made("meetings", meeting(due, due, await hall.paper(), disclosure))
    body = {"occasion": "meeting", "occasion_id": key, "question": "钱从哪里来？"}
    body |= {"asker": due[0], "handler": person("office")}
    inquiry = await hall.made("inquiries", body)
    for name, status in (("党员01", 200), ("office", 200), ("党员02", 404), ("", 401)):
        answer = await hall.get(f"/api/inquiries/{inquiry}", name, "application/json")
        assert answer.status_code == status, name
    lost, _ = await hall.put("inquiries", body | {"occasion_id": inquiry})
    assert rule(lost) == "MeetingUnknownError"


@pytest.mark.row("C11")
@pytest.mark.clause("S0-49")
async def test_a_visit_shows_what_is_public_and_its_opinions_leave_sealed_for_feedback(hall):
    disclosure = await opened(hall, **SPOKEN)
    trip = {"unit": UNIT, "kind": "village", "place": "河湾村村委会", "on": "2026-09-24"}
    trip |= {"topics": "讲解第三季度公开内容。", "reached": 46, "disclosures": [disclosure]}
    bare, _ = await hall.put("visits", trip | {"disclosures": []})
    assert (rule(bare), bare.json()["field"]) == ("NothingShownError", "disclosures")
    key = await hall.made("visits", trip)
    for said in ("公示栏字太小。", "希望公布补助标准。", "请多来村里。"):
        remark = {"disclosure_id": disclosure, "content": said}
        await hall.done(f"visits/{key}/remarks", remark)
    odd = await hall.ask(f"visits/{key}/remarks", remark | {"disclosure_id": ""})
    assert (rule(odd), odd.json()["field"]) == ("RemarkElsewhereError", "disclosure_id")
    await hall.done(f"visits/{key}/close")
    visit = await hall.see(f"visits/{key}")
    assert len(visit["opinions"]) == 3
    [closed] = hall.said("publishing.visit.closed.v1")
    assert closed["opinions"] == 3
    notes = hall.said("publishing.remark.noted.v1")
    assert [each["opinion_id"] for each in notes] == visit["opinions"]
    assert {each["content"]["subject"] for each in notes} == set(visit["opinions"])
    assert "公示栏" not in str(notes)

    for kind in ("school", "community", "site", "enterprise"):
        await hall.made("visits", trip | {"kind": kind})
    coverage = await hall.see("visits/coverage?year=2026")
    assert [each for each, n in coverage["counts"].items() if not n] == ["market"]
    page = await hall.page("/visits?year=2026", "publisher")
    row = page[page.index("进市场") :][:200]
    assert "还没有去过" in row
    assert (await hall.get(f"/api/visits/{key}", "stranger", "x")).status_code == 404


@pytest.mark.clause("S0-12")
async def test_a_link_is_made_once_counted_apart_and_asks_to_be_looked_at_when_it_is_gone(hall):
    disclosure = await opened(hall, **SPOKEN)
    link = {"item_id": ITEM, "disclosure_id": disclosure, "system": "government"}
    link |= {
        "title": "采购结果公告",
        "address": "https://gov.example/1",
        "disclosed_on": "2026-09-24",
    }
    await hall.done("sisters", link)
    again = await hall.ask("sisters", link | {"address": "https://gov.example/1/ "})
    assert rule(again) == "LinkedAlreadyError"
    counts = await hall.see("sisters/counts")
    assert (counts["party"], counts["linked"]["government"]) == (1, 1)
    [row] = await hall.see("sisters")
    assert "采购结果公告" not in await hall.page(f"/items/{disclosure}")  # nobody has read it yet
    assert "待核准对外展示" in await hall.page("/sisters", "publisher")
    approve = f"/sisters/{row['sister_id']}/approve"
    assert approve in await hall.page("/sisters", "office")
    for name, status in (("publisher", 403), ("stranger", 404), ("office", 201), ("office", 409)):
        answer = await hall.client.post(f"/api{approve}", headers=hall.as_(name))
        assert answer.status_code == status, answer.text
    assert "采购结果公告" in await hall.page(f"/items/{disclosure}")
    assert hall.said("publishing.disclosure.evidenced.v1") == []

    gone = {"on": "2026-09-24", "reason": "采购项目终止。"}
    await hall.done(f"sisters/{row['sister_id']}/withdraw", gone)
    page = await hall.page(f"/items/{disclosure}")
    assert "撤下" in page
    assert "采购项目终止。" not in page  # what nobody reviewed stays inside
    assert "采购项目终止。" in await hall.page("/sisters", "publisher")
    assert "请核对" in await hall.page("/sisters", "publisher")
    assert "请核对" in await hall.page("/mine", "publisher")
    assert (await hall.see("sisters/counts"))["linked"]["government"] == 0
    await hall.done(f"sisters/{row['sister_id']}/check", {"note": "内容不变。"})
    assert "请核对" not in await hall.page("/sisters", "publisher")
    scheme = {"id": "S2", "version": 1, "effective": "2026-01-01"}
    scheme |= {"values": {"related_disclosure": "校务公开"}}
    await hall.hear("catalog.scheme.adopted.v1", unit=UNIT, scheme=scheme)
    barred = await hall.ask("sisters", link | {"address": "https://gov.example/2"})
    assert (rule(barred), barred.json()["detail"]) == ("SystemNotJoinedError", "政务公开")
    odd = await hall.ask("sisters", link | {"item_id": "nothing", "system": "school"})
    assert (rule(odd), odd.json()["field"]) == ("ItemUnknownError", "item_id")
    link |= {"system": "school", "owner": "nobody"}
    odd = await hall.ask("sisters", link)
    assert (rule(odd), odd.json()["field"]) == ("OwnerUnknownError", "owner")


@pytest.mark.clause("S1-43")
async def test_who_answers_for_the_sister_is_told_when_the_party_corrects_its_own(hall):
    disclosure = await opened(hall, **SPOKEN)
    link = {"item_id": ITEM, "disclosure_id": disclosure, "system": "government", "owner": OTHER}
    link |= {
        "title": "采购结果公告",
        "address": "https://gov.example/1",
        "disclosed_on": "2026-09-24",
    }
    await hall.done("sisters", link)
    assert "请核对" not in await hall.page("/mine", "other publisher")
    await hall.change("revise", disclosure, "金额有误。", **SPOKEN, content="实缴1094.00元。")
    store, views = hall.service.store, hall.service.views
    [revised] = [e.position for e in store.after(0, 1000) if e.tag.endswith("revised.v1")]
    assert await views.reached("reactions:publishing", revised)
    await hall.settled()

    [told] = hall.said("publishing.sister.outdated.v1")
    assert (told["owner"], told["disclosure_id"], told["version"]) == (OTHER, disclosure, 2)
    assert "衔接的公开有1项有变化，请核对" in await hall.page("/mine", "other publisher")
    assert "党务公开已更正为第 2 版，请核对" in await hall.page("/sisters", "other publisher")
    [row] = await hall.see("sisters", "other publisher")
    url = f"/api/sisters/{row['sister_id']}/check"
    for name, status in (("stranger", 404), ("other publisher", 201)):
        answer = await hall.client.post(url, json={"note": "已同步。"}, headers=hall.as_(name))
        assert answer.status_code == status, answer.text
    assert "请核对" not in await hall.page("/mine", "other publisher")
