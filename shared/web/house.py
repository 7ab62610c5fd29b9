"""What every page and answer of one service knows of the house it is in."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from jinja2 import Environment
from litestar.datastructures import Cookie
from msgspec import Struct, field

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.decider import RejectedError
from shared.guesses import Guesses
from shared.web.allowance import Allowance
from shared.web.caller import Caller

Refuse = Callable[[Caller, RejectedError, str], Awaitable[None]]
Shown = Callable[[Mapping[str, int]], Awaitable[None]]  # positions by store

_KEY: Final = "gk_house"


async def at_once(_filed: Mapping[str, int]) -> None:
    """Wait for nothing: for doors before which nothing is folded."""


class House(Struct, frozen=True, kw_only=True):
    """门厅 — the means of one service's door."""

    name: str
    prefix: str
    origin: str
    secure: bool
    clock: Clock
    sessions: Sessions
    environment: Environment
    labels: Mapping[str, str]
    refuse: Refuse
    posts: Callable[[str], tuple[Held, ...]]
    shown: Shown
    nobodies: Allowance = field(default_factory=Allowance)  # refusals of who has no name
    guesses: Guesses = field(default_factory=Guesses)

    @property
    def cookie_name(self) -> str:
        """Return the name of the session's cookie; browsers guard the prefix ``__Host-``."""
        return "__Host-gk" if self.secure else "gk_session"

    def cookie(self, token: str) -> Cookie:
        """Return the cookie that carries a session, or ends it if the token is empty."""
        return Cookie(
            self.cookie_name,
            value=token,
            max_age=self.sessions.seconds if token else 0,
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )

    def keep(self, state: Any) -> None:
        """Remember this house in an application's state."""
        state[_KEY] = self


def house_of(app: Any) -> House:
    """Return the house an application stands in."""
    house: House = app.state[_KEY]
    return house
