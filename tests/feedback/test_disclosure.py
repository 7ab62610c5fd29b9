"""Who may give an opinion: whoever may read what it is about."""

import pytest
from msgspec.structs import replace

from services.feedback.domain.disclosure import (
    Disclosure,
    DisclosureUnknownError,
    DisclosureWithdrawnError,
    Reader,
    Scope,
    VersionUnknownError,
    heard,
    shown,
)
from shared.testing import UNIT

OPEN = Disclosure(unit=UNIT, scope=Scope.SOCIETY, inner_version=2, society_version=2)
CITIZEN = Reader()
MEMBER = Reader(person="p-1", posts=frozenset({("elsewhere", "member")}))
COLLEAGUE = Reader(person="p-2", posts=frozenset({(UNIT, "clerk")}))
ADMIN = Reader(person="p-3", posts=frozenset({("elsewhere", "admin")}))


@pytest.mark.parametrize("reader", [CITIZEN, MEMBER, ADMIN])
def test_everybody_may_speak_of_what_is_public(reader):
    assert heard(OPEN, 2, reader) is OPEN


@pytest.mark.parametrize(
    ("disclosure", "versions"),
    [
        (replace(OPEN, inner_version=0, society_version=0), [0, 0, 0, 0]),
        (replace(OPEN, society_version=0), [0, 2, 2, 0]),
        (replace(OPEN, society_version=1), [1, 2, 2, 1]),
        (replace(OPEN, scope=Scope.PARTY), [0, 2, 2, 0]),
        (replace(OPEN, scope=Scope.UNIT), [0, 0, 2, 0]),
        (replace(OPEN, scope=Scope.PERSONS), [0, 0, 0, 0]),
        (replace(OPEN, scope=Scope.PERSONS, persons=frozenset({"p-1"})), [0, 2, 0, 0]),
    ],
)
def test_each_scope_has_its_readers(disclosure, versions):
    everybody = [CITIZEN, MEMBER, COLLEAGUE, ADMIN]
    assert [shown(disclosure, each) for each in everybody] == versions


@pytest.mark.parametrize("disclosure", [None, replace(OPEN, scope=Scope.PARTY)])
def test_unknown_and_not_for_you_are_the_same_answer(disclosure):
    with pytest.raises(DisclosureUnknownError) as refusal:
        heard(disclosure, 1, CITIZEN)
    assert refusal.value.field == "disclosure_id"


def test_what_was_withdrawn_is_no_longer_spoken_of():
    with pytest.raises(DisclosureWithdrawnError):
        heard(replace(OPEN, withdrawn=True), 1, CITIZEN)


@pytest.mark.parametrize("version", [-1, 0, 3])
def test_a_version_that_was_never_shown_is_unknown(version):
    with pytest.raises(VersionUnknownError):
        heard(OPEN, version, CITIZEN)


def test_a_citizen_does_not_learn_that_a_newer_version_is_discussed_inside():
    with pytest.raises(VersionUnknownError):
        heard(replace(OPEN, society_version=1), 2, CITIZEN)
