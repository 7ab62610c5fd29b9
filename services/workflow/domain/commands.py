"""What may be asked of the workflow. Imperative; may be refused; never stored."""

from msgspec import Struct

from services.workflow.domain.attachment import Allowance
from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.catalog import CatalogVersion
from services.workflow.domain.change_words import (
    DecideRepublication,
    FilingCommand,
    SettleRepublication,
    Superior,
)
from services.workflow.domain.consultation_ground import Consulted
from services.workflow.domain.consultation_words import ConsultationCommand
from services.workflow.domain.demand_words import Declared, Linked, PassPrivacy
from services.workflow.domain.dossier_following_words import DossierAsked
from services.workflow.domain.errand_words import ErrandAsked
from services.workflow.domain.expert import ExpertCommand
from services.workflow.domain.holding_words import HoldingCommand
from services.workflow.domain.lifting import LiftMandate, TakeBack
from services.workflow.domain.mistake_words import MistakeCommand
from services.workflow.domain.obligation_commands import ObligationCommand, RecordTrigger
from services.workflow.domain.outward_words import OutwardCommand
from services.workflow.domain.oversight import OversightAsked
from services.workflow.domain.posting_words import PostingCommand
from services.workflow.domain.procedure_words import InvokeCatalog, ProcedureCommand
from services.workflow.domain.redaction_words import RedactAttachment
from services.workflow.domain.reminder_words import NameMailbox, ReminderCommand
from services.workflow.domain.repost_words import RepostCommand
from services.workflow.domain.revocation_words import RevokeProposal
from services.workflow.domain.route import Route
from services.workflow.domain.route_words import (
    ConsentProposal,
    EscalateProposal,
    SubmitOffCatalog,
)
from services.workflow.domain.run_words import RunAsked
from services.workflow.domain.screening_words import KeepWords, SettleFindings
from services.workflow.domain.staged_words import StagedCommand
from services.workflow.domain.terms import Check, Kind, Plan, Post, Rules, Scope, Verdict


class SubmitProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出公开方案

    A revision (更正) and a withdrawal (撤回) name the disclosure and explain why;
    a withdrawal needs no plan, for what it withdraws is the plan in force.
    """

    unit: str
    item_id: str
    plan: Plan | None = None
    kind: Kind = Kind.DISCLOSE
    disclosure_id: str = ""
    opinion_id: str = ""
    explanation: str = ""
    statements: tuple[str, ...] = ()  # what whoever answers for the text states of it (S2-48)
    obligation_id: str = ""  # the obligation that this disclosure is to fulfil; "": the first due
    attachments: tuple[str, ...] = ()  # uploads by id, files of what is revised by SHA-256
    declared: Declared = Declared()  # 要件说明: what the scheme asks for beside the text


class ResubmitProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """修改后重新提出"""

    plan: Plan | None = None
    explanation: str = ""
    statements: tuple[str, ...] = ()
    attachments: tuple[str, ...] | None = None  # as in SubmitProposal; None: the same as before
    declared: Declared | None = None  # None: the same as before


class ReviewProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """审核方案 — a verdict on the very text that has this digest."""

    check: Check
    verdict: Verdict
    digest: str
    note: str = ""
    minutes: str = ""  # of the branch's meeting, where it reviews together


class ReturnProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回修改"""

    reason: str


class ApproveProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批准方案 — the very text that has this digest."""

    digest: str


class RejectProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """不予公开"""

    reason: str


class DemandCorrection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要求更正 — an opinion was right, so what was disclosed must be put right."""

    unit: str
    disclosure_id: str
    opinion_id: str
    item_id: str


class Item(Struct, frozen=True, kw_only=True):
    """目录事项 — what the catalog allows for a matter, by which of its versions."""

    unit: str
    forms: tuple[str, ...]
    scope: Scope
    catalog: CatalogVersion | None = None  # None: outside the catalog
    time_limit: str = ""  # its class (公开时限)
    standing: bool = False  # 长期公开: displayed until it is replaced
    levels: tuple[str, ...] = ()  # its headings, as the catalog has them
    outside: tuple[str, ...] = ()  # forms that a scheme has added and anybody can read


class Disclosure(Struct, frozen=True, kw_only=True):
    """公开事项 — what is in force and may be revised or withdrawn."""

    unit: str
    item_id: str
    plan: Plan
    withdrawn: bool = False


class Basis(Struct, frozen=True, kw_only=True):
    """依据 — what the desk found in its views for judging a text; None: nothing found."""

    item: Item | None = None
    rules: Rules | None = None
    disclosure: Disclosure | None = None
    corrects: str = ""  # the disclosure that the cited opinion asks to correct
    under_way: bool = False  # another proposal already changes the same disclosure
    strangers: tuple[str, ...] = ()  # readers whom the register does not know
    route: Route | None = None  # who must decide, where the ordinary approver cannot
    matter_id: str = ""  # the id of a matter outside the catalog
    barred: bool = False  # beyond authority, and the scheme lets nothing such go up
    resembles: tuple[str, ...] = ()  # heading, class, superior who must say if they are the same
    owed: tuple[str, ...] = ()  # open obligations of the item
    attachments: tuple[Attachment, ...] = ()  # the files that the text is to carry
    allowance: Allowance = Allowance()  # how many and how large they may be
    held: tuple[Post, ...] = ()  # the posts of whoever proposes, in the unit
    least_days: int = 0  # how long a notice must stay displayed, by the scheme; 0: no notice
    republish: bool | None = None  # whether to disclose a change anew; None: nobody decided
    superior: str = ""  # the name of the superior whose matter this is, if it is no own one
    links: dict[str, Linked] = {}  # disclosures of the unit that a text refers to, by id
    working: int | None = None  # working days on which the plan is displayed
    consulted: Consulted | None = None  # what a consultation before a decision asks of it


class Grounded(Struct, frozen=True, kw_only=True):
    """有据之请 — a text to propose, together with what it is judged by."""

    asked: SubmitProposal | ResubmitProposal | SubmitOffCatalog
    basis: Basis


class Bounded(Struct, frozen=True, kw_only=True):
    """有界之请 — an approval, together with what the catalog lets this item be today.

    ``superior``: with whom a change is filed, where the scheme has it filed; ``gone``: what
    a change is about has been withdrawn meanwhile; ``scheme``: the newest version of the scheme
    that is known, and ``body``, whose it is; 0: there is none.
    """

    asked: ApproveProposal | ConsentProposal | InvokeCatalog
    item: Item | None
    superior: Superior | None = None
    gone: bool = False
    scheme: int = 0
    body: str = ""


ProposalCommand = (
    Grounded
    | Bounded
    | ReviewProposal
    | ReturnProposal
    | ApproveProposal
    | RejectProposal
    | RevokeProposal
    | EscalateProposal
    | ConsentProposal
    | ProcedureCommand
    | FilingCommand
    | HoldingCommand
    | PassPrivacy
)
Command = (
    SubmitProposal
    | ResubmitProposal
    | ReviewProposal
    | ReturnProposal
    | ApproveProposal
    | RejectProposal
    | SubmitOffCatalog
    | EscalateProposal
    | ConsentProposal
    | ProcedureCommand
    | DemandCorrection
    | RecordTrigger
    | ObligationCommand
    | ReminderCommand
    | NameMailbox
    | SettleFindings
    | KeepWords
    | RedactAttachment
    | StagedCommand
    | PostingCommand
    | ConsultationCommand
    | MistakeCommand
    | RepostCommand
    | FilingCommand
    | DecideRepublication
    | SettleRepublication
    | LiftMandate
    | TakeBack
    | HoldingCommand
    | PassPrivacy
    | ErrandAsked
    | RunAsked
    | OutwardCommand
    | DossierAsked
    | ExpertCommand
    | OversightAsked
)
