"""An entry of a draft is changed while nobody has approved it, and screened anew after it."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG, NotScreenedError, ScreenedByDrafterError
from services.catalog.domain.commands import ApproveCatalog, ScreenCatalog
from services.catalog.domain.drafting import NoOpenDraftError
from services.catalog.domain.listing import MissingFieldError
from services.catalog.domain.rewriting import (
    AmendReasonMissingError,
    EntryTwiceError,
    NothingAmendedError,
    RowUnknownError,
)
from services.catalog.domain.rewriting_words import AmendEntry, EntryAmended
from services.catalog.domain.terms import (
    Confidence,
    Doubt,
    Evidence,
    Field,
    Form,
    Inherited,
    Kind,
    Scope,
    TimeLimit,
    Verdict,
)
from shared.testing import UNIT, Given
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.examples import (
    APPROVER,
    CLERK,
    DUES,
    SCREENER,
    UNSURE,
    approved,
    drafted,
    listed,
    screened,
)
from tests.catalog.test_pages import hidden

REASON = "支委会研究，按季度公开"
ASKED = AmendEntry(
    row=1,
    level1="组织建设",
    level2="党费收缴管理",
    level3="党费收缴、使用和管理情况",
    forms=(Form.DOCUMENT, Form.MEETING),
    scope=Scope.PARTY,
    time_limit=TimeLimit.PERIODIC,
    reason=REASON,
)
RENAMED = replace(DUES, level3="党费收缴、使用和管理情况")
OTHER = replace(DUES, row=2, code="1.1.2", level3="党费使用情况")
DRAFT = drafted(DUES, OTHER)
HERE = f"/api/units/{OFFICE}/catalog"
BODY = {
    "level1": "组织建设",
    "level2": "党员",
    "level3": "党费收缴情况",
    "forms": ["会议"],
    "scope": "party",
    "time_limit": "periodic",
}


def amended(entry, *changed, raised=()):
    return EntryAmended(
        unit=UNIT,
        version=1,
        entry=entry,
        changed=changed,
        reason=REASON,
        amended_by=CLERK,
        raised=raised,
    )


# ── rules ────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_entry_is_amended_with_its_reason_and_what_was_changed():
    Given(CATALOG, *DRAFT).when(ASKED, by=CLERK).then(amended(RENAMED, Field.LEVEL3))


def test_every_field_may_be_amended_and_new_values_are_inherited_no_more():
    marks = tuple(
        Inherited(field=each, from_row=1, evidence=Evidence.BLANK, confidence=Confidence.HIGH)
        for each in (Field.LEVEL1, Field.LEVEL2)
    )
    before = replace(DUES, inherited=marks)
    asked = AmendEntry(
        row=1,
        level1=DUES.level1,
        level2="经费",
        level3="经费",
        forms=(Form.BOARD,),
        scope=Scope.SOCIETY,
        time_limit=TimeLimit.IMMEDIATE,
        reason=REASON,
    )
    entry = replace(
        before,
        level2="经费",
        level3="经费",
        forms=(Form.BOARD,),
        scope=Scope.SOCIETY,
        time_limit=TimeLimit.IMMEDIATE,
        time_word=TimeLimit.IMMEDIATE.chinese,
        inherited=marks[:1],
    )
    changed = (Field.LEVEL2, Field.LEVEL3, Field.FORMS, Field.SCOPE, Field.TIME_LIMIT)
    Given(CATALOG, *drafted(before)).when(asked, by=CLERK).then(amended(entry, *changed))


def test_an_amendment_voids_the_screening():
    world = Given(CATALOG, *DRAFT, screened(), amended(RENAMED, Field.LEVEL3))

    world.when(ApproveCatalog(), by=APPROVER).then_rejected(NotScreenedError)


def test_whoever_amended_does_not_screen():
    world = Given(CATALOG, *DRAFT, replace(amended(RENAMED, Field.LEVEL3), amended_by=SCREENER))

    world.when(ScreenCatalog(verdict=Verdict.PASS), by=SCREENER).then_rejected(
        ScreenedByDrafterError
    )


def test_what_was_doubtful_about_the_entry_is_settled_by_it():
    facts = [*drafted(DUES, doubts=(UNSURE,)), amended(RENAMED, Field.LEVEL3), screened()]

    Given(CATALOG, *facts).when(ApproveCatalog(), by=APPROVER).then(approved(), listed(RENAMED))


def test_scope_and_forms_that_do_not_fit_are_a_new_doubt():
    asked = replace(ASKED, scope=Scope.SOCIETY, level3=DUES.level3)
    message = "范围是社会，形式却只有会议、文件，社会公众看不到。"
    doubt = Doubt(row=1, field=Field.FORMS, kind=Kind.CONTRADICTION, message=message)
    entry = replace(DUES, scope=Scope.SOCIETY)

    Given(CATALOG, *DRAFT).when(asked, by=CLERK).then(amended(entry, Field.SCOPE, raised=(doubt,)))


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"row": 9}, RowUnknownError, "row"),
        ({"reason": " "}, AmendReasonMissingError, "reason"),
        ({"level3": "　"}, MissingFieldError, "level3"),
        ({"forms": ()}, MissingFieldError, "forms"),
        ({"scope": None}, MissingFieldError, "scope"),
        ({"time_limit": None}, MissingFieldError, "time_limit"),
        ({"level3": DUES.level3}, NothingAmendedError, "row"),
        ({"level3": OTHER.level3}, EntryTwiceError, "level3"),
    ],
)
def test_what_cannot_be_amended_so_is_refused_by_name(change, error, field):
    asked = replace(ASKED, **change)

    Given(CATALOG, *DRAFT).when(asked, by=CLERK).then_rejected(error, field=field)


def test_what_is_approved_is_amended_by_an_announcement_only():
    facts = [*DRAFT, screened(), approved(), listed(DUES), listed(OTHER)]

    Given(CATALOG, *facts).when(ASKED, by=CLERK).then_rejected(NoOpenDraftError)
    Given(CATALOG).when(ASKED, by=CLERK).then_rejected(NoOpenDraftError)


# ── doors ────────────────────────────────────────────────────────────────────────────────────


async def test_an_entry_is_amended_by_program_and_the_verdict_is_void(bureau):
    async with bureau.client(login_of("clerk")) as clerk:
        assert (await clerk.post(f"{HERE}/entries", json=BODY)).status_code == 201
    async with bureau.client(login_of("secrecy_reviewer")) as screener:
        passed = await screener.post(f"{HERE}/screening", json={"verdict": "pass"})
        assert passed.status_code == 201
    body = BODY | {"row": 1, "level3": "党费收缴和使用情况", "reason": REASON}
    async with bureau.client(login_of("member")) as member:
        assert (await member.post(f"{HERE}/entries/amend", json=body)).status_code == 403
    async with bureau.client(login_of("clerk")) as clerk:
        stale = {"if-match": '"1"'}
        refused = await clerk.post(f"{HERE}/entries/amend", json=body, headers=stale)
        assert refused.status_code == 412
        assert (await clerk.post(f"{HERE}/entries/amend", json=body)).status_code == 201
        book = (await clerk.get(f"{HERE}/1")).json()
    async with bureau.client(login_of("approver")) as approver:
        refused = await approver.post(f"{HERE}/approval")

    assert refused.json()["type"] == "urn:gongkai:NotScreenedError"
    assert book["catalog"]["state"] == "drafted"
    assert [each["entry"]["level3"] for each in book["entries"]] == ["党费收缴和使用情况"]
    assert [(each["changed"], each["reason"]) for each in book["rewritings"]] == [
        (["level3"], REASON)
    ]


async def test_an_entry_is_amended_by_hand(bureau):
    version = f"/units/{OFFICE}/catalog/1"
    async with bureau.client(login_of("clerk")) as clerk:
        await clerk.post(f"{HERE}/entries", json=BODY)
    async with bureau.browser(login_of("clerk")) as browser:
        assert f'href="/catalog{version}/entries/1"' in (await browser.get(version)).text
        form = (await browser.get(f"{version}/entries/1")).text
        assert 'value="党费收缴情况"' in form
        filled = BODY | {"row": "1", "scope": "unit", "reason": REASON}
        filled["expected"] = hidden(form, "expected")
        filled["command_id"] = hidden(form, "command_id")
        empty = await browser.post(f"{version}/entries/1", data=filled | {"reason": ""})
        assert (empty.status_code, "请写明修改理由" in empty.text) == (422, True)
        done = await browser.post(f"{version}/entries/1", data=filled)
        again = await browser.post(f"{version}/entries/1", data=filled)
        shown = (await browser.get(version)).text
        assert (await browser.get(f"{version}/entries/7")).status_code == 404

    assert (done.status_code, again.status_code) == (303, 303)
    assert done.headers["location"] == f"/catalog{version}?row=1#row-1"
    assert f"理由：{REASON}" in shown
    assert "修改：公开范围" in shown
    assert len([x for x in bureau.facts() if x["event"]["type"].endswith("amended.v1")]) == 1


async def test_an_entry_that_was_approved_has_no_form(bureau):
    async with bureau.client(login_of("clerk")) as clerk:
        await clerk.post(f"{HERE}/entries", json=BODY)
    async with bureau.client(login_of("secrecy_reviewer")) as screener:
        await screener.post(f"{HERE}/screening", json={"verdict": "pass"})
    async with bureau.client(login_of("approver")) as approver:
        assert (await approver.post(f"{HERE}/approval")).status_code == 201
    async with bureau.browser(login_of("clerk")) as browser:
        page = (await browser.get(f"/units/{OFFICE}/catalog/1/entries/1")).text
        version = (await browser.get(f"/units/{OFFICE}/catalog/1")).text

    assert "条目不能再改" in page
    assert "保存修改" not in page
    assert "entries/1" not in version
