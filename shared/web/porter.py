"""门卫 — gives out a page that lies ready (``kept.py``) where the request comes in, at the socket.

Everything else goes the way of every request. For a page that lies ready no task is made, no
scope, no message: that is two thirds of what it costs to give one out.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from shared.web.kept import Header, Ready
from shared.web.patience import Patient

STATUS: Final = {200: b"HTTP/1.1 200 OK\r\n", 304: b"HTTP/1.1 304 Not Modified\r\n"}

Shelf = Callable[[str, bytes, Iterable[Header]], Ready | None]


def shelf_of(app: Any) -> Shelf:
    """Return how to ask what lies ready in an application: its own shelf, or that at its door."""
    found: Shelf = getattr(getattr(app, "asgi_handler", app), "ready", _nothing)
    return found


class Porter(Patient):
    """One connection."""

    def __init__(self, config: Config, *args: Any, **kwargs: Any) -> None:
        super().__init__(config, *args, **kwargs)
        self._ready = shelf_of(config.app)

    def begin(self) -> None:
        """Give out what lies ready, or let the request go inside."""
        ready = self._found() if self._free() else None
        self.answered = ready is not None
        if ready is None:
            self._unset_keepalive_if_required()  # one may wait since the answer before
            super().begin()
            return
        status, rest = ready
        self.transport.write(b"".join((STATUS[status], self._own_fields(), rest)))
        self.on_response_complete()

    def _free(self) -> bool:
        """Tell whether this connection waits for nothing, so that answers keep their order."""
        before: RequestResponseCycle | None = self.cycle
        parser = self.parser
        return (
            parser.get_method() == b"GET"
            and (before is None or before.response_complete)
            and not (self.pipeline or self.flow.write_paused or self.root_path)
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
            and not (parser.should_upgrade() or self.transport.is_closing())
        )

    def _found(self) -> Ready | None:
        path, _, query = self.url.partition(b"?")
        if b"%" in path:
            return None
        return self._ready(path.decode("latin-1"), query, self.headers)

    def _own_fields(self) -> bytes:
        """Return what the server says with every answer: the time."""
        return b"".join(b"%s: %s\r\n" % each for each in self.server_state.default_headers)


def _nothing(path: str, query: bytes, headers: Iterable[Header]) -> Ready | None:
    del path, query, headers
    return None
