"""How a service is put together: its stores, views, doors, and what runs between them.

Each service's ``app.py`` names its parts; the order in which they start, feed
one another and stop is the same for all and stands here.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4  # noqa: TID251 — a refusal has no caller who could name it

from litestar import Litestar
from msgspec import DecodeError, Struct, json

from shared.aside import aside
from shared.auth import Held
from shared.bell import Bell
from shared.bus import Bus
from shared.clock import Clock
from shared.decider import RejectedError
from shared.metrics import VIEW_LAG
from shared.record import Cause, Letter, Record, because, subject_of, tag_of, unit_of
from shared.refusals import REFUSAL, CommandRefused
from shared.relay import Outlet, Relay
from shared.settings import Settings
from shared.store import Store, Task
from shared.view import View, Views
from shared.web import Caller, application
from shared.web.front import Renewals
from shared.web.rack import Rack

PAGE: Final = 500
PATIENCE: Final = 5.0  # seconds that an answer waits to be seen: once a process reads large tables
IDLE: Final = 0.5  # seconds until a look without a bell: another process may have filed
SLOW: Final = 5  # seconds a machine's clock may be behind before it matters

log = logging.getLogger(__name__)

Step = Callable[[Any], Awaitable[None]]


class Reactions:
    """What a service does because of a fact: one step each, once."""

    def __init__(self) -> None:
        self.steps: dict[str, list[Step]] = {}
        self.decoders: dict[str, json.Decoder[Any]] = {}

    def on(self, *event_types: type[Any]) -> Callable[[Step], Step]:
        """Take this step on these facts, own or heard, after the views know them."""

        def register(step: Step) -> Step:
            for each in event_types:
                self.steps.setdefault(tag_of(each), []).append(step)
                self.decoders[tag_of(each)] = json.Decoder(Record[each])  # type: ignore[valid-type]
            return step

        return register

    def concern(self, source: str) -> bool:
        """Tell whether any step follows from facts of this source."""
        return any(tag.startswith(f"{source}.") for tag in self.steps)


@dataclass
class Carried:
    """What leaves the house on a stream of its own."""

    outlet: Outlet
    stream: str
    subject: Callable[[Letter], str]


class _At(Struct):
    cause: Cause


@dataclass
class Newest:
    """A store as an outlet: what has just been filed is carried without being read again."""

    store: Store[Any]

    def after(self, position: int, limit: int) -> list[Letter]:
        """Return letters after a position, from memory where they are at hand."""
        return self.store.at_hand(position, limit) or self.store.after(position, limit)

    def last(self) -> int:
        """Return the position of the newest letter."""
        return self.store.last()


class Service:
    """One service: what it keeps, what it hears, and the application in front of it."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        events: Any,
        views: Sequence[View[Any]],
        hears: Sequence[str] = (),
        clock: Clock | None = None,
    ) -> None:
        self.name, self.settings, self.hears = name, settings, tuple(hears)
        self.clock = clock or settings.start_clock()
        url, limit = settings.store_url(name), settings.queue_limit
        self.store: Store[Any] = Store(name, events, url, limit=limit)
        kept_apart = url.replace("facts.db", "refusals.db")
        self.refusals: Store[Any] = Store(f"{name}_refusals", CommandRefused, kept_apart)
        self.views = Views(name, settings.views_url(name), views)
        self.bus = Bus(settings, name) if settings.nats_url else None
        self.reactions = Reactions()
        self.faults: dict[str, str] = {}
        self._read: dict[str, int] = {}  # how far this process has come, by source
        self._filed = Bell()
        self._carried: list[Carried] = []
        self._racks: dict[str, Rack] = {}
        self._chores: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        self._outward: list[Relay] = []  # what views have made for others leaves with these

    def carry(self, outlet: Outlet, stream: str, subject: Callable[[Letter], str]) -> None:
        """Let an outlet's letters leave on a stream of their own."""
        self._carried.append(Carried(outlet, stream, subject))

    def keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keep something of the service's own going beside its doors, from start to end."""
        self._chores.append((name, work))

    def application(  # noqa: PLR0913 — the parts of a house, each named once
        self,
        routes: Sequence[Any],
        *,
        dependencies: Mapping[str, Any],
        posts: Callable[[str], tuple[Held, ...]],
        posts_at_hand: Callable[[str], tuple[Held, ...] | None] | None = None,
        renewals: Renewals | None = None,
        templates: Sequence[Path] = (),
        prefix: str | None = None,
        reactions: Reactions | None = None,
        labels: dict[str, str] | None = None,
        kept: Mapping[str, Collection[str]] | None = None,
    ) -> Litestar:
        """Return the application: doors in front, everything else in its lifespan.

        ``kept``: which views each kind of kept page shows (``shared.web.kept``).
        """
        self.reactions = reactions or self.reactions
        return application(
            name=self.name,
            prefix=f"/{self.name}" if prefix is None else prefix,
            routes=routes,
            dependencies=dependencies,
            templates=templates,
            clock=self.clock,
            settings=self.settings,
            posts=posts,
            posts_at_hand=posts_at_hand,
            renewals=renewals,
            refuse=self.refuse,
            shown=self.shown,
            lifespan=[self.running],
            ready=self.ready,
            labels=labels,
            editions={name: self.views.editions.of(views) for name, views in (kept or {}).items()},
            racks=self._racks_of(kept or {}),
        )

    @asynccontextmanager
    async def running(self, app: Any = None) -> AsyncIterator[None]:
        """Open everything, keep it going, close it in reverse."""
        del app
        await aside(self._open)
        chores = [("views", self._feed_own), *self._chores]
        tasks = [asyncio.create_task(self._keep(name, work)) for name, work in chores]
        if self.bus is not None:
            await self.bus.open()
            tasks += self._street(self.bus)
        self.store.on_commit(self._on_commit)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            if self.bus is not None:
                await self.bus.close()
            await aside(self._close)

    async def hear(self, source: str, letters: Sequence[Letter]) -> None:
        """Take in facts in order: first the views, then the steps that follow from them."""
        await self.views.absorb(source, letters)
        if self.reactions.concern(source):
            await self._react(source, letters)
        self._read[source] = letters[-1].position
        for relay in self._outward:
            relay.nudge()

    async def refuse(self, caller: Caller, refusal: RejectedError, asked: str) -> None:
        """Keep a refusal for auditors; that it cannot be kept is no reason to fail the answer."""
        event = CommandRefused(
            rule=refusal.code,
            sentence=refusal.sentence,
            asked=asked,
            field=refusal.field,
            evidence="; ".join(str(each) for each in refusal.args)[:500],
        )
        await self._keep_refusal(event, caller.personally() if caller.person else caller.citizen())

    async def shown(self, filed: Mapping[str, int]) -> None:
        """Wait, but not for ever, until the views reflect what was filed here."""
        if position := filed.get(self.name):
            await self.views.reached(self.name, position, PATIENCE)

    def ready(self) -> dict[str, str]:
        """Return what keeps this service from doing its work; empty when nothing does."""
        found = dict(self.faults)
        if not (self.store.writable() and self.refusals.writable()):
            found["store"] = "记录库不能写入"
        if self.bus is not None and not self.bus.connected:
            found["bus"] = "消息总线未连接"
        if self.bus is not None and self.bus.complaints:
            found["bus"] = f"消息总线拒绝:{self.bus.complaints[-1]}"
        if (lag := self.view_lag()) > self.settings.view_lag:
            found["views"] = f"页面数据落后 {lag} 条记录"
        if self.clock.behind.total_seconds() > SLOW:
            found["clock"] = f"本机时钟比最近的记录慢 {self.clock.behind.total_seconds():.0f} 秒"
        return found

    def view_lag(self) -> int:
        """Return how many own facts the views do not reflect yet."""
        lag = self.store.last() - self.views.position(self.name)
        VIEW_LAG.labels(self.name, self.name).set(lag)
        return lag

    async def read(self, source: str, position: int, limit: int) -> list[Letter]:
        """Read any source this service knows, from any place."""
        if source == self.name:
            return await aside(self.store.after, position, limit)
        if self.bus is None:
            return []
        return await self.bus.read(source, f"GK_{source.upper()}", position, limit)

    def _racks_of(self, kept: Mapping[str, Collection[str]]) -> Mapping[str, Rack]:
        """Return where kept pages are laid out for a web server, if the operator wants that."""
        if self.settings.pages is None:
            return {}
        self._racks = {name: Rack(self.settings.pages / self.name / name) for name in kept}
        for name, rack in self._racks.items():
            self.views.editions.beside(kept[name], rack.changing)
        return self._racks

    def _open(self) -> None:
        for rack in self._racks.values():
            rack.clear()
        self.store.open()
        self.refusals.open()
        self.views.open()
        for letter in self.store.after(max(self.store.last() - 1, 0), 1):
            self.clock.remember(json.decode(letter.body, type=_At).cause.at)

    def _close(self) -> None:
        for rack in self._racks.values():
            rack.clear()  # nobody would take a page away
        self.store.close()
        self.refusals.close()
        self.views.close()

    def _street(self, bus: Bus) -> list["asyncio.Task[None]"]:
        upper = self.name.upper()
        facts = Relay(Newest(self.store), bus, f"GK_{upper}", subject_of)
        refusals = Relay(Newest(self.refusals), bus, f"GK_{upper}_REFUSALS", self._refusal_subject)
        self.store.on_commit(facts.nudge)
        self.refusals.on_commit(refusals.nudge)
        self._outward = [Relay(x.outlet, bus, x.stream, x.subject) for x in self._carried]
        running = [
            asyncio.create_task(self._keep(f"relay {n}", relay.run_forever))
            for n, relay in enumerate([facts, refusals, *self._outward])
        ]
        return running + [
            asyncio.create_task(self._keep(f"hear {each}", self._listener(bus, each)))
            for each in self.hears
        ]

    def _listener(self, bus: Bus, owner: str) -> Callable[[], Awaitable[None]]:
        async def apply(letters: Sequence[Letter]) -> None:
            await self.hear(owner, letters)

        async def listen() -> None:
            stream = f"GK_{owner.upper()}"
            await bus.listen(owner, stream, self.name, lambda: self._heard(owner), apply)

        return listen

    def _heard(self, source: str) -> int:
        """Return how far a source has been taken in; what another process did comes again."""
        if source in self._read:
            return self._read[source]
        position = self.views.position(source)
        if self.reactions.concern(source):
            position = min(position, self.views.position(f"reactions:{source}"))
        return position

    async def _feed_own(self) -> None:
        position = await aside(self._heard, self.name)
        while True:
            seen = self._filed.rings
            while letters := await self._filed_after(position):
                await self.hear(self.name, letters)
                position = letters[-1].position
            await self._filed.after(seen, IDLE)

    async def _filed_after(self, position: int) -> list[Letter]:
        return self.store.at_hand(position, PAGE) or await aside(self.store.after, position, PAGE)

    async def _react(self, source: str, letters: Sequence[Letter]) -> None:
        mark = f"reactions:{source}"
        if mark not in self._read:
            self._read[mark] = await aside(self.views.position, mark)
        fresh = [each for each in letters if each.position > self._read[mark]]
        taken = [each for each in fresh if each.tag in self.reactions.steps]
        for letter in taken:
            for step in self.reactions.steps[letter.tag]:
                await self._take(step, source, letter)
        if taken or (fresh and fresh[-1].position - self._read[mark] > PAGE):
            await aside(self.views.mark, mark, fresh[-1].position)
            self._read[mark] = fresh[-1].position

    async def _take(self, step: Step, source: str, letter: Letter) -> None:
        try:
            record = self.reactions.decoders[letter.tag].decode(letter.body)
        except DecodeError as error:
            log.exception("%s cannot be read by a reaction", letter.tag)
            await aside(self.views.bury, source, letter, repr(error))
            return
        try:
            await step(record)
        except RejectedError as refusal:
            if refusal.status >= 500:  # noqa: PLR2004 — not the rules but the machine said no
                raise
            event = CommandRefused(
                rule=refusal.code, sentence=refusal.sentence, asked=f"因 {letter.tag} {letter.id}"
            )
            await self._keep_refusal(event, because(record, self.clock.now()))

    async def _keep_refusal(self, event: CommandRefused, cause: Cause) -> None:
        key = uuid4()
        try:
            await self.refusals.file(Task(REFUSAL, key, event), cause=cause, command_id=key)
        except RejectedError:
            log.exception("a refusal could not be kept: %s", event)

    async def _keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keep something going; what it stumbles over is said in ``ready``."""
        wait = 0.05
        while True:
            recovered = asyncio.get_running_loop().call_later(1.0, self.faults.pop, name, None)
            try:
                await work()
            except Exception as error:
                log.exception("%s: %s stumbled", self.name, name)
                recovered.cancel()
                self.faults[name] = f"{type(error).__name__}: {error}"
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5.0)

    def _on_commit(self, position: int) -> None:
        del position
        self._filed.ring()

    def _refusal_subject(self, letter: Letter) -> str:
        return f"refusals.{self.name}.{unit_of(letter)}"
