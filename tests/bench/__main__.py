"""python -m tests.bench [--write] [--only commands,…] [--full [year,…]] — figures as ratios.

Every figure stands beside a yardstick of the same run, in rounds that take turns, so
that the machine's mood falls on both; each part has a process of its own, so that none
is measured in the memory another has left behind. `--full` also measures 10^6 stored facts,
the year of a county of 2,000 units and a log of 10^7 facts (4 GB of disk).
"""

import argparse
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from tests.bench import (
    archive,
    commands,
    county,
    doors,
    finding,
    folding,
    growth,
    intake,
    million,
    pages,
    papers,
    replay,
    screening,
    start,
    street,
    workbench,
    year,
)
from tests.postgres import Missing, Postgres

PARTS = {
    "start": start.run,  # before the others leave the disk behind busy
    "commands": commands.run,
    "doors": doors.run,
    "street": street.run,
    "intake": intake.run,
    "folding": folding.run,
    "archive": archive.run,
    "replay": replay.run,
    "million": million.run,
    "growth": growth.run,
    "pages": pages.run,
    "papers": papers.run,
    "screening": screening.run,
    "county": county.run,
    "workbench": workbench.run,
    "finding": finding.run,
    "year": year.run,
}
FULL = {
    "growth": {"sizes": (10_000, 100_000, 1_000_000)},
    "year": {"units": year.FULL},
    "million": {"facts": 10_000_000},
}
PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
HEADS = ("", "ours", "yardstick", "ratio", "target", "holds")


def main():
    wanted = _arguments()
    lines, failed, load = [], [], os.getloadavg()[0]
    postgres = _postgres()
    try:
        for name in wanted.only.split(",") if wanted.only else PARTS:
            options = FULL.get(name, {}) if name in wanted.full.split(",") else {}
            print(f"… {name}", file=sys.stderr, flush=True)
            try:
                lines += _apart(name, postgres, options)
            except Exception as error:  # noqa: BLE001 — the other figures are worth having
                failed.append(f"{name}: {error!r}"[:500])
    finally:
        if postgres is not None:
            postgres.stop()
    told = _told(lines, failed, postgres, load)
    print(told)
    if wanted.write:
        PAGE.write_text(told, encoding="utf-8")
    return 1 if failed else 0


def _apart(name, postgres, options):
    """Return the lines of one part; what its process needs it has by being born here."""
    born = {"initializer": _lent.append, "initargs": (postgres,)}
    with ProcessPoolExecutor(1, get_context("fork"), **born) as process:
        return process.submit(_part, name, options).result()


_lent = []


def _part(name, options):
    return PARTS[name](_lent[0], **options)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--only", default="", help=", ".join(PARTS))
    parser.add_argument(
        "--full",
        nargs="?",
        const=",".join(FULL),
        default="",
        help="also 10^6 stored facts (growth), 2,000 units (year), 10^7 logged (million)",
    )
    return parser.parse_args()


def _postgres():
    try:
        return Postgres(honest=True).start()
    except Missing as reason:
        print(f"PostgreSQL is left out: {reason}", file=sys.stderr)
        return None


def _told(lines, failed, postgres, load):
    text = [
        "# Performance",
        "",
        "*Written by `make bench` (`python -m tests.bench --write`): medians of rounds that take",
        "turns; a ratio compares with the yardstick of the same run. Read ratios, not figures.*",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()},"
            f" {os.cpu_count()} cores, {platform.system()};"
        ),
        f"PostgreSQL {'with fsync' if postgres else 'left out'}, SQLite in WAL with full sync.",
    ]
    for section in dict.fromkeys(each.section for each in lines):
        text += ["", f"## {section}", "", _row(HEADS), _row(["---"] * len(HEADS))]
        text += [_row(_cells(each)) for each in lines if each.section == section]
    text += ["", *(f"Not measured: {each}" for each in failed)] if failed else []
    return "\n".join(text) + "\n"


def _cells(line):
    holds = {None: "", True: "yes", False: "**no**"}[line.holds]
    return (line.what, line.ours, line.yardstick, line.ratio, line.target, holds)


def _row(cells):
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
