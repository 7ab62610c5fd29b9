"""What may be asked of feedback. Imperative; may be refused; never stored.

What a decision must know from other rooms (who is concerned, who signed) comes
with the command as evidence, gathered by the handlers.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.appraisal_words import AppraisalCommand, MarkVoter, PostBallot
from services.feedback.domain.collection import CloseCollection
from services.feedback.domain.digest import IssueDigest, ReadDigest
from services.feedback.domain.handling_words import HandlingCommand
from services.feedback.domain.merging_words import MergingCommand
from services.feedback.domain.outcome_words import OutcomeCommand
from services.feedback.domain.request_commands import NumberRequest, RequestCommand
from services.feedback.domain.stance import DeclareStance
from services.feedback.domain.supervisor import SupervisorCommand
from services.feedback.domain.terms import (
    Channel,
    Finding,
    OutcomeRule,
    PersonId,
    Picture,
    Proof,
    PublicText,
    Remedy,
    Sealed,
)
from services.feedback.domain.topic import RaiseTopic


class ReceiveOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """接收意见"""

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


class AssignOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """交办意见"""

    handler: PersonId
    concerned: frozenset[str] = frozenset()


class TransferOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """转办意见 — to nobody, if the new handler had a hand in what the opinion is about."""

    handler: str
    reason: str
    concerned: frozenset[str] = frozenset()


class ConcludeOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办结意见 — ``gone``: what it is about has been withdrawn meanwhile."""

    finding: Finding
    conclusion: PublicText
    remedy: Remedy
    concerned: frozenset[str] = frozenset()
    gone: bool = False


class OpenIdentity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """查看反映人身份"""

    concerned: frozenset[str] = frozenset()


class ReplyOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复反映人"""

    reply: Sealed
    proof: Proof


class LinkOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """关联更正"""

    disclosure_id: str
    version: int


class CloseOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """归结意见 — ``outcome``: what the unit's scheme demands of the public outcome.

    ``report``: whether the leading group is to have heard what came of it, too (V42).
    """

    outcome: OutcomeRule = OutcomeRule.FREE
    report: bool = False


class NumberOpinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记编号"""

    unit: str
    opinion_id: UUID


OpinionCommand = (
    ReceiveOpinion
    | AssignOpinion
    | TransferOpinion
    | ConcludeOpinion
    | OpenIdentity
    | ReplyOpinion
    | OutcomeCommand
    | LinkOpinion
    | CloseOpinion
    | HandlingCommand
    | MergingCommand
)
Command = (
    OpinionCommand
    | NumberOpinion
    | RaiseTopic
    | DeclareStance
    | RequestCommand
    | NumberRequest
    | CloseCollection
    | IssueDigest
    | ReadDigest
    | SupervisorCommand
    | AppraisalCommand
    | MarkVoter
    | PostBallot
)
