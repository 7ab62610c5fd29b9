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

__all__ = [
    "Carrier",
    "Channel",
    "FailedError",
    "House",
    "Key",
    "Letter",
    "Matter",
    "Outcome",
    "Proof",
    "RefusedError",
    "next_letter",
    "read",
    "run",
]
