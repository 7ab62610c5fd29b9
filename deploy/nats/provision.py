"""Makes the streams and everybody's place in them, as the map says; once or a hundred times.

Only this speaks with the provisioners' keys. Deleting is nobody's right.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct, json

from deploy.nats.keys import provisioner
from deploy.nats.map import SERVICES, Hearing, Stream, adapters_of, hearings, streams
from shared.bus import DisconnectedError, ServerRefusedError, UnansweredError, address
from shared.bus.link import Link
from shared.pause import Pause
from shared.settings import Settings

MISSING: Final = frozenset({10059, 10014})  # no such stream, no such consumer
NOT_YET: Final = frozenset({503, 10008, 10009})  # nobody there, not available, no leader
SECOND: Final = 1_000_000_000  # in nanoseconds, as the server counts
DUPLICATES: Final = 120 * SECOND
ACK_WAIT: Final = 30 * SECOND
ADAPTER_WAIT: Final = 15 * SECOND  # an adapter's one letter keeps all others waiting
PATIENCE: Final = 60.0  # seconds a cluster may take to choose its leaders


class _Told(Struct):
    config: dict[str, Any]


async def provision(settings: Settings) -> list[str]:
    """Make or change what differs from the map; return the names of what was changed.

    Raises:
        TimeoutError: the bus could not be reached, or refused for too long.

    """
    heard = hearings(adapters_of(settings.home))
    async with asyncio.timeout(PATIENCE):
        changed = await asyncio.gather(*(_service(settings, each, heard) for each in SERVICES))
    return [name for each in changed for name in each]


async def _service(settings: Settings, service: str, heard: Iterable[Hearing]) -> list[str]:
    own = [each for each in streams() if each.owner == service]
    things = [the_stream(each, settings.nats_replicas) for each in own]
    things += [the_place(each) for each in heard if each.owner == service]
    link = Link(settings, provisioner(service))
    await link.open(PATIENCE)
    try:
        return [each.name for each in things if await insist(link, each)]
    finally:
        await link.close()


async def insist(link: Link, thing: "Thing") -> bool:
    """A cluster that has just started has no leader yet: ask again, until time is out."""
    pause = Pause()
    while True:
        try:
            return await _make(link, thing)
        except (DisconnectedError, UnansweredError):
            await pause.wait()
        except ServerRefusedError as refusal:
            if refusal.code not in NOT_YET:
                raise
            await pause.wait()


async def _make(link: Link, thing: "Thing") -> bool:
    try:
        present = await link.ask(f"{address.API}.{thing.info}")
    except ServerRefusedError as refusal:
        if refusal.code not in MISSING:
            raise
        verb = thing.create
    else:
        if thing.config.items() <= json.decode(present, type=_Told).config.items():
            return False
        verb = thing.update
    await link.ask(f"{address.API}.{verb}", json.encode(thing.request))
    return True


class Thing(Struct, frozen=True):
    """What is to be there: how to ask for it, make it, change it."""

    name: str
    info: str
    create: str
    update: str
    config: dict[str, Any]
    request: dict[str, Any]


def the_stream(stream: Stream, replicas: int) -> Thing:
    """Return a stream that keeps every letter for ever and refuses to give one up."""
    config = {
        "name": stream.name,
        "subjects": [stream.subjects],
        "storage": "file",
        "retention": "limits",
        "discard": "new",  # a full disk refuses what is new; it never drops what is old
        "max_msgs": -1,
        "max_bytes": -1,
        "max_age": 0,
        "num_replicas": replicas,
        "duplicate_window": DUPLICATES,
        "deny_delete": True,
        "deny_purge": True,
        "allow_direct": True,
        "allow_atomic": True,
    }
    return Thing(
        name=stream.name,
        info=address.stream_info(stream.name),
        create=f"STREAM.CREATE.{stream.name}",
        update=f"STREAM.UPDATE.{stream.name}",
        config=config,
        request=config,
    )


def the_place(heard: Hearing) -> Thing:
    """Return a durable place in a stream: services acknowledge in one go, adapters each letter."""
    config: dict[str, Any] = {
        "durable_name": heard.reader,
        "deliver_policy": "all",
        "ack_policy": "explicit" if heard.filters else "all",
        "ack_wait": ADAPTER_WAIT if heard.filters else ACK_WAIT,
        "max_ack_pending": heard.burst,
    }
    if heard.filters:
        config["filter_subjects"] = list(heard.filters)
    making = f"CONSUMER.CREATE.{heard.stream}.{heard.reader}"
    return Thing(
        name=f"{heard.stream}/{heard.reader}",
        info=address.consumer_info(heard.stream, heard.reader),
        create=making,
        update=making,
        config=config,
        request={"stream_name": heard.stream, "config": config | {"name": heard.reader}},
    )
