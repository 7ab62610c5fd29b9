"""A page that lies ready is given out at the socket, exactly as it would be given out inside."""

import asyncio
import gzip

import pytest

from deploy.local.house import Server
from deploy.local.origin import Origin
from tests.doors import free_door

OWN = (b"date",)


class Hall:
    """An application that remembers who went inside."""

    def __init__(self, app):
        self.asgi_handler, self._app, self.inside = app.asgi_handler, app, []

    async def __call__(self, scope, receive, send):
        self.inside.append(scope["path"])
        await self._app(scope, receive, send)


class Line:
    """One connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def say(self, path, *fields, method="GET", version="1.1", body=b""):
        told = ["host: here", "accept: text/html", "accept-encoding: gzip", *fields]
        if body:
            told.append(f"content-length: {len(body)}")
        head = "\r\n".join([f"{method} {path} HTTP/{version}", *told, "", ""])
        self.writer.write(head.encode() + body)

    async def answer(self):
        """Return status, fields but the time, and body."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        status, *lines = head.strip().split(b"\r\n")
        fields = [tuple(each.split(b": ", 1)) for each in lines]
        size = int(dict(fields).get(b"content-length", b"0"))
        body = await self.reader.readexactly(size)
        return int(status.split()[1]), {(k, v) for k, v in fields if k not in OWN}, body

    async def ask(self, path, *fields, **said):
        self.say(path, *fields, **said)
        return await self.answer()


@pytest.fixture
async def hall(house):
    hall, door = Hall(house.app), free_door()
    server = Server(Origin({"/": hall}))
    serving = asyncio.create_task(server.serve([door]))
    await server.opened.wait()
    lines = []

    async def line():
        lines.append(Line(*await asyncio.open_connection(*door.getsockname())))
        return lines[-1]

    hall.line = line
    yield hall
    for each in lines:
        each.writer.close()
    server.close()
    await serving


async def test_what_lies_ready_is_given_out_as_it_was_inside_until_it_changes(house, hall):
    disclosure = await house.open_to("public", content="应缴党员12名")
    here, line = f"/items/{disclosure}", await hall.line()
    made = await line.ask(here)
    first = await line.ask(here, "connection: close")  # goes inside: the line ends with it
    line, asked = await hall.line(), len(hall.inside)
    given = await line.ask(here)

    assert len(hall.inside) == asked == 2
    assert given == (200, first[1] - {(b"connection", b"close")}, first[2])
    assert given == made  # whoever asked first was told the same
    assert "12名" in gzip.decompress(made[2]).decode()
    etag = dict(given[1])[b"etag"].decode()
    same = await line.ask(here, f"if-none-match: {etag}")
    assert (same[0], same[2], len(hall.inside)) == (304, b"", asked)

    await house.change("withdraw", disclosure, "重复公开。")
    page = (await line.ask(here, f"if-none-match: {etag}", "accept-encoding: identity"))[2]
    assert page
    assert "12名" not in page.decode()


async def test_answers_keep_their_order_and_everything_else_goes_inside(house, hall):
    await house.open_to("inner", title="只在党内的事")
    line = await hall.line()
    kept = {path: [await line.ask(path) for _ in "12"][1] for path in ("/", "/units")}
    asked = ["/", "/health/live", "/units", "/nowhere", "/", "/units"]
    for path in asked:
        line.say(path)
    found = [await line.answer() for _ in asked]
    assert [each[0] for each in found] == [200, 200, 200, 404, 200, 200]
    assert [found[n][2] for n in (0, 2, 4, 5)] == [kept[asked[n]][2] for n in (0, 2, 4, 5)]

    own = [
        ("/", f"cookie: gk_session={house.sessions.issue('p', '李明')}"),
        ("/", "authorization: Bearer x"),
        ("/", "cookie: gk_size=large"),
        ("/", "accept-encoding: identity"),
        ("/?page=2",),
        ("/%75nits",),
    ]
    for path, *fields in own:
        before = len(hall.inside)
        await line.ask(path, *fields)
        assert len(hall.inside) == before + 1, (path, fields)
    before = len(hall.inside)
    page = await line.ask("/", body=b"x" * 70_000)  # a body that nobody reads harms nothing
    line.say("/", method="HEAD")
    head = await line.reader.readuntil(b"\r\n\r\n")
    assert f"content-length: {len(page[2])}".encode() in head
    assert await line.ask("/") == page
    assert len(hall.inside) == before + 1
