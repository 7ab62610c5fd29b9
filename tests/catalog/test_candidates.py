"""Candidates of a catalog: what many ask for, and what was disclosed outside the catalog."""

import re
from uuid import UUID, uuid4

import pytest

from shared.record import Letter, canonical, id_at
from shared.seal import Keyring
from shared.testing import cause
from tests.catalog.test_doors import rule
from tests.catalog.test_superior_doors import (
    BRANCH,
    COMMITTEE,
    browse,
    get,
    login,
    post,
    row,
    tree,  # noqa: F401 — a fixture
)


async def hear(county, source, stream, version, event):
    """Let the catalog hear a fact of another service."""
    tag, place = event["type"], {"stream_id": stream, "version": version}
    place["id"] = id_at(tag, stream, version)
    body = canonical({**place, "cause": cause("citizen"), "event": event})
    county.heard = getattr(county, "heard", 0) + 1
    letter = Letter(position=county.heard, stream_id=stream, version=version, tag=tag, body=body)
    await county.service.hear(source, [letter])


async def wish(county, title, unit=BRANCH):
    """Let the catalog hear that somebody has asked for something."""
    topic = uuid4()
    keyring = Keyring(county.settings.keys_url(), county.service.clock)
    sealed = keyring.seal(str(topic), {"title": title, "detail": "大家都关心"}, field="content")
    keyring.close()
    raised = {"type": "feedback.topic.raised.v1", "unit": unit, "content": sealed}
    await hear(county, "feedback", topic, 1, raised | {"query_code_digest": "x"})
    return topic


async def supported(county, topic, times):
    for n in range(1, times + 1):
        told = {"type": "feedback.topic.supported.v1", "unit": BRANCH, "supporter": "x", "count": n}
        await hear(county, "feedback", topic, n + 1, told)


async def listed(county):
    found = (await get(county, login(BRANCH, "clerk"), f"/api/units/{BRANCH}/topics")).json()
    return {each["row"]["topic_id"]: each for each in found}


@pytest.mark.clause("S2-62")
async def test_what_enough_people_ask_for_must_be_answered_in_ten_working_days(tree):
    few, many = await wish(tree, "操场开放"), await wish(tree, "食堂采购")
    await supported(tree, few, 8)
    assert [(each["due"], each["overdue"]) for each in (await listed(tree)).values()] == [
        (None, False),
        (None, False),
    ]
    await supported(tree, many, 9)

    found = (await listed(tree))[str(many)]
    assert (found["askers"], found["due"], found["overdue"]) == (10, "2026-07-15", True)
    assert not (await listed(tree))[str(few)]["overdue"]
    page = (await browse(tree, login(BRANCH, "clerk"), f"/units/{BRANCH}/topics")).text
    assert page.index("食堂采购") < page.index("操场开放")  # who waits longest for most comes first
    assert page.count("逾期未答复") == 1
    assert "10人希望公开" in page

    entry = {k: v for k, v in row("食堂采购情况").items() if k != "row"}
    done = await post(tree, login(BRANCH, "clerk"), f"/api/topics/{many}/adoption", entry)
    assert done.status_code == 201, done.text
    assert not (await listed(tree))[str(many)]["overdue"]


@pytest.mark.clause("S2-12")
async def test_what_many_ask_for_is_refused_only_on_a_ground_of_the_scheme(tree):
    body = {"seed": "S2", "effective": "2026-01-01"}
    made = await post(tree, "admin", f"/api/units/{BRANCH}/scheme/versions", body)
    assert made.status_code == 201, made.text
    topic, office = await wish(tree, "学费使用"), login(BRANCH, "office")
    await supported(tree, topic, 19)

    reason = {"reason": "暂时不具备公开的条件。"}
    for ground in ({}, {"ground": "依规不宜公开"}):
        refused = await post(tree, office, f"/api/topics/{topic}/refusal", reason | ground)
        assert (refused.status_code, rule(refused)) == (422, "RefusalGroundError")
        assert "党内秘密" in refused.json()["title"]
    secret = reason | {"ground": "党内秘密"}
    done = await post(tree, office, f"/api/topics/{topic}/refusal", secret)
    assert done.status_code == 201, done.text
    assert tree.facts()[-1]["event"]["ground"] == "党内秘密"


async def test_a_matter_outside_the_catalog_becomes_a_candidate_once_it_is_consented_to(
    tree,
):
    way = {"unit": BRANCH, "way": "collective", "title": "临时救助情况"}
    routed = {"type": "workflow.proposal.routed.v1", **way}
    consented = {"type": "workflow.proposal.consented.v1", "way": "collective"}
    matter, above, clerk = uuid4(), uuid4(), login(BRANCH, "clerk")
    await hear(tree, "workflow", matter, 1, routed)
    await hear(tree, "workflow", above, 1, routed | {"way": "superior"})
    entry = {k: v for k, v in row("临时救助情况").items() if k != "row"}
    early = await post(tree, clerk, f"/api/topics/{matter}/adoption", entry)
    assert early.status_code == 404
    assert await listed(tree) == {}
    for each in (matter, above):
        await hear(tree, "workflow", each, 2, consented)
    assert {UUID(each) for each in await listed(tree)} == {matter}
    page = (await browse(tree, clerk, f"/units/{BRANCH}/topics")).text
    assert "目录外事项，批准于" in page

    done = await post(tree, clerk, f"/api/topics/{matter}/adoption", entry)
    assert done.status_code == 201, done.text
    book = (await get(tree, clerk, f"/api/units/{BRANCH}/catalog/1")).json()
    assert [each["entry"]["level3"] for each in book["entries"]] == ["临时救助情况"]
    assert book["catalog"]["state"] == "drafted"  # screened and approved like any other
    assert (await get(tree, "", f"/api/units/{BRANCH}/items")).json() == []
    late = {"reason": "已经采纳过的事项不能再拒绝"}
    again = await post(tree, clerk, f"/api/topics/{matter}/refusal", late)
    assert rule(again) == "TopicSettledError"


async def test_a_topic_becomes_a_drafted_entry_once(tree):
    topic, clerk = await wish(tree, "食堂采购"), login(BRANCH, "clerk")
    page = await browse(tree, clerk, f"/units/{BRANCH}/topics")
    assert "食堂采购" in page.text
    assert "待办理1件" in page.text
    entry = {k: v for k, v in row("食堂采购情况").items() if k != "row"}
    lacking = await post(tree, clerk, f"/api/topics/{topic}/adoption", {**entry, "forms": []})
    assert (lacking.status_code, lacking.json()["field"]) == (422, "forms")
    done = await post(tree, clerk, f"/api/topics/{topic}/adoption", entry)
    assert done.status_code == 201, done.text
    late = {"reason": "已经采纳过的事项不能再拒绝"}
    again = await post(tree, clerk, f"/api/topics/{topic}/refusal", late)
    assert (again.status_code, rule(again)) == (409, "TopicSettledError")
    book = (await get(tree, clerk, f"/api/units/{BRANCH}/catalog/1")).json()
    assert [each["entry"]["level3"] for each in book["entries"]] == ["食堂采购情况"]


async def test_a_topic_is_refused_only_with_a_reason_and_read_by_its_own_people(tree):
    topic, clerk = await wish(tree, "别人的工资"), login(BRANCH, "clerk")
    short = await post(tree, clerk, f"/api/topics/{topic}/refusal", {"reason": "不行"})
    assert (short.status_code, short.json()["field"]) == (422, "reason")
    outsider = await get(tree, login(COMMITTEE, "clerk"), f"/api/units/{BRANCH}/topics")
    assert outsider.status_code == 403
    unknown = await post(tree, clerk, f"/api/topics/{uuid4()}/refusal", {"reason": "x" * 12})
    assert unknown.status_code == 404
    async with tree.browser(clerk) as browser:
        reason = {"reason": "涉及他人隐私，依规不予公开。"}
        sent = await browser.post(f"/topics/{topic}/refusal", data=reason)
        assert sent.status_code == 303
        assert re.search("涉及他人隐私", (await browser.get(f"/units/{BRANCH}/topics")).text)
    assert "别人的工资" not in str(tree.facts())
