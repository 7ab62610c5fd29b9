"""决策案卷页 — the list, one dossier with its five steps and three sides, and what is missing."""

from collections import defaultdict
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from services.workflow.domain.dossier_following_words import (
    DossierCorrected,
    DossierEvaluated,
    DossierExecuted,
    DossierFaulted,
    DossierResolved,
    LossReported,
)
from services.workflow.domain.dossier_terms import (
    ASPECTS,
    DISPOSALS,
    METHODS,
    RATINGS,
    SIDES,
    STANDS,
    STEPS,
    DecisionStep,
    Side,
)
from services.workflow.domain.session_words import FORMS, GROUPS
from services.workflow.domain.terms import Post
from services.workflow.handlers import Names
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.dossiers import DECIDERS, LOOKERS, SIZE, Dossiers
from services.workflow.handlers.experts import Experts
from services.workflow.pages.dossier_forms import DossierForm, OpenForm
from services.workflow.pages.duties import STANDINGS
from services.workflow.pages.sessions import statement_lines
from services.workflow.pages.words import words
from services.workflow.views.dossiers import DossierFact, DossierRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

TABS: Final = {"": "全部", "overdue": "逾期未报告上级", "hidden": "已执行未公开"}
Opened = Filled[OpenForm]
Stepped = Filled[DossierForm]
WHERE: Final = {  # on which side of the page a step's form stands; the others stand on the first
    "report": Side.EXECUTION,
    "acknowledge": Side.EXECUTION,
    "execute": Side.EXECUTION,
    "evaluate": Side.SUPERVISION,
    "resolve": Side.SUPERVISION,
    "loss": Side.SUPERVISION,
    "fault": Side.SUPERVISION,
    "correct": Side.SUPERVISION,
}
LOOKED: Final = (
    DossierEvaluated,
    DossierResolved,
    LossReported,
    DossierFaulted,
    DossierCorrected,
)
_DONE: Final = {  # the fact that ends each step
    DecisionStep.RESEARCH: "DossierResearched",
    DecisionStep.CONSULTATION: "DossierConsulted",
    DecisionStep.ASSESSMENT: "DossierAssessed",
    DecisionStep.FOLLOW_UP: "DossierExecuted",
}


@get("/dossiers", include_in_schema=False, sync_to_thread=True)
def dossier_list(
    dossiers: Dossiers, names: Names, caller: Caller, tab: str = "", page_no: int = 1
) -> Page:
    """重大决策案卷"""
    number, chosen = max(page_no, 1), tab if tab in TABS else ""
    found = dossiers.listed(caller, chosen, number)
    return page(
        "dossiers.html.j2",
        **_words(names),
        found=found,
        tab=chosen,
        tabs=TABS,
        today=beijing_date(caller.at),
        opens=bool(caller.units(*RECORDERS)),
        number=number,
        pages=max(-(-found.total // SIZE), 1),
    )


@get("/dossiers/gaps", include_in_schema=False, sync_to_thread=True)
def dossier_gaps(dossiers: Dossiers, names: Names, caller: Caller, page_no: int = 1) -> Page:
    """已执行未公开的决策"""
    number = max(page_no, 1)
    found, total = dossiers.gaps(caller, number)
    return page(
        "dossier_gaps.html.j2",
        **_words(names),
        found=found,
        total=total,
        number=number,
        pages=max(-(-total // SIZE), 1),
    )


@get("/dossiers/new", include_in_schema=False, sync_to_thread=True)
def dossier_form(dossiers: Dossiers, names: Names, caller: Caller) -> Page:
    """立决策案卷"""
    caller.known()
    return _form(dossiers, names, caller, OpenForm())


@post("/dossiers/new", include_in_schema=False)
async def open_dossier(data: Opened, dossiers: Dossiers, names: Names, caller: Caller) -> Redirect:
    """立案"""
    async with again(_form, dossiers, names, caller, data):
        await dossiers.open(caller.command_id, data.command(), caller)
    return see_other(f"/workflow/dossiers/{caller.command_id}")


@get("/dossiers/{dossier_id:uuid}", include_in_schema=False, sync_to_thread=True)
def dossier_page(
    dossier_id: UUID,
    dossiers: Dossiers,
    experts: Experts,
    names: Names,
    caller: Caller,
    tab: str = "",
) -> Page:
    """一件案卷：五个步骤，决策、执行、监督三个方面"""
    side = next((each for each in Side if each.value == tab), Side.DECISION)
    return _shown(dossier_id, dossiers, experts, names, caller, side, DossierForm())


@post("/dossiers/{dossier_id:uuid}/{step:str}", include_in_schema=False)
async def take_step(  # noqa: PLR0913, PLR0917 — what one form says, and to whom
    dossier_id: UUID,
    step: str,
    data: Stepped,
    dossiers: Dossiers,
    experts: Experts,
    names: Names,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """办理一步"""
    side = WHERE.get(step, Side.DECISION)
    given = (dossier_id, dossiers, experts, names, caller, side, data)
    async with again(_shown, *given, step=step):
        seen = await sync_to_thread(dossiers.see, dossier_id, caller)
        command = data.command(step, seen.row.dossier.body)
        await dossiers.act(dossier_id, command, caller, expected)
    return see_other(f"/workflow/dossiers/{dossier_id}?tab={side.value}")


def _form(
    dossiers: Dossiers,
    names: Names,
    caller: Caller,
    typed: OpenForm,
    refusal: RejectedError | None = None,
) -> Page:
    found = dossiers.entries(caller)
    return page(
        "dossier_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        entries=[(each.item_id, f"{each.title}（{names.unit(each.unit)}）") for each in found],
        bodies=[(each, each) for each in dossiers.bodies(caller)],
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _shown(  # noqa: PLR0913, PLR0917 — what one page shows
    dossier_id: UUID,
    dossiers: Dossiers,
    experts: Experts,
    names: Names,
    caller: Caller,
    side: Side,
    typed: DossierForm,
    refusal: RejectedError | None = None,
    step: str = "",
) -> Page:
    seen = dossiers.see(dossier_id, caller)
    row = seen.row
    facts = _grouped(row)
    return page(
        "dossier.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        seen=seen,
        row=row,
        state=row.dossier,
        facts=facts,
        steps=_steps(row, facts),
        tab=side.value,
        dates=_dates(row),
        step=step,
        typed=typed,
        spoken=statement_lines(typed),
        experts=experts.of_unit(row.unit),
        consulted=dossiers.consulted(row.unit),
        notices=dossiers.notices(row.unit),
        acts=caller.holds(row.unit, *DECIDERS),
        above=bool(row.superior) and caller.holds(row.superior, *DECIDERS),
        tells=caller.holds(row.unit, *LOOKERS),
        proposes=caller.holds(row.unit, Post.CLERK),
        person=caller.person,
        today=beijing_date(caller.at),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _grouped(row: DossierRow) -> dict[str, list[DossierFact]]:
    """Return the facts of a dossier by their kind, oldest first."""
    found: dict[str, list[DossierFact]] = defaultdict(list)
    for each in row.facts:
        found[type(each.event).__name__].append(each)
    return found


def _steps(row: DossierRow, facts: dict[str, list[DossierFact]]) -> list[tuple[str, str, str]]:
    """Return the five steps: name, how it stands and since when, state (done, now, next)."""
    state, shown = row.dossier, []
    now = next((each for each in state.needed if _waits(row, each)), None)
    for each in DecisionStep:
        kind = "done" if state.done(each) else "now" if each is now else "next"
        shown.append((STEPS[each], _stand(row, each, facts), kind))
    return shown


def _waits(row: DossierRow, step: DecisionStep) -> bool:
    return not row.dossier.done(step) and step not in row.dossier.passed_over


def _stand(row: DossierRow, step: DecisionStep, facts: dict[str, list[DossierFact]]) -> str:
    state = row.dossier
    if step is DecisionStep.DECISION and row.decided_on:
        return f"{row.decided_on:%Y-%m-%d}"
    if state.done(step) and facts.get(_DONE.get(step, "")):
        return f"{beijing_date(facts[_DONE[step]][-1].at):%Y-%m-%d}"
    if step in state.passed_over:
        return "已越过"
    return "待办" if step in state.needed else "不是必经"


def _dates(row: DossierRow) -> dict[str, str]:
    """Return the day of the latest thing on each side."""
    told = [each.event.on for each in row.facts if isinstance(each.event, DossierExecuted)]
    looked = [beijing_date(each.at) for each in row.facts if isinstance(each.event, LOOKED)]
    return {
        Side.DECISION.value: f"{row.decided_on:%Y-%m-%d}" if row.decided_on else "还没有决策",
        Side.EXECUTION.value: f"{told[-1]:%Y-%m-%d}" if told else "还没有执行情况",
        Side.SUPERVISION.value: f"{looked[-1]:%Y-%m-%d}" if looked else "还没有监督情况",
    }


def _words(names: Names) -> dict[str, Any]:
    return {
        **words(names),
        "STANDINGS": STANDINGS,
        "DOSSIER_STANDS": {each.value: name for each, name in STANDS.items()},
        "DOSSIER_STEPS": {each.value: name for each, name in STEPS.items()},
        "ASPECTS": {each.value: name for each, name in ASPECTS.items()},
        "METHODS": {each.value: name for each, name in METHODS.items()},
        "RATINGS": {each.value: name for each, name in RATINGS.items()},
        "DISPOSALS": {each.value: name for each, name in DISPOSALS.items()},
        "SIDES": {each.value: name for each, name in SIDES.items()},
        "FORMS": {each.value: name for each, name in FORMS.items()},
        "GROUPS": {each.value: name for each, name in GROUPS.items()},
    }


handlers = [dossier_list, dossier_gaps, dossier_form, open_dossier, dossier_page, take_step]
