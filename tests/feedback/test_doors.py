"""From a citizen's letter to the last answer, through the doors people use."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.feedback import heard
from services.feedback.domain.register import BEIJING
from tests.feedback.conftest import DRAFT, LIST, MINUTES, PROPOSAL, SCHOOL, letter, person

NUMBER, CODE = re.compile(r'id="number">([^<]+)<'), re.compile(r'id="query-code">([^<]+)<')


async def send(county, name="", **changes):
    """Send a letter by the form; return its number and code."""
    async with county.browser(name) as browser:
        answer = await browser.post("/feedback/opinions", data=letter(**changes))
    assert answer.status_code == 201, answer.text
    await county.settle()
    return NUMBER.search(answer.text)[1], CODE.search(answer.text)[1]


async def ask(county, name, step, data=None, method="POST", **headers):
    """Let somebody take a step with the only opinion there is."""
    opinion_id = (await opinion(county))["stream_id"]
    async with county.browser(name) as browser:
        address = f"/feedback/opinions/{opinion_id}{step}"
        answer = await browser.request(method, address, data=data, headers=headers)
    await county.settle()
    return answer


async def opinion(county):
    return next(
        f for f in await county.facts() if f["event"]["type"] == "feedback.opinion.received.v1"
    )


async def tags(county):
    return [f["event"]["type"].split(".", 1)[1] for f in await county.facts()]


def beijing(county, **back):
    return (county.clock.now() - timedelta(**back)).astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


CONCLUSION = {"finding": "upheld", "conclusion": "经核实，支教实为一学期。", "remedy": "revise"}


async def concluded(county, **changes):
    """Bring an opinion to its conclusion by Chen Jing."""
    ticket = await send(county, **changes)
    given = await ask(county, "周明", "/assign", {"handler": person("陈静")})
    assert given.status_code == 303, given.text
    found = await ask(county, "陈静", "/conclude", CONCLUSION)
    assert found.status_code == 303, found.text
    return ticket


@pytest.mark.clause("S1-26")
async def test_a_citizen_finds_the_form_and_receives_a_number_and_a_code(county):
    async with county.browser() as browser:
        form = await browser.get(f"/feedback/opinions?disclosure={LIST}&version=1")
    assert form.status_code == 200
    assert "2025年度优秀共产党员拟表彰名单公示" in form.text
    assert 'name="command_id"' in form.text

    number, code = await send(county)

    assert number == "YJ-2026-0001"
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)


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


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"content": ""}, "content", "TextMissingError"),
        ({"content": " \n　"}, "content", "TextMissingError"),
        ({"content": "字" * 20_000}, "content", "TextTooLongError"),
        ({"content": "看\x00不见"}, "content", "ControlCharacterError"),
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
    assert ">姓名</label>" in answer.text
    assert "署名意见请填写姓名" in answer.text
    assert "叶舒白同志支教实为一学期" in answer.text


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


@pytest.mark.row("G3")
async def test_a_signed_opinion_goes_from_receipt_to_delivered_reply(county):
    number, code = await concluded(county)
    opened = await ask(county, "陈静", "/identity")
    assert "钟慧玲" in opened.text
    assert "13909520001" in opened.text

    early = await ask(county, "陈静", "/close")
    assert early.status_code == 409
    assert "署名意见还没有把结果反馈给本人，不能归结。" in early.text

    told = {
        "how": "phone",
        "delivered_at": beijing(county, minutes=1),
        "reply": "您反映的情况属实，已更正。",
        "evidence": "11时52分通话，本人确认。",
    }
    assert (await ask(county, "陈静", "/reply", told)).status_code == 303
    published = await ask(county, "陈静", "/publish", {"summary": "意见属实，已更正。"})
    assert published.status_code == 303
    assert (await ask(county, "陈静", "/close")).status_code == 303

    async with county.browser() as browser:
        mine = await browser.post(
            "/feedback/query", data={"number": number.lower(), "query_code": code.lower()}
        )
        public = await browser.get(f"/feedback/outcomes?disclosure={LIST}")
    assert "您反映的情况属实，已更正。" in mine.text
    assert "已归结" in mine.text
    assert "意见属实，已更正。" in public.text
    assert "您反映的情况属实" not in public.text
    assert "收到意见1件，已公开办理结果1件" in public.text
    assert (await tags(county))[2:] == [
        "opinion.assigned.v1",
        "opinion.concluded.v1",
        "identity.opened.v1",
        "opinion.replied.v1",
        "outcome.published.v1",
        "opinion.closed.v1",
    ]


@pytest.mark.row("G3")
async def test_an_anonymous_opinion_is_answered_on_the_public_page(county):
    number, code = await concluded(county, signed="false")
    early = await ask(county, "陈静", "/close")
    assert early.status_code == 409
    assert "匿名意见还没有公开办理结果，不能归结。" in early.text

    await ask(county, "陈静", "/publish", {"summary": "意见属实，名额规则自2026年修改。"})
    assert (await ask(county, "陈静", "/close")).status_code == 303

    async with county.browser() as browser:
        public = await browser.get("/feedback/outcomes")
        mine = await browser.post("/feedback/query", data={"number": number, "query_code": code})
    assert "意见属实，名额规则自2026年修改。" in public.text
    assert "意见属实，名额规则自2026年修改。" in mine.text


@pytest.mark.parametrize("step", ["conclude", "publish"])
@pytest.mark.parametrize("leak", ["钟慧玲反映属实", "已致电 139-0952-0001"])
async def test_what_everybody_reads_names_nobody(county, step, leak):
    if step == "conclude":
        await send(county)
        await ask(county, "周明", "/assign", {"handler": person("陈静")})
        answer = await ask(county, "陈静", "/conclude", CONCLUSION | {"conclusion": leak})
    else:
        await concluded(county)
        answer = await ask(county, "陈静", "/publish", {"summary": leak})

    assert answer.status_code == 422
    assert "公开的文字里不能出现反映人的姓名或联系方式" in answer.text


async def test_who_took_part_is_not_given_the_opinion_and_may_not_read_it(county):
    await send(county)
    given = await ask(county, "周明", "/assign", {"handler": person("马兰")})
    assert given.status_code == 403
    assert "不能办理对它的意见" in given.text

    read = await ask(county, "马兰", "", method="GET")
    assert read.status_code == 403
    assert "叶舒白" not in read.text
    assert (await county.refusals())[-2:] == ["ConcernedHandlerError", "ConcernedReaderError"]


async def test_who_becomes_concerned_after_the_assignment_does_not_conclude(county):
    await send(county)
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    await county.hear("workflow", (PROPOSAL, heard.ProposalReviewed(), person("陈静")))

    answer = await ask(county, "陈静", "/conclude", CONCLUSION)

    assert answer.status_code == 403
    assert (await tags(county))[-1] == "opinion.assigned.v1"


@pytest.mark.parametrize(
    ("name", "status"), [("", 303), ("叶老师", 403), ("赵局", 403), ("陈静", 403), ("周明", 200)]
)
async def test_content_is_read_by_the_office_and_the_assigned_handler_alone(county, name, status):
    await send(county)
    page = await ask(county, name, "", method="GET")

    assert page.status_code == status
    assert ("叶舒白" in page.text) is (status == 200)


async def test_the_office_cannot_open_who_signed_and_the_attempt_is_kept(county):
    await send(county)
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    answer = await ask(county, "周明", "/identity")

    assert answer.status_code == 403
    assert "钟慧玲" not in answer.text
    assert "identity.opened.v1" not in await tags(county)
    assert (await county.refusals())[-1] == "WrongPostError"


async def test_a_handler_of_the_unit_to_whom_it_was_not_given_does_nothing_with_it(county):
    await county.hear(
        "catalog",
        (UUID(SCHOOL), heard.PostAssigned(unit=SCHOOL, person_id=person("叶老师"), post="handler")),
    )
    await send(county)
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    answers = [
        await ask(county, "叶老师", "/conclude", CONCLUSION),
        await ask(county, "叶老师", "/identity"),
        await ask(county, "叶老师", "", method="GET"),
    ]
    assert [each.status_code for each in answers] == [403, 403, 403]


@pytest.mark.parametrize("handler", ["周明", "赵局", "叶老师", "nobody"])
async def test_only_a_handler_of_the_unit_is_given_an_opinion(county, handler):
    await send(county)
    answer = await ask(county, "周明", "/assign", {"handler": person(handler)})
    assert answer.status_code == 409
    assert "不是本单位的意见承办人" in answer.text


async def test_a_vacated_post_opens_nothing_any_more(county):
    await send(county)
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    gone = heard.PostVacated(unit=SCHOOL, person_id=person("陈静"), post="handler")
    await county.hear("catalog", (UUID(SCHOOL), gone))

    assert (await ask(county, "陈静", "/conclude", CONCLUSION)).status_code == 403


async def test_a_decision_on_an_outdated_page_is_refused(county):
    await send(county)
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    stale = await ask(county, "陈静", "/conclude", CONCLUSION | {"expected": "1"})
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"delivered_at": "昨天"}, "delivered_at"),
        ({"evidence": ""}, "evidence"),
        ({"how": "outcome"}, "how"),
    ],
)
async def test_a_reply_without_proof_is_no_reply(county, changes, field):
    await concluded(county)
    told = {
        "how": "phone",
        "delivered_at": beijing(county),
        "reply": "属实。",
        "evidence": "已确认",
    }
    answer = await ask(county, "陈静", "/reply", told | changes)

    assert answer.status_code == 422
    assert "opinion.replied.v1" not in await tags(county)


@pytest.mark.parametrize(
    ("number", "code"), [("YJ-2026-0001", "0000-0000-0000"), ("YJ-2026-0099", None), ("", "")]
)
async def test_a_wrong_number_or_code_tells_nothing(county, number, code):
    _, right = await send(county)
    async with county.browser() as browser:
        answer = await browser.post(
            "/feedback/query",
            data={"number": number, "query_code": right if code is None else code},
        )
    assert answer.status_code == 404
    assert "没有查到" in answer.text


async def test_a_revision_that_cites_the_opinion_is_linked_once_however_often_it_is_heard(county):
    await concluded(county)
    cited = (await opinion(county))["stream_id"]
    plan = heard.Plan(title="拟表彰名单（更正）", scope="society")
    revised = heard.DisclosureRevised(version=2, plan=plan, public=True, opinion_id=cited)
    await county.hear("publishing", (LIST, revised), times=3)
    await county.settle()
    await ask(county, "陈静", "/publish", {"summary": "意见属实，已更正。"})

    assert (await tags(county)).count("opinion.linked.v1") == 1
    async with county.browser() as browser:
        public = await browser.get("/feedback/outcomes")
        second = await browser.get(f"/feedback/opinions?disclosure={LIST}")
    assert "已更正为第2版" in public.text
    assert "拟表彰名单（更正）" in second.text
    assert 'name="version" value="2"' in second.text


async def test_the_outcome_on_an_inner_matter_is_shown_to_members_alone(county):
    await send(county, "叶老师", disclosure_id=str(MINUTES), signed="false")
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    await ask(county, "陈静", "/conclude", CONCLUSION)
    await ask(county, "陈静", "/publish", {"summary": "纪要已补充。"})

    assert "outcome.circulated.v1" in await tags(county)
    async with county.browser() as citizen, county.browser("叶老师") as member:
        assert "纪要已补充" not in (await citizen.get("/feedback/outcomes")).text
        assert "纪要已补充" in (await member.get("/feedback/outcomes")).text


async def test_a_flood_from_one_address_waits_and_the_clock_frees_it(county):
    async with county.program() as program:
        bodies = [letter(version=1, signed=True) for _ in range(31)]
        ids = [each.pop("command_id") for each in bodies]

        async def post(n):
            headers = {"x-request-id": ids[n]}
            return await program.post("/feedback/api/opinions", json=bodies[n], headers=headers)

        answers = [await post(n) for n in range(31)]
        assert [a.status_code for a in answers] == [201] * 30 + [429]
        assert "太频繁" in answers[-1].json()["title"]
        assert answers[-1].headers["retry-after"] == "20"
        again = await post(0)
        assert again.status_code == 201
        assert again.json()["number"] == answers[0].json()["number"]

        county.watch.at += timedelta(seconds=20)
        assert (await post(30)).status_code == 201


async def test_every_row_is_the_same_after_all_facts_are_folded_anew(county):
    await concluded(county)
    await ask(county, "陈静", "/publish", {"summary": "意见属实，已更正。"})
    before = [county.service.views.select(each) for each in county.service.views.views]
    await county.service.views.rebuild(
        {"feedback": lambda after, limit: county.service.read("feedback", after, limit)}
        | {source: county.heard_again(source) for source in ("catalog", "workflow", "publishing")},
        lambda *_: None,
    )
    assert before == [county.service.views.select(each) for each in county.service.views.views]


@pytest.mark.parametrize(
    "address", ["/", "/query", "/outcomes", "/opinions", f"/opinions?disclosure={LIST}"]
)
async def test_every_open_page_answers(county, address):
    async with county.browser() as browser:
        page = await browser.get(f"/feedback{address}")
    assert page.status_code == 200
    assert "<h1" in page.text
    assert "<script>" not in page.text
