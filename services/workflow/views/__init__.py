"""What readers see. Every row can be thrown away and folded again from facts."""

from typing import Final

from services.workflow.views.acts import acts
from services.workflow.views.board import (
    CorrectionRow,
    HistoryLine,
    ProposalRow,
    ReviewLine,
    board,
    corrections,
)
from services.workflow.views.cases import cases, losses, regimes
from services.workflow.views.catalogs import catalogs
from services.workflow.views.changes import filings, republications
from services.workflow.views.consultations import (
    consultation_texts,
    consultations,
    consulted,
)
from services.workflow.views.demands import executions
from services.workflow.views.departments import DepartmentRow, departments
from services.workflow.views.dossiers import dossiers, experts, oversights, sides
from services.workflow.views.duties import (
    DutyRow,
    EntryRow,
    FigureRow,
    duties,
    entries,
    figures,
    limits,
    years,
)
from services.workflow.views.enclosures import disclosed_files, enclosures
from services.workflow.views.errands import errands
from services.workflow.views.evidence import waiting
from services.workflow.views.exceptions import exceptions
from services.workflow.views.instruments import instruments
from services.workflow.views.mandates import charges, mandates
from services.workflow.views.mistakes import editions, mistakes
from services.workflow.views.outwards import outwards
from services.workflow.views.postings import OpinionRow, PostingRow, opinions, postings
from services.workflow.views.proposed import answers
from services.workflow.views.reaches import reaches
from services.workflow.views.register import (
    DisclosureRow,
    ItemRow,
    SchemeRow,
    disclosures,
    items,
    schemes,
)
from services.workflow.views.reminders import (
    NoticeRow,
    mailboxes,
    notices,
    receipts,
)
from services.workflow.views.reports import openings, reports
from services.workflow.views.reposts import reposts, sources
from services.workflow.views.routing import makers, matters, reserved, routed, rulings
from services.workflow.views.runs import powers, runs
from services.workflow.views.screenings import screenings, wordlists
from services.workflow.views.staged import WorkRow, works
from services.workflow.views.standing import StandingRow, standings
from services.workflow.views.starts import starts
from services.workflow.views.voices import voices
from shared.register import passwords, people, posts, tenures, units

SCREENED: Final = (screenings, wordlists, exceptions)
ROUTES: Final = (reserved, rulings, makers, matters, routed, mandates, charges)
CONSULTED: Final = (consultations, consulted, consultation_texts)
DECIDED: Final = (dossiers, sides, experts, oversights)
ACCOUNTED: Final = (reports, openings, acts, instruments, cases, losses, tenures, regimes)
VIEWS: Final = (
    *SCREENED,
    *ROUTES,
    units,
    people,
    posts,
    passwords,
    schemes,
    catalogs,
    departments,
    items,
    disclosures,
    disclosed_files,
    enclosures,
    board,
    corrections,
    limits,
    entries,
    duties,
    figures,
    answers,
    years,
    notices,
    receipts,
    mailboxes,
    works,
    postings,
    opinions,
    starts,
    standings,
    *CONSULTED,
    *ACCOUNTED,
    editions,
    filings,
    republications,
    mistakes,
    sources,
    reposts,
    waiting,
    reaches,
    voices,
    errands,
    powers,
    runs,
    executions,
    outwards,
    *DECIDED,
)

__all__ = [
    "VIEWS",
    "CorrectionRow",
    "DepartmentRow",
    "DisclosureRow",
    "DutyRow",
    "EntryRow",
    "FigureRow",
    "HistoryLine",
    "ItemRow",
    "NoticeRow",
    "OpinionRow",
    "PostingRow",
    "ProposalRow",
    "ReviewLine",
    "SchemeRow",
    "StandingRow",
    "WorkRow",
    "board",
    "catalogs",
    "corrections",
    "departments",
    "disclosed_files",
    "disclosures",
    "duties",
    "editions",
    "enclosures",
    "entries",
    "errands",
    "executions",
    "figures",
    "filings",
    "items",
    "limits",
    "mailboxes",
    "mistakes",
    "notices",
    "opinions",
    "outwards",
    "postings",
    "receipts",
    "reposts",
    "republications",
    "schemes",
    "sources",
    "standings",
    "works",
    "years",
]
