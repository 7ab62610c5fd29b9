"""The street between the services: NATS JetStream, one stream and one account for each.

Letters leave in the order of the store, and position and sequence are one number; so
whoever hears can tell by counting that nothing is missing and nothing comes twice.
"""

from shared.bus.bus import Bus
from shared.bus.errors import (
    BehindError,
    BusError,
    DisconnectedError,
    DivergedError,
    ForbiddenSubjectError,
    ServerRefusedError,
    UnansweredError,
    UnreadableError,
)

__all__ = [
    "BehindError",
    "Bus",
    "BusError",
    "DisconnectedError",
    "DivergedError",
    "ForbiddenSubjectError",
    "ServerRefusedError",
    "UnansweredError",
    "UnreadableError",
]
