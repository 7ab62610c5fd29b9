"""一起办 — what several callers want at once is done together in one visit to a thread."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Result = TypeVar("Result")


class Grouped(Generic[Wish, Result]):
    """Blocking work that costs hardly more for twenty than for one.

    ``work`` returns for each wish its result, or the exception that its caller gets.
    """

    def __init__(self, work: Callable[[Sequence[Wish]], Sequence[Result | Exception]]) -> None:
        self._work = work
        self._waiting: list[tuple[Wish, asyncio.Future[Result]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, wish: Wish) -> Result:
        """Return what becomes of a wish, together with all that wait."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((wish, answer))
        working = self._working
        if working is None or working.done() or working.get_loop() is not loop:
            self._working = loop.create_task(self._serve())
        return await answer

    async def _serve(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                found = await asyncio.to_thread(self._work, [wish for wish, _ in group])
            except Exception as error:  # noqa: BLE001 — each caller is told, none waits for ever
                found = [error] * len(group)
            for (_, answer), result in zip(group, found, strict=True):
                _give(answer, result)


def _give(answer: "asyncio.Future[Result]", result: Result | Exception) -> None:
    if answer.done():  # the caller has gone away
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
