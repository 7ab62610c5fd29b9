"""Who waits for an answer, and how to tell them at once that none will come."""

import asyncio
from collections.abc import Callable
from itertools import count

from nats.aio.msg import Msg

from shared.bus.errors import BusError, DisconnectedError, ForbiddenSubjectError

STATUS = "Status"


def status(message: Msg) -> str:
    """Return the status code of a message that the server itself has written, or nothing."""
    return message.headers.get(STATUS, "") if message.headers else ""


class Question:
    """提问 — one request under way and the answers it has had so far."""

    def __init__(self, subject: str, complete: Callable[[Msg], object]) -> None:
        self.subject = subject
        self.answers: list[Msg] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._complete = complete

    def take(self, answer: Msg) -> None:
        """Keep an answer; the last one ends the waiting."""
        self.answers.append(answer)
        if self._complete(answer) and not self.done.done():
            self.done.set_result(None)

    def fail(self, error: BusError) -> None:
        """End the waiting without an answer."""
        if not self.done.done():
            self.done.set_exception(error)


class Replies:
    """答复 — all questions of one connection, by the last token of their reply subject."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._numbers = count(1)
        self._open: dict[str, Question] = {}

    @property
    def subject(self) -> str:
        """Return the subject under which all answers arrive."""
        return f"{self._prefix}.*"

    def ask(self, subject: str, complete: Callable[[Msg], object]) -> tuple[str, Question]:
        """Open a question; return where its answers are to be sent, and the question."""
        token = str(next(self._numbers))
        question = self._open[token] = Question(subject, complete)
        question.done.add_done_callback(lambda _: self._open.pop(token, None))
        return f"{self._prefix}.{token}", question

    async def arrive(self, answer: Msg) -> None:
        """Hand an answer to whoever waits for it; nobody may wait any more."""
        if question := self._open.get(answer.subject.rpartition(".")[2]):
            question.take(answer)

    def forbid(self, complaint: str) -> None:
        """Fail the questions whose subject the server has just complained of, in lower case."""
        for each in list(self._open.values()):
            if f'"{each.subject.lower()}"' in complaint:
                each.fail(ForbiddenSubjectError(complaint))

    def disconnect(self) -> None:
        """Fail every question: its answer would have come on a connection that is gone."""
        for each in list(self._open.values()):
            each.fail(DisconnectedError(each.subject))
