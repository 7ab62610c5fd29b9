"""Commands that the documents name are there."""

import re
from pathlib import Path

import pytest

from deploy.cli import main
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "README.zh-CN.md", "docs/runbook.md", "docs/walkthrough.md"]
STREAMS = {"channels"}  # named like a setting
TARGETS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", PAGES)
def test_every_make_target_and_command_of_a_page_exists(document):
    text = (ROOT / document).read_text()
    targets = set(re.findall(r"\bmake ([a-z-]+)\b(?=[ `\n|;:,)]|$)", text)) - {"room"}
    commands = set(re.findall(r"\bgongkai ([a-z]+)\b", text))

    assert targets <= TARGETS, targets - TARGETS
    assert commands <= set(main.commands), commands - set(main.commands)


@pytest.mark.parametrize("document", PAGES)
def test_every_file_that_a_document_links_to_exists(document):
    here = (ROOT / document).parent
    for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text()):
        assert (here / link).exists(), link


@pytest.mark.parametrize("document", PAGES)
def test_every_setting_and_option_of_a_page_exists(document):
    text = (ROOT / document).read_text()
    named = {each.lower() for each in re.findall(r"\bGK_([A-Z0-9_]+)\b", text)} - STREAMS
    for command, option in re.findall(r"\bgongkai ([a-z]+)[A-Z ]*(--[a-z]+)", text):
        assert option in {x for each in main.commands[command].params for x in each.opts}, option

    assert named <= set(Settings.__struct_fields__), named - set(Settings.__struct_fields__)
