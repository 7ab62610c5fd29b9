"""图片文字识别 — by tesseract with Chinese (chi_sim), where the house has it; else nothing."""

import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Final

from msgspec import Struct

SECONDS: Final = 60.0
LANGUAGE: Final = "chi_sim"
WORD: Final = "5"  # how tesseract's table marks the row of a word
COLUMNS: Final = 12


class Word(Struct, frozen=True):
    """词 — what stands in a rectangle of a picture, in pixels."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


def ready() -> bool:
    """Tell whether this house reads the words in pictures."""
    return _program() is not None


def read(data: bytes) -> str | None:
    """Return the words in a picture; None: nobody has looked."""
    return _said(data)


def lines(data: bytes) -> list[list[Word]]:
    """Return the words in a picture, line by line; nothing where nobody can look."""
    table = (_said(data, "tsv") or "").splitlines()
    rows = [each.split("\t", COLUMNS - 1) for each in table]
    words = [each for each in rows if len(each) == COLUMNS and each[0] == WORD]
    return [list(_words(group)) for _, group in groupby(words, key=lambda row: row[1:5])]


def _words(rows: Iterable[list[str]]) -> Iterable[Word]:
    for row in rows:
        left, top, wide, high = map(int, row[6:10])
        yield Word(row[-1].strip(), left, top, left + wide, top + high)


def _said(data: bytes, *form: str) -> str | None:
    program = _program()
    if program is None:
        return None
    try:
        done = _run([program, "stdin", "stdout", "-l", f"{LANGUAGE}+eng", *form], data)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _program() -> str | None:
    program = shutil.which("tesseract")
    return program if program and LANGUAGE in _languages(program) else None


@cache
def _languages(program: str) -> frozenset[str]:
    try:
        done = _run([program, "--list-langs"], b"")
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split())


def _run(command: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 — no shell, no words of others among the arguments
        command, input=data, capture_output=True, timeout=SECONDS, check=False
    )
