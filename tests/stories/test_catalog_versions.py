"""Two decisions put an entry into effect; its scope changes; what was disclosed keeps its own."""

from datetime import UTC, datetime, timedelta
from uuid import uuid5

import pytest

from services.catalog.domain.terms import Post, catalog_id_of, person_id_of
from shared.calendar import beijing_date
from tests.stories.teller import Teller
from tests.stories.town import until

WHY = "经研究，本事项改为只在党内公开。"
ENTRY = {
    "level1": "党的组织建设",
    "level2": "党员队伍建设",
    "level3": "志愿服务情况",
    "forms": ["网站", "会议"],
    "scope": "society",
    "time_limit": "periodic",
}


@pytest.mark.timeout(240)
@pytest.mark.slow
@pytest.mark.row("A5", "A6")
async def test_a_changed_scope_makes_a_version_and_what_was_disclosed_keeps_its_own(quick_house):
    teller = Teller(quick_house)
    teller.unit = f"/catalog/api/units/{teller.house.unit.id}"
    await a_version_without_its_decisions_publishes_nothing(teller)
    await it_takes_effect_and_is_disclosed_to_society(teller)
    await the_scope_is_changed_explained_approved_filed_and_announced(teller)
    await the_old_page_keeps_its_version_and_shows_the_notice(teller)
    await the_notice_is_open_in_the_record(teller)


async def a_version_without_its_decisions_publishes_nothing(teller):
    await teller.done(Post.CLERK, f"{teller.unit}/catalog/entries", ENTRY)
    found = (await teller.folk.look(teller.who(Post.CLERK), f"{teller.unit}/catalog")).json()
    draft = next(each for each in found if each["version"] == 2)
    assert (draft["state"], draft["screened_by"], draft["approved_by"]) == ("drafted", "", "")
    book = (await teller.folk.look(teller.who(Post.CLERK), f"{teller.unit}/catalog/2")).json()
    assert ENTRY["level3"] in {each["entry"]["level3"] for each in book["entries"]}
    levels = "\n".join(ENTRY[each] for each in ("level1", "level2", "level3"))
    teller.item = str(uuid5(catalog_id_of(teller.house.unit.id), levels))
    assert await proposed(teller) == "ItemNotListedError"
    rule, _ = await teller.refused(teller.who(Post.APPROVER), f"{teller.unit}/catalog/approval")
    assert rule == "ParticularsMissingError"
    await teller.fill(f"{teller.unit}/catalog")
    rule, _ = await teller.refused(teller.who(Post.APPROVER), f"{teller.unit}/catalog/approval")
    assert rule == "NotScreenedError"
    screening = {"verdict": "pass"}
    await teller.done(Post.SECRECY_REVIEWER, f"{teller.unit}/catalog/screening", screening)
    assert await proposed(teller) == "ItemNotListedError"
    await teller.done(Post.APPROVER, f"{teller.unit}/catalog/approval")


async def proposed(teller):
    """Return the rule that refuses the plan; nothing once it is proposed."""
    today = datetime.now(UTC)
    teller.plan = {
        "title": "志愿服务情况",
        "content": "本季度开展志愿服务三次。",
        "scope": "society",
        "disclose_on": beijing_date(today).isoformat(),
        "duration_days": None,
        "channels": ["网站"],
        "waiver": "群众普遍关心，经批准直接向社会公开。",
    }
    body = {"unit": teller.house.unit.id, "item_id": teller.item, "plan": teller.plan}
    answer = await teller.folk.ask(teller.who(Post.CLERK), teller.proposal, body, method="PUT")
    return "" if answer.is_success else answer.json()["type"].removeprefix("urn:gongkai:")


async def it_takes_effect_and_is_disclosed_to_society(teller):
    async def taken():
        return await proposed(teller) == ""

    await until(taken, "the version reaches the workflow")
    told = (await teller.folk.look(teller.who(Post.CLERK), teller.proposal)).json()["catalog"]
    assert told["number"] == 2
    for decision, post in (("screened", Post.SECRECY_REVIEWER), ("approved", Post.APPROVER)):
        assert told[decision]["by"] == str(person_id_of(teller.who(post)))
        at = datetime.fromisoformat(told[decision]["at"])
        assert datetime.now(UTC) - at < timedelta(minutes=5)

    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")


async def the_scope_is_changed_explained_approved_filed_and_announced(teller):
    clerk, path = teller.who(Post.CLERK), f"{teller.unit}/amendments"
    wanted = {"forms": ["会议"], "scope": "party", "time_limit": "periodic"}
    body = {"item_id": teller.item, "kind": "change", "wanted": wanted}
    rule, problem = await teller.refused(clerk, path, body)
    assert (rule, problem["field"]) == ("ExplanationMissingError", "explanation")
    await teller.done(Post.CLERK, path, body | {"explanation": WHY})
    [row] = (await teller.folk.look(clerk, path)).json()
    here = f"/catalog/api/amendments/{row['amendment_id']}"
    await teller.done(Post.SECRECY_REVIEWER, f"{here}/screening", {"verdict": "pass"})
    await teller.done(Post.APPROVER, f"{here}/approval")
    rule, _ = await teller.refused(clerk, f"{here}/announcement")
    assert rule == "NotYetFiledError"
    await teller.done(Post.CLERK, f"{here}/filing")
    await teller.done(Post.CLERK, f"{here}/announcement")


async def the_old_page_keeps_its_version_and_shows_the_notice(teller):
    async def noticed():
        seen = (await teller.folk.look("", teller.here)).json()
        return seen["catalog_now"] == 3 and seen["notices"]

    await until(noticed, "the notice on the old page")
    seen = (await teller.folk.look("", teller.here)).json()
    assert seen["catalog"]["number"] == 2
    page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
    assert "第 2 版（保密性初审" in page.text
    assert "目录变更公告" in page.text
    assert WHY in page.text
    way = f"/catalog/units/{teller.house.unit.id}/catalog/3/differences/2"
    assert f'href="{way}"' in page.text
    differences = await teller.http.get(way, headers={"accept": "text/html"})
    assert differences.status_code == 200
    assert ENTRY["level3"] in differences.text
    assert "党费" not in differences.text.partition("去掉的事项")[2]


async def the_notice_is_open_in_the_record(teller):
    async def open_():
        size = (await teller.http.get("/archive/api/log")).json()["size"]
        return any([await told(teller, each) for each in range(max(size - 40, 0), size)])

    await until(open_, "the notice, word for word, in the record")


async def told(teller, index):
    """Tell whether an entry of the record is the very notice."""
    event = (await teller.http.get(f"/archive/api/entries/{index}")).json().get("event", {})
    told = event.get("type") == "catalog.amendment.announced.v1"
    return told and event["explanation"] == WHY
