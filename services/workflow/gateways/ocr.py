"""图片文字识别 — by tesseract with Chinese (chi_sim), where the house has it; else nothing."""

import shutil
import subprocess
from functools import cache
from typing import Final

SECONDS: Final = 60.0
LANGUAGE: Final = "chi_sim"


def read(data: bytes) -> str | None:
    """Return the words in a picture; None: nobody has looked."""
    program = shutil.which("tesseract")
    if program is None or LANGUAGE not in _languages(program):
        return None
    try:
        done = _run([program, "stdin", "stdout", "-l", f"{LANGUAGE}+eng"], data)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


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
