"""At the doors: what is said of an entry, who consents, and what waits before approval."""

import pytest

from services.catalog.domain.terms import person_id_of
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.test_doors import HERE, rule, send
from tests.catalog.test_withheld import in_half_a_year

ENTRY = {
    "level1": "党组织建设情况",
    "level2": "党费收缴管理",
    "level3": "党费收缴管理使用情况",
    "forms": ["会议", "公开栏"],
    "scope": "party",
    "time_limit": "periodic",
}
PAGE = f"/units/{OFFICE}/catalog/1"
SAID = {
    "row": 1,
    "body": "党支部",
    "room": "综合科",
    "origin": "members",
    "livelihood": True,
    "duties": True,
}


async def follows(bureau, **plan):
    """Let the unit follow a plan, with the posts it demands filled by who approves."""
    async with bureau.client("admin") as admin:
        adopted = await admin.post(f"{HERE}/scheme/versions", json=plan)
        assert adopted.status_code == 201, adopted.text
        for post in ("first_responsible", "directly_responsible", "leader", "office"):
            body = {"person_id": str(person_id_of(login_of("reviewer"))), "post": post}
            assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201


async def shown(bureau, post, path):
    async with bureau.browser(login_of(post)) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def held(bureau):
    async with bureau.client(login_of("clerk")) as clerk:
        return (await clerk.get(f"{HERE}/catalog/held")).json()


@pytest.mark.clause("S3-06")
async def test_a_draft_waits_for_room_consent_and_reason_and_then_goes_its_way(bureau):
    await follows(bureau, seed="S3", effective="2026-01-01")
    assert (await send(bureau, "clerk", "entries", ENTRY)).status_code == 201
    doubt = {"row": 1, "field": "forms", "value": "会议 公开栏", "reason": "限党员活动室"}
    assert (await send(bureau, "clerk", "doubts", doubt)).status_code == 201
    passed = await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})
    assert passed.status_code == 201

    assert rule(await send(bureau, "approver", "approval", {})) == "ParticularsMissingError"
    strange = await send(bureau, "clerk", "particulars", {**SAID, "body": "局务会"})
    assert (rule(strange), strange.json()["field"]) == ("BodyUnknownError", "body")
    twice = {**SAID, "headings": ["S3-body.3", "S3-body.4"]}
    assert rule(await send(bureau, "clerk", "particulars", twice)) == "HeadingUnknownError"
    assert (await send(bureau, "clerk", "particulars", SAID)).status_code == 201

    assert rule(await send(bureau, "approver", "approval", {})) == "ConsentMissingError"
    reasoned = {"row": 1, "reason": "只涉及党员缴费"}
    assert (await send(bureau, "clerk", "consents", reasoned)).status_code == 403
    silent = await send(bureau, "reviewer", "consents", {"row": 1})
    assert rule(silent) == "ConsentReasonMissingError"
    assert (await send(bureau, "reviewer", "consents", reasoned)).status_code == 201

    assert rule(await send(bureau, "approver", "approval", {})) == "DepartureOpenError"
    page = await shown(bureau, "clerk", PAGE)
    assert "方案规定的党内公开渠道没有公开栏" in page
    assert [each["key"] for each in (await held(bureau))["departures"]] == ["channels.inner"]
    why = {"row": 1, "key": "channels.inner", "reason": "党员活动室内的公开栏"}
    assert (await send(bureau, "clerk", "explanations", why)).status_code == 201
    assert "与实施方案一致" in await shown(bureau, "clerk", PAGE)
    assert (await send(bureau, "approver", "approval", {})).status_code == 201


async def test_what_is_withheld_has_a_ground_of_the_plan_and_is_filed_as_the_plan_says(bureau):
    await follows(bureau, seed="S3", effective="2026-01-01")
    matter = {
        "title": "某同志病情",
        "ground": "business",
        "rule": "实施方案三(一)",
        "review_on": in_half_a_year(bureau),
    }
    async with bureau.client(login_of("clerk")) as clerk:
        refused = await clerk.post(f"{HERE}/withheld", json=matter)
        assert (rule(refused), refused.json()["field"]) == ("GroundNotAllowedError", "ground")
        kept = await clerk.post(f"{HERE}/withheld", json={**matter, "ground": "privacy"})
        assert kept.status_code == 201, kept.text
    assert "涉及商业秘密" not in await shown(bureau, "clerk", f"/units/{OFFICE}/withheld")
    told = {each["event"]["type"] for each in bureau.facts()}
    assert "catalog.withheld.registered.v1" in told
    assert "catalog.withheld.filed.v1" not in told


@pytest.mark.clause("S3-08", "S3-39")
async def test_an_entry_is_put_under_its_headings_by_hand_and_keeps_who_asked_for_it(bureau):
    assert (await send(bureau, "clerk", "entries", ENTRY)).status_code == 201
    path = f"{PAGE}/entries/1/particulars"
    assert "党支部管理情况" in await shown(bureau, "clerk", path)
    form = {"headings": ["S3-body.3", "S3-annex1.2", ""], "origin": "members", "duties": "yes"}
    async with bureau.browser(login_of("clerk")) as browser:
        saved = await browser.post(path, data=form)

    assert saved.status_code == 303, saved.text
    page = await shown(bureau, "clerk", path)
    assert "党务公开内容(正文)：党支部管理情况" in page
    assert "编办党务公开内容细则：党的组织建设情况" in page
    async with bureau.client(login_of("clerk")) as clerk:
        said = (await clerk.get(f"{HERE}/catalog/particulars/1")).json()
        [entry] = (await clerk.get(f"{HERE}/catalog/1")).json()["entries"]
    assert (said["origin"], said["duties"], said["livelihood"]) == ("members", True, None)
    assert said["headings"] == ["S3-body.3", "S3-annex1.2"]
    assert entry["entry"]["level1"] == "党组织建设情况"


async def test_a_plan_gives_drafting_examining_and_approving_to_other_posts(bureau):
    values = {"catalog.approver": "常委会", "catalog.pre_check": ["编办法制办审核"]}
    reasons = dict.fromkeys((*values, "channels.inner"), "县委决定")
    values["channels.inner"] = ["会议", "公开栏"]
    await follows(bureau, seed="S1", effective="2026-01-01", values=values, reasons=reasons)
    assert (await send(bureau, "clerk", "entries", ENTRY)).status_code == 403
    society = {**ENTRY, "scope": "society"}
    assert (await send(bureau, "reviewer", "entries", society)).status_code == 201
    said = {"row": 1, "room": "综合科"}
    assert (await send(bureau, "reviewer", "particulars", said)).status_code == 201
    passed = await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})
    assert passed.status_code == 201

    assert rule(await send(bureau, "approver", "approval", {})) == "NotExaminedError"
    examined = {"examination": "编办法制办审核", "verdict": "pass", "note": "编发〔2026〕3号"}
    own = await send(bureau, "reviewer", "examinations", examined)
    assert rule(own) == "ExaminedByDrafterError"
    other = {**examined, "examination": "职权清理"}
    assert rule(await send(bureau, "reviewer", "examinations", other)) == "ExaminationUnknownError"
    async with bureau.client("admin") as admin:
        body = {"person_id": str(person_id_of(login_of("publisher"))), "post": "reviewer"}
        assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201
    assert "编办法制办审核" in await shown(bureau, "publisher", PAGE)
    assert (await send(bureau, "publisher", "examinations", examined)).status_code == 201
    assert rule(await send(bureau, "approver", "approval", {})) == "MeetingMissingError"
    passing = {"meeting": "县委常委会2026年6月10日会议"}
    assert (await send(bureau, "approver", "approval", passing)).status_code == 201
