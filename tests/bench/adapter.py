"""The example adapter as a program of its own, but for what it does with a letter: it tells when.

The clock is the machine's monotonic one, the same in every process.
"""

import asyncio
import sys
from time import monotonic

import uvloop
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from msgspec import json

from shared.bus import address

NAME = "print"
USER = f"adapter-{NAME}"


def adapter(url, key):
    """Return the broker of deploy/examples/print_adapter.py."""
    broker = NatsBroker(
        url,
        nkeys_seed=key,
        inbox_prefix=address.inbox(USER),
        js_options={"prefix": address.api("publishing")},
        logger=None,
    )

    @broker.subscriber(
        "channels.>",
        stream=JStream("GK_CHANNELS", declare=False),
        durable=NAME,
        pull_sub=PullSub(batch_size=1),
        inbox_prefix=f"{address.inbox(USER)}.".encode(),
        ack_policy=AckPolicy.MANUAL,
    )
    async def show(message: NatsMessage) -> None:
        print(json.decode(message.body)["event"]["position"], monotonic(), flush=True)
        await message.ack()

    return broker


async def main():
    broker = adapter(*sys.argv[1:3])
    await broker.start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
