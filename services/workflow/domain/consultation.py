"""预公开 — a plan is shown, opinions are heard, and only then it may be decided: pure (S0 六1)."""

from datetime import date
from typing import Final

from services.workflow.domain import consultation_state
from services.workflow.domain.consultation_state import (
    Consultation,
    ConsultationState,
    Round,
    counted,
)
from services.workflow.domain.consultation_words import (
    AnswerConsultation,
    Argument,
    BeginConsultation,
    CloseConsultation,
    ConsultationAct,
    ConsultationAnswered,
    ConsultationClosed,
    ConsultationDecided,
    ConsultationEvent,
    ConsultationInterrupted,
    ConsultationOpened,
    ConsultationPostponed,
    ConsultationRegistered,
    ConsultationReported,
    ConsultationRescheduled,
    ConsultationStudied,
    DecideConsultation,
    InterruptConsultation,
    OpenConsultation,
    PostponeConsultation,
    RecountConsultation,
    RegisterConsultation,
    ReportConsultation,
    StudyConsultation,
)
from services.workflow.domain.duty import Deadline
from services.workflow.domain.period import deadline
from services.workflow.domain.session import held
from services.workflow.domain.session_words import ConsultationHeld, HoldConsultation
from services.workflow.domain.tally import Ground, dissent
from shared.calendar import Calendar, beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MATTER: Final = 200  # characters at most
TEXT: Final = 2_000  # characters of a summary, a report, a decision
LINE: Final = 300  # characters of a question, a reason, an argument
MANY: Final = 20  # questions, materials or kinds of argument
_STATE: Final = ConsultationState


class ConsultationUnknownError(NotFoundError):
    """没有找到这项预公开。"""


class ConsultationAlreadyRegisteredError(RejectedError):
    """这项预公开已经登记，不能重复登记。"""


class ConsultationMatterError(InvalidError):
    """请写明要决定什么事项，不超过200个字。"""


class ConsultationReasonError(InvalidError):
    """请写明为什么这件事与群众利益密切相关，不超过300个字。"""


class QuestionsMissingError(InvalidError):
    """请至少写明一个要听取意见的问题，最多20个，每个不超过300个字。"""


class MaterialsError(InvalidError):
    """参考材料最多20份，每份名称不超过300个字。"""


class ConsultationNotWaitingError(RejectedError):
    """这一轮预公开已经开始，不能重复开始。"""


class ConsultationNotOpenError(RejectedError):
    """这项预公开还没有开始，或者已经汇总。"""


class ConsultationRunningError(RejectedError):
    """预公开期未满，不能提前汇总意见。"""


class RoundUnknownError(RejectedError):
    """这条意见不是针对这项预公开的。"""


class SameConsultationPeriodError(RejectedError):
    """按新的放假安排计算，预公开期没有变化。"""


class SummaryTextError(InvalidError):
    """请填写意见汇总，不超过2000个字。"""


class AnswersMissingError(InvalidError):
    """请逐类写明收到的意见和答复，最多20类，每格不超过300个字。"""


class DisagreementReasonError(InvalidError):
    """认定重大分歧须写明理由，不超过300个字。"""


class NothingToPostponeError(RejectedError):
    """只有已经汇总意见、还没有决定的事项可以暂缓决定。"""


class NotPostponedError(RejectedError):
    """只有暂缓决定的事项需要提交进一步研究报告。"""


class StudyReportError(InvalidError):
    """请填写进一步调查研究的情况和结论，不超过2000个字。"""


class NotPreDisclosedError(RejectedError):
    """与群众利益密切相关的事项须先预公开，预公开期满后才能作出决定。"""


class DecisionTooEarlyError(RejectedError):
    """预公开期未满，不能作出决定。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the days that count."""
        term, begun, last = self.args
        day = f"{last.year}年{last.month}月{last.day}日"
        return f"预公开期未满，不能作出决定：应当公开{term}，已经过{begun}天，{day}满期。"


class ConsultationNotClosedError(RejectedError):
    """预公开期已满，还没有汇总意见并逐类答复，不能作出决定。"""


class DecisionPostponedError(RejectedError):
    """多数人有不同意见或者存在重大分歧，已经暂缓决定；提交进一步研究报告后才能作出决定。"""


class MatterDecidedError(RejectedError):
    """这件事已经作出决定。"""


class DecisionTextError(InvalidError):
    """请写明决定内容、意见采纳情况、作出决定的机构和会议记录编号，每格不超过2000个字。"""


def decide(  # noqa: C901, PLR0911 — one line for each command
    command: ConsultationAct, state: Consultation, cause: Cause
) -> list[ConsultationEvent]:
    """Judge one command."""
    today = beijing_date(cause.at)
    if isinstance(command, BeginConsultation):
        return [_begin(command, state)]
    if state.state is _STATE.NONE:
        raise ConsultationUnknownError
    match command:
        case OpenConsultation():
            return [_open(command, state)]
        case AnswerConsultation():
            return [_answer(command, state)]
        case RecountConsultation(calendar=calendar):
            return [_recount(calendar, state)]
        case InterruptConsultation(disclosure_id=disclosure):
            return [_interrupt(disclosure, state, today)]
        case CloseConsultation():
            return _close(command, state, today)
        case HoldConsultation():
            return [_hold(command, state, today)]
        case PostponeConsultation(reason=reason):
            return [_postpone(reason, state, today)]
        case StudyConsultation():
            return [_study(command, state, today)]
        case DecideConsultation():
            return [_decide(command, state, today)]
        case ReportConsultation(disclosure_id=disclosure, on=on):
            return [_report(disclosure, state, on)]


CONSULTATION = Decider(initial=Consultation(), decide=decide, evolve=consultation_state.evolve)


def recounted(state: Consultation, calendar: Calendar) -> Deadline | None:
    """Return the period by another calendar; None if nothing of it changes."""
    if state.state is not _STATE.OPEN:
        return None
    old = state.rounds[-1].deadline
    due = deadline(old.counted_from, old.term, calendar)
    return None if due.days == old.days else due


def _begin(command: BeginConsultation, state: Consultation) -> ConsultationRegistered:
    asked = command.asked
    if state.state is not _STATE.NONE:
        raise ConsultationAlreadyRegisteredError
    if not _fits(asked.matter, MATTER):
        raise ConsultationMatterError(field="matter")
    if not command.named and not _fits(asked.reason, LINE):
        raise ConsultationReasonError(field="reason")
    return ConsultationRegistered(
        unit=command.unit,
        item_id=asked.item_id,
        matter=asked.matter.strip(),
        reason=asked.reason.strip(),
        questions=_questions(asked),
        materials=_materials(asked),
        limits=command.limits,
        rule=command.rule,
    )


def _questions(asked: RegisterConsultation) -> tuple[str, ...]:
    kept = tuple(each.strip() for each in asked.questions if each.strip())
    if not 0 < len(kept) <= MANY or not all(_fits(each, LINE) for each in kept):
        raise QuestionsMissingError(field="questions")
    return kept


def _materials(asked: RegisterConsultation) -> tuple[str, ...]:
    kept = tuple(each.strip() for each in asked.materials if each.strip())
    if len(kept) > MANY or not all(_fits(each, LINE) for each in kept):
        raise MaterialsError(field="materials")
    return kept


def _open(command: OpenConsultation, state: Consultation) -> ConsultationOpened:
    if state.state is not _STATE.WAITING:
        raise ConsultationNotWaitingError
    return ConsultationOpened(
        unit=state.unit,
        matter=state.matter,
        round=len(state.rounds) + 1,
        disclosure_id=command.disclosure_id,
        scope=command.scope,
        opened_on=command.opened_on,
        deadline=deadline(command.opened_on, state.rule.period, command.calendar),
        questions=state.questions,
    )


def _answer(command: AnswerConsultation, state: Consultation) -> ConsultationAnswered:
    """Take an opinion in by the day on which it came; what was summed up stays as it was."""
    about = [each for each in state.rounds if each.disclosure_id == command.disclosure_id]
    if not about:
        raise RoundUnknownError(command.disclosure_id)
    going = state.state is _STATE.OPEN and about[-1] is state.rounds[-1]
    return ConsultationAnswered(
        disclosure_id=command.disclosure_id,
        opinion_id=command.opinion_id,
        stance=command.stance,
        verified=command.verified,
        received_on=command.received_on,
        late=not (going and about[-1].covers(command.received_on)),
    )


def _recount(calendar: Calendar, state: Consultation) -> ConsultationRescheduled:
    last, due = _running(state), recounted(state, calendar)
    if due is None:
        raise SameConsultationPeriodError
    return ConsultationRescheduled(disclosure_id=last.disclosure_id, deadline=due)


def _interrupt(disclosure: str, state: Consultation, today: date) -> ConsultationInterrupted:
    if _running(state).disclosure_id != disclosure:
        raise ConsultationNotOpenError(disclosure)
    return ConsultationInterrupted(on=today, disclosure_id=disclosure)


def _close(command: CloseConsultation, state: Consultation, today: date) -> list[ConsultationEvent]:
    last = _running(state)
    if today <= last.last_day:
        raise ConsultationRunningError(last.last_day)
    closed = ConsultationClosed(
        on=today,
        disclosure_id=last.disclosure_id,
        round=len(state.rounds),
        voices=last.voices,
        summary=_text(command.summary, SummaryTextError(field="summary")),
        answers=_answered(command, last),
    )
    reason = command.disagreement.strip()
    if len(reason) > LINE:
        raise DisagreementReasonError(field="disagreement")
    ground = dissent(state.rule, last.voices) or (Ground.DECLARED if reason else None)
    return [closed] if ground is None else [closed, _held(state, ground, reason, today)]


def _answered(command: CloseConsultation, last: Round) -> tuple[Argument, ...]:
    answers = command.answers
    whole = all(_fits(a.argument, LINE) and _fits(a.answer, LINE) for a in answers)
    if len(answers) > MANY or not whole or (last.voices.total and not answers):
        raise AnswersMissingError(field="answers")
    return answers


def _postpone(reason: str, state: Consultation, today: date) -> ConsultationPostponed:
    if state.state not in {_STATE.CLOSED, _STATE.STUDIED}:
        raise NothingToPostponeError
    if not _fits(reason, LINE):
        raise DisagreementReasonError(field="reason")
    return _held(state, Ground.DECLARED, reason.strip(), today)


def _held(state: Consultation, ground: Ground, reason: str, today: date) -> ConsultationPostponed:
    return ConsultationPostponed(
        on=today,
        disclosure_id=state.rounds[-1].disclosure_id,
        round=len(state.rounds),
        ground=ground,
        reason=reason,
    )


def _study(command: StudyConsultation, state: Consultation, today: date) -> ConsultationStudied:
    if state.state is not _STATE.POSTPONED:
        raise NotPostponedError
    report = _text(command.report, StudyReportError(field="report"))
    return ConsultationStudied(on=today, report=report, again=command.again)


def _decide(command: DecideConsultation, state: Consultation, today: date) -> ConsultationDecided:
    _decidable(state, today)
    wrong = DecisionTextError
    return ConsultationDecided(
        on=today,
        disclosure_id=state.rounds[-1].disclosure_id,
        outcome=command.outcome,
        decision=_text(command.decision, wrong(field="decision")),
        handling=_text(command.handling, wrong(field="handling")),
        body=_text(command.body, wrong(field="body"), MATTER),
        minutes=_text(command.minutes, wrong(field="minutes"), MATTER),
    )


def _decidable(state: Consultation, today: date) -> None:
    """Refuse a decision before the masses were heard, and one that must wait (S0 六1)."""
    match state.state:
        case _STATE.WAITING:
            raise NotPreDisclosedError
        case _STATE.OPEN:
            _period_over(state.rounds[-1], today)
            raise ConsultationNotClosedError
        case _STATE.POSTPONED:
            raise DecisionPostponedError
        case _STATE.DECIDED:
            raise MatterDecidedError
        case _:
            return


def _period_over(last: Round, today: date) -> None:
    if today <= last.last_day:
        begun, _ = counted(last.deadline, today)
        raise DecisionTooEarlyError(last.deadline.term.words, begun, last.last_day)


def _hold(command: HoldConsultation, state: Consultation, today: date) -> ConsultationHeld:
    if state.state is _STATE.DECIDED:
        raise MatterDecidedError
    return held(command, today)


def _report(disclosure: str, state: Consultation, on: date) -> ConsultationReported:
    rounds = tuple(each.disclosure_id for each in state.rounds)
    return ConsultationReported(on=on, disclosure_id=disclosure, rounds=rounds)


def _running(state: Consultation) -> Round:
    if state.state is not _STATE.OPEN:
        raise ConsultationNotOpenError
    return state.rounds[-1]


def _fits(text: str, most: int) -> bool:
    return 0 < len(text.strip()) <= most


def _text(text: str, wrong: InvalidError, most: int = TEXT) -> str:
    if not _fits(text, most):
        raise wrong
    return text.strip()
