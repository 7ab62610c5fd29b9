"""Kinds, mergers and dissolutions of units. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.commands import (
    DissolveUnit,
    MergeUnit,
    MoveUnit,
    RegisterUnit,
    RenameUnit,
)
from services.catalog.domain.events import (
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.catalog.domain.tree import KINDS
from services.catalog.domain.unit import (
    UNIT,
    KindMisplacedError,
    KindUnknownError,
    OwnSuperiorError,
    RootEndedError,
    StillAboveError,
    SuccessorInvalidError,
    UnitEndedError,
    UnitNamesakeError,
)
from shared.testing import Given

COUNTY, COMMITTEE, GENERAL, BRANCH, OTHER, NEW = (
    f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 7)
)


def made(unit, kind, superior, name="某单位"):
    return UnitRegistered(unit_id=unit, name=name, kind=kind, superior=superior)


def ask(kind, superior, unit=NEW):
    return RegisterUnit(unit_id=unit, name="新单位", kind=kind, superior=superior)


TREE = [
    made(COUNTY, "县", ""),
    made(COMMITTEE, "党委", COUNTY, "局党委"),
    made(GENERAL, "党总支", COMMITTEE, "第一总支"),
    made(BRANCH, "党支部", GENERAL, "城南支部"),
    made(OTHER, "党总支", COMMITTEE, "第二总支"),
]
MERGED = UnitMerged(unit_id=GENERAL, successor=OTHER, reason="机构改革")
DISSOLVED = UnitDissolved(unit_id=BRANCH, successor="", reason="党员调出")


@pytest.mark.parametrize(
    ("kind", "superior"), [("党总支", COMMITTEE), ("党支部", GENERAL), ("党组", COUNTY)]
)
def test_a_party_organisation_stands_where_its_kind_may(kind, superior):
    Given(UNIT, *TREE).when(ask(kind, superior), by="a").then(made(NEW, kind, superior, "新单位"))


@pytest.mark.parametrize(
    ("kind", "superior"),
    [("党委", BRANCH), ("党总支", GENERAL), ("党支部", BRANCH), ("县", COUNTY)],
)
def test_a_kind_in_the_wrong_place_is_refused_by_name(kind, superior):
    Given(UNIT, *TREE).when(ask(kind, superior), by="a").then_rejected(
        KindMisplacedError, field="kind"
    )


def test_two_units_below_one_are_not_called_the_same():
    below = Given(UNIT, *TREE)
    twin = RegisterUnit(unit_id=NEW, name=" 城南 支部", kind="党支部", superior=GENERAL)
    below.when(twin, by="a").then_rejected(UnitNamesakeError, field="name")
    elsewhere = replace(twin, name="城南支部", superior=OTHER)
    made_there = made(NEW, "党支部", OTHER, "城南支部")
    below.when(elsewhere, by="a").then(made_there)

    both = Given(UNIT, *TREE, made_there)
    moved = MoveUnit(unit_id=NEW, superior=GENERAL, reason="机构改革")
    both.when(moved, by="a").then_rejected(UnitNamesakeError, field="superior")
    again = RenameUnit(unit_id=OTHER, name="第一总支", reason="改名")
    both.when(again, by="a").then_rejected(UnitNamesakeError, field="name")
    same = RenameUnit(unit_id=OTHER, name="第二 总支", reason="改名")  # itself is no other
    both.when(same, by="a").then(UnitRenamed(unit_id=OTHER, name="第二 总支", reason="改名"))
    Given(UNIT, *TREE, DISSOLVED).when(replace(twin, name="城南支部"), by="a").then(
        made(NEW, "党支部", GENERAL, "城南支部")  # what has ended is in nobody's way
    )


def test_an_unknown_kind_is_refused_by_name():
    Given(UNIT, *TREE).when(ask("兴趣小组", COMMITTEE), by="a").then_rejected(
        KindUnknownError, field="kind"
    )


def test_a_move_too_minds_the_kinds():
    move = MoveUnit(unit_id=GENERAL, superior=BRANCH, reason="机构改革")
    up = MoveUnit(unit_id=OTHER, superior=GENERAL, reason="机构改革")

    Given(UNIT, *TREE).when(move, by="a").then_rejected(OwnSuperiorError)
    Given(UNIT, *TREE).when(up, by="a").then_rejected(KindMisplacedError, field="superior")


def test_every_kind_may_stand_only_below_known_kinds():
    assert {above for each in KINDS.values() for above in each} <= KINDS.keys()


def test_a_merged_unit_leaves_what_is_below_it_to_its_successor():
    merge = MergeUnit(unit_id=GENERAL, successor=OTHER, reason="机构改革")

    Given(UNIT, *TREE).when(merge, by="a").then(UnitMoved(unit_id=BRANCH, superior=OTHER), MERGED)


@pytest.mark.parametrize("successor", [GENERAL, BRANCH, NEW, ""])
def test_a_successor_is_another_lasting_unit_not_below(successor):
    merge = MergeUnit(unit_id=GENERAL, successor=successor, reason="机构改革")
    Given(UNIT, *TREE).when(merge, by="a").then_rejected(SuccessorInvalidError, field="successor")


def test_what_ended_ends_once_and_takes_nothing_new():
    ended = Given(UNIT, *TREE, DISSOLVED)
    again = DissolveUnit(unit_id=BRANCH, reason="再撤")

    ended.when(again, by="a").then_rejected(UnitEndedError)
    ended.when(ask("科室", BRANCH), by="a").then_rejected(UnitEndedError, field="superior")
    moved = MoveUnit(unit_id=BRANCH, superior=OTHER, reason="机构改革")
    ended.when(moved, by="a").then_rejected(UnitEndedError)


def test_the_refusal_names_who_took_over():
    assert "第二总支" in UnitEndedError("第一总支", "第二总支").sentence


def test_a_unit_with_units_below_or_the_county_is_not_dissolved():
    Given(UNIT, *TREE).when(DissolveUnit(unit_id=GENERAL, reason="x"), by="a").then_rejected(
        StillAboveError
    )
    Given(UNIT, *TREE).when(DissolveUnit(unit_id=COUNTY, reason="x"), by="a").then_rejected(
        RootEndedError
    )
