"""One user's connection to the bus: kept up for ever, and honest about being down."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from msgspec import Struct, json
from nats import errors as trouble
from nats.aio.client import Client
from nats.aio.msg import Msg

from shared.bus import address
from shared.bus.errors import DisconnectedError, ServerRefusedError, UnansweredError
from shared.bus.replies import Replies, status
from shared.metrics import BUS_COMPLAINTS
from shared.pause import Pause
from shared.settings import Settings

log = logging.getLogger(__name__)

KEPT: Final = 100  # complaints remembered
AT_ONCE: Final = 0.05  # seconds until a second try on the same server; then we pause ourselves
PING: Final = 10  # seconds between signs of life, so that a dead peer is noticed
FORBIDDEN: Final = "permissions violation"  # how the server names what a user may not do
ANSWER: Final = 10.0  # seconds until a question counts as unanswered


class _Fault(Struct):
    err_code: int = 0
    code: int = 0
    description: str = ""


class _Refusal(Struct):
    error: _Fault | None = None


_refusal: json.Decoder[_Refusal] = json.Decoder(_Refusal)


class Link:
    """连线 — a lost connection is a lost client: all that waited fails, and a new one is made."""

    def __init__(self, settings: Settings, user: str) -> None:
        self.user = user
        self.generation = 0  # how many connections there have been
        self._settings = settings
        self._client: Client | None = None
        self._replies = Replies("")
        self._complaints: list[str] = []
        self._bells: set[asyncio.Event] = set()
        self._up = asyncio.Event()
        self._down = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def open(self, within: float = 5.0) -> None:
        """Connect; if that takes longer than ``within`` seconds, go on trying meanwhile."""
        self._keeper = asyncio.create_task(self._keep(), name=f"bus-{self.user}")
        with suppress(TimeoutError):
            await self.wait(within)

    async def close(self) -> None:
        """Disconnect for good."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._client is not None:
            await self._client.close()
        await self._lose()

    @property
    def connected(self) -> bool:
        """Tell whether letters can travel now."""
        return self._client is not None and self._client.is_connected

    @property
    def complaints(self) -> list[str]:
        """Return what a person must set right; a new connection begins with a clean sheet."""
        return list(self._complaints)

    def complain(self, complaint: str) -> None:
        """Note what does not pass by itself."""
        if complaint not in self._complaints:
            log.error("消息总线(%s):%s", self.user, complaint)
            self._complaints = [*self._complaints, complaint][-KEPT:]
        BUS_COMPLAINTS.labels(self.user).inc()

    def settle(self, complaint: str) -> None:
        """Take a complaint back: its reason is gone."""
        self._complaints = [each for each in self._complaints if each != complaint]

    async def wait(self, within: float | None = None) -> None:
        """Wait until there is a connection.

        Raises:
            TimeoutError: there was none within so many seconds.

        """
        async with asyncio.timeout(within):
            await self._up.wait()

    async def ask(
        self,
        subject: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        within: float = ANSWER,
    ) -> bytes:
        """Return the one answer to a question.

        Raises:
            ServerRefusedError: the answer is a refusal; ``code`` says which.
            ForbiddenSubjectError: this user may not use that subject.
            DisconnectedError, UnansweredError: whether it was heard is not known.

        """
        [answer] = await self._ask(subject, body, headers, within, bool)
        if code := status(answer):
            raise ServerRefusedError(int(code), f"{subject} 无人受理")
        if fault := _refusal.decode(answer.data).error:
            raise ServerRefusedError(fault.err_code or fault.code, fault.description)
        return answer.data

    async def ask_for_many(self, subject: str, body: bytes, within: float = ANSWER) -> list[Msg]:
        """Return all answers to a question, whose end the server marks by a status.

        Raises: as ``ask``.

        """
        return await self._ask(subject, body, None, within, status)

    async def post(
        self, subject: str, body: bytes, *, reply: str = "", headers: dict[str, str] | None = None
    ) -> None:
        """Send without waiting for an answer.

        Raises:
            DisconnectedError: there is no connection.

        """
        try:
            await self._connection().publish(subject, body, reply, headers)
        except (trouble.ConnectionClosedError, trouble.OutboundBufferLimitError) as error:
            raise DisconnectedError(subject) from error

    @asynccontextmanager
    async def subscribed(
        self, hear: Callable[[Msg], Awaitable[None]], bell: asyncio.Event
    ) -> AsyncIterator[str]:
        """Give an address on which ``hear`` is told everything; ring when the line is cut."""
        client = self._connection()
        subject = client.new_inbox()
        subscription = await client.subscribe(subject, cb=hear)
        self._bells.add(bell)
        try:
            yield subject
        finally:
            self._bells.discard(bell)
            with suppress(trouble.Error):
                await subscription.unsubscribe()

    async def _ask(
        self,
        subject: str,
        body: bytes,
        headers: dict[str, str] | None,
        within: float,
        complete: Callable[[Msg], object],
    ) -> list[Msg]:
        reply, question = self._replies.ask(subject, complete)
        try:
            await self.post(subject, body, reply=reply, headers=headers)
            async with asyncio.timeout(within):
                await question.done
        except TimeoutError as error:
            raise UnansweredError(subject) from error
        finally:
            question.done.cancel()
        return question.answers

    def _connection(self) -> Client:
        if self._client is None or not self._client.is_connected:
            raise DisconnectedError(self.user)
        return self._client

    async def _keep(self) -> None:
        pause = Pause()
        while True:
            try:
                await self._connect()
            except (OSError, trouble.Error, TimeoutError) as error:
                log.info("消息总线(%s)连接不上:%r", self.user, error)
                await pause.wait()
            else:
                pause.reset()
                await self._down.wait()
                log.warning("消息总线(%s)断开,正在重新连接", self.user)

    async def _connect(self) -> None:
        client = Client()
        try:
            await client.connect(
                self._settings.nats_url.split(","),
                name=self.user,
                nkeys_seed=str(self._settings.nats_key(self.user)),
                inbox_prefix=address.inbox(self.user),
                error_cb=self._heed,
                closed_cb=self._lose,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=AT_ONCE,  # type: ignore[arg-type]  # seconds, any number
                ping_interval=PING,
                pending_size=0,
            )
            replies = Replies(client.new_inbox())
            await client.subscribe(replies.subject, cb=replies.arrive)
        except BaseException:
            await client.close()
            raise
        self._client, self._replies = client, replies
        self._complaints = []
        self.generation += 1
        self._down.clear()
        self._up.set()

    async def _heed(self, error: Exception) -> None:
        complaint = str(error) or type(error).__name__
        if FORBIDDEN in complaint.lower():
            self._replies.forbid(complaint.lower())
            self.complain(complaint)
        else:
            BUS_COMPLAINTS.labels(self.user).inc()
            log.info("消息总线(%s):%s", self.user, complaint)

    async def _lose(self) -> None:
        self._up.clear()
        self._down.set()
        self._replies.disconnect()
        for bell in self._bells:
            bell.set()
