"""Rules of screening and approving a catalog. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.catalog import (
    CATALOG,
    ApprovedByDrafterError,
    ApprovedByScreenerError,
    DoubtsOpenError,
    EmptyCatalogError,
    NoDraftError,
    NotScreenedError,
    ReasonMissingError,
    ScreenedByDrafterError,
)
from services.catalog.domain.commands import (
    ApproveCatalog,
    ScreenCatalog,
)
from services.catalog.domain.events import (
    ItemRetired,
)
from services.catalog.domain.terms import (
    Doubt,
    Field,
    Kind,
    Scope,
    Verdict,
    item_id_of,
)
from shared.testing import UNIT, Given
from tests.catalog.examples import (
    APPROVER,
    CLERK,
    DUES,
    PRINT,
    SCREENER,
    UNSURE,
    approved,
    drafted,
    listed,
    screened,
    settle,
    settled,
)


def test_a_screened_catalog_is_approved_and_its_items_are_listed_at_version_one():
    Given(CATALOG, *drafted(DUES), screened()).when(ApproveCatalog(), by=APPROVER).then(
        approved(), listed(DUES)
    )


def test_nothing_is_approved_that_was_not_screened():
    Given(CATALOG, *drafted(DUES)).when(ApproveCatalog(), by=APPROVER).then_rejected(
        NotScreenedError
    )


@pytest.mark.clause("S0-26")
def test_one_entry_that_nobody_has_screened_stands_in_the_way_and_is_named():
    added = replace(DUES, row=9, level3="党员发展情况")
    later = drafted(added)[-1]
    world = Given(CATALOG, *drafted(DUES), screened(), later)

    refused = world.when(ApproveCatalog(), by=APPROVER).then_rejected(NotScreenedError)

    assert refused.sentence == f"目录条目“{added.level3}”没有通过保密性初审，不能审批。"
    four = NotScreenedError("一", "二", "三", "四").sentence
    assert four == "目录条目“一”、“二”、“三”等4条没有通过保密性初审，不能审批。"


def test_a_failed_screening_says_why_and_stands_in_the_way():
    fail = ScreenCatalog(verdict=Verdict.FAIL, note="第1条涉密")
    failed = screened(Verdict.FAIL, note="第1条涉密")
    world = Given(CATALOG, *drafted(DUES))

    world.when(replace(fail, note=""), by=SCREENER).then_rejected(ReasonMissingError, field="note")
    world.when(fail, by=SCREENER).then(failed)
    Given(CATALOG, *drafted(DUES), failed).when(ApproveCatalog(), by=APPROVER).then_rejected(
        NotScreenedError
    )


def test_a_screening_holds_for_the_very_words_that_were_screened():
    changed = [
        [*drafted(DUES, doubts=(UNSURE,)), screened(), settled(Field.SCOPE, "党内", DUES)],
        [*drafted(DUES), screened(), drafted(replace(DUES, row=2, level3="新增"))[1]],
        [*drafted(DUES), screened(), *drafted(DUES, version=2)],
    ]
    for world in changed:
        Given(CATALOG, *world).when(ApproveCatalog(), by=APPROVER).then_rejected(NotScreenedError)


def test_nothing_is_approved_while_a_blocking_doubt_is_open():
    Given(CATALOG, *drafted(DUES, doubts=(UNSURE,)), screened()).when(
        ApproveCatalog(), by=APPROVER
    ).then_rejected(DoubtsOpenError)
    Given(CATALOG, *drafted(DUES, doubts=(PRINT,)), screened()).when(
        ApproveCatalog(), by=APPROVER
    ).then(approved(), listed(DUES))


@pytest.mark.parametrize(
    ("actor", "rule"), [(CLERK, ApprovedByDrafterError), (SCREENER, ApprovedByScreenerError)]
)
def test_who_drafted_or_screened_does_not_approve(actor, rule):
    Given(CATALOG, *drafted(DUES), screened()).when(ApproveCatalog(), by=actor).then_rejected(rule)


def test_who_settled_a_doubt_is_a_drafter():
    by_another = replace(settled(Field.SCOPE, "党内", DUES), settled_by=APPROVER)
    world = [*drafted(DUES, doubts=(UNSURE,)), by_another, screened()]

    Given(CATALOG, *world).when(ApproveCatalog(), by=APPROVER).then_rejected(ApprovedByDrafterError)


def test_who_drafted_does_not_screen():
    Given(CATALOG, *drafted(DUES)).when(
        ScreenCatalog(verdict=Verdict.PASS), by=CLERK
    ).then_rejected(ScreenedByDrafterError)


def test_without_a_draft_there_is_nothing_to_decide():
    for command in (
        settle(Field.SCOPE, "党内"),
        ScreenCatalog(verdict=Verdict.PASS),
        ApproveCatalog(),
    ):
        Given(CATALOG).when(command, by=APPROVER).then_rejected(NoDraftError)
    Given(CATALOG, *drafted(DUES), screened(), approved()).when(
        ApproveCatalog(), by=APPROVER
    ).then_rejected(NoDraftError)


def test_a_catalog_whose_last_entry_was_dropped_is_not_approved():
    blank = Doubt(row=1, field=Field.LEVEL3, kind=Kind.UNRESOLVED, message="空白")
    world = [*drafted(DUES, doubts=(blank,)), settled(Field.LEVEL3, "", None), screened()]

    Given(CATALOG, *world).when(ApproveCatalog(), by=APPROVER).then_rejected(EmptyCatalogError)


def test_the_next_version_lists_what_is_new_or_changed_and_retires_what_was_dropped():
    kept = replace(DUES, row=1, level3="党员发展情况")
    dues = replace(DUES, row=2)
    wider = replace(dues, scope=Scope.UNIT)
    gone = replace(DUES, row=3, level3="廉政文化建设情况")
    fresh = replace(DUES, row=4, level3="党内表彰情况")
    first = [*drafted(kept, dues, gone), screened(), approved()]
    history = [*first, *map(listed, (kept, dues, gone))]
    second = [*drafted(kept, wider, fresh, version=2), screened(version=2)]

    Given(CATALOG, *history, *second).when(ApproveCatalog(), by=APPROVER).then(
        approved(2),
        listed(wider, 2),
        listed(fresh, 2),
        ItemRetired(
            item_id=item_id_of(UNIT, gone),
            unit=UNIT,
            catalog_version=2,
            level3=gone.level3,
            scope=gone.scope,
        ),
    )
