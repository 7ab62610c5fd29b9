"""Floors: what a superior binds the schemes below it to. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.commands import SetFloor
from services.catalog.domain.events import FloorSet
from services.catalog.domain.floor import (
    FLOOR,
    BelowFloorError,
    Binding,
    FloorBackdatedError,
    FloorJudged,
    FloorKindError,
    FloorReasonMissingError,
    FloorSameError,
    county_bindings,
)
from services.catalog.domain.points import (
    Bound,
    PointUnknownError,
    Relation,
    ValueRefusedError,
)
from services.catalog.domain.scheme import (
    SCHEME,
)
from shared.testing import UNIT, Given, cause
from tests.catalog.scheming import PERIOD, SEEDS, STANDARD, adopted, ask

# ── floors ───────────────────────────────────────────────────────────────────────────────────

DUE = "time_limits.periodic.due_days"
AT_MOST_TEN = SetFloor(
    key=DUE, floor=Bound(relation=Relation.AT_MOST, value=10), reason="全县统一", clauses=("S4-19",)
)
BINDING = Binding(superior="中共青岚县委", key=DUE, floor=AT_MOST_TEN.floor, effective="2026-01-01")


def floor_of(asked):
    return FloorJudged(asked=asked, standard=STANDARD)


def test_a_superior_sets_a_floor():
    Given(FLOOR).when(floor_of(AT_MOST_TEN), by="a").then(
        FloorSet(
            unit=UNIT,
            key=DUE,
            floor=Bound(relation=Relation.AT_MOST, value=10),
            reason="全县统一",
            effective="2026-07-01",
            clauses=("S4-19",),
        )
    )


def test_the_same_floor_is_not_set_twice():
    there = FloorSet(
        unit=UNIT,
        key=DUE,
        floor=AT_MOST_TEN.floor,
        reason="全县统一",
        effective="2026-07-01",
        clauses=("S4-19",),
    )
    Given(FLOOR, there).when(floor_of(AT_MOST_TEN), by="a").then_rejected(FloorSameError)


def test_a_value_below_a_floor_is_refused_naming_superior_and_floor():
    command = ask((BINDING,), seed="S0", values={DUE: 20}, reasons={DUE: "人手不足"})

    refused = Given(SCHEME).when(command, by="a").then_rejected(BelowFloorError, field=DUE)
    assert refused.sentence == (
        "“定期公开：每期结束后几个工作日内”低于中共青岚县委设定的下限：不多于10。"
    )
    assert refused.status == 422


def test_a_floor_binds_only_from_its_own_day_on():
    later = replace(BINDING, effective="2027-01-01")
    command = ask((later,), seed="S0", values={DUE: 20}, reasons={DUE: "人手不足"})

    assert SCHEME.decide(command, SCHEME.initial, cause("a"))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_unit_switches_the_secrecy_check_off(seed):
    command = ask(
        county_bindings(STANDARD, "县级底线"),
        seed=seed,
        values={"review.checks": ["accuracy"]},
        reasons={"review.checks": "简化"},
    )

    scheme = adopted(command)[0].scheme
    assert scheme.values["review.checks"] == ("secrecy", "accuracy")
    assert scheme.rules.checks[0].clauses == ("县级底线",)


def test_a_plan_that_names_no_secrecy_step_is_adopted_with_the_county_s():
    point = STANDARD.point("review.checks")
    silent = replace(point, says={"S1": replace(point.says["S1"], value=("accuracy",))})
    points = tuple(silent if each is point else each for each in STANDARD.points)

    [fact] = adopted(replace(ask(seed="S1"), standard=replace(STANDARD, points=points)))

    assert [each.check.value for each in fact.scheme.rules.checks] == ["secrecy", "accuracy"]
    assert fact.scheme.rules.checks[0].clauses == ("县级底线",)
    assert fact.scheme.reasons == {"review.checks": "县级底线：每次公开都要有保密审查结论"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_five_plans_themselves_keep_to_the_county_floor(seed):
    assert adopted(ask(county_bindings(STANDARD, "县级底线"), seed=seed))


@pytest.mark.parametrize(
    ("relation", "key", "value", "rule"),
    [
        (Relation.AT_LEAST, "review.checks", 1, FloorKindError),
        (Relation.INCLUDES, DUE, ("x",), FloorKindError),
        (Relation.ONE_OF, "channels.inner", ("会议",), FloorKindError),
        (Relation.ONE_OF, PERIOD, ("weekly",), FloorKindError),
        (Relation.ONE_OF, PERIOD, "monthly", FloorKindError),
        (Relation.AT_LEAST, DUE, 900, ValueRefusedError),
        (Relation.AT_LEAST, DUE, "x", ValueRefusedError),
        (Relation.NONE, "x", (), PointUnknownError),
    ],
)
def test_a_floor_that_makes_no_sense_is_refused(relation, key, value, rule):
    asked = SetFloor(key=key, floor=Bound(relation=relation, value=value), reason="统一")

    Given(FLOOR).when(floor_of(asked), by="a").then_rejected(rule)


def test_a_floor_needs_a_reason_and_is_not_backdated():
    silent = replace(AT_MOST_TEN, reason=" ")
    Given(FLOOR).when(floor_of(silent), by="a").then_rejected(FloorReasonMissingError)
    early = replace(AT_MOST_TEN, effective="2026-06-30")
    Given(FLOOR).when(floor_of(early), by="a").then_rejected(FloorBackdatedError)


@pytest.mark.parametrize(
    ("relation", "bound", "value", "keeps"),
    [
        (Relation.AT_LEAST, 3, 3, True),
        (Relation.AT_LEAST, 3, 2, False),
        (Relation.AT_MOST, 3, 4, False),
        (Relation.INCLUDES, ("a",), ("b", "a"), True),
        (Relation.INCLUDES, ("a",), ("b",), False),
        (Relation.ONE_OF, ("a", "b"), "a", True),
        (Relation.ONE_OF, ("a", "b"), ("a", "c"), False),
        (Relation.NONE, (), "x", True),
    ],
)
def test_what_keeps_to_a_floor(relation, bound, value, keeps):
    assert Bound(relation=relation, value=bound).keeps(value) is keeps
