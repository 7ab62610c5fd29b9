"""The door for people: what auditors read, volumes, and where anybody checks a publication."""

from services.archive.pages import volumes
from services.archive.pages.audit import fact, facts, overview, refusals, story
from services.archive.pages.proof import static, verify
from shared.web import Room

handlers = [
    Room(
        "/",
        route_handlers=[
            *(overview, facts, fact, story, refusals, verify, static),
            *volumes.handlers,
        ],
    )
]
