"""A publishing service with its doors open."""

import pytest

from tests.publishing.house import House


@pytest.fixture
async def house(settings):
    """Return the service in a county it has heard of."""
    async with House(settings).open() as house:
        yield house
