"""Stop-watches, medians of interleaved rounds, and the lines of the table."""

import asyncio
import shutil
import statistics
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter


@dataclass
class Line:
    """One line of the table: ours beside the yardstick of the same run."""

    section: str
    what: str
    ours: str
    yardstick: str = ""
    ratio: str = ""
    target: str = ""
    holds: bool | None = None


@dataclass
class Rates:
    """Figures of one side, one for each round."""

    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # latency of each command

    @property
    def median(self):
        return statistics.median(self.rates)

    def percentile(self, share):
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1_000  # ms


@contextmanager
def folder():
    """Lend a folder on the disk this repository lies on, not in memory."""
    path = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


async def crowd(callers, jobs, work):
    """Let that many callers share the jobs; return the rate and each job's seconds."""
    waiting, seconds = iter(jobs), []

    async def caller():
        for job in waiting:
            began = perf_counter()
            await work(job)
            seconds.append(perf_counter() - began)

    began = perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return len(seconds) / (perf_counter() - began), seconds


def rate(count, work):
    """Return how many a second."""
    began = perf_counter()
    work()
    return count / (perf_counter() - began)


def compared(section, what, ours, yardstick, *, least=None, tail=False):
    """Return the line of two sides; ``least``: the ratio that is promised."""
    ratio = ours.median / yardstick.median
    shown = f"{ours.median:,.0f}/s"
    if tail:
        shown += f" · p99 {ours.percentile(0.99):.1f} ms"
    return Line(
        section,
        what,
        shown,
        f"{yardstick.median:,.0f}/s"
        + (f" · p99 {yardstick.percentile(0.99):.1f} ms" if tail else ""),
        f"{ratio:.2f}×",
        f"≥ {least}×" if least else "",
        None if least is None else ratio >= least,
    )


def alone(section, what, ours, unit, *, least=None, most=None):
    """Return the line of a figure that stands for itself."""
    target = f"≥ {least:,} {unit}" if least else f"< {most:,} {unit}" if most else ""
    holds = ours >= least if least else ours < most if most else None
    digits = 1 if ours < 1_000 else 0
    return Line(section, what, f"{ours:,.{digits}f} {unit}", target=target, holds=holds)
