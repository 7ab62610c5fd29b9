"""A mail server in the test's own loop: what it has taken, and whom it refuses."""

import asyncio
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP
from msgspec.structs import replace


class Inbox:
    """What a mail server has taken; it refuses whom it is told to."""

    def __init__(self):
        self.taken, self.refuse = [], {}

    async def handle_RCPT(self, _, __, envelope, address, ___):  # noqa: N802 — aiosmtpd's name
        if answer := self.refuse.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _, __, envelope):  # noqa: N802 — aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    async def serve(self):
        """Open a mail server in this loop and return it with its port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self), "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]


def mailing(settings, port):
    """Return settings of a house that sends its mail there."""
    return replace(
        settings,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        smtp_from="gk@example.org",
    )
