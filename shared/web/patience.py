"""耐心 — how long a connection may keep the house waiting, and how much it may say before it asks.

A web server before the house has limits of its own; nobody should need one for the house to stand.
"""

from asyncio import TimerHandle, Transport
from enum import Enum
from typing import Any, Final

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD: Final = 65_536  # bytes of a request before its content: address, headers, cookies
SECONDS: Final = 30.0  # for a head to be whole; between two looks at what comes or is taken
LEAST: Final = 4_096  # bytes of content that must come between two looks
SLOW: Final = (408, "Request Timeout", "请求发送得太慢，连接已经关闭，请重新提交。")
ODD: Final = (400, "Bad Request", "请求的写法不合规范，没有办理；地址里的汉字要先转码。")
LONG: Final = (431, "Request Header Fields Too Large", "请求的地址或者头部太长，没有办理。")


class Phase(Enum):
    """Which part of a request is awaited next."""

    NONE = 0
    HEAD = 1
    CONTENT = 2


class Patient(HttpToolsProtocol):
    """One connection that must get on."""

    def __init__(self, config: Config, *args: Any, **kwargs: Any) -> None:
        super().__init__(config, *args, **kwargs)
        self.answered = False  # whether this request has its answer without going inside
        self._phase, self._head, self._now, self._came = Phase.NONE, 0, 0, 0
        self._watch: TimerHandle | None = None
        self._stuck: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for a first request."""
        super().connection_made(transport)
        self._watch = self.loop.call_later(SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._unwatch()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what comes; note how far it has got if it is not a whole request."""
        self._now = len(data)
        super().data_received(data)
        if self._phase is Phase.NONE:
            self._head = 0
            self._unwatch()
            return
        self._came += self._now
        self._head = self._head + self._now if self._phase is Phase.HEAD else 0
        if self._head > HEAD:
            self._refuse(LONG)
        elif self._watch is None:
            self._came = 0
            self._watch = self.loop.call_later(SECONDS, self._look)

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._phase, self.answered = Phase.HEAD, False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Let a request go on, if its head is of bearable size."""
        self._phase = Phase.CONTENT
        if self._head + self._now > HEAD and self._size() > HEAD:
            self.answered = True
            self._refuse(LONG)
        else:
            self.begin()

    def begin(self) -> None:
        """Let a request go inside."""
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in what comes with a request, if anybody reads it."""
        if not self.answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Let a request that went inside know its end."""
        self._phase = Phase.NONE
        if not self.answered:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say in Chinese what the server says in English: this is no request."""
        del msg
        self._refuse(ODD)

    def pause_writing(self) -> None:
        """Begin to wait until some of an answer is taken."""
        super().pause_writing()
        self._stuck = self._stuck or self.loop.call_later(2 * SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: some of an answer was taken."""
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None
        super().resume_writing()

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _look(self) -> None:
        self._watch = None
        goes_on = self.flow.read_paused or self._came >= LEAST
        if self._phase is Phase.CONTENT and goes_on:
            self._came = 0
            self._watch = self.loop.call_later(SECONDS, self._look)
        elif self._phase is Phase.NONE:
            self.transport.close()
        else:
            self._refuse(SLOW)

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _refuse(self, why: tuple[int, str, str]) -> None:
        """Say why, if nothing else is being said, and hang up."""
        status, reason, sentence = why
        cycle: RequestResponseCycle | None = self.cycle
        if self.transport.is_closing():
            return
        if cycle is None or cycle.response_complete or not cycle.response_started:
            text = f"{sentence}\n".encode()
            head = f"HTTP/1.1 {status} {reason}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            self.transport.write(
                f"{head}content-length: {len(text)}\r\nconnection: close\r\n\r\n".encode() + text
            )
        self.transport.close()
