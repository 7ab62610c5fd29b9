"""The process that reads one large office file from its standard input and tells what it says."""

import sys
from typing import Final

from msgspec import msgpack

from services.workflow.gateways import packing
from services.workflow.gateways.office_text import Told, said_of
from shared.apart import answer
from shared.decider import InvalidError

MEMORY: Final = 3 << 29  # bytes


def told_of(data: bytes) -> Told:
    """Return what an office file says, or by which rule it is not read."""
    try:
        said = said_of(packing.members_of(data))
    except InvalidError as refusal:
        return Told(refused=refusal.code)
    return Told(pieces=said.pieces, findings=said.findings, inner=said.inner)


def main() -> int:
    """Read, tell, go."""
    return answer(lambda data: msgpack.encode(told_of(data)), MEMORY)


if __name__ == "__main__":
    sys.exit(main())
