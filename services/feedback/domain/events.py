"""What has happened in feedback. Past tense; stored for ever; only ever added to.

What a person wrote and who they are stand here sealed only; the key is the
opinion's own, so that erasing it leaves every byte and proof as it was.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.appraisal_words import AppraisalEvent, BallotPosted, VoterMarked
from services.feedback.domain.channel_check import ChannelChecked
from services.feedback.domain.collection import CollectionClosed
from services.feedback.domain.digest import DigestIssued, DigestRead
from services.feedback.domain.evaluation import EvaluationEvent
from services.feedback.domain.examination import ExaminationEvent
from services.feedback.domain.handling_words import HandlingEvent
from services.feedback.domain.inquiry import InquiryEvent
from services.feedback.domain.inspection import InspectionEvent
from services.feedback.domain.merging_words import MergingEvent
from services.feedback.domain.outcome_draft import DraftEvent
from services.feedback.domain.outcome_words import OutcomeReview
from services.feedback.domain.proof_check import ProofEvent
from services.feedback.domain.reminding import StaffReminded
from services.feedback.domain.request_events import RequestEvent, RequestNumbered
from services.feedback.domain.seals import StatesSealed
from services.feedback.domain.sitting_words import SittingEvent
from services.feedback.domain.stance import StanceDeclared
from services.feedback.domain.supervisor import SupervisorEvent
from services.feedback.domain.terms import (
    Audience,
    Channel,
    Finding,
    Picture,
    Proof,
    Remedy,
    Sealed,
)
from services.feedback.domain.thread import ThreadEvent
from services.feedback.domain.topic import TopicRaised, TopicSupported


class OpinionReceived(Struct, frozen=True, kw_only=True, tag="feedback.opinion.received.v1"):
    """意见已收到

    ``likeness`` is the same for letters that say the same, ``sender`` for letters of one
    person who was logged in: keyed digests, nothing can be read from them. By ``claim_by``
    somebody has it in hand, by ``due`` it is answered.
    """

    unit: str
    disclosure_id: str
    item_id: str
    version: int
    channel: Channel
    signed: bool
    content: Sealed
    identity: Sealed | None
    query_code_digest: str
    reference: str = ""
    likeness: str = ""
    sender: str = ""
    pictures: tuple[Picture, ...] = ()
    due: date | None = None
    claim_by: date | None = None


class OpinionAssigned(Struct, frozen=True, kw_only=True, tag="feedback.opinion.assigned.v1"):
    """意见已交办"""

    handler: str


class OpinionTransferred(Struct, frozen=True, kw_only=True, tag="feedback.opinion.transferred.v1"):
    """意见已转办 — its handler's post went to another; ``handler`` is empty: assign it anew."""

    giver: str
    handler: str
    reason: str


class OpinionConcluded(Struct, frozen=True, kw_only=True, tag="feedback.opinion.concluded.v1"):
    """意见已办结"""

    unit: str
    disclosure_id: str
    item_id: str
    finding: Finding
    conclusion: str
    remedy: Remedy


class IdentityOpened(Struct, frozen=True, kw_only=True, tag="feedback.identity.opened.v1"):
    """反映人身份已查看"""

    unit: str


class OpinionReplied(Struct, frozen=True, kw_only=True, tag="feedback.opinion.replied.v1"):
    """意见已答复"""

    to: Audience
    reply: Sealed | None
    proof: Proof


class OutcomePublished(Struct, frozen=True, kw_only=True, tag="feedback.outcome.published.v1"):
    """办理结果已公开"""

    unit: str
    disclosure_id: str
    item_id: str
    finding: Finding
    remedy: Remedy
    summary: str


class OutcomeCirculated(Struct, frozen=True, kw_only=True, tag="feedback.outcome.circulated.v1"):
    """办理结果已在党内公开

    Of an opinion on what society does not read: never open in the public log.
    """

    unit: str
    disclosure_id: str
    item_id: str
    finding: Finding
    remedy: Remedy
    summary: str


class OpinionLinked(Struct, frozen=True, kw_only=True, tag="feedback.opinion.linked.v1"):
    """意见与更正已关联"""

    disclosure_id: str
    version: int


class OpinionClosed(Struct, frozen=True, kw_only=True, tag="feedback.opinion.closed.v1"):
    """意见已归结"""


class OpinionNumbered(Struct, frozen=True, kw_only=True, tag="feedback.opinion.numbered.v1"):
    """意见编号已登记"""

    unit: str
    year: int
    number: int
    opinion_id: UUID


OpinionEvent = (
    OpinionReceived
    | OpinionAssigned
    | OpinionTransferred
    | OpinionConcluded
    | IdentityOpened
    | OpinionReplied
    | OutcomeReview
    | OutcomePublished
    | OutcomeCirculated
    | OpinionLinked
    | OpinionClosed
    | HandlingEvent
    | MergingEvent
)
Event = (
    OpinionEvent
    | OpinionNumbered
    | TopicRaised
    | TopicSupported
    | StanceDeclared
    | RequestEvent
    | RequestNumbered
    | CollectionClosed
    | DigestIssued
    | DigestRead
    | SupervisorEvent
    | AppraisalEvent
    | VoterMarked
    | BallotPosted
    | StatesSealed
    | StaffReminded
    | ChannelChecked
    | ThreadEvent
    | EvaluationEvent
    | InspectionEvent
    | SittingEvent
    | InquiryEvent
    | ExaminationEvent
    | ProofEvent
    | DraftEvent
)
