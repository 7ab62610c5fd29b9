"""重大决策案卷的请求和事实 — what may be asked up to the decision, and what happened."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from services.workflow.domain.consultation_words import Argument
from services.workflow.domain.convening_words import (
    DossierScheduled,
    DrawHearing,
    HearingAllotted,
    ScheduleDossier,
)
from services.workflow.domain.dossier_terms import Aspect, DecisionStep, DossierRule, Method, Rating
from services.workflow.domain.duty import Deadline
from services.workflow.domain.session_words import Attendance, Form, Group, Statement
from shared.calendar import Calendar

Heads = Annotated[int, Meta(ge=0, le=10_000)]


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """备选方案 — with what speaks for it (利), against it (弊), and what is expected (预测)."""

    name: str
    pros: str = ""
    cons: str = ""
    forecast: str = ""


class Speech(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """会议发言 — by a post, not by name; ``leader``: whoever presides (主要负责人)."""

    speaker: str
    opinion: str
    leader: bool = False


class MeetingMinutes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """会议记录 — its number, how many were due and came, who spoke in which order."""

    number: str = ""
    held_on: date
    body: str
    due: Heads
    present: Heads
    speeches: tuple[Speech, ...] = ()


class Votes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """表决 — heads only: a secret ballot links no voter to a vote, nor does the record of it.

    ``missing``: why fewer votes were counted than members came; ``minority``: what those said
    who were not followed.
    """

    favour: Heads
    against: Heads = 0
    abstained: Heads = 0
    secret: bool = False
    missing: str = ""
    minority: tuple[str, ...] = ()

    @property
    def counted(self) -> int:
        """Return how many votes were counted."""
        return self.favour + self.against + self.abstained


class OpenDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立决策案卷 — ``touches``: development as a whole or the interests of the masses.

    ``major``: a major or highly professional matter, which is assessed for its risks.
    """

    item_id: str
    matter: str
    body: str
    touches: bool = False
    major: bool = False


class BeginDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """建立决策案卷 — what is asked, by the rule of the day; ``superior``: to whom it reports."""

    unit: str
    asked: OpenDossier
    rule: DossierRule
    superior: str = ""


class ResearchDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提交调查研究报告"""

    report: str
    options: tuple[Option, ...]


class ConsultDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记征求意见 — ``consultation_id``: the 预公开 of the matter, if it had one.

    ``received`` and ``accepted``: how many opinions came, and how many of them were adopted;
    ``notice_id``: the disclosure by which the matter was shown to society (社会公示).
    """

    notice: bool = False
    forms: tuple[Form, ...] = ()
    groups: tuple[Group, ...] = ()
    summary: str = ""
    answers: tuple[Argument, ...] = ()
    consultation_id: str = ""
    received: Heads = 0
    accepted: Heads = 0
    notice_id: str = ""


class AnnounceHearing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公告听证会 — ``selection``: how those who take part are chosen."""

    held_on: date
    place: str
    seats: Heads
    selection: str


class RecordHearing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记听证记录 — ``number`` of the announcement."""

    number: int
    attendance: tuple[Attendance, ...]
    statements: tuple[Statement, ...] = ()


class ReportHearing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提交听证报告 — what of it was adopted, and why the rest was not."""

    number: int
    report: str


class EngageExpert(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """聘请专家 — ``reason``: why all the same, where an interest was declared."""

    person: str
    reason: str = ""


class AppointExpert(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办理聘请 — with what the list of experts says of them; None: they are not on it."""

    asked: EngageExpert
    interests: tuple[str, ...] | None


class AdviseDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签署专家意见"""

    opinion: str


class AssessDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记风险评估 — ``assessor``: which department, group or agency; ``basis``: its grounds."""

    aspect: Aspect
    method: Method
    rating: Rating
    assessor: str
    basis: str


class BypassStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记越过步骤 — a body goes on without a step; whoever says so answers for it (S4-69)."""

    step: DecisionStep
    reason: str


class VoteDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记集体决策 — ``option``: 1 for the first option of the report."""

    meeting: MeetingMinutes
    votes: Votes
    decision: str
    option: int = 1


class DecideDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出集体决策 — by the calendar by which the report to the unit above is due."""

    asked: VoteDossier
    calendar: Calendar


class DossierOpened(Struct, frozen=True, kw_only=True, tag="workflow.dossier.opened.v1"):
    """决策案卷已建立 — ``rule``: by which it is judged to its end (N4)."""

    unit: str
    item_id: str
    matter: str
    body: str
    touches: bool
    major: bool
    rule: DossierRule
    superior: str


class DossierResearched(Struct, frozen=True, kw_only=True, tag="workflow.dossier.researched.v1"):
    """调查研究报告已提交"""

    report: str
    options: tuple[Option, ...]


class DossierConsulted(Struct, frozen=True, kw_only=True, tag="workflow.dossier.consulted.v1"):
    """决策意见已征求"""

    notice: bool
    forms: tuple[Form, ...]
    groups: tuple[Group, ...]
    summary: str
    answers: tuple[Argument, ...]
    consultation_id: str = ""
    received: int = 0
    accepted: int = 0
    notice_id: str = ""


class HearingAnnounced(Struct, frozen=True, kw_only=True, tag="workflow.hearing.announced.v1"):
    """听证会已公告"""

    number: int
    held_on: date
    place: str
    seats: int
    selection: str


class HearingRecorded(Struct, frozen=True, kw_only=True, tag="workflow.hearing.recorded.v1"):
    """听证记录已登记"""

    number: int
    attendance: tuple[Attendance, ...]
    statements: tuple[Statement, ...]


class HearingReported(Struct, frozen=True, kw_only=True, tag="workflow.hearing.reported.v1"):
    """听证报告已提交"""

    number: int
    report: str


class ExpertAppointed(Struct, frozen=True, kw_only=True, tag="workflow.expert.appointed.v1"):
    """专家已聘请 — ``interests``: declared before; a warning stands where there are any."""

    person: str
    interests: tuple[str, ...] = ()
    reason: str = ""


class DossierAdvised(Struct, frozen=True, kw_only=True, tag="workflow.dossier.advised.v1"):
    """专家意见已签署"""

    person: str
    opinion: str


class DossierAssessed(Struct, frozen=True, kw_only=True, tag="workflow.dossier.assessed.v1"):
    """决策风险已评估"""

    aspect: Aspect
    method: Method
    rating: Rating
    assessor: str
    basis: str


class DossierBypassed(Struct, frozen=True, kw_only=True, tag="workflow.dossier.bypassed.v1"):
    """决策步骤已越过"""

    unit: str
    step: DecisionStep
    reason: str
    by: str
    post: str


class DossierVoted(Struct, frozen=True, kw_only=True, tag="workflow.dossier.voted.v1"):
    """集体决策已表决 — ``deadline``: by when it is reported above; None: it is not."""

    unit: str
    matter: str
    meeting: MeetingMinutes
    votes: Votes
    decision: str
    option: int
    adopted: bool
    of_due: bool
    deadline: Deadline | None = None


PreparingCommand = (
    BeginDossier
    | ResearchDossier
    | ConsultDossier
    | AnnounceHearing
    | DrawHearing
    | RecordHearing
    | ReportHearing
    | AppointExpert
    | AdviseDossier
    | AssessDossier
    | BypassStep
    | ScheduleDossier
    | DecideDossier
)
PreparingEvent = (
    DossierOpened
    | DossierResearched
    | DossierConsulted
    | HearingAnnounced
    | HearingAllotted
    | HearingRecorded
    | HearingReported
    | ExpertAppointed
    | DossierAdvised
    | DossierAssessed
    | DossierBypassed
    | DossierScheduled
    | DossierVoted
)
