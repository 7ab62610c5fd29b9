"""A listed item is changed, revoked or terminated: explained, approved, filed, then announced."""

import re

import pytest
from msgspec.structs import replace

from services.catalog.domain.amendment import (
    AMENDMENT,
    AbandonedError,
    AmendmentTwiceError,
    AmendmentUnknownError,
    AnnouncedAlreadyError,
    DepartureReasonMissingError,
    ExplanationMissingError,
    NotReturnedError,
    NotYetApprovedError,
    NotYetFiledError,
    NotYetScreenedError,
    OwnAmendmentError,
    ReturnAnswerMissingError,
    ReturnCommentMissingError,
    WantedMissingError,
)
from services.catalog.domain.amendment_words import (
    AbandonAmendment,
    AmendmentAbandoned,
    AmendmentAcknowledged,
    AmendmentAnnounced,
    AmendmentApproved,
    AmendmentFiled,
    AmendmentKind,
    AmendmentProposed,
    AmendmentReturned,
    AmendmentScreened,
    AnnounceAmendment,
    ApplyAmendment,
    ApproveAmendment,
    FileAmendment,
    ProposeAmendment,
    ProposeByScheme,
    ReturnAmendment,
    ScreenAmendment,
)
from services.catalog.domain.catalog import CATALOG, DraftOpenError, ItemNotListedError
from services.catalog.domain.revision import differences
from services.catalog.domain.terms import Field, Scope, Verdict
from shared.testing import UNIT, Given
from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.examples import (
    APPROVER,
    CLERK,
    DUES,
    ITEM,
    SCREENER,
    drafted,
)
from tests.catalog.test_doors import ENTRY, rule, send
from tests.catalog.test_doors import approved as approve_catalog

WHY = "机构改革，职责已经调整。"
REVOKE = ProposeAmendment(item_id=ITEM, kind=AmendmentKind.REVOKE, explanation=WHY)
PROPOSED = AmendmentProposed(
    unit=UNIT,
    item_id=ITEM,
    kind=AmendmentKind.REVOKE,
    explanation=WHY,
    wanted=None,
    proposed_by=CLERK,
)
SCREENED = AmendmentScreened(unit=UNIT, verdict=Verdict.PASS, note="", screened_by=SCREENER)
APPROVED = AmendmentApproved(unit=UNIT, approved_by=APPROVER)
FILED = AmendmentFiled(unit=UNIT, superior="county", filed_by=CLERK)


def test_a_revocation_is_proposed_with_its_explanation():
    Given(AMENDMENT).when(REVOKE, by=CLERK).then(PROPOSED)


@pytest.mark.parametrize("kind", AmendmentKind)
def test_nothing_is_changed_revoked_or_terminated_without_an_explanation(kind):
    Given(AMENDMENT).when(replace(REVOKE, kind=kind, explanation=" "), by=CLERK).then_rejected(
        ExplanationMissingError, field="explanation"
    )


def test_what_departs_from_the_scheme_is_amended_only_with_the_reason():
    departs = ProposeByScheme(asked=REVOKE, departures=("方案没有“社会”这种范围",))
    refused = Given(AMENDMENT).when(departs, by=CLERK)
    said = refused.then_rejected(DepartureReasonMissingError, field="departure_reason").sentence
    assert "方案没有“社会”这种范围" in said

    asked = replace(REVOKE, departure_reason=" 县委要求向社会公开 ")
    told = {"departures": departs.departures, "departure_reason": "县委要求向社会公开"}
    Given(AMENDMENT).when(replace(departs, asked=asked), by=CLERK).then(replace(PROPOSED, **told))
    Given(AMENDMENT).when(ProposeByScheme(asked=asked), by=CLERK).then(PROPOSED)


def test_a_change_says_what_is_to_be_said_instead():
    Given(AMENDMENT).when(replace(REVOKE, kind=AmendmentKind.CHANGE), by=CLERK).then_rejected(
        WantedMissingError, field="wanted"
    )


def test_each_step_waits_for_the_one_before():
    Given(AMENDMENT).when(ApproveAmendment(), by=APPROVER).then_rejected(AmendmentUnknownError)
    Given(AMENDMENT, PROPOSED).when(ApproveAmendment(), by=APPROVER).then_rejected(
        NotYetScreenedError
    )
    Given(AMENDMENT, PROPOSED, SCREENED).when(
        FileAmendment(superior="county"), by=CLERK
    ).then_rejected(NotYetApprovedError)
    Given(AMENDMENT, PROPOSED, SCREENED, APPROVED).when(
        AnnounceAmendment(), by=CLERK
    ).then_rejected(NotYetFiledError)


def test_who_proposed_neither_screens_nor_approves():
    screening = ScreenAmendment(verdict=Verdict.PASS)
    Given(AMENDMENT, PROPOSED).when(screening, by=CLERK).then_rejected(OwnAmendmentError)
    for somebody in (CLERK, SCREENER):
        Given(AMENDMENT, PROPOSED, SCREENED).when(ApproveAmendment(), by=somebody).then_rejected(
            OwnAmendmentError
        )


def test_a_filed_amendment_is_announced_once_with_its_explanation():
    announced = AmendmentAnnounced(
        unit=UNIT, item_id=ITEM, kind=AmendmentKind.REVOKE, explanation=WHY, announced_by=CLERK
    )
    before = (PROPOSED, SCREENED, APPROVED, FILED)
    Given(AMENDMENT, *before).when(AnnounceAmendment(), by=CLERK).then(announced)
    Given(AMENDMENT, *before, announced).when(AnnounceAmendment(), by=CLERK).then_rejected(
        AmendmentTwiceError
    )


def test_a_superior_may_return_what_was_filed_and_it_is_answered_or_given_up():
    before = (PROPOSED, SCREENED, APPROVED, FILED)
    refuse = ReturnAmendment(comment="撤销的理由不充分。")
    above = {"by": "county approver", "unit": FILED.superior}
    returned = AmendmentReturned(
        superior=FILED.superior, comment="撤销的理由不充分。", returned_by="county approver"
    )
    Given(AMENDMENT, *before).when(refuse, **above).then(returned)
    Given(AMENDMENT, *before).when(refuse, by=CLERK).then_rejected(NotYetFiledError)
    Given(AMENDMENT, *before).when(replace(refuse, comment="不行"), **above).then_rejected(
        ReturnCommentMissingError, field="comment"
    )
    back = Given(AMENDMENT, *before, returned)
    back.when(AnnounceAmendment(), by=CLERK).then_rejected(NotYetFiledError)
    again = FileAmendment(superior=FILED.superior)
    back.when(again, by=CLERK).then_rejected(ReturnAnswerMissingError, field="answer")
    answered = replace(FILED, answer="已补充了依据。")
    back.when(replace(again, answer="已补充了依据。"), by=CLERK).then(answered)
    given_up = AmendmentAbandoned(unit=UNIT, abandoned_by=CLERK)
    back.when(AbandonAmendment(), by=CLERK).then(given_up)
    Given(AMENDMENT, *before, returned, given_up).when(again, by=CLERK).then_rejected(
        AbandonedError
    )
    Given(AMENDMENT, *before).when(AbandonAmendment(), by=CLERK).then_rejected(NotReturnedError)
    Given(AMENDMENT, PROPOSED).when(AbandonAmendment(), by=APPROVER).then(
        replace(given_up, abandoned_by=APPROVER)
    )
    signed = AmendmentAcknowledged(superior=FILED.superior, note="", acknowledged_by="x")
    Given(AMENDMENT, *before, signed).when(refuse, **above).then_rejected(AnnouncedAlreadyError)


def test_a_failed_screening_leaves_the_amendment_to_be_screened_again():
    failed = AmendmentScreened(unit=UNIT, verdict=Verdict.FAIL, note="泄露", screened_by=SCREENER)
    Given(AMENDMENT, PROPOSED, failed).when(ApproveAmendment(), by=APPROVER).then_rejected(
        NotYetScreenedError
    )
    Given(AMENDMENT, PROPOSED, failed).when(
        ScreenAmendment(verdict=Verdict.PASS), by=SCREENER
    ).then(SCREENED)


def test_an_item_is_amended_only_while_it_is_listed_and_no_draft_is_open():
    apply = ApplyAmendment(item_id=ITEM, wanted=None, screened_by=SCREENER, approved_by=APPROVER)
    Given(CATALOG, *drafted(DUES)).when(apply, by=CLERK).then_rejected(DraftOpenError)
    Given(CATALOG).when(apply, by=CLERK).then_rejected(ItemNotListedError, field="item_id")


def test_differences_name_what_was_added_dropped_and_which_fields_were_changed():
    wider = replace(DUES, scope=Scope.SOCIETY, row=2)
    other = replace(DUES, level3="党员发展情况")
    found = differences([DUES, other], [wider, replace(DUES, level3="换届选举情况")])

    assert [each.level3 for each in found.added] == ["换届选举情况"]
    assert [each.level3 for each in found.dropped] == ["党员发展情况"]
    assert [(each.before.scope, each.after.scope, each.fields) for each in found.changed] == [
        (Scope.PARTY, Scope.SOCIETY, (Field.SCOPE,))
    ]
    assert found.same == 0


@pytest.fixture
async def listed_item(bureau):
    """Return a bureau with one item for society, a superior with an approver, and the item's id."""
    async with bureau.client("admin") as admin:
        await bureau.hire(admin, COUNTY, "approver")
    await send(bureau, "clerk", "entries", ENTRY)
    await approve_catalog(bureau)
    async with bureau.client() as citizen:
        return (await citizen.get(f"/api/units/{OFFICE}/items")).json()[0]["item_id"]


async def step(county, login, path, body=None):
    async with county.client(login) as client:
        return await client.post(f"/api/{path}", json=body or {})


async def carry(county, item, kind, **more):
    """Carry an amendment up to its filing; return its path."""
    body = {"item_id": item, "kind": kind, "explanation": WHY, **more}
    made = await step(county, login_of("clerk"), f"units/{OFFICE}/amendments", body)
    assert made.status_code == 201, made.text
    path = made.headers["location"].removeprefix("/catalog/api/")
    early = await step(county, login_of("clerk"), f"{path}/announcement")
    assert rule(early) == "NotYetFiledError"
    for who, name, filled in (
        ("secrecy_reviewer", "screening", {"verdict": "pass"}),
        ("approver", "approval", {}),
        ("clerk", "filing", {}),
    ):
        done = await step(county, login_of(who), f"{path}/{name}", filled)
        assert done.status_code == 201, done.text
    return path


async def test_a_change_is_held_against_the_scheme_of_its_unit(bureau, listed_item):
    plan = {
        "seed": "S0",
        "effective": "2026-01-01",
        "values": {"time_limits": ["long_term", "periodic"]},
        "reasons": {"time_limits": "本单位没有即时公开的事项"},
    }
    async with bureau.client("admin") as admin:
        adopted = await admin.post(f"/api/units/{OFFICE}/scheme/versions", json=plan)
        assert adopted.status_code == 201, adopted.text
    wanted = {"forms": ["会议", "网站"], "scope": "society", "time_limit": "immediate"}
    body = {"item_id": listed_item, "kind": "change", "explanation": WHY, "wanted": wanted}
    path = f"units/{OFFICE}/amendments"

    refused = await step(bureau, login_of("clerk"), path, body)
    assert (refused.status_code, rule(refused)) == (422, "DepartureReasonMissingError")
    reason = {"departure_reason": "县委要求这一事项即时公开"}
    made = await step(bureau, login_of("clerk"), path, body | reason)
    assert made.status_code == 201, made.text


@pytest.mark.row("A7")
async def test_a_revocation_is_filed_before_it_is_announced_and_the_old_page_shows_the_notice(
    bureau, listed_item
):
    body = {"item_id": listed_item, "kind": "revoke"}
    refused = await step(bureau, login_of("clerk"), f"units/{OFFICE}/amendments", body)
    assert (refused.status_code, rule(refused)) == (422, "ExplanationMissingError")

    path = await carry(bureau, listed_item, "revoke")
    again = {**body, "kind": "terminate", "explanation": WHY}
    second = await step(bureau, login_of("clerk"), f"units/{OFFICE}/amendments", again)
    assert rule(second) == "AmendmentRunningError"
    async with bureau.browser(login_of("clerk")) as browser:
        assert "目录调整（待办理1件）" in (await browser.get(f"/units/{OFFICE}")).text
        assert "编办：1件目录调整等待报备或者公告" in (await browser.get("/")).text
    async with bureau.browser(login_of("approver", COUNTY)) as above:
        assert "1件下级的目录调整等待签收" in (await above.get("/")).text
    superior = login_of("approver", COUNTY)
    signed = await step(bureau, superior, f"{path}/acknowledgement", {"note": "收到"})
    assert signed.status_code == 201, signed.text
    async with bureau.browser() as citizen:
        assert WHY not in (await citizen.get(f"/items/{listed_item}")).text
        assert (await step(bureau, login_of("clerk"), f"{path}/announcement")).status_code == 201
        old = (await citizen.get(f"/items/{listed_item}")).text
        now = (await citizen.get(f"/units/{OFFICE}")).text

    gone = await step(bureau, login_of("clerk"), f"units/{OFFICE}/amendments", again)
    assert rule(gone) == "ItemNotListedError"
    assert "撤销公告" in old
    assert WHY in old
    assert ENTRY["level3"] not in now
    order = [each["event"]["type"] for each in bureau.facts()]
    filed, notice = "catalog.amendment.filed.v1", "catalog.amendment.announced.v1"
    assert order.index(filed) < order.index(notice) < order.index("catalog.item.retired.v1")


async def test_a_changed_scope_makes_a_new_version_and_the_item_keeps_its_history(
    bureau, listed_item
):
    wanted = {"forms": ["网站"], "scope": "society", "time_limit": "immediate", "time_word": "随时"}
    path = await carry(bureau, listed_item, "change", wanted=wanted)
    assert (await step(bureau, login_of("clerk"), f"{path}/announcement")).status_code == 201
    async with bureau.client(login_of("clerk")) as clerk:
        item = (await clerk.get(f"/api/items/{listed_item}")).json()
        history = (await clerk.get(f"/api/items/{listed_item}/versions")).json()
        found = (await clerk.get(f"/api/units/{OFFICE}/catalog/2/differences/1")).json()
    async with bureau.browser(login_of("clerk")) as browser:
        shown = (await browser.get(f"/units/{OFFICE}/catalog/2/differences/1")).text
        page = (await browser.get(f"/items/{listed_item}")).text

    assert (item["catalog_version"], item["time_word"]) == (2, "随时")
    assert [(each["catalog_version"], each["time_limit"]) for each in history] == [
        (1, "periodic"),
        (2, "immediate"),
    ]
    assert found["changed"][0]["fields"] == ["forms", "time_limit"]
    assert "<del>定期</del>" in shown
    assert "<ins>随时</ins>" in shown
    assert "变更公告" in page


async def test_a_citizen_compares_the_public_words_of_approved_versions(bureau, listed_item):
    inner = ENTRY | {"level3": "党费收缴明细", "scope": "party", "forms": ["会议"]}
    await send(bureau, "clerk", "entries", inner)
    async with bureau.client() as citizen:
        draft = await citizen.get(f"/api/units/{OFFICE}/catalog/2/differences/1")
        assert (draft.status_code, rule(draft)) == (404, "VersionUnknownError")
    await approve_catalog(bureau)
    wanted = {"forms": ["会议"], "scope": "party", "time_limit": "periodic"}
    path = await carry(bureau, listed_item, "change", wanted=wanted)
    assert (await step(bureau, login_of("clerk"), f"{path}/announcement")).status_code == 201
    async with bureau.browser() as citizen:
        shown = await citizen.get(f"/units/{OFFICE}/catalog/3/differences/1")

    assert shown.status_code == 200
    assert "党费收缴明细" not in shown.text
    assert "去掉的事项（1）" in shown.text


async def test_what_is_announced_says_whether_society_knows_the_item(bureau, listed_item):
    path = await carry(bureau, listed_item, "revoke")
    assert (await step(bureau, login_of("clerk"), f"{path}/announcement")).status_code == 201
    told = {each["event"]["type"]: each["event"] for each in bureau.facts()}

    assert told["catalog.amendment.announced.v1"]["public"] is True
    assert told["catalog.item.retired.v1"]["scope"] == "society"


async def test_the_public_pages_of_the_county_are_found_from_the_list_of_units(bureau):
    async with bureau.browser() as citizen:
        units = (await citizen.get("/")).text
        for way in ("classes", "schemes", "calendar", "withheld"):
            assert f'href="/catalog/{way}"' in units
            assert (await citizen.get(f"/{way}")).status_code == 200


async def test_an_amendment_is_carried_by_hand_by_those_who_hold_the_posts(bureau, listed_item):
    form = {"kind": "terminate", "explanation": WHY}
    async with bureau.browser(login_of("clerk")) as clerk:
        assert "提出调整" in (await clerk.get(f"/items/{listed_item}")).text
        done = await clerk.post(f"/items/{listed_item}/amendments", data=form)
        assert done.status_code == 303, done.text
    for who, button, data in (
        ("secrecy_reviewer", "保密审查结论", {"verdict": "pass"}),
        ("approver", "批准", {}),
        ("clerk", "报上级备案", {}),
        ("above", "退回备案", {"comment": "请补充终止的依据。"}),
        ("clerk", "对退回意见的答复", {"answer": "依据是第三号文件。"}),
        ("clerk", "公告", {}),
    ):
        login = login_of("approver", COUNTY) if who == "above" else login_of(who)
        async with bureau.browser(login) as browser:
            unit = COUNTY if who == "above" else OFFICE
            shown = (await browser.get(f"/units/{unit}/amendments")).text
            assert button in shown
            actions = re.findall(r'action="/catalog(/amendments/[^"]+)"', shown)
            action = actions[-1] if who == "above" else actions[0]
            done = await browser.post(action, data=data)
            assert done.status_code == 303, done.text
    async with bureau.browser(login_of("approver", COUNTY)) as superior:
        shown = (await superior.get(f"/units/{COUNTY}/amendments")).text
        action = re.search(r'action="/catalog(/amendments/[^"]+)"', shown).group(1)
        assert action.endswith("/acknowledgement")
        assert "请补充终止的依据。" in shown
        assert "依据是第三号文件。" in shown
        assert (await superior.post(action, data={})).status_code == 303
    async with bureau.browser() as citizen:
        assert "终止公告" in (await citizen.get(f"/items/{listed_item}")).text
