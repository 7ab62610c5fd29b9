"""转载: asked for and approved below, only what a superior has opened and no wider (C3)."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.plan import ChannelsMissingError, WebsiteBeyondScopeError
from services.workflow.domain.repost import (
    REPOST,
    RepostBarredError,
    RepostDecidedError,
    RepostLiveError,
    RepostReadersError,
    RepostReasonError,
    RepostRequestedAlreadyError,
    RepostScopeError,
    RepostUnknownError,
    SourceNotAboveError,
    SourceNotOpenError,
    SourceUnknownError,
    SourceWithdrawnError,
)
from services.workflow.domain.repost_words import (
    ApproveRepost,
    ProposeRepost,
    RejectRepost,
    RepostApproved,
    RepostRejected,
    RepostRequested,
    RepostSource,
    RequestRepost,
)
from services.workflow.domain.separation import (
    DecidedByAuthorError,
    NotApproverError,
    NotClerkOfUnitError,
)
from services.workflow.domain.terms import Post, Scope
from shared.testing import UNIT, Given
from tests.workflow.examples import DISCLOSURE, LI, SUN
from tests.workflow.house import PLAN
from tests.workflow.test_clearance import COUNTY
from tests.workflow.test_clearance_doors import add_unit, who

OPEN = RepostSource(unit=COUNTY, version=1, title="党费", open_to=Scope.PARTY, above=True)
ASKED = RequestRepost(unit=UNIT, disclosure_id=DISCLOSURE, scope=Scope.PARTY, channels=("会议",))
PROPOSE = ProposeRepost(
    asked=ASKED, source=OPEN, proposers=(Post.CLERK,), approvers=(Post.APPROVER,)
)
REQUESTED = RepostRequested(
    unit=UNIT,
    disclosure_id=DISCLOSURE,
    source_unit=COUNTY,
    version=1,
    title="党费",
    scope=Scope.PARTY,
    channels=("会议",),
    approvers=(Post.APPROVER,),
    requested_by=LI,
)
APPROVED = RepostApproved(
    unit=UNIT,
    disclosure_id=DISCLOSURE,
    source_unit=COUNTY,
    scope=Scope.PARTY,
    channels=("会议",),
    requested_by=LI,
    approved_by=SUN,
)
REJECTED = RepostRejected(
    unit=UNIT, disclosure_id=DISCLOSURE, reason="与本单位无关", rejected_by=SUN
)


def ask(command=PROPOSE, *history, by=LI, post="clerk", unit=UNIT):
    return Given(REPOST, *history).when(command, by=by, post=post, unit=unit)


def test_what_is_open_above_may_be_asked_for_and_approved():
    ask().then(REQUESTED)
    ask(ApproveRepost(source=OPEN), REQUESTED, by=SUN, post="approver").then(APPROVED)
    ask(RejectRepost(reason=" 与本单位无关 "), REQUESTED, by=SUN, post="approver").then(REJECTED)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (None, SourceUnknownError),
        (replace(OPEN, above=False), SourceNotAboveError),
        (replace(OPEN, open_to=None), SourceNotOpenError),
        (replace(OPEN, open_to=Scope.UNIT), SourceNotOpenError),
        (replace(OPEN, withdrawn=True), SourceWithdrawnError),
    ],
)
def test_nothing_else_is_shown_again(source, rule):
    ask(replace(PROPOSE, source=source)).then_rejected(rule)
    ask(ApproveRepost(source=source), REQUESTED, by=SUN, post="approver").then_rejected(rule)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"scope": Scope.SOCIETY}, RepostScopeError),
        ({"scope": Scope.PERSONS}, RepostReadersError),
        ({"channels": ()}, ChannelsMissingError),
        ({"channels": ("会议", "网站")}, WebsiteBeyondScopeError),
    ],
)
def test_nobody_more_reads_it_below_than_above(change, rule):
    ask(replace(PROPOSE, asked=replace(ASKED, **change))).then_rejected(rule)


def test_a_source_that_became_narrower_is_not_approved_any_more():
    wide = replace(REQUESTED, scope=Scope.SOCIETY, channels=("网站",))
    ask(ApproveRepost(source=OPEN), wide, by=SUN, post="approver").then_rejected(RepostScopeError)


def test_a_scheme_that_knows_no_reposts_has_none():
    ask(replace(PROPOSE, allowed=False)).then_rejected(RepostBarredError)


def test_one_person_asks_and_another_approves_once():
    ask(post="reviewer").then_rejected(NotClerkOfUnitError)
    ask(unit=COUNTY).then_rejected(NotClerkOfUnitError)
    ask(PROPOSE, REQUESTED).then_rejected(RepostRequestedAlreadyError)
    ask(replace(PROPOSE, live=True)).then_rejected(RepostLiveError)
    approve = ApproveRepost(source=OPEN)
    ask(approve, REQUESTED, by=LI, post="approver").then_rejected(DecidedByAuthorError)
    ask(approve, REQUESTED, by=SUN, post="reviewer").then_rejected(NotApproverError)
    ask(approve, REQUESTED, APPROVED, by=SUN, post="approver").then_rejected(RepostDecidedError)
    ask(approve, by=SUN, post="approver").then_rejected(RepostUnknownError)
    bare = RejectRepost(reason=" ")
    ask(bare, REQUESTED, by=SUN, post="approver").then_rejected(RepostReasonError)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────

BELOW = "00000000-0000-4000-8000-0000000000e1"
CLERK, HEAD = who(BELOW, "clerk"), who(BELOW, "approver")


@pytest.fixture
async def tree(house):
    """Return a county committee that has opened one matter inside the Party, and a unit below."""
    await add_unit(house, COUNTY, "青岚县委", "")
    await add_unit(house, BELOW, "城南支部", COUNTY)
    await house.list_item("77777777-7777-4777-8777-777777777771", "县委工作", "society", COUNTY)
    house.source = str(uuid4())
    await disclosed(house, house.source)
    await opened(house, house.source)
    return house


async def disclosed(house, source, scope="party"):
    await house.hear(
        "publishing.disclosure.registered.v1",
        source,
        unit=COUNTY,
        item_id="77777777-7777-4777-8777-777777777771",
        proposal_id="",
        version=1,
        plan=PLAN | {"scope": scope, "title": "县委常委会分工"},
        digest="",
    )


async def opened(house, source, step="inner"):
    tag = f"publishing.{step}.opened.v1"
    await house.hear(tag, source, item_id="x", opened_on="2026-07-05")


async def request(house, source, scope="party", channels=("会议",), by=CLERK, repost_id=None):
    url = f"/workflow/api/reposts/{repost_id or uuid4()}"
    body = {"unit": BELOW, "disclosure_id": source, "scope": scope, "channels": channels}
    return await house.client.put(url, json=body, headers=house.as_(by))


@pytest.mark.clause("S0-36")
async def test_a_party_matter_is_reposted_inside_the_party_and_never_on_the_website(tree):
    refused = await request(tree, tree.source, "society", ["网站"])
    assert (refused.status_code, refused.json()["field"]) == (422, "scope")
    assert refused.json()["title"] == "转载的范围不能超出上级党组织明确的公开范围。"
    website = await request(tree, tree.source, "party", ["网站"])
    assert (website.status_code, website.json()["field"]) == (422, "channels")

    repost = uuid4()
    assert (await request(tree, tree.source, repost_id=repost)).status_code == 201
    again = await request(tree, tree.source)
    assert again.json()["type"] == "urn:gongkai:RepostLiveError"
    url = f"/workflow/api/reposts/{repost}/approve"
    own = await tree.client.post(url, headers=tree.as_(CLERK))
    assert own.status_code == 403
    done = await tree.client.post(url, headers=tree.as_(HEAD))
    assert done.status_code == 201, done.text
    approved = tree.service.store.load(repost)[-1].event
    assert (approved.disclosure_id, approved.source_unit) == (tree.source, COUNTY)
    seen = (await tree.get(HEAD, f"/api/reposts/{repost}")).json()
    assert (seen["state"], seen["title"]) == ("approved", "县委常委会分工")
    await tree.hear("publishing.repost.published.v1", repost, disclosure_id=tree.source)
    await tree.hear("publishing.repost.withdrawn.v1", repost, reason="上级已撤回")
    seen = (await tree.get(HEAD, f"/api/reposts/{repost}")).json()
    assert (seen["state"], seen["reason"]) == ("withdrawn", "上级已撤回")
    assert (await request(tree, tree.source)).status_code == 201  # nothing stands in its way


@pytest.mark.clause("S0-37")
async def test_a_superiors_matter_is_not_proposed_below(tree):
    body = {"unit": BELOW, "item_id": "77777777-7777-4777-8777-777777777771", "plan": PLAN}
    refused = await tree.put(CLERK, body)
    assert refused.status_code == 403
    assert "这个事项属于青岚县委，须经上级审批，不得自行公开" in refused.json()["title"]
    assert "SuperiorsMatterError" in await tree.refused_rules()
    unopened = str(uuid4())
    await disclosed(tree, unopened)
    early = await request(tree, unopened)
    assert early.status_code == 403
    assert "须经上级审批" in early.json()["title"]


async def test_what_may_be_reposted_is_what_stands_open_above(tree):
    wide, gone = str(uuid4()), str(uuid4())
    for each in (wide, gone):
        await disclosed(tree, each, "society")
        await opened(tree, each)
    await opened(tree, wide, "public")
    await tree.hear("publishing.disclosure.withdrawn.v1", gone)
    await disclosed(tree, str(uuid4()))
    found = (await tree.get(CLERK, "/api/reposts/sources")).json()
    assert {each["disclosure_id"] for each in found["rows"]} == {tree.source, wide}
    assert (await request(tree, wide, "society", ["网站"])).status_code == 201
    assert (await request(tree, gone)).json()["type"] == "urn:gongkai:SourceWithdrawnError"
    beside = (await tree.get("stranger", "/api/reposts/sources")).json()
    assert beside["total"] == 0
    derived = UUID("886313e1-3b8a-5372-9b90-0c9aee199e5d")
    assert (await request(tree, tree.source, repost_id=derived)).status_code == 422
    assert (await tree.get("stranger", f"/api/reposts/{uuid4()}")).status_code == 404


async def test_by_hand_a_repost_is_asked_for_and_decided(tree):
    listed = await tree.page(CLERK, "/reposts")
    assert "县委常委会分工" in listed.text
    assert "本单位还没有转载。" in listed.text
    form = await tree.page(CLERK, f"/reposts/new?disclosure_id={tree.source}")
    assert "申请转载" in form.text
    assert 'value="society"' not in form.text  # what the superior does not allow is not offered
    fields = {"unit": BELOW, "disclosure_id": tree.source, "scope": "party"}
    empty = await tree.send(CLERK, "/reposts/new", **fields)
    assert empty.status_code == 422
    assert "请至少选择一种公开形式。" in empty.text
    command = str(uuid4())
    for _ in range(2):
        sent = await tree.send(
            CLERK, "/reposts/new", **fields, channels=["会议"], command_id=command
        )
        assert sent.headers["location"] == f"/workflow/reposts/{command}", sent.text
    own = await tree.page(CLERK, f"/reposts/{command}")
    assert "申请人不能批准自己的申请" in own.text
    bare = await tree.send(HEAD, f"/reposts/{command}/reject", reason="")
    assert bare.status_code == 422
    assert "不予转载要写明理由" in bare.text
    done = await tree.send(HEAD, f"/reposts/{command}/approve")
    assert done.status_code == 303
    again = await tree.send(HEAD, f"/reposts/{command}/approve")
    assert again.status_code == 409
    assert "已经办结" in again.text
    assert "已批准" in (await tree.page(CLERK, "/reposts")).text
