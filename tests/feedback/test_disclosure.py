"""Who may give an opinion: whoever may read what it is about."""

import pytest
from msgspec.structs import replace

from services.feedback.domain.disclosure import (
    Disclosure,
    DisclosureUnknownError,
    DisclosureWithdrawnError,
    Phase,
    Reader,
    Scope,
    VersionUnknownError,
    heard,
    readable,
)
from shared.testing import UNIT

OPEN = Disclosure(unit=UNIT, scope=Scope.SOCIETY, phase=Phase.PUBLIC, version=2)
CITIZEN = Reader()
MEMBER = Reader(person="p-1", posts=frozenset({("elsewhere", "member")}))
COLLEAGUE = Reader(person="p-2", posts=frozenset({(UNIT, "clerk")}))
ADMIN = Reader(person="p-3", posts=frozenset({("elsewhere", "admin")}))


@pytest.mark.parametrize("reader", [CITIZEN, MEMBER, ADMIN])
def test_everybody_may_speak_of_what_is_public(reader):
    assert heard(OPEN, 2, reader) is OPEN


@pytest.mark.parametrize(
    ("scope", "phase", "readers"),
    [
        (Scope.SOCIETY, Phase.REGISTERED, []),
        (Scope.SOCIETY, Phase.INNER, [MEMBER, COLLEAGUE]),
        (Scope.PARTY, Phase.INNER, [MEMBER, COLLEAGUE]),
        (Scope.PARTY, Phase.PUBLIC, [MEMBER, COLLEAGUE]),
        (Scope.UNIT, Phase.INNER, [COLLEAGUE]),
        (Scope.PERSONS, Phase.INNER, []),
    ],
)
def test_each_scope_has_its_readers(scope, phase, readers):
    disclosure = replace(OPEN, scope=scope, phase=phase)
    everybody = [CITIZEN, MEMBER, COLLEAGUE, ADMIN]
    assert [each for each in everybody if readable(disclosure, each)] == readers


def test_what_is_for_named_persons_is_read_by_them():
    disclosure = replace(OPEN, scope=Scope.PERSONS, persons=frozenset({"p-1"}))
    assert readable(disclosure, MEMBER)
    assert not readable(disclosure, COLLEAGUE)


@pytest.mark.parametrize("disclosure", [None, replace(OPEN, scope=Scope.PARTY)])
def test_unknown_and_not_for_you_are_the_same_answer(disclosure):
    with pytest.raises(DisclosureUnknownError) as refusal:
        heard(disclosure, 1, CITIZEN)
    assert refusal.value.field == "disclosure_id"


def test_what_was_withdrawn_is_no_longer_spoken_of():
    with pytest.raises(DisclosureWithdrawnError):
        heard(replace(OPEN, phase=Phase.WITHDRAWN), 1, CITIZEN)


@pytest.mark.parametrize("version", [-1, 0, 3])
def test_a_version_that_was_never_shown_is_unknown(version):
    with pytest.raises(VersionUnknownError):
        heard(OPEN, version, CITIZEN)
