"""A room of doors: Litestar's router, of which a copy shares what never changes.

An application registers copies of its routers. Litestar copies them to the depth, every
signature and annotation of every handler, for each level anew: a third of a service's start.
What differs between two copies is who owns a handler and which functions wrap it, no more.
"""

from copy import copy
from typing import Any, Self

from litestar import Router
from litestar.handlers import BaseRouteHandler
from litestar.routes import BaseRoute, HTTPRoute


class Room(Router):
    """房间 — handlers below one path; its copies are as deep as they need to be."""

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        """Return a room with handlers of its own, that know it as their owner."""
        twin = copy(self)
        move = _Move(self, twin)
        twin.routes = [move.route(each) for each in self.routes]
        return twin


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
