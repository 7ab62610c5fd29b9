"""The door for programs: JSON becomes a command, a row becomes JSON. No rules."""

from services.feedback.api import handling, opinions, requests
from shared.web import Room

routes = [Room("/api", route_handlers=[*opinions.handlers, *handling.handlers, *requests.handlers])]
