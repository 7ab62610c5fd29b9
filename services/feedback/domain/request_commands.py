"""What may be asked about a request for disclosure. Imperative; may be refused; never stored.

Whatever a decision must know from other rooms (the calendar, the unit above) comes with
the command as evidence, gathered by the handlers.
"""

from uuid import UUID

from msgspec import Struct

from services.feedback.domain.request_rule import RequestRule
from services.feedback.domain.request_words import (
    Body,
    Checked,
    Consent,
    Intake,
    Outcome,
    PlainText,
    Release,
    Verdict,
)
from services.feedback.domain.terms import Proof, Sealed
from shared.calendar import Calendar


class ReceiveRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """接收申请 — ``applicant``: who has an account is known again by it, and by nobody else."""

    unit: str
    intake: Intake
    standing: str
    applicant: str
    content: Sealed
    identity: Sealed
    query_code_digest: str
    rule: RequestRule
    calendar: Calendar


class NumberRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记申请编号"""

    unit: str
    request_id: UUID


class SignRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记申请表已签字 — of an oral request; ``scan``: the signed form."""

    scan: Release | None = None


class OpenApplicant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """查看申请人身份"""


class AcceptRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """受理申请"""

    checked: Checked


class AskCorrection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要求补正"""

    wanted: Sealed
    calendar: Calendar


class CorrectRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """补正申请"""

    content: Sealed
    calendar: Calendar


class LapseRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记逾期未补正"""


class ExtendRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """延长答复期限"""

    reason: PlainText
    calendar: Calendar


class ConsultParty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """征求第三方意见"""

    party: Sealed


class AnswerParty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记第三方意见"""

    consent: Consent
    said: Sealed
    calendar: Calendar


class StudyRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记研究意见"""

    opinion: PlainText


class PrepareRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """放入给申请人的文件"""

    release: Release


class DropRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """取出给申请人的文件"""

    sha256: str


class DecideRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """决定答复"""

    outcome: Outcome
    basis: str
    reason: PlainText
    ground: str = ""
    scope: str = ""
    form: str = ""


class ExplainRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """向申请人说明 — ``own``: the words of the explanation itself, judged and kept sealed."""

    own: PlainText
    letter: Sealed
    proof: Proof


class CloseRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办结申请"""

    superior: str
    calendar: Calendar


class SendFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报送备案"""


class AcknowledgeFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """收下备案"""


class ReturnFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回备案"""

    reason: PlainText


class AskRecheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """申请复核 — ``at``: the unit that looks anew."""

    body: Body
    at: str
    ground: Sealed


class ExamineRecheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记督察意见"""

    finding: PlainText


class ConcludeRecheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出复核决定"""

    verdict: Verdict
    reason: PlainText
    calendar: Calendar


class OpenDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """取阅公开给申请人的文件"""

    sha256: str


class TakeUpPublication(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记公开任务已落实"""

    disclosure_id: str


class NominateRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """推荐列入目录"""

    topic_id: UUID


class EraseRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """删除申请人资料"""

    ground: PlainText


class RecountRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新计算答复期限"""

    calendar: Calendar


RequestCommand = (
    ReceiveRequest
    | SignRequest
    | OpenApplicant
    | AcceptRequest
    | AskCorrection
    | CorrectRequest
    | LapseRequest
    | ExtendRequest
    | ConsultParty
    | AnswerParty
    | StudyRequest
    | PrepareRelease
    | DropRelease
    | DecideRequest
    | ExplainRequest
    | CloseRequest
    | SendFiling
    | AcknowledgeFiling
    | ReturnFiling
    | AskRecheck
    | ExamineRecheck
    | ConcludeRecheck
    | OpenDelivery
    | TakeUpPublication
    | NominateRequest
    | EraseRequest
    | RecountRequest
)
