"""转载: shown below no wider than above; what happens above happens below (C3)."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from deploy.adapters.gongkai_adapter import read
from services.publishing.domain.disclosure import NotPublisherError
from services.publishing.domain.reading import Reader
from services.publishing.domain.repost import (
    REPOST,
    RepostChannelError,
    RepostPublishedAlreadyError,
    RepostReasonError,
    RepostScopeError,
    RepostUnknownError,
    RepostUpToDateError,
    RepostWithdrawnError,
    SourceNotOpenError,
)
from services.publishing.domain.repost_words import (
    PublishRepost,
    RenewRepost,
    RepostPublished,
    RepostRenewed,
    RepostSource,
    RepostWithdrawn,
    WithdrawRepost,
)
from services.publishing.domain.terms import Phase, Scope
from services.publishing.handlers.reposting import Reposting
from services.publishing.views import Outlet
from services.publishing.views.reposts import reposts, reposts_for
from shared.record import SYSTEM
from shared.testing import NOON, UNIT, Given
from tests.publishing.house import OTHER, person
from tests.publishing.test_deliveries import report

SOURCE = RepostSource(
    unit_name="青岚县委",
    version=1,
    title="分工",
    digest="ab",
    scope=Scope.PARTY,
    phase=Phase.INNER,
)
PUBLISH = PublishRepost(
    unit=OTHER,
    unit_name="招商局",
    disclosure_id="d",
    scope=Scope.PARTY,
    channels=("会议",),
    source=SOURCE,
)
PUBLISHED = RepostPublished(
    unit=OTHER,
    unit_name="招商局",
    disclosure_id="d",
    source_name="青岚县委",
    version=1,
    title="分工",
    digest="ab",
    scope=Scope.PARTY,
    channels=("会议",),
    published_on=NOON.date(),
)
RENEWED = RepostRenewed(
    unit=OTHER, disclosure_id="d", version=2, title="分工", digest="cd", renewed_on=NOON.date()
)
WITHDRAWN = RepostWithdrawn(
    unit=OTHER, disclosure_id="d", reason="撤回", by_source=True, withdrawn_on=NOON.date()
)


def ask(command, *history, by=SYSTEM, unit=OTHER, post=SYSTEM):
    return Given(REPOST, *history).when(command, by=by, unit=unit, post=post)


def test_what_was_approved_is_shown_once():
    ask(PUBLISH).then(PUBLISHED)
    ask(PUBLISH, PUBLISHED).then_rejected(RepostPublishedAlreadyError)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (None, SourceNotOpenError),
        (replace(SOURCE, withdrawn=True), SourceNotOpenError),
        (replace(SOURCE, phase=Phase.REGISTERED), SourceNotOpenError),
        (replace(SOURCE, scope=Scope.UNIT), SourceNotOpenError),
        (replace(SOURCE, scope=Scope.SOCIETY), RepostScopeError),  # still inside the Party
    ],
)
def test_a_source_that_does_not_stand_open_that_far_is_not_shown(source, rule):
    wide = replace(PUBLISH, scope=Scope.SOCIETY) if rule is RepostScopeError else PUBLISH
    ask(replace(wide, source=source)).then_rejected(rule)


def test_forms_that_anybody_can_read_are_for_society_alone():
    ask(replace(PUBLISH, channels=("网站",))).then_rejected(RepostChannelError)
    open_ = replace(SOURCE, scope=Scope.SOCIETY, phase=Phase.PUBLIC)
    wide = replace(PUBLISH, source=open_, scope=Scope.SOCIETY, channels=("网站",))
    ask(wide).then(replace(PUBLISHED, scope=Scope.SOCIETY, channels=("网站",)))


def test_it_follows_its_source():
    newer = RenewRepost(source=replace(SOURCE, version=2, digest="cd"))
    ask(newer, PUBLISHED).then(RENEWED)
    ask(newer, PUBLISHED, RENEWED).then_rejected(RepostUpToDateError)
    gone = WithdrawRepost(reason="撤回", by_source=True)
    ask(gone, PUBLISHED).then(WITHDRAWN)
    ask(gone, PUBLISHED, WITHDRAWN).then_rejected(RepostWithdrawnError)
    ask(gone).then_rejected(RepostUnknownError)


def test_the_unit_takes_its_own_repost_down_and_nobody_elses():
    own = WithdrawRepost(reason=" 过期 ")
    down = replace(WITHDRAWN, reason="过期", by_source=False)
    ask(own, PUBLISHED, by="p", post="publisher").then(down)
    ask(own, PUBLISHED, by="p", post="member").then_rejected(NotPublisherError)
    ask(own, PUBLISHED, by="p", unit=UNIT, post="publisher").then_rejected(NotPublisherError)
    pretended = replace(own, by_source=True)
    ask(pretended, PUBLISHED, by="p", post="member").then_rejected(NotPublisherError)
    bare = WithdrawRepost(reason=" ")
    ask(bare, PUBLISHED, by="p", post="publisher").then_rejected(RepostReasonError)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────


async def approve(house, source, scope="party", channels=("会议", "公开栏"), unit=OTHER):
    """Let the unit below approve a repost; return its id."""
    repost = str(uuid4())
    await house.hear(
        "workflow.repost.approved.v1",
        repost,
        unit=unit,
        disclosure_id=source,
        source_unit=UNIT,
        scope=scope,
        channels=channels,
    )
    return repost


async def told(house, repost, name=""):
    answer = await house.client.get(f"/api/reposts/{repost}", headers=house.as_(name))
    return answer.json() if answer.status_code == 200 else answer.status_code


async def listed(house, name=""):
    answer = await house.client.get("/api/reposts", headers=house.as_(name))
    return [each["repost_id"] for each in answer.json()["reposts"]]


@pytest.mark.row("C3")
async def test_a_party_matter_below_stays_inside_is_linked_and_goes_with_its_source(house):
    source = await house.open_to("inner", "party", channels=["会议", "公开栏"])
    refused = await approve(house, source, "society", ["网站"])
    assert await told(house, refused, "other publisher") == 404
    assert [e.event.rule for e in house.refusals()] == ["RepostScopeError"]
    website = await approve(house, source, "party", ["网站"])
    assert await told(house, website, "other publisher") == 404

    repost = await approve(house, source)
    seen = await told(house, repost, "member")
    assert seen["source_url"] == f"/items/{source}"
    assert "实缴1095.00元" in seen["content"]
    page = await house.page(f"/reposts/{repost}", "stranger")
    assert "转载自青岚县委编办公开的事项" in page
    assert f"/items/{source}" in page
    assert await told(house, repost) == 404  # a citizen is not inside the Party
    assert await listed(house) == []
    assert await listed(house, "stranger") == [repost]

    second = await approve(house, source, unit=UNIT)  # down the tree, every repost follows
    await house.revoke(source, "涉及未公布的人事安排。")
    await house.settled()
    for each in (repost, second):
        seen = await told(house, each, "member")
        assert (seen["withdrawn"], seen["content"]) == (True, "")
        assert "涉及未公布的人事安排" in seen["reason"]
    assert await listed(house, "stranger") == []
    assert "实缴1095.00元" not in await house.page(f"/reposts/{repost}", "member")
    facts = [each["event"]["type"] for each in house.facts()]
    assert facts.count("publishing.repost.withdrawn.v1") == 2


async def test_a_correction_above_is_a_correction_below(house):
    source = await house.open_to("public")
    repost = await approve(house, source, "society", ["网站"])
    assert "2026年第三季度" in await house.page("/reposts")
    await house.change("revise", source, "金额有误。", content="实缴1094.00元。")
    await house.settled()
    seen = await told(house, repost)
    assert (seen["version"], seen["content"]) == (2, "实缴1094.00元。")
    assert "第 2 版" in await house.page(f"/reposts/{repost}")


async def test_the_clock_finds_what_the_house_slept_through(house):
    source = await house.open_to("public")
    reposting = Reposting(house.service.store, house.service.views, house.clock)
    assert await reposting.follow() == 0
    repost = await approve(house, source, "society", ["网站"])
    assert await reposting.follow() == 0
    await house.change("withdraw", source, "不再需要。")
    await house.settled()
    assert (await told(house, repost))["withdrawn"] is True
    assert await reposting.follow() == 0


async def test_what_is_no_longer_displayed_above_is_no_longer_listed_below(house):
    source = await house.open_to("public", duration_days=1)
    await approve(house, source, "society", ["网站"])
    assert len(await listed(house)) == 1
    house.later(days=1)
    assert await listed(house) == []


async def test_by_hand_a_unit_takes_its_repost_down(house):
    source = await house.open_to("public")
    repost = await approve(house, source, "society", ["网站"])
    assert "撤下转载" not in await house.page(f"/reposts/{repost}")
    assert "撤下转载" in await house.page(f"/reposts/{repost}", "other publisher")
    headers = house.as_("other publisher") | {"accept": "text/html"}
    url = f"/reposts/{repost}/withdraw"
    bare = await house.client.post(url, data={"reason": " "}, headers=headers)
    assert bare.status_code == 422
    assert "撤下转载要写明理由" in bare.text
    stranger = house.as_("publisher")
    assert (await house.client.post(url, data={"reason": "x"}, headers=stranger)).status_code == 403
    await house.client.post(url, data={"reason": "已经过期"}, headers=headers)
    assert "已经过期" in await house.page(f"/reposts/{repost}")
    assert "还没有转载的事项。" in await house.page("/reposts")


async def test_lists_and_pages_let_in_the_same_readers(house):
    source = await house.open_to("public")
    for scope in ("society", "party", "unit"):
        await approve(house, source, scope, ["会议"])
        await approve(house, source, scope, ["公开栏"])
    views = house.service.views
    rows = views.select(reposts)
    readers = [
        Reader(),
        Reader(person=person("x")),
        Reader(person="m", units=frozenset({UNIT})),
        Reader(person="m", units=frozenset({OTHER})),
        Reader(person="s", units=frozenset({UNIT}), staffed=frozenset({OTHER})),
    ]
    for reader in readers:
        found = {each.repost_id for each in views.select(reposts, reposts_for(reader))}
        assert found == {each.repost_id for each in rows if each.may_be_read_by(reader)}
    assert all(isinstance(each.disclosure_id, UUID) for each in rows)


async def deliveries(house, repost, name="other publisher"):
    answer = await house.get(f"/api/disclosures/{repost}/deliveries", name, "application/json")
    rows = answer.json()["deliveries"]
    return {(each["version"], each["form"]): each["state"] for each in rows}


async def test_each_channel_of_the_unit_below_is_told_and_answers_for_itself(house):
    source = await house.open_to("public")
    before = Outlet(house.service.views).last()
    repost = await approve(house, source, "society", ["网站", "公开栏"])
    await house.change("revise", source, "金额有误。", content="实缴1094.00元。")
    await house.settled()
    told_ = [read(each.body) for each in Outlet(house.service.views).after(before, 100)]
    mine = [each for each in told_ if each.subject.endswith(OTHER)]
    assert [(each.type.split(".")[3], each.subject.split(".")[0]) for each in mine] == [
        ("opened", "portal"),
        ("opened", "board"),
        ("revised", "portal"),
        ("revised", "board"),
    ]
    assert {str(each.data.disclosure_id) for each in mine} == {repost}
    assert {each.data.url for each in mine} == {f"/reposts/{repost}"}
    assert all(each.whole for each in mine)
    assert mine[-1].data.content == "实缴1094.00元。"

    states = await deliveries(house, repost)
    assert states == {
        (1, "网站"): "removed",
        (1, "公开栏"): "replaced",
        (2, "网站"): "delivered",
        (2, "公开栏"): "expected",
    }
    board = {"step": "public", "form": "公开栏", "evidence": "ab" * 32}
    stranger = await report(house, repost, "delivered", "publisher", **board)
    assert stranger.status_code in {403, 404}
    done = await report(house, repost, "delivered", "other publisher", **board)
    assert done.status_code == 201, done.text
    paper = board | {"form": "文件"}
    refused = await report(house, repost, "delivered", "other publisher", **paper)
    assert "不包括公开形式“文件”" in refused.json()["title"]
    page = await house.page(f"/items/{repost}/deliveries", "other publisher")
    assert f'href="/reposts/{repost}"' in page

    await house.change("withdraw", source, "不再需要。")
    await house.settled()
    last = [read(each.body) for each in Outlet(house.service.views).after(before, 100)]
    gone = [each for each in last if each.withdrawn and each.subject.endswith(OTHER)]
    assert len(gone) == 2
    assert {each.data.content for each in gone} == {""}
    assert (await deliveries(house, repost))[2, "公开栏"] == "removing"


async def test_what_is_reposted_inside_is_told_inside_and_its_deliveries_are_no_outsiders(house):
    source = await house.open_to("public")
    before = Outlet(house.service.views).last()
    repost = await approve(house, source, "party", ["会议"])
    mine = [read(each.body) for each in Outlet(house.service.views).after(before, 100)]
    assert [each.subject for each in mine] == [f"meeting.party.{OTHER}"]
    for name in ("", "publisher"):
        assert (await house.get(f"/items/{repost}/deliveries", name)).status_code == 404
    assert await deliveries(house, repost) == {(1, "会议"): "expected"}


async def registered(house, name):
    answer = await house.get("/api/register", name, "application/json")
    return {each["disclosure_id"]: each for each in answer.json()["entries"]}


async def test_what_a_unit_reposts_stands_in_its_register_as_it_was_approved_there(house):
    source = await house.open_to("public", channels=["网站", "会议", "公开栏"])
    assert await registered(house, "other publisher") == {}
    repost = await approve(house, source, "party", ["会议", "公开栏"])
    board = {"step": "inner", "form": "公开栏", "evidence": "ab" * 32}
    assert (await report(house, repost, "delivered", "other publisher", **board)).is_success

    [entry] = (await registered(house, "other publisher")).values()
    assert (entry["disclosure_id"], entry["source_id"]) == (repost, source)
    assert (entry["scope"], entry["forms"]) == ("party", ["会议", "公开栏"])
    assert {each["form"]: each["state"] for each in entry["actual"]} == {
        "会议": "expected",
        "公开栏": "delivered",
    }
    [above] = (await registered(house, "publisher")).values()
    assert (above["disclosure_id"], above["source_id"]) == (source, None)
    page = await house.page("/register", "other publisher")
    assert f'href="/reposts/{repost}"' in page
    assert "转载自" in page
    assert "青岚县委编办" in page
    assert "没有有差异的事项" in await house.page("/register?deviating=true", "other publisher")
    await house.change("withdraw", source, "不再需要。")
    await house.settled()
    [gone] = (await registered(house, "other publisher")).values()
    assert {each["form"] for each in gone["actual"] if each["state"] == "removing"} == {"公开栏"}
