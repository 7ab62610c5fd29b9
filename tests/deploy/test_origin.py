"""Five services behind one origin, with small real services in their place."""

from contextlib import asynccontextmanager

import pytest
from litestar import Litestar, get
from litestar.testing import AsyncTestClient

from deploy.local.origin import Origin


def service(name, prefix, diary, *, fails=None):
    @get(f"{prefix}/", sync_to_thread=False)
    def home() -> str:
        return name

    @get(f"{prefix}/deep/{{word:path}}", sync_to_thread=False)
    def deep(word: str) -> str:
        return f"{name} {word}"

    @asynccontextmanager
    async def life(_):
        if fails:
            raise fails
        diary.append(f"{name} up")
        yield
        diary.append(f"{name} down")

    return Litestar([home, deep], lifespan=[life])


@pytest.fixture
def diary():
    return []


@pytest.fixture
def origin(diary):
    names = {"/catalog": "catalog", "/": "publishing", "/archive": "archive"}
    return Origin({prefix: service(name, prefix, diary) for prefix, name in names.items()})


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", "publishing"),
        ("/catalog", "catalog"),
        ("/catalog/", "catalog"),
        ("/catalog/deep/a/b", "catalog /a/b"),
        ("/archive/deep/x", "archive /x"),
        ("/deep/catalog", "publishing /catalog"),
    ],
)
async def test_a_path_reaches_the_service_it_begins_with(origin, path, answer):
    async with AsyncTestClient(origin) as client:
        assert (await client.get(path)).text == answer


async def test_a_prefix_is_a_whole_word(origin):
    async with AsyncTestClient(origin) as client:
        assert (await client.get("/catalogue")).status_code == 404


async def test_all_start_before_the_first_request_and_stop_in_reverse(origin, diary):
    async with AsyncTestClient(origin):
        assert sorted(diary) == ["archive up", "catalog up", "publishing up"]
        diary.clear()
    assert diary == ["archive down", "publishing down", "catalog down"]


async def test_one_that_cannot_start_stops_the_others_and_is_named(diary):
    broken = service("workflow", "/workflow", diary, fails=OSError("disk full"))
    origin = Origin({"/": service("publishing", "", diary), "/workflow": broken})
    said = []

    async def receive():
        return {"type": "lifespan.startup"}

    async def send(message):
        said.append(message)

    await origin({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)

    assert [message["type"] for message in said] == ["lifespan.startup.failed"]
    assert "/workflow" in said[0]["message"]
    assert "disk full" in said[0]["message"]
    assert diary == ["publishing up", "publishing down"]
