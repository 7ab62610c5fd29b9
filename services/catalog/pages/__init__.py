"""The door for people: the same commands and rows as web pages. No rules."""

from services.catalog.pages import (
    administration,
    amending,
    answering,
    calendars,
    classes,
    desk,
    forest,
    importing,
    liaisons,
    marking,
    passwords,
    powers,
    practices,
    regimes,
    rewriting,
    risks,
    rollout,
    schemes,
    second,
    superior,
    themes,
    timing,
    upkeep,
)
from shared.web import Room

# One router gathers handlers of one path first: Litestar registers those it meets later twice.
routes = [
    Room(
        "/",
        route_handlers=[
            *desk.handlers,
            *forest.handlers,
            *administration.handlers,
            *importing.handlers,
            *classes.handlers,
            *answering.handlers,
            *schemes.handlers,
            *calendars.handlers,
            *amending.handlers,
            *superior.handlers,
            *rewriting.handlers,
            *marking.handlers,
            *passwords.handlers,
            *powers.handlers,
            *practices.handlers,
            *regimes.handlers,
            *liaisons.handlers,
            *rollout.handlers,
            *risks.handlers,
            *second.handlers,
            *themes.handlers,
            *timing.handlers,
            *upkeep.handlers,
        ],
    )
]
