"""A channel adapter: hears its letters in order, shows each, reports, and only then forgets it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import httpx
import nats
import nats.errors
from msgspec import DecodeError, Struct
from nats.aio.client import Client
from nats.aio.subscription import Subscription

from deploy.adapters.gongkai_adapter.house import House, Proof, RefusedError
from deploy.adapters.gongkai_adapter.keys import Key
from deploy.adapters.gongkai_adapter.letters import Letter, read

STREAM: Final = "GK_CHANNELS"
API: Final = "JS.publishing.CONSUMER.MSG.NEXT"
WAIT: Final = 5.0  # seconds one question for the next letter stays open
AGAIN: Final = (5, 30, 120, 600)  # seconds before each further attempt
QUESTION: Final = b'{"batch":1,"expires":4000000000}'  # nanoseconds: less than we wait
ACK, GIVE_UP = b"+ACK", b"+TERM"

log = logging.getLogger(__name__)


class FailedError(Exception):
    """It could not be shown; the argument is the reason, for people, in Chinese.

    ``final``: trying again cannot help (the platform has refused the text).
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


class Channel(Protocol):
    """What the author of an adapter writes."""

    async def show(self, letter: Letter) -> Proof:
        """Show it, and return what proves it.

        Told again of the same showing (``letter.showing``), it must not be shown twice.

        Raises:
            FailedError: it could not be shown.

        """

    async def remove(self, letter: Letter) -> Proof:
        """Take it down; showing what is already gone as gone.

        Raises:
            FailedError: it could not be taken down.

        """


class Outcome(Struct, frozen=True):
    """What became of one letter: ``wait`` is seconds until it comes again, None if it is done."""

    done: str
    wait: float | None = None


@dataclass
class Carrier:
    """One letter after another: shown, reported, done; or failed, reported, and tried again."""

    channel: Channel
    house: House
    again: tuple[float, ...] = AGAIN
    _failures: dict[str, int] = field(default_factory=dict)

    async def carry(self, letter: Letter, attempt: int = 1) -> Outcome:
        """Carry one letter; ``attempt`` counts how often it has come."""
        try:
            return await self._carried(letter, attempt)
        except httpx.HTTPError as error:
            log.warning("the house does not answer: %r", error)
            return Outcome("unreported", self.again[0])
        except RefusedError as refusal:
            log.error("the house refuses: %s", refusal)  # noqa: TRY400 — its sentence says all
            return Outcome("refused")

    async def _carried(self, letter: Letter, attempt: int) -> Outcome:
        try:
            proof = await self._done(letter)
        except FailedError as failure:
            return await self._failed(letter, failure, attempt)
        except Exception:
            log.exception("%s could not be shown", letter.id)
            return await self._failed(letter, FailedError("渠道适配程序出错"), attempt)
        if letter.withdrawn:
            await self.house.removed(letter, letter.data.explanation or "撤回", proof.evidence)
            return Outcome("removed")
        await self.house.delivered(letter, proof)
        return Outcome("delivered")

    async def _done(self, letter: Letter) -> Proof:
        if letter.withdrawn:
            return await self.channel.remove(letter)
        if not letter.whole:
            raise FailedError("收到的正文与批准的摘要不一致", final=True)
        return await self.channel.show(letter)

    async def _failed(self, letter: Letter, failure: FailedError, attempt: int) -> Outcome:
        if not letter.withdrawn:
            await self.house.failed(letter, failure.reason, attempt)
        if failure.final or attempt > len(self.again):
            return Outcome("failed")  # an operator sees it, and may ask for it again
        return Outcome("failed", self.again[attempt - 1])


async def run(name: str, bus: str, key: Key, carrier: Carrier) -> None:
    """Hear and carry letters for ever; where it stopped, it goes on.

    The place in the stream is kept by the house: one letter at a time, in order, until it
    is acknowledged. A program that dies leaves its letter to the next one started.
    """
    client = await nats.connect(
        bus,
        nkeys_seed_str=key.seed,
        inbox_prefix=f"_INBOX_adapter-{name}".encode(),
        max_reconnect_attempts=-1,
        allow_reconnect=True,
    )
    try:
        box = await client.subscribe(client.new_inbox())
        while True:
            await next_letter(client, box, name, carrier.carry)
    finally:
        await client.close()


async def next_letter(
    client: Client, box: Subscription, name: str, carry: Callable[[Letter, int], Awaitable[Outcome]]
) -> None:
    """Ask for the next letter, wait for it a while, carry it.

    It comes under its own subject, not under that of an answer: so it needs a box of its own.
    """
    await client.publish(f"{API}.{STREAM}.{name}", QUESTION, reply=box.subject)
    try:
        message = await box.next_msg(timeout=WAIT)
    except nats.errors.TimeoutError:
        return
    if message.headers and message.headers.get("Status"):
        return  # nothing yet: the next question asks again
    await client.publish(message.reply, await _answer(message, carry))
    await client.flush()


async def _answer(message: Any, carry: Callable[[Letter, int], Awaitable[Outcome]]) -> bytes:
    try:
        letter = read(message.data)
    except DecodeError:
        log.exception("a letter cannot be read")
        return GIVE_UP
    try:
        outcome = await carry(letter, message.metadata.num_delivered)
    except asyncio.CancelledError:
        await message.nak()  # who is asked to stop hands the letter to whoever follows
        raise
    if outcome.wait is None:
        return ACK
    return f'-NAK {{"delay":{int(outcome.wait * 1e9)}}}'.encode()
