"""Who may read what: five scopes, three phases, every kind of reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publishing.domain.reading import CITIZEN, Reader, may_read
from services.publishing.domain.terms import Phase, Scope

HERE, THERE = "unit-here", "unit-there"
ANNA = "person-named"
MEMBER = Reader(person="member", units=frozenset({HERE}))
STRANGER = Reader(person="stranger", units=frozenset({THERE}))
NAMED = Reader(person=ANNA, units=frozenset({THERE}))
STAFF = Reader(person="staff", units=frozenset({HERE}), staffed=frozenset({HERE}))
OUTSIDER = Reader(person="nobody")  # has a login but no post

READERS = st.builds(
    Reader,
    person=st.sampled_from(["", ANNA, "other"]),
    units=st.frozensets(st.sampled_from([HERE, THERE])),
    staffed=st.frozensets(st.sampled_from([HERE, THERE])),
)


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (Scope.SOCIETY, [MEMBER, STRANGER, NAMED, STAFF]),
        (Scope.PARTY, [MEMBER, STRANGER, NAMED, STAFF]),
        (Scope.UNIT, [MEMBER, STAFF]),
        (Scope.PERSONS, [NAMED, STAFF]),
        (Scope.APPLICANT, [NAMED, STAFF]),
    ],
)
def test_while_it_is_inner_each_scope_lets_in_its_own(scope, allowed):
    for reader in (CITIZEN, OUTSIDER, MEMBER, STRANGER, NAMED, STAFF):
        assert may_read(scope, Phase.INNER, HERE, (ANNA,), reader) == (reader in allowed), reader


@given(st.sampled_from(Scope), READERS)
def test_before_anything_is_open_only_the_units_own_staff_reads(scope, reader):
    assert may_read(scope, Phase.REGISTERED, HERE, (ANNA,), reader) == (HERE in reader.staffed)


@given(st.sampled_from(Scope), READERS)
def test_what_society_reads_everybody_reads(scope, reader):
    assert may_read(scope, Phase.PUBLIC, HERE, (), reader)


@given(st.sampled_from(Scope), st.sampled_from([Phase.NONE, Phase.REGISTERED, Phase.INNER]))
def test_a_citizen_reads_nothing_that_is_not_public(scope, phase):
    assert not may_read(scope, phase, HERE, (ANNA, ""), CITIZEN)
