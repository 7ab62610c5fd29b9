"""An approval that is taken back, by hand and by programs."""

import re

import pytest

from tests.workflow.examples import LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK

REASON = "拟公开内容有误，批准撤销。"
OFFERED = re.compile(r'<form method="post" action="/workflow/proposals/[^/"]+/(\w+)"')


async def follow(house, person, answer):
    assert answer.status_code == 303, answer.text
    return (await house.page(person, answer.headers["location"].removeprefix("/workflow"))).text


async def test_by_hand_with_a_reason_that_everybody_reads(house):
    proposal_id = await house.approved()
    url = f"/proposals/{proposal_id}"

    bare = await house.send(SUN, f"{url}/revoke", reason="错")
    page = await follow(house, SUN, await house.send(SUN, f"{url}/revoke", reason=REASON))
    bench = (await house.page(LI, "/?tab=unit&status=revoked")).text

    assert (bare.status_code, "请写明理由，不少于5个字" in bare.text) == (422, True)
    assert ">错</textarea>" in bare.text.replace("\n", "")
    assert "批准已撤销" in page
    assert f'撤销批准的理由：</strong><span class="asis">{REASON}' in page
    assert not OFFERED.findall(page)
    assert str(proposal_id) in bench


async def test_by_a_program_the_state_the_reason_and_who(house):
    proposal_id = await house.approved()

    done = await house.post(SUN, proposal_id, "revoke", {"reason": REASON}, **{"If-Match": '"6"'})
    row = (await house.get("auditor", f"/api/proposals/{proposal_id}")).json()
    again = await house.post(SUN, proposal_id, "revoke", {"reason": REASON})

    assert done.status_code == 201
    assert (row["state"], row["offers"]) == ("revoked", [])
    assert {**row["history"][-1], "at": ""} == {
        "version": 7,
        "what": "撤销批准",
        "by": SUN,
        "post": "approver",
        "at": "",
        "note": REASON,
    }
    assert (again.status_code, again.json()["type"]) == (409, "urn:gongkai:NotApprovedError")


@pytest.mark.parametrize(("person", "status"), [(LI, 403), (WANG, 403), (ZHAO, 403), ("", 401)])
async def test_nobody_else_takes_it_back(house, person, status):
    proposal_id = await house.approved()
    ask = {"reason": REASON}
    if person:
        answer = await house.post(person, proposal_id, "revoke", ask)
    else:
        url = f"/workflow/api/proposals/{proposal_id}/revoke"
        answer = await house.client.post(url, json=ask)

    assert answer.status_code == status
    row = (await house.get("auditor", f"/api/proposals/{proposal_id}")).json()
    assert row["state"] == "approved"


async def test_a_stale_page_and_a_proposal_under_review_are_refused(house):
    approved, (waiting, _) = await house.approved(), await house.submitted(ASK)

    stale = await house.post(SUN, approved, "revoke", {"reason": REASON}, **{"If-Match": '"4"'})
    early = await house.post(SUN, waiting, "revoke", {"reason": REASON})

    assert stale.status_code == 412
    assert early.json()["type"] == "urn:gongkai:NotApprovedError"
