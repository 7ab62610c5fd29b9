"""One account's place on the street: it carries its own letters and hears those of others."""

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct, json

from shared.bus import address, envelope
from shared.bus.carrying import BATCH, SubjectOf, publish
from shared.bus.errors import BehindError, BusError, DivergedError, ServerRefusedError
from shared.bus.link import Link
from shared.bus.listening import SOON, Desk, Listener
from shared.bus.replies import status
from shared.record import Letter
from shared.settings import Settings

NOTHING_THERE = "404"


class _State(Struct):
    messages: int
    last_seq: int


class _Info(Struct):
    state: _State


_info: json.Decoder[_Info] = json.Decoder(_Info)


class Bus:
    """总线 — to one's own streams and to those one may hear; kept connected for ever."""

    def __init__(self, settings: Settings, account: str) -> None:
        self.account = account
        self._link = Link(settings, account)

    async def open(self, within: float = 5.0) -> None:
        """Connect; where that takes longer than ``within`` seconds, go on trying behind."""
        await self._link.open(within)

    async def close(self) -> None:
        """Disconnect for good."""
        await self._link.close()

    @property
    def connected(self) -> bool:
        """Tell whether letters can travel now."""
        return self._link.connected

    @property
    def complaints(self) -> list[str]:
        """Return what does not pass by itself: what was forbidden, what is missing."""
        return self._link.complaints

    async def carry(self, stream: str, letters: Sequence[Letter], subject: SubjectOf) -> None:
        """Publish letters in order, each at the sequence that is its position.

        What is there already (another relay, an answer that got lost) is compared, not
        published again.

        Raises:
            DivergedError: the stream holds other letters at these places.
            BehindError: letters before these are missing.
            BusError: the bus refuses, or cannot be reached; read the end and begin again.

        """
        waiting = list(letters)
        while waiting:
            part = waiting[:BATCH]
            if await publish(self._link, part, subject):
                waiting = waiting[BATCH:]
            else:
                waiting = waiting[await self._already(stream, part) :]

    async def end(self, stream: str) -> int:
        """Return the last sequence of one of my streams: where its relay goes on.

        Raises:
            DivergedError: letters are missing in the stream itself.

        """
        question = f"{address.api(self.account)}.{address.stream_info(stream)}"
        state = _info.decode(await self._link.ask(question, within=SOON)).state
        if state.messages != state.last_seq:
            raise DivergedError(f"{stream} 应有 {state.last_seq} 条,实有 {state.messages} 条")
        return state.last_seq

    async def read(self, owner: str, stream: str, after: int, limit: int) -> list[Letter]:
        """Return up to ``limit`` letters of any stream I hear, from any place, in order.

        Raises:
            BusError: the bus refuses or cannot be reached, or a letter is missing.

        """
        question = f"{address.api(owner)}.{address.direct_get(stream)}"
        body = json.encode({"seq": after + 1, "batch": limit})
        *messages, end = await self._link.ask_for_many(question, body)
        if not messages and status(end) not in {NOTHING_THERE, "204"}:
            raise ServerRefusedError(int(status(end)), f"{stream} 不能读取")
        letters = [envelope.read(each) for each in messages]
        if [each.position for each in letters] != list(range(after + 1, after + 1 + len(letters))):
            raise DivergedError(f"{stream} 在第 {after} 条之后有缺失")
        return letters

    async def listen(
        self,
        owner: str,
        stream: str,
        reader: str,
        position: Callable[[], int],
        apply: Callable[[list[Letter]], Awaitable[None]],
    ) -> None:
        """For ever: hand over letters in order, gapless, each at least once.

        ``position`` says which letter was applied last; where ``apply`` raises, the same
        letters come again after a pause.
        """

        async def read(after: int, limit: int) -> list[Letter]:
            return await self.read(owner, stream, after, limit)

        prefix = address.api(owner)
        desk = Desk(read, position, apply)
        await Listener(self._link, prefix, stream, reader, read=read, desk=desk).run()

    async def _already(self, stream: str, letters: Sequence[Letter]) -> int:
        """Return how many of these letters are stored already, every byte compared."""
        first = letters[0].position
        end = await self.end(stream)
        if end < first - 1:
            raise BehindError(f"{stream} 止于第 {end} 条,早于第 {first} 条之前")
        if not (count := min(end - first + 1, len(letters))):
            return 0
        stored = await self.read(self.account, stream, first - 1, count)
        if len(stored) < count:
            raise BusError(f"{stream} 的副本尚未跟上")
        for mine, theirs in zip(letters, stored, strict=False):
            if mine != theirs:
                raise DivergedError(f"{stream} 第 {mine.position} 条与事实库中的不同")
        return count
