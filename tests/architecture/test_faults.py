"""Each fault that docs/faults.md speaks of is made to happen by a test that exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")
FOUND = NAMED.findall((ROOT / "docs/faults.md").read_text(encoding="utf-8"))


def test_every_fault_names_a_test():
    table = (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines()
    faults = [line for line in table if line.startswith("| ")][1:]

    assert len(faults) == len(FOUND) > 25


@pytest.mark.parametrize(("file", "name"), FOUND)
def test_a_fault_is_made_to_happen_by_a_test_that_exists(file, name):
    functions = ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))

    assert name in {
        each.name for each in functions if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
