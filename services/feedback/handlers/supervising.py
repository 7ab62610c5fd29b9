"""监督员的屋子 — their own unit's figures, their suggestions and checks; shut after their term."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import asdict

from services.feedback.domain import supervisor as words
from services.feedback.domain.by_scheme import KINDS, NONE, STEP, SupervisorsNotKeptError
from services.feedback.domain.cycle import missed
from services.feedback.domain.supervisor import SUPERVISOR, NotServingError, supervisor_id
from services.feedback.domain.terms import Sealed, Status
from services.feedback.domain.writing import written
from services.feedback.handlers.intake import acting_as_supervisor
from services.feedback.handlers.opinions import HANDLER, OFFICE, to_open
from services.feedback.handlers.overview import Overview, Overviews
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import opinions
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from services.feedback.views.supervision import (
    ActivityRow,
    CheckRow,
    CollectionRow,
    SuggestionRow,
    SupervisorRow,
    activities,
    checks,
    collections,
    suggestions,
    supervisors,
)
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause
from shared.register import people, within
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

FEW: Final = 50
POST: Final = "supervisor"  # what an appointment brings with it


class Appointment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """聘书 — duties one a line."""

    since: date
    until: date
    unit: str = ""
    person_id: str = ""
    certificate: str = ""
    duties: str = ""


class Dismissal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """解聘"""

    unit: str = ""
    person_id: str = ""
    reason: str = ""


class Suggested(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """建议"""

    unit: str = ""
    subject: words.Subject = words.Subject.OTHER
    content: str = ""


class Answered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """对建议的答复"""

    suggestion_id: UUID
    reply: str = ""


class Checked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """检查结论"""

    verdict: words.Verdict
    unit: str = ""
    matter: str = ""
    note: str = ""


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """履职活动"""

    held_on: date
    unit: str = ""
    kind: words.Activity = words.Activity.PUBLICITY
    place: str = ""
    topic: str = ""


class Room(Struct, frozen=True, kw_only=True):
    """监督员的屋子 — what one appointment lets somebody see; no letter and no name is in it."""

    appointment: SupervisorRow
    overview: Overview
    late: list[tuple[str, CourseRow]]
    collections: list[CollectionRow]
    suggestions: list[tuple[SuggestionRow, str]]
    checks: list[CheckRow]
    activities: list[ActivityRow]
    held: int


class PersonMissingError(InvalidError):
    """请选择要聘请的人员。"""


@dataclass(frozen=True)
class Supervising:
    """监督员"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    rules: RuleBook
    overviews: Overviews

    async def appoint(self, given: Appointment, caller: Caller) -> Receipt:
        """Appoint somebody for a term, with duties that everybody may read."""
        cause = caller.acting(given.unit, OFFICE)
        today = beijing_date(caller.at)
        if await asyncio.to_thread(self.rules.word, given.unit, KINDS, today) == NONE:
            raise SupervisorsNotKeptError
        known = await asyncio.to_thread(self.views.get, people, given.person_id)
        if known is None:
            raise PersonMissingError(field="person_id")
        command = await asyncio.to_thread(self._appointing, given, today)
        return await self._file(given.unit, given.person_id, command, cause)

    async def dismiss(self, given: Dismissal, caller: Caller) -> Receipt:
        """End an appointment before its term is over."""
        cause = caller.acting(given.unit, OFFICE)
        command = words.DismissSupervisor(reason=given.reason)
        return await self._file(given.unit, given.person_id, command, cause)

    async def suggest(self, given: Suggested, caller: Caller) -> Receipt:
        """Keep a suggestion; it must be answered by its day (S2-52)."""
        command = await asyncio.to_thread(self._suggesting, given, caller)
        return await self._own(given.unit, command, caller)

    async def answer(self, given: Answered, caller: Caller) -> Receipt:
        """Answer a suggestion."""
        row = await asyncio.to_thread(self.views.get, suggestions, given.suggestion_id)
        if row is None:
            raise words.SuggestionUnknownError
        cause = caller.acting(row.unit, OFFICE, HANDLER)
        command = words.AnswerSuggestion(suggestion_id=row.suggestion_id, reply=given.reply)
        return await self._file(row.unit, row.person_id, command, cause)

    async def check(self, given: Checked, caller: Caller) -> Receipt:
        """Keep what a supervisor found when they checked."""
        command = words.RecordFinding(matter=given.matter, verdict=given.verdict, note=given.note)
        return await self._own(given.unit, command, caller)

    async def log(self, given: Held, caller: Caller) -> Receipt:
        """Keep an activity or meeting of a supervisor (S2-54, S0-70)."""
        command = words.LogActivity(
            kind=given.kind, held_on=given.held_on, place=given.place, topic=given.topic
        )
        return await self._own(given.unit, command, caller)

    def rooms(self, caller: Caller) -> list[Room]:
        """Return a room for each appointment of this person that holds today.

        Raises:
            NotServingError: none does, nor has an administrator given the post by hand (0037).

        """
        today = beijing_date(caller.at)
        rows = self.views.select(supervisors, supervisors.c.person_id == caller.known())
        serving = [each for each in rows if each.serves(today)]
        if not serving and not caller.units(POST):
            raise NotServingError(caller.person)
        return [self._room(each, today) for each in serving]

    def all(self, day: date) -> list[SupervisorRow]:
        """Return who serves on a day, with their duties, for everybody."""
        rows = self.views.select(supervisors, order=[supervisors.c.unit, supervisors.c.since])
        return [each for each in rows if each.serves(day)]

    def waiting(self, caller: Caller) -> list[tuple[SuggestionRow, str]]:
        """Return the suggestions that this person's office must answer, the oldest first."""
        here = caller.units(OFFICE, HANDLER)
        if not here:
            caller.acting("", OFFICE, HANDLER)
        rows = self.views.select(
            suggestions,
            suggestions.c.unit.in_(here),
            order=[suggestions.c.answered_at, suggestions.c.due],
            limit=FEW,
        )
        return [(each, self._said(each)) for each in rows]

    def missed(self, day: date) -> list[tuple[str, date, date]]:
        """Return for each unit with supervisors the period in which they did not meet (S0-70)."""
        first: dict[str, date] = {}
        for row in self.views.select(supervisors, order=[supervisors.c.since]):
            first.setdefault(row.unit, row.since)
        found = ((unit, self._missed(unit, since, day)) for unit, since in first.items())
        return [(unit, *period) for unit, period in found if period]

    def _missed(self, unit: str, since: date, day: date) -> tuple[date, date] | None:
        if not self.rules.flag(unit, STEP, day, otherwise=True):
            return None
        cycle = self.rules.word(unit, "meeting.cycle", day, "每半年")
        rows = self.views.select(
            activities,
            activities.c.unit == unit,
            activities.c.kind == words.Activity.MEETING.value,
        )
        return missed(cycle, [each.held_on for each in rows], since, day)

    def _appointing(self, given: Appointment, today: date) -> words.AppointSupervisor:
        number = self.rules.number
        return words.AppointSupervisor(
            unit=given.unit,
            person_id=given.person_id,
            certificate=given.certificate,
            since=given.since,
            until=given.until,
            duties=tuple(given.duties.splitlines()),
            longest=number(given.unit, "supervisors.term_months", today, 24),
            terms=number(given.unit, "supervisors.terms", today, 2),
        )

    def _suggesting(self, given: Suggested, caller: Caller) -> words.FileSuggestion:
        today = beijing_date(caller.at)
        suggestion_id = uuid5(caller.command_id, "suggestion")
        days = self.rules.number(given.unit, "supervisors.reply_days", today, 15)
        content = written(given.content, "content")
        box = self.keyring.seal(str(suggestion_id), content, field="suggestion")
        return words.FileSuggestion(
            suggestion_id=suggestion_id,
            subject=given.subject,
            content=convert(asdict(box), Sealed),
            due=self.rules.due(today, days),
        )

    async def _own(self, unit: str, command: Any, caller: Caller) -> Receipt:
        cause = acting_as_supervisor(unit, caller)
        return await self._file(unit, caller.person, command, cause)

    async def _file(self, unit: str, person: str, command: Any, cause: Cause) -> Receipt:
        task = Task(SUPERVISOR, supervisor_id(unit, person), command)
        return await self.store.file(task, cause=cause)

    def _room(self, row: SupervisorRow, today: date) -> Room:
        here = within(row.unit)
        held = self._held(row, today.year)
        return Room(
            appointment=row,
            overview=self.overviews.counted(here, today - timedelta(days=365), today, today),
            late=self._late(here, today),
            collections=self.views.select(
                collections,
                collections.c.unit.in_(here),
                order=[collections.c.month.desc()],
                limit=FEW,
            ),
            suggestions=self._mine(row),
            checks=self.views.select(
                checks,
                checks.c.unit == row.unit,
                checks.c.person_id == row.person_id,
                order=[checks.c.at.desc()],
                limit=FEW,
            ),
            activities=held[:FEW],
            held=len(held),
        )

    def _held(self, row: SupervisorRow, year: int) -> list[ActivityRow]:
        return self.views.select(
            activities,
            activities.c.unit == row.unit,
            activities.c.person_id == row.person_id,
            activities.c.year == year,
            order=[activities.c.held_on.desc()],
        )

    def _mine(self, row: SupervisorRow) -> list[tuple[SuggestionRow, str]]:
        found = self.views.select(
            suggestions,
            suggestions.c.supervisor_id == suggestions.encode_key(row.supervisor_id),
            order=[suggestions.c.filed_at.desc()],
            limit=FEW,
        )
        return [(each, self._said(each)) for each in found]

    def _late(self, within: Any, today: date) -> list[tuple[str, CourseRow]]:
        rows = self.views.select(
            courses,
            courses.c.unit.in_(within),
            courses.c.due < today.isoformat(),
            courses.c.answered_at.is_(None),
            courses.c.status != Status.MERGED.value,
            order=[courses.c.due],
            limit=FEW,
        )
        return [(self._number(each), each) for each in rows if each.late(today)]

    def _number(self, row: CourseRow) -> str:
        known = self.views.get(opinions, row.opinion_id)
        return known.number if known else ""

    def _said(self, row: SuggestionRow) -> str:
        return self.keyring.open(to_open(row.content), field="suggestion") or ""
