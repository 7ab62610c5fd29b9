"""Screening at the doors: nothing found passes 保密审查 until a person has settled it."""

import re
from uuid import uuid4

import pytest
from msgspec import json

from shared.testing import UNIT
from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK, PLAN
from tests.workflow.test_pages import FORM, follow, hidden, proposed, reviewed

ID = "11010519491231002X"
PHONE = "13800138000"
TEXT = f"困难党员张建国，身份证号{ID}，\n手机{PHONE}，发放500元。"
PRIVATE = {**ASK, "plan": {**PLAN, "content": TEXT}}
CLEAN = {"plan": {**PLAN, "content": "发放困难党员慰问金500元。"}}


async def found(house, proposal_id, person=WANG):
    answer = await house.get(person, f"/api/proposals/{proposal_id}/findings")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def settle(house, proposal_id, *numbers, outcome="keep", person=WANG, digest=None):
    body = {
        "numbers": numbers,
        "outcome": outcome,
        "digest": digest or (await found(house, proposal_id))["digest"],
        "reason": "本人书面同意公开",
    }
    return await house.post(person, proposal_id, "findings", body)


async def passes(house, proposal_id, verdict="pass", note=""):
    digest = await house.digest(proposal_id)
    body = {"check": "secrecy", "verdict": verdict, "digest": digest, "note": note}
    return await house.post(WANG, proposal_id, "reviews", body)


@pytest.mark.clause("S3-20")
async def test_a_text_with_an_identity_number_is_blocked_until_it_is_masked(house):
    proposal_id, digest = await house.submitted(PRIVATE)

    blocked = await passes(house, proposal_id)
    approval = await house.post(SUN, proposal_id, "approve", {"digest": digest})
    await settle(house, proposal_id, 1, 2, outcome="mask")
    still = await passes(house, proposal_id)
    await house.post(WANG, proposal_id, "return", {"reason": "请遮盖身份证号和手机号"})
    await house.post(LI, proposal_id, "resubmit", CLEAN)
    now = await passes(house, proposal_id)

    assert [each.status_code for each in (blocked, approval, still)] == [409] * 3
    assert blocked.json()["type"] == "urn:gongkai:FindingsUnsettledError"
    assert still.json()["type"] == "urn:gongkai:FindingsStandError"
    assert now.status_code == 201, now.text
    assert (await found(house, proposal_id))["findings"] == []


async def test_what_may_stay_is_kept_with_a_reason_and_then_passes(house):
    proposal_id, _ = await house.submitted(PRIVATE)

    first = await settle(house, proposal_id, 1)
    blocked = await passes(house, proposal_id)
    second = await settle(house, proposal_id, 2)
    passed = await passes(house, proposal_id)

    codes = [each.status_code for each in (first, blocked, second, passed)]
    assert codes == [201, 409, 201, 201]
    assert (await found(house, proposal_id))["open"] == []


async def test_a_fail_needs_no_settling(house):
    proposal_id, _ = await house.submitted(PRIVATE)

    assert (await passes(house, proposal_id, "fail", "有身份证号")).status_code == 201


async def test_no_screening_fact_and_no_refusal_ever_says_the_number(house):
    proposal_id, _ = await house.submitted(PRIVATE)
    await passes(house, proposal_id)
    await settle(house, proposal_id, 1, 2)
    form = {**FORM, "content": TEXT, "command_id": str(uuid4())}
    await house.send(LI, f"/items/{ITEM}/propose", **form)

    letters = house.service.store.after(0, 100)
    told = [
        each
        for each in letters
        if each.tag.startswith(("workflow.proposal.screened", "workflow.findings"))
    ]
    refusals = house.service.refusals.after(0, 100)
    assert len(told) == 2
    assert len(refusals) == 2
    for each in (*told, *refusals):
        text = each.body.decode()
        assert not any(secret in text for secret in (ID, PHONE, ID[6:14], PHONE[3:9]))
    findings = json.decode(told[0].body)["event"]["findings"]
    assert [each["kind"] for each in findings] == ["identity", "mobile"]
    assert [each["place"] for each in findings] == ["公开内容第1行", "公开内容第2行"]


async def test_who_may_not_review_may_not_settle_and_strangers_see_nothing(house):
    proposal_id, _ = await house.submitted(PRIVATE)
    own, _ = await house.submitted(PRIVATE, by="both")

    assert (await settle(house, proposal_id, 1, person=ZHAO)).status_code == 403
    assert (await settle(house, own, 1, person="both")).status_code == 403
    for person in (CHEN, "stranger"):
        answer = await house.get(person, f"/api/proposals/{proposal_id}/findings")
        assert answer.status_code == 404
    unknown = await settle(house, uuid4(), 1, digest="aa")
    assert unknown.status_code == 404


async def test_a_returned_text_is_settled_no_more(house):
    proposal_id, _ = await house.submitted(PRIVATE)
    await house.post(WANG, proposal_id, "return", {"reason": "请删去身份证号"})

    assert (await settle(house, proposal_id, 1)).status_code == 409


async def test_a_unit_is_asked_about_its_own_words(house):
    kept = await house.client.put(
        "/workflow/api/words", json={"unit": UNIT, "words": ["蓝焰行动"]}, headers=house.as_(WANG)
    )
    await house._settled(kept)
    body = {**ASK, "plan": {**PLAN, "content": "蓝焰行动进展顺利。"}}
    proposal_id, _ = await house.submitted(body)

    assert kept.status_code == 201
    (finding,) = (await found(house, proposal_id))["findings"]
    assert finding["kind"] == "unit_word"


# ── by hand ──────────────────────────────────────────────────────────────────────────────────


async def test_the_proposer_sees_what_would_be_found_before_proposing(house):
    form = {**FORM, "content": TEXT, "command_id": str(uuid4())}

    shown = await house.send(LI, f"/items/{ITEM}/propose", **form)

    assert shown.status_code == 422
    assert "发现 2 处" in shown.text
    assert "居民身份证号码" in shown.text
    assert house.service.store.last() == 0
    again = {**form, "seen": hidden(shown.text, "seen"), "command_id": str(uuid4())}
    assert (
        "审核中"
        in (await follow(house, LI, await house.send(LI, f"/items/{ITEM}/propose", **again))).text
    )
    other = {**again, "content": TEXT + PHONE, "command_id": str(uuid4())}
    assert (await house.send(LI, f"/items/{ITEM}/propose", **other)).status_code == 422


async def test_one_button_covers_what_was_found_before_proposing(house):
    form = {**FORM, "content": TEXT, "mask": "yes", "command_id": str(uuid4())}

    covered = await house.send(LI, f"/items/{ITEM}/propose", **form)

    assert covered.status_code == 422
    assert "已经遮盖" in covered.text
    assert ID not in covered.text
    assert "张建国，身份证号110*************2X，" in covered.text


async def test_findings_stand_in_their_place_and_are_settled_by_hand(house):
    url, _ = await proposed_with(house, TEXT)
    page = (await house.page(WANG, url)).text
    refused = await reviewed(house, url, WANG, "secrecy")
    listed = (await house.page(WANG, f"{url}/findings")).text
    bare = await house.send(WANG, f"{url}/findings", digest=hidden(listed, "digest"), numbers=[1])
    form = {"digest": hidden(listed, "digest"), "numbers": [1, 2], "outcome": "keep"}
    short = await house.send(WANG, f"{url}/findings", reason="行", **form)
    done = await follow(
        house, WANG, await house.send(WANG, f"{url}/findings", reason="本人书面同意", **form)
    )

    assert re.search(rf'<mark id="found-1"[^>]*>{ID}<small>〔1 居民身份证号码〕', page)
    assert "发现 2 处，待处理 2 处" in page
    assert "还没有逐处处理完" in refused.text
    assert "请选择处理意见" in bare.text
    assert "不少于5个字" in short.text
    assert "已逐处处理" in done.text
    assert 'name="numbers"' not in (await house.page(SUN, f"{url}/findings")).text


async def test_a_text_with_nothing_to_find_says_so_and_so_does_a_mended_one(house):
    url, seen = await proposed(house)
    proposal_id, _ = await house.submitted(PRIVATE)
    await house.post(WANG, proposal_id, "return", {"reason": "请删去身份证号"})
    await house.post(LI, proposal_id, "resubmit", CLEAN)

    assert "没有发现不宜公开的内容" in seen
    assert "没有发现身份证号" in (await house.page(LI, f"{url}/findings")).text
    mended = (await house.page(WANG, f"/proposals/{proposal_id}")).text
    assert "修改以前发现的2处已经不在文本里" in mended


async def test_a_withdrawal_is_screened_by_what_it_says_itself(house):
    await house.disclose()
    form = {"explanation": f"撤回，请联系{PHONE}", "command_id": str(uuid4())}

    shown = await house.send(LI, f"/disclosures/{DISCLOSURE}/withdraw", **form)

    assert shown.status_code == 422
    assert "发现 1 处" in shown.text


async def test_the_words_of_a_unit_are_kept_by_hand_and_read_by_its_staff(house):
    empty = await house.page(LI, f"/words/{UNIT}")
    wrong = await house.send(WANG, f"/words/{UNIT}", words="密\r\n")
    kept = await follow(
        house, WANG, await house.send(WANG, f"/words/{UNIT}", words="蓝焰行动\r\nA7项目")
    )

    assert "还没有设定" in empty.text
    assert wrong.status_code == 422
    assert "蓝焰行动\nA7项目" in kept.text
    assert "蓝焰行动" in (await house.page(LI, f"/words/{UNIT}")).text
    assert (await house.page(CHEN, f"/words/{UNIT}")).status_code == 403
    assert (await house.send(LI, f"/words/{UNIT}", words="词语")).status_code == 403


async def proposed_with(house, text):
    """Propose a text by form although something was found in it."""
    form = {**FORM, "content": text, "command_id": str(uuid4())}
    shown = await house.send(LI, f"/items/{ITEM}/propose", **form)
    return await proposed(house, content=text, seen=hidden(shown.text, "seen"))
