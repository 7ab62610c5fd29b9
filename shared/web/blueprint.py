"""图纸 — a building's plan is drawn once; every house of one plan is built after it.

To read the signatures of some hundred handlers takes Litestar half a second, and they are the
same in every house. What differs between two houses is who lives there, and whoever is within
finds it by the request he brings.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from shared.clock import Clock
from shared.web.answers import answer, keep_refusal
from shared.web.arrival import AnyRequest, expected_of, unpack
from shared.web.caller import Caller
from shared.web.health import Ready, health
from shared.web.look import asset, choose
from shared.web.room import Building, Room
from shared.web.schema import ClosedStructs, described

PLANS: Final = 32  # of a process; its services have five
Connection = ASGIConnection[Any, Any, Any, Any]


class Household(Struct, frozen=True, kw_only=True):
    """住户 — whom the handlers of one house may ask for, and who looks at those who enter."""

    hands: Mapping[str, Any]
    caller: Callable[[AnyRequest], Awaitable[Caller]]
    guards: tuple[Callable[[Connection, BaseRouteHandler], Awaitable[None]], ...]
    ready: Ready
    clock: Clock


WITHIN: Final[ContextVar[Household]] = ContextVar("gk_within")


class Plan(NamedTuple):
    """A plan, told by what two houses must have in common to be built after the same one.

    ``asking``: what is made for each request, by name; ``hands``: the names of what is there.
    """

    name: str
    prefix: str
    routes: tuple[Any, ...]
    hands: frozenset[str]
    asking: tuple[tuple[str, Callable[..., Any]], ...]
    max_body: int


@lru_cache(PLANS)
def drawn(plan: Plan) -> Building:
    """Return the building of a plan, in which nobody lives."""
    routes = [*plan.routes, *health(plan.name, _ready, _now), asset, choose]
    return Building(
        path=plan.prefix or "/",
        # one room: the same handler listed flat would be wrapped for its thread twice
        route_handlers=[Room("/", route_handlers=routes)],
        dependencies={
            **{name: _handed(name) for name in plan.hands},
            **{name: Provide(made, sync_to_thread=False) for name, made in plan.asking},
            "caller": Provide(_caller),
            "expected": Provide(expected_of),
        },
        guards=[_guard],
        before_request=unpack,
        after_exception=[keep_refusal],
        exception_handlers={HTTPException: answer, Exception: answer},
        openapi_config=described(plan.name),
        plugins=[ClosedStructs()],
        request_max_body_size=plan.max_body,
        logging_config=None,
    )


def _handed(name: str) -> Provide:
    return Provide(lambda: WITHIN.get().hands[name], sync_to_thread=False)


async def _caller(request: AnyRequest) -> Caller:
    return await WITHIN.get().caller(request)


async def _guard(connection: Connection, handler: BaseRouteHandler) -> None:
    for guard in WITHIN.get().guards:
        await guard(connection, handler)


def _now() -> datetime:
    return WITHIN.get().clock.now()


def _ready() -> dict[str, str]:
    return WITHIN.get().ready()
