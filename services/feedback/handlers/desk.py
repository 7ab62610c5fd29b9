"""看意见 — who may read which opinion, and what they find there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.disclosure import shown
from services.feedback.domain.likeness import sender_of
from services.feedback.domain.opinion_state import NotYourOpinionError, OpinionUnknownError
from services.feedback.domain.query_code import fits
from services.feedback.domain.register import typed
from services.feedback.domain.stance import STANCES
from services.feedback.domain.terms import Audience, Status
from services.feedback.handlers.intake import reader_of
from services.feedback.handlers.opinions import HANDLER, OFFICE, Told, concerned_with, to_open
from services.feedback.handlers.overseeing import OVERSEERS, below, oversees
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import (
    DisclosureRow,
    OpinionRow,
    OutcomeRow,
    disclosures,
    opinions,
    outcomes,
)
from services.feedback.views.consultations import stances
from services.feedback.views.course_rows import CourseRow
from services.feedback.views.courses import courses
from services.feedback.views.topics import topics
from shared.calendar import beijing_date
from shared.decider import ForbiddenError, NotFoundError
from shared.register import holders, inside, people, posts, units
from shared.seal import Keyring
from shared.view import Views
from shared.web import Caller

PAGE = 50
LEADERS: Final = ("leader", "deputy_leader")
LAY: Final = ("member", "investor")  # they are asked nothing on behalf of a unit
READERS: Final = (HANDLER, OFFICE, *LEADERS, *OVERSEERS)


class ConcernedReaderError(ForbiddenError):
    """参与提出、审核或者审批该公开事项的人员，不能查看对它的意见。"""


class NamedReaderError(ForbiddenError):
    """这件意见反映的就是本人，不能查看；这次查看已经记录。"""


class InquiryMismatchError(NotFoundError):
    """没有查到：意见编号或者查询码不对，请核对回执。"""

    is_guess = True


class Dossier(Struct, frozen=True, kw_only=True):
    """意见卷 — one opinion as its handler reads it; empty texts were erased for good."""

    opinion: OpinionRow
    content: str
    told: Told | None
    disclosure: DisclosureRow | None
    unit: str
    handler: str


class Inquiry(Struct, frozen=True, kw_only=True):
    """查询结果 — what the sender learns, and nobody else."""

    opinion: OpinionRow
    title: str
    unit: str
    reply: str


class Tray(Struct, frozen=True, kw_only=True):
    """案头 — one page of the opinions in one state of handling, with how each is handled."""

    key: str
    name: str
    rows: Sequence[OpinionRow]
    courses: Mapping[UUID, CourseRow] = {}
    total: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(-(-self.total // PAGE), 1)


@dataclass(frozen=True)
class Desk:
    """意见台账 — the reading side; it changes nothing."""

    views: Views
    keyring: Keyring
    secret: bytes = b""

    def trays(self, caller: Caller, key: str = "", page: int = 1) -> tuple[Tray, ...]:
        """Return what waits for this person, the earliest due first; or one page of one tray.

        Raises:
            WrongPostError: neither office, handler nor leader of any unit, nor overseeing one.

        """
        if not self.reads(caller):
            caller.acting("", HANDLER, OFFICE)
        wanted = [each for each in self._trays(caller) if key in {"", each[0]}]
        return tuple(self._tray(caller, each, page if key else 1) for each in wanted)

    def wishes(self, caller: Caller) -> list[tuple[str, int]]:
        """Return the units in whose office somebody is, with how many topics wait there."""
        mine = {each: topics.c.unit == each for each in caller.units(OFFICE)}
        counted = {
            unit: self.views.count(topics, here, topics.c.state == "open")
            for unit, here in mine.items()
        }
        return [(unit, count) for unit, count in counted.items() if count]

    def reads(self, caller: Caller) -> bool:
        """Tell whether the ledger of opinions is open to somebody."""
        return bool(caller.units(*READERS))

    def opens(self, row: OpinionRow, caller: Caller) -> bool:
        """Tell whether an opinion in the ledger is this person's to open: others have theirs."""
        leads = caller.holds(row.unit, OFFICE, *LEADERS) or caller.units(*OVERSEERS)
        return caller.person == row.handler or bool(leads)

    def _trays(self, caller: Caller) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        here = caller.units(HANDLER, OFFICE)
        mine, among = courses.c.handler == caller.person, courses.c.unit.in_(here)
        state = courses.c.status
        led = caller.units(*LEADERS)
        watched = courses.c.unit.in_((*here, *led)), *self._soon(caller.at)
        yield "soon", "临近期限或者已经超期", watched
        yield "new", "待交办", (among, state == Status.RECEIVED.value)
        yield "orphaned", "承办人已离任，待重新交办", (among, *_orphaned())
        yield "mine", "我承办的", (mine, state == Status.ASSIGNED.value)
        yield "concluded", "已办结待答复", (among, state == Status.CONCLUDED.value)
        yield "replied", "已答复待归结", (among, state == Status.REPLIED.value)
        yield "rectify", "整改待验收", (among, courses.c.rectify_by.is_not(None))
        yield "merged", "已并案", (among, state == Status.MERGED.value)
        yield "closed", "已归结", (among, state == Status.CLOSED.value)
        if led:
            open_ = courses.c.unit.in_(led), courses.c.answered_at.is_(None)
            yield "major", "重大问题（领导小组）", (*open_, courses.c.major != "")
            yield "escalated", "超期未交办（领导小组）", (*open_, *_unclaimed())
        if caller.units(*OVERSEERS):
            under = courses.c.unit.in_(below(caller))
            yield "above", "下级超期未交办，已上报", (under, *_unclaimed())
            yield "below", "下级单位的意见（查阅）", (under,)

    def soon(self, at: datetime) -> date:
        """Return the day up to which a due day is near: the next working day (S0-08)."""
        return RuleBook(self.views).due(beijing_date(at), 1)

    def _soon(self, at: datetime) -> tuple[Any, ...]:
        return (
            courses.c.due <= self.soon(at).isoformat(),
            courses.c.answered_at.is_(None),
            courses.c.stopped_on.is_(None),
            courses.c.status != Status.MERGED.value,
        )

    def course(self, opinion_id: UUID) -> CourseRow | None:
        """Return how an opinion is handled."""
        return self.views.get(courses, opinion_id)

    def mine(self, caller: Caller, page: int) -> list[OpinionRow]:
        """Return what somebody signed while logged in, newest first."""
        sent = self.views.select(
            courses,
            courses.c.sender == sender_of(self.secret, caller.known()),
            order=[courses.c.received_at.desc()],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return self._opinions([each.opinion_id for each in sent])

    def all_units(self) -> list[tuple[str, str]]:
        """Return id and name of each unit."""
        return [(each.unit_id, each.name) for each in self.views.select(units)]

    def all_people(self) -> list[tuple[str, str]]:
        """Return id and name of each person who is known here."""
        found = self.views.select(people, limit=2_000)
        named = ((each.person_id, self.keyring.open(each.sealed) or "") for each in found)
        return sorted(((who, name) for who, name in named if name), key=lambda each: each[1])

    def staff(self, own: Sequence[str], at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return who may be put in charge, by unit: who holds a post in these units or below."""
        there = posts.c.unit.in_(inside(self.views, *own)), posts.c.post.not_in(LAY)
        rows = self.views.select(posts, *there) if own else []
        found: dict[str, set[str]] = {each: set() for each in own}  # one's own stand first
        for each in rows:
            if each.holds(at):
                found.setdefault(each.unit, set()).add(each.person)
        return [(self.unit(unit), self._named(who)) for unit, who in found.items() if who]

    def _named(self, who: Iterable[str]) -> list[tuple[str, str]]:
        return sorted(((each, self.person(each)) for each in who), key=itemgetter(1))

    def dossier(self, opinion_id: UUID, caller: Caller) -> Dossier:
        """Return one opinion with what was written in it.

        Raises:
            ConcernedReaderError: the reader had a hand in what it is about.
            NotYourOpinionError: another handler has it.
            WrongPostError: neither office nor handler there, nor overseeing it.

        """
        row = self.views.get(opinions, opinion_id)
        if row is None:
            raise OpinionUnknownError
        self._admit(row, caller)
        return Dossier(
            opinion=row,
            content=self.keyring.open(to_open(row.content), field="content") or "",
            told=self._told(row),
            disclosure=self.views.get(disclosures, row.disclosure_id),
            unit=self.unit(row.unit),
            handler=self.person(row.handler),
        )

    def stance(self, opinion_id: UUID) -> str:
        """Return what an opinion said to a plan before its decision; "": nothing."""
        row = self.views.get(stances, str(opinion_id))
        return STANCES[row.stance] if row else ""

    def inquire(self, number: str, code: str) -> Inquiry:
        """Return how far an opinion has come, for whoever has its number and code.

        Raises:
            InquiryMismatchError: no opinion has both.

        """
        for row in self.views.select(opinions, opinions.c.number == typed(number)):
            if fits(row.opinion_id, code, row.query_code_digest):
                return self._inquiry(row)
        raise InquiryMismatchError(field="number")

    def outcomes(
        self, caller: Caller, disclosure_id: str = "", page: int = 1
    ) -> list[tuple[OutcomeRow, DisclosureRow | None]]:
        """Return published outcomes on what this reader may read, newest first."""
        where = [outcomes.c.disclosure_id == disclosure_id] if disclosure_id else []
        found = self.views.select(
            outcomes,
            *where,
            order=[outcomes.c.published_at.desc()],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        about = self._disclosures({each.disclosure_id for each in found})
        reader = reader_of(caller)
        pairs = ((each, about.get(each.disclosure_id)) for each in found)
        return [
            (each, row)
            for each, row in pairs
            if not each.disclosure_id or (row and shown(row.known, reader))
        ]

    def received(self, disclosure_id: str) -> tuple[int, int]:
        """Return how many opinions came on a disclosure and of how many the outcome is public."""
        came = self.views.count(opinions, opinions.c.disclosure_id == disclosure_id)
        told = self.views.count(outcomes, outcomes.c.disclosure_id == disclosure_id)
        return came, told

    def handlers(self, row: OpinionRow, at: datetime) -> list[tuple[str, str]]:
        """Return id and name of each person who may be given this opinion at a moment."""
        barred = concerned_with(self.views, row.disclosure_id) | {row.handler}
        there = holders(self.views, row.unit, HANDLER, at)
        free = (each for each in there if each not in barred)
        return sorted((each, self.person(each)) for each in free)

    def title(self, disclosure_id: str) -> str:
        """Return what a disclosure is called."""
        row = self.views.get(disclosures, disclosure_id)
        return row.title if row else ""

    def person(self, person_id: str) -> str:
        """Return a person's name; of one who was erased, that they were."""
        row = self.views.get(people, person_id) if person_id else None
        if row is None:
            return ""
        return self.keyring.open(row.sealed) or "已删除人员"

    def unit(self, unit_id: str) -> str:
        """Return a unit's name."""
        row = self.views.get(units, unit_id)
        return row.name if row else ""

    def _admit(self, row: OpinionRow, caller: Caller) -> None:
        course = self.course(row.opinion_id)
        if course is not None and caller.person in course.named:
            raise NamedReaderError(caller.person)
        leads = caller.holds(row.unit, OFFICE, *LEADERS)
        overseen = leads or oversees(self.views, caller, row.unit)
        if not overseen:
            caller.acting(row.unit, HANDLER, OFFICE)
        if caller.person in concerned_with(self.views, row.disclosure_id):
            raise ConcernedReaderError
        if caller.person != row.handler and not overseen:
            raise NotYourOpinionError

    def transfers(self, row: OpinionRow) -> list[tuple[datetime, str]]:
        """Return when and why an opinion went from one handler to another, as people read it."""
        return [
            (each.at, f"{each.reason}：{self.person(each.giver)} → {self._taker(each.handler)}")
            for each in row.transfers
        ]

    def _taker(self, handler: str) -> str:
        return self.person(handler) or "办公室（待重新交办）"

    def _tray(self, caller: Caller, tray: tuple[str, str, tuple[Any, ...]], page: int) -> Tray:
        key, name, where = tray
        order = [courses.c.due, courses.c.received_at]
        found = self.views.select(
            courses, *where, order=order, limit=PAGE, offset=(page - 1) * PAGE
        )
        shown_ = {x.opinion_id: x for x in found if caller.person not in x.named}
        rows = self._opinions(list(shown_))
        return Tray(
            key=key,
            name=name,
            rows=rows,
            courses=shown_,
            total=self.views.count(courses, *where),
            page=page,
        )

    def _opinions(self, ids: Sequence[UUID]) -> list[OpinionRow]:
        """Return the opinions of these ids, in their order, in one look."""
        keys = [opinions.encode_key(each) for each in ids]
        found = self.views.select(opinions, opinions.c.opinion_id.in_(keys))
        known = {each.opinion_id: each for each in found}
        return [known[each] for each in ids if each in known]

    def _told(self, row: OpinionRow) -> Told | None:
        if row.reply is None:
            return None
        return self.keyring.open(to_open(row.reply), Told, field="reply")

    def _inquiry(self, row: OpinionRow) -> Inquiry:
        about = self.views.get(disclosures, row.disclosure_id)
        told = self._told(row) if row.replied_to is Audience.PERSON else None
        return Inquiry(
            opinion=row,
            title=about.title if about else "",
            unit=self.unit(row.unit),
            reply=told.reply if told else "",
        )

    def _disclosures(self, ids: set[str]) -> dict[str, DisclosureRow]:
        found = self.views.select(disclosures, disclosures.c.disclosure_id.in_(ids))
        return {each.disclosure_id: each for each in found}


def _orphaned() -> tuple[Any, ...]:
    """Return the conditions that somebody found out, and nobody is left to answer."""
    return courses.c.status == Status.CONCLUDED.value, courses.c.handler == ""


def _unclaimed() -> tuple[Any, ...]:
    """Return the conditions that nobody took it in hand by its day, and nobody has since."""
    return courses.c.escalated_at.is_not(None), courses.c.handler == ""
