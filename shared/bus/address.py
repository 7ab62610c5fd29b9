"""Addresses on the bus, spelled once for the clients and for the accounts' config.

Only a provisioner speaks to the server's own ``$JS.API``. An account reaches streams,
its own or heard, under ``JS.<owner>``, and only those of them that are lent to it.
"""

from typing import Final

API: Final = "$JS.API"


def api(owner: str) -> str:
    """Return the prefix under which everybody asks for the streams of this owner."""
    return f"JS.{owner}"


def inbox(user: str) -> str:
    """Return the prefix of the only subjects on which a user may be answered."""
    return f"_INBOX_{user}"


def next_message(stream: str, reader: str) -> str:
    """Return where a reader asks for the next letters of a stream."""
    return f"CONSUMER.MSG.NEXT.{stream}.{reader}"


def consumer_info(stream: str, reader: str) -> str:
    """Return where a reader asks how far it has come."""
    return f"CONSUMER.INFO.{stream}.{reader}"


def direct_get(stream: str) -> str:
    """Return where letters are read from any place of a stream."""
    return f"DIRECT.GET.{stream}"


def stream_info(stream: str) -> str:
    """Return where the owner asks for the end of a stream."""
    return f"STREAM.INFO.{stream}"


def acknowledgements(stream: str, reader: str) -> str:
    """Return where a reader says what it has finished with."""
    return f"$JS.ACK.{stream}.{reader}.>"
