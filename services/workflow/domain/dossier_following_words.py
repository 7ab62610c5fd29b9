"""决策以后的请求和事实 — reported, carried out, evaluated, resolved anew, put right."""

from datetime import date

from msgspec import Struct

from services.workflow.domain.dossier_terms import Disposal
from services.workflow.domain.dossier_words import (
    AdviseDossier,
    AnnounceHearing,
    AssessDossier,
    BypassStep,
    ConsultDossier,
    DossierBypassed,
    EngageExpert,
    MeetingMinutes,
    OpenDossier,
    PreparingCommand,
    PreparingEvent,
    RecordHearing,
    ReportHearing,
    ResearchDossier,
    VoteDossier,
    Votes,
)


class ReportDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """上报决策 — to the unit above; ``document``: number of the paper (文号)."""

    document: str


class AcknowledgeDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """出具决策报告回执 — by the unit above; ``number`` of the receipt."""

    number: str


class ExecuteDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记执行情况 — ``executor``: which body carries it out."""

    on: date
    progress: str
    executor: str = ""


class EvaluateDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评估执行效果 — ``opinions``: of those concerned and of the public."""

    effect: str
    opinions: str
    outcome: Disposal


class ResolveDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出评估后的决定 — by the body that decided; nothing changes before that."""

    meeting: MeetingMinutes
    votes: Votes
    decision: str


class ReportLoss(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告决策损失"""

    loss: str


class FaultDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立纠错案 — what was wrong, and what is done about it."""

    fault: str
    measure: str


class CorrectDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """纠错结案 — ``decision``: as it reads now, by which minutes."""

    decision: str
    minutes: str


class DossierReported(Struct, frozen=True, kw_only=True, tag="workflow.dossier.reported.v1"):
    """决策已上报"""

    unit: str
    superior: str
    document: str
    on: date
    late: bool


class DossierAcknowledged(
    Struct, frozen=True, kw_only=True, tag="workflow.dossier.acknowledged.v1"
):
    """决策报告已回执"""

    unit: str
    number: str
    on: date


class DossierExecuted(Struct, frozen=True, kw_only=True, tag="workflow.dossier.executed.v1"):
    """决策执行情况已登记"""

    number: int
    on: date
    progress: str
    executor: str = ""


class DossierEvaluated(Struct, frozen=True, kw_only=True, tag="workflow.dossier.evaluated.v1"):
    """执行效果已评估"""

    effect: str
    opinions: str
    outcome: Disposal


class DossierResolved(Struct, frozen=True, kw_only=True, tag="workflow.dossier.resolved.v1"):
    """评估后的决定已作出 — ``adopted``: the outcome holds only then."""

    number: int
    outcome: Disposal
    meeting: MeetingMinutes
    votes: Votes
    decision: str
    adopted: bool


class LossReported(Struct, frozen=True, kw_only=True, tag="workflow.loss.reported.v1"):
    """决策损失已报告 — ``bypassed``: the steps that were left out, and who said so."""

    unit: str
    matter: str
    loss: str
    bypassed: tuple[DossierBypassed, ...]


class DossierFaulted(Struct, frozen=True, kw_only=True, tag="workflow.dossier.faulted.v1"):
    """决策失误已立案"""

    number: int
    fault: str
    measure: str


class DossierCorrected(Struct, frozen=True, kw_only=True, tag="workflow.dossier.corrected.v1"):
    """决策失误已纠正"""

    number: int
    decision: str
    minutes: str
    on: date


FollowingCommand = (
    ReportDossier
    | AcknowledgeDossier
    | ExecuteDossier
    | EvaluateDossier
    | ResolveDossier
    | ReportLoss
    | FaultDossier
    | CorrectDossier
)
FollowingEvent = (
    DossierReported
    | DossierAcknowledged
    | DossierExecuted
    | DossierEvaluated
    | DossierResolved
    | LossReported
    | DossierFaulted
    | DossierCorrected
)
DossierCommand = PreparingCommand | FollowingCommand
DossierEvent = PreparingEvent | FollowingEvent
DossierAsked = (
    OpenDossier
    | ResearchDossier
    | ConsultDossier
    | AnnounceHearing
    | RecordHearing
    | ReportHearing
    | EngageExpert
    | AdviseDossier
    | AssessDossier
    | BypassStep
    | VoteDossier
    | FollowingCommand
)
