"""监督员的职务 — follows from the appointment: begins, ends and is taken away with it (0037)."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid5
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from services.catalog.domain.commands import AssignPost, VacatePost
from services.catalog.domain.post import POST, Posts
from services.catalog.domain.terms import Post, posts_id_of
from services.catalog.heard import SupervisorAppointed, SupervisorDismissed
from shared.clock import Clock
from shared.record import Record, because
from shared.store import Store, Task

BEIJING: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Appointing:
    """聘任"""

    store: Store[Any]
    clock: Clock

    async def appointed(self, record: Record[SupervisorAppointed]) -> None:
        """Give the post for the term; who still holds it from the term before goes on at once."""
        event, holds = record.event, await self._holds(record.event)
        command = AssignPost(
            person_id=event.person_id,
            post=Post.SUPERVISOR,
            since=None if holds else _morning(event.since),
            until=_morning(event.until + timedelta(days=1)),
        )
        ending = [VacatePost(person_id=event.person_id, post=Post.SUPERVISOR)] if holds else []
        await self._file(record, *ending, command)

    async def dismissed(self, record: Record[SupervisorDismissed]) -> None:
        """Take the post away with the appointment."""
        if await self._holds(record.event):
            event = record.event
            await self._file(record, VacatePost(person_id=event.person_id, post=Post.SUPERVISOR))

    async def _holds(self, event: SupervisorAppointed | SupervisorDismissed) -> bool:
        stream = posts_id_of(event.unit)
        posts: Posts = (await asyncio.to_thread(self.store.state, POST, stream))[0]
        lasting = posts.lasting(Post.SUPERVISOR, self.clock.now())
        return any(each.person == event.person_id for each in lasting)

    async def _file(
        self,
        record: Record[SupervisorAppointed] | Record[SupervisorDismissed],
        *commands: AssignPost | VacatePost,
    ) -> None:
        unit = record.event.unit
        cause = replace(because(record, self.clock.now()), unit=unit)
        tasks = [Task(POST, posts_id_of(unit), each) for each in commands]
        await self.store.file(*tasks, cause=cause, command_id=uuid5(record.id, "post"))


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)
