"""The door for programs: JSON becomes a command, a row becomes JSON. No rules."""

from services.feedback.api import (
    assembly,
    examining,
    handling,
    opinions,
    oversight,
    petitions,
    requests,
    supervision,
)
from shared.web import Room

handlers = [
    *opinions.handlers,
    *handling.handlers,
    *requests.handlers,
    *supervision.handlers,
    *oversight.handlers,
    *petitions.handlers,
    *assembly.handlers,
    *examining.handlers,
]
routes = [Room("/api", route_handlers=handlers)]
