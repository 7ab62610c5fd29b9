"""The words in the code are the words in the glossary, and each has its proper form."""

import re
from pathlib import Path

import pytest

from deploy import words
from shared.record import tag_of

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
IRREGULAR = {"withdrawn", "sent", "taken", "set", "held", "begun", "read", "kept", "met", "split"}
HAN = re.compile(r"[一-鿿]")

EVENTS = [(service, each) for service in words.names() for each in words.events(service)]
COMMANDS = [(service, each) for service in words.names() for each in words.commands(service)]
WORDS = [each for _, each in (*EVENTS, *COMMANDS)]


def by_name(value):
    return value.__name__ if isinstance(value, type) else value


def test_there_are_words_to_look_at():
    assert {service for service, _ in EVENTS} == set(words.names())
    assert len(WORDS) > 40


@pytest.mark.parametrize("word", WORDS, ids=by_name)
def test_every_event_and_command_is_in_the_glossary_with_its_chinese(word):
    wanted = (f"`{word.__name__}`", f"| {words.chinese(word)} |")

    assert any(all(each in line for each in wanted) for line in GLOSSARY.splitlines()), (
        f"docs/glossary.md needs: | … {wanted[1]} … | {wanted[0]} |"
    )


@pytest.mark.parametrize("word", WORDS, ids=by_name)
def test_every_word_has_a_chinese_name(word):
    assert HAN.search(words.chinese(word))


@pytest.mark.parametrize(("service", "event"), EVENTS, ids=by_name)
def test_an_event_is_past_tense_and_its_tag_says_the_same(service, event):
    owner, aggregate, participle, version = tag_of(event).split(".")

    assert owner == service
    assert event.__name__.lower() == f"{aggregate}{participle}".replace("_", "")
    assert participle.endswith("ed") or participle in IRREGULAR
    assert re.fullmatch(r"v\d+", version)


@pytest.mark.parametrize(("service", "event"), EVENTS, ids=by_name)
def test_an_event_keeps_no_float(service, event):
    shape = " ".join(words.fields(event))

    assert "float" not in shape
    assert event.__struct_config__.frozen


def test_no_two_events_share_a_tag():
    tags = [tag_of(event) for _, event in EVENTS]

    assert len(tags) == len(set(tags))


@pytest.mark.parametrize(("service", "command"), COMMANDS, ids=by_name)
def test_a_command_takes_no_field_it_does_not_know(service, command):
    assert command.__struct_config__.forbid_unknown_fields
    assert not command.__name__.endswith("ed")
