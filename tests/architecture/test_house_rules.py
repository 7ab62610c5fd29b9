"""What everybody here has promised about files, names, functions and words."""

import ast
import re
import statistics
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
)
FILES = [ROOT / name for name in LISTED.stdout.splitlines() if (ROOT / name).is_file()]
PYTHON = [file for file in FILES if file.suffix == ".py"]
CODE = [file for file in PYTHON if file.parts[len(ROOT.parts)] in {"services", "shared", "deploy"}]
STUDIES = sorted((ROOT / "services").glob("*/domain"))

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
LONG = 400  # lines
LONG_WITH_REASON: dict[str, str] = {}  # path -> why it is one thing and cannot be two

HOSTS = ("python" + "hosted.org", "pypi" + ".org", "registry.npm" + "js.org", "deb.deb" + "ian.org")
MACHINE = re.compile(r"(?<![\w.$}~-])/(?:root|tmp|work|home|farm)/\w")
REJECTIONS = {"RejectedError", "InvalidError", "ForbiddenError", "NotFoundError"}
HAN = re.compile(r"[一-鿿]")


def named(file):
    return str(file.relative_to(ROOT))


def tree(file):
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(nodes):
    return [
        node for node in ast.walk(nodes) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def length(function):
    """Count the lines a reader must hold in mind: the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("study", STUDIES, ids=lambda each: each.parent.name)
def test_functions_of_the_study_are_short(study):
    lengths = [length(each) for file in study.rglob("*.py") for each in functions(tree(file))]

    assert lengths, "a study without a function decides nothing"
    assert statistics.median(lengths) <= 5
    assert max(lengths) <= 30


def test_no_module_is_called_after_nothing():
    assert [named(file) for file in PYTHON if file.stem in BANNED_NAMES] == []


def test_no_file_is_long_without_a_reason():
    long = {named(file) for file in PYTHON if len(file.read_text().splitlines()) > LONG}

    assert long == set(LONG_WITH_REASON)


def test_every_module_says_what_it_is():
    silent = [named(file) for file in CODE if not ast.get_docstring(tree(file))]

    assert silent == []


def rules():
    for file in CODE:
        if any(kind in file.read_text(encoding="utf-8") for kind in REJECTIONS):
            for node in ast.walk(tree(file)):
                if isinstance(node, ast.ClassDef) and any(map(is_rejection, node.bases)):
                    yield file, node


def is_rejection(base):
    return isinstance(base, ast.Name) and base.id in REJECTIONS


def is_said(rule):
    """Tell whether a rule has the name of one and says its sentence in Chinese."""
    sentence = ((ast.get_docstring(rule) or "").splitlines() or [""])[0]
    said = HAN.search(sentence) and sentence.endswith(("。", "。”"))
    return rule.name.endswith("Error") and said


def test_every_rule_says_its_sentence_in_chinese():
    found = list(rules())

    assert len(found) > 1000
    assert [f"{named(file)}:{rule.name}" for file, rule in found if not is_said(rule)] == []


def doors():
    """Yield what answers people and programs that ask for something to be done."""
    for file in CODE:
        if {"pages", "api"} & set(file.parts):
            for function in functions(tree(file)):
                words = {ast.unparse(each).partition("(")[0] for each in function.decorator_list}
                if words & {"post", "put", "patch", "delete"}:
                    yield file, function


def catches(function):
    """Tell whether a function keeps a refusal to itself; others' errors it may read."""
    foreign = {"ValueError", "TypeError", "OverflowError", "RecursionError", "MsgspecError"}
    foreign |= {"DecodeError", "ValidationError"}
    for node in ast.walk(function):
        if isinstance(node, ast.ExceptHandler) and not isinstance(node.body[-1], ast.Raise):
            caught = {each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)}
            if caught - foreign:
                return True
    return False


def test_no_door_keeps_a_refusal_to_itself():
    """Who was refused what is for auditors to read: a form is handed back by ``again``."""
    found = list(doors())

    assert len(found) > 500
    assert [f"{named(file)}:{each.name}" for file, each in found if catches(each)] == []


def texts():
    for file in FILES:
        try:
            yield file, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a document


def test_no_registry_address_is_in_the_tree():
    assert [named(file) for file, text in texts() if any(host in text for host in HOSTS)] == []


def test_no_path_of_somebody_s_machine_is_in_the_tree():
    code = [(file, text) for file, text in texts() if file.suffix != ".md"]

    assert [named(file) for file, text in code if MACHINE.search(text)] == []


def test_requirements_are_hashed():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        wanted = [line for line in lines if re.match(r"[a-zA-Z0-9]", line)]
        assert len(wanted) > 20
        assert all(re.search(r"==\S+.*\\$", line) for line in wanted)


def test_no_test_sleeps_to_wait():
    sleepers = [
        named(file)
        for file in PYTHON
        if "sleep" in file.read_text(encoding="utf-8")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "time.sleep"
    ]

    assert sleepers == []


def test_every_part_of_the_bench_can_be_begun():
    assert import_module("tests.bench.__main__").PARTS
