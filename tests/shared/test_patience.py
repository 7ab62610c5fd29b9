"""Slow clients and swollen heads are sent away at the socket; who gets on is waited for."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from shared.web import patience
from shared.web.porter import Porter

GET = b"GET / HTTP/1.1\r\nHost: county.test\r\n"
POST = b"POST / HTTP/1.1\r\nHost: county.test\r\nContent-Length: 40000\r\n\r\n"
LONG = "请求的地址或者头部太长，没有办理。"
MUCH = 20_000_000
SLOW = "请求发送得太慢，连接已经关闭，请重新提交。"


async def reader(scope, receive, send):
    """Read all that comes and tell how much it was; answer a question with much."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"x" * MUCH if scope["path"] == "/much" else b"%d" % size
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def at_the_door():
    """Open a door of its own; give a way to knock at it."""
    config, state = Config(reader, http=Porter, lifespan="off", log_config=None), ServerState()
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Porter(config, state, {}), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield lambda: asyncio.open_connection("127.0.0.1", port)
    server.close()
    await server.wait_closed()


async def told(line, *said, pause=0.0):
    """Return what is answered to words said one after another."""
    coming, going = line
    for each in said:
        going.write(each)
        await asyncio.sleep(pause)
    text = await asyncio.wait_for(coming.read(), 10)
    await hung_up(going)
    return text.decode()


async def hung_up(going):
    going.close()
    with suppress(ConnectionError):
        await going.wait_closed()


@pytest.mark.parametrize(
    "swollen",
    [
        b"X-A: " + b"a" * 66_000 + b"\r\n\r\n",
        b"Cookie: " + b"a=b; " * 13_200 + b"\r\n\r\n",
        b"".join(b"X-%d: 1\r\n" % n for n in range(7_000)) + b"\r\n",
        b"X-A: " + b"a" * 66_000,  # and no end
    ],
)
async def test_a_swollen_head_is_not_taken_in(swollen):
    async with at_the_door() as knock:
        answer = await told(await knock(), GET + swollen)
    assert answer.startswith("HTTP/1.1 431 ")
    assert LONG in answer


async def test_what_is_no_request_is_said_in_chinese():
    async with at_the_door() as knock:
        answer = await told(
            await knock(), "GET /党费 HTTP/1.1\r\nHost: county.test\r\n\r\n".encode()
        )
    assert answer.startswith("HTTP/1.1 400 ")
    assert "地址里的汉字要先转码" in answer


async def test_requests_one_after_another_each_have_a_head_of_their_own():
    async with at_the_door() as knock:
        one = GET + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n"
        last = GET + b"Connection: close\r\n\r\n"
        answer = await told(await knock(), one, one, one, POST + b"x" * 40_000, last, pause=0.05)
    assert answer.count("HTTP/1.1 200 OK") == 5


async def test_who_is_slow_is_sent_away_and_who_gets_on_is_not(monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.4)
    last = POST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    async with at_the_door() as knock:
        coming, going = await knock()
        going.write(b"GET /much HTTP/1.1\r\nHost: county.test\r\n\r\n")
        silent, head, body, steady = await asyncio.gather(
            told(await knock()),
            told(await knock(), b"GET / HTTP/1.1\r\nX-A:", b"a", b"a", pause=0.05),
            told(await knock(), POST, b"x", b"x", pause=0.05),
            told(await knock(), last, *[b"x" * 5_000] * 8, pause=0.1),
        )
        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await coming.readexactly(MUCH)  # too late: for a while nothing of it was taken
        await hung_up(going)
    assert silent == ""
    assert all(each.startswith("HTTP/1.1 408 ") and SLOW in each for each in (head, body))
    assert steady.endswith("\r\n\r\n40000")
