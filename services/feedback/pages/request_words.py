"""What the history of a request is called on its page."""

from collections.abc import Mapping
from typing import Final, get_args

from services.feedback.domain.request_events import RequestEvent
from shared.record import tag_of

SAID: Final[Mapping[str, str]] = {
    tag_of(each): (each.__doc__ or "").splitlines()[0].partition(" — ")[0]
    for each in get_args(RequestEvent)
}


def said_of(tag: str) -> str:
    """Return a fact's Chinese name."""
    return SAID.get(tag, "")
