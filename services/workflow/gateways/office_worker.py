"""The process that reads one large office file from its standard input and tells what it says."""

import logging
import sys
from typing import Final

from msgspec import msgpack

from services.workflow.gateways import packing
from services.workflow.gateways.office_text import Told, said_of
from shared.decider import InvalidError

MEMORY: Final = 3 << 29  # bytes


def told_of(data: bytes) -> Told:
    """Return what an office file says, or by which rule it is not read."""
    try:
        said = said_of(packing.members_of(data))
    except InvalidError as refusal:
        return Told(refused=refusal.code)
    return Told(pieces=said.pieces, findings=said.findings, inner=said.inner)


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 — not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> int:
    """Read, tell, go."""
    _limit()
    logging.disable(logging.CRITICAL)
    sys.stdout.buffer.write(msgpack.encode(told_of(sys.stdin.buffer.read())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
