"""A room of doors: Litestar's router, of which a copy shares what never changes.

An application registers copies of its routers. Litestar copies them to the depth, every
signature and annotation of every handler, for each level anew: a third of a service's start.
What differs between two copies is who owns a handler and which functions wrap it, no more.

And each handler works out for itself what it may ask for, though all of a building may ask for
the same: another third.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from copy import copy
from typing import Any, Self

from litestar import Litestar, Router
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import BaseRoute, HTTPRoute
from litestar.template import TemplateConfig
from litestar.template.base import TemplateEngineProtocol
from litestar.types import ControllerRouterHandler

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


class Room(Router):
    """房间 — handlers below one path; its copies are as deep as they need to be."""

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """Return a room with handlers of its own, that know it as their owner."""
        twin = copy(self)
        move = _Move(self, twin)
        twin.routes = [move.route(each) for each in self.routes]
        return twin


class _Sharing(Router):
    """Lets handlers that may ask for the same work it out once."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:
        routes = super().register(value)
        known: dict[tuple[int, ...], Any] = {}
        for handler in _handlers(routes):
            layers = tuple(id(x) for x in handler.ownership_layers if x.dependencies)
            if layers not in known:
                known[layers] = handler.resolve_dependencies()
            handler._resolved_dependencies = known[layers]  # noqa: SLF001 — it asks for no more
        return routes


class Building(Litestar, _Sharing):  # type: ignore[misc]  # Litestar itself narrows what it inherits
    """大楼 — an application made of rooms."""

    def twin(
        self, lifespan: Sequence[Lifespan], templates: TemplateEngineProtocol[Any, Any]
    ) -> "Building":
        """Return a building with the same doors and a life of its own."""
        twin = Building(
            path=self.path,
            exception_handlers=self.exception_handlers,
            template_config=TemplateConfig(instance=templates),
            openapi_config=None,
            logging_config=None,
            lifespan=list(lifespan),
        )
        twin.after_exception = self.after_exception
        twin.routes, twin.dependencies = self.routes, self.dependencies
        twin.plugins, twin.openapi_config = self.plugins, self.openapi_config
        twin.asgi_router = copy(self.asgi_router)
        twin.asgi_router.app = twin
        twin.asgi_handler = twin._create_asgi_handler()  # around the router it has now
        return twin


def _handlers(routes: list[BaseRoute]) -> list[HTTPRouteHandler]:
    return [x for each in routes if isinstance(each, HTTPRoute) for x in each.route_handlers]


class _Move:
    """Takes handlers, and the rooms between, from a room to its twin."""

    def __init__(self, old: Router, new: Router) -> None:
        self._twins: dict[int, Router] = {id(old): new}

    def route(self, route: BaseRoute) -> HTTPRoute:
        if not isinstance(route, HTTPRoute):
            raise TypeError(route)
        handlers = [self.handler(each) for each in route.route_handlers]
        return HTTPRoute(path=route.path, route_handlers=handlers)

    def handler(self, handler: Any) -> Any:
        twin: BaseRouteHandler = copy(handler)
        twin.owner = self._owner(handler.owner)
        return twin

    def _owner(self, owner: Any) -> Any:
        if id(owner) not in self._twins:
            self._twins[id(owner)] = copy(owner)
            self._twins[id(owner)].owner = self._owner(owner.owner)
        return self._twins[id(owner)]
