"""The doors for programs: proposals and obligations."""

from services.workflow.api import (
    acts,
    cases,
    changes,
    clearances,
    consultations,
    dossiers,
    duties,
    errands,
    holds,
    instruments,
    mandates,
    mistakes,
    notices,
    postings,
    procedure,
    proposals,
    redactions,
    reports,
    reposts,
    runs,
    screening,
    staged,
    uploads,
    whatif,
)
from shared.web import Room

__all__ = ["handlers"]

# One router: Litestar 2.25 wraps a threaded handler twice if a later one shares its path.
handlers = [
    Room(
        "/api",
        route_handlers=[
            *proposals.handlers,
            *duties.handlers,
            *changes.handlers,
            *clearances.handlers,
            *mandates.handlers,
            *errands.handlers,
            *dossiers.handlers,
            *acts.handlers,
            *cases.handlers,
            *instruments.handlers,
            *reports.handlers,
            *holds.handlers,
            *mistakes.handlers,
            *reposts.handlers,
            *runs.handlers,
            *notices.handlers,
            *screening.handlers,
            *redactions.handlers,
            *postings.handlers,
            *consultations.handlers,
            *staged.handlers,
            *procedure.handlers,
            *uploads.handlers,
            *whatif.handlers,
        ],
    )
]
