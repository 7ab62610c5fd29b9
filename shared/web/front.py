"""The porch every request passes: HEAD, sessions, safe headers, and the stop-watch."""

from time import perf_counter
from typing import Any, Final, Protocol

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from shared.auth import Session, Visit
from shared.metrics import REQUESTS
from shared.store import FILED
from shared.web.arrival import SAFE, Connection, Errand, begin, errand_of, token_of
from shared.web.blueprint import WITHIN, Household
from shared.web.house import House
from shared.web.problems import CrossOriginError

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STRICT: Final = {"Strict-Transport-Security": "max-age=31536000"}
NOWHERE: Final = "-"  # where a request comes from of which nobody says so
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Front:
    """门廊 — stands before the application, so that even a 404 is dressed properly."""

    def __init__(self, inside: ASGIApp, house: House, household: Household) -> None:
        self._inside = inside
        self._house, self._household = house, household
        headers = HEADERS | (STRICT if house.secure else {})
        self._dressing = [(name.lower().encode(), text.encode()) for name, text in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in and its answer out."""
        if scope["type"] != ScopeType.HTTP:
            await self._inside(scope, receive, send)
            return
        began, status = perf_counter(), "500"
        asked = scope["method"]
        inner: Any = {**scope, "method": "GET"} if asked == "HEAD" else scope
        connection: Connection = ASGIConnection(inner)
        visit = self._house.sessions.visit(token_of(connection, self._house.cookie_name))
        errand = Errand(visit=visit)
        begin(inner, errand)
        filed: dict[str, int] = {}
        before, entered = FILED.set(filed), WITHIN.set(self._household)

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                if filed:
                    await self._house.shown(filed)
                self._dress(connection, message)
            elif asked == "HEAD" and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        try:
            await self._inside(inner, receive, dressed)
        finally:
            FILED.reset(before)
            WITHIN.reset(entered)
            if errand.tried and not errand.guessed:
                self._house.guesses.forgive(errand.tried)
            route = str(inner.get("path_template") or "-")
            method = asked if asked in _METHODS else "OTHER"
            REQUESTS.labels(self._house.name, method, route, status).observe(perf_counter() - began)

    def _dress(self, connection: Connection, message: Any) -> None:
        raw: list[tuple[bytes, bytes]] = message["headers"]
        present = {name for name, _ in raw}
        raw.extend(each for each in self._dressing if each[0] not in present)
        if b"cache-control" not in present:
            raw += [(b"cache-control", self._caching(connection)), (b"vary", b"Cookie, Accept")]
        if token := self._renewed(connection, raw):
            raw.append(self._house.cookie(token).to_encoded_header())

    def _caching(self, connection: Connection) -> bytes:
        known = errand_of(connection.scope).visit.state == "known"
        return b"private, no-cache" if known else b"no-cache"

    def _renewed(self, connection: Connection, raw: list[tuple[bytes, bytes]]) -> str | None:
        visit, cookie = errand_of(connection.scope).visit, self._house.cookie_name.encode()
        came_as_cookie = "authorization" not in connection.headers
        said_otherwise = any(
            name == b"set-cookie" and value.startswith(cookie) for name, value in raw
        )
        if visit.state != "known" or visit.session is None or not came_as_cookie or said_otherwise:
            return None
        return self._house.sessions.renewed(visit.session)


class Renewals(Protocol):
    """登录的终止情况 — by a new password, or by logging out (``shared.register``)."""

    def end(self, session: Session) -> bool:
        """Tell whether a session was ended before its time."""

    def at_hand(self, session: Session) -> bool | None:
        """Return the same where nothing need be read for it, else None."""


def still_good(renewals: Renewals | None) -> Any:
    """Return the guard before which a session is over that was ended before its time."""

    async def ended(session: Session) -> bool:
        if renewals is None:
            return False
        known = renewals.at_hand(session)
        return await sync_to_thread(renewals.end, session) if known is None else known

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        errand = errand_of(connection.scope)
        session = errand.visit.session
        if session is None or errand.visit.state != "known":
            return
        if await ended(session):
            errand.visit = Visit(state="expired", session=session)

    return guard


def not_guessing(house: House) -> Any:
    """Return the guard that lets nobody try codes without end."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        if not handler.opt.get("by_code"):
            return
        address = connection.client.host if connection.client else NOWHERE
        house.guesses.enter(address, house.clock.now())
        errand_of(connection.scope).tried = address

    return guard


def same_origin(house: House) -> Any:
    """Return the guard that lets no other website act in a reader's name.

    Browsers tell where a request comes from (Sec-Fetch-Site, else Origin); programs
    that tell nothing carry no cookies of a reader either. See
    docs/decisions/0003-cross-origin.md.
    """
    # Litestar would run a plain function as a guard in a thread of its own.

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        if connection.scope["method"] in SAFE:  # type: ignore[typeddict-item]
            return
        site = connection.headers.get("sec-fetch-site", "")
        origin = connection.headers.get("origin", "")
        if site in {"same-origin", "none"} or (not site and not origin):
            return
        if origin and origin == house.origin:
            return
        if not site and _host(origin) == connection.headers.get("host", "").lower():
            return
        raise CrossOriginError(origin or site)

    return guard


def _host(origin: str) -> str:
    return origin.partition("://")[2].lower()
