"""The walk-through shows the pictures there are, in both languages, and none too heavy."""

import re
from pathlib import Path

import pytest

from tests.browser.pictures import KEPT, LAST, PLACES, PORTAL

DOCS = Path(__file__).parents[2] / "docs"
HEAVIEST = 150 * 1024  # bytes
MOST = 24


@pytest.mark.parametrize("name", ["walkthrough.md", "walkthrough.zh-CN.md"])
def test_every_picture_is_shown_once_and_is_there(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(pictures/([\w-]+)\.webp\)", text)

    assert sorted(shown) == sorted([*KEPT.values(), LAST, *PLACES, *PORTAL])
    assert all((DOCS / "pictures" / f"{each}.webp").exists() for each in shown)


def test_the_pictures_are_few_and_light():
    pictures = list((DOCS / "pictures").iterdir())

    assert 0 < len(pictures) <= MOST
    assert [each.name for each in pictures if each.stat().st_size > HEAVIEST] == []
