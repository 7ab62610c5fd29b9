"""Rules of drafting a catalog and settling its doubts. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.batches import TOGETHER
from services.catalog.domain.catalog import (
    CATALOG,
    DoubtsOpenError,
    EntryTwiceError,
    NoSuchDoubtError,
    ReasonMissingError,
)
from services.catalog.domain.commands import (
    AddEntry,
    ApproveCatalog,
)
from services.catalog.domain.events import (
    CatalogDrafted,
    EntriesDrafted,
)
from services.catalog.domain.listing import MissingFieldError
from services.catalog.domain.settling import BlankDecisionError, UnknownWordError
from services.catalog.domain.terms import (
    Doubt,
    Entry,
    Field,
    Form,
    Kind,
    Scope,
    Source,
    TimeLimit,
)
from shared.record import LIMIT, file
from shared.testing import STORY, UNIT, Given, cause
from tests.catalog.examples import (
    APPROVER,
    CLASH,
    CLERK,
    DUES,
    PRINT,
    UNSURE,
    approved,
    drafted,
    import_of,
    listed,
    screened,
    settle,
    settled,
)

# ── one by one ───────────────────────────────────────────────────────────────────────────────

ADD = AddEntry(
    level3="党费收缴管理使用情况",
    forms=(Form.DOCUMENT, Form.MEETING),
    scope=Scope.PARTY,
    time_limit=TimeLimit.PERIODIC,
)
ADDED = Entry(
    row=1,
    code="1",
    level3="党费收缴管理使用情况",
    forms=(Form.MEETING, Form.DOCUMENT),
    scope=Scope.PARTY,
    time_limit=TimeLimit.PERIODIC,
    time_word="定期",
)
BY_HAND = [
    CatalogDrafted(unit=UNIT, version=1, source=Source(), rows=1, drafted_by=CLERK),
    EntriesDrafted(unit=UNIT, version=1, entries=(ADDED,), drafted_by=CLERK),
]


def test_an_entry_with_all_four_fields_begins_a_draft():
    Given(CATALOG).when(ADD, by=CLERK).then(*BY_HAND)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(ADD, level3=" "), "level3"),
        (replace(ADD, scope=None), "scope"),
        (replace(ADD, forms=()), "forms"),
        (replace(ADD, time_limit=None), "time_limit"),
    ],
)
def test_an_entry_lacking_one_of_the_four_is_refused_by_its_name(command, field):
    refusal = Given(CATALOG).when(command, by=CLERK).then_rejected(MissingFieldError, field=field)
    assert refusal.status == 422


def test_the_same_entry_is_not_added_twice():
    Given(CATALOG, *BY_HAND).when(ADD, by=CLERK).then_rejected(EntryTwiceError)


def test_an_entry_added_to_an_approved_catalog_begins_its_next_version():
    other = replace(ADD, level3="党员发展情况")
    entry = replace(ADDED, row=2, code="2", level3="党员发展情况")

    Given(CATALOG, *BY_HAND, screened(), approved(), listed(ADDED)).when(other, by=CLERK).then(
        CatalogDrafted(unit=UNIT, version=2, source=Source(), rows=2, drafted_by=CLERK),
        EntriesDrafted(unit=UNIT, version=2, entries=(ADDED, entry), drafted_by=CLERK),
    )


# ── imported ─────────────────────────────────────────────────────────────────────────────────


def test_a_catalog_is_imported_with_its_doubts():
    Given(CATALOG).when(import_of(DUES, doubts=(UNSURE,)), by=CLERK).then(
        *drafted(DUES, doubts=(UNSURE,))
    )


def test_a_large_catalog_is_filed_in_facts_that_are_small_enough():
    long = [replace(DUES, row=row, level3=f"{row}" + "长" * 1_900) for row in range(1, 121)]
    short = [replace(DUES, row=row, level3=f"事项{row}") for row in range(121, 321)]

    events = CATALOG.decide(import_of(*long, *short), CATALOG.initial, cause(CLERK))

    batches = [each for each in events if isinstance(each, EntriesDrafted)]
    assert [entry for each in batches for entry in each.entries] == [*long, *short]
    assert max(len(each.entries) for each in batches) == TOGETHER
    assert all(
        len(file(each, stream_id=STORY, version=1, cause=cause(CLERK)).body) <= LIMIT
        for each in batches
    )


def test_importing_again_makes_the_next_version():
    Given(CATALOG, *drafted(DUES)).when(import_of(DUES), by=CLERK).then(*drafted(DUES, version=2))


# ── doubts ───────────────────────────────────────────────────────────────────────────────────


def test_a_person_settles_a_doubt_with_a_value_and_a_reason():
    Given(CATALOG, *drafted(DUES, doubts=(UNSURE,))).when(
        settle(Field.SCOPE, "党内"), by=CLERK
    ).then(settled(Field.SCOPE, "党内", DUES))


def test_a_decision_that_makes_a_contradiction_raises_it():
    outside = replace(DUES, scope=Scope.SOCIETY)

    Given(CATALOG, *drafted(DUES, doubts=(UNSURE,))).when(
        settle(Field.SCOPE, "社会"), by=CLERK
    ).then(settled(Field.SCOPE, "社会", outside, raised=(CLASH,)))


def test_a_contradiction_is_settled_by_other_forms_or_another_scope_or_kept_with_a_reason():
    outside = replace(DUES, scope=Scope.SOCIETY)
    world = Given(CATALOG, *drafted(outside, doubts=(CLASH,)))
    wider = replace(outside, forms=(Form.MEETING, Form.WEBSITE))

    world.when(settle(Field.FORMS, "会议 网站"), by=CLERK).then(
        settled(Field.FORMS, "会议 网站", wider)
    )
    world.when(settle(Field.SCOPE, "党内"), by=CLERK).then(settled(Field.SCOPE, "党内", DUES))
    world.when(settle(Field.FORMS, "会议、文件"), by=CLERK).then(
        settled(Field.FORMS, "会议、文件", outside)
    )


def test_confirming_a_scope_does_not_silently_pass_a_contradiction():
    outside = replace(DUES, scope=Scope.SOCIETY)
    world = [
        *drafted(outside, doubts=(CLASH, UNSURE)),
        settled(Field.SCOPE, "社会", outside),
        screened(),
    ]

    Given(CATALOG, *world).when(ApproveCatalog(), by=APPROVER).then_rejected(DoubtsOpenError)


def test_a_row_that_is_no_entry_is_dropped_with_a_reason():
    blank = Doubt(row=1, field=Field.LEVEL3, kind=Kind.UNRESOLVED, message="空白")
    world = drafted(replace(DUES, level3=""), doubts=(blank,))

    Given(CATALOG, *world).when(settle(Field.LEVEL3, ""), by=CLERK).then(
        settled(Field.LEVEL3, "", None)
    )


def test_a_duplicate_is_dropped_or_renamed_but_not_kept():
    twin = replace(DUES, row=2)
    same = Doubt(row=2, field=Field.LEVEL3, kind=Kind.DUPLICATE, message="相同")
    world = Given(CATALOG, *drafted(DUES, twin, doubts=(same,)))

    world.when(settle(Field.LEVEL3, DUES.level3, row=2), by=CLERK).then_rejected(EntryTwiceError)
    world.when(settle(Field.LEVEL3, "党费使用情况", row=2), by=CLERK).then(
        replace(settled(Field.LEVEL3, "党费使用情况", replace(twin, level3="党费使用情况")), row=2)
    )


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (settle(Field.SCOPE, "大家"), UnknownWordError),
        (settle(Field.SCOPE, ""), UnknownWordError),
        (settle(Field.SCOPE, "党内", reason=" "), ReasonMissingError),
        (settle(Field.TIME_LIMIT, "定期"), NoSuchDoubtError),
        (settle(Field.SCOPE, "党内", row=9), NoSuchDoubtError),
        (settle(Field.LEVEL3, "改名"), NoSuchDoubtError),
    ],
)
def test_a_decision_names_a_doubt_a_known_word_and_a_reason(command, rule):
    Given(CATALOG, *drafted(DUES, doubts=(UNSURE, PRINT))).when(command, by=CLERK).then_rejected(
        rule
    )


def test_a_level_cannot_be_decided_blank():
    blank = Doubt(row=1, field=Field.LEVEL2, kind=Kind.UNRESOLVED, message="空白")
    Given(CATALOG, *drafted(DUES, doubts=(blank,))).when(
        settle(Field.LEVEL2, ""), by=CLERK
    ).then_rejected(BlankDecisionError)
