"""Letters at the door: what is received, refused, repeated, and by whom."""

import re
from uuid import uuid4

import pytest

from services.feedback import heard
from tests.feedback.conftest import DRAFT, LIST, MINUTES, letter
from tests.feedback.speaking import CODE, NUMBER, ask, send, tags

HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]+)"')


@pytest.mark.clause("S1-26", "S2-50")
async def test_a_citizen_finds_the_form_and_receives_a_number_and_a_code(county):
    async with county.browser() as browser:
        form = await browser.get(f"/feedback/opinions?disclosure={LIST}&version=1")
    assert form.status_code == 200
    assert "2025年度优秀共产党员拟表彰名单公示" in form.text
    assert 'name="command_id"' in form.text

    number, code = await send(county)

    assert number == "YJ-2026-0001"
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)


async def test_staff_who_write_for_somebody_choose_the_way_it_came(county):
    async with county.browser("陈静") as handler:
        form = await handler.get(f"/feedback/opinions?disclosure={LIST}&version=1")
    assert form.status_code == 200
    assert "收集渠道（工作人员代为登记）" in form.text
    assert "12345热线</option>" in form.text


async def test_numbers_have_no_gaps_even_when_letters_are_refused_between(county):
    first, _ = await send(county)
    async with county.browser() as browser:
        refused = await browser.post("/feedback/opinions", data=letter(content=" "))
    assert refused.status_code == 422
    second, _ = await send(county, signed="false")

    assert [first, second] == ["YJ-2026-0001", "YJ-2026-0002"]


async def test_what_was_written_and_who_wrote_it_stand_in_no_fact_and_no_row(county, home):
    _, code = await send(county)
    kept = b"".join(each.body for each in county.service.store.after(0, 100))
    files = b"".join(f.read_bytes() for f in (home / "feedback").iterdir() if f.is_file())

    for secret in ("叶舒白", "钟慧玲", "13909520001", code, code.replace("-", "")):
        assert secret.encode() not in kept + files
        assert secret.encode("unicode_escape") not in kept + files


async def test_the_same_letter_sent_twice_has_one_receipt(county):
    twice = letter()
    async with county.browser() as browser:
        first = await browser.post("/feedback/opinions", data=twice)
        second = await browser.post("/feedback/opinions", data=twice)

    assert (first.status_code, second.status_code) == (201, 201)
    assert NUMBER.search(first.text)[1] == NUMBER.search(second.text)[1]
    assert CODE.search(first.text)[1] == CODE.search(second.text)[1]
    assert await tags(county) == ["opinion.received.v1", "opinion.numbered.v1"]


async def test_another_letter_under_the_same_command_id_is_refused_not_swallowed(county):
    first = letter()
    async with county.program() as program:
        headers = {"x-request-id": first.pop("command_id")}
        body = first | {"version": 1, "signed": True}
        assert (await program.post("/feedback/api/opinions", json=body, headers=headers)).is_success
        other = body | {"content": "另一件事"}
        again = await program.post("/feedback/api/opinions", json=other, headers=headers)

    assert again.status_code == 409
    assert again.json()["type"] == "urn:gongkai:LetterChangedError"


async def test_a_repeated_letter_gets_its_receipt_even_after_the_withdrawal(county):
    twice = letter()
    async with county.browser() as browser:
        first = await browser.post("/feedback/opinions", data=twice)
        await county.hear("publishing", (LIST, heard.DisclosureWithdrawn()))
        second = await browser.post("/feedback/opinions", data=twice)
        new = await browser.post("/feedback/opinions", data=letter())

    assert NUMBER.search(first.text)[1] == NUMBER.search(second.text)[1]
    assert new.status_code == 409
    assert "已经撤回" in new.text


async def test_nobody_can_speak_of_what_was_cancelled(county):
    await county.hear("publishing", (LIST, heard.DisclosureCancelled()))
    async with county.program() as program:
        body = letter() | {"version": 1, "signed": True}
        headers = {"x-request-id": body.pop("command_id")}
        refused = await program.post("/feedback/api/opinions", json=body, headers=headers)

    assert refused.json()["type"] == "urn:gongkai:DisclosureWithdrawnError"
    assert await tags(county) == []


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"content": ""}, "content", "TextMissingError"),
        ({"content": " \n　"}, "content", "TextMissingError"),
        ({"content": "字" * 20_000}, "content", "TextTooLongError"),
        ({"content": "看\x00不见"}, "content", "UnseenCharacterError"),
        ({"content": "看\x07不见"}, "content", "ControlCharacterError"),
        ({"content": "转\u202e向"}, "content", "ControlCharacterError"),
        ({"name": ""}, "name", "SignedNeedsNameError"),
        ({"contact": " "}, "contact", "SignedNeedsContactError"),
        ({"name": "字" * 51}, "name", "TextTooLongError"),
        ({"disclosure_id": "nothing"}, "disclosure_id", "DisclosureUnknownError"),
        ({"disclosure_id": str(MINUTES)}, "disclosure_id", "DisclosureUnknownError"),
        ({"disclosure_id": str(DRAFT)}, "disclosure_id", "DisclosureUnknownError"),
        ({"version": 2}, "version", "VersionUnknownError"),
    ],
)
async def test_bad_input_is_refused_with_its_field_and_a_chinese_sentence(
    county, changes, field, rule
):
    body = letter(version=1, signed=True) | changes
    body.pop("command_id")
    async with county.program() as program:
        answer = await program.post("/feedback/api/opinions", json=body)

    problem = answer.json()
    assert problem["type"] == f"urn:gongkai:{rule}"
    assert problem["field"] == field
    assert re.search(r"[一-鿿]", problem["title"])
    assert await county.facts() == []


@pytest.mark.parametrize("text", ["👨‍👩‍👧 赞成 👍🏽", "𠮷野家的𪚥字", "<script>alert(1)</script>"])
async def test_what_people_paste_is_kept_and_shown_as_text(county, text):
    await send(county, content=text)
    page = await ask(county, "周明", "", method="GET")

    assert page.status_code == 200
    shown = text.replace("<", "&lt;").replace(">", "&gt;")
    assert shown in page.text
    assert "<script>alert" not in page.text


async def test_a_refused_letter_is_not_lost_to_the_writer(county):
    async with county.browser() as browser:
        answer = await browser.post("/feedback/opinions", data=letter(name=""))

    assert answer.status_code == 422
    assert ">姓名" in answer.text
    assert "署名意见请填写姓名" in answer.text
    assert "叶舒白同志支教实为一学期" in answer.text


async def test_who_would_rather_not_sign_after_all_sends_the_same_letter_without_a_name(county):
    signed = letter(name="")
    async with county.browser() as browser:
        refused = await browser.post("/feedback/opinions", data=signed)
        hidden = dict(HIDDEN.findall(refused.text))
        changed = signed | hidden | {"signed": "false", "name": ""}
        taken = await browser.post("/feedback/opinions", data=changed)

    assert refused.status_code == 422
    assert signed["content"] in refused.text
    assert 'name="signed" value="false"' in refused.text
    assert "算一算" not in refused.text
    assert hidden["disclosure_id"] == signed["disclosure_id"]
    assert taken.status_code == 201


async def test_a_member_speaks_of_what_is_for_members(county):
    assert await send(county, "叶老师", disclosure_id=str(MINUTES), signed="false")


async def test_a_citizen_is_not_told_that_an_inner_matter_exists(county):
    async with county.browser() as browser:
        inner = await browser.get(f"/feedback/opinions?disclosure={MINUTES}")
        nothing = await browser.get(f"/feedback/opinions?disclosure={uuid4()}")

    assert inner.status_code == nothing.status_code == 404
    assert "支部委员会" not in inner.text


@pytest.mark.row("G1")
@pytest.mark.clause("S0-38")
async def test_one_opinion_of_each_channel_lands_in_one_list(county):
    for channel in ("web", "qr"):
        await send(county, channel=channel, signed="false")
    for channel in ("box", "hotline", "phone", "email", "forum", "visit"):
        await send(county, "陈静", channel=channel, signed="false", reference=f"{channel}-77")
    async with county.browser("周明") as browser:
        desk = await browser.get("/feedback/desk")

    names = ["意见箱", "12345热线", "电话", "电子邮箱", "网上信箱", "民主恳谈会", "来访", "扫码"]
    assert all(f">{name}" in desk.text for name in names)
    assert desk.text.count("2025年度优秀共产党员拟表彰名单公示") == 8
    assert desk.text.count("2026-07-01 12:00") == 8
    assert "hotline-77" in desk.text


async def test_only_staff_enter_what_came_by_other_channels(county):
    async with county.browser() as browser:
        citizen = await browser.post("/feedback/opinions", data=letter(channel="hotline"))
    async with county.browser("叶老师") as browser:
        member = await browser.post("/feedback/opinions", data=letter(channel="hotline"))

    assert (citizen.status_code, member.status_code) == (401, 403)
