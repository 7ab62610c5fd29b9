"""Schemes: the standard, settings and their reasons. Given, when, then."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from services.catalog.domain.commands import AdoptScheme
from services.catalog.domain.events import SchemeAdopted
from services.catalog.domain.floor import (
    DayInvalidError,
)
from services.catalog.domain.points import (
    PointUnknownError,
    ValueKind,
    ValueRefusedError,
    checked,
)
from services.catalog.domain.scheme import (
    SCHEME,
    DeviationUnexplainedError,
    NothingChangedError,
    PlanUnknownError,
    ReasonTooLongError,
    SettingsElsewhereError,
    TitleMissingError,
)
from services.catalog.domain.scheme_rules import limits_of, rules_of
from services.catalog.domain.scheme_terms import Rules, Scheme, TimeLimits
from services.catalog.domain.versions import differences, limits_on
from shared.record import LIMIT, canonical
from shared.testing import UNIT, Given, cause
from tests.catalog.scheming import (
    FIRST,
    IN_JUNE,
    MONTHLY,
    PERIOD,
    SEEDS,
    STANDARD,
    adopted,
    ask,
    numbered,
)

# ── the standard ─────────────────────────────────────────────────────────────────────────────


def test_all_fifty_six_points_are_declared_and_every_value_in_the_file_fits_its_point():
    numbers = [each.id for each in STANDARD.points if each.id.startswith("V")]

    assert numbers == [f"V{n:02}" for n in range(1, 57)]
    assert len(STANDARD.by_key) == len(STANDARD.points)
    assert len({each.id for each in STANDARD.points}) == len(STANDARD.points)
    for point in STANDARD.points:
        values = [point.default, *(each.value for each in point.says.values())]
        for value in values:
            assert value is None or not point.fault(value), (point.id, value)


def test_whatever_a_plan_says_on_a_point_names_its_paragraphs():
    for point in STANDARD.points:
        assert set(point.says) <= set(SEEDS)
        for seed, said in point.says.items():
            assert said.text
            assert said.clauses
            assert all(each.startswith(f"{seed}-") for each in said.clauses), point.id


def test_the_county_floor_has_its_six_rules():
    assert [each.id for each in STANDARD.county_floor] == [
        "secrecy_check",
        "privacy_check",
        "never_erase",
        "separation",
        "explain_refusal",
        "archive",
    ]
    assert all(each.clauses for each in STANDARD.county_floor)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_of_the_five_plans_is_adopted_whole_and_fits_one_record(seed):
    (fact,) = adopted(ask(seed=seed, effective="2026-01-01"))

    assert set(fact.scheme.values) == set(STANDARD.by_key)
    assert fact.scheme.title == STANDARD.plan(seed).title
    assert fact.scheme.reasons == {}
    assert len(canonical(fact)) < LIMIT / 2
    assert json.decode(canonical(fact), type=SchemeAdopted) == fact


def test_what_the_plans_say_becomes_rules_that_others_carry_out():
    school = adopted(ask(seed="S2"))[0].scheme
    investment = adopted(ask(seed="S1"))[0].scheme

    checks = [
        (each.check.value, [post.value for post in each.posts]) for each in school.rules.checks
    ]
    assert checks == [("secrecy", ["secrecy_reviewer"]), ("accuracy", ["reviewer", "office"])]
    assert (school.rules.inner_first, school.rules.min_inner_working_days) == (True, 3)
    assert (investment.rules.inner_first, investment.rules.min_inner_working_days) == (False, 0)
    assert school.time_limits.annual.days == 7
    assert not school.time_limits.annual.working
    assert school.time_limits.periodic.months == (3, 6, 9, 12)


def test_the_contract_s_defaults_are_what_a_unit_without_a_plan_gets():
    assert limits_of(STANDARD.seeded("")) == TimeLimits()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_demo_county_s_rules_are_what_its_plans_say(seed):
    from deploy.seed.load import HERE

    shipped = json.decode((HERE / "schemes.json").read_bytes())
    rules = next(each["rules"] for each in shipped if each["id"] == seed)
    derived = rules_of(STANDARD.seeded(seed))

    def plain(rules):
        return [(each["check"], each["posts"]) for each in rules["checks"]]

    assert plain(json.decode(canonical(derived))) == plain(rules)
    assert derived.inner_first == rules["inner_first"]
    assert derived.min_inner_working_days == rules["min_inner_working_days"]


# ── settings ─────────────────────────────────────────────────────────────────────────────────


def test_a_unit_says_only_what_differs_and_the_rest_stays_as_it_was():
    before, after = adopted(FIRST, MONTHLY)

    changed = differences(before.scheme, after.scheme, STANDARD)
    assert [(each.point.id, each.before_label, each.after_label) for each in changed] == [
        ("V27", "每季度", "每月")
    ]
    assert changed[0].reason == "群众要求按月公开"
    assert (after.scheme.id, after.scheme.version, after.scheme.seed) == ("S0", 2, "S0")
    assert after.scheme.title == before.scheme.title
    assert after.scheme.time_limits.periodic.months == tuple(range(1, 13))


def test_a_reason_is_forgotten_when_the_value_is_the_plan_s_again():
    facts = adopted(FIRST, MONTHLY, ask(values={PERIOD: "quarterly"}, effective="2026-08-01"))

    assert facts[-1].scheme.reasons == {}
    assert facts[-1].scheme.version == 3


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (PERIOD, 0, "“定期公开多久一次”应当是每月、每季度、每半年、每年，或者列出月份。"),
        (PERIOD, [0], "“定期公开多久一次”的月份只能是1到12。"),
        (PERIOD, [], "“定期公开多久一次”至少要有一个月份，周期不能是0。"),
        (PERIOD, [9, 3], "“定期公开多久一次”的月份应当从小到大，不重复。"),
        (PERIOD, "weekly", "“定期公开多久一次”应当是每月、每季度、每半年、每年，或者列出月份。"),
        ("time_limits.periodic.due_days", 0, "“定期公开：每期结束后几个工作日内”应当在1到60之间。"),
        ("time_limits.periodic.due_days", "十", "“定期公开：每期结束后几个工作日内”应当填写整数。"),
        ("time_limits.periodic.due_days", 1.5, "“定期公开：每期结束后几个工作日内”的格式不对。"),
        ("time_limits.periodic.due_days", True, "“定期公开：每期结束后几个工作日内”应当填写整数。"),
        ("time_limits.periodic.due_days", None, "“定期公开：每期结束后几个工作日内”的格式不对。"),
        ("review.checks", ["secrecy", "beauty"], "“公开前审查什么”只能从保密、必要、准确中选。"),
        ("review.checks", [], "“公开前审查什么”至少选一项。"),
        ("review.checks", ["secrecy", "secrecy"], "“公开前审查什么”同一项不能选两次。"),
        ("review.checks", [["secrecy"]], "“公开前审查什么”的格式不对。"),
        ("procedure.feedback_step", "yes", "“程序中有没有意见反馈一步”只能是“是”或者“否”。"),
        ("validity", "永远", "“方案的有效期”只能是长期、当年、专项行动之一。"),
        ("time_limits.reminders", [5, -3], "“到期前后哪几天提醒”应当从小到大，不重复。"),
        ("time_limits.reminders", [-3, 900], "“到期前后哪几天提醒”都应当在-60到60之间。"),
        ("channels.inner", [""], "“党内公开的渠道”的每个词应当有1到30个字。"),
        ("channels.inner", "会议", "“党内公开的渠道”应当有1到20个词。"),
        ("bodies.leading_group.head_post", " ", "“领导小组组长”应当有1到200个字。"),
        ("routes.in_catalog.approver", ["king"], "只能从审批人、领导小组办公室、审核人中选。"),
    ],
)
def test_a_bad_value_is_refused_and_the_point_named_in_chinese(key, value, said):
    refused = (Given(SCHEME).when(ask(seed="S0", values={key: value}), by="a").then_rejected)(
        ValueRefusedError, field=key
    )

    assert refused.sentence.endswith(said)
    assert refused.status == 422


@given(
    st.sampled_from(STANDARD.points),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
)
def test_whatever_is_sent_for_a_point_is_kept_or_refused_by_name(point, value):
    command = ask(seed="S0", values={point.key: value}, reasons={point.key: "试点"})
    fits = True
    try:
        checked(point, value)
    except ValueRefusedError:
        fits = False
    if fits:
        (fact,) = SCHEME.decide(command, SCHEME.initial, cause("a"))
        assert not point.fault(fact.scheme.values[point.key])
    else:
        refused = Given(SCHEME).when(command, by="a").then_rejected(ValueRefusedError)
        assert point.name in refused.sentence


def test_what_differs_from_the_plan_needs_a_reason():
    command = ask(seed="S0", values={PERIOD: "monthly"})

    refused = Given(SCHEME).when(command, by="a").then_rejected(DeviationUnexplainedError)
    assert refused.sentence == "“定期公开多久一次”与原方案不同，请写明理由。"
    long = ask(seed="S0", values={PERIOD: "monthly"}, reasons={PERIOD: "长" * 501})
    Given(SCHEME).when(long, by="a").then_rejected(ReasonTooLongError, field=PERIOD)


def test_a_key_a_plan_or_a_day_that_is_not_there_is_refused():
    Given(SCHEME).when(ask(seed="S9"), by="a").then_rejected(PlanUnknownError, field="seed")
    Given(SCHEME).when(ask(seed="S0", values={"x": 1}), by="a").then_rejected(PointUnknownError)
    Given(SCHEME).when(ask(seed="S0", reasons={"x": ""}), by="a").then_rejected(PointUnknownError)
    never = ask(seed="S0", effective="2026-02-30")
    Given(SCHEME).when(never, by="a").then_rejected(DayInvalidError, field="effective")
    Given(SCHEME).when(ask(), by="a").then_rejected(TitleMissingError, field="title")


def test_a_unit_may_follow_no_plan_under_a_title_of_its_own():
    (fact,) = adopted(ask(title="本单位实施方案"))

    assert (fact.scheme.id, fact.scheme.seed, fact.scheme.version) == ("OWN", "", 1)


def test_the_same_version_again_is_refused():
    facts = adopted(FIRST, MONTHLY)

    Given(SCHEME, *facts).when(MONTHLY, by="a", at=IN_JUNE).then_rejected(NothingChangedError)


def test_settings_do_not_come_in_unchecked_by_the_old_door():
    scheme = replace(adopted(FIRST)[0].scheme, values={PERIOD: 0})

    Given(SCHEME).when(AdoptScheme(scheme=scheme), by="a").then_rejected(SettingsElsewhereError)


def test_a_scheme_adopted_before_settings_existed_is_carried_on_by_its_plan():
    old = Scheme(
        id="S0",
        version=1,
        title="旧方案",
        effective="2025-01-01",
        rules=rules_of(STANDARD.seeded("S0")),
    )
    fact = SchemeAdopted(unit=UNIT, scheme=old)
    (after,) = SCHEME.decide(MONTHLY, SCHEME.fold([fact]), cause("a", at=IN_JUNE))

    assert (after.scheme.version, after.scheme.seed, after.scheme.title) == (2, "S0", "旧方案")
    assert limits_on(numbered([fact]), date(2026, 3, 1)) == TimeLimits()
    assert [each.point.id for each in differences(old, after.scheme, STANDARD)] == ["V27"]


def test_every_kind_of_value_is_said_in_words():
    kinds = {each.kind for each in STANDARD.points}

    assert kinds == set(ValueKind)
    for point in STANDARD.points:
        assert point.label(point.default)
    assert STANDARD.by_key[PERIOD].label((3, 9)) == "3月、9月各一期"


def test_the_rules_of_old_facts_are_read_as_before():
    rules = Rules(
        checks=rules_of(STANDARD.seeded("S0")).checks,
        approvers=rules_of(STANDARD.seeded("S0")).approvers,
        inner_first=True,
        min_inner_working_days=3,
    )
    old = {"id": "S0", "version": 1, "title": "t", "effective": "2025-01-01", "rules": rules}

    assert json.decode(canonical(old), type=Scheme).time_limits is None
