"""预公开页 — a unit's plans before their decision: countdown, stances, summary, study, decision."""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.consultation import ConsultationUnknownError
from services.workflow.domain.consultation_words import (
    OUTCOMES,
    Argument,
    CloseConsultation,
    DecideConsultation,
    Outcome,
    PostponeConsultation,
    RegisterConsultation,
    StudyConsultation,
)
from services.workflow.domain.session_words import FORMS, GROUPS
from services.workflow.domain.tally import GROUNDS, STANCES, dissent
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers import Consultations, Names
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.consultations import DECIDERS, Step
from services.workflow.pages.duties import STANDINGS
from services.workflow.pages.sessions import session_of, statement_lines
from services.workflow.pages.words import words
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

SIZE: Final = 20  # consultations on one page
LINES: Final = 6  # kinds of argument with room on the form
STATES: Final = {
    "waiting": ("待预公开", "lim"),
    "open": ("征求意见中", "fix"),
    "closed": ("已汇总，可以决定", "ok"),
    "postponed": ("暂缓决定", "late"),
    "studied": ("已进一步研究，可以决定", "ok"),
    "decided": ("已决定", "ok"),
}


class OutcomeUnclearError(InvalidError):
    """请选择决定种类。"""


class ConsultationForm(Struct, frozen=True, kw_only=True):
    """预公开登记表 — one question, one material on a line."""

    item_id: str = ""
    matter: str = ""
    reason: str = ""
    questions: str = ""
    materials: str = ""

    def command(self) -> RegisterConsultation:
        """Return what is asked."""
        return RegisterConsultation(
            item_id=self.item_id,
            matter=self.matter,
            reason=self.reason,
            questions=tuple(self.questions.splitlines()),
            materials=tuple(self.materials.splitlines()),
        )


class StepForm(Struct, frozen=True, kw_only=True):
    """办理表 — as any step of a consultation fills it in."""

    summary: str = ""
    argument: list[str] = []
    answer: list[str] = []
    adopted: list[str] = []
    disagreement: str = ""
    reason: str = ""
    report: str = ""
    again: str = ""
    outcome: str = ""
    decision: str = ""
    handling: str = ""
    body: str = ""
    minutes: str = ""
    form: str = ""
    held_on: str = ""
    place: str = ""
    invited: list[str] = []
    attended: list[str] = []
    group: list[str] = []
    said: list[str] = []
    taken: list[str] = []
    why: list[str] = []

    def command(self, step: str) -> Step:
        """Return what a step asks.

        Raises:
            ConsultationUnknownError: there is no such step.
            OutcomeUnclearError: no kind of decision was chosen.

        """
        match step:
            case "close":
                return CloseConsultation(
                    summary=self.summary, answers=self.answers(), disagreement=self.disagreement
                )
            case "postpone":
                return PostponeConsultation(reason=self.reason)
            case "study":
                return StudyConsultation(report=self.report, again=self.again == "true")
            case "sessions":
                return session_of(self)
            case "decide":
                return self._decision()
            case _:
                raise ConsultationUnknownError

    def answers(self) -> tuple[Argument, ...]:
        """Return the kinds of argument of the lines that are not empty."""
        return tuple(
            Argument(argument=said, answer=told, adopted=taken == "true")
            for said, told, taken in self.lines()
            if said.strip() or told.strip()
        )

    def lines(self) -> list[tuple[str, str, str]]:
        """Return every line of the form, with room for more."""
        columns = (self.argument, self.answer, self.adopted)
        room = max(LINES, *map(len, columns))
        long = [[*each, *[""] * (room - len(each))] for each in columns]
        return list(zip(*long, strict=True))

    def _decision(self) -> DecideConsultation:
        if self.outcome not in {each.value for each in Outcome}:
            raise OutcomeUnclearError(field="outcome")
        return DecideConsultation(
            outcome=Outcome(self.outcome),
            decision=self.decision,
            handling=self.handling,
            body=self.body,
            minutes=self.minutes,
        )


Stepped = Filled[StepForm]


@get("/consultations", include_in_schema=False, sync_to_thread=True)
def consultation_list(
    consultations: Consultations, names: Names, caller: Caller, unit: str = "", page_no: int = 1
) -> Page:
    """本单位的预公开事项"""
    number = max(page_no, 1)
    found = consultations.of_unit(caller, unit, number, SIZE)
    return page(
        "consultations.html.j2",
        **_words(names),
        found=found,
        number=number,
        pages=max(-(-found.total // SIZE), 1),
        today=beijing_date(caller.at),
        registers=bool(caller.units(*RECORDERS)),
        mine=caller.units(*STAFF),
    )


@get("/consultations/new", include_in_schema=False, sync_to_thread=True)
def consultation_form(consultations: Consultations, names: Names, caller: Caller) -> Page:
    """登记预公开事项"""
    caller.known()
    return _form(consultations, names, caller, ConsultationForm())


@post("/consultations/new", include_in_schema=False)
async def register_consultation(
    data: Filled[ConsultationForm], consultations: Consultations, names: Names, caller: Caller
) -> Redirect:
    """登记"""
    consultation_id = caller.command_id
    async with again(_form, consultations, names, caller, data):
        await consultations.register(consultation_id, data.command(), caller)
    return see_other(f"/workflow/consultations/{consultation_id}")


@get("/consultations/{consultation_id:uuid}", include_in_schema=False, sync_to_thread=True)
def consultation_page(
    consultation_id: UUID, consultations: Consultations, names: Names, caller: Caller
) -> Page:
    """倒计时、表态、汇总、研究报告、决定"""
    return _shown(consultation_id, consultations, names, caller, StepForm())


@post("/consultations/{consultation_id:uuid}/{step:str}", include_in_schema=False)
async def take_step(
    consultation_id: UUID,
    step: str,
    data: Stepped,
    consultations: Consultations,
    names: Names,
    caller: Caller,
    expected: int | None,
) -> Redirect:
    """汇总意见、暂缓、提交研究报告、决定"""
    async with again(_shown, consultation_id, consultations, names, caller, data):
        await consultations.act(consultation_id, data.command(step), caller, expected)
    return see_other(f"/workflow/consultations/{consultation_id}")


def _form(
    consultations: Consultations,
    names: Names,
    caller: Caller,
    typed: ConsultationForm,
    refusal: RejectedError | None = None,
) -> Page:
    found = consultations.entries(caller)
    return page(
        "consultation_new.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        entries=[(each.item_id, f"{each.title}（{names.unit(each.unit)}）") for each in found],
        typed=typed,
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _shown(
    consultation_id: UUID,
    consultations: Consultations,
    names: Names,
    caller: Caller,
    typed: StepForm,
    refusal: RejectedError | None = None,
) -> Page:
    seen = consultations.see(consultation_id, caller)
    state = seen.row.consultation
    return page(
        "consultation.html.j2",
        status_code=refusal.status if refusal else 200,
        **_words(names),
        seen=seen,
        rounds=[(each, dissent(state.rule, each.voices)) for each in state.rounds],
        today=beijing_date(caller.at),
        acts=caller.holds(seen.row.unit, *DECIDERS),
        proposes=caller.holds(seen.row.unit, Post.CLERK),
        typed=typed,
        spoken=statement_lines(typed),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal else {},
    )


def _words(names: Names) -> dict[str, Any]:
    return {
        **words(names),
        "CONSULTED": STATES,
        "STANDINGS": STANDINGS,
        "STANCES": STANCES,
        "GROUNDS": GROUNDS,
        "FORMS": {each.value: name for each, name in FORMS.items()},
        "GROUPS": {each.value: name for each, name in GROUPS.items()},
        "OUTCOMES": {each.value: name for each, name in OUTCOMES.items()},
    }


handlers = [
    consultation_list,
    consultation_form,
    register_consultation,
    consultation_page,
    take_step,
]
