"""One clerk per vault: takes all waiting commands together, decides each, files them at once.

Inside one exclusive transaction each command is judged by the state that the
commands before it have left, so two of them never collide; what other processes
have filed since is read again first. One fsync serves the whole batch: that is
where the speed comes from.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from msgspec import Struct, json

from shared.decider import Decider, RejectedError
from shared.metrics import COMMANDS, CONFLICTS, FOREIGN, QUEUE_DEPTH
from shared.record import LIMIT, Cause, Letter, file
from shared.store.errors import (
    BusyError,
    CommandIdReusedError,
    FactTooLargeError,
    SilenceError,
    StaleError,
    UnavailableError,
)
from shared.store.vault import Answered, Filing, Receipt, Vault, VaultError, purpose_of

BATCH: Final = 500  # commands in one transaction
REMEMBERED: Final = 50_000  # states kept in memory

log = logging.getLogger(__name__)
E = TypeVar("E")


class Task(Struct, frozen=True):
    """One decision on one stream; ``expected`` is the version the caller has seen."""

    decider: Decider[Any, Any, Any]
    stream_id: UUID
    command: Any
    expected: int | None = None


class Told(Struct, Generic[E]):
    """Of a record only what happened: all that a state is made of."""

    event: E


class Waiting(Struct):
    """A command in the queue and where its answer goes."""

    tasks: tuple[Task, ...]
    cause: Cause
    command_id: UUID
    answer: Any  # a future of a receipt


class State(Struct, frozen=True):
    """What a stream has come to, and after how many records."""

    value: Any
    version: int


class Writer(Thread):
    """The clerk. Only this thread writes to the vault."""

    def __init__(
        self,
        name: str,
        vault: Vault,
        decoder: json.Decoder[Told[Any]],
        limit: int,
        delivered: Callable[[list[tuple[Waiting, Receipt | Exception]], list[Letter]], None],
    ) -> None:
        super().__init__(name=f"{name}-writer", daemon=True)
        self._vault, self._decoder, self._limit = vault, decoder, limit
        self._delivered = delivered
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._states: OrderedDict[UUID, State] = OrderedDict()
        self._known = 0
        self._label = name
        self._depth = QUEUE_DEPTH.labels(name)
        self._filed = COMMANDS.labels(name, "filed")
        self._refused = COMMANDS.labels(name, "refused")
        self._open = True
        self.fault: str = ""

    def put(self, waiting: Waiting) -> None:
        """Queue a command.

        Raises:
            BusyError: more commands wait than may wait.
            UnavailableError: the vault is closed.

        """
        if not self._open:
            raise UnavailableError
        if self._queue.qsize() >= self._limit:
            COMMANDS.labels(self._label, "busy").inc()
            raise BusyError
        self._queue.put(waiting)

    def stop(self) -> None:
        """Serve what waits, then end."""
        self._open = False
        self._queue.put(None)
        self.join()

    def run(self) -> None:
        """Serve batch after batch until stopped."""
        while batch := self._take():
            self._depth.set(self._queue.qsize())
            self._serve(batch)

    def _take(self) -> list[Waiting]:
        batch: list[Waiting] = []
        first = self._queue.get()
        try:
            while first is not None:
                batch.append(first)
                if len(batch) == BATCH:
                    return batch
                first = self._queue.get_nowait()
        except Empty:
            return batch
        if batch:
            self._queue.put(None)
        return batch

    def _serve(self, batch: list[Waiting]) -> None:
        session = Session(self._decoder, self._states)
        try:
            wanted = _unknown(batch, self._states)
            with self._vault.exclusive([each.command_id for each in batch], wanted) as filing:
                self._forget_foreign(filing)
                answers = session.answer(batch, filing)
                if session.letters:
                    filing.insert(session.letters, session.answered)
        except Exception as error:  # noqa: BLE001 — the clerk survives whatever befalls a batch
            self._fail(batch, error)
            return
        self.fault = ""
        self._delivered(answers, session.letters)
        self._remember(session)
        self._count(answers)

    def _fail(self, batch: list[Waiting], error: Exception) -> None:
        log.error("%s: nothing filed: %r", self._label, error)
        self.fault = str(error) or type(error).__name__
        self._states.clear()
        COMMANDS.labels(self._label, "unavailable").inc(len(batch))
        self._delivered([(each, UnavailableError(str(error))) for each in batch], [])

    def _forget_foreign(self, filing: Filing) -> None:
        if filing.last == self._known:
            return
        if self._states:
            foreign = filing.changed_since(self._known)
            FOREIGN.labels(self._label).inc(len(foreign))
            for stream_id in foreign:
                self._states.pop(stream_id, None)
        self._known = filing.last

    def _remember(self, session: "Session") -> None:
        self._known += len(session.letters)
        self._states.update(session.moved)
        for stream_id in session.moved:
            self._states.move_to_end(stream_id)
        while len(self._states) > REMEMBERED:
            self._states.popitem(last=False)

    def _count(self, answers: list[tuple[Waiting, Receipt | Exception]]) -> None:
        refusals = [answer for _, answer in answers if isinstance(answer, Exception)]
        self._filed.inc(len(answers) - len(refusals))
        if refusals:
            self._refused.inc(len(refusals))
            stale = sum(isinstance(each, StaleError) for each in refusals)
            CONFLICTS.labels(self._label).inc(stale)


class Session:
    """One batch: what it has decided so far, on top of what is already known."""

    def __init__(self, decoder: json.Decoder[Told[Any]], known: OrderedDict[UUID, State]) -> None:
        self._decoder, self._known = decoder, known
        self.moved: dict[UUID, State] = {}
        self._bodies: dict[UUID, list[bytes]] = {}
        self.letters: list[Letter] = []
        self.answered: list[Answered] = []

    def answer(
        self, batch: list[Waiting], filing: Filing
    ) -> list[tuple[Waiting, Receipt | Exception]]:
        """Decide every command of the batch in the order in which it came."""
        given = dict(filing.answered([each.command_id for each in batch]))
        self._load(batch, filing)
        answers: list[tuple[Waiting, Receipt | Exception]] = []
        for each in batch:
            outcome = self._outcome(each, given, filing)
            if isinstance(outcome, Answered):
                given[each.command_id] = outcome
                answers.append((each, outcome.receipt))
            else:
                answers.append((each, outcome))
        return answers

    def _outcome(
        self, waiting: Waiting, given: dict[UUID, Answered], filing: Filing
    ) -> Answered | Exception:
        try:
            if first := given.get(waiting.command_id):
                return _same(first, waiting)
            return self._decide(waiting, filing)
        except VaultError:
            raise
        except RejectedError as refusal:
            return refusal
        except Exception as error:
            log.exception("a rule failed on %s", [each.command for each in waiting.tasks])
            return error

    def _decide(self, waiting: Waiting, filing: Filing) -> Answered:
        moved: dict[UUID, State] = {}
        letters: list[Letter] = []
        start = filing.last + len(self.letters) + 1
        for task in waiting.tasks:
            before = moved.get(task.stream_id) or self._state(task, filing)
            if task.expected is not None and task.expected != before.version:
                raise StaleError(before.version)
            after, new = _step(task, before, waiting.cause, start + len(letters))
            moved[task.stream_id] = after
            letters += new
        if not letters:
            log.error("a rule neither filed nor refused: %s", _purpose(waiting))
            raise SilenceError
        self.letters += letters
        self.moved |= moved
        answered = Answered(_receipt(waiting, letters[-1]), purpose_of(_purpose(waiting)))
        self.answered.append(answered)
        return answered

    def _load(self, batch: list[Waiting], filing: Filing) -> None:
        """Read the streams that nobody remembers, all in one question."""
        unknown = _unknown(batch, self._known)
        self._bodies = filing.history(unknown) if unknown else {}

    def _state(self, task: Task, filing: Filing) -> State:
        found = self.moved.get(task.stream_id) or self._known.get(task.stream_id)
        if found is None:
            bodies = self._bodies.get(task.stream_id)
            if bodies is None:
                bodies = filing.history([task.stream_id])[task.stream_id]
            found = _fold(task.decider, bodies, self._decoder)
            self.moved[task.stream_id] = found
        return found


def _unknown(batch: list[Waiting], known: OrderedDict[UUID, State]) -> list[UUID]:
    wanted = dict.fromkeys(task.stream_id for each in batch for task in each.tasks)
    return [each for each in wanted if each not in known]


def _fold(
    decider: Decider[Any, Any, Any], bodies: list[bytes], decoder: json.Decoder[Told[Any]]
) -> State:
    return State(decider.fold(decoder.decode(body).event for body in bodies), len(bodies))


def _step(task: Task, before: State, cause: Cause, position: int) -> tuple[State, list[Letter]]:
    events = task.decider.decide(task.command, before.value, cause)
    value, version, letters = before.value, before.version, []
    for place, event in enumerate(events, position):
        version += 1
        record = file(event, stream_id=task.stream_id, version=version, cause=cause)
        body = record.body
        if len(body) > LIMIT:
            raise FactTooLargeError(len(body))
        letters.append(
            Letter(
                position=place,
                stream_id=task.stream_id,
                version=version,
                tag=record.tag,
                body=body,
            )
        )
        value = task.decider.evolve(value, event)
    return State(value, version), letters


def _receipt(waiting: Waiting, last: Letter) -> Receipt:
    return Receipt(
        command_id=waiting.command_id,
        position=last.position,
        stream_id=last.stream_id,
        version=last.version,
        record_id=last.id,
    )


def _purpose(waiting: Waiting) -> str:
    return " ".join(f"{type(each.command).__name__}:{each.stream_id}" for each in waiting.tasks)


def _same(first: Answered, waiting: Waiting) -> Answered:
    if first.purpose != purpose_of(_purpose(waiting)):
        raise CommandIdReusedError(waiting.command_id)
    return first
