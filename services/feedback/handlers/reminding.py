"""催办 — who owes something by a day is told on the last working day before it, and after it.

Each is told once for each day that was set; workflow hears it and puts it into their tray of
reminders and, where they named a mailbox, into their mail.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid5

import sqlalchemy as sa

from services.feedback.domain.reminding import (
    REMINDER,
    Addressee,
    RemindStaff,
    Stage,
    reminder_id,
)
from services.feedback.domain.request_words import OPEN
from services.feedback.domain.terms import Status
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import opinions
from services.feedback.views.assembly import InquiryRow, inquiries
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from services.feedback.views.examining import LackRow, lacks
from services.feedback.views.oversight import ThreadRow, reminded, threads
from services.feedback.views.requests import RequestRow, requests
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import SYSTEM, Cause
from shared.register import Holdings, heir_of
from shared.store import Store, Task
from shared.view import View, Views

AT_ONCE: Final = 100  # reminders of one kind in one ring
OFFICE, HANDLER, CLERK = "office", "handler", "clerk"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reminding:
    """催办"""

    store: Store[Any]
    views: Views
    clock: Clock
    rules: RuleBook

    async def ring(self) -> int:
        """Remind of what is due and not yet reminded of; return how many were told."""
        owed = await asyncio.to_thread(lambda: list(self._owed()))
        for each in owed:
            await self._remind(each)
        if owed:
            await self.views.reached(self.store.name, self.store.last())
        return len(owed)

    async def _remind(self, command: RemindStaff) -> None:
        stream = reminder_id(command.matter, command.stage, command.due)
        cause = Cause(
            actor=SYSTEM,
            at=self.clock.now(),
            unit=command.unit,
            post=SYSTEM,
            correlation_id=stream,
            causation_id=uuid5(stream, "reminded"),
        )
        try:
            await self.store.file(Task(REMINDER, stream, command), cause=cause)
        except RejectedError as refusal:
            log.info("not reminded: %s", refusal.sentence)

    def _owed(self) -> Iterator[RemindStaff]:
        today = beijing_date(self.clock.now())
        soon = self.rules.due(today, 1)
        for stage, where in ((Stage.SOON, (today, soon)), (Stage.LATE, (date.min, today))):
            for course in self._unsaid(courses, "opinion_id", stage, where, *_answer_owed()):
                yield self._opinion(course, stage)
            for request in self._unsaid(requests, "request_id", stage, where, _open()):
                yield self._request(request, stage)
            running = threads.c.open.is_(True)
            for thread in self._unsaid(threads, "thread_id", stage, where, running):
                yield self._thread(thread, stage)
            for lack in self._unsaid(lacks, "key", stage, where):
                yield self._lack(lack, stage)
            for inquiry in self._unsaid(inquiries, "inquiry_id", stage, where):
                yield self._inquiry(inquiry, stage)

    def _unsaid(
        self, view: View[Any], key: str, stage: Stage, where: tuple[date, date], *more: Any
    ) -> list[Any]:
        """Return what falls due in a span of days and was not yet said for that very day."""
        first, last = where
        due = view.c.due
        span = (
            (due < last.isoformat(),)
            if stage is Stage.LATE
            else (
                due >= first.isoformat(),
                due <= last.isoformat(),
            )
        )
        said = sa.exists().where(
            reminded.c.matter == view.c[key], reminded.c.stage == stage.value, reminded.c.due == due
        )
        return self.views.select(view, *span, *more, ~said, order=[due], limit=AT_ONCE)

    def _opinion(self, row: CourseRow, stage: Stage) -> RemindStaff:
        known = self.views.get(opinions, row.opinion_id)
        number = known.number if known else ""
        unit = heir_of(self.views, row.unit)
        to = [Addressee(unit=unit, post=HANDLER, person=row.handler)] if row.handler else []
        if stage is Stage.LATE or not to:
            to.append(Addressee(unit=unit, post=OFFICE))
        return _reminder(
            row.unit,
            str(row.opinion_id),
            stage,
            row.due,
            f"意见{number}",
            f"/feedback/opinions/{row.opinion_id}",
            to,
        )

    def _request(self, row: RequestRow, stage: Stage) -> RemindStaff:
        to = [Addressee(unit=heir_of(self.views, row.unit), post=x) for x in (CLERK, HANDLER)]
        if stage is Stage.LATE:
            to.append(Addressee(unit=to[0].unit, post=OFFICE))
        return _reminder(
            row.unit,
            str(row.request_id),
            stage,
            row.due,
            f"公开申请{row.number}",
            f"/feedback/requests/{row.request_id}",
            to,
        )

    def _thread(self, row: ThreadRow, stage: Stage) -> RemindStaff:
        unit = heir_of(self.views, row.unit)
        held = Holdings(self.views, self.clock).of(row.owner)
        own = next((each.post for each in held if each.unit == unit), "")
        to = [Addressee(unit=unit, post=own, person=row.owner)] if own else []
        if stage is Stage.LATE or not to:
            to.append(Addressee(unit=unit, post=OFFICE))
        link = f"/feedback/threads/{row.thread_id}"
        title = f"跟踪事项“{row.title}”的进展报告"
        return _reminder(row.unit, str(row.thread_id), stage, row.due, title, link, to)

    def _lack(self, row: LackRow, stage: Stage) -> RemindStaff:
        to = [Addressee(unit=heir_of(self.views, row.unit), post=x) for x in (OFFICE, CLERK)]
        if stage is Stage.LATE:
            to.append(Addressee(unit=heir_of(self.views, row.by), post=OFFICE))
        title, link = f"督查问题“{row.what}”的整改", f"/feedback/examinations/{row.examination_id}"
        return _reminder(row.unit, row.key, stage, row.due, title, link, to)

    def _inquiry(self, row: InquiryRow, stage: Stage) -> RemindStaff:
        to = [Addressee(unit=heir_of(self.views, row.unit), post=OFFICE)]
        title, link = f"质询“{row.subject}”的答复", "/feedback/inquiries"
        return _reminder(row.unit, str(row.inquiry_id), stage, row.due, title, link, to)


def _reminder(
    unit: str,
    matter: str,
    stage: Stage,
    due: date | None,
    what: str,
    link: str,
    to: list[Addressee],
) -> RemindStaff:
    day = due or date.min
    said = "临近期限" if stage is Stage.SOON else "已经超过期限"
    return RemindStaff(
        unit=unit,
        matter=matter,
        stage=stage,
        due=day,
        title=f"{what}{said}（{day.year}年{day.month}月{day.day}日）",
        link=link,
        to=tuple(to),
    )


def _answer_owed() -> tuple[Any, ...]:
    return (
        courses.c.answered_at.is_(None),
        courses.c.closed_at.is_(None),
        courses.c.stopped_on.is_(None),
        courses.c.status != Status.MERGED.value,
    )


def _open() -> Any:
    return requests.c.status.in_([each.value for each in OPEN])
