"""The words in the code are the words in the glossary, and each has its proper form."""

import re
from pathlib import Path

from deploy import words
from shared.record import tag_of

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
IRREGULAR = {"withdrawn", "sent", "taken", "set", "held", "begun", "read", "kept", "met", "split"}
HAN = re.compile(r"[一-鿿]")

EVENTS = [(service, each) for service in words.names() for each in words.events(service)]
COMMANDS = [(service, each) for service in words.names() for each in words.commands(service)]
WORDS = [each for _, each in (*EVENTS, *COMMANDS)]


def test_there_are_words_to_look_at():
    assert {service for service, _ in EVENTS} == set(words.names())
    assert len(WORDS) > 40


def test_every_event_and_command_is_in_the_glossary_with_its_chinese():
    lines = GLOSSARY.splitlines()
    wanted = [(f"`{word.__name__}`", f"| {words.chinese(word)} |") for word in WORDS]
    lacking = [
        f"docs/glossary.md needs: | … {chinese} … | {name} |"
        for name, chinese in wanted
        if not any(name in line and chinese in line for line in lines)
    ]

    assert lacking == []


def test_every_word_has_a_chinese_name():
    assert [word.__name__ for word in WORDS if not HAN.search(words.chinese(word))] == []


def test_an_event_is_past_tense_and_its_tag_says_the_same():
    assert [tag_of(event) for service, event in EVENTS if not is_well_named(service, event)] == []


def is_well_named(service, event):
    owner, aggregate, participle, version = tag_of(event).split(".")
    return (
        owner == service
        and event.__name__.lower() == f"{aggregate}{participle}".replace("_", "")
        and (participle.endswith("ed") or participle in IRREGULAR)
        and re.fullmatch(r"v\d+", version)
    )


def test_an_event_keeps_no_float():
    floating = [x.__name__ for _, x in EVENTS if "float" in " ".join(words.fields(x))]
    moving = [x.__name__ for _, x in EVENTS if not x.__struct_config__.frozen]

    assert (floating, moving) == ([], [])


def test_no_two_events_share_a_tag():
    tags = [tag_of(event) for _, event in EVENTS]

    assert len(tags) == len(set(tags))


def test_a_command_takes_no_field_it_does_not_know():
    commands = [each for _, each in COMMANDS]

    assert [x.__name__ for x in commands if not x.__struct_config__.forbid_unknown_fields] == []
    assert [x.__name__ for x in commands if x.__name__.endswith("ed")] == []
