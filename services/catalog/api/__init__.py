"""The door for programs: JSON becomes a command, a row becomes JSON. No rules."""

from services.catalog.api import (
    amending,
    answering,
    calendars,
    classes,
    desk,
    exports,
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
    units,
    upkeep,
)
from shared.web import Room

# One router gathers handlers of one path first: Litestar registers those it meets later twice.
routes = [
    Room(
        "/api",
        route_handlers=[
            *desk.handlers,
            *units.handlers,
            *importing.handlers,
            *classes.handlers,
            *answering.handlers,
            *exports.handlers,
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
