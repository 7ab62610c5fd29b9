"""职权运行页 — the three lanes of a run, for everybody; its forms, for those who run it."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.run_words import AdvanceRun, DisposeWarning, Lane, OpenRun
from services.workflow.domain.terms import POSTS, Scope
from services.workflow.handlers import Names
from services.workflow.handlers.runs import RUNNERS, SIZE, Runs, hands
from services.workflow.pages.words import words
from services.workflow.views.runs import Done, RunRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other


class RunForm(Struct, frozen=True, kw_only=True):
    """开始、办结、处置表 — what was typed."""

    power_id: str = ""
    title: str = ""
    step: int = 0
    result: str = ""
    disclosure_id: str = ""
    instead: str = ""
    handling: str = ""


class Line(Struct, frozen=True, kw_only=True):
    """一个环节在页上的一行 — ``state``: 已办结, 正在办理 or 还没有办理."""

    number: int
    name: str
    subject: str
    point: str
    state: str
    done: Done | None
    told: bool


@get("/runs", include_in_schema=False, sync_to_thread=True)
def run_list(running: Runs, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """职权运行一览"""
    return _listed(running, names, caller, max(page_no, 1))


@post("/runs", include_in_schema=False)
async def open_run(data: Filled[RunForm], running: Runs, names: Names, caller: Caller) -> Redirect:
    """开始职权运行"""
    asked = OpenRun(power_id=data.power_id, title=data.title)
    async with again(_listed, running, names, caller, 1, typed=data):
        await running.open(caller.command_id, asked, caller)
    return see_other(f"/workflow/runs/{caller.command_id}")


@get("/powers/{power_id:uuid}", include_in_schema=False, sync_to_thread=True)
def power_runs(power_id: UUID, running: Runs, names: Names, page_no: int = 1) -> Page:
    """一项职权的运行情况"""
    number, power = max(page_no, 1), running.power(str(power_id))
    found = running.of_power(str(power_id), number)
    return page(
        "power_runs.html.j2",
        **words(names),
        power=power,
        found=found,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


@get("/runs/{run_id:uuid}", include_in_schema=False, sync_to_thread=True)
def run_page(run_id: UUID, running: Runs, names: Names, caller: Caller) -> Page:
    """一件职权运行：决策、执行、监督"""
    return _shown(run_id, running, names, caller)


@post("/runs/{run_id:uuid}/advance", include_in_schema=False)
async def advance_run(
    run_id: UUID, data: Filled[RunForm], running: Runs, names: Names, caller: Caller
) -> Redirect:
    """办结环节"""
    asked = AdvanceRun(
        step=data.step,
        result=data.result,
        disclosure_id=data.disclosure_id,
        instead=data.instead,
    )
    async with again(_shown, run_id, running, names, caller, typed=data):
        await running.advance(run_id, asked, caller)
    return see_other(f"/workflow/runs/{run_id}")


@post("/runs/{run_id:uuid}/dispose", include_in_schema=False)
async def dispose_warning(
    run_id: UUID, data: Filled[RunForm], running: Runs, names: Names, caller: Caller
) -> Redirect:
    """处置预警"""
    asked = DisposeWarning(step=data.step, handling=data.handling)
    async with again(_shown, run_id, running, names, caller, typed=data):
        await running.dispose(run_id, asked, caller)
    return see_other(f"/workflow/runs/{run_id}")


def lanes(row: RunRow) -> dict[str, list[Line]]:
    """Return the steps of each lane, a lane without any among them (S4-42)."""
    found: dict[str, list[Line]] = {lane.chinese: [] for lane in Lane}
    done = {each.step: each for each in row.done}
    for number, step in enumerate(row.steps, start=1):
        line = Line(
            number=number,
            name=step.name,
            subject=step.subject,
            point=step.point,
            state=_state(number, row),
            done=done.get(number),
            told=step.scope is Scope.SOCIETY,
        )
        found[step.lane.chinese].append(line)
    return found


def _state(number: int, row: RunRow) -> str:
    if number < row.at:
        return "已办结"
    return "正在办理" if number == row.at else "还没有办理"


def _listed(
    running: Runs,
    names: Names,
    caller: Caller,
    number: int,
    refusal: RejectedError | None = None,
    typed: RunForm | None = None,
) -> Page:
    found = running.listed(caller, number)
    return page(
        "runs.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        found=found,
        startable=running.startable(caller),
        today=beijing_date(caller.at),
        typed=typed or RunForm(),
        refusal=refusal,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


def _shown(
    run_id: UUID,
    running: Runs,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: RunForm | None = None,
) -> Page:
    row = running.see(run_id, caller)
    return page(
        "run.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(row, running, names, caller),
        row=row,
        lanes=lanes(row),
        step=None if row.closed else row.steps[row.at - 1],
        refusal=refusal,
        typed=typed or RunForm(),
    )


def _words(row: RunRow, running: Runs, names: Names, caller: Caller) -> dict[str, Any]:
    inside, today = running.concerns(caller, row.unit), beijing_date(caller.at)
    named = running.named(row, caller.at)
    return words(names) | {
        "inside": inside,
        "acts": caller.holds(row.unit, *named, *hands(row)),
        "named": "" if caller.holds(row.unit, *named) else "、".join(POSTS[x] for x in named),
        "runs": caller.holds(row.unit, *RUNNERS),
        "late": row.due is not None and row.due < today,
    }


handlers = [run_list, open_run, power_runs, run_page, advance_run, dispose_warning]
