"""决策以前 — research, opinions, hearings, experts, risks, and the vote: pure (S4 四(二)1-4)."""

from typing import Any, Final

from services.workflow.domain.convening import OpinionCountError, SessionMissingError, draw
from services.workflow.domain.convening_words import (
    DossierScheduled,
    DrawHearing,
    ScheduleDossier,
)
from services.workflow.domain.dossier_meeting import adopted, cast, met, on_agenda
from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.dossier_terms import ASPECTS, METHODS, DecisionStep, Method, Stand
from services.workflow.domain.dossier_words import (
    AdviseDossier,
    AppointExpert,
    AssessDossier,
    BeginDossier,
    BypassStep,
    ConsultDossier,
    DecideDossier,
    DossierAdvised,
    DossierAssessed,
    DossierBypassed,
    DossierConsulted,
    DossierOpened,
    DossierResearched,
    DossierVoted,
    ExpertAppointed,
    Option,
    ResearchDossier,
)
from services.workflow.domain.duty import Deadline
from services.workflow.domain.hearing import HEARING, SUMMED
from services.workflow.domain.period import deadline
from shared.calendar import Calendar, beijing_date
from shared.decider import ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MATTER: Final = 200  # characters at most
TEXT: Final = 3_000  # characters of a report, an opinion, a decision
LINE: Final = 500  # characters of what speaks for or against an option, of a ground
OPTIONS: Final = 8
MANY: Final = 20  # kinds of argument
SHORT: Final = 300  # characters of each, and of the reason


class DossierUnknownError(NotFoundError):
    """没有找到这件决策案卷。"""


class DossierTwiceError(RejectedError):
    """这件决策案卷已经建立，不能重复建立。"""


class DossierMatterError(InvalidError):
    """请写明决策事项，不超过200个字。"""


class BodyUnknownError(InvalidError):
    """请选择本单位实施方案列出的决策机构。"""


class BodyReservedError(InvalidError):
    """这类事项要由实施方案规定的机构表决。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the body that decides."""
        matter, body = self.args
        return f"“{matter}”须由{body}表决，不能由其他机构决定。"


class DossierDecidedError(RejectedError):
    """这件事项已经作出决策，决策以前的步骤不能再办理。"""


class StepMissingError(RejectedError):
    """前面的步骤还没有办完，不能进入这一步。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the step that is missing."""
        return f"还没有完成“{self.args[0]}”，不能进入下一步。"


class ResearchReportError(InvalidError):
    """请填写调查研究报告，不超过3000个字。"""


class OptionsMissingError(InvalidError):
    """请至少写明一个备选方案，最多8个，名称不超过200个字。"""


class OptionLackingError(InvalidError):
    """每个备选方案都要写明利、弊和预测，每格不超过500个字。"""

    @property
    def sentence(self) -> str:
        """Return the rule with what is missing of which option."""
        name, lacks = self.args
        return f"备选方案“{name}”没有写明{lacks}，每格不超过500个字。"


class OpinionsMissingError(InvalidError):
    """请写明用什么形式、向哪些方面征求了意见，并写明意见汇总，不超过3000个字。"""


class AdoptionMissingError(InvalidError):
    """每类意见都要写明内容和采纳或者不采纳的理由，最多20类，每格不超过300个字。"""


class ExpertUnlistedError(InvalidError):
    """这个人不在本单位的专家名录里，请先列入名录。"""


class ExpertTwiceError(RejectedError):
    """已经聘请这位专家。"""


class ExpertInterestError(RejectedError):
    """这位专家申报过利害关系，确需聘请的，请写明理由。"""

    @property
    def sentence(self) -> str:
        """Return the warning with what was declared."""
        declared = "、".join(self.args)
        return f"警示：这位专家申报过利害关系（{declared}），确需聘请的，请写明理由。"


class NotEngagedError(ForbiddenError):
    """专家意见只能由聘请的专家本人签署。"""


class AdvisedAlreadyError(RejectedError):
    """您已经签署专家意见。"""


class ExpertOpinionError(InvalidError):
    """请填写专家意见，不超过3000个字。"""


class AssessmentTextError(InvalidError):
    """请写明由谁评估（不超过200个字）和评估依据（不超过500个字）。"""


class ExpertOpinionMissingError(RejectedError):
    """还没有专家签署意见，不能登记专家咨询的评估结论。"""


class BypassReasonError(InvalidError):
    """越过步骤要写明理由，不超过500个字。"""


class BypassNeedlessError(RejectedError):
    """这一步不是必经步骤，或者已经完成、已经越过；集体决策和跟踪反馈不能越过。"""


class AssessmentsMissingError(RejectedError):
    """风险评估没有做完，不能集体决策。"""

    @property
    def sentence(self) -> str:
        """Return the rule with what has not been assessed, and how."""
        return f"风险评估没有做完，不能集体决策：缺{'、'.join(self.args)}。"


class RiskTooHighError(RejectedError):
    """风险评估有不符合的，不能集体决策。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the aspects that were found wanting."""
        return f"风险评估结论为不符合的，不能集体决策：{'、'.join(self.args)}。"


class HearingUnreportedError(RejectedError):
    """已经公告的听证会还没有提交听证报告，不能集体决策。"""


class DecisionTextMissingError(InvalidError):
    """请写明决策内容，不超过3000个字。"""


class OptionUnknownError(InvalidError):
    """请选择调查研究报告里的一个备选方案。"""


def begun(command: BeginDossier, state: Dossier) -> DossierOpened:
    """Return the fact that a dossier is opened, before the body that decides such matters."""
    asked, rule = command.asked, command.rule
    if state.stand is not Stand.NONE:
        raise DossierTwiceError
    matter = _text(asked.matter, DossierMatterError(field="matter"), MATTER)
    if asked.body not in rule.bodies:
        raise BodyUnknownError(asked.body, field="body")
    only = rule.body_of(matter)
    if only and asked.body != only:
        raise BodyReservedError(matter, only, field="body")
    return DossierOpened(
        unit=command.unit,
        item_id=asked.item_id,
        matter=matter,
        body=asked.body,
        touches=asked.touches,
        major=asked.major,
        rule=rule,
        superior=command.superior,
    )


def _research(command: ResearchDossier, state: Dossier, _: Cause) -> DossierResearched:
    _open(state)
    report = _text(command.report, ResearchReportError(field="report"))
    if not 0 < len(command.options) <= OPTIONS:
        raise OptionsMissingError(field="options")
    for each in command.options:
        _weighed(each)
    return DossierResearched(report=report, options=command.options)


def _weighed(option: Option) -> None:
    if not _fits(option.name, MATTER):
        raise OptionsMissingError(field="options")
    said = {"利": option.pros, "弊": option.cons, "预测": option.forecast}
    lacks = [name for name, text in said.items() if not _fits(text, LINE)]
    if lacks:
        raise OptionLackingError(option.name, "、".join(lacks), field="options")


def _consult(command: ConsultDossier, state: Dossier, _: Cause) -> DossierConsulted:
    _ready(state, DecisionStep.CONSULTATION)
    if not (command.notice or command.forms) or not command.groups:
        raise OpinionsMissingError(field="forms")
    for each in command.answers:
        if not (_fits(each.argument, SHORT) and _fits(each.answer, SHORT)):
            raise AdoptionMissingError(field="answers")
    if len(command.answers) > MANY:
        raise AdoptionMissingError(field="answers")
    if command.accepted > command.received:
        raise OpinionCountError(field="accepted")
    return DossierConsulted(
        notice=command.notice,
        forms=command.forms,
        groups=command.groups,
        summary=_text(command.summary, OpinionsMissingError(field="summary")),
        answers=command.answers,
        consultation_id=command.consultation_id,
        received=command.received,
        accepted=command.accepted,
        notice_id=command.notice_id,
    )


def _appoint(command: AppointExpert, state: Dossier, _: Cause) -> ExpertAppointed:
    _open(state)
    person, reason = command.asked.person, command.asked.reason.strip()
    if command.interests is None:
        raise ExpertUnlistedError(field="person")
    if person in state.experts:
        raise ExpertTwiceError(field="person")
    if command.interests and not _fits(reason, LINE):
        raise ExpertInterestError(*command.interests, field="reason")
    return ExpertAppointed(person=person, interests=command.interests, reason=reason)


def _advise(command: AdviseDossier, state: Dossier, cause: Cause) -> DossierAdvised:
    _open(state)
    if cause.actor not in state.experts:
        raise NotEngagedError
    if cause.actor in state.advised:
        raise AdvisedAlreadyError
    opinion = _text(command.opinion, ExpertOpinionError(field="opinion"))
    return DossierAdvised(person=cause.actor, opinion=opinion)


def _assess(command: AssessDossier, state: Dossier, _: Cause) -> DossierAssessed:
    _ready(state, DecisionStep.ASSESSMENT)
    if command.method is Method.EXPERT and not state.advised:
        raise ExpertOpinionMissingError(field="method")
    return DossierAssessed(
        aspect=command.aspect,
        method=command.method,
        rating=command.rating,
        assessor=_text(command.assessor, AssessmentTextError(field="assessor"), MATTER),
        basis=_text(command.basis, AssessmentTextError(field="basis"), LINE),
    )


def _bypass(command: BypassStep, state: Dossier, cause: Cause) -> DossierBypassed:
    _open(state)
    step = command.step
    early = step in {DecisionStep.RESEARCH, DecisionStep.CONSULTATION, DecisionStep.ASSESSMENT}
    if not early or step not in state.needed or state.done(step) or step in state.passed_over:
        raise BypassNeedlessError(step.chinese, field="step")
    return DossierBypassed(
        unit=state.unit,
        step=step,
        reason=_text(command.reason, BypassReasonError(field="reason"), LINE),
        by=cause.actor,
        post=cause.post,
    )


def _schedule(command: ScheduleDossier, state: Dossier, cause: Cause) -> DossierScheduled:
    """Put a matter on the agenda of the body, which it reaches by the steps before it alone."""
    _votable(state)
    if command.held_on < beijing_date(cause.at):
        raise SessionMissingError(field="held_on")
    session = _text(command.session, SessionMissingError(field="session"), MATTER)
    return DossierScheduled(
        unit=state.unit, body=state.body, held_on=command.held_on, session=session
    )


def _vote(command: DecideDossier, state: Dossier, cause: Cause) -> DossierVoted:
    asked = command.asked
    _votable(state)
    meeting = on_agenda(met(asked.meeting, state, beijing_date(cause.at)), state)
    votes = cast(asked.votes, meeting, state)
    carried = adopted(votes, meeting, state)
    if state.options and not 1 <= asked.option <= state.options:
        raise OptionUnknownError(field="option")
    return DossierVoted(
        unit=state.unit,
        matter=state.matter,
        meeting=meeting,
        votes=votes,
        decision=_text(asked.decision, DecisionTextMissingError(field="decision")),
        option=asked.option,
        adopted=carried,
        of_due=state.rule.of_due,
        deadline=_due(state, cause, command.calendar) if carried else None,
    )


def _due(state: Dossier, cause: Cause, calendar: Calendar) -> Deadline | None:
    if state.rule.report is None or not state.superior:
        return None
    return deadline(beijing_date(cause.at), state.rule.report, calendar)


def _votable(state: Dossier) -> None:
    """Refuse a vote before every step that is needed (S4 四(二)1-3)."""
    _open(state)
    missing = state.lacking(DecisionStep.DECISION)
    if missing is DecisionStep.ASSESSMENT:
        _assessed(state)
    if missing is not None:
        raise StepMissingError(missing.chinese)
    if any(each < SUMMED for each in state.hearings):
        raise HearingUnreportedError


def _assessed(state: Dossier) -> None:
    lacks = [ASPECTS[each] for each in state.unassessed] + [METHODS[each] for each in state.unused]
    if lacks:
        raise AssessmentsMissingError(*lacks)
    raise RiskTooHighError(*(ASPECTS[each] for each in state.failed))


def _ready(state: Dossier, step: DecisionStep) -> None:
    _open(state)
    if missing := state.lacking(step):
        raise StepMissingError(missing.chinese)


def _open(state: Dossier) -> None:
    if state.decided:
        raise DossierDecidedError


def _fits(text: str, most: int) -> bool:
    return 0 < len(text.strip()) <= most


def _text(text: str, wrong: InvalidError, most: int = TEXT) -> str:
    if not _fits(text, most):
        raise wrong
    return text.strip()


PREPARING: Final[dict[type[Any], Any]] = {
    ResearchDossier: _research,
    ConsultDossier: _consult,
    AppointExpert: _appoint,
    AdviseDossier: _advise,
    AssessDossier: _assess,
    DrawHearing: draw,
    BypassStep: _bypass,
    ScheduleDossier: _schedule,
    DecideDossier: _vote,
    **HEARING,
}
