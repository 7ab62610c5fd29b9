"""第二重验证的办理 — enrolled by its owner, asked for at the login, reset by a security admin."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.factor_words import EnrolFactor, ResetFactor, UseFactor
from services.catalog.domain.person import PERSON, PersonUnknownError
from services.catalog.domain.terms import Post
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.views import people, posts
from shared.record import Cause
from shared.second import CodeNeededError, Halfway, NotEnrolledError, SecondFactors
from shared.store import Receipt, Store, Task
from shared.throttle import Throttle, one_try
from shared.view import Views
from shared.web import Caller


class FactorSeen(Struct, frozen=True, kw_only=True):
    """第二重验证的情况 — ``secret``: of an enrolment that is under way; ``left``: spare codes."""

    enrolled: bool
    secret: str
    address: str
    left: int


@dataclass(frozen=True)
class SecondSteps:
    """第二重验证"""

    store: Store[Any]
    views: Views
    access: Access
    factors: SecondFactors
    halfway: Halfway
    throttle: Throttle

    def needed(self, person: str) -> bool:
        """Tell whether a person's login asks for a code."""
        return self.factors.enrolled(person)

    async def prove(self, person: str, code: str, client: str, caller: Caller) -> None:
        """Take a code at the login, and file that it was used.

        Raises:
            CodeNeededError: there is none.
            WrongCodeError: it is wrong, or was used before.
            TooManyTriesError: this person or address must wait.

        """
        if not code.strip():
            raise CodeNeededError(field="code")
        how = await asyncio.to_thread(self._checked, person, code, client)
        left = await asyncio.to_thread(self.factors.left, person)
        command = UseFactor(how="recovery" if how == "recovery" else "totp", left=left)
        await self.file(person, command, _cause_of(person, caller))

    def seen(self, caller: Caller) -> FactorSeen:
        """Return how it stands with the caller's own device."""
        person = caller.known()
        secret = self.factors.secret(person)
        return FactorSeen(
            enrolled=self.factors.enrolled(person),
            secret=secret,
            address=self.factors.address(secret, self._login(person)) if secret else "",
            left=self.factors.left(person),
        )

    async def begin(self, caller: Caller) -> None:
        """Give the caller a secret for a device.

        Raises:
            AlreadyEnrolledError: they have a device in use.

        """
        self._login(caller.known())
        await asyncio.to_thread(self.factors.begin, caller.person)

    async def confirm(self, code: str, client: str, caller: Caller) -> list[str]:
        """Take the caller's device into use; return the recovery codes, which are shown once.

        Raises:
            WrongCodeError: the device shows something else.

        """
        cause = caller.personally()
        await asyncio.to_thread(self._confirmed, cause.actor, code, client)
        await self.file(cause.actor, EnrolFactor(), cause)
        return await asyncio.to_thread(self.factors.take, cause.actor)

    async def reset(self, person: str, asked: ResetFactor, caller: Caller) -> Receipt:
        """Take a lost device out of use: by a security admin above every unit of its owner.

        Raises:
            WrongPostError: the caller is no security admin there.
            NotEnrolledError: this person has no device in use.

        """
        cause = await asyncio.to_thread(self._securing, person, caller)
        if not await asyncio.to_thread(self.factors.enrolled, person):
            raise NotEnrolledError
        receipt = await self.file(person, asked, cause)
        await asyncio.to_thread(self.factors.forget, person)
        return receipt

    async def file(self, person: str, command: Any, cause: Cause) -> Receipt:
        """File what happened with a person's device."""
        return await filed(self.store, self.views, Task(PERSON, UUID(person), command), cause=cause)

    def _checked(self, person: str, code: str, client: str) -> str:
        with one_try(self.throttle, f"second/{person}", client):
            return self.factors.check(person, code)

    def _confirmed(self, person: str, code: str, client: str) -> None:
        with one_try(self.throttle, f"second/{person}", client):
            self.factors.confirm(person, code)

    def _login(self, person: str) -> str:
        row = self.views.get(people, person)
        if row is None:
            raise PersonUnknownError
        return row.login

    def _securing(self, person: str, caller: Caller) -> Cause:
        if not caller.units(Post.SECURITY_ADMIN):  # or strangers would learn who is registered
            return caller.acting("", Post.SECURITY_ADMIN)
        self._login(person)
        found = self.views.select(posts, posts.c.person_id == person)
        units = list(dict.fromkeys(row.unit for row in found if row.holds(caller.at)))
        units = units or list(caller.units(Post.SECURITY_ADMIN))[:1]
        if not units:
            return caller.acting("", Post.SECURITY_ADMIN)
        causes = [self.access.securing(caller, unit) for unit in units]
        return causes[0]


def _cause_of(person: str, caller: Caller) -> Cause:
    """Return the cause of what somebody does who is just logging in."""
    return replace(caller, person=person).personally()
