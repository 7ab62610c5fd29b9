"""What becomes of units and posts: mergers, dissolutions, hand-overs, three administrators."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from services.catalog.domain.commands import (
    AssignPost,
    DissolveUnit,
    HandPost,
    MergeUnit,
)
from services.catalog.domain.person import PersonUnknownError
from services.catalog.domain.post import ADMINISTRATORS, POST
from services.catalog.domain.terms import UNITS_ID, Post, posts_id_of
from services.catalog.domain.unit import UNIT
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.views import people, posts
from shared.decider import RejectedError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller


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

    async def assign(self, unit: str, command: AssignPost, caller: Caller) -> Receipt:
        """File who holds a post in a unit, from when to when.

        Raises:
            AdministratorsApartError: the person is another of the three administrators.

        """
        cause = self.access.ruling(caller, unit)
        self.access.lasting(unit)
        async with self.turn:  # what the views show of administrators stays true until filed
            self._check_taker(command.person_id, command.post, cause, "person_id")
            return await self._file(Task(POST, posts_id_of(unit), command), cause)

    async def hand(self, unit: str, command: HandPost, caller: Caller) -> Receipt:
        """File that a post went from one to another, and with it all open work."""
        cause = self.access.ruling(caller, unit)
        self.access.lasting(unit)
        async with self.turn:
            self._check_taker(command.taker, command.post, cause, "taker")
            return await self._file(Task(POST, posts_id_of(unit), command), cause)

    def _check_taker(self, person: str, post: Post, cause: Cause, name: str) -> None:
        if self.views.get(people, person) is None:
            raise PersonUnknownError(person, field=name)
        others = [each for each in ADMINISTRATORS if each is not post]
        found = self.views.select(posts, posts.c.person_id == person)
        held = {row.post for row in found if row.until is None or cause.at < row.until}
        if post in ADMINISTRATORS and held.intersection(others):
            raise AdministratorsApartError(person, post.value, field="post")

    async def _file(self, task: Task, cause: Cause) -> Receipt:
        return await filed(self.store, self.views, task, cause=cause)
