"""python -m tests.bench --only workbench — a desk with 1,000 open tasks, listed by urgency.

The doors of the workflow in one process: the first page of a reviewer for whom a thousand
proposals wait, a later page, and a search; every hundredth time one proposal has changed.
"""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID, uuid5

from services.workflow.domain.events import ProposalReturned, ProposalSubmitted
from services.workflow.domain.terms import Check, CheckRule, Kind, Plan, Post, Rules, Scope
from shared.record import Letter, canonical, file, tag_of
from shared.settings import Settings
from shared.testing import UNIT, cause
from tests.bench.measure import Line, folder
from tests.workflow.examples import ITEM, ZHAO
from tests.workflow.house import House

SECTION = "The staff's workbench (SQLite)"
SPACE = UUID(int=0xB0)
TASKS, ROUNDS = 1_000, 300
REVIEWER = ZHAO
PROMISED = 100  # ms
RULES = Rules(
    scheme_id="S0",
    scheme_version=1,
    checks=tuple(CheckRule(check=each, posts=(Post.REVIEWER,)) for each in Check),
    approvers=(Post.APPROVER,),
)
PAGES = ("", "?page_no=40", "?q=党费 第7", "?tab=unit&status=submitted", "?tab=unit&q=第77件")


def run(_postgres, *, tasks=TASKS, rounds=ROUNDS):
    """Return one line for each page of the desk."""
    with folder() as home:
        return asyncio.run(_measure(home, tasks, rounds))


async def _measure(home, tasks, rounds):
    async with House(Settings(home=Path(home), secret=b"s" * 32)).open() as house:
        await house.settle()
        position = await _fill(house, tasks)
        first = await _seconds(house, "")
        seconds = {page: [] for page in PAGES}
        for n in range(rounds):
            if n % 100 == 0:
                position = await _change(house, position, n)
            for page in PAGES:
                seconds[page].append(await _seconds(house, page))
    cold = f"{first * 1_000:.0f} ms the first time"
    return [_line(page, tasks, found, cold if not page else "") for page, found in seconds.items()]


async def _fill(house, tasks):
    """Let a thousand proposals wait for the reviewer."""
    letters = [_submitted(n) for n in range(1, tasks + 1)]
    await asyncio.to_thread(house.service.views.apply, "workflow", letters)
    return tasks


async def _change(house, position, n):
    """Let one proposal be returned, so that its row is read and judged anew."""
    event = ProposalReturned(reason="金额与台账不符，请核对", returned_by=REVIEWER)
    letter = _letter(position + 1, uuid5(SPACE, str(n + 1)), 2, event)
    await asyncio.to_thread(house.service.views.apply, "workflow", [letter])
    return position + 1


async def _seconds(house, page):
    began = perf_counter()
    answer = await house.page(REVIEWER, f"/{page}")
    assert answer.status_code == 200, answer.text
    return perf_counter() - began


def _submitted(n):
    plan = Plan(
        title=f"2026年党费收缴使用情况（第{n}件）",
        content="应缴党员12名，实缴2190.00元，无欠缴。" * 20,
        scope=Scope.SOCIETY,
        disclose_on=date(2026, 7, 1) + timedelta(days=n % 60),
        duration_days=30,
        channels=("会议", "网站"),
    )
    event = ProposalSubmitted(
        unit=UNIT,
        item_id=ITEM,
        kind=Kind.DISCLOSE,
        plan=plan,
        digest="0" * 64,
        rules=RULES,
        submitted_by="li.ming",
    )
    return _letter(n, uuid5(SPACE, str(n)), 1, event)


def _letter(position, stream, version, event):
    record = file(event, stream_id=stream, version=version, cause=cause("li.ming"))
    tag = tag_of(event)
    return Letter(
        position=position, stream_id=stream, version=version, tag=tag, body=canonical(record)
    )


def _line(page, tasks, seconds, note):
    ordered = sorted(seconds)
    p99 = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)] * 1_000
    return Line(
        SECTION,
        f"{tasks:,} open tasks, /workflow/{page}{f' ({note})' if note else ''}",
        f"p50 {median(ordered) * 1_000:.1f} ms · p99 {p99:.1f} ms",
        target=f"p99 < {PROMISED} ms",
        holds=p99 < PROMISED,
    )
