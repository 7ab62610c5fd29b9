"""封存者 — seals the states of a service, segment after segment, while it goes on working."""

from collections.abc import Iterable
from types import ModuleType
from typing import Any, Final
from uuid import UUID, uuid5

from shared.aside import aside
from shared.bell import Bell
from shared.decider import Decider
from shared.foldings import foldings_of
from shared.record import SYSTEM, Cause
from shared.service import Service
from shared.states import Folder, SealedBeforeError, SealStates, sealed, shapes_of
from shared.store import Task

NAMES: Final = UUID("5ea1ed00-0000-5000-8000-000000000000")
KEPT: Final = 2_000  # states in memory: most facts belong to what has just been worked on
QUIET: Final = 3_600.0  # seconds until a look without a bell


class Sealer:
    """Follows a service's store; files a seal whenever enough facts have come since the last."""

    def __init__(
        self,
        service: Service,
        study: ModuleType,
        events: Any,
        seals: Decider[Any, int, Any],
    ) -> None:
        self._store, self._clock, self._seals = service.store, service.clock, seals
        self._every = service.settings.seal_every
        foldings = foldings_of(study, events)
        self._shapes = shapes_of(foldings)
        self._folder = Folder(foldings, events, self._before, keep=KEPT)
        self._done, self._bell = 0, Bell()
        service.store.on_commit(self._on_commit)
        service.keep("seals", self.run_forever)

    async def run_forever(self) -> None:
        """Seal what is due, now and whenever more has come."""
        self._done = await aside(self._found)
        while True:
            seen = self._bell.rings
            while command := await aside(self._due):
                await self._file(command)
                self._done = command.last
            await self._bell.after(seen, QUIET)

    def _on_commit(self, position: int) -> None:
        if position >= self._done + self._every:
            self._bell.ring()

    def _found(self) -> int:
        """Return the last position that has been sealed, following the seals one by one."""
        last = 0
        while now := self._store.state(self._seals, seal_id(self._store.name, last + 1))[0]:
            last = now
        return last

    def _due(self) -> SealStates | None:
        letters = self._store.after(self._done, self._every)
        if len(letters) < self._every:
            return None
        facts = [(each.position, str(each.stream_id), each.tag, each.body) for each in letters]
        return sealed(self._folder, self._shapes, facts)

    async def _file(self, command: SealStates) -> None:
        stream = seal_id(self._store.name, command.first)
        key = uuid5(stream, "seal")
        cause = Cause(
            actor=SYSTEM, post=SYSTEM, at=self._clock.now(), correlation_id=stream, causation_id=key
        )
        try:
            await self._store.file(Task(self._seals, stream, command), cause=cause)
        except SealedBeforeError:  # another process of this service was quicker
            self._done = await aside(self._found)

    def _before(self, stream: str, version: int) -> Iterable[bytes]:
        return (each.body for each in self._store.load(UUID(stream))[: version - 1])


def seal_id(service: str, first: int) -> UUID:
    """Return the stream of the seal that begins at a position."""
    return uuid5(NAMES, f"{service}/{first}")
