"""The whole house in one process: NATS, five services, one origin."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import uvicorn
from msgspec.structs import replace

from deploy.local.nats import EmbeddedNats, LauncherError
from deploy.local.origin import App, Origin, StartError
from deploy.nats.provision import PATIENCE as AWAITED
from deploy.nats.provision import provision
from deploy.progress import ComplaintError, Steps, say
from shared.settings import Settings
from shared.web.porter import Porter

PREFIXES: Final = {
    "catalog": "/catalog",
    "workflow": "/workflow",
    "publishing": "/",
    "feedback": "/feedback",
    "archive": "/archive",
}
STEPS: Final = 6
PATIENCE: Final = 3  # seconds that open connections get when the house closes

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

Say = Callable[[str], None]
Seed = Callable[[Settings, Say], Awaitable[Sequence[str]]]
Build = Callable[[Settings], Mapping[str, App]]


class HouseError(ComplaintError):
    """系统没有启动。"""


def site_of(settings: Settings) -> Settings:
    """Give the pages the words of the demo county where the operator chose no others."""
    if settings.site_file is not None:
        return settings
    return replace(settings, site_file=Path(__file__).parents[1] / "site.json")


def apps(settings: Settings) -> dict[str, App]:
    """Build the five services, each as it would be built alone, under its prefix, with one clock.

    Five clocks that were started at a simulated moment one after the other would not agree.
    """
    clock = settings.start_clock()
    return {
        prefix: import_module(f"services.{name}.app").build(settings, clock)
        for name, prefix in PREFIXES.items()
    }


class Server(uvicorn.Server):
    """门房 — uvicorn that leaves signals and services to us and says when it is open."""

    def __init__(self, origin: App, proxies: str = "") -> None:
        config = uvicorn.Config(
            origin,
            http=Porter,
            lifespan="off",  # the services are the house's to start and stop
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=proxies,  # of nobody else it is believed for whom they ask
            timeout_graceful_shutdown=PATIENCE,
        )
        super().__init__(config)
        self.opened = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the house: the bus must outlive the services."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door, then say so."""
        await super().startup(sockets)
        self.opened.set()

    def close(self) -> None:
        """Ask for the end; asked twice, wait for nobody."""
        self.force_exit = self.should_exit
        self.should_exit = True


class House:
    """公开之家 — opened step by step, closed in reverse."""

    def __init__(
        self,
        settings: Settings,
        *,
        seed: Seed | None = None,
        build: Build = apps,
    ) -> None:
        self.settings = site_of(settings)
        self._seed = seed
        self._build = build
        self._steps = Steps(STEPS)
        self._server: Server | None = None
        self._main: asyncio.Task[Any] | None = None

    async def live(self) -> None:
        """Open, serve until told to stop, close.

        Raises:
            HouseError: a step failed; the message says which and what to do.

        """
        self._main = asyncio.current_task()
        self._listen_for_signals()
        with suppress(asyncio.CancelledError):
            async with AsyncExitStack() as stack:
                await self._open(stack)
        say("已停止，数据都已保存。")

    async def _open(self, stack: AsyncExitStack) -> None:
        with self._steps.step("准备端口"):
            door = stack.enter_context(self._door())
            if self.settings.database:
                await asyncio.to_thread(_find_databases, self.settings)
        await self._street(stack)
        with self._steps.step("装配五个服务"):
            origin = Origin(await asyncio.to_thread(self._build, self.settings))
        with self._steps.step("启动五个服务"):
            await _start(origin)
        stack.push_async_callback(origin.stop)
        await self._serve(Server(origin, self.settings.proxies), door)

    async def _street(self, stack: AsyncExitStack) -> None:
        foreign = bool(self.settings.nats_url)
        with self._steps.step("启动消息总线"):
            if not foreign:
                nats = EmbeddedNats(self.settings.home, server=self.settings.nats_server)
                try:
                    await stack.enter_async_context(nats)
                except LauncherError as error:
                    raise HouseError(str(error)) from error
                watch = asyncio.create_task(nats.watch())
                stack.callback(watch.cancel)
                self.settings = replace(self.settings, nats_url=nats.url)
        with self._steps.step("建立流和消费者"):
            if foreign:
                self._steps.note(f"正在连接 {self.settings.nats_url}，最多等 {AWAITED:.0f} 秒……")
            try:
                await provision(self.settings)
            except TimeoutError as error:
                told = f"连接不上消息总线 {self.settings.nats_url}。"
                raise HouseError(f"{told}请检查 GK_NATS_URL 和 nats-server。") from error

    async def _serve(self, server: Server, door: socket.socket) -> None:
        self._server = server
        serving = asyncio.create_task(server.serve([door]))
        await server.opened.wait()
        first = asyncio.create_task(self._welcome())
        await asyncio.wait({serving, first}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done() and first.exception() is not None:
            server.close()
        await serving
        await _ended(first)

    async def _welcome(self) -> None:
        accounts = await self._first_start()
        say(_greeting(self.settings, self._steps.elapsed, accounts))

    async def _first_start(self) -> Sequence[str]:
        """Load the seed unless that was done; return what it said of accounts."""
        done = self.settings.home / "seeded.txt"
        with self._steps.step("读取已有数据" if done.exists() else "载入演示数据"):
            if self._seed is not None and not done.exists():
                accounts = await self._seed(self.settings, self._steps.note)
                done.touch(mode=0o600)  # it names the password of the demo accounts
                done.write_text("\n".join(accounts), encoding="utf-8")
        return done.read_text(encoding="utf-8").splitlines() if done.exists() else ()

    def _door(self) -> socket.socket:
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # no delay
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((self.settings.host, self.settings.port))
        except OSError as error:
            door.close()
            raise HouseError(
                f"端口 {self.settings.port} 不能使用({error.strerror})。"
                "可能已经启动了一个；请先停止它，或者另选端口，例如 GK_PORT=8801 make run。"
            ) from error
        return door

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self._asked_to_stop)

    def _asked_to_stop(self) -> None:
        if self._server is not None:
            self._server.close()
        elif self._main is not None:
            self._main.cancel()
        say("\n正在停止……")


def run(settings: Settings, seed: Seed | None, build: Build = apps) -> None:
    """Live in this process until a signal comes.

    Raises:
        HouseError: it could not be opened; the message says why and what to do.

    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format=FORMAT)
    for chatty in ("httpx", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(House(settings, seed=seed, build=build).live())


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # Windows has none
        return None
    return uvloop.new_event_loop


def _find_databases(settings: Settings) -> None:
    from deploy.databases import check_reachable  # the driver is for those who use it

    check_reachable(settings)


async def _start(origin: Origin) -> None:
    try:
        await origin.start()
    except StartError as error:
        raise HouseError(f"服务没有启动:{error}") from error


async def _ended(task: "asyncio.Task[None]") -> None:
    """Wait for a task's end; one that was not done yet is not needed any more."""
    if task.done():
        task.result()
        return
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _greeting(settings: Settings, seconds: float, accounts: Sequence[str]) -> str:
    base = settings.base_url
    lines = [
        "",
        f"{settings.site.name} 已启动，用时 {seconds:.1f} 秒。请用浏览器打开：",
        f"  门户    {base}/",
        f"  登录    {base}/catalog/login",
        f"  审批    {base}/workflow/",
        f"  意见    {base}/feedback/",
        f"  核验    {base}/archive/",
        f"渠道适配程序接消息总线:{settings.nats_url}",
        *(("演示账号：", *(f"  {each}" for each in accounts)) if accounts else ()),
        f"数据保存在 {settings.home}；按 Ctrl-C 停止。",
    ]
    return "\n".join(lines)
