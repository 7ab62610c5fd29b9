"""检查点 — one signed statement after another about a log that only grows."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.archive.domain.commands import SignCheckpoint
from services.archive.domain.entry import Fact
from services.archive.domain.events import CheckpointSigned
from services.archive.domain.terms import Run
from shared.decider import Decider, RejectedError
from shared.record import Cause

LOG: Final = uuid5(UUID(int=0), "archive.checkpoint")
MOST_RUNS: Final = 400  # of at most 90 bytes each: a checkpoint stays below the limit of a record


class Signed(Struct, frozen=True, kw_only=True):
    """What the latest checkpoint said: how far each service had been taken in."""

    size: int = 0
    root: str = ""
    positions: Mapping[str, int] = {}


class ForkedLogError(RejectedError):
    """检查点（size、root）与已签署的不同：同样多的条目只能有一个根。"""


class LogShrankError(RejectedError):
    """检查点（size）比已签署的小：日志只增不减。"""


class RunsDoNotFitError(RejectedError):
    """收录区段（runs）与检查点的条目数（size）不相接。"""


class PositionGapError(RejectedError):
    """收录区段（runs）中同一服务的事实（position）必须连续，不得遗漏或重复。"""


def decide(command: SignCheckpoint, signed: Signed, _: Cause) -> list[CheckpointSigned]:
    """Accept what continues the log without a gap; the same checkpoint again is no news."""
    if command.size < signed.size:
        raise LogShrankError(signed.size, command.size)
    if command.size == signed.size:
        if command.root != signed.root:
            raise ForkedLogError(signed.root, command.root)
        return []
    _indexes_must_join(command, signed)
    advanced(signed.positions, command.runs)
    return [
        CheckpointSigned(size=command.size, root=command.root, note=command.note, runs=command.runs)
    ]


def evolve(signed: Signed, event: CheckpointSigned) -> Signed:
    """Remember the size, the root and the last position of each service."""
    return Signed(
        size=event.size, root=event.root, positions=advanced(signed.positions, event.runs)
    )


def _indexes_must_join(command: SignCheckpoint, signed: Signed) -> None:
    index = signed.size
    for run in command.runs:
        if run.index != index:
            raise RunsDoNotFitError(index, run.index)
        index += run.count
    if index != command.size:
        raise RunsDoNotFitError(index, command.size)


def advanced(positions: Mapping[str, int], runs: Iterable[Run]) -> dict[str, int]:
    """Return the last position of each service after these runs.

    Raises:
        PositionGapError: a run does not begin right after the one before it.

    """
    after = dict(positions)
    for run in runs:
        if run.position != after.get(run.service, 0) + 1:
            raise PositionGapError(run.service, run.position)
        after[run.service] = run.position + run.count - 1
    return after


def runs_of(facts: Iterable[Fact]) -> tuple[Run, ...]:
    """Describe neighbouring facts, oldest first, by at most ``MOST_RUNS`` runs."""
    return tuple(islice(_runs(facts), MOST_RUNS))


def _runs(facts: Iterable[Fact]) -> Iterator[Run]:
    for service, group in groupby(facts, key=lambda fact: fact.service):
        first, *more = group
        yield Run(service=service, position=first.position, index=first.index, count=1 + len(more))


CHECKPOINT = Decider(initial=Signed(), decide=decide, evolve=evolve)
