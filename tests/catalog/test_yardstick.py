"""A draft is held against its unit's scheme: what departs is explained, what lacks is filled."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.particulars import (
    ApprovedByExaminerError,
    ConsentMissingError,
    ConsentReasonMissingError,
    DepartureOpenError,
    DepartureReasonMissingError,
    ExaminationNoteMissingError,
    ExaminedByDrafterError,
    MeetingMissingError,
    NoConsentNeededError,
    NotExaminedError,
    ParticularsMissingError,
    RoomBlankError,
    ScopeReasonMissingError,
)
from services.catalog.domain.particulars_words import (
    ApproveByScheme,
    AttributeEntry,
    CatalogExamined,
    CatalogPassed,
    ConsentScope,
    DepartureExplained,
    EntryAttributed,
    ExamineCatalog,
    ExplainDeparture,
    Origin,
    Particulars,
    ScopeConsented,
)
from services.catalog.domain.rewriting import RowUnknownError
from services.catalog.domain.rewriting_words import AmendEntry
from services.catalog.domain.terms import Form, Scope, TimeLimit, Verdict, item_id_of
from services.catalog.domain.yardstick import departures, preset
from shared.testing import UNIT, Given, cause
from tests.catalog.examples import (
    APPROVER,
    CLERK,
    DUES,
    ITEM,
    SCREENER,
    approved,
    drafted,
    listed,
    screened,
)
from tests.catalog.scheming import STANDARD

HEAD = "head"
READY = [*drafted(DUES), screened()]
EXAMINED = ExamineCatalog(examination="职权清理", verdict=Verdict.PASS)


def given(*facts):
    return Given(CATALOG, *facts)


def attributed(entry=DUES, **said):
    return EntryAttributed(
        unit=UNIT,
        version=1,
        row=entry.row,
        item_id=item_id_of(UNIT, entry),
        particulars=Particulars(**said),
        attributed_by=CLERK,
    )


def explained(key, entry=DUES):
    return DepartureExplained(
        unit=UNIT,
        version=1,
        row=entry.row,
        item_id=item_id_of(UNIT, entry),
        key=key,
        reason="支委会研究",
        explained_by=CLERK,
    )


def examined(name="职权清理", verdict=Verdict.PASS, note="", by=SCREENER):
    return CatalogExamined(
        unit=UNIT, version=1, examination=name, verdict=verdict, note=note, examined_by=by
    )


def consented(entry=DUES):
    return ScopeConsented(
        unit=UNIT,
        version=1,
        row=entry.row,
        item_id=item_id_of(UNIT, entry),
        reason="只涉及党员",
        consented_by=HEAD,
    )


def approve(meeting="", **values):
    """Return an approval by a scheme that says only this."""
    told = {key.replace("__", "."): each for key, each in values.items()}
    return ApproveByScheme(values=told, meeting=meeting)


def test_what_is_said_of_an_entry_is_filed_under_its_item():
    asked = AttributeEntry(row=1, room=" 综合科 ", origin=Origin.MEMBERS)

    given(*drafted(DUES)).when(asked, by=CLERK).then(
        attributed(room="综合科", origin=Origin.MEMBERS)
    )


def test_nothing_said_and_a_row_that_is_not_there_are_refused():
    given(*drafted(DUES)).when(AttributeEntry(row=1), by=CLERK).then_rejected(RoomBlankError)
    given(*drafted(DUES)).when(AttributeEntry(row=9, room="甲"), by=CLERK).then_rejected(
        RowUnknownError
    )


@pytest.mark.clause("S3-05")
def test_a_scope_that_neither_question_explains_needs_a_reason():
    asked = AttributeEntry(row=1, livelihood=False, duties=False)
    given(*drafted(DUES)).when(asked, by=CLERK).then_rejected(ScopeReasonMissingError)

    reasoned = AttributeEntry(row=1, livelihood=False, duties=False, reason="内部统计")
    given(*drafted(DUES)).when(reasoned, by=CLERK).then(
        attributed(livelihood=False, duties=False, reason="内部统计")
    )


def test_a_matter_of_people_s_life_stays_in_the_party_only_with_the_head_s_reason():
    told = attributed(livelihood=True)
    given(*READY, told).when(approve(), by=APPROVER).then_rejected(ConsentMissingError)
    silent, spoken = ConsentScope(row=1), ConsentScope(row=1, reason="只涉及党员")
    given(*READY, told).when(silent, by=HEAD).then_rejected(ConsentReasonMissingError)
    given(*READY, told).when(spoken, by=HEAD).then(consented())

    given(*READY, told, consented()).when(approve(), by=APPROVER).then(approved(), listed(DUES))


def test_no_consent_is_given_where_none_is_needed():
    asked = ConsentScope(row=1, reason="只涉及党员")
    given(*READY).when(asked, by=HEAD).then_rejected(NoConsentNeededError)


def test_a_changed_entry_asks_for_consent_and_explanation_again():
    amend = AmendEntry(
        row=1,
        level1=DUES.level1,
        level2=DUES.level2,
        level3=DUES.level3,
        forms=(Form.MEETING,),
        scope=Scope.PARTY,
        time_limit=TimeLimit.PERIODIC,
        time_word="定期",
        reason="改形式",
    )
    before = [*READY, attributed(livelihood=True), consented(), explained("channels.inner")]
    facts = CATALOG.decide(amend, CATALOG.fold(before), cause(CLERK))
    state = CATALOG.fold([*before, *facts])

    assert (state.notes.consented, state.notes.explained) == (frozenset(), frozenset())
    assert state.notes.particulars


@pytest.mark.parametrize(
    ("values", "entry", "key"),
    [
        ({"catalog.tiers": "三级标题"}, {"level2": ""}, "catalog.tiers"),
        ({"scopes": ("社会",)}, {}, "scopes"),
        ({"time_limits": ("long_term",)}, {}, "time_limits"),
        (
            {"time_limits.immediate.examples": ("党费收缴",)},
            {},
            "time_limits.immediate.examples",
        ),
        ({"class_rules": "全部长期"}, {"level3": "机关党委办事程序"}, "class_rules"),
        ({"channels.inner": ("会议",)}, {}, "channels.inner"),
        ({"channels.public": ("网站",)}, {"scope": Scope.SOCIETY}, "channels.public"),
    ],
)
def test_what_departs_from_the_scheme_is_named_and_waits_for_a_reason(values, entry, key):
    entry = replace(DUES, **entry)
    facts = [*drafted(entry), screened()]
    [found] = departures(entry, values)
    assert found.key == key

    waits = ApproveByScheme(values=values)
    given(*facts).when(waits, by=APPROVER).then_rejected(DepartureOpenError)
    silent = ExplainDeparture(row=1, key=key)
    given(*facts).when(silent, by=CLERK).then_rejected(DepartureReasonMissingError)
    spoken = ExplainDeparture(row=1, key=key, reason="支委会研究")
    given(*facts).when(spoken, by=CLERK).then(explained(key, entry))

    given(*facts, explained(key, entry)).when(waits, by=APPROVER).then(approved(), listed(entry))


def test_a_scheme_without_settings_asks_for_nothing():
    given(*READY).when(approve(), by=APPROVER).then(approved(), listed(DUES))


@pytest.mark.clause("S3-30")
def test_a_catalog_of_a_unit_with_rooms_is_not_approved_while_an_entry_has_none():
    rooms = approve(organisation__tree=("党支部", "科室"))
    given(*READY).when(rooms, by=APPROVER).then_rejected(ParticularsMissingError)

    given(*READY, attributed(room="综合科")).when(rooms, by=APPROVER).then(approved(), listed(DUES))


def test_a_county_s_one_catalog_says_whose_matter_each_entry_is():
    county = approve(catalog__tiers="全县一个目录")
    given(*READY).when(county, by=APPROVER).then_rejected(ParticularsMissingError)

    given(*READY, attributed(body="全委会")).when(county, by=APPROVER).then(
        approved(), listed(DUES)
    )


def test_what_is_about_cadres_of_the_county_says_whose_matter_it_is():
    given(*READY, attributed(cadre="县管")).when(approve(), by=APPROVER).then_rejected(
        ParticularsMissingError
    )


def test_a_limited_scope_says_for_whom():
    entry = replace(DUES, scope=Scope.PERSONS)
    facts = [*drafted(entry), screened()]
    limited = approve(scopes=("一定范围",))
    given(*facts).when(limited, by=APPROVER).then_rejected(ParticularsMissingError)

    told = attributed(entry, audience="学生家长")
    given(*facts, told).when(limited, by=APPROVER).then(approved(), listed(entry))


def test_what_the_scheme_wants_examined_is_examined_by_somebody_else_and_again_after_a_change():
    wanted = approve(catalog__pre_check=("保密性初审", "职权清理"))
    given(*READY).when(wanted, by=APPROVER).then_rejected(NotExaminedError)
    given(*READY).when(EXAMINED, by=CLERK).then_rejected(ExaminedByDrafterError)
    given(*READY).when(EXAMINED, by=SCREENER).then(examined())
    given(*READY, examined()).when(wanted, by=APPROVER).then(approved(), listed(DUES))
    given(*READY, examined(by=APPROVER)).when(wanted, by=APPROVER).then_rejected(
        ApprovedByExaminerError
    )
    failed = examined(verdict=Verdict.FAIL, note="职权交叉")
    given(*READY, examined(), failed).when(wanted, by=APPROVER).then_rejected(NotExaminedError)
    again = [*drafted(DUES), examined(), *drafted(DUES, version=2), screened(version=2)]
    given(*again).when(wanted, by=APPROVER).then_rejected(NotExaminedError)


def test_a_failed_examination_says_what_is_wrong():
    asked = ExamineCatalog(examination="职权清理", verdict=Verdict.FAIL)
    given(*READY).when(asked, by=SCREENER).then_rejected(ExaminationNoteMissingError)


def test_a_catalog_that_a_meeting_passes_names_the_meeting():
    silent = approve(catalog__approver="常委会")
    given(*READY).when(silent, by=APPROVER).then_rejected(MeetingMissingError)

    spoken = approve("县委常委会2026年6月10日会议", catalog__approver="常委会")
    passed = CatalogPassed(
        unit=UNIT, version=1, body="常委会", meeting="县委常委会2026年6月10日会议"
    )
    given(*READY).when(spoken, by=APPROVER).then(passed, approved(), listed(DUES))


def test_every_plan_s_own_settings_can_be_held_against_an_entry():
    for plan in STANDARD.schemes:
        found = list(departures(DUES, STANDARD.seeded(plan.id)))
        assert {each.key for each in found} <= set(STANDARD.by_key)


@pytest.mark.parametrize(
    ("plan", "limit"),
    [("S3", TimeLimit.PERIODIC), ("S0", TimeLimit.LONG_TERM), ("S4", TimeLimit.LONG_TERM)],
)
def test_the_plan_presets_how_procedures_are_disclosed(plan, limit):
    assert preset("各项办事程序", STANDARD.seeded(plan)) is limit


def test_the_item_is_the_same_through_all_versions():
    assert attributed(room="甲").item_id == ITEM
