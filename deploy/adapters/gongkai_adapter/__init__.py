"""gongkai-adapter — what a program needs to carry out a channel of a Gongkai house."""

from deploy.adapters.gongkai_adapter.adapter import (
    Carrier,
    Channel,
    FailedError,
    Outcome,
    next_letter,
    run,
)
from deploy.adapters.gongkai_adapter.house import House, Proof, RefusedError
from deploy.adapters.gongkai_adapter.keys import Key
from deploy.adapters.gongkai_adapter.letters import Letter, Matter, read
from deploy.adapters.gongkai_adapter.pushes import NotOursError, Seen, StaleError, opened

__all__ = [
    "Carrier",
    "Channel",
    "FailedError",
    "House",
    "Key",
    "Letter",
    "Matter",
    "NotOursError",
    "Outcome",
    "Proof",
    "RefusedError",
    "Seen",
    "StaleError",
    "next_letter",
    "opened",
    "read",
    "run",
]
