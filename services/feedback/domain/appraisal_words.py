"""民主评议的词 — who is asked what until when, votes, counts and what is written beside them."""

from datetime import date
from enum import Enum
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.terms import PublicText, Satisfaction, Sealed


class Group(Enum):
    """评议对象 — “三满意”: 党员、群众、社会 (S1-07)."""

    MEMBERS = "members"
    MASSES = "masses"
    SOCIETY = "society"


GROUPS: Final = {Group.MEMBERS: "党员", Group.MASSES: "群众", Group.SOCIETY: "社会"}
ELECTORS: Final = {
    "党员": Group.MEMBERS,
    "群众": Group.MASSES,
    "督察员": Group.SOCIETY,
    "社会": Group.SOCIETY,
}


class Electors(Struct, frozen=True, kw_only=True):
    """应参加评议的人数 — of one group."""

    group: Group
    size: int


class Ballot(Struct, frozen=True, kw_only=True):
    """选票 — what is sealed: the group and an answer to each question, nobody's name."""

    group: Group
    answers: tuple[Satisfaction, ...]


class QuestionTally(Struct, frozen=True, kw_only=True):
    """一个问题的得票"""

    satisfied: int = 0
    fair: int = 0
    unsatisfied: int = 0


class GroupResult(Struct, frozen=True, kw_only=True):
    """一类人的评议结果 — of fewer voters than ``least`` no answers are kept: 样本不足."""

    group: Group
    size: int
    voted: int
    answers: tuple[QuestionTally, ...]


class OpenAppraisal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """拟评议 — ``allowed``: the groups of the scheme's electorate; anew after a return."""

    unit: str
    title: PublicText
    questions: tuple[PublicText, ...]
    first: date
    last: date
    electors: tuple[Electors, ...]
    allowed: frozenset[Group]
    publish_days: int = 7
    least: int = 5


class AppraisalProposed(Struct, frozen=True, kw_only=True, tag="feedback.appraisal.proposed.v1"):
    """评议已拟 — ``writer`` (a person id) typed it and does not let it out."""

    unit: str
    writer: str
    title: str
    questions: tuple[str, ...]
    first: date
    last: date
    electors: tuple[Electors, ...]
    publish_days: int
    least: int


class ApproveAppraisal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核准评议 — the notice; once results are out, what was written beside them."""


class ReturnAppraisal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回评议 — the notice; once results are out, what was written beside them."""

    reason: PublicText


class AppraisalReturned(Struct, frozen=True, kw_only=True, tag="feedback.appraisal.returned.v1"):
    """评议已退回"""

    unit: str
    reason: str


class AppraisalOpened(Struct, frozen=True, kw_only=True, tag="feedback.appraisal.opened.v1"):
    """评议已组织"""

    unit: str
    title: str
    questions: tuple[str, ...]
    first: date
    last: date
    electors: tuple[Electors, ...]
    publish_days: int
    least: int


class IssueCodes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """发放评议码 — to people whose identity was checked at a counter; digests alone are kept."""

    group: Group
    digests: tuple[str, ...]


class CodesIssued(Struct, frozen=True, kw_only=True, tag="feedback.codes.issued.v1"):
    """评议码已发放"""

    unit: str
    group: Group
    digests: tuple[str, ...]


class CloseAppraisal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """计票"""

    results: tuple[GroupResult, ...]


class AppraisalClosed(Struct, frozen=True, kw_only=True, tag="feedback.appraisal.closed.v1"):
    """评议已计票"""

    unit: str
    results: tuple[GroupResult, ...]
    publish_by: date


class PublishResults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公布评议结果 — the figures at once; ``note``: shown when another has approved it."""

    note: PublicText = ""


class AppraisalPublished(Struct, frozen=True, kw_only=True, tag="feedback.appraisal.published.v1"):
    """评议结果已公布"""

    unit: str
    note: str


class ResultsExplained(Struct, frozen=True, kw_only=True, tag="feedback.results.explained.v1"):
    """评议结果说明已拟 — ``writer`` (a person id) typed it and does not let it out."""

    unit: str
    writer: str
    note: str


class ExplanationApproved(
    Struct, frozen=True, kw_only=True, tag="feedback.explanation.approved.v1"
):
    """评议结果说明已核准"""

    unit: str
    note: str


class MarkVoter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记已投票 — what is known of the appraisal comes along as evidence."""

    appraisal_id: UUID
    group: Group
    electorate: frozenset[Group]
    first: date
    last: date
    closed: bool


class VoterMarked(Struct, frozen=True, kw_only=True, tag="feedback.voter.marked.v1"):
    """已登记投票 — that somebody of a group has voted; not who, not how."""

    appraisal_id: UUID
    group: Group


class PostBallot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """投票"""

    appraisal_id: UUID
    box: Sealed


class BallotPosted(Struct, frozen=True, kw_only=True, tag="feedback.ballot.posted.v1"):
    """选票已投"""

    appraisal_id: UUID
    box: Sealed


AppraisalCommand = (
    OpenAppraisal
    | ApproveAppraisal
    | ReturnAppraisal
    | IssueCodes
    | CloseAppraisal
    | PublishResults
)
AppraisalEvent = (
    AppraisalProposed
    | AppraisalReturned
    | AppraisalOpened
    | CodesIssued
    | AppraisalClosed
    | AppraisalPublished
    | ResultsExplained
    | ExplanationApproved
)
