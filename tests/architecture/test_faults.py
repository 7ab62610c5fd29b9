"""Each fault and promise that docs speak of is made to happen, or broken, by a test that exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")
PAGES = {"docs/faults.md": 25, "docs/promises.md": 40}
TEXTS = {each: (ROOT / each).read_text(encoding="utf-8") for each in PAGES}
FOUND = sorted({each for text in TEXTS.values() for each in NAMED.findall(text)})


@pytest.mark.parametrize(("document", "least"), PAGES.items())
def test_every_fault_and_promise_names_a_test(document, least):
    lines = [line for line in TEXTS[document].splitlines() if line.startswith("| ")][1:]

    assert len(lines) == len(NAMED.findall(TEXTS[document])) > least


@pytest.mark.parametrize(("file", "name"), FOUND)
def test_a_fault_is_made_to_happen_by_a_test_that_exists(file, name):
    assert name in functions_of(file)


@cache
def functions_of(file):
    tree = ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    return {each.name for each in tree if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
