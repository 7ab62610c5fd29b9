"""An order of a superior: an obligation in each unit, not to be excused, seen from above (B8)."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.duty import Duty, MandatedDutyError, Term
from services.workflow.domain.lifting import FILING, LiftReasonError, NotIssuerError
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import ExcuseObligation, LiftObligation
from services.workflow.domain.obligation_events import ObligationExcused
from shared.testing import UNIT, Given, cause
from tests.workflow.house import FORMS
from tests.workflow.test_clearance import COUNTY
from tests.workflow.test_clearance_doors import add_unit, who
from tests.workflow.test_obligation import RAISE

MANDATE = "77777777-7777-4777-8777-777777777777"
TWELVE = [str(UUID(int=0xF0 + n)) for n in range(12)]


def test_what_is_ordered_is_due_by_the_day_of_the_order_and_is_not_excused():
    ordered = replace(RAISE, duty=Duty.MANDATED, period=None, term=Term(days=9), mandate=MANDATE)
    raised = OBLIGATION.decide(ordered, OBLIGATION.initial, cause("x"))[0]
    assert (raised.deadline.due - raised.begins).days == 9
    excuse = ExcuseObligation(ground="本单位认为不必公开", filing="备案1号")
    Given(OBLIGATION, raised).when(excuse, by="x").then_rejected(MandatedDutyError)


async def order(house, units, mandate=MANDATE, issuer=COUNTY, title="防汛责任落实情况"):
    """Let units below be ordered to disclose a matter; return the item of each."""
    items = {}
    for unit in units:
        items[unit] = str(uuid4())
        await house.hear(
            "catalog.item.listed.v1",
            items[unit],
            item_id=items[unit],
            unit=unit,
            catalog_version=0,
            code="0",
            level1="",
            level2="",
            level3=title,
            forms=FORMS,
            scope="society",
            time_limit="immediate",
            inherited=[],
        )
        await house.hear(
            "catalog.entry.imposed.v1",
            unit,
            mandate_id=mandate,
            issuer=issuer,
            unit=unit,
            item_id=items[unit],
            level3=title,
            due="2026-07-20",
            entry={},
        )
    await house.service.views.reached("workflow", house.service.store.last())
    return items


async def duty_of(house, unit):
    board = (await house.get(who(unit, "office"), f"/api/duties?unit={unit}&section=month")).json()
    return [each for each in board["duties"] if each["duty"] == "mandated"]


@pytest.fixture
async def county(house):
    await add_unit(house, COUNTY, "青岚县委", "")
    for n, unit in enumerate(TWELVE):
        await add_unit(house, unit, f"第{n + 1}支部", COUNTY)
    return house


@pytest.mark.row("B8")
async def test_twelve_units_owe_what_was_ordered_cannot_get_rid_of_it_and_the_superior_sees(county):
    items = await order(county, TWELVE)
    owed = {unit: await duty_of(county, unit) for unit in TWELVE}
    assert all(len(each) == 1 for each in owed.values())
    assert {each[0]["due"] for each in owed.values()} == {"2026-07-20"}

    excuse = {"ground": "本单位认为不必公开", "filing": "备案1号"}
    for unit in TWELVE:
        url = f"/workflow/api/duties/{owed[unit][0]['obligation_id']}"
        office = county.as_(who(unit, "office"))
        refused = await county.client.post(f"{url}/excuse", json=excuse, headers=office)
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "urn:gongkai:MandatedDutyError",
        )
        gone = await county.client.delete(url, headers=office)
        assert gone.status_code == 405
    page = await county.page(
        who(TWELVE[0], "office"), f"/duties/{owed[TWELVE[0]][0]['obligation_id']}"
    )
    assert "不能免除" in page.text
    assert "免除这项义务" not in page.text

    head = who(COUNTY, "office")
    seen = (await county.get(head, f"/api/mandates/{MANDATE}")).json()
    assert (seen["mandate"]["units"], seen["mandate"]["done"]) == (12, 0)
    for unit in TWELVE[:3]:
        await county.hear(
            "publishing.public.opened.v1",
            uuid4(),
            item_id=items[unit],
            opened_on="2026-07-05",
        )
    await county.service.views.reached("workflow", county.service.store.last())
    seen = (await county.get(head, f"/api/mandates/{MANDATE}")).json()
    assert (seen["mandate"]["done"], seen["counts"]["done"]) == (3, 3)
    assert len(seen["charges"]) == 12
    page = await county.page(head, f"/mandates/{MANDATE}")
    assert "3 个" in page.text
    assert all(f"第{n + 1}支部" in page.text for n in range(12))
    assert page.text.count("按期履行") == 3


async def test_what_was_ordered_may_be_proposed_though_no_version_lists_it(county):
    unit = TWELVE[0]
    items = await order(county, [unit])
    plan = {
        "title": "防汛责任落实情况",
        "content": "责任人名单",
        "scope": "society",
        "disclose_on": "2026-07-10",
        "duration_days": 30,
        "channels": ["公开栏"],
    }
    body = {"unit": unit, "item_id": items[unit], "plan": plan}
    assert (await county.put(who(unit, "clerk"), body)).status_code == 201


async def test_an_order_heard_twice_is_owed_once(county):
    unit = TWELVE[0]
    await order(county, [unit])
    kept = county.letters["catalog"]
    await county.service.hear("catalog", kept)
    assert len(await duty_of(county, unit)) == 1


async def test_an_order_is_read_by_its_superior_alone(county):
    await order(county, TWELVE[:2])
    below = await county.get(who(TWELVE[0], "office"), f"/api/mandates/{MANDATE}")
    assert below.status_code == 404
    assert (await county.get(who(COUNTY, "office"), f"/api/mandates/{UNIT}")).status_code == 404
    listed = await county.page(who(COUNTY, "office"), "/mandates")
    assert "0 / 2 个单位" in listed.text
    empty = await county.page(who(TWELVE[0], "office"), "/mandates")
    assert "还没有下达公开要求" in empty.text


async def test_nobody_owes_a_superiors_order_by_recording_it_by_hand(county):
    unit = TWELVE[0]
    items = await order(county, [unit])
    body = {
        "item_id": items[unit],
        "matter": "自拟",
        "happened_on": "2026-07-01",
        "duty": "mandated",
    }
    refused = await county.client.post(
        "/workflow/api/duties/triggers", json=body, headers=county.as_(who(unit, "office"))
    )
    assert refused.status_code == 422, refused.text


WHY = "汛期已过，不再要求公开这项内容。"


def test_an_obligation_is_lifted_by_who_ordered_it_alone():
    ordered = replace(
        RAISE, duty=Duty.MANDATED, period=None, term=Term(days=9), mandate=MANDATE, issuer=COUNTY
    )
    raised = OBLIGATION.decide(ordered, OBLIGATION.initial, cause("x"))[0]
    lift = LiftObligation(reason=WHY)
    excused = ObligationExcused(ground=WHY, filing=FILING, excused_by="x")
    Given(OBLIGATION, raised).when(lift, by="x", unit=COUNTY).then(excused)
    Given(OBLIGATION, raised).when(lift, by="x").then_rejected(NotIssuerError)
    own = replace(raised, issuer="", duty=Duty.IMMEDIATE)
    Given(OBLIGATION, own).when(lift, by="x").then_rejected(NotIssuerError)
    bare = LiftObligation(reason="不要了")
    Given(OBLIGATION, raised).when(bare, by="x", unit=COUNTY).then_rejected(LiftReasonError)


async def test_who_gave_an_order_takes_it_back_and_nobody_else(county):
    items = await order(county, TWELVE[:3])
    done = {"item_id": items[TWELVE[0]], "opened_on": "2026-07-05"}
    await county.hear("publishing.public.opened.v1", uuid4(), **done)
    await county.service.views.reached("workflow", county.service.store.last())
    url = f"/workflow/api/mandates/{MANDATE}/lift"
    below = who(TWELVE[1], "office")
    refused = await county.client.post(url, json={"reason": WHY}, headers=county.as_(below))
    assert refused.status_code == 404
    head, page = who(COUNTY, "office"), f"/mandates/{MANDATE}"
    bare = await county.send(head, f"{page}/lift", reason="不要了")
    assert bare.status_code == 422
    assert "撤销公开要求要写明理由，不少于10个字" in bare.text
    assert (await county.send(head, f"{page}/lift", reason=WHY)).status_code == 303
    assert f"这件公开要求已经撤销：{WHY}" in (await county.page(head, page)).text
    again = await county.send(head, f"{page}/lift", reason=WHY)
    assert again.status_code == 409
    states = [(await duty_of(county, unit)) for unit in TWELVE[1:3]]
    assert states == [[], []]  # nothing is owed any more
    seen = (await county.get(head, f"/api/mandates/{MANDATE}")).json()
    assert seen["mandate"]["done"] == 1  # what was disclosed stays counted
