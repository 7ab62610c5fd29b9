"""States as digests: what facts have made of every thing, so that anybody can fold it again.

A service seals (封存) from time to time what a segment of its facts has left behind. Whoever
has the facts and the deciders comes to the same digests, or to the first fact that differs.
Pure: no store, no clock.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from hashlib import sha256
from itertools import islice
from typing import Annotated, Any, Final, Generic, NamedTuple, TypeVar, get_args

from msgspec import Meta, MsgspecError, Struct, json, to_builtins
from msgspec.structs import asdict

from shared.decider import RejectedError
from shared.record import Cause, tag_of

E = TypeVar("E")

KEPT: Final = 50_000  # states in memory; others are folded again when they are wanted
SMALL: Final = 4_096  # bytes of a state that is marked after each fact
MARK: Final = 3  # bytes of each of the two digests in a mark
UNMARKED: Final = bytes(MARK)

_UNFOLDED: Final = (
    MsgspecError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
)

_encode: Final = json.Encoder(order="sorted").encode
_roundabout: Final[set[type]] = set()  # kinds of state that cannot be written straight away

Place = Annotated[int, Meta(ge=1)]


class SealedBeforeError(RejectedError):
    """这一段状态已经封存过。"""


class FoldError(Exception):
    """A fact that the deciders cannot read or cannot follow."""


class Folding(NamedTuple):
    """折叠 — how the facts of one kind of thing become its state, and the state's shape."""

    name: str
    initial: Any
    evolve: Callable[[Any, Any], Any]
    shape: str


Foldings = Mapping[type, Folding]  # by event


class SealedKind(Struct, frozen=True, kw_only=True):
    """一类状态 — all things of one kind that facts of the segment have touched.

    ``shape`` tells which fields such a state has; only states of one shape can be compared.
    ``bodies`` is a digest of these facts, ``states`` of what they have made of the things.
    """

    name: str
    shape: str
    things: int
    bodies: str
    states: str


class Sealing(Struct, frozen=True, kw_only=True):
    """封存内容 — positions ``first`` to ``last`` of one service.

    ``marks`` has six bytes for each fact (base64): three of the digest of its body, three
    of the digest of the state after it, zero where the state is large.
    """

    first: Place
    last: Place
    kinds: tuple[SealedKind, ...]
    marks: str

    @property
    def pairs(self) -> list[tuple[bytes, bytes]]:
        """Return the marks, one of the body and one of the state for each fact."""
        marks, step = b64decode(self.marks), 2 * MARK
        return [
            (marks[at : at + MARK], marks[at + MARK : at + step])
            for at in range(0, len(marks), step)
        ]


class SealStates(Sealing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """封存状态"""


def seal(kind: Callable[..., E], command: SealStates, last: int, _: Cause) -> list[E]:
    """Return the fact that seals a segment; each has a stream of its own.

    Raises:
        SealedBeforeError: it has been sealed.

    """
    if last:
        raise SealedBeforeError(command.first, last)
    return [kind(**asdict(command))]


class _Told(Struct, Generic[E], frozen=True, gc=False):
    """The little of a record that folding needs."""

    version: int
    event: E


class _Thing(Struct):
    """A stream as it stands now; ``size`` of its state as it was last written down.

    ``bodies`` are its facts since lines were last drawn.
    """

    stream: str
    kind: str
    evolve: Callable[[Any, Any], Any]
    value: Any
    bodies: list[bytes] = []
    size: int = 0


class _Readers(dict[str, Callable[[bytes], _Told[Any]]]):
    """A reader for each name of an event: who knows the name reads a third faster."""

    def __init__(self, events: Any) -> None:
        super().__init__()
        self._events = {tag_of(each): each for each in get_args(events) or (events,)}

    def __missing__(self, tag: str) -> Callable[[bytes], _Told[Any]]:
        self[tag] = json.Decoder(_Told[self._events[tag]]).decode  # type: ignore[name-defined]
        return self[tag]


Before = Callable[[str, int], Iterable[bytes]]
"""Returns the bodies of a stream below a version, oldest first."""


class Folder:
    """折叠者 — takes the facts of one service in order, and says what has become of things."""

    def __init__(
        self, foldings: Foldings, events: Any, before: Before, *, keep: int = KEPT
    ) -> None:
        self._foldings, self._before, self._keep = foldings, before, keep
        self._decode = json.Decoder(_Told[events]).decode
        self._readers = _Readers(events)
        self._things: dict[str, _Thing] = {}  # those touched last come last
        self._touched: list[_Thing] = []

    def take(self, stream: str, tag: str, body: bytes) -> _Thing:
        """Fold one fact; ``tag`` is what its event is called by those who keep it.

        Raises:
            FoldError: it cannot be read, or no state follows from it.

        """
        try:
            told = self._readers[tag](body)
            thing = self._things.get(stream) or self._recalled(stream, told)
            thing.value = thing.evolve(thing.value, told.event)
        except _UNFOLDED as error:
            raise FoldError(repr(error)) from error
        if not thing.bodies:
            self._touched.append(thing)
        thing.bodies.append(body)
        return thing

    def marked(self, stream: str, tag: str, body: bytes) -> bytes:
        """Fold one fact and return its mark."""
        thing = self.take(stream, tag, body)
        mark = sha256(body).digest()[:MARK]
        if thing.size > SMALL:
            return mark + UNMARKED
        state = written(thing.value)
        thing.size = len(state)
        return mark + sha256(state).digest()[:MARK]

    def kind(self, stream: str) -> str:
        """Return the kind of a thing that has been folded and is in memory."""
        return self._things[stream].kind

    def lines(self) -> dict[str, list[bytes]]:
        """Return, by kind, a line for each thing touched since the last time; begin anew."""
        found: dict[str, list[bytes]] = {}
        for thing in self._touched:
            found.setdefault(thing.kind, []).append(self._line(thing))
            self._things[thing.stream] = self._things.pop(thing.stream)
        self._touched = []
        for stream in [*islice(self._things, max(len(self._things) - self._keep, 0))]:
            del self._things[stream]
        return found

    def _line(self, thing: _Thing) -> bytes:
        state, bodies = written(thing.value), thing.bodies
        thing.size, thing.bodies = len(state), []
        told = bodies[0] if len(bodies) == 1 else b"".join(bodies)
        return thing.stream.encode() + sha256(told).digest() + sha256(state).digest()

    def _recalled(self, stream: str, told: "_Told[Any]") -> _Thing:
        folding = self._foldings[type(told.event)]
        value = folding.initial
        if told.version > 1:
            for body in self._before(stream, told.version):
                value = folding.evolve(value, self._decode(body).event)
        thing = _Thing(stream, folding.name, folding.evolve, value)
        self._things[stream] = thing
        return thing


def kinds_of(lines: Mapping[str, list[bytes]], shapes: Mapping[str, str]) -> tuple[SealedKind, ...]:
    """Return the digests of a segment from the lines of its things, in whatever order they came."""
    ordered = {name: sorted(lines[name]) for name in sorted(lines)}
    return tuple(
        SealedKind(
            name=name,
            shape=shapes[name],
            things=len(each),
            bodies=_over([line[:-32] for line in each]),
            states=_over([line[:36] + line[-32:] for line in each]),
        )
        for name, each in ordered.items()
    )


def shapes_of(foldings: Foldings) -> dict[str, str]:
    """Return the shape of each kind of state by name."""
    return {each.name: each.shape for each in foldings.values()}


def sealed(
    folder: Folder, shapes: Mapping[str, str], facts: Iterable[tuple[int, str, str, bytes]]
) -> SealStates:
    """Fold a segment of (position, stream, tag, body) and return what seals it.

    Raises:
        FoldError: a fact cannot be folded.

    """
    marks, positions = bytearray(), []
    for position, stream, tag, body in facts:
        marks += folder.marked(stream, tag, body)
        positions.append(position)
    return SealStates(
        first=positions[0],
        last=positions[-1],
        kinds=kinds_of(folder.lines(), shapes),
        marks=b64encode(marks).decode(),
    )


def written(state: Any) -> bytes:
    """Return a state as canonical JSON, the same in every process and on every machine."""
    if type(state) not in _roundabout:
        try:
            return _encode(state)
        except TypeError:
            pass
    try:
        text = _encode(to_builtins(state, str_keys=True, order="sorted"))
    except TypeError:  # keys that are tuples, sets of words that have no order
        return _encode(_plain(state))
    _roundabout.add(type(state))
    return text


def _over(lines: Iterable[bytes]) -> str:
    return sha256(b"".join(lines)).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        pairs = [[_plain(key), _plain(each)] for key, each in value.items()]
        return sorted(pairs, key=lambda pair: _encode(pair[0]))
    if isinstance(value, set | frozenset):
        return sorted((_plain(each) for each in value), key=_encode)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
