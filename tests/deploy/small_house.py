"""A house with five small services in it, run as a program by the tests."""

import os
import sys
from contextlib import asynccontextmanager

from litestar import Litestar, get

from deploy.local import house
from shared.settings import settings_of


def small(name, prefix, *, broken):
    @get(prefix, sync_to_thread=False)
    def home() -> str:
        return name

    @asynccontextmanager
    async def life(_):
        if broken:
            message = "disk full"
            raise OSError(message)
        yield

    return Litestar([home], lifespan=[life])


def build(_):
    broken = "feedback" if "broken" in sys.argv else ""
    return {
        prefix: small(name, prefix, broken=name == broken)
        for name, prefix in house.PREFIXES.items()
    }


async def seed(_, say):
    say("单位:编办")
    return ["clerk"]


if __name__ == "__main__":
    try:
        house.run(settings_of(os.environ), seed, build)
    except house.HouseError as error:
        error.show()
        sys.exit(error.exit_code)
