"""A lean caller: raw sockets and one selector, so that the client eats little of the machine."""

import os
import selectors
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import perf_counter

CREATED = (b"HTTP/1.1 200", b"HTTP/1.1 201")


@dataclass
class Round:
    """What came of one round of calls."""

    seconds: list[float] = field(default_factory=list)  # of each call
    answers: list[bytes] = field(default_factory=list)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Return calls a second."""
        return len(self.seconds) / self.took


class Line:
    """One kept connection, with what it waits for."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began, self.got = 0.0, b""

    def ask(self, request):
        self.began, self.got = perf_counter(), b""
        self.socket.sendall(request)

    def answer(self):
        """Return the body once it is whole; None while it is not."""
        some = self.socket.recv(1 << 16)
        if not some:
            raise ConnectionError
        self.got += some
        head, mark, body = self.got.partition(b"\r\n\r\n")
        if not mark or len(body) < _length(head):
            return None
        if not head.startswith(CREATED):
            raise AssertionError(self.got)
        return body


def crowd(port, callers: int, requests: Iterable[bytes], seen=lambda _: None) -> Round:
    """Let that many lines share the requests; whoever loses the line stops without a word."""
    found, waiting, watch = Round(), iter(requests), selectors.DefaultSelector()
    began, open_lines = perf_counter(), 0
    for request in islice(waiting, callers):
        line = Line(port)
        watch.register(line.socket, selectors.EVENT_READ, line)
        line.ask(request)
        open_lines += 1
    while open_lines:
        for key, _ in watch.select():
            open_lines -= _turn(key.data, waiting, found, seen, watch)
    found.took = perf_counter() - began
    return found


def _turn(line, waiting, found, seen, watch):
    """Take in what came on a line and ask on; return how many lines were closed."""
    with suppress(ConnectionError, BrokenPipeError):
        body = line.answer()
        if body is None:
            return 0
        found.seconds.append(perf_counter() - line.began)
        found.answers.append(body)
        seen(len(found.answers))
        if request := next(waiting, None):
            line.ask(request)
            return 0
    watch.unregister(line.socket)
    line.socket.close()
    return 1


def _length(head):
    for each in head.lower().split(b"\r\n"):
        if each.startswith(b"content-length:"):
            return int(each.split(b":")[1])
    raise AssertionError(head)


def cpu_of(pid) -> float:
    """Return the seconds of processor time a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")
