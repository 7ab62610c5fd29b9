"""A real street for tests: an embedded nats-server, every account provisioned, in a temp folder.

Import the fixtures in a conftest, as ``tests/shared/conftest.py`` does.
"""

import asyncio
from uuid import UUID, uuid5

import nats
import pytest
from msgspec import Struct
from msgspec.structs import replace

from deploy.local.nats import EmbeddedNats
from deploy.nats.provision import provision
from shared.bus import Bus, address
from shared.record import Letter, file
from shared.testing import STORY, cause


class Listed(Struct, frozen=True, tag="catalog.item.listed.v1"):
    """事项已列入目录"""

    text: str


@pytest.fixture
async def street(settings):
    """Return a running server with all streams and places."""
    async with EmbeddedNats(settings.home) as server:
        await provision(replace(settings, nats_url=server.url))
        yield server


@pytest.fixture
def street_settings(settings, street):
    """Return the settings of a house on that street."""
    return replace(settings, nats_url=street.url)


@pytest.fixture
async def bus_of(street_settings):
    """Return a function that opens the bus of an account; all are closed in the end."""
    opened = []

    async def bus_of(account):
        opened.append(Bus(street_settings, account))
        await opened[-1].open()
        return opened[-1]

    yield bus_of
    for each in opened:
        await each.close()


@pytest.fixture
async def stranger(street_settings):
    """Return a function that connects with a user's key and no manners: a bare NATS client."""
    opened = []

    async def connect(user):
        heard = []

        async def keep(error):
            heard.append(str(error))

        client = await nats.connect(
            street_settings.nats_url,
            nkeys_seed=str(street_settings.nats_key(user)),
            inbox_prefix=address.inbox(user),
            error_cb=keep,
            allow_reconnect=False,
        )
        client.complaints = heard
        opened.append(client)
        return client

    yield connect
    for each in opened:
        await each.close()


def letters(count, *, first=1, story="一", text="党费收缴使用情况"):
    """Return that many letters of one thing, as a store would hand them out."""
    thing = uuid5(STORY, story)
    return [_letter(position, thing, text) for position in range(first, first + count)]


def _letter(position: int, thing: UUID, text: str):
    record = file(Listed(text), stream_id=thing, version=position, cause=cause("p1"))
    return Letter(
        position=position, stream_id=thing, version=position, tag=record.tag, body=record.body
    )


class Shelf:
    """An outlet in memory: letters wait here in order."""

    def __init__(self, waiting=()):
        self.letters = list(waiting)

    def after(self, position, limit):
        return self.letters[position : position + limit]

    def last(self):
        return len(self.letters)


class Reading:
    """Somebody who applies letters and knows how far they have come."""

    def __init__(self, position=0):
        self.letters, self.sizes, self.at = [], [], position
        self._changed = asyncio.Condition()

    def position(self):
        return self.at

    async def apply(self, letters):
        self.letters += letters
        self.sizes.append(len(letters))
        self.at = letters[-1].position
        async with self._changed:
            self._changed.notify_all()

    async def until(self, position, within=30):
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: self.at >= position)
