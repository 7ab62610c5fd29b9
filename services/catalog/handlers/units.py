"""What becomes of units and posts: mergers, dissolutions, hand-overs, three administrators."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from services.catalog.domain.commands import (
    AssignPost,
    DissolveUnit,
    HandPost,
    MergeUnit,
)
from services.catalog.domain.person import PERSON, PersonUnknownError
from services.catalog.domain.post import ADMINISTRATORS, POST
from services.catalog.domain.terms import UNITS_ID, Post, posts_id_of
from services.catalog.domain.unit import UNIT
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.views import posts
from shared.decider import RejectedError
from shared.record import Cause
from shared.store import BusyError, Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PATIENCE: Final = 10.0  # seconds to wait for rows that are behind


class AdministratorsApartError(RejectedError):
    """管理员、安全管理员、审计员不能由同一人担任。"""


@dataclass(frozen=True)
class Units:
    """单位与职务的变动"""

    store: Store[Any]
    views: Views
    access: Access
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def merge(self, command: MergeUnit, caller: Caller) -> Receipt:
        """File that a unit goes on in another, asked by an admin above both."""
        self.access.ruling(caller, command.successor)
        cause = self.access.ruling(caller, command.unit_id)
        return await self._file(Task(UNIT, UNITS_ID, command), cause)

    async def dissolve(self, command: DissolveUnit, caller: Caller) -> Receipt:
        """File that a unit is no more."""
        cause = self.access.ruling(caller, command.unit_id)
        return await self._file(Task(UNIT, UNITS_ID, command), cause)

    async def current(self) -> None:
        """Wait until the rows show every fact filed so far: what is decided rests on facts.

        Raises:
            BusyError: the rows are so far behind that nothing can be decided yet.

        """
        if not await self.views.reached(self.store.name, self.store.last(), PATIENCE):
            raise BusyError

    async def assign(self, unit: str, command: AssignPost, caller: Caller) -> Receipt:
        """File who holds a post in a unit, from when to when.

        Raises:
            AdministratorsApartError: the person is another of the three administrators.

        """
        await self.current()
        cause = self.access.ruling(caller, unit)
        self.access.lasting(unit)
        async with self.turn:  # what the views show of administrators stays true until filed
            await self.current()
            self._check_taker(command.person_id, command.post, cause, "person_id")
            return await self._file(Task(POST, posts_id_of(unit), command), cause)

    async def hand(self, unit: str, command: HandPost, caller: Caller) -> Receipt:
        """File that a post went from one to another, and with it all open work."""
        await self.current()
        cause = self.access.ruling(caller, unit)
        self.access.lasting(unit)
        async with self.turn:
            await self.current()
            self._check_taker(command.taker, command.post, cause, "taker")
            return await self._file(Task(POST, posts_id_of(unit), command), cause)

    def _check_taker(self, person: str, post: Post, cause: Cause, name: str) -> None:
        if not self._is_registered(person):
            raise PersonUnknownError(person, field=name)
        others = [each for each in ADMINISTRATORS if each is not post]
        found = self.views.select(posts, posts.c.person_id == person)
        held = {row.post for row in found if row.until is None or cause.at < row.until}
        if post in ADMINISTRATORS and held.intersection(others):
            raise AdministratorsApartError(person, post.value, field="post")

    def _is_registered(self, person: str) -> bool:
        """Tell from the facts themselves whether there is such a person."""
        try:
            known = self.store.state(PERSON, UUID(person))[0]
        except ValueError:
            return False
        return bool(known.person_id)

    async def _file(self, task: Task, cause: Cause) -> Receipt:
        return await filed(self.store, self.views, task, cause=cause)
