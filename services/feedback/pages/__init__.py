"""The door for people: the same commands and rows as web pages. No rules."""

from services.feedback.pages import opinions
from shared.web import Room

# one room: Litestar wraps a threaded handler twice when its path is added to later
routes = [Room("/", route_handlers=[*opinions.handlers], include_in_schema=False)]
