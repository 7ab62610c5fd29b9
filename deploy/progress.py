"""What an operator is told: which step, how long it took, and what is to be mended."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import IO, Any

import click


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
        click.echo(f"  [{self._number}/{self._total}] {what}……", nl=False)
        try:
            yield
        except BaseException:
            click.echo(" 未完成")
            raise
        click.echo(f" {perf_counter() - began:.2f} 秒")

    def note(self, what: str) -> None:
        """Say what a step is busy with, on a line of its own."""
        click.echo(f"\n        {what}", nl=False)

    @property
    def elapsed(self) -> float:
        """Return the seconds since the first step."""
        return perf_counter() - self._began
