"""The auditors' pages call every fact by its Chinese name."""

from deploy import words
from services.archive.pages.words import TAGS
from shared.record import tag_of


def test_every_fact_of_every_service_has_a_name_on_the_auditors_pages():
    said = {tag_of(event) for service in words.names() for event in words.events(service)}

    assert said <= set(TAGS), sorted(said - set(TAGS))
