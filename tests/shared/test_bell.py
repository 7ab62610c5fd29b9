"""No ring is missed, whoever rings and wherever one waits."""

import asyncio
import threading

from shared.bell import Bell


async def test_who_looked_before_the_ring_does_not_wait():
    bell = Bell()
    seen = bell.rings
    bell.ring()
    async with asyncio.timeout(1):
        await bell.after(seen, within=60)


async def test_a_ring_from_another_thread_wakes_everybody():
    bell = Bell()
    waiting = [asyncio.create_task(bell.after(bell.rings, within=60)) for _ in range(3)]
    await asyncio.sleep(0)
    threading.Thread(target=bell.ring).start()
    async with asyncio.timeout(5):
        await asyncio.gather(*waiting)


async def test_two_loops_may_wait_for_the_same_bell():
    bell = Bell()
    other = threading.Thread(target=lambda: asyncio.run(bell.after(0, within=60)))
    other.start()
    here = asyncio.create_task(bell.after(0, within=60))
    while len(bell._ears) < 2:
        await asyncio.sleep(0)
    bell.ring()
    async with asyncio.timeout(5):
        await here
    other.join(5)
    assert not other.is_alive()


async def test_waiting_ends_by_itself_and_leaves_nothing_behind():
    bell = Bell()
    await bell.after(bell.rings, within=0.01)
    assert bell._ears == set()
