"""The door for people: the same commands and rows as web pages; no rules."""

from services.workflow.pages import (
    changes,
    clearances,
    consultations,
    drafts,
    duties,
    dossiers,
    errands,
    files,
    holds,
    live,
    mandates,
    mistakes,
    notices,
    outward,
    overview,
    postings,
    procedure,
    oversights,
    redacting,
    reposts,
    screening,
    staged,
    whatif,
)
from services.workflow.pages.bench import catalog_items, in_force, workbench
from services.workflow.pages.drafts import drafting_of
from services.workflow.pages.proposal import (
    approve,
    counter_of,
    reject,
    return_,
    review,
    revoke,
    show,
)
from services.workflow.pages.propose import (
    propose,
    propose_form,
    resubmit,
    resubmit_form,
    revise,
    revise_form,
    withdraw,
    withdraw_form,
)
from shared.web import Room

__all__ = ["counter_of", "drafting_of", "handlers"]

# One router: Litestar 2.25 wraps a threaded handler twice if a later one shares its path.
handlers = [
    Room(
        "/",
        route_handlers=[
            workbench,
            catalog_items,
            in_force,
            show,
            review,
            return_,
            approve,
            reject,
            revoke,
            propose_form,
            propose,
            resubmit_form,
            resubmit,
            revise_form,
            revise,
            withdraw_form,
            withdraw,
            *drafts.handlers,
            *live.handlers,
            *duties.handlers,
            *changes.handlers,
            *clearances.handlers,
            *mandates.handlers,
            *errands.handlers,
            *outward.handlers,
            *holds.handlers,
            *mistakes.handlers,
            *reposts.handlers,
            *overview.handlers,
            *dossiers.handlers,
            *oversights.handlers,
            *notices.handlers,
            *screening.handlers,
            *redacting.handlers,
            *postings.handlers,
            *consultations.handlers,
            *staged.handlers,
            *whatif.handlers,
            *files.handlers,
            *procedure.handlers,
        ],
    )
]
