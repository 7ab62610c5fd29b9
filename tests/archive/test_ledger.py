"""The ledger takes each service's facts in order, once, and never another body for a place."""

import pytest
import sqlalchemy

from services.archive.gateways.ledger import DivergedError, GapError, Ledger, LedgerError
from tests.archive.letters import STORY, letter, letters


@pytest.fixture
def ledger(database_url):
    ledger = Ledger(database_url)
    ledger.open()
    yield ledger
    ledger.close()


def test_facts_of_all_services_get_neighbouring_indexes(ledger):
    ledger.take("workflow", letters("workflow", 1, 3))
    ledger.take("publishing", letters("publishing", 1, 2))

    facts = ledger.facts(0, 10)

    assert [fact.index for fact in facts] == [0, 1, 2, 3, 4]
    assert [(fact.service, fact.position) for fact in facts[2:4]] == [
        ("workflow", 3),
        ("publishing", 1),
    ]
    assert [fact.body for fact in facts[:3]] == [each.body for each in letters("workflow", 1, 3)]


def test_sealed_facts_have_salts_of_their_own_and_open_ones_none(ledger):
    ledger.take("publishing", letters("publishing", 1, 4))

    by_tag = {fact.tag: fact for fact in ledger.facts(0, 4)}
    sealed = [fact.salt for fact in ledger.facts(0, 4) if fact.salt]

    assert by_tag["publishing.public.opened.v1"].salt == b""
    assert {len(salt) for salt in sealed} == {32}
    assert len(set(sealed)) == len(sealed)


def test_a_letter_that_comes_twice_is_kept_once(ledger):
    assert ledger.take("workflow", letters("workflow", 1, 5)) == 5
    assert ledger.take("workflow", letters("workflow", 1, 5)) == 0
    assert ledger.take("workflow", letters("workflow", 4, 4)) == 2
    assert (ledger.size, ledger.last("workflow")) == (7, 7)


def test_a_gap_is_never_skipped(ledger):
    ledger.take("workflow", letters("workflow", 1, 2))

    with pytest.raises(GapError):
        ledger.take("workflow", letters("workflow", 4, 1))
    with pytest.raises(GapError):
        ledger.take("workflow", [letter("workflow", 3), letter("workflow", 5)])

    assert (ledger.size, ledger.last("workflow")) == (2, 2)


def test_another_body_for_a_kept_place_is_named(ledger):
    ledger.take("workflow", letters("workflow", 1, 2))
    forged = letter("workflow", 2, event={"content": "假的"})

    with pytest.raises(DivergedError) as refused:
        ledger.take("workflow", [forged, letter("workflow", 3)])

    assert (refused.value.service, refused.value.position) == ("workflow", 2)
    assert refused.value.archived != refused.value.heard
    assert ledger.size == 2


def test_a_ledger_opened_again_goes_on_where_it_was(ledger, database_url):
    ledger.take("workflow", letters("workflow", 1, 3))

    again = Ledger(database_url)
    again.open()

    assert (again.size, again.last("workflow"), again.last("catalog")) == (3, 3, 0)
    again.close()


def test_what_is_kept_cannot_be_changed_or_deleted(ledger, database_url):
    ledger.take("workflow", letters("workflow", 1, 1))
    by_hand = sqlalchemy.create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))

    for deed in ("UPDATE archive_ledger SET tag = 'x'", "DELETE FROM archive_ledger"):
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="never changed"), by_hand.begin() as c:
            c.execute(sqlalchemy.text(deed))
    by_hand.dispose()


def test_facts_are_found_by_service_tag_and_story(ledger):
    ledger.take("workflow", letters("workflow", 1, 20))
    ledger.take("publishing", letters("publishing", 1, 20))
    story = ledger.facts(0, 1)[0].story

    assert ledger.count(service="publishing") == 20
    assert ledger.count(service="publishing", tag="publishing.public.opened.v1") == 10
    assert [fact.index for fact in ledger.latest(2)] == [39, 38]
    assert {fact.service for fact in ledger.about([story], 100)} == {"workflow", "publishing"}
    assert ledger.about([str(STORY)], 100) == []
    assert ledger.find("publishing", 7).body == letter("publishing", 7).body
    assert ledger.find("publishing", 21) is None


def test_refusals_are_kept_apart_from_the_log(ledger):
    ledger.refused("workflow", letters("workflow", 1, 2))
    ledger.refused("workflow", letters("workflow", 2, 2))

    assert (ledger.last_refusal("workflow"), ledger.count_refusals(), ledger.size) == (3, 3, 0)
    assert [row.position for row in ledger.refusals(10)] == [3, 2, 1]
    with pytest.raises(GapError):
        ledger.refused("workflow", letters("workflow", 9, 1))


def test_a_read_only_database_says_so(home):
    file = home / "ledger.db"
    file.touch()

    with pytest.raises(LedgerError, match="readonly"):
        Ledger(f"sqlite:///file:{file}?mode=ro&uri=true").open()
