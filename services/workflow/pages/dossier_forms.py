"""决策案卷的表格 — what was typed, word for word, and the command that each step makes of it."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final, TypeVar

from msgspec import Struct

from services.workflow.domain.consultation_words import Argument
from services.workflow.domain.convening_words import DrawHearing, ScheduleDossier
from services.workflow.domain.dossier_following_words import (
    AcknowledgeDossier,
    CorrectDossier,
    EvaluateDossier,
    ExecuteDossier,
    FaultDossier,
    ReportDossier,
    ReportLoss,
    ResolveDossier,
)
from services.workflow.domain.dossier_preparing import DossierUnknownError
from services.workflow.domain.dossier_terms import Aspect, DecisionStep, Disposal, Method, Rating
from services.workflow.domain.dossier_words import (
    AdviseDossier,
    AnnounceHearing,
    AssessDossier,
    BypassStep,
    ConsultDossier,
    EngageExpert,
    MeetingMinutes,
    OpenDossier,
    Option,
    RecordHearing,
    ReportHearing,
    ResearchDossier,
    Speech,
    VoteDossier,
    Votes,
)
from services.workflow.domain.session_words import Form, Group
from services.workflow.pages.duties import WrongDayError
from services.workflow.pages.sessions import attendance_of, statements_of
from shared.decider import InvalidError

E = TypeVar("E", bound=Enum)
ROOM: Final = 6  # lines with room on a form
MOST: Final = 10_000  # heads


class ChoiceMissingError(InvalidError):
    """请选择一项。"""


class HeadsUnclearError(InvalidError):
    """人数和票数请填写整数。"""


class OpenForm(Struct, frozen=True, kw_only=True):
    """立案登记表"""

    item_id: str = ""
    matter: str = ""
    body: str = ""
    touches: str = ""
    major: str = ""

    def command(self) -> OpenDossier:
        """Return what is asked."""
        return OpenDossier(
            item_id=self.item_id,
            matter=self.matter,
            body=self.body,
            touches=self.touches == "yes",
            major=self.major == "yes",
        )


class DossierForm(Struct, frozen=True, kw_only=True):
    """案卷办理表 — as any step fills it in."""

    report: str = ""
    name: list[str] = []
    pros: list[str] = []
    cons: list[str] = []
    forecast: list[str] = []
    notice: str = ""
    forms: list[str] = []
    heard: list[str] = []
    summary: str = ""
    argument: list[str] = []
    answer: list[str] = []
    adopted: list[str] = []
    consultation_id: str = ""
    notice_id: str = ""
    received: str = ""
    accepted: str = ""
    held_on: str = ""
    place: str = ""
    seats: str = ""
    selection: str = ""
    hearing: str = ""
    applicants: str = ""
    seed: str = ""
    session: str = ""
    invited: list[str] = []
    attended: list[str] = []
    group: list[str] = []
    said: list[str] = []
    taken: list[str] = []
    why: list[str] = []
    person: str = ""
    reason: str = ""
    opinion: str = ""
    aspect: str = ""
    method: str = ""
    rating: str = ""
    assessor: str = ""
    basis: str = ""
    step: str = ""
    number: str = ""
    due: str = ""
    present: str = ""
    speaker: list[str] = []
    speech: list[str] = []
    leader: str = ""
    favour: str = ""
    against: str = ""
    abstained: str = ""
    ballot: str = ""
    missing: str = ""
    minority: str = ""
    decision: str = ""
    option: str = ""
    document: str = ""
    on: str = ""
    progress: str = ""
    executor: str = ""
    effect: str = ""
    opinions: str = ""
    outcome: str = ""
    loss: str = ""
    fault: str = ""
    measure: str = ""
    minutes: str = ""

    def command(self, step: str, body: str) -> Any:
        """Return what a step asks; ``body``: which decides.

        Raises:
            DossierUnknownError: there is no such step.
            InvalidError: a field cannot be understood; it is named.

        """
        if step not in _STEPS:
            raise DossierUnknownError
        return _STEPS[step](self, body)

    def options(self) -> list[tuple[str, ...]]:
        """Return every line of options, with room for more."""
        return _lines(self.name, self.pros, self.cons, self.forecast, room=3)

    def arguments(self) -> list[tuple[str, ...]]:
        """Return every line of opinions, with room for more."""
        return _lines(self.argument, self.answer, self.adopted)

    def speeches(self) -> list[tuple[str, ...]]:
        """Return every line of speeches, with room for more."""
        return _lines(self.speaker, self.speech)


def _research(typed: DossierForm, _: str) -> ResearchDossier:
    options = tuple(
        Option(name=name, pros=pros, cons=cons, forecast=forecast)
        for name, pros, cons, forecast in typed.options()
        if any(each.strip() for each in (name, pros, cons, forecast))
    )
    return ResearchDossier(report=typed.report, options=options)


def _consult(typed: DossierForm, _: str) -> ConsultDossier:
    answers = tuple(
        Argument(argument=said, answer=told, adopted=taken == "true")
        for said, told, taken in typed.arguments()
        if said.strip() or told.strip()
    )
    return ConsultDossier(
        notice=typed.notice == "yes",
        forms=tuple(each for each in Form if each.value in typed.forms),
        groups=tuple(each for each in Group if each.value in typed.heard),
        summary=typed.summary,
        answers=answers,
        consultation_id=typed.consultation_id,
        notice_id=typed.notice_id,
        received=_heads(typed.received or "0", "received"),
        accepted=_heads(typed.accepted or "0", "accepted"),
    )


def _announce(typed: DossierForm, _: str) -> AnnounceHearing:
    return AnnounceHearing(
        held_on=_day(typed.held_on, "held_on"),
        place=typed.place,
        seats=_heads(typed.seats, "seats"),
        selection=typed.selection,
    )


def _record(typed: DossierForm, _: str) -> RecordHearing:
    return RecordHearing(
        number=_heads(typed.hearing, "number"),
        attendance=attendance_of(typed),
        statements=statements_of(typed),
    )


def _assess(typed: DossierForm, _: str) -> AssessDossier:
    return AssessDossier(
        aspect=_one(Aspect, typed.aspect, "aspect"),
        method=_one(Method, typed.method, "method"),
        rating=_one(Rating, typed.rating, "rating"),
        assessor=typed.assessor,
        basis=typed.basis,
    )


def _vote(typed: DossierForm, body: str) -> VoteDossier:
    return VoteDossier(
        meeting=_meeting(typed, body),
        votes=_votes(typed),
        decision=typed.decision,
        option=_heads(typed.option or "1", "option"),
    )


def _resolve(typed: DossierForm, body: str) -> ResolveDossier:
    return ResolveDossier(
        meeting=_meeting(typed, body), votes=_votes(typed), decision=typed.decision
    )


def _meeting(typed: DossierForm, body: str) -> MeetingMinutes:
    return MeetingMinutes(
        number=typed.number,
        held_on=_day(typed.held_on, "held_on"),
        body=body,
        due=_heads(typed.due, "due"),
        present=_heads(typed.present, "present"),
        speeches=tuple(
            Speech(speaker=speaker, opinion=said, leader=typed.leader == str(line))
            for line, (speaker, said) in enumerate(typed.speeches(), 1)
            if speaker.strip() or said.strip()
        ),
    )


def _votes(typed: DossierForm) -> Votes:
    return Votes(
        favour=_heads(typed.favour, "favour"),
        against=_heads(typed.against or "0", "against"),
        abstained=_heads(typed.abstained or "0", "abstained"),
        secret=typed.ballot == "secret",
        missing=typed.missing,
        minority=tuple(each.strip() for each in typed.minority.splitlines() if each.strip()),
    )


_STEPS: Final[dict[str, Callable[[DossierForm, str], Any]]] = {
    "research": _research,
    "consult": _consult,
    "announce": _announce,
    "draw": lambda typed, _: DrawHearing(
        number=_heads(typed.hearing, "number"),
        applicants=tuple(typed.applicants.replace("，", " ").replace(",", " ").split()),
        seed=typed.seed,
    ),
    "record": _record,
    "summarise": lambda typed, _: ReportHearing(
        number=_heads(typed.hearing, "number"), report=typed.report
    ),
    "engage": lambda typed, _: EngageExpert(person=typed.person, reason=typed.reason),
    "advise": lambda typed, _: AdviseDossier(opinion=typed.opinion),
    "assess": _assess,
    "bypass": lambda typed, _: BypassStep(
        step=_one(DecisionStep, typed.step, "step"), reason=typed.reason
    ),
    "schedule": lambda typed, _: ScheduleDossier(
        held_on=_day(typed.held_on, "held_on"), session=typed.session
    ),
    "vote": _vote,
    "report": lambda typed, _: ReportDossier(document=typed.document),
    "acknowledge": lambda typed, _: AcknowledgeDossier(number=typed.number),
    "execute": lambda typed, _: ExecuteDossier(
        on=_day(typed.on, "on"), progress=typed.progress, executor=typed.executor
    ),
    "evaluate": lambda typed, _: EvaluateDossier(
        effect=typed.effect,
        opinions=typed.opinions,
        outcome=_one(Disposal, typed.outcome, "outcome"),
    ),
    "resolve": _resolve,
    "loss": lambda typed, _: ReportLoss(loss=typed.loss),
    "fault": lambda typed, _: FaultDossier(fault=typed.fault, measure=typed.measure),
    "correct": lambda typed, _: CorrectDossier(decision=typed.decision, minutes=typed.minutes),
}


def _lines(*columns: Sequence[str], room: int = ROOM) -> list[tuple[str, ...]]:
    most = max(room, *map(len, columns))
    return list(zip(*([*each, *[""] * (most - len(each))] for each in columns), strict=True))


def _one(kind: type[E], typed: str, field: str) -> E:
    found = next((each for each in kind if each.value == typed), None)
    if found is None:
        raise ChoiceMissingError(field=field)
    return found


def _heads(typed: str, field: str) -> int:
    plain = typed.strip()
    if not (plain.isascii() and plain.isdigit()) or int(plain) > MOST:
        raise HeadsUnclearError(field=field)
    return int(plain)


def _day(typed: str, field: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise WrongDayError(field=field) from None
