"""意见摘报 — what the leading group is told of a period: each opinion with its state, no names."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import Finding, Kind, Status
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

DIGESTS: Final = UUID("3c1b2d6e-7a0f-5f6b-8d21-5f2f4b1f0a33")
LINES: Final = 150  # of one fact, so that it stays small enough


class DigestLine(Struct, frozen=True, kw_only=True):
    """摘报的一行 — one opinion as the leading group reads it."""

    number: str
    opinion_id: UUID
    status: Status
    kind: Kind | None
    topic: str
    finding: Finding | None
    major: bool
    public: bool
    late: bool


class IssueDigest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """编发摘报"""

    unit: str
    first: date
    last: date
    lines: tuple[DigestLine, ...]


class DigestIssued(Struct, frozen=True, kw_only=True, tag="feedback.digest.issued.v1"):
    """摘报已编发 — in ``parts`` facts where there are many opinions."""

    unit: str
    number: int
    first: date
    last: date
    total: int
    part: int
    parts: int
    lines: tuple[DigestLine, ...]


class ReadDigest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """阅签摘报"""

    number: int
    note: str = ""


class DigestRead(Struct, frozen=True, kw_only=True, tag="feedback.digest.read.v1"):
    """摘报已阅签"""

    unit: str
    number: int
    note: str


class Digests(Struct, frozen=True, kw_only=True):
    """What must be remembered of a unit's digests: how many, and which of them were read."""

    last: int = 0
    read: frozenset[int] = frozenset()


class PeriodReversedError(InvalidError):
    """起止日期颠倒了，起始日期不能晚于截止日期。"""


class DigestUnknownError(NotFoundError):
    """没有这一期摘报。"""


class DigestReadTwiceError(RejectedError):
    """这一期摘报已经阅签。"""


def digests_id(unit: str) -> UUID:
    """Return where the digests of a unit stand."""
    return uuid5(DIGESTS, unit)


def decide(
    command: IssueDigest | ReadDigest, digests: Digests, cause: Cause
) -> list[DigestIssued] | list[DigestRead]:
    """Issue the next digest, or keep that a leader has read one."""
    if isinstance(command, ReadDigest):
        return _read(command, digests, cause)
    if command.first > command.last:
        raise PeriodReversedError(field="first")
    portions = [command.lines[n : n + LINES] for n in range(0, len(command.lines), LINES)] or [()]
    return [
        DigestIssued(
            unit=command.unit,
            number=digests.last + 1,
            first=command.first,
            last=command.last,
            total=len(command.lines),
            part=part,
            parts=len(portions),
            lines=lines,
        )
        for part, lines in enumerate(portions, start=1)
    ]


def evolve(digests: Digests, event: DigestIssued | DigestRead) -> Digests:
    """Return the digests as the event leaves them."""
    if isinstance(event, DigestIssued):
        return replace(digests, last=event.number)
    return replace(digests, read=digests.read | {event.number})


def _read(command: ReadDigest, digests: Digests, cause: Cause) -> list[DigestRead]:
    if not 0 < command.number <= digests.last:
        raise DigestUnknownError(command.number)
    if command.number in digests.read:
        raise DigestReadTwiceError(command.number)
    return [DigestRead(unit=cause.unit, number=command.number, note=command.note.strip()[:500])]


DIGEST: Final[Decider[Any, Digests, Any]] = Decider(initial=Digests(), decide=decide, evolve=evolve)
