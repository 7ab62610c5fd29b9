"""What stands in the published log word for word, and what only as a commitment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.archive.domain.entry import Fact, commitment, openness_of
from services.archive.domain.openness import RULES, openness
from services.archive.domain.terms import Openness
from tests.archive.letters import letter

OPEN, SEALED = Openness.OPEN, Openness.SEALED


@pytest.mark.parametrize(
    ("tag", "event", "expected"),
    [
        ("publishing.public.opened.v1", {}, OPEN),
        ("feedback.outcome.published.v1", {}, OPEN),
        ("catalog.unit.registered.v1", {}, OPEN),
        ("archive.key.introduced.v1", {}, OPEN),
        ("publishing.disclosure.revised.v1", {"public": True}, OPEN),
        ("publishing.disclosure.revised.v1", {"public": False}, SEALED),
        ("publishing.disclosure.revised.v1", {}, SEALED),
        ("publishing.disclosure.revised.v1", {"public": "true"}, SEALED),
        ("publishing.disclosure.withdrawn.v1", {"public": True}, OPEN),
        ("publishing.disclosure.withdrawn.v1", {}, SEALED),
        ("catalog.item.listed.v1", {"scope": "society"}, OPEN),
        ("catalog.item.listed.v1", {"scope": "party"}, SEALED),
        ("catalog.item.retired.v1", {"scope": "society"}, OPEN),
        ("catalog.item.retired.v1", {}, SEALED),
        ("catalog.amendment.announced.v1", {"public": True}, OPEN),
        ("catalog.amendment.announced.v1", {"public": False}, SEALED),
        ("catalog.amendment.announced.v1", {}, SEALED),
        ("publishing.inner.opened.v1", {"public": True}, SEALED),
        ("feedback.opinion.received.v1", {"public": True, "scope": "society"}, SEALED),
        ("catalog.person.registered.v1", {"public": True}, SEALED),
        ("archive.checkpoint.signed.v1", {}, SEALED),
    ],
)
def test_only_what_society_may_read_is_open(tag, event, expected):
    assert openness(tag, event) is expected


@given(tag=st.text(), event=st.dictionaries(st.text(), st.booleans() | st.text()))
def test_whatever_is_not_named_is_sealed(tag, event):
    assert tag in RULES or openness(tag, event) is SEALED


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"event":7}', b"\xff"])
def test_a_body_that_cannot_be_read_is_sealed(body):
    assert openness_of("publishing.public.opened.v1", body) is SEALED


def test_a_body_too_long_for_an_entry_is_sealed():
    long = letter("publishing", 1, tag="publishing.public.opened.v1", event={"text": "x" * 66_000})

    assert openness_of(long.tag, long.body) is SEALED


def test_the_entry_of_an_open_fact_is_its_very_bytes():
    fact = Fact(
        index=0, service="publishing", position=1, tag="t", stream_id="s", salt=b"", body=b"{}"
    )

    assert fact.entry == b"{}"


def test_the_entry_of_a_sealed_fact_is_a_canonical_commitment():
    assert commitment(bytes(32), b"body", "workflow", 7) == (
        b'{"commitment":"fsNhnqf5IXIbbYvsg+otDG1VfgsWTa9XfmLIzIjtdK4=",'
        b'"position":7,"service":"workflow"}'
    )
