"""收录 — letters go into the ledger as they come; what has gathered then goes into the log.

The ledger is written first and decides order and salts; the log follows from it;
the checkpoint is filed as a fact last. Each step may be cut short and is taken up
again from what the step before has left.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid5

from prometheus_client import Counter, Gauge

from services.archive.domain.alarm import ALARM, place
from services.archive.domain.checkpoint import CHECKPOINT, LOG, Signed, runs_of
from services.archive.domain.commands import RaiseAlarm, SignCheckpoint
from services.archive.domain.entry import Fact
from services.archive.domain.events import CheckpointSigned
from services.archive.domain.key_words import IntroduceKey
from services.archive.domain.log_key import KEY, KEYS
from services.archive.domain.terms import ARCHIVE
from services.archive.gateways.ledger import DivergedError, Ledger
from services.archive.gateways.tiles import TileLog
from services.archive.verify.keys import Handover
from shared.aside import aside
from shared.clock import Clock
from shared.record import SYSTEM, Cause, Letter
from shared.store import Store, Task

BATCH: Final = 5_000  # entries under one checkpoint at most
GATHER: Final = 0.02  # seconds in which more facts may come along

ALARMS: Final = Counter(
    "gongkai_archive_alarms", "Places heard with other bytes than are archived.", ["service"]
)
LOGGED: Final = Gauge("gongkai_archive_size", "Entries in the signed log.", ["service"])
UNLOGGED: Final = Gauge("gongkai_archive_waiting", "Facts kept and not yet logged.", ["service"])


class Intake:
    """收录 — the one writer of ledger and log."""

    def __init__(
        self,
        store: Store[Any],
        ledger: Ledger,
        log: TileLog,
        clock: Clock,
        handovers: Sequence[Handover] = (),
    ) -> None:
        self._store, self._ledger, self._log, self._clock = store, ledger, log, clock
        self._handovers = handovers
        self._arrived = asyncio.Event()
        self._signed = Signed()

    async def take(self, service: str, letters: Sequence[Letter]) -> None:
        """Keep what a service says, gapless, each letter once.

        Raises:
            GapError: something before these letters is missing.
            DivergedError: a place was heard with other bytes; the alarm has been raised.
            LedgerError: nothing could be kept.

        """
        try:
            await aside(self._ledger.take, service, letters)
        except DivergedError as diverged:
            await self._alarm(diverged)
            raise
        self._arrived.set()

    async def run_forever(self) -> None:
        """Log what has been kept, whenever there is any."""
        await self.resume()
        while True:
            self._arrived.clear()
            while await self.integrate():
                pass
            await self._arrived.wait()
            await asyncio.sleep(GATHER)

    async def resume(self) -> None:
        """Remember what was signed; file what was published and then cut short."""
        self._signed = await aside(self._recall)
        await self._file_checkpoint()
        await self._file_handovers()

    async def integrate(self) -> bool:
        """Put one batch into the log, sign for it and file that; say whether there was one.

        The archive's own facts travel with those of others: alone they would never end.
        """
        if self._ledger.size == self._log.size:
            return False
        await aside(self._append)
        await self._file_checkpoint()
        LOGGED.labels(ARCHIVE).set(self._log.size)
        UNLOGGED.labels(ARCHIVE).set(self._ledger.size - self._log.size)
        return True

    @property
    def waiting(self) -> int:
        """Return how many facts are kept and not yet logged."""
        return self._ledger.size - self._log.size

    def _append(self) -> None:
        own = self._store.after(self._ledger.last(ARCHIVE), BATCH)
        self._ledger.take(ARCHIVE, own)
        facts = self._facts(self._log.size)
        self._log.append([fact.entry for fact in facts])

    def _facts(self, start: int) -> list[Fact]:
        """Return the next facts, no more than one checkpoint can describe."""
        facts = self._ledger.facts(start, BATCH)
        return facts[: sum(run.count for run in runs_of(facts))]

    def _recall(self) -> Signed:
        return CHECKPOINT.fold(record.event for record in self._store.load(LOG))

    async def _file_checkpoint(self) -> None:
        """File the published checkpoint, unless that has been done."""
        if self._signed.size < self._log.size:
            command = await aside(self._command, self._signed.size)
            await self._file(Task(CHECKPOINT, LOG, command), uuid5(LOG, str(command.size)))
            self._signed = CHECKPOINT.evolve(self._signed, _signed(command))

    async def _file_handovers(self) -> None:
        """File how the log's key was replaced while the archive was not at work."""
        filed = KEY.fold(each.event for each in await aside(self._store.load, KEYS))
        for number, each in enumerate(self._handovers, 1):
            if number > filed.handovers:
                command = _introduction(number, each)
                await self._file(Task(KEY, KEYS, command), uuid5(KEYS, command.vkey))

    def _command(self, start: int) -> SignCheckpoint:
        facts = self._ledger.facts(start, self._log.size - start)
        return SignCheckpoint(
            size=self._log.size,
            root=self._log.root.hex(),
            note=self._log.note,
            runs=runs_of(facts),
        )

    async def _alarm(self, diverged: DivergedError) -> None:
        ALARMS.labels(ARCHIVE).inc()
        stream = place(diverged.service, diverged.position)
        raised = await aside(self._store.load, stream)
        if any(each.event.heard == diverged.heard for each in raised):
            return
        command = RaiseAlarm(
            service=diverged.service,
            position=diverged.position,
            archived=diverged.archived,
            heard=diverged.heard,
        )
        await self._file(Task(ALARM, stream, command), uuid5(stream, diverged.heard))

    async def _file(self, task: Task, command_id: UUID) -> None:
        cause = Cause(
            actor=SYSTEM,
            post=SYSTEM,
            at=self._clock.now(),
            correlation_id=task.stream_id,
            causation_id=command_id,
        )
        await self._store.file(task, cause=cause)


def _introduction(number: int, handover: Handover) -> IntroduceKey:
    return IntroduceKey(
        number=number,
        former=handover.former.vkey,
        vkey=handover.successor.vkey,
        since=handover.size,
        reason=handover.reason,
        note=handover.note,
    )


def _signed(command: SignCheckpoint) -> CheckpointSigned:
    return CheckpointSigned(
        size=command.size, root=command.root, note=command.note, runs=command.runs
    )
