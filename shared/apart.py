"""旁室 — what may be hostile is read by a process of its own, with limits of time and memory."""

import logging
import subprocess
import sys
from collections.abc import Callable
from typing import Final

DEEP: Final = 5_000  # calls within calls: what is nested is read, not refused


def ask(worker: str, question: bytes, seconds: float, *words: str) -> bytes:
    """Return what a worker (a module) answers; nothing at all if it has died.

    Raises:
        TimeoutError: it took longer.

    """
    try:
        done = subprocess.run(  # noqa: S603 — our own program, no shell
            [sys.executable, "-m", worker, *words],
            input=question,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    return done.stdout


def answer(reply: Callable[[bytes], bytes], memory: int) -> int:
    """Answer, as a worker, the one question that comes in, in so many bytes of memory."""
    _limit(memory)
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(DEEP)
    sys.stdout.buffer.write(reply(sys.stdin.buffer.read()))
    return 0


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 — not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
