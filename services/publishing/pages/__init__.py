"""The door for people: the same commands and rows as web pages, feeds and maps; no rules."""

from services.publishing.pages import (
    boards,
    conveying,
    displays,
    duty_reports,
    facing,
    feeds,
    finding,
    front,
    gathering,
    joints,
    maps,
    mending,
    open_data,
    papers,
    player,
    portal,
    reposts,
    screens,
    subscriptions,
    then,
    trying,
)
from services.publishing.pages.portal import Origin
from shared.web import Room

__all__ = ["Origin", "handlers"]

# One router: Litestar 2.25 wraps a threaded handler twice if a later one shares its path.
handlers = [
    Room(
        "/",
        route_handlers=[
            *portal.handlers,
            *front.handlers,
            *maps.handlers,
            *then.handlers,
            *displays.handlers,
            *reposts.handlers,
            *boards.handlers,
            *conveying.handlers,
            *trying.handlers,
            *mending.handlers,
            *joints.handlers,
            *duty_reports.handlers,
            *papers.handlers,
            *screens.handlers,
            *player.handlers,
            *feeds.handlers,
            *open_data.handlers,
            *finding.handlers,
            *gathering.handlers,
            *facing.handlers,
            *subscriptions.handlers,
        ],
    )
]
