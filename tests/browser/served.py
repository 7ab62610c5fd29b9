"""One service by itself, in a thread beside the test, for browsers to visit."""

import asyncio
import threading
from contextlib import contextmanager

import uvicorn

PATIENCE = 120  # seconds until it is filled and open


@contextmanager
def served(live):
    """Serve what ``live(open_)`` prepares: it awaits ``open_(app, **told)``; yield what is told."""
    told, opened, over = {}, threading.Event(), []

    async def open_(app, **more):
        server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve())
        async with asyncio.timeout(30):
            while not server.started:
                await asyncio.sleep(0.02)
        over.append(server)
        port = server.servers[0].sockets[0].getsockname()[1]
        told.update(more, address=f"http://127.0.0.1:{port}")
        opened.set()
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(live(open_)), daemon=True)
    thread.start()
    assert opened.wait(PATIENCE)
    yield told
    over[0].should_exit = True
    thread.join(30)
    assert not thread.is_alive()
