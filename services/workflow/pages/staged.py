"""阶段性工作页 — a unit's works, one work with its stages and what each owes, and its forms."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.staged import PHASES
from services.workflow.domain.staged_words import FinishStage, RegisterWork, ReplanWork, Stage
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Names, Staged
from services.workflow.handlers.answering import RECORDERS
from services.workflow.pages.duties import STANDINGS, WrongDayError
from services.workflow.pages.words import words
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

SIZE: Final = 20  # works on one page
LINES: Final = 8  # stages that a form has room for; more are sent a second time


class WorkForm(Struct, frozen=True, kw_only=True):
    """阶段性工作登记表 — stages line by line; empty lines do not count."""

    item_id: str = ""
    title: str = ""
    starts_on: str = ""
    stage_name: list[str] = []
    stage_on: list[str] = []
    reason: str = ""

    def register(self) -> RegisterWork:
        """Return the registration that was typed.

        Raises:
            WrongDayError: a day cannot be read.

        """
        return RegisterWork(
            item_id=self.item_id,
            title=self.title,
            starts_on=_day(self.starts_on, "starts_on"),
            stages=self.stages(),
        )

    def replan(self) -> ReplanWork:
        """Return the change of plan that was typed."""
        return ReplanWork(stages=self.stages(), reason=self.reason)

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages of the lines that are not empty."""
        return tuple(
            Stage(name=name.strip(), planned_on=_day(on, "stages"))
            for name, on in self.lines()
            if name.strip() or on.strip()
        )

    def lines(self) -> list[tuple[str, str]]:
        """Return every line of the form, with room for more."""
        room = max(LINES, len(self.stage_name), len(self.stage_on))
        return list(zip(_long(self.stage_name, room), _long(self.stage_on, room), strict=True))


class FinishForm(Struct, frozen=True, kw_only=True):
    """阶段完成表"""

    number: str = ""
    finished_on: str = ""

    def command(self) -> FinishStage:
        """Return what is asked."""
        number = self.number if self.number.isascii() and self.number.isdigit() else "0"
        return FinishStage(number=int(number), finished_on=_day(self.finished_on, "finished_on"))


class Nothing(Struct, frozen=True, kw_only=True):
    """结项表 — nothing to fill in"""


Finished = Filled[FinishForm]
Closing = Filled[Nothing]


@get("/works", include_in_schema=False, sync_to_thread=True)
def work_list(
    staged: Staged, names: Names, caller: Caller, unit: str = "", page_no: int = 1
) -> Page:
    """本单位的阶段性工作"""
    number = max(page_no, 1)
    found = staged.of_unit(caller, unit, number, SIZE)
    return page(
        "works.html.j2",
        **_words(names),
        found=found,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
        registers=bool(caller.units(*RECORDERS)),
        mine=caller.units(*STAFF),
    )


@get("/works/new", include_in_schema=False, sync_to_thread=True)
def work_form(staged: Staged, names: Names, caller: Caller) -> Page:
    """登记阶段性工作"""
    caller.known()
    return _form(staged, names, caller, WorkForm(starts_on=str(beijing_date(caller.at))))


@post("/works/new", include_in_schema=False)
async def register_work(
    data: Filled[WorkForm], staged: Staged, names: Names, caller: Caller
) -> Redirect:
    """登记"""
    work_id = caller.command_id
    async with again(_form, staged, names, caller, data):
        await staged.register(work_id, data.register(), caller)
    return see_other(f"/workflow/works/{work_id}")


@get("/works/{work_id:uuid}", include_in_schema=False, sync_to_thread=True)
def work_page(work_id: UUID, staged: Staged, names: Names, caller: Caller) -> Page:
    """各阶段、各自的期限和公开情况"""
    return _shown(work_id, staged, names, caller)


@post("/works/{work_id:uuid}/finish", include_in_schema=False)
async def finish_stage(
    work_id: UUID, data: Finished, staged: Staged, names: Names, caller: Caller
) -> Redirect:
    """登记阶段完成"""
    async with again(_shown, work_id, staged, names, caller):
        await staged.finish(work_id, data.command(), caller)
    return see_other(f"/workflow/works/{work_id}")


@post("/works/{work_id:uuid}/replan", include_in_schema=False)
async def replan_work(
    work_id: UUID, data: Filled[WorkForm], staged: Staged, names: Names, caller: Caller
) -> Redirect:
    """调整阶段计划"""
    async with again(_shown, work_id, staged, names, caller, typed=data):
        await staged.replan(work_id, data.replan(), caller)
    return see_other(f"/workflow/works/{work_id}")


@post("/works/{work_id:uuid}/close", include_in_schema=False)
async def close_work(
    work_id: UUID, data: Closing, staged: Staged, names: Names, caller: Caller
) -> Redirect:
    """结项"""
    del data
    async with again(_shown, work_id, staged, names, caller):
        await staged.close(work_id, caller)
    return see_other(f"/workflow/works/{work_id}")


def _form(
    staged: Staged,
    names: Names,
    caller: Caller,
    typed: WorkForm,
    refusal: RejectedError | None = None,
) -> Page:
    found = staged.entries(caller)
    return page(
        "work_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        entries=[(each.item_id, f"{each.title}（{names.unit(each.unit)}）") for each in found],
        typed=typed,
        refusal=refusal,
    )


def _shown(
    work_id: UUID,
    staged: Staged,
    names: Names,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: WorkForm | None = None,
) -> Page:
    seen = staged.see(work_id, caller)
    left = [each.stage for each in seen.stages if not each.stage.finished_on]
    planned = WorkForm(
        stage_name=[each.name for each in left],
        stage_on=[each.planned_on.isoformat() for each in left],
    )
    acts = not seen.row.closed and caller.holds(seen.row.unit, *RECORDERS)
    return page(
        "work.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        seen=seen,
        next=next((each for each in seen.stages if not each.stage.finished_on), None),
        today=beijing_date(caller.at),
        acts=acts,
        proposes=caller.holds(seen.row.unit, Post.CLERK),
        typed=typed or planned,
        replanning=typed is not None,
        refusal=refusal,
    )


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongDayError(field=field) from None


def _long(values: list[str], room: int) -> list[str]:
    return [*values, *[""] * (room - len(values))]


def _words(names: Names) -> dict[str, Any]:
    phases = {each.value: name for each, name in PHASES.items()}
    return {**words(names), "PHASES": phases, "STANDINGS": STANDINGS}


handlers = [
    work_list,
    work_form,
    register_work,
    work_page,
    finish_stage,
    replan_work,
    close_work,
]
