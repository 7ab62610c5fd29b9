"""The doors for programs: proposals and obligations."""

from litestar import Router

from services.workflow.api import (
    clearances,
    consultations,
    duties,
    mandates,
    mistakes,
    notices,
    postings,
    procedure,
    proposals,
    redactions,
    reposts,
    screening,
    staged,
    uploads,
    whatif,
)

__all__ = ["handlers"]

# One router: Litestar 2.25 wraps a threaded handler twice if a later one shares its path.
handlers = [
    Router(
        "/api",
        route_handlers=[
            *proposals.handlers,
            *duties.handlers,
            *clearances.handlers,
            *mandates.handlers,
            *mistakes.handlers,
            *reposts.handlers,
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
