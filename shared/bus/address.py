"""Addresses on the bus, spelled once for the clients and for the accounts' config.

An account reaches its own streams under ``$JS.API``; what another account lets it
hear is imported under ``JS.<owner>``, so that nothing of two accounts can be confused.
"""

from typing import Final

API: Final = "$JS.API"


def api(account: str, owner: str) -> str:
    """Return the prefix under which an account asks for streams of their owner."""
    return API if account == owner else f"JS.{owner}"


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
