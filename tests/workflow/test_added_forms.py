"""Channels of a new kind are data of a scheme: chosen from its day on, never before (S0-10)."""

import pytest

from services.workflow.domain.added_forms import added, outside
from shared.testing import UNIT
from tests.catalog.scheming import FIRST, adopted, ask
from tests.workflow.examples import LI
from tests.workflow.house import ASK, ITEM, PLAN, SCHEME

NEW = ["短视频号=公众号", "村村响=会议", "说不清"]
WITH = {**ASK, "plan": PLAN | {"channels": ["会议", "村村响"]}}


def test_a_new_form_is_chosen_where_the_entry_lists_the_one_it_is_like():
    assert added(("会议", "网站"), NEW) == {"村村响": "会议"}
    assert added(("公众号", "短视频号"), NEW) == {}
    assert outside({"短视频号": "公众号", "村村响": "会议"}) == ("短视频号",)
    assert added(("会议",), ("不使用",)) == {}


async def told(house, version, **values):
    scheme = SCHEME | {"version": version, "values": values}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)


@pytest.mark.clause("S0-10")
async def test_a_channel_is_added_by_a_version_of_the_scheme_and_chosen_from_then_on(house):
    new = {"channels.added": ["村村响=会议"]}
    why = {"channels.added": "村里老人多，广播听得到"}
    facts = adopted(FIRST, ask(values=new, reasons=why, effective="2026-07-01"))
    assert facts[-1].scheme.reasons == why  # the record's cause names who adopted it

    early = await house.put(LI, WITH)
    assert early.json()["type"] == "urn:gongkai:ChannelNotListedError"
    before, _ = await house.submitted()
    await told(house, 2, **new)
    assert 'value="村村响"' in (await house.page(LI, f"/items/{ITEM}/propose")).text
    after, _ = await house.submitted(WITH)
    shown = [
        (await house.get(LI, f"/api/proposals/{each}")).json()["plan"]["channels"]
        for each in (before, after)
    ]
    assert shown == [["会议", "网站"], ["会议", "村村响"]]

    await told(house, 3, **{"channels.added": ["短视频号=网站"]})
    inside = PLAN | {"channels": ["短视频号"], "scope": "party"}
    refused = await house.put(LI, {**ASK, "plan": inside})
    assert refused.json()["type"] == "urn:gongkai:WebsiteBeyondScopeError"
