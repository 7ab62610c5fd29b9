"""The whole way of a letter: form page, post, the sum that is asked for, receipt page.

From one address, as in a village behind one line: after the first few every letter is asked to
add two numbers, and goes through only with the right answer. Each letter is thus three requests
and three pages; what is counted is letters whose receipt page came back.
"""

import re
import selectors
import socket
from contextlib import suppress
from time import perf_counter
from urllib.parse import urlencode
from uuid import uuid4

from services.feedback.domain.puzzle import DIGITS
from tests.bench.caller import Round
from tests.bench.doors import THING

TOKEN = re.compile(rb'name="puzzle" value="([^"]+)"')
SUM = re.compile(f"请算一算：([{DIGITS}])加([{DIGITS}])等于几")
NUMBER = re.compile(rb'id="number">([^<]+)<')
ASKED, RECEIVED = b"HTTP/1.1 429", b"HTTP/1.1 201"


def steps(n):
    """Yield each request of one letter, take each answer in, and return the letter's number."""
    page = yield _get(f"/feedback/opinions?disclosure={THING}")
    if b"<form" not in page:
        raise AssertionError(page[:500])
    said = {
        "disclosure_id": str(THING),
        "version": "1",
        "content": f"第{n}封来信：值守表公布以后没有执行，请核实。",
        "signed": "true" if n % 2 else "false",
        "name": "钟慧玲" if n % 2 else "",
        "contact": "13909520001" if n % 2 else "",
        "command_id": str(uuid4()),
    }
    answer = yield _post(said)
    while answer.startswith(ASKED):
        first, second = SUM.search(answer.decode()).groups()
        more = {"puzzle": TOKEN.search(answer)[1].decode(), "command_id": str(uuid4())}
        answer = yield _post({**said, **more, "answer": DIGITS.index(first) + DIGITS.index(second)})
    if not answer.startswith(RECEIVED):
        raise AssertionError(answer[:500])
    return NUMBER.search(answer)[1].decode()


def crowd(port, people, letters, seen=lambda _: None):
    """Let that many people send so many letters; whoever loses the line stops without a word."""
    found, waiting, watch = Round(), iter(range(letters)), selectors.DefaultSelector()
    began = perf_counter()
    sitting = {Person(port, waiting, watch, found, seen) for _ in range(people)}
    while sitting:
        for key, _ in watch.select():
            if not key.data.hears():
                sitting.discard(key.data)
    found.took = perf_counter() - began
    return found


class Person:
    """Somebody at a line of their own, one letter after the other."""

    def __init__(self, port, waiting, watch, found, seen):
        self.waiting, self.watch, self.found, self.seen = waiting, watch, found, seen
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watch.register(self.line, selectors.EVENT_READ, self)
        self.begin()

    def begin(self):
        """Take the next letter; tell whether there is one."""
        number = next(self.waiting, None)
        if number is None:
            return False
        self.way, self.began = steps(number), perf_counter()
        self.ask(next(self.way))
        return True

    def ask(self, request):
        self.got = b""
        self.line.sendall(request)

    def hears(self):
        """Take in what came; tell whether this person goes on."""
        with suppress(ConnectionError, BrokenPipeError):
            some = self.line.recv(1 << 16)
            if some and self._on(some):
                return True
        self.watch.unregister(self.line)
        self.line.close()
        return False

    def _on(self, some):
        self.got += some
        head, mark, body = self.got.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        if not mark or len(body) < int(length[1]):
            return True
        try:
            self.ask(self.way.send(self.got))
        except StopIteration as over:
            self.found.seconds.append(perf_counter() - self.began)
            self.found.answers.append(over.value)
            self.seen(len(self.found.answers))
            return self.begin()
        return True


def _get(path):
    return f"GET {path} HTTP/1.1\r\nhost: bench\r\naccept: text/html\r\n\r\n".encode()


def _post(fields):
    body = urlencode(fields).encode()
    lines = [
        "POST /feedback/opinions HTTP/1.1",
        "host: bench",
        "accept: text/html",
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
