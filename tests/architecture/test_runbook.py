"""Commands that the documents name are there."""

import re
from pathlib import Path

import pytest

from deploy.cli import main

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "README.zh-CN.md", "docs/runbook.md", "docs/walkthrough.md"]
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
