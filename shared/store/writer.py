"""One pen per vault: its clerk takes all waiting commands, decides each, files them at once.

Inside one exclusive transaction each command is judged by the state that the
commands before it have left, so two of them never collide; what other processes
have filed since is read again first. One fsync serves the whole batch: that is
where the speed comes from. Who comes alone, to a disk close by, takes the pen
himself: to wake the clerk and to be woken by him takes about as long as half a
sync (decision 0041).
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from time import perf_counter
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
from shared.store.vault import (
    Answered,
    Filing,
    OccupiedError,
    Receipt,
    Vault,
    VaultError,
    purpose_of,
)

BATCH: Final = 500  # commands in one transaction
REMEMBERED: Final = 50_000  # states kept in memory
PROMPT: Final = 0.002  # seconds: kinds of commands that took longer are the clerk's

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


Answers = list[tuple[Waiting, Receipt | Exception]]
Deliver = Callable[[Answers, list[Letter]], None]


class State(Struct, frozen=True):
    """What a stream has come to, and after how many records."""

    value: Any
    version: int


class Writer(Thread):
    """The clerk, and the pen: only who holds it writes to the vault."""

    def __init__(
        self,
        name: str,
        vault: Vault,
        decoder: json.Decoder[Told[Any]],
        limit: int,
        delivered: Deliver,
    ) -> None:
        super().__init__(name=f"{name}-writer", daemon=True)
        self._vault, self._decoder, self._limit = vault, decoder, limit
        self._delivered = delivered
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._states: OrderedDict[UUID, State] = OrderedDict()
        self._known = 0
        self._label = name
        self._pen, self._gate = Lock(), Lock()
        self._ahead = 0  # commands handed in and not answered yet
        self._prompt: set[type[Any]] = set()  # kinds of commands that were filed promptly
        QUEUE_DEPTH.labels(name).set_function(self._queue.qsize)  # looked at when it is asked for
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
        with self._gate:
            self._ahead += 1
        self._queue.put(waiting)

    def file_alone(self, waiting: Waiting, deliver: Deliver) -> bool:
        """File in the asker's own thread for who comes alone; False where that is the clerk's.

        Nobody overtakes those who came before.
        """
        if self._ahead or not self._prompt.issuperset(_kinds(waiting)):
            return False
        if not self._pen.acquire(blocking=False):
            return False
        try:
            return self._open and self._serve([waiting], deliver, wait=False)
        finally:
            self._pen.release()

    def writable(self) -> bool:
        """Tell whether the last filing succeeded or, if not, whether one would now."""
        if not self.fault:
            return self.is_alive()
        with self._pen:
            try:
                self._vault.probe()
            except VaultError:
                return False
        self.fault = ""
        return True

    def stop(self) -> None:
        """Serve what waits, then end."""
        with self._pen:
            self._open = False
        self._queue.put(None)
        self.join()

    def run(self) -> None:
        """Serve batch after batch until stopped."""
        while batch := self._take():
            with self._pen:
                self._serve(batch, self._delivered)
            with self._gate:
                self._ahead -= len(batch)

    def _take(self) -> list[Waiting]:
        batch: list[Waiting] = []
        while (each := self._queue.get()) is not None:
            batch.append(each)
            if self._queue.empty() or len(batch) == BATCH:
                return batch
        if batch:
            self._queue.put(None)
        return batch

    def _serve(self, batch: list[Waiting], deliver: Deliver, *, wait: bool = True) -> bool:
        session, began = Session(self._decoder, self._states), perf_counter()
        ids, unknown = [each.command_id for each in batch], _unknown(batch, self._states)
        try:
            with self._vault.exclusive(ids, unknown, wait=wait) as filing:
                self._forget_foreign(filing)
                answers = session.answer(batch, filing)
                if session.letters:
                    filing.insert(session.letters, session.answered)
        except Exception as error:  # noqa: BLE001 — the clerk survives whatever befalls a batch
            if isinstance(error, OccupiedError) and not wait:
                return False
            self._fail(batch, error, deliver)
            return True
        seconds, self.fault = perf_counter() - began, ""
        deliver(answers, session.letters)
        self._remember(session)
        self._count(answers)
        self._learn(batch, seconds)
        return True

    def _learn(self, batch: list[Waiting], seconds: float) -> None:
        """Note what is filed promptly: a slow disk, or much to decide, would hold up the loop."""
        if len(batch) > 1 or not self._vault.near:
            return
        if seconds < PROMPT:
            self._prompt |= _kinds(batch[0])
        else:
            self._prompt -= _kinds(batch[0])

    def _fail(self, batch: list[Waiting], error: Exception, deliver: Deliver) -> None:
        log.error("%s: nothing filed: %r", self._label, error)
        self.fault = str(error) or type(error).__name__
        self._states.clear()
        self._prompt.clear()
        COMMANDS.labels(self._label, "unavailable").inc(len(batch))
        deliver([(each, UnavailableError(str(error))) for each in batch], [])

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

    def _count(self, answers: Answers) -> None:
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

    def answer(self, batch: list[Waiting], filing: Filing) -> Answers:
        """Decide every command of the batch in the order in which it came."""
        given = dict(filing.answered([each.command_id for each in batch]))
        self._load(batch, filing)
        answers: Answers = []
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


def _kinds(waiting: Waiting) -> set[type[Any]]:
    return {type(each.command) for each in waiting.tasks}


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
