"""办理结果的词 — what came of an opinion, typed by its handler, let out by another."""

from msgspec import Struct

from services.feedback.domain.terms import Finding, PublicText, Remedy


class PublishOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公开办理结果 — to everybody, or to those alone who may read the disclosure."""

    summary: PublicText
    to_society: bool = True


class ApproveOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核准办理结果 — ``to_society``: whether society may read today what it is about."""

    to_society: bool = True


class ReturnOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回办理结果"""

    reason: PublicText


class OutcomeProposed(Struct, frozen=True, kw_only=True, tag="feedback.outcome.proposed.v1"):
    """办理结果已拟 — ``writer`` (a person id) typed it and does not let it out."""

    unit: str
    writer: str
    finding: Finding
    remedy: Remedy
    summary: str
    to_society: bool


class OutcomeReturned(Struct, frozen=True, kw_only=True, tag="feedback.outcome.returned.v1"):
    """办理结果已退回"""

    unit: str
    reason: str


OutcomeCommand = PublishOutcome | ApproveOutcome | ReturnOutcome
OutcomeReview = OutcomeProposed | OutcomeReturned
