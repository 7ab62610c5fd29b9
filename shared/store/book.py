"""The store as its service sees it: file a command, read a stream, follow the order."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from msgspec import json

from shared.decider import Decider, RejectedError
from shared.record import Cause, Letter, Record
from shared.store.errors import UnavailableError
from shared.store.vault import Receipt, VaultError, vault_at
from shared.store.writer import Answers, Task, Told, Waiting, Writer

E = TypeVar("E")
S = TypeVar("S")

TAIL: Final = 1_024  # newest letters kept in memory; half of them go when they are too many

FILED: Final[ContextVar[dict[str, int] | None]] = ContextVar("filed", default=None)
"""How far each store has come by what one request has filed; nobody asks outside a request."""


class Store(Generic[E]):
    """Streams of records for one service, and one total order over all of them."""

    def __init__(self, name: str, events: Any, url: str, *, limit: int = 1_000) -> None:
        self.name = name
        self._vault = vault_at(url, name)
        self._decoder: json.Decoder[Record[E]] = json.Decoder(Record[events])
        folding: json.Decoder[Told[E]] = json.Decoder(Told[events])
        self._writer = Writer(name, self._vault, folding, limit, self._delivered)
        self._committed: list[Callable[[int], None]] = []
        self._tail: list[Letter] = []
        self._gathered: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}

    def open(self) -> None:
        """Open the vault and begin to serve.

        Raises:
            UnavailableError: the database cannot be opened or written.

        """
        try:
            self._vault.open()
        except VaultError as error:
            raise UnavailableError(str(error)) from error
        self._writer.start()

    def close(self) -> None:
        """Serve what waits, then close."""
        if self._writer.is_alive():
            self._writer.stop()
        self._vault.close()

    async def file(self, *tasks: Task, cause: Cause, command_id: UUID | None = None) -> Receipt:
        """Decide and file one command; all its records are on disk when this returns.

        Args:
            tasks: decisions that are filed together or not at all.
            cause: who asked, when and why.
            command_id: the caller's name for this command, by default what caused it;
                the same again is answered with the first receipt.

        Raises:
            RejectedError: a rule refused, and nothing was filed; among them
                StaleError, BusyError, UnavailableError, FactTooLargeError.

        """
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._gather(Waiting(tasks, cause, command_id or cause.causation_id, answer))
        receipt = await answer
        if (filed := FILED.get()) is not None:
            filed[self.name] = max(receipt.position, filed.get(self.name, 0))
        return receipt

    def state(self, decider: Decider[Any, S, E], stream_id: UUID) -> tuple[S, int]:
        """Return what a stream has come to and its version."""
        records = self.load(stream_id)
        return decider.fold(each.event for each in records), len(records)

    def load(self, stream_id: UUID) -> list[Record[E]]:
        """Return the records of one stream, oldest first."""
        return [self._decoder.decode(body) for body in self._vault.history(stream_id)]

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return the letters that follow a position, unopened, oldest first."""
        return self._vault.after(position, limit)

    def at_hand(self, position: int, limit: int) -> list[Letter]:
        """Return what follows a position as far as it is in memory; others may have filed more."""
        tail = self._tail
        if not tail or not tail[0].position <= position + 1 <= tail[-1].position:
            return []
        start = position + 1 - tail[0].position
        return tail[start : start + limit]

    def last(self) -> int:
        """Return the last position filed."""
        return self._vault.last()

    def on_commit(self, callback: Callable[[int], None]) -> None:
        """Call back in the event loop with the last position, right after a commit."""
        self._committed.append(callback)

    def writable(self) -> bool:
        """Tell whether the last filing succeeded or, if not, whether one would now."""
        return self._writer.writable()

    def _gather(self, waiting: Waiting) -> None:
        """Let those who ask in one turn of the loop be filed together, not one and the others."""
        loop = waiting.answer.get_loop()
        if loop not in self._gathered:
            loop.call_soon(self._hand_in, loop)
        self._gathered.setdefault(loop, []).append(waiting)

    def _hand_in(self, loop: asyncio.AbstractEventLoop) -> None:
        gathered = self._gathered.pop(loop)
        if len(gathered) == 1 and self._writer.file_alone(gathered[0], self._at_once):
            return
        for waiting in gathered:
            try:
                self._writer.put(waiting)
            except RejectedError as refusal:
                _give(waiting.answer, refusal)

    def _at_once(self, answers: Answers, letters: list[Letter]) -> None:
        self._remember(letters)
        self._hand_out(answers, letters[-1].position if letters else 0)

    def _delivered(self, answers: Answers, letters: list[Letter]) -> None:
        self._remember(letters)
        loops: dict[asyncio.AbstractEventLoop, Answers] = {}
        for each in answers:
            loops.setdefault(each[0].answer.get_loop(), []).append(each)
        last = letters[-1].position if letters else 0
        for loop, ours in loops.items():
            with suppress(RuntimeError):  # the loop has ended; what was filed stays filed
                loop.call_soon_threadsafe(self._hand_out, ours, last)

    def _remember(self, letters: list[Letter]) -> None:
        """Keep the newest letters at hand: those who follow want them at once."""
        if not letters:
            return
        tail = self._tail
        if tail and tail[-1].position + 1 != letters[0].position:
            tail = []
        elif len(tail) > TAIL:
            tail = tail[-TAIL // 2 :]
        tail += letters  # who reads meanwhile has the list of a moment ago, or a beginning of this
        self._tail = tail

    def _hand_out(self, answers: Answers, last: int) -> None:
        for waiting, answer in answers:
            _give(waiting.answer, answer)
        for callback in self._committed if last else ():
            callback(last)


def _give(future: "asyncio.Future[Receipt]", answer: Receipt | Exception) -> None:
    if future.done():  # the caller has gone away; what was filed stays filed
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
