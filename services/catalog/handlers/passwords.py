"""密码的更改 — by its owner, who must know the old one; or given anew by who rules their units."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import replace

from services.catalog.domain.commands import ChangePassword
from services.catalog.domain.person import PERSON, PersonUnknownError
from services.catalog.handlers.filing import filed
from services.catalog.views import PersonRow, people
from shared.auth import LONGEST, Credentials, Sessions, check_password
from shared.clock import Clock
from shared.decider import InvalidError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.throttle import Throttle, one_try
from shared.view import Views
from shared.web import Caller

Password = Annotated[str, Meta(max_length=LONGEST + 1)]


class NewPassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """新密码 — with the old one: a session left open proves too little."""

    old_password: Password
    password: str


class OldPasswordWrongError(InvalidError):
    """原来的密码不对，密码没有更改。"""


class OwnPasswordError(InvalidError):
    """自己的密码不能重设，请用“更改密码”，填写原来的密码。"""


@dataclass(frozen=True)
class Passwords:
    """密码更改处"""

    store: Store[Any]
    views: Views
    credentials: Credentials
    sessions: Sessions
    throttle: Throttle
    clock: Clock

    async def change(self, new: NewPassword, client: str, caller: Caller) -> Receipt:
        """File that the caller has a new password; whoever came with the old one must log in.

        Raises:
            OldPasswordWrongError: the old one is another; tries are counted as at the login.
            InvalidError: the new one is not good enough.

        """
        cause = caller.personally()
        row = self._person(cause.actor)
        check_password(new.password, login=row.login)
        await asyncio.to_thread(self._prove, row, new.old_password, client)
        return await self._renew(row, new.password, cause)

    async def reset(self, person_id: str, password: str, cause: Cause) -> Receipt:
        """File that a person has a new password, given by whoever may; it ends old sessions.

        Raises:
            OwnPasswordError: who gives it is this person, and would need no old one.

        """
        row = self._person(person_id)
        if person_id == cause.actor:
            raise OwnPasswordError(field="password")
        return await self._renew(row, password, cause)

    def _person(self, person_id: str) -> PersonRow:
        row = self.views.get(people, person_id)
        if row is None:
            raise PersonUnknownError
        return row

    def _prove(self, row: PersonRow, old: str, client: str) -> None:
        with one_try(self.throttle, row.login, client):
            if self.credentials.check(row.login, old) != row.person_id:
                raise OldPasswordWrongError(field="old_password")

    async def _renew(self, row: PersonRow, password: str, cause: Cause) -> Receipt:
        """The slow part first: between the fact and the new password nobody logs in."""
        person = row.person_id
        keep = await asyncio.to_thread(self.credentials.made, row.login, person, password)
        now = replace(cause, at=self.clock.now())
        task = Task(PERSON, UUID(person), ChangePassword())
        receipt = await filed(self.store, self.views, task, cause=now)
        await asyncio.to_thread(keep)
        self.sessions.end(person)
        return receipt
