"""Meetings, documents, receipts and circulars, through the doors (C9, L4)."""

import asyncio
from datetime import timedelta

import pytest

from services.publishing.app import hands_of
from services.publishing.domain.disclosure import disclosure as deciding
from shared.calendar import chinese_calendar
from shared.testing import UNIT
from tests.publishing.gathered import BELOW, OTHER, Hall, meeting, person, rule

FUNDS = {"scope": "party", "channels": ["会议"], "title": "办公专网设备更新经费使用"}
FUNDS["content"] = "使用年度预算86000元更新终端8台。"
DUES = {"scope": "party", "channels": ["会议", "文件"]}


@pytest.fixture
async def hall(settings):
    async with Hall(settings).open() as hall:
        yield hall


async def until(true):
    async with asyncio.timeout(20):
        while not (found := await true()):
            await asyncio.sleep(0.02)
    return found


@pytest.mark.row("C9")
@pytest.mark.clause("S0-47")
async def test_a_meeting_counts_only_with_date_attendance_and_minutes_and_circulars_come_back(hall):
    disclosure = await hall.register(**FUNDS)
    due, minutes = await hall.members(12), await hall.paper()
    whole = meeting(due, due[:12], minutes, disclosure)
    missing = {"held_at": "", "due": [], "present": [], "minutes": None, "disclosures": []}
    rules = {}
    for field, nothing in missing.items():
        refused, _ = await hall.put("meetings", whole | {field: nothing})
        rules[field] = (rule(refused), refused.json()["field"])
    assert rules == {
        "held_at": ("MeetingDateError", "held_at"),
        "due": ("AttendanceMissingError", "due"),
        "present": ("AttendanceMissingError", "present"),
        "minutes": ("MinutesMissingError", "minutes"),
        "disclosures": ("NothingDisclosedError", "disclosures"),
    }
    assert hall.said("publishing.meeting.recorded.v1") == []
    assert await hall.proved(disclosure) is None

    key = await hall.made("meetings", whole)
    [evidence] = await hall.proved(disclosure)
    assert (evidence["record"], evidence["sha256"]) == (key, minutes["sha256"])
    [shown] = hall.said("publishing.delivery.delivered.v1")
    assert (shown["form"], shown["outlet"], shown["evidence"]) == ("会议", "", minutes["sha256"])
    assert shown["address"] == f"/meetings/{key}"
    again = await hall.made("meetings", whole | {"title": "补开的支部党员大会"})
    assert hall.said("publishing.delivery.delivered.v1")[-1]["outlet"] == again
    [filed] = hall.said("publishing.evidence.filed.v1")
    assert (filed["reached"], filed["due"]) == (12, 12)

    circular = {"unit": UNIT, "kind": "circular", "number": "通报1号", "title": "九月通报"}
    circular |= {"text": "请组织学习。", "units": [BELOW]}
    notice = await hall.made("documents", circular)
    [mine] = (await hall.see(f"documents/{notice}", "below"))["mine"]
    assert mine["open"]
    await hall.done(f"documents/{notice}/receipts", {"unit": BELOW}, "below")
    report = {"unit": BELOW, "text": "学习室座位不足。"}
    await hall.done(f"documents/{notice}/reports", report, "below")
    await hall.done(f"documents/{notice}/answers", {"number": 1, "text": "本月补齐。"})
    seen = await hall.see(f"documents/{notice}")
    [receipt] = seen["readers"]
    assert (receipt["unit"], receipt["signed_by"]) == (BELOW, person("below"))
    [said] = (await hall.see(f"documents/{notice}", "below"))["reports"]
    assert (said["text"], said["answer"]) == ("学习室座位不足。", "本月补齐。")


async def test_a_subordinate_tells_its_superior_but_nobody_tells_a_stranger(hall):
    up = {"unit": BELOW, "kind": "circular", "number": "1", "title": "情况", "text": "情况。"}
    answer, _ = await hall.put("documents", up | {"units": [UNIT]}, "below")
    assert answer.status_code == 201, answer.text
    refused, _ = await hall.put("documents", up | {"units": [OTHER]}, "below")
    assert rule(refused) == "UnitUnrelatedError"


async def test_what_is_for_a_meeting_alone_is_on_no_page_and_in_no_document(hall):
    disclosure = await hall.register(**FUNDS)
    due, minutes = await hall.members(3), await hall.paper()
    draft = {"unit": UNIT, "kind": "document", "number": "1", "title": "经费", "persons": due}
    refused, _ = await hall.put("documents", draft | {"disclosure_id": disclosure})
    assert rule(refused) == "FormBeyondApprovalError"
    assert "文件" in refused.json()["title"]

    await hall.made("meetings", meeting(due, due, minutes, disclosure))
    for name in ("", "stranger", "member"):
        assert (await hall.get(f"/items/{disclosure}", name)).status_code == 404
        for page in ("/", "/search?q=年度预算", "/feed.atom", "/api/disclosures"):
            assert "86000" not in (await hall.get(page, name)).text, (name, page)
    assert "86000" in await hall.page(f"/items/{disclosure}", "office")


async def test_whoever_was_absent_reads_and_signs_before_it_counts(hall):
    disclosure = await hall.register(**DUES)
    due, minutes = await hall.members(12), await hall.paper()
    await hall.made("meetings", meeting(due, due[:11], minutes, disclosure))
    draft = {"unit": UNIT, "kind": "document", "number": "8号", "title": "党费收缴"}
    paper = await hall.made("documents", draft | {"persons": due, "disclosure_id": disclosure})
    extract = hall.said("publishing.document.issued.v1")[0]
    assert (extract["kind"], extract["persons"]) == ("extract", [due[11]])
    text = (await hall.see(f"documents/{paper}", "党员01"))["contents"][0]["content"]
    assert "1095.00" in text

    for n in range(1, 12):
        await hall.done(f"documents/{paper}/receipts", {}, f"党员{n:02}")
    assert await hall.proved(disclosure) is None
    scan = await hall.paper(called="签收单.txt", data="本人签名".encode())
    await hall.done(f"documents/{paper}/receipts", {"person": due[11], "paper": scan})
    issued = [each for each in hall.facts() if each["event"]["type"].endswith("issued.v1")]
    [missed] = [each["stream_id"] for each in issued if each["event"]["kind"] == "extract"]
    assert await hall.proved(disclosure) is None
    await hall.done(f"documents/{missed}/receipts", {}, "党员12")

    proof = await until(lambda: hall.proved(disclosure))
    assert {each["form"] for each in proof} == {"会议", "文件"}
    delivered = hall.said("publishing.delivery.delivered.v1")
    assert {each["form"] for each in delivered} == {"会议", "文件"}


@pytest.mark.row("L4")
async def test_of_forty_readers_three_have_not_read_and_are_reminded_and_no_outsider_counts(hall):
    due = await hall.members(40)
    draft = {"unit": UNIT, "kind": "document", "number": "9号", "title": "年度工作要点"}
    paper = await hall.made("documents", draft | {"text": "见附件。", "persons": due})
    for n in range(1, 38):
        await hall.done(f"documents/{paper}/receipts", {}, f"党员{n:02}")
    seen = await hall.see(f"documents/{paper}")
    assert seen["waiting"] == 3
    unread = [each["person"] for each in seen["readers"] if each["open"]]
    assert sorted(unread) == sorted(due[37:])

    await hall.done(f"documents/{paper}/remind")
    [told] = hall.said("publishing.document.reminded.v1")
    assert sorted(each["person"] for each in told["to"]) == sorted(due[37:])
    assert {each["post"] for each in told["to"]} == {"member"}

    for name in ("", "stranger", "other publisher"):
        for path in (f"documents/{paper}", f"documents/{paper}/receipts"):
            answer = await hall.get(f"/api/{path}", name, "application/json")
            assert answer.status_code in {401, 404, 405}, (name, path)
            assert "年度工作要点" not in answer.text
        for page in ("/", "/search?q=年度工作要点", "/units", "/statistics"):
            assert "9号" not in (await hall.get(page, name)).text
    by_reader = await hall.see(f"documents/{paper}", "党员38")
    assert (by_reader["readers"], by_reader["waiting"]) == (None, None)
    assert (await hall.ask(f"documents/{paper}/remind", {}, "党员38")).status_code == 403


async def test_what_should_have_been_signed_by_now_is_reminded_of_once_by_the_clock(hall):
    due = await hall.members(3)
    draft = {"unit": UNIT, "kind": "bulletin", "number": "第3期", "title": "简报"}
    paper = await hall.made("documents", draft | {"text": "简报内容。", "persons": due})
    seen = await hall.see(f"documents/{paper}")
    assert seen["sign_by"] == "2026-09-30"  # three working days, Mid-Autumn left out
    calendar = chinese_calendar()
    hands = hands_of(hall.service, deciding(calendar), calendar)
    assert await hands.documents.ring() == 0
    hall.at += timedelta(days=7)
    assert await hands.documents.ring() == 1
    assert await hands.documents.ring() == 0
    hands.keyring.close()
    assert len(hall.said("publishing.document.reminded.v1")) == 1


@pytest.mark.clause("S3-27")
async def test_a_bulletin_has_its_number_and_its_list(hall):
    due = await hall.members(2)
    draft = {"unit": UNIT, "kind": "bulletin", "title": "简报", "text": "内容", "persons": due}
    refused, _ = await hall.put("documents", draft)
    assert rule(refused) == "BulletinNumberError"
    await hall.made("documents", draft | {"number": "第3期"})
    [issued] = hall.said("publishing.document.issued.v1")
    assert (issued["number"], issued["persons"]) == ("第3期", due)


@pytest.mark.clause("S2-21")
async def test_the_reading_room_knows_who_read_what_and_when(hall):
    draft = {"unit": UNIT, "kind": "reading", "title": "支部工作条例", "text": "条例全文。"}
    paper = await hall.made("documents", draft)
    await hall.members(1)
    before = await hall.see(f"documents/{paper}", "党员01")
    assert (before["read"], before["text"]) == (False, "")
    await hall.done(f"documents/{paper}/readings", {}, "党员01")
    assert (await hall.see(f"documents/{paper}", "党员01"))["text"] == "条例全文。"
    assert (await hall.ask(f"documents/{paper}/readings", {}, "stranger")).status_code == 404
    [line] = [each for each in hall.facts() if each["event"]["type"].endswith("logged.v1")]
    assert line["event"]["person"] == line["cause"]["actor"] == person("党员01")
    assert line["cause"]["at"].startswith("2026-09-24")


async def test_nobody_outside_the_scope_is_told_by_meeting_or_document(hall):
    disclosure = await hall.register(**(DUES | {"scope": "unit"}))
    due, minutes = await hall.members(2), await hall.paper()
    due = [*due, person("stranger")]
    refused, _ = await hall.put("meetings", meeting(due, due, minutes, disclosure))
    assert (rule(refused), refused.json()["field"]) == ("ReaderBeyondScopeError", "due")
    draft = {"unit": UNIT, "kind": "document", "number": "1", "title": "党费", "persons": due}
    refused, _ = await hall.put("documents", draft | {"disclosure_id": disclosure})
    assert rule(refused) == "ReaderBeyondScopeError"
    nobody = ["55555555-5555-4555-8555-555555555555"]
    refused, _ = await hall.put("documents", draft | {"persons": nobody, "text": "。"})
    assert rule(refused) == "PersonUnknownError"


async def test_minutes_that_were_never_uploaded_prove_nothing(hall):
    disclosure = await hall.register(**FUNDS)
    due, minutes = await hall.members(2), await hall.paper()
    lie = minutes | {"sha256": "ab" * 32}
    refused, _ = await hall.put("meetings", meeting(due, due, lie, disclosure))
    assert (rule(refused), refused.json()["field"]) == ("PaperGoneError", "minutes")
    refused, _ = await hall.put("meetings", meeting(due, due, minutes, disclosure), "member")
    assert refused.status_code == 403


async def test_a_meeting_is_known_to_those_due_and_to_the_unit_and_to_nobody_else(hall):
    disclosure = await hall.register(**FUNDS)
    due, minutes = await hall.members(2), await hall.paper()
    key = await hall.made("meetings", meeting(due, due, minutes, disclosure))
    for name, status in (("党员01", 200), ("office", 200), ("stranger", 404), ("", 401)):
        answer = await hall.get(f"/api/meetings/{key}", name, "application/json")
        assert answer.status_code == status, name


@pytest.mark.clause("S3-07")
async def test_who_has_not_read_is_named_to_the_secretary_of_the_branch(hall):
    due = await hall.members(12)
    await hall.post("书记", UNIT, "approver")
    draft = {"unit": UNIT, "kind": "document", "number": "9号", "title": "党员权利义务"}
    paper = await hall.made("documents", draft | {"text": "见附件。", "persons": due})
    for n in range(1, 11):
        await hall.done(f"documents/{paper}/receipts", {}, f"党员{n:02}")
    page = await hall.page(f"/documents/{paper}", "书记")
    unread = page[page.index("没有签收的") : page.index("已经签收的")]
    named = [name for name in ("党员10", "党员11", "党员12") if name in unread]
    assert named == ["党员11", "党员12"]


@pytest.mark.clause("S3-53", "S4-23")
async def test_a_circular_keeps_its_list_and_names_who_has_not_answered_in_the_term(hall):
    units = [f"00000000-0000-4000-8000-0000000001{n:02}" for n in range(14)]
    for n, unit in enumerate(units):
        below = {"unit_id": unit, "name": f"第{n + 1}党支部", "kind": "", "superior": UNIT}
        await hall.hear("catalog.unit.registered.v1", unit, **below)
        await hall.post(f"支部{n}", unit, "office")
    circular = {"unit": UNIT, "kind": "circular", "number": "通报2号", "title": "廉政文化"}
    key = await hall.made("documents", circular | {"text": "请传达。", "units": units})
    for n in range(13):
        await hall.done(f"documents/{key}/receipts", {"unit": units[n]}, f"支部{n}")
    hall.later(days=7)
    seen = await hall.see(f"documents/{key}")
    assert seen["sign_by"] < "2026-10-01"
    assert [each["unit"] for each in seen["readers"]] == units
    assert [each["unit"] for each in seen["readers"] if each["open"]] == [units[13]]
    page = await hall.page(f"/documents/{key}", "office")
    unread = page[page.index("没有签收的") : page.index("已经签收的")]
    assert "第14党支部" in unread
    assert "第13党支部" not in unread


@pytest.mark.clause("S3-57")
async def test_what_is_for_meeting_and_circular_goes_by_these_two_alone(hall):
    disclosure = await hall.register(scope="party", channels=["会议", "通报"])
    due, minutes = await hall.members(2), await hall.paper()
    draft = {"unit": UNIT, "number": "1号", "title": "审计情况", "persons": due}
    draft |= {"disclosure_id": disclosure}
    for kind in ("document", "bulletin"):
        refused, _ = await hall.put("documents", draft | {"kind": kind})
        assert rule(refused) == "FormBeyondApprovalError"
    await hall.made("meetings", meeting(due, due, minutes, disclosure))
    assert await hall.proved(disclosure) is None
    paper = await hall.made("documents", draft | {"kind": "circular"})
    for n in (1, 2):
        await hall.done(f"documents/{paper}/receipts", {}, f"党员{n:02}")
    proof = await until(lambda: hall.proved(disclosure))
    assert {each["form"] for each in proof} == {"会议", "通报"}


async def test_whoever_belongs_nowhere_uploads_nothing(hall):
    await hall.name("路人")
    headers = hall.as_("路人") | {"content-type": "application/octet-stream"}
    for who in (headers, {}):
        answer = await hall.client.post("/api/papers", content=b"text", headers=who)
        assert answer.status_code in {401, 403}


async def test_a_guide_shows_the_approved_words_as_long_as_they_are_shown(hall):
    draft = {"unit": UNIT, "kind": "guide", "title": "没有人审核过的标题"}
    forms = {"channels": ["网站", "办事指南"]}
    hidden = await hall.register(days=0, scope="party", **forms)
    for about in ({}, {"disclosure_id": hidden}):
        refused, _ = await hall.put("documents", draft | about)
        assert rule(refused) == "GuideNotPublicError"
    title = {"title": "组织关系转接怎么办"}
    disclosure = await hall.open_to("public", **title, **forms)
    own, _ = await hall.put("documents", draft | {"disclosure_id": disclosure, "text": "找老王。"})
    assert (rule(own), own.json()["field"]) == ("GuideOwnWordsError", "text")
    other = await hall.open_to("public")
    unasked, _ = await hall.put("documents", draft | {"disclosure_id": other})
    assert rule(unasked) == "FormBeyondApprovalError"
    await hall.made("documents", draft | {"disclosure_id": disclosure})
    shown = await hall.page("/guides")
    assert title["title"] in shown
    assert draft["title"] not in shown
    hall.later(days=400)
    assert title["title"] in await hall.page("/guides")
    await hall.change("withdraw", disclosure, "内容已经过时，予以撤回。", **title, **forms)
    assert title["title"] not in await hall.page("/guides")


async def test_a_document_opens_the_inner_phase_if_nobody_had_opened_it(hall):
    disclosure = await hall.register(**DUES)
    due = await hall.members(2)
    draft = {"unit": UNIT, "kind": "document", "number": "8号", "title": "党费收缴"}
    draft |= {"persons": due, "disclosure_id": disclosure}
    by_clerk, _ = await hall.put("documents", draft, "clerk")
    assert rule(by_clerk) == "NotPublisherError"
    await hall.made("documents", draft)
    [opened] = hall.said("publishing.inner.opened.v1")
    assert opened["opened_on"] == "2026-09-24"
    assert (await hall.get(f"/items/{disclosure}", "党员01")).status_code == 200
