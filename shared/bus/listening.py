"""Letters in: a standing pull request is the bell, the stream itself is the book.

The server sends what arrives at once; whatever is missing or doubtful (a letter that
another process holds, a rebuilt view, a lost place) is read from the stream instead.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count, takewhile
from operator import itemgetter
from typing import Final

from msgspec import json
from nats.aio.msg import Msg

from shared.bus import address, envelope
from shared.bus.errors import (
    BusError,
    DisconnectedError,
    ServerRefusedError,
    UnansweredError,
    UnreadableError,
)
from shared.bus.link import Link
from shared.bus.replies import status
from shared.metrics import VIEW_LAG
from shared.pause import Pause
from shared.record import Letter

log = logging.getLogger(__name__)

Apply = Callable[[list[Letter]], Awaitable[None]]
Read = Callable[[int, int], Awaitable[list[Letter]]]

BATCH: Final = 500  # letters asked for at once, and at most applied at once
EXPIRES: Final = 30.0  # seconds a request stands
HEARTBEAT: Final = 5.0  # seconds until the server says that it has nothing
SILENCE: Final = 2.5 * HEARTBEAT  # then the request is lost
FIRST_LOOK: Final = 0.1  # seconds: letters held by a process that is gone come later than that
SOON: Final = 3.0  # seconds for an answer that costs the server nothing
NO_PLACE: Final = 10014  # the server's code for a consumer that does not exist
NANO: Final = 1_000_000_000
REQUEST: Final = json.encode(
    {
        "batch": BATCH,
        "expires": int(EXPIRES * NANO),
        "idle_heartbeat": int(HEARTBEAT * NANO),
    }
)


class Pull:
    """常备取信 — keeps a request for letters standing, and collects what comes."""

    def __init__(self, link: Link, question: str) -> None:
        self.trouble = ""
        self._link, self._question = link, question
        self._generation = link.generation
        self._inbox = ""
        self._arrived: list[Msg] = []
        self._wanted = 0
        self._bell = asyncio.Event()
        self._heard = asyncio.get_running_loop().time()

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[None]:
        """Keep the ear open as long as this lasts."""
        async with self._link.subscribed(self._hear, self._bell) as self._inbox:
            yield

    async def take(self, within: float) -> list[Msg]:
        """Return what has arrived; wait for it, but no longer than so many seconds.

        Raises:
            DisconnectedError: the connection is gone, and with it all that was asked for.

        """
        await self._ask()
        if not self._arrived:
            self._bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._bell.wait()
        if not self._link.connected or self._generation != self._link.generation:
            raise DisconnectedError(self._question)
        taken, self._arrived = self._arrived[:BATCH], self._arrived[BATCH:]
        return taken

    @property
    def lost(self) -> bool:
        """Tell whether the request is refused, or nobody seems to know of it any more."""
        silence = asyncio.get_running_loop().time() - self._heard
        return bool(self.trouble) or silence > SILENCE

    def renew(self) -> None:
        """Forget what was asked for, and ask again."""
        self.trouble = ""
        self._wanted = 0
        self._heard = asyncio.get_running_loop().time()

    async def _hear(self, message: Msg) -> None:
        self._heard = asyncio.get_running_loop().time()
        match status(message):
            case "":
                self._wanted -= 1
                self._arrived.append(message)
            case "100":  # heartbeat
                return
            case "408":  # the time of a request is over
                left = (message.headers or {}).get("Nats-Pending-Messages", "0")
                self._wanted -= int(left)
            case code:
                self.trouble = f"{code} {(message.headers or {}).get('Description', '')}"
        self._bell.set()

    async def _ask(self) -> None:
        if self._wanted > BATCH // 2 or len(self._arrived) > BATCH:
            return
        self._wanted = max(self._wanted, 0) + BATCH
        await self._link.post(self._question, REQUEST, reply=self._inbox)


class Listener:
    """收听者 — one place in one stream, followed for ever."""

    def __init__(
        self, link: Link, prefix: str, stream: str, reader: str, *, read: Read, desk: "Desk"
    ) -> None:
        self._link, self._stream, self._desk, self._read = link, stream, desk, read
        self._question = f"{prefix}.{address.next_message(stream, reader)}"
        self._info = f"{prefix}.{address.consumer_info(stream, reader)}"
        self._lag = VIEW_LAG.labels(reader, stream.removeprefix("GK_").lower())
        self._missing = f"流 {stream} 上没有 {reader} 的收听位置,请运行 gongkai provision"
        self._pause = Pause()

    async def run(self) -> None:
        """Follow the stream; a lost connection is waited for."""
        while True:
            await self._link.wait()
            try:
                await self._follow()
            except UnreadableError as error:
                self._link.complain(f"{self._stream} 中有不能读取的信:{error}")
                await self._pause.wait()
            except BusError as error:
                log.info("%s 的收听中断:%r", self._stream, error)
                await self._pause.wait()

    async def _follow(self) -> None:
        pull = Pull(self._link, self._question)
        async with pull.standing():
            wait = FIRST_LOOK
            while True:
                messages = await pull.take(wait)
                if not await self._take_in(messages):
                    await self._look()
                if pull.lost:
                    await self._diagnose()
                    pull.renew()
                wait = HEARTBEAT

    async def _take_in(self, messages: Sequence[Msg]) -> bool:
        """Apply what has arrived, then acknowledge it; tell whether anything was new."""
        if not messages:
            return False
        letters = [envelope.delivered(each) for each in messages]
        behind = envelope.left(messages[-1])
        self._lag.set(behind + len(letters))
        new = await self._desk.settle(letters)
        self._lag.set(behind)
        newest = max(
            zip((each.position for each in letters), messages, strict=True), key=itemgetter(0)
        )
        await self._link.post(newest[1].reply, b"+ACK")  # and all before it
        self._link.settle(self._missing)
        self._pause.reset()
        return new

    async def _look(self) -> None:
        """Read on in the book itself: letters may be held by a process that is gone."""
        while letters := await self._read(self._desk.position(), BATCH):
            await self._desk.settle(letters)

    async def _diagnose(self) -> None:
        """Find out whether our place is gone, or the server is just busy electing a leader."""
        try:
            await self._link.ask(self._info, within=SOON)
        except ServerRefusedError as refusal:
            if refusal.code == NO_PLACE:
                self._link.complain(self._missing)
        except UnansweredError as error:
            log.info("%s: %r", self._info, error)
        await self._pause.wait()


class Desk:
    """案头 — where letters are opened one after another, none twice and none left out."""

    def __init__(self, read: Read, position: Callable[[], int], apply: Apply) -> None:
        self.position = position
        self._read, self._apply = read, apply
        self._pause = Pause()

    async def settle(self, letters: Sequence[Letter]) -> bool:
        """Apply all of these that are new and all that is missing before them.

        What cannot be applied is tried again for ever. Tells whether anything was new.
        """
        new = False
        while True:
            try:
                have = self.position()
                if not (following := await self._following(have, letters)):
                    return new
                await self._apply(following)
                self._check(have)
            except Exception:
                log.exception("第 %s 条之后的信没有处理成功,稍后再试", self.position())
                await self._pause.wait()
            else:
                self._pause.reset()
                new = True

    async def _following(self, have: int, letters: Sequence[Letter]) -> list[Letter]:
        """Return the next letters to apply: without a gap, and from the book where there is one."""
        fresh = {each.position: each for each in letters if each.position > have}
        if not fresh:
            return []
        if gap := min(fresh) - have - 1:
            return await self._missing(have, min(gap, BATCH))
        return [fresh[at] for at in takewhile(fresh.__contains__, count(have + 1))]

    async def _missing(self, have: int, limit: int) -> list[Letter]:
        if not (letters := await self._read(have, limit)):
            raise BusError(f"第 {have} 条之后的信还读不到")
        return letters

    def _check(self, before: int) -> None:
        if self.position() <= before:
            raise BusError(f"第 {before} 条之后的信处理后没有记下位置")
