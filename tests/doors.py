"""Free doors of this machine for servers of tests."""

import socket


def free_door():
    """Return a socket on a free port of loopback, at which one may knock before anybody opens.

    It names its protocol: asyncio else lets small answers wait 40 ms for one another.
    """
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.bind(("127.0.0.1", 0))
    door.listen()
    return door
