"""From the receipt to the reply: who does and who reads what."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.feedback import heard
from tests.feedback.conftest import LIST, MINUTES, PROPOSAL, SCHOOL, letter, person
from tests.feedback.speaking import (
    CONCLUSION,
    ask,
    beijing,
    concluded,
    opinion,
    page,
    send,
    tags,
)


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
    early = await ask(county, "陈静", "/close")
    assert "办理结果正在等待另一人核准。" in early.text
    await nobody_reads_it_yet(county)
    back = await ask(county, "王校长", "/outcome/return", {"reason": "写明更正日期"})
    assert back.status_code == 303
    async with county.browser("陈静") as handler:
        assert "写明更正日期" in (await handler.get("/feedback/outcomes")).text
    await ask(county, "陈静", "/publish", {"summary": "意见属实，已更正。"})
    assert (await ask(county, "王校长", "/outcome/approve")).status_code == 303
    assert (await ask(county, "王校长", "/outcome/approve")).status_code == 409
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
        "staff.reminded.v1",
        "outcome.proposed.v1",
        "staff.reminded.v1",
        "outcome.returned.v1",
        "staff.reminded.v1",
        "outcome.proposed.v1",
        "outcome.published.v1",
        "opinion.closed.v1",
    ]


async def nobody_reads_it_yet(county):
    """See that only another approver finds what the handler has typed."""
    said = "意见属实，已更正。"
    for name in ("", "叶老师"):
        async with county.browser(name) as stranger:
            assert said not in (await stranger.get("/feedback/outcomes")).text
    async with county.browser("王校长") as head, county.program("王校长") as program:
        shown = (await head.get("/feedback/outcomes")).text
        [row] = (await program.get("/feedback/api/outcomes/waiting")).json()
    assert "核准公开" in shown
    assert row["summary"] == said
    for name in ("陈静", "叶老师"):
        assert (await ask(county, name, "/outcome/approve")).status_code == 403


@pytest.mark.row("G3")
async def test_an_anonymous_opinion_is_answered_on_the_public_page(county):
    number, code = await concluded(county, signed="false")
    early = await ask(county, "陈静", "/close")
    assert early.status_code == 409
    assert "匿名意见还没有公开办理结果，不能归结。" in early.text

    await ask(county, "陈静", "/publish", {"summary": "意见属实，名额规则自2026年修改。"})
    await ask(county, "周明", "/outcome/approve")
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
    answer = await ask(county, name, "", method="GET")

    assert answer.status_code == status
    assert ("叶舒白" in answer.text) is (status == 200)


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
    for name, opens in (("叶老师", False), ("陈静", True)):
        assert ('<a href="/feedback/opinions/' in await page(county, name, "/desk")) is opens


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
    await ask(county, "周明", "/outcome/approve")

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
    await ask(county, "周明", "/outcome/approve")

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
    await ask(county, "周明", "/outcome/approve")
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
        shown = await browser.get(f"/feedback{address}")
    assert shown.status_code == 200
    assert "<h1" in shown.text
    assert "<script>" not in shown.text


async def test_the_handler_sees_that_what_was_read_was_replaced_or_withdrawn_meanwhile(county):
    await send(county)
    await ask(county, "周明", "/assign", {"handler": person("陈静")})
    plan = heard.Plan(title="优秀党员名单", scope="society")
    revised = heard.DisclosureRevised(version=2, plan=plan, public=True)
    await county.hear("publishing", (LIST, revised))
    shown = await ask(county, "陈静", "", method="GET")
    assert "第1版（现行的是第2版，请先核对是否已经更正）" in shown.text

    await county.hear("publishing", (LIST, heard.DisclosureWithdrawn()))
    shown = await ask(county, "陈静", "", method="GET")
    assert "第1版（这项公开现已撤回）" in shown.text
    refused = await ask(county, "陈静", "/conclude", CONCLUSION)
    assert refused.status_code == 422
    assert "这项公开已经撤回，不必再更正或者撤回" in refused.text
    found = await ask(county, "陈静", "/conclude", CONCLUSION | {"remedy": "none"})
    assert found.status_code == 303
