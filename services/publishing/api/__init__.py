"""The door for programs. Translates HTTP into a command and a row into JSON; no rules."""

from services.publishing.api import (
    boards,
    by_hand,
    channels,
    conveying,
    deliveries,
    displays,
    finding,
    portal,
    reposts,
    screens,
)
from shared.web import Room

__all__ = ["handlers"]

# One router: Litestar 2.25 wraps a threaded handler twice if a later one shares its path.
handlers = [
    Room(
        "/",
        route_handlers=[
            *portal.handlers,
            *deliveries.handlers,
            *boards.handlers,
            *screens.handlers,
            *channels.handlers,
            *conveying.handlers,
            *displays.handlers,
            *reposts.handlers,
            *finding.handlers,
            *by_hand.handlers,
        ],
    )
]
