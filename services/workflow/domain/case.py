"""责任追究 — criticism, putting right by a day, pursuing those who answer for it (S0 六7)."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.case_words import (
    CaseClosed,
    CaseCommand,
    CaseCriticized,
    CaseEvent,
    CaseGraded,
    CaseMissed,
    CaseOpened,
    CaseOrdered,
    CasePursued,
    CaseRectified,
    CloseCase,
    CriticizeCase,
    GradeCase,
    LaunchCase,
    MissCase,
    OrderCase,
    PursueCase,
    RectifyCase,
)
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause

LEAST: Final = 5  # characters of what happened, of a reason, a proof, a note


class Case(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next step."""

    body: str = ""
    unit: str = ""
    people: frozenset[str] = frozenset()
    uncited: str = ""  # the regime in force of which no article was cited
    criticized: bool = False
    due: date | None = None
    rectified: bool = False
    missed: bool = False
    serious: bool | None = None
    pursued: bool = False
    closed: bool = False


class CaseUnknownError(NotFoundError):
    """没有找到这件责任追究案件。"""


class CaseTwiceError(RejectedError):
    """这件责任追究案件已经立案。"""


class CaseClosedError(RejectedError):
    """这件责任追究案件已经结案。"""


class CaseWordsError(InvalidError):
    """请写明情况、意见、理由或者整改结果，不少于5个字。"""


class CaseDayError(InvalidError):
    """请写明问题发生的日期，不能晚于今天。"""


class CaseGroundError(InvalidError):
    """责任单位的实施方案没有规定这种追责情形。"""


class CasePlaceError(InvalidError):
    """责任追究由责任单位的上级单位提起。"""


class CaseArticleError(InvalidError):
    """责任追究办法正在施行，请写明依据的条款。"""


class CaseEventsError(InvalidError):
    """违反决策程序的，要列出跳过程序的记录。"""


class CaseBodyError(ForbiddenError):
    """案件由立案的单位办理，整改结果由责任单位报告。"""


class CaseOrderError(RejectedError):
    """先批评教育，再责令整改、认定情节。"""


class CaseDueError(InvalidError):
    """责令整改要写明期限，不能早于今天。"""


class CaseNotOrderedError(RejectedError):
    """这件案件没有责令整改，或者已经报告整改结果。"""


class CaseNotSeriousError(RejectedError):
    """没有认定情节严重，不能追究领导和直接责任人的责任。"""


class CasePersonsError(InvalidError):
    """追究责任要指明责任人，只能是立案时查明的责任人。"""


class CaseMeasureError(InvalidError):
    """追究责任要写明处理措施和处理文件的文号。"""


class CaseNotPursuedError(RejectedError):
    """情节严重的，没有指明责任人和处理措施以前不能结案。"""


class CaseNotRectifiedError(RejectedError):
    """还没有批评教育，或者责令整改的还没有报告整改结果，不能结案。"""


class CaseNotDueError(RejectedError):
    """这件案件的整改还没有到期，或者已经记为逾期。"""


def decide(command: CaseCommand, case: Case, cause: Cause) -> list[CaseEvent]:
    """Judge one step; every refusal is a rule of this room."""
    if isinstance(command, LaunchCase):
        return [_open(command, case, cause)]
    if not case.unit:
        raise CaseUnknownError
    if case.closed:
        raise CaseClosedError
    if isinstance(command, MissCase):
        return [_miss(command.above, case, cause)]
    if cause.unit != (case.unit if isinstance(command, RectifyCase) else case.body):
        raise CaseBodyError
    step: Callable[[Any, Case, Cause], CaseEvent] = _STEPS[type(command)]
    return [step(command, case, cause)]


def _open(command: LaunchCase, case: Case, cause: Cause) -> CaseOpened:
    asked = command.asked
    if case.unit:
        raise CaseTwiceError
    _permitted(command)
    if command.regime and not asked.article.strip() and cause.actor != SYSTEM:
        raise CaseArticleError(command.regime, field="article")
    if asked.fault_on is None or asked.fault_on > beijing_date(cause.at):
        raise CaseDayError(field="fault_on")
    return CaseOpened(
        body=asked.body,
        unit=asked.unit,
        fault=asked.fault,
        ground=asked.ground,
        fault_on=asked.fault_on,
        what=_said(asked.what, "what"),
        loss=asked.loss.strip(),
        events=asked.events,
        answerable=command.answerable,
        regime=command.regime,
        article=asked.article.strip(),
        warned=not command.regime,
        opened_by=cause.actor,
    )


def _permitted(command: LaunchCase) -> None:
    asked = command.asked
    if not command.allowed:
        raise CasePlaceError(field="body")
    if asked.ground not in command.grounds:
        raise CaseGroundError(asked.ground, field="ground")
    if asked.fault.value == "bypass" and not asked.events:
        raise CaseEventsError(field="events")


def _criticize(command: CriticizeCase, case: Case, cause: Cause) -> CaseCriticized:
    article = command.article.strip()
    if case.uncited and not article:
        raise CaseArticleError(case.uncited, field="article")
    return CaseCriticized(
        body=case.body,
        unit=case.unit,
        note=_said(command.note, "note"),
        criticized_by=cause.actor,
        article=article,
    )


def _order(command: OrderCase, case: Case, cause: Cause) -> CaseOrdered:
    if not case.criticized:
        raise CaseOrderError
    if command.due is None or command.due < beijing_date(cause.at):
        raise CaseDueError(field="due")
    return CaseOrdered(
        body=case.body,
        unit=case.unit,
        due=command.due,
        note=_said(command.note, "note"),
        ordered_by=cause.actor,
    )


def _rectify(command: RectifyCase, case: Case, cause: Cause) -> CaseRectified:
    if case.due is None or case.rectified:
        raise CaseNotOrderedError
    return CaseRectified(
        body=case.body,
        unit=case.unit,
        proof=_said(command.proof, "proof"),
        days_late=max((beijing_date(cause.at) - case.due).days, 0),
        rectified_by=cause.actor,
    )


def _grade(command: GradeCase, case: Case, cause: Cause) -> CaseGraded:
    if not case.criticized:
        raise CaseOrderError
    return CaseGraded(
        body=case.body,
        unit=case.unit,
        serious=command.serious,
        reason=_said(command.reason, "reason"),
        graded_by=cause.actor,
    )


def _pursue(command: PursueCase, case: Case, cause: Cause) -> CasePursued:
    if not case.serious:
        raise CaseNotSeriousError
    if not command.persons or not case.people.issuperset(command.persons):
        raise CasePersonsError(field="persons")
    if not (command.measure.strip() and command.reference.strip()):
        raise CaseMeasureError(field="measure")
    return CasePursued(
        body=case.body,
        unit=case.unit,
        persons=command.persons,
        measure=command.measure.strip(),
        reference=command.reference.strip(),
        pursued_by=cause.actor,
    )


def _close(command: CloseCase, case: Case, cause: Cause) -> CaseClosed:
    if case.serious and not case.pursued:
        raise CaseNotPursuedError
    if not case.criticized or (case.due is not None and not case.rectified):
        raise CaseNotRectifiedError
    return CaseClosed(
        body=case.body,
        unit=case.unit,
        serious=bool(case.serious),
        note=_said(command.note, "note"),
        closed_by=cause.actor,
    )


_STEPS: Final[dict[type[Any], Callable[[Any, Case, Cause], CaseEvent]]] = {
    CriticizeCase: _criticize,
    OrderCase: _order,
    RectifyCase: _rectify,
    GradeCase: _grade,
    PursueCase: _pursue,
    CloseCase: _close,
}


def _miss(above: str, case: Case, cause: Cause) -> CaseMissed:
    over = case.due is not None and case.due < beijing_date(cause.at)
    if case.due is None or not over or case.rectified or case.missed:
        raise CaseNotDueError
    return CaseMissed(body=case.body, unit=case.unit, due=case.due, above=above)


def _said(text: str, field: str) -> str:
    if len(text.strip()) < LEAST:
        raise CaseWordsError(field=field)
    return text.strip()


_LEAVES: Final[dict[type[Any], dict[str, Any]]] = {
    CaseCriticized: {"criticized": True},
    CaseRectified: {"rectified": True},
    CaseMissed: {"missed": True},
    CasePursued: {"pursued": True},
    CaseClosed: {"closed": True},
}


def evolve(case: Case, event: CaseEvent) -> Case:
    """Remember what happened."""
    match event:
        case CaseOpened():
            people = frozenset(each.person for each in event.answerable if each.person)
            uncited = "" if event.article else event.regime
            return Case(body=event.body, unit=event.unit, people=people, uncited=uncited)
        case CaseOrdered(due=due):
            return replace(case, due=due, rectified=False, missed=False)
        case CaseGraded(serious=serious):
            return replace(case, serious=serious)
        case _:
            return replace(case, **_LEAVES[type(event)])


CASE: Final = Decider[CaseCommand, Case, CaseEvent](initial=Case(), decide=decide, evolve=evolve)
