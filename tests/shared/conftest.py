"""Rooms of the kernel are tested on a real street; the front door in front of a tiny board."""

from tests.shared.board import board, clerk, client, hands, lives, reasons, token
from tests.shared.nats_fixtures import bus_of, stranger, street, street_settings

__all__ = [
    "board",
    "bus_of",
    "clerk",
    "client",
    "hands",
    "lives",
    "reasons",
    "stranger",
    "street",
    "street_settings",
    "token",
]
