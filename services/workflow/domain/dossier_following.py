"""决策以后 — reported above, carried out, evaluated, resolved anew, put right (S4 四(二)5)."""

from typing import Any, Final

from services.workflow.domain.dossier_following_words import (
    AcknowledgeDossier,
    CorrectDossier,
    DossierAcknowledged,
    DossierCorrected,
    DossierEvaluated,
    DossierExecuted,
    DossierFaulted,
    DossierReported,
    DossierResolved,
    EvaluateDossier,
    ExecuteDossier,
    FaultDossier,
    LossReported,
    ReportDossier,
    ReportLoss,
    ResolveDossier,
)
from services.workflow.domain.dossier_meeting import adopted, cast, met
from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.dossier_terms import Stand
from shared.calendar import beijing_date
from shared.decider import ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

TEXT: Final = 3_000  # characters of what was done, found or decided
LINE: Final = 200  # characters of the number of a paper


class NotDecidedError(RejectedError):
    """这件事项还没有作出决策。"""


class ReportNeedlessError(RejectedError):
    """这件决策不需要上报。"""


class DossierReportedAlreadyError(RejectedError):
    """这件决策已经上报。"""


class DocumentNumberError(InvalidError):
    """请填写报告或者回执的文号，不超过200个字。"""


class NotReportedError(RejectedError):
    """这件决策还没有上报，不能出具回执。"""


class AcknowledgedAlreadyError(RejectedError):
    """这件决策报告已经出具回执。"""


class NotSuperiorError(ForbiddenError):
    """决策报告由上级单位出具回执。"""


class NotExecutingError(RejectedError):
    """这件决策已经停止执行，或者正在暂缓执行。"""


class ExecutionTextError(InvalidError):
    """请写明执行日期（不能晚于今天）和执行情况，不超过3000个字。"""


class ExecutorMissingError(InvalidError):
    """请写明由哪个机关执行，不超过200个字。"""


class ExecutedByDeciderError(ForbiddenError):
    """决策和执行要分开，作出决策的机构不能登记为执行机关。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the body that decided."""
        return f"决策和执行要分开：{self.args[0]}作出的决策，不能由{self.args[0]}执行。"


class EvaluationTextError(InvalidError):
    """请写明执行效果和利益相关方、社会公众的意见，每格不超过3000个字。"""


class EvaluationWaitsError(RejectedError):
    """上一次评估的处理意见还没有经决策机构决定。"""


class NothingProposedError(RejectedError):
    """没有等待决定的评估处理意见。"""


class ResolutionTextError(InvalidError):
    """请写明决定内容，不超过3000个字。"""


class LossTextError(InvalidError):
    """请写明造成了什么损失，不超过3000个字。"""


class FaultTextError(InvalidError):
    """请写明失误和纠正措施，每格不超过3000个字。"""


class FaultUnknownError(NotFoundError):
    """没有这件需要纠正的失误，或者已经结案。"""


class CorrectionTextError(InvalidError):
    """请写明修正后的决策（不超过3000个字）和会议记录编号（不超过200个字）。"""


def _report(command: ReportDossier, state: Dossier, cause: Cause) -> DossierReported:
    _decided(state)
    if state.report_due is None:
        raise ReportNeedlessError
    if state.reported:
        raise DossierReportedAlreadyError
    today = beijing_date(cause.at)
    return DossierReported(
        unit=state.unit,
        superior=state.superior,
        document=_text(command.document, DocumentNumberError(field="document"), LINE),
        on=today,
        late=today > state.report_due,
    )


def _acknowledge(command: AcknowledgeDossier, state: Dossier, cause: Cause) -> DossierAcknowledged:
    if cause.unit != state.superior:
        raise NotSuperiorError
    if not state.reported:
        raise NotReportedError
    if state.acknowledged:
        raise AcknowledgedAlreadyError
    number = _text(command.number, DocumentNumberError(field="number"), LINE)
    return DossierAcknowledged(unit=state.unit, number=number, on=beijing_date(cause.at))


def _execute(command: ExecuteDossier, state: Dossier, cause: Cause) -> DossierExecuted:
    _decided(state)
    if state.stand is not Stand.EXECUTING:
        raise NotExecutingError
    if command.on > beijing_date(cause.at):
        raise ExecutionTextError(field="on")
    progress = _text(command.progress, ExecutionTextError(field="progress"))
    return DossierExecuted(
        number=state.executions + 1,
        on=command.on,
        progress=progress,
        executor=_carrier(command.executor.strip(), state),
    )


def _carrier(executor: str, state: Dossier) -> str:
    """Return who carries it out: where the scheme keeps them apart, not who decided (S4-56)."""
    if len(executor) > LINE or (state.rule.separate and not executor):
        raise ExecutorMissingError(field="executor")
    if state.rule.separate and state.body in executor:
        raise ExecutedByDeciderError(state.body, field="executor")
    return executor


def _evaluate(command: EvaluateDossier, state: Dossier, _: Cause) -> DossierEvaluated:
    _decided(state)
    if state.stand is Stand.STOPPED:
        raise NotExecutingError
    if state.waiting is not None:
        raise EvaluationWaitsError
    return DossierEvaluated(
        effect=_text(command.effect, EvaluationTextError(field="effect")),
        opinions=_text(command.opinions, EvaluationTextError(field="opinions")),
        outcome=command.outcome,
    )


def _resolve(command: ResolveDossier, state: Dossier, cause: Cause) -> DossierResolved:
    if state.waiting is None:
        raise NothingProposedError
    meeting = met(command.meeting, state, beijing_date(cause.at))
    votes = cast(command.votes, meeting, state)
    return DossierResolved(
        number=state.resolutions + 1,
        outcome=state.waiting,
        meeting=meeting,
        votes=votes,
        decision=_text(command.decision, ResolutionTextError(field="decision")),
        adopted=adopted(votes, meeting, state),
    )


def _lose(command: ReportLoss, state: Dossier, _: Cause) -> LossReported:
    _decided(state)
    return LossReported(
        unit=state.unit,
        matter=state.matter,
        loss=_text(command.loss, LossTextError(field="loss")),
        bypassed=state.bypassed,
    )


def _fault(command: FaultDossier, state: Dossier, _: Cause) -> DossierFaulted:
    _decided(state)
    return DossierFaulted(
        number=len(state.faults) + 1,
        fault=_text(command.fault, FaultTextError(field="fault")),
        measure=_text(command.measure, FaultTextError(field="measure")),
    )


def _correct(command: CorrectDossier, state: Dossier, cause: Cause) -> DossierCorrected:
    open_ = [number for number, closed in enumerate(state.faults, 1) if not closed]
    if not open_:
        raise FaultUnknownError
    return DossierCorrected(
        number=open_[0],
        decision=_text(command.decision, CorrectionTextError(field="decision")),
        minutes=_text(command.minutes, CorrectionTextError(field="minutes"), LINE),
        on=beijing_date(cause.at),
    )


def _decided(state: Dossier) -> None:
    if not state.decided:
        raise NotDecidedError


def _text(text: str, wrong: InvalidError, most: int = TEXT) -> str:
    if not 0 < len(text.strip()) <= most:
        raise wrong
    return text.strip()


FOLLOWING: Final[dict[type[Any], Any]] = {
    ReportDossier: _report,
    AcknowledgeDossier: _acknowledge,
    ExecuteDossier: _execute,
    EvaluateDossier: _evaluate,
    ResolveDossier: _resolve,
    ReportLoss: _lose,
    FaultDossier: _fault,
    CorrectDossier: _correct,
}
