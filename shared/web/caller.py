"""来者 — who stands at the door, in which posts, at what time, about which command."""

from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from msgspec import Struct

from shared.auth import (
    Held,
    NotLoggedInError,
    SecondFactorMissingError,
    SessionExpiredError,
    WrongPostError,
)
from shared.posts import named
from shared.record import Cause

CITIZEN: Final = "citizen"  # actor and post of everybody who need not say who they are


class Caller(Struct, frozen=True, kw_only=True):
    """来者 — ``person`` is empty for a citizen; ``expired``: they were known until a while ago.

    ``second_at`` is when they showed a second factor in this session (None: not yet), and
    ``guarded`` the posts in which nothing is done without one (L2).
    """

    person: str = ""
    name: str = ""
    posts: tuple[Held, ...] = ()
    at: datetime
    command_id: UUID
    correlation_id: UUID
    expired: bool = False
    second_at: datetime | None = None
    guarded: frozenset[str] = frozenset()

    def known(self) -> str:
        """Return the person's id.

        Raises:
            NotLoggedInError: nobody has logged in, or the session is over.

        """
        if self.person:
            return self.person
        raise SessionExpiredError if self.expired else NotLoggedInError

    def holds(self, unit: str, *posts: str | Enum) -> bool:
        """Return whether one of these posts is held in this unit (any post if none is named)."""
        wanted = {_value(post) for post in posts}
        return any(each.unit == unit and (not wanted or each.post in wanted) for each in self.posts)

    def units(self, *posts: str | Enum) -> tuple[str, ...]:
        """Return the units in which one of these posts is held (any post if none is named)."""
        wanted = {_value(post) for post in posts}
        held = (each.unit for each in self.posts if not wanted or each.post in wanted)
        return tuple(dict.fromkeys(held))

    def acting(self, unit: str, post: str | Enum, *others: str | Enum) -> Cause:
        """Return the cause of what this person does for a unit in the first of these posts held.

        Raises:
            NotLoggedInError: nobody has logged in, or the session is over.
            WrongPostError: none of these posts is held in this unit.
            SecondFactorMissingError: one is, but nothing is done in it on a password alone.

        """
        self.known()
        held = [_value(each) for each in (post, *others) if self.holds(unit, each)]
        if not held:
            raise WrongPostError(*(named(each) for each in (post, *others)))
        for each in held:
            if self.second_at is not None or each not in self.guarded:
                return self._cause(self.person, unit, each)
        raise SecondFactorMissingError(*(named(each) for each in held))

    def personally(self) -> Cause:
        """Return the cause of what this person does in no post, such as changing a password.

        Raises:
            NotLoggedInError: nobody has logged in, or the session is over.

        """
        return self._cause(self.known(), "", "")

    def citizen(self) -> Cause:
        """Return the cause of what anybody may do; it does not say who it was."""
        return self._cause(CITIZEN, "", CITIZEN)

    def _cause(self, actor: str, unit: str, post: str) -> Cause:
        return Cause(
            actor=actor,
            at=self.at,
            unit=unit,
            post=post,
            correlation_id=self.correlation_id,
            causation_id=self.command_id,
        )


def _value(post: str | Enum) -> str:
    return str(post.value) if isinstance(post, Enum) else post
