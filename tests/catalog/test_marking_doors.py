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
    async with bureau.client(login_of("clerk")) as clerk:
        seen = (await clerk.get(f"{HERE}/catalog/1")).headers["etag"]
        path = f"{HERE}/catalog/explanations"
        done = await clerk.post(path, json=why, headers={"if-match": seen})
        assert done.status_code == 201, done.text
        stale = await clerk.post(path, json=why, headers={"if-match": seen})
        assert stale.status_code == 412
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
        assert "可以选：" in refused.json()["title"]
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


COUNTY_PLAN = {
    "seed": "S4",
    "effective": "2026-01-01",
    "values": {"catalog.maker": "各级党组织", "catalog.pre_check": ["保密性初审"]},
    "reasons": {"catalog.maker": "县委办代拟", "catalog.pre_check": "编办已审核"},
}
NOTICE = {
    "level1": "干部选任和管理情况",
    "level2": "县管干部",
    "level3": "县管干部任前公示",
    "forms": ["网站"],
    "scope": "society",
    "time_limit": "immediate",
}
SITTING = {
    "body": "全委会",
    "title": "县委十四届八次全会",
    "closed_on": "2026-01-08",
    "decisions": "关于产业发展的决定\n关于乡村振兴的决定",
    "level1": "党组织决议、决定及执行情况",
    "forms": ["网站"],
    "scope": "society",
    "time_limit": "immediate",
}


@pytest.mark.clause("S4-01", "S4-06")
async def test_what_a_session_decides_is_its_own_and_a_county_cadre_s_notice_is_the_county_s(
    bureau,
):
    heard = {"values": {**COUNTY_PLAN["values"], "catalog.open_channel": False}}
    told = {"reasons": {**COUNTY_PLAN["reasons"], "catalog.open_channel": "电话每天有人接听"}}
    await follows(bureau, **COUNTY_PLAN | heard | told)
    sittings = f"/units/{OFFICE}/sittings"
    async with bureau.browser(login_of("clerk")) as browser:
        early = await browser.post(sittings, data={**SITTING, "closed_on": "2099-01-01"})
        assert (early.status_code, "没有闭会的会议" in early.text) == (422, True)
        nobody = await browser.post(sittings, data={**SITTING, "body": ""})
        assert nobody.status_code == 422
        typed = await browser.post(sittings, data=SITTING)
        assert typed.status_code == 303, typed.text
        twice = await browser.post(sittings, data=SITTING)
        assert twice.status_code in {409, 422}
    assert "关于乡村振兴的决定" in await shown(bureau, "clerk", sittings)

    assert (await send(bureau, "clerk", "entries", NOTICE)).status_code == 201
    passed = await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})
    assert passed.status_code == 201
    said = {"row": 3, "cadre": "县管"}
    assert (await send(bureau, "clerk", "particulars", said)).status_code == 201
    approval = {"meeting": "县委常委会2026年1月9日会议"}
    assert rule(await send(bureau, "approver", "approval", approval)) == "ParticularsMissingError"
    said["body"] = "常委会"
    assert (await send(bureau, "clerk", "particulars", said)).status_code == 201
    done = await send(bureau, "approver", "approval", approval)
    assert done.status_code == 201, done.text

    async with bureau.browser() as citizen, bureau.client() as program:
        items = (await program.get(f"{HERE}/items")).json()
        owners = {
            each["level3"]: (await citizen.get(f"/items/{each['item_id']}")).text for each in items
        }
    owner = {title: _fact(page, "公开主体") for title, page in owners.items()}
    assert owner == {
        "关于产业发展的决定": "全委会",
        "关于乡村振兴的决定": "全委会",
        "县管干部任前公示": "常委会",
    }


def _fact(page, name):
    """Return what a page's list of facts says under a name."""
    told = page.partition(f">{name}</dt>")[2]
    return told.partition("<dd")[2].partition(">")[2].partition("</dd>")[0].strip()


async def test_what_many_entries_lack_is_said_once_for_all_of_them(bureau):
    await follows(bureau, seed="S3", effective="2026-01-01")
    for number in range(3):
        entry = {**ENTRY, "level3": f"{ENTRY['level3']}（{number}）", "forms": ["会议", "文件"]}
        assert (await send(bureau, "clerk", "entries", entry)).status_code == 201
    assert (
        await send(bureau, "clerk", "particulars", {"row": 2, "room": "党建科"})
    ).status_code == 201
    assert [each["row"] for each in (await held(bureau))["gaps"]] == [1, 3]

    rest = "particulars/rest"
    assert (await send(bureau, "publisher", rest, {"room": "综合科"})).status_code == 403
    strange = await send(bureau, "clerk", rest, {"room": "综合科", "body": "局务会"})
    assert rule(strange) == "BodyUnknownError"
    assert "一并标明归属" in await shown(bureau, "clerk", PAGE)
    async with bureau.browser(login_of("clerk")) as browser:
        done = await browser.post(f"{PAGE}/particulars", data={"room": "综合科"})
        assert done.status_code == 303, done.text
    assert (await held(bureau))["gaps"] == []
    async with bureau.client(login_of("clerk")) as clerk:
        rooms = [
            (await clerk.get(f"{HERE}/catalog/particulars/{row}")).json()["room"]
            for row in (1, 2, 3)
        ]
    assert rooms == ["综合科", "党建科", "综合科"]  # what was said before stands
    again = await send(bureau, "clerk", rest, {"room": "综合科"})
    assert rule(again) == "NothingLackingError"


async def test_one_reason_explains_all_that_departs_from_one_setting(bureau):
    await follows(bureau, seed="S3", effective="2026-01-01")
    for number in range(3):
        entry = {**ENTRY, "level3": f"{ENTRY['level3']}（{number}）"}
        assert (await send(bureau, "clerk", "entries", entry)).status_code == 201
        doubt = {"row": number + 1, "field": "forms", "value": "会议 公开栏", "reason": "限活动室"}
        assert (await send(bureau, "clerk", "doubts", doubt)).status_code == 201
    open_ = (await held(bureau))["departures"]
    assert {each["key"] for each in open_} == {"channels.inner"}
    assert "一并说明理由：公开形式" in await shown(bureau, "clerk", PAGE)

    rest, why = "explanations/rest", {"key": "channels.inner", "reason": "党员活动室内的公开栏"}
    assert (await send(bureau, "clerk", rest, {**why, "reason": ""})).status_code == 422
    assert (await send(bureau, "clerk", rest, why)).status_code == 201
    assert (await held(bureau))["departures"] == []
    assert rule(await send(bureau, "clerk", rest, why)) == "NothingLackingError"
