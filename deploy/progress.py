"""What an operator is told: which step, how long it took, and what is to be mended."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import IO, Any

import click


def say(what: str, *, end: str = "\n") -> None:
    """Print; whoever has stopped reading hears no more, and hinders nothing."""
    try:
        click.echo(what + end, nl=False)
    except OSError:  # the reader of a pipe is gone: what follows must not stumble over it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ComplaintError(click.ClickException):
    """操作提示 — what an operator can mend, said in one Chinese sentence, without a traceback."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence."""
        click.echo(f"✗ {self.format_message()}", err=True, file=file)


class Steps:
    """步骤 — numbered lines with times, so that one sees where it is and what is slow."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._number = 0
        self._began = perf_counter()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say what begins; say how long it took when it is done."""
        self._number += 1
        began = perf_counter()
        say(f"  [{self._number}/{self._total}] {what}……", end="")
        try:
            yield
        except BaseException:
            say(" 未完成")
            raise
        say(f" {perf_counter() - began:.2f} 秒")

    def note(self, what: str) -> None:
        """Say what a step is busy with, on a line of its own."""
        say(f"\n        {what}", end="")

    @property
    def elapsed(self) -> float:
        """Return the seconds since the first step."""
        return perf_counter() - self._began
