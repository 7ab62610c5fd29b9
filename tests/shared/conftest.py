"""Rooms of the kernel are tested on a real street."""

from tests.shared.nats_fixtures import bus_of, stranger, street, street_settings

__all__ = ["bus_of", "stranger", "street", "street_settings"]
