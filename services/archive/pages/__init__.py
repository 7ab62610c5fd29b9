"""The door for people: what auditors read, volumes, and where anybody checks a publication."""

from services.archive.pages import (
    assessments,
    covering,
    flags,
    history,
    register,
    statistics,
    taking,
    volumes,
    yearly,
)
from services.archive.pages.audit import (
    exceptions,
    fact,
    facts,
    log_sheet,
    overview,
    refusals,
    story,
    story_sheet,
)
from services.archive.pages.proof import static, verify
from shared.web import Room

handlers = [
    Room(
        "/",
        route_handlers=[
            *(overview, facts, fact, story, story_sheet, refusals, exceptions, log_sheet),
            *(verify, static),
            *taking.handlers,
            *history.handlers,
            *covering.handlers,
            *volumes.handlers,
            *yearly.handlers,
            *assessments.handlers,
            *statistics.handlers,
            *register.handlers,
            *flags.handlers,
        ],
    )
]
