"""What channels were to show and have shown: expected, reported, told to whom it is for."""

import re

import pytest

from services.publishing.domain.letters import content_sha256
from tests.publishing.house import PLAN, person

PROOF = "ab" * 32
BOARD = {"step": "public", "form": "公开栏"}
MEETING = {"step": "public", "form": "会议"}


def url(disclosure, what=""):
    return f"/api/disclosures/{disclosure}/deliveries{what}"


async def report(house, disclosure, what, name="publisher", **body):
    return await house.client.post(url(disclosure, f"/{what}"), json=body, headers=house.as_(name))


async def told(house, disclosure, name="publisher"):
    return (await house.get(url(disclosure), name, "application/json")).json()


async def states(house, disclosure, name="publisher"):
    rows = (await told(house, disclosure, name))["deliveries"]
    return {(r["version"], r["step"], r["form"], r["outlet"]): r["state"] for r in rows}


async def test_what_each_channel_is_to_show_follows_from_what_was_opened(house):
    disclosure = await house.open_to("public")

    assert await states(house, disclosure) == {
        (1, "inner", "会议", ""): "expected",
        (1, "inner", "公开栏", ""): "expected",
        (1, "public", "会议", ""): "expected",
        (1, "public", "公开栏", ""): "expected",
        (1, "public", "网站", ""): "delivered",
    }
    found = await told(house, disclosure)
    [portal] = [each for each in found["deliveries"] if each["form"] == "网站"]
    assert portal["address"] == f"/items/{disclosure}"
    assert portal["evidence"] == content_sha256(PLAN["content"])
    assert (found["standing"], found["reach"]) == ("公开中（部分到位）", "part")


async def test_shown_failed_and_shown_after_all(house):
    disclosure = await house.open_to("public")
    answer = await report(house, disclosure, "delivered", **BOARD, evidence=PROOF)
    assert answer.status_code == 201, answer.text
    await report(house, disclosure, "failed", **MEETING, reason="会议改期")
    now = await states(house, disclosure)
    assert (now[1, "public", "公开栏", ""], now[1, "public", "会议", ""]) == ("delivered", "failed")

    await report(house, disclosure, "retry", **MEETING)
    assert (await states(house, disclosure))[1, "public", "会议", ""] == "expected"
    await report(house, disclosure, "delivered", **MEETING, evidence=PROOF)

    assert (await told(house, disclosure))["standing"] == "公开中"
    tags = [each["event"]["type"].split(".")[2] for each in house.facts()][-6:]
    assert tags == ["planned", "delivered", "planned", "failed", "retried", "delivered"]


async def test_outlets_count_instead_of_their_form(house):
    disclosure = await house.open_to("public", channels=["公开栏", "网站"])
    for outlet in ("一号栏", "二号栏"):
        answers = [await report(house, disclosure, "plan", **BOARD, outlet=outlet) for _ in "12"]
        assert [each.status_code for each in answers] == [201, 409]
    await report(house, disclosure, "delivered", **BOARD, outlet="一号栏", evidence=PROOF)
    assert (await told(house, disclosure))["reach"] == "part"
    await report(house, disclosure, "delivered", **BOARD, outlet="二号栏", evidence=PROOF)

    facts = [each["event"]["type"] for each in house.facts()]
    assert facts.count("publishing.delivery.planned.v1") == 2
    assert (await told(house, disclosure))["standing"] == "公开中"


async def test_a_form_that_was_not_approved_is_refused_by_name(house):
    disclosure = await house.open_to("public")
    answer = await report(
        house, disclosure, "delivered", step="public", form="微博", evidence=PROOF
    )

    assert answer.status_code == 409
    assert answer.json()["title"] == "批准的方案不包括公开形式“微博”，不能用它公开。"
    assert answer.json()["field"] == "form"


async def test_outsiders_know_nothing_of_what_is_shown_inside(house):
    disclosure = await house.open_to("public")
    inside = await house.open_to("inner", "party")
    await report(house, disclosure, "failed", **MEETING, reason="主持人请假")

    outside = await told(house, disclosure, "")
    assert {each["step"] for each in outside["deliveries"]} == {"public"}
    assert not any(each["reason"] or each["via"] for each in outside["deliveries"])
    assert (await house.get(url(inside), "", "application/json")).status_code == 404
    assert {step for _, step, *_ in await states(house, inside, "member")} == {"inner"}
    person_id = person("publisher")
    assert person_id not in (await house.get(url(disclosure), "", "application/json")).text


async def test_only_those_who_work_on_it_report(house):
    disclosure = await house.open_to("public")
    body = {**BOARD, "evidence": PROOF}

    answers = [
        (await report(house, disclosure, "delivered", name, **body)).status_code
        for name in ("", "member", "other publisher", "auditor", "clerk")
    ]
    assert answers == [401, 404, 404, 403, 201]


async def test_a_revision_asks_every_channel_anew_and_a_withdrawal_to_take_down(house):
    disclosure = await house.open_to("public")
    await report(house, disclosure, "delivered", **BOARD, evidence=PROOF)
    await house.change("revise", disclosure, "人数有误。", content="应缴党员13名。")

    now = await states(house, disclosure)
    assert now[1, "public", "公开栏", ""] == "removing"
    assert now[1, "public", "会议", ""] == "replaced"
    assert now[1, "public", "网站", ""] == "removed"
    assert now[2, "public", "公开栏", ""] == "expected"
    assert now[2, "public", "网站", ""] == "delivered"
    late = await report(house, disclosure, "delivered", **MEETING, version=1, evidence=PROOF)
    assert late.json()["type"] == "urn:gongkai:VersionReplacedError"

    await house.change("withdraw", disclosure, "予以撤回。")
    now = await states(house, disclosure)
    assert now[2, "public", "公开栏", ""] == "cancelled"
    assert now[2, "public", "网站", ""] == "removed"
    answer = await report(
        house, disclosure, "removed", **BOARD, version=1, reason="已撤回", evidence=PROOF
    )
    assert answer.status_code == 201, answer.text
    assert (await states(house, disclosure))[1, "public", "公开栏", ""] == "removed"


async def test_an_approval_that_was_revised_away_from_a_form_no_longer_asks_for_it(house):
    disclosure = await house.open_to("inner", channels=["会议", "公开栏"])
    await house.change("revise", disclosure, "改用会议。", channels=["会议"])

    now = await states(house, disclosure)
    assert now[1, "inner", "公开栏", ""] == "replaced"
    assert (2, "inner", "公开栏", "") not in now


@pytest.mark.parametrize(
    ("when", "status"),
    [("2026-09-24T09:00:00", 201), ("0001-01-01T00:00:00", 422), ("9999-12-31T23:59:59", 422)],
)
async def test_a_time_without_a_zone_is_of_beijing_and_nonsense_is_told(house, when, status):
    disclosure = await house.open_to("public")
    body = {**BOARD, "evidence": PROOF, "shown_at": when}
    answer = await report(house, disclosure, "delivered", **body)
    due = await report(house, disclosure, "plan", **MEETING, due_at=when)
    gone = await report(house, disclosure, "removed", **BOARD, reason="x", removed_at=when)

    assert [answer.status_code, due.status_code] == [status, status], answer.text
    assert gone.status_code == (201 if status == 201 else 404)


async def test_staff_see_and_say_on_pages_how_it_stands(house):
    assert "还没有公开过事项" in await house.page("/channels", "publisher")
    assert "还没有公开的事项" in await house.page("/register", "auditor")
    disclosure = await house.open_to("public", channels=["电视台", "微博", "会议", "网站"])
    inside = await house.open_to("inner", "party", title="党内的一件")
    sent = f"/items/{disclosure}/deliveries"
    form = {"step": "public", "form": "电视台"}

    async def say(what, name="publisher", **fields):
        return await house.client.post(
            f"{sent}/{what}", headers=house.as_(name) | {"accept": "text/html"}, **fields
        )

    clipping = {"evidence": ("剪报.png", b"\x89PNG\r\n\x1a\n" + bytes(64))}
    shown = form | {"outlet": "青岚电视台", "shown_at": "2026-09-24T09:00"}
    refused = await say("delivered", data=form | {"shown_at": "2026-09-24T09:00"}, files=clipping)
    assert (refused.status_code, "要写明是哪一家" in refused.text) == (422, True)
    done = await say("delivered", data=shown, files=clipping, follow_redirects=False)
    assert done.status_code == 303
    await say("failed", data={"step": "public", "form": "微博", "reason": "账号停用"})
    assert (await say("failed", "member", data=form | {"reason": "x"})).status_code == 404

    page = await house.page(sent, "publisher")
    assert "公开中（部分到位）" in page
    assert "青岚电视台" in page
    assert "账号停用" in page
    found = re.search(f'href="({sent}/evidence/[0-9a-f]{{64}})"', page)
    clip = await house.get(found[1], "publisher")
    assert (clip.status_code, clip.content) == (200, clipping["evidence"][1])
    assert [(await house.get(found[1], each)).status_code for each in ("", "member")] == [404, 404]
    desk = await house.page("/desk", "publisher")
    assert "1 次送达失败" in desk
    channels = await house.page("/channels", "publisher")
    assert "账号停用" in channels
    assert "重试" in channels
    outside = await house.page(sent)
    assert "电视台" in outside
    assert "青岚电视台" not in outside  # nobody but who typed it has seen that
    api = f"/api/disclosures/{disclosure}/deliveries"
    assert "青岚电视台" not in (await house.get(api, "", "application/json")).text
    assert "社会还看不到" in page
    assert "核对无误" not in page
    waits = re.search(r"/deliveries/[0-9a-f-]{36}/vouch", await house.page(sent, "office"))[0]
    for name, status in (("publisher", 403), ("member", 403), ("office", 200), ("office", 409)):
        headers = house.as_(name) | {"accept": "text/html"}
        assert (await house.client.post(waits, headers=headers)).status_code == status
    outside = await house.page(sent)
    assert "青岚电视台" in outside
    portal = next(each for each in (await told(house, disclosure))["deliveries"] if each["via"])
    assert portal["address"]
    assert "账号停用" not in outside
    assert "党内公开" not in outside.partition("<table")[2]
    assert (await house.get(f"/items/{inside}/deliveries")).status_code == 404
    assert sent in await house.page(f"/items/{disclosure}")
    register = await house.page("/register", "publisher")
    assert "电视台 · 青岚电视台" in register
    assert (await house.get("/channels", "member")).status_code == 403
    assert (await house.get("/channels")).status_code in {303, 401}
