"""变更的请求和事实 — filing a change with the superior, and deciding to disclose anew."""

from msgspec import Struct

from services.workflow.domain.terms import Kind


class Superior(Struct, frozen=True, kw_only=True):
    """上级党组织 — with which a change is filed."""

    unit: str
    name: str


class AcknowledgeFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """备案回执 — ``number``: under which the superior keeps it, for the text of this digest."""

    digest: str
    number: str


class ObjectToFiling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """对备案提出异议 — why the change of this digest should not be announced as it is."""

    digest: str
    reason: str


class AnswerObjection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复备案异议 — ``amend``: the change is taken back and made anew; else it is filed again."""

    digest: str
    answer: str
    amend: bool


class DecideRepublication(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """决定是否再公开 — whether what was changed is to be disclosed anew, and why (不)."""

    disclosure_id: str
    republish: bool
    reason: str = ""
    opinion_id: str = ""


class SettleRepublication(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出再公开的决定 — what is asked, of this unit, about the version in force."""

    asked: DecideRepublication
    unit: str
    version: int


class ChangeFiled(Struct, frozen=True, kw_only=True, tag="workflow.change.filed.v1"):
    """变更已批准并报上级备案 — nothing of it is published before the superior acknowledges."""

    unit: str
    item_id: str
    kind: Kind
    disclosure_id: str
    title: str
    digest: str
    body: str
    body_name: str
    approved_by: str


class FilingAcknowledged(Struct, frozen=True, kw_only=True, tag="workflow.filing.acknowledged.v1"):
    """备案已回执"""

    unit: str
    body: str
    disclosure_id: str
    digest: str
    number: str
    acknowledged_by: str


class FilingObjected(Struct, frozen=True, kw_only=True, tag="workflow.filing.objected.v1"):
    """备案已被提出异议 — the unit must answer before anything more happens to the change."""

    unit: str
    body: str
    disclosure_id: str
    digest: str
    reason: str
    objected_by: str


class ObjectionAnswered(Struct, frozen=True, kw_only=True, tag="workflow.objection.answered.v1"):
    """备案异议已答复"""

    unit: str
    body: str
    disclosure_id: str
    digest: str
    answer: str
    amend: bool
    answered_by: str


class RestartOrdered(Struct, frozen=True, kw_only=True, tag="workflow.restart.ordered.v1"):
    """党内公开须重新满期 — of a version that is approved in the same commit (再公开)."""

    unit: str
    disclosure_id: str
    digest: str
    min_inner_working_days: int


class SchemeCited(Struct, frozen=True, kw_only=True, tag="workflow.scheme.cited.v1"):
    """批准所依方案已记明 — the newest version known here when this text was approved.

    Filed in the same commit, before the approval: who carries it out waits until it has heard
    of that version, and goes by it, even if a newer one reaches it sooner. ``unit``: whose.
    """

    unit: str
    digest: str
    version: int


class RepublicationDecided(
    Struct, frozen=True, kw_only=True, tag="workflow.republication.decided.v1"
):
    """是否再公开已决定 — about a change of this version."""

    unit: str
    disclosure_id: str
    version: int
    republish: bool
    reason: str
    decided_by: str
    opinion_id: str = ""


FilingCommand = AcknowledgeFiling | ObjectToFiling | AnswerObjection
ChangeEvent = (
    ChangeFiled
    | FilingAcknowledged
    | FilingObjected
    | ObjectionAnswered
    | RestartOrdered
    | SchemeCited
)
