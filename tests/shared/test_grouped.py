"""What several callers want at once is done together; each gets what is theirs."""

import asyncio
import threading

import pytest

from shared.grouped import Grouped


async def test_what_waits_goes_together_and_each_gets_their_own():
    groups, first = [], threading.Event()

    def work(wishes):
        groups.append(list(wishes))
        first.wait(5)
        return [ValueError(each) if each == 3 else each * 10 for each in wishes]

    together = Grouped(work)
    asked = [asyncio.ensure_future(together.ask(n)) for n in range(2)]
    while not groups:
        await asyncio.sleep(0)
    asked += [asyncio.ensure_future(together.ask(n)) for n in range(2, 5)]
    await asyncio.sleep(0)
    first.set()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert groups == [[0, 1], [2, 3, 4]]
    assert [str(each) for each in found] == ["0", "10", "20", "3", "40"]


async def test_nobody_waits_for_ever_when_the_work_breaks_down():
    def work(wishes):
        message = "full"
        raise OSError(message)

    together = Grouped(work)
    for _ in range(2):
        with pytest.raises(OSError, match="full"):
            await together.ask(1)


async def test_who_has_gone_away_holds_nobody_up():
    gate = threading.Event()
    together = Grouped(lambda wishes: (gate.wait(5), list(wishes))[1])
    gone, here = (asyncio.ensure_future(together.ask(n)) for n in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    gate.set()
    assert await here == 1
