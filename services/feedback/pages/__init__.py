"""The door for people: the same commands and rows as web pages. No rules."""

from services.feedback.pages import (
    assembly,
    examining,
    handling,
    intake,
    opinions,
    oversight,
    petitions,
    request_desk,
    requests,
    supervision,
    topics,
)
from shared.web import Room

handlers = [
    *opinions.handlers,
    *intake.handlers,
    *handling.handlers,
    *supervision.handlers,
    *oversight.handlers,
    *petitions.handlers,
    *assembly.handlers,
    *examining.handlers,
    *topics.handlers,
    *requests.handlers,
    *request_desk.handlers,
]

# one room: Litestar wraps a threaded handler twice when its path is added to later
routes = [Room("/", route_handlers=handlers, include_in_schema=False)]
