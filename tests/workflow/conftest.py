"""The workflow with its doors open."""

import pytest

from tests.workflow.house import House


@pytest.fixture
async def house(settings):
    """Return the service, in a town where everybody is known."""
    async with House(settings).open() as opened:
        await opened.settle()
        yield opened
