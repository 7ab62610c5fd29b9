"""What has happened to requests for disclosure. Past tense; stored for ever; only ever added to.

What an applicant wrote and who they are stand here sealed only; the key is the request's own.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.request_rule import RequestRule
from services.feedback.domain.request_words import (
    Body,
    Checked,
    Consent,
    Decision,
    Intake,
    Release,
    Verdict,
)
from services.feedback.domain.terms import Proof, Sealed


class RequestReceived(Struct, frozen=True, kw_only=True, tag="feedback.request.received.v1"):
    """申请已收到 — ``due``: as the applicant was told it, by the rule that holds to the end."""

    unit: str
    intake: Intake
    standing: str
    applicant: str
    content: Sealed
    identity: Sealed
    query_code_digest: str
    rule: RequestRule
    received_on: date
    due: date
    calendar: str


class RequestNumbered(Struct, frozen=True, kw_only=True, tag="feedback.request.numbered.v1"):
    """申请编号已登记"""

    unit: str
    year: int
    number: int
    request_id: UUID


class RequestSigned(Struct, frozen=True, kw_only=True, tag="feedback.request.signed.v1"):
    """申请表已签字"""

    scan: Release | None = None


class ApplicantOpened(Struct, frozen=True, kw_only=True, tag="feedback.applicant.opened.v1"):
    """申请人身份已查看"""

    unit: str


class RequestAccepted(Struct, frozen=True, kw_only=True, tag="feedback.request.accepted.v1"):
    """申请已受理"""

    checked: Checked


class CorrectionAsked(Struct, frozen=True, kw_only=True, tag="feedback.correction.asked.v1"):
    """已要求补正 — ``by``: the last day for it."""

    wanted: Sealed
    asked_on: date
    by: date


class RequestCorrected(Struct, frozen=True, kw_only=True, tag="feedback.request.corrected.v1"):
    """申请已补正"""

    content: Sealed
    corrected_on: date
    due: date | None


class RequestLapsed(Struct, frozen=True, kw_only=True, tag="feedback.request.lapsed.v1"):
    """申请逾期未补正"""


class RequestExtended(Struct, frozen=True, kw_only=True, tag="feedback.request.extended.v1"):
    """答复期限已延长"""

    reason: str
    days: int
    due: date | None


class PartyConsulted(Struct, frozen=True, kw_only=True, tag="feedback.party.consulted.v1"):
    """已征求第三方意见"""

    party: Sealed
    consulted_on: date


class PartyAnswered(Struct, frozen=True, kw_only=True, tag="feedback.party.answered.v1"):
    """第三方意见已登记"""

    consent: Consent
    said: Sealed
    answered_on: date
    due: date | None


class RequestStudied(Struct, frozen=True, kw_only=True, tag="feedback.request.studied.v1"):
    """研究意见已登记"""

    opinion: str
    studied_by: str


class ReleasePrepared(Struct, frozen=True, kw_only=True, tag="feedback.release.prepared.v1"):
    """给申请人的文件已放入"""

    release: Release


class ReleaseDropped(Struct, frozen=True, kw_only=True, tag="feedback.release.dropped.v1"):
    """给申请人的文件已取出"""

    sha256: str


class RequestDecided(Struct, frozen=True, kw_only=True, tag="feedback.request.decided.v1"):
    """答复已决定"""

    unit: str
    decision: Decision
    decided_on: date
    decided_by: str


class RequestExplained(Struct, frozen=True, kw_only=True, tag="feedback.request.explained.v1"):
    """已向申请人说明 — ``late``: after the day on which it was due."""

    letter: Sealed
    proof: Proof
    explained_on: date
    late: bool


class RequestClosed(Struct, frozen=True, kw_only=True, tag="feedback.request.closed.v1"):
    """申请已办结"""

    unit: str


class FilingCreated(Struct, frozen=True, kw_only=True, tag="feedback.filing.created.v1"):
    """备案任务已生成"""

    unit: str
    superior: str
    due: date


class FilingSent(Struct, frozen=True, kw_only=True, tag="feedback.filing.sent.v1"):
    """备案已报送"""

    superior: str


class FilingAcknowledged(Struct, frozen=True, kw_only=True, tag="feedback.filing.acknowledged.v1"):
    """备案已收下"""

    superior: str


class FilingReturned(Struct, frozen=True, kw_only=True, tag="feedback.filing.returned.v1"):
    """备案已退回"""

    superior: str
    reason: str


class RecheckAsked(Struct, frozen=True, kw_only=True, tag="feedback.recheck.asked.v1"):
    """已申请复核"""

    body: Body
    at: str
    ground: Sealed


class RecheckExamined(Struct, frozen=True, kw_only=True, tag="feedback.recheck.examined.v1"):
    """督察意见已登记"""

    finding: str


class RecheckConcluded(Struct, frozen=True, kw_only=True, tag="feedback.recheck.concluded.v1"):
    """复核决定已作出 — changed: the term begins anew on that day."""

    verdict: Verdict
    reason: str
    concluded_on: date
    due: date | None = None


class DeliveryOpened(Struct, frozen=True, kw_only=True, tag="feedback.delivery.opened.v1"):
    """公开给申请人的文件已取阅"""

    sha256: str


class PublicationDemanded(
    Struct, frozen=True, kw_only=True, tag="feedback.publication.demanded.v1"
):
    """已生成公开任务 — what was granted is to be disclosed to this scope in this form."""

    unit: str
    scope: str
    form: str


class PublicationFulfilled(
    Struct, frozen=True, kw_only=True, tag="feedback.publication.fulfilled.v1"
):
    """公开任务已落实"""

    disclosure_id: str


class RequestNominated(Struct, frozen=True, kw_only=True, tag="feedback.request.nominated.v1"):
    """申请事项已推荐列入目录"""

    topic_id: UUID


class RequestErased(Struct, frozen=True, kw_only=True, tag="feedback.request.erased.v1"):
    """申请人资料已删除 — the key of all that was sealed is destroyed; every proof stays."""

    unit: str
    ground: str


class RequestRecounted(Struct, frozen=True, kw_only=True, tag="feedback.request.recounted.v1"):
    """答复期限已重新计算"""

    due: date | None
    calendar: str


RequestEvent = (
    RequestReceived
    | RequestSigned
    | ApplicantOpened
    | RequestAccepted
    | CorrectionAsked
    | RequestCorrected
    | RequestLapsed
    | RequestExtended
    | PartyConsulted
    | PartyAnswered
    | RequestStudied
    | ReleasePrepared
    | ReleaseDropped
    | RequestDecided
    | RequestExplained
    | RequestClosed
    | FilingCreated
    | FilingSent
    | FilingAcknowledged
    | FilingReturned
    | RecheckAsked
    | RecheckExamined
    | RecheckConcluded
    | DeliveryOpened
    | PublicationDemanded
    | PublicationFulfilled
    | RequestNominated
    | RequestErased
    | RequestRecounted
)
