"""办理过程 — what office, handler, leaders and owners do with an opinion, each in their post."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, convert
from msgspec.structs import asdict

from services.feedback.domain import handling_words as words
from services.feedback.domain.merging import NotMergedError
from services.feedback.domain.merging_words import SplitOpinion
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import Opinion, OpinionUnknownError, unconcerned
from services.feedback.domain.outcome_draft import Reporter
from services.feedback.domain.sorting import not_itself, pushed
from services.feedback.domain.terms import Kind, Sealed, Status
from services.feedback.domain.writing import written
from services.feedback.handlers.desk import LEADERS
from services.feedback.handlers.opinions import ALWAYS, HANDLER, OFFICE, concerned_with
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import opinions
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from shared import seal
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause
from shared.register import heir_of, posts, units
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

DECIDERS: Final = ("approver", "secretary", "leader", "first_responsible")


class Sorting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """整理表"""

    kind: Kind
    topic: str = ""
    named: tuple[str, ...] = ()
    prominent: bool = False
    reporter: Reporter = Reporter.MASSES


class Merging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """并案表 — into which opinion: its number, or its id."""

    lead: str = ""


class Forwarding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """转送表"""

    unit: str = ""
    reason: str = ""


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """理由"""

    reason: str = ""


class Inquest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """调查核实表 — ``members``: who investigated besides the handler."""

    held_on: date
    note: str = ""
    members: tuple[str, ...] = ()


class Meeting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """会议表"""

    held_on: date
    meeting: str = ""
    said: str = ""


class Order(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """整改表"""

    due: date
    owner: str = ""
    task: str = ""


class Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """验收表"""

    passed: bool = False
    note: str = ""


class Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """说明"""

    text: str = ""


class UnitMissingError(InvalidError):
    """请选择要转送的单位。"""


class OwnerMissingError(InvalidError):
    """请选择整改责任人。"""


class LeadMissingError(InvalidError):
    """没有找到要并入的主件，请填写本单位的意见编号。"""


@dataclass(frozen=True)
class Handling:
    """办理"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    rules: RuleBook

    async def sort(self, opinion_id: UUID, given: Sorting, caller: Caller) -> Receipt:
        """Say what kind of opinion it is, what about, and of whom it complains (S1-27)."""
        command = words.SortOpinion(
            kind=given.kind,
            topic=given.topic,
            named=frozenset(filter(None, given.named)),
            prominent=given.prominent,
            reporter=given.reporter,
        )
        return await self._at_desk(opinion_id, command, caller)

    async def merge(self, opinion_id: UUID, given: Merging, caller: Caller) -> Receipt:
        """Let an opinion go along with another one that says the same."""
        lead = await asyncio.to_thread(self._lead, opinion_id, given.lead)
        not_itself(lead, opinion_id)
        command = await asyncio.to_thread(self._merging, lead)
        return await self._at_desk(opinion_id, command, caller)

    async def split(self, opinion_id: UUID, given: Reason, caller: Caller) -> Receipt:
        """Let an opinion that was merged by mistake be handled by itself again."""
        row = await asyncio.to_thread(self.course, opinion_id)
        if row is None or not row.lead:
            raise NotMergedError
        command = SplitOpinion(lead=UUID(row.lead), reason=given.reason)
        return await self._at_desk(opinion_id, command, caller)

    async def forward(self, opinion_id: UUID, given: Forwarding, caller: Caller) -> Receipt:
        """Pass an opinion to the unit whose matter it is, with the reason (S2-28)."""
        if not given.unit or await asyncio.to_thread(self.views.get, units, given.unit) is None:
            raise UnitMissingError(field="unit")
        command = words.ForwardOpinion(unit=given.unit, reason=given.reason)
        return await self._at_desk(opinion_id, command, caller)

    async def stop(self, opinion_id: UUID, given: Reason, caller: Caller) -> Receipt:
        """Stop the clock while something is waited for."""
        command = words.StopClock(reason=given.reason)
        return await self._take(opinion_id, command, caller, HANDLER)

    async def resume(self, opinion_id: UUID, caller: Caller) -> Receipt:
        """Let the clock run again; the days on which it stood are added."""
        due = await asyncio.to_thread(self._pushed, opinion_id, beijing_date(caller.at))
        return await self._take(opinion_id, words.ResumeClock(due=due), caller, HANDLER)

    async def extend(self, opinion_id: UUID, given: Reason, caller: Caller) -> Receipt:
        """Give more time, as often and as long as the unit's scheme says."""
        command = await asyncio.to_thread(self._extension, opinion_id, given.reason, caller)
        return await self._take(opinion_id, command, caller, *LEADERS, OFFICE)

    async def investigate(self, opinion_id: UUID, given: Inquest, caller: Caller) -> Receipt:
        """Keep what was found out, sealed, and by whom; nobody concerned takes part."""
        opinion = await asyncio.to_thread(self.known, opinion_id)
        concerned = await asyncio.to_thread(concerned_with, self.views, opinion.disclosure_id)
        command = words.InvestigateOpinion(
            held_on=given.held_on,
            note=await self.sealed(opinion_id, written(given.note, "note"), "note"),
            members=frozenset(filter(None, given.members)),
            concerned=concerned,
        )
        return await self._take(opinion_id, command, caller, HANDLER)

    async def flag(self, opinion_id: UUID, given: Reason, caller: Caller) -> Receipt:
        """Mark a matter as major: it goes to the leading group and the Party group (S1-28)."""
        command = words.FlagMajor(reason=given.reason)
        return await self._at_desk(opinion_id, command, caller)

    async def study(self, opinion_id: UUID, given: Meeting, caller: Caller) -> Receipt:
        """Keep when the leading group studied it, and what it advises."""
        command = words.StudyMajor(meeting=given.meeting, held_on=given.held_on, advice=given.said)
        return await self._take(opinion_id, command, caller, *LEADERS, OFFICE)

    async def decide(self, opinion_id: UUID, given: Meeting, caller: Caller) -> Receipt:
        """Keep when the Party group discussed it, and what it decided."""
        command = words.DecideMajor(
            meeting=given.meeting, held_on=given.held_on, decision=given.said
        )
        return await self._take(opinion_id, command, caller, *DECIDERS)

    async def notify(self, opinion_id: UUID, given: Said, caller: Caller) -> Receipt:
        """Tell the leading group what came of it (S1-29)."""
        command = words.NotifyGroup(report=given.text)
        return await self._take(opinion_id, command, caller, HANDLER, OFFICE)

    async def order(self, opinion_id: UUID, given: Order, caller: Caller) -> Receipt:
        """Order that something be put right by a day (S1-38)."""
        if not given.owner:
            raise OwnerMissingError(field="owner")
        command = words.OrderRectification(owner=given.owner, task=given.task, due=given.due)
        return await self._take(opinion_id, command, caller, HANDLER)

    async def report(self, opinion_id: UUID, given: Said, caller: Caller) -> Receipt:
        """Say that it was put right, and how."""
        opinion = await asyncio.to_thread(self.known, opinion_id)
        held = [each.post for each in caller.posts if each.unit == opinion.unit] or [HANDLER]
        command = words.ReportRectification(done=given.text)
        return await self._take(opinion_id, command, caller, *held)

    async def check(self, opinion_id: UUID, given: Check, caller: Caller) -> Receipt:
        """Find that it was, or was not, put right."""
        command = words.CheckRectification(passed=given.passed, note=given.note)
        return await self._take(opinion_id, command, caller, HANDLER, OFFICE, *LEADERS)

    async def withhold(self, opinion_id: UUID, given: Reason, caller: Caller) -> Receipt:
        """Decide that the outcome is not made public, and why (S4-14)."""
        opinion = await asyncio.to_thread(self.known, opinion_id)
        rule = await asyncio.to_thread(self._must_publish, opinion.unit, beijing_date(caller.at))
        command = words.WithholdOutcome(reason=given.reason, must_publish=rule)
        return await self._take(opinion_id, command, caller, HANDLER)

    def known(self, opinion_id: UUID) -> Opinion:
        """Return what has become of an opinion."""
        opinion, _ = self.store.state(OPINION, opinion_id)
        if opinion.status is Status.NEW:
            raise OpinionUnknownError
        return opinion

    def course(self, opinion_id: UUID) -> CourseRow | None:
        """Return how an opinion has been handled."""
        return self.views.get(courses, opinion_id)

    def staff(self, unit: str) -> list[str]:
        """Return who holds any post in a unit."""
        found = self.views.select(posts, posts.c.unit == heir_of(self.views, unit))
        return sorted({each.person for each in found})

    def opened(self, box: Sealed | None, field: str) -> str:
        """Return what was sealed with an opinion's key; empty once it was erased."""
        if box is None:
            return ""
        return self.keyring.open(convert(asdict(box), seal.Sealed), field=field) or ""

    async def sealed(self, opinion_id: UUID, text: str, field: str) -> Sealed:
        """Return a text sealed with an opinion's key."""
        box = await asyncio.to_thread(self.keyring.seal, str(opinion_id), text, field=field)
        return convert(asdict(box), Sealed)

    async def _at_desk(self, opinion_id: UUID, command: Any, caller: Caller) -> Receipt:
        """Take a step of the desk; who may not read an opinion does not sort it either (S1-44)."""
        opinion = await asyncio.to_thread(self.known, opinion_id)
        concerned = await asyncio.to_thread(concerned_with, self.views, opinion.disclosure_id)
        cause = caller.acting(opinion.unit, OFFICE, HANDLER)
        unconcerned(opinion, cause.actor, concerned)
        return await self._file(opinion_id, command, cause)

    async def _take(self, opinion_id: UUID, command: Any, caller: Caller, *allowed: str) -> Receipt:
        opinion = await asyncio.to_thread(self.known, opinion_id)
        first, *others = allowed
        return await self._file(opinion_id, command, caller.acting(opinion.unit, first, *others))

    async def _file(self, opinion_id: UUID, command: Any, cause: Cause) -> Receipt:
        return await self.store.file(Task(OPINION, opinion_id, command), cause=cause)

    def _merging(self, lead: UUID) -> words.MergeOpinion:
        opinion, _ = self.store.state(OPINION, lead)
        if opinion.status is Status.NEW:
            raise LeadMissingError(field="lead")
        return words.MergeOpinion(
            lead=lead,
            lead_unit=opinion.unit,
            lead_open=opinion.finding is None and not opinion.merged,
            handler=opinion.handler,
        )

    def _lead(self, opinion_id: UUID, said: str) -> UUID:
        """Return the opinion of a number in the same unit's register, or of an id."""
        number = "".join(said.split()).upper()
        found = self.views.select(
            opinions,
            opinions.c.unit == self.known(opinion_id).unit,
            opinions.c.number == number,
            limit=1,
        )
        if found:
            return found[0].opinion_id
        try:
            return UUID(number)
        except ValueError:
            raise LeadMissingError(said, field="lead") from None

    def _pushed(self, opinion_id: UUID, today: date) -> date:
        row = self.course(opinion_id)
        if row is None or row.due is None or row.stopped_on is None:
            return today
        return pushed(row.due, row.stopped_on, today, self.rules.calendar())

    def _extension(self, opinion_id: UUID, reason: str, caller: Caller) -> words.ExtendTerm:
        opinion, today = self.known(opinion_id), beijing_date(caller.at)
        days = self.rules.number(opinion.unit, "opinion.extension_days", today, 10)
        return words.ExtendTerm(
            reason=reason,
            due=self.rules.due(opinion.due or today, days),
            at_most=self.rules.number(opinion.unit, "opinion.extensions", today, 1),
        )

    def _must_publish(self, unit: str, day: date) -> bool:
        return self.rules.word(unit, "feedback.outcome_publication", day) in ALWAYS
