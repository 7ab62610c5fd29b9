"""A complete channel adapter: prints what its channel is told, and goes on where it stopped.

``python -m deploy.examples.print_adapter nats://127.0.0.1:4222 adapter-print.nk``
"""

import asyncio
import logging
import sys
from pathlib import Path

from faststream import AckPolicy, FastStream
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from msgspec import json

NAME = "print"  # as in nats/adapters.json; this key opens only the channels listed there
LATER = 5  # seconds until a letter that could not be handled comes again
INBOX = f"_INBOX_adapter-{NAME}"

log = logging.getLogger(__name__)  # to stderr: stdout is for what the channel is told


def adapter(url: str, key: str) -> FastStream:
    """Return the program. Its place in the stream is made by the provisioner, not by it."""
    broker = NatsBroker(
        url,
        nkeys_seed=key,
        inbox_prefix=INBOX,
        js_options={"prefix": "JS.publishing"},
        max_reconnect_attempts=-1,
        logger=log,
    )

    @broker.subscriber(
        "channels.>",
        stream=JStream("GK_CHANNELS", declare=False),
        durable=NAME,
        pull_sub=PullSub(batch_size=1),  # one after another
        inbox_prefix=f"{INBOX}.".encode(),
        ack_policy=AckPolicy.MANUAL,  # what is not done is never acknowledged
    )
    async def show(message: NatsMessage) -> None:
        """Show one letter. The same one may come twice: it has the same ``id`` then."""
        try:
            event = json.decode(message.body)
            print(event["time"], event["type"], event["data"]["title"], event["id"], flush=True)
        except Exception:
            await message.nack(delay=LATER)
            raise
        await message.ack()

    return FastStream(broker, logger=log)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    if len(sys.argv) != len(("program", "url", "key")) or not Path(sys.argv[2]).is_file():
        sys.exit("用法：python -m deploy.examples.print_adapter 消息总线地址 密钥文件")
    asyncio.run(adapter(*sys.argv[1:]).run())
