"""What has happened in the workflow. Past tense; stored for ever; only ever added to.

Rename a class freely. Never touch a tag, and give every new field a default.
People appear by opaque id; ``digest`` is that of the very text concerned.
"""

from msgspec import Struct

from services.workflow.domain.act_words import ActEvent
from services.workflow.domain.attachment_words import ProposalAttached
from services.workflow.domain.case_words import CaseEvent
from services.workflow.domain.catalog import CatalogVersion
from services.workflow.domain.change_words import ChangeEvent, RepublicationDecided
from services.workflow.domain.consultation_words import ConsultationEvent
from services.workflow.domain.demand_words import DemandEvent
from services.workflow.domain.dossier_following_words import DossierEvent
from services.workflow.domain.errand_words import ErrandEvent
from services.workflow.domain.expert import ExpertEvent
from services.workflow.domain.holding_words import HoldingEvent
from services.workflow.domain.instrument_words import InstrumentEvent
from services.workflow.domain.lifting import MandateLifted
from services.workflow.domain.mistake_words import MistakeEvent
from services.workflow.domain.obligation_events import ObligationEvent
from services.workflow.domain.outward_words import OutwardEvent
from services.workflow.domain.oversight import OversightEvent
from services.workflow.domain.posting_words import PostingEvent
from services.workflow.domain.procedure_words import ProcedureEvent
from services.workflow.domain.redaction_words import AttachmentRedacted
from services.workflow.domain.reminder_words import MailboxNamed, ReminderEvent
from services.workflow.domain.report_words import ReportEvent
from services.workflow.domain.repost_words import RepostEvent
from services.workflow.domain.revocation_words import ProposalRevoked
from services.workflow.domain.route_words import RouteEvent
from services.workflow.domain.run_words import RunEvent
from services.workflow.domain.screening_words import ScreeningEvent, WordsKept
from services.workflow.domain.seals import StatesSealed
from services.workflow.domain.staged_words import StagedEvent
from services.workflow.domain.terms import Check, Kind, Plan, Rules, Verdict


class ProposalSubmitted(Struct, frozen=True, kw_only=True, tag="workflow.proposal.submitted.v1"):
    """方案已提出

    Carries the unit's rules of the day, by which the proposal is judged to its end.
    """

    unit: str
    item_id: str
    kind: Kind
    plan: Plan
    digest: str
    rules: Rules
    submitted_by: str
    disclosure_id: str = ""
    opinion_id: str = ""
    explanation: str = ""
    catalog: CatalogVersion | None = None
    obligation_id: str = ""


class ProposalResubmitted(
    Struct, frozen=True, kw_only=True, tag="workflow.proposal.resubmitted.v1"
):
    """方案已修改重报"""

    plan: Plan
    digest: str
    resubmitted_by: str
    explanation: str = ""
    catalog: CatalogVersion | None = None


class ProposalReviewed(Struct, frozen=True, kw_only=True, tag="workflow.proposal.reviewed.v1"):
    """方案已审核"""

    check: Check
    verdict: Verdict
    digest: str
    reviewed_by: str
    note: str = ""
    minutes: str = ""


class ProposalReturned(Struct, frozen=True, kw_only=True, tag="workflow.proposal.returned.v1"):
    """方案已退回"""

    reason: str
    returned_by: str


class ProposalApproved(Struct, frozen=True, kw_only=True, tag="workflow.proposal.approved.v1"):
    """方案已批准

    Says everything that is to be carried out, so that nobody need look it up.
    """

    unit: str
    item_id: str
    kind: Kind
    plan: Plan
    digest: str
    approved_by: str
    disclosure_id: str = ""
    opinion_id: str = ""
    explanation: str = ""
    inner_first: bool = True
    min_inner_working_days: int = 0


class ProposalRejected(Struct, frozen=True, kw_only=True, tag="workflow.proposal.rejected.v1"):
    """方案不予公开"""

    reason: str
    rejected_by: str


class CorrectionDemanded(Struct, frozen=True, kw_only=True, tag="workflow.correction.demanded.v1"):
    """已要求更正"""

    unit: str
    disclosure_id: str
    opinion_id: str
    item_id: str


ProposalEvent = (
    ProposalSubmitted
    | ProposalResubmitted
    | ProposalAttached
    | ProposalReviewed
    | ProposalReturned
    | ProposalApproved
    | ProposalRejected
    | ProposalRevoked
    | RouteEvent
    | ChangeEvent
    | ProcedureEvent
    | HoldingEvent
    | DemandEvent
)
Event = (
    ProposalEvent
    | CorrectionDemanded
    | ObligationEvent
    | ReminderEvent
    | MailboxNamed
    | ScreeningEvent
    | WordsKept
    | AttachmentRedacted
    | StagedEvent
    | PostingEvent
    | ConsultationEvent
    | MistakeEvent
    | RepostEvent
    | RepublicationDecided
    | MandateLifted
    | ErrandEvent
    | RunEvent
    | OutwardEvent
    | ReportEvent
    | ActEvent
    | InstrumentEvent
    | CaseEvent
    | DossierEvent
    | ExpertEvent
    | OversightEvent
    | StatesSealed
)
