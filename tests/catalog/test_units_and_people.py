"""Rules of units, persons, posts and schemes. Given, when, then."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.commands import (
    AdoptScheme,
    AssignPost,
    ChangePassword,
    EndSession,
    MoveUnit,
    RegisterPerson,
    RegisterUnit,
    RenameUnit,
    VacatePost,
)
from services.catalog.domain.events import (
    PasswordChanged,
    PersonRegistered,
    PostAssigned,
    PostVacated,
    SchemeAdopted,
    SessionEnded,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.catalog.domain.person import (
    PERSON,
    LoginTakenError,
    PersonUnknownError,
    WrongPersonIdError,
)
from services.catalog.domain.post import POST, AlreadyAssignedError, NotAssignedError
from services.catalog.domain.scheme import (
    SCHEME,
    CheckTwiceError,
    NotNextVersionError,
)
from services.catalog.domain.scheme_terms import CheckRule, Rules, Scheme
from services.catalog.domain.terms import Check, Post, Sealed, person_id_of
from services.catalog.domain.unit import (
    UNIT,
    GroundMissingError,
    OwnSuperiorError,
    SecondRootError,
    SuperiorUnknownError,
    UnitAlreadyRegisteredError,
    UnitIdInvalidError,
    UnitNameMissingError,
    UnitUnknownError,
)
from shared.testing import NOON, Given, cause
from shared.testing import UNIT as BUREAU

COUNTY = "00000000-0000-4000-8000-000000000001"
BRANCH = "00000000-0000-4000-8000-000000000002"

GROUND = "青委编〔2026〕3号"
KINDS = {COUNTY: "县", BUREAU: "县委工作机构", BRANCH: "党支部"}


def registered(unit, superior, name="某单位"):
    kind = KINDS.get(unit, "党支部")
    return UnitRegistered(unit_id=unit, name=name, kind=kind, superior=superior)


def register(unit, superior, name="某单位"):
    kind = KINDS.get(unit, "党支部")
    return RegisterUnit(unit_id=unit, name=name, kind=kind, superior=superior)


TREE = [registered(COUNTY, ""), registered(BUREAU, COUNTY), registered(BRANCH, BUREAU, "某支部")]


def test_the_first_unit_is_the_county_and_has_no_superior():
    Given(UNIT).when(register(COUNTY, ""), by="a").then(registered(COUNTY, ""))


def test_every_other_unit_names_a_registered_superior():
    county = Given(UNIT, registered(COUNTY, ""))

    county.when(register(BUREAU, COUNTY), by="a").then(registered(BUREAU, COUNTY))
    county.when(register(BUREAU, ""), by="a").then_rejected(SecondRootError, field="superior")
    county.when(register(BUREAU, BRANCH), by="a").then_rejected(SuperiorUnknownError)


def test_a_unit_is_registered_once():
    Given(UNIT, *TREE).when(register(BUREAU, COUNTY), by="a").then_rejected(
        UnitAlreadyRegisteredError
    )


@pytest.mark.parametrize("unit", ["", "执法局", BRANCH.upper() + "x", "{" + BRANCH + "}"])
def test_a_unit_id_is_a_uuid(unit):
    Given(UNIT).when(register(unit, ""), by="a").then_rejected(UnitIdInvalidError)


def test_a_unit_may_be_renamed_and_moved():
    world = Given(UNIT, *TREE)

    world.when(RenameUnit(unit_id=BRANCH, name="新名", reason=GROUND), by="a").then(
        UnitRenamed(unit_id=BRANCH, name="新名", reason=GROUND)
    )
    world.when(MoveUnit(unit_id=BRANCH, superior=COUNTY, reason=GROUND), by="a").then(
        UnitMoved(unit_id=BRANCH, superior=COUNTY, reason=GROUND)
    )


@pytest.mark.parametrize("reason", ["", " \n　"])
def test_a_unit_is_renamed_and_moved_on_a_ground_only(reason):
    world = Given(UNIT, *TREE)

    for asked in (
        RenameUnit(unit_id=BRANCH, name="新名", reason=reason),
        MoveUnit(unit_id=BRANCH, superior=COUNTY, reason=reason),
    ):
        world.when(asked, by="a").then_rejected(GroundMissingError, field="reason")


def test_a_unit_has_a_name_that_can_be_read():
    rename = RenameUnit(unit_id=BRANCH, name=" 　", reason=GROUND)
    Given(UNIT, *TREE).when(rename, by="a").then_rejected(UnitNameMissingError, field="name")


@pytest.mark.parametrize(("unit", "below"), [(BUREAU, BUREAU), (BUREAU, BRANCH), (COUNTY, BRANCH)])
def test_no_unit_comes_to_stand_below_itself(unit, below):
    move = MoveUnit(unit_id=unit, superior=below, reason=GROUND)
    Given(UNIT, *TREE).when(move, by="a").then_rejected(OwnSuperiorError)


def test_an_unknown_unit_cannot_be_renamed():
    rename = RenameUnit(unit_id=BUREAU, name="新名", reason=GROUND)
    Given(UNIT).when(rename, by="a").then_rejected(UnitUnknownError)


LI = str(person_id_of("li.ming"))
SEALED = Sealed(subject=LI, nonce="bg==", box="Yg==", commitment="Yw==")
REGISTER = RegisterPerson(person_id=LI, login="li.ming", sealed=SEALED)
REGISTERED = PersonRegistered(person_id=LI, login="li.ming", sealed=SEALED)


def test_a_person_is_registered_by_a_login_nobody_else_has():
    Given(PERSON).when(REGISTER, by="a").then(REGISTERED)
    Given(PERSON, REGISTERED).when(REGISTER, by="a").then_rejected(LoginTakenError, field="login")


@pytest.mark.parametrize(
    "command",
    [replace(REGISTER, person_id="x"), replace(REGISTER, sealed=replace(SEALED, subject="x"))],
)
def test_a_name_is_sealed_for_the_person_who_bears_it(command):
    Given(PERSON).when(command, by="a").then_rejected(WrongPersonIdError)


def test_a_change_of_password_is_a_fact_without_the_password():
    Given(PERSON, REGISTERED).when(ChangePassword(), by=LI).then(PasswordChanged(person_id=LI))
    Given(PERSON).when(ChangePassword(), by=LI).then_rejected(PersonUnknownError)


def test_a_logout_is_a_fact_of_one_session():
    end = EndSession(session="5f" * 16, until=NOON)
    ended = SessionEnded(person_id=LI, session="5f" * 16, until=NOON)
    Given(PERSON, REGISTERED).when(end, by=LI).then(ended)
    Given(PERSON).when(end, by=LI).then_rejected(PersonUnknownError)


ASSIGN = AssignPost(person_id=LI, post=Post.CLERK)
ASSIGNED = PostAssigned(unit=BUREAU, person_id=LI, post=Post.CLERK)
VACATE = VacatePost(person_id=LI, post=Post.CLERK)
VACATED = PostVacated(unit=BUREAU, person_id=LI, post=Post.CLERK)


def test_a_post_is_assigned_and_vacated_and_assigned_again():
    Given(POST).when(ASSIGN, by="a").then(ASSIGNED)
    Given(POST, ASSIGNED).when(VACATE, by="a").then(VACATED)
    Given(POST, ASSIGNED, VACATED).when(ASSIGN, by="a").then(ASSIGNED)


def test_a_post_is_not_assigned_twice_nor_taken_from_who_has_it_not():
    Given(POST, ASSIGNED).when(ASSIGN, by="a").then_rejected(AlreadyAssignedError)
    Given(POST).when(VACATE, by="a").then_rejected(NotAssignedError)


SECRECY = CheckRule(check=Check.SECRECY, posts=(Post.SECRECY_REVIEWER,), clauses=("S0-33",))
RULES = Rules(
    checks=(SECRECY, CheckRule(check=Check.ACCURACY, posts=(Post.REVIEWER,))),
    approvers=(Post.APPROVER,),
    inner_first=True,
    min_inner_working_days=3,
)
PLAN = Scheme(id="S0", version=1, title="实施方案", effective="2025-01-01", rules=RULES)
ADOPTED = SchemeAdopted(unit=BUREAU, scheme=PLAN)


def test_a_scheme_is_adopted_version_after_version():
    second = replace(PLAN, version=2)

    Given(SCHEME).when(AdoptScheme(scheme=PLAN), by="a").then(ADOPTED)
    Given(SCHEME, ADOPTED).when(AdoptScheme(scheme=second), by="a").then(
        SchemeAdopted(unit=BUREAU, scheme=second)
    )
    Given(SCHEME, ADOPTED).when(AdoptScheme(scheme=PLAN), by="a").then_rejected(NotNextVersionError)


@pytest.mark.clause("S1-05")
def test_the_county_adds_the_secrecy_check_that_a_scheme_lacks_and_marks_it():
    without = replace(PLAN, id="S1", rules=replace(RULES, checks=RULES.checks[1:]))
    [loaded] = SCHEME.decide(AdoptScheme(scheme=without), SCHEME.initial, cause("a"))

    added, *others = loaded.scheme.rules.checks
    assert added == replace(SECRECY, clauses=("县级底线",))
    assert tuple(others) == without.rules.checks


def test_a_check_is_ruled_once():
    twice = replace(PLAN, rules=replace(RULES, checks=(SECRECY, SECRECY)))
    Given(SCHEME).when(AdoptScheme(scheme=twice), by="a").then_rejected(CheckTwiceError)
