"""审计 — facts as auditors read them: lists, single facts, and whole stories."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import DecodeError, Struct, json

from services.archive.domain.entry import Fact
from services.archive.domain.exceptions import tags_of
from services.archive.domain.terms import ARCHIVE, SERVICES
from services.archive.gateways.ledger import Ledger
from services.archive.views import AlarmRow, ObjectionRow, alarms, objections
from shared.auth import WrongPostError
from shared.decider import NotFoundError
from shared.posts import named
from shared.record import Cause
from shared.view import Views
from shared.web import Caller

AUDITOR: Final = "auditor"
PAGE: Final = 50
STORY: Final = 500  # facts of one story shown at most
LINKS: Final = ("proposal_id", "disclosure_id", "opinion_id")
SHARED: Final = frozenset({"feedback.opinion.numbered.v1"})  # many stories in one register
GROUND: Final = "catalog"  # units and people belong to every story and make none


class NotFoundInLogError(NotFoundError):
    """存档中没有这条记录。"""


class _Opened(Struct, frozen=True):
    cause: Cause
    event: dict[str, Any]


_opened: Final = json.Decoder(_Opened)


class Moment(Struct, frozen=True, kw_only=True):
    """一刻 — one fact, opened as far as it can be read."""

    fact: Fact
    cause: Cause | None
    event: Mapping[str, Any]

    @property
    def at(self) -> datetime | None:
        """Return when it was filed."""
        return self.cause.at if self.cause else None


class Refused(Struct, frozen=True, kw_only=True):
    """一次驳回 — what a service refused."""

    service: str
    position: int
    cause: Cause | None
    event: Mapping[str, Any]


class Stand(Struct, frozen=True, kw_only=True):
    """进度 — how far a service has been taken in."""

    service: str
    facts: int
    refusals: int


@dataclass(frozen=True)
class Audit:
    """审计 — reads the ledger; changes nothing."""

    ledger: Ledger
    views: Views

    def allow(self, caller: Caller) -> None:
        """Let auditors through.

        Raises:
            NotLoggedInError: nobody has logged in.
            WrongPostError: the person is no auditor anywhere.

        """
        caller.known()
        if not self.is_auditor(caller):
            raise WrongPostError(named(AUDITOR))

    def is_auditor(self, caller: Caller) -> bool:
        """Tell whether somebody is an auditor in any unit."""
        return bool(caller.units(AUDITOR))

    def stands(self) -> list[Stand]:
        """Return how far each service has been taken in."""
        return [
            Stand(
                service=each,
                facts=self.ledger.last(each),
                refusals=self.ledger.last_refusal(each),
            )
            for each in (*SERVICES, ARCHIVE)
        ]

    def alarms(self) -> list[AlarmRow]:
        """Return the alarms, newest first."""
        return self.views.select(alarms, order=[alarms.c.at.desc()])

    def objections(self) -> list[ObjectionRow]:
        """Return what witnesses have objected to, newest first."""
        return self.views.select(objections, order=[objections.c.at.desc()])

    def facts(self, page: int, **wanted: str) -> tuple[list[Moment], int]:
        """Return one page of facts, newest first, and how many there are in all."""
        found = self.ledger.latest(PAGE, (page - 1) * PAGE, **wanted)
        return [opened(fact) for fact in found], self.ledger.count(**wanted)

    def fact(self, index: int) -> Moment:
        """Return one fact.

        Raises:
            NotFoundInLogError: there is none at this index.

        """
        for fact in self.ledger.facts(index, 1):
            if fact.index == index:
                return opened(fact)
        raise NotFoundInLogError(index)

    def story(self, name: UUID) -> list[Moment]:
        """Return all that belongs to one thing or request, in every service, oldest first.

        From the facts that bear this name it follows their requests, their streams
        and the proposals, disclosures and opinions they speak of.

        Raises:
            NotFoundInLogError: no fact bears this name.

        """
        told: list[Moment] = []
        known: set[str] = set()
        fresh = {str(name)}
        while fresh and len(told) < STORY:
            known |= fresh
            told = [opened(fact) for fact in self.ledger.about(known, STORY)]
            fresh = _names(told) - known
        if not told:
            raise NotFoundInLogError(name)
        return told

    def exceptions(self, group: str, page: int) -> tuple[list[Moment], int]:
        """Return one page of exceptions, newest first, and how many there are in all."""
        tags = tags_of(group)
        found = self.ledger.tagged(tags, PAGE, (page - 1) * PAGE)
        return [opened(fact) for fact in found], self.ledger.count_tagged(tags)

    def differences(self, since: str, until: str) -> list[Any]:
        """Return what came between two moments (UTC): facts only come, so that is all there is."""
        return self.ledger.tally(since, until)

    def during(self, since: str, until: str) -> Iterator[Moment | Refused]:
        """Yield every act and every refusal of a time, oldest first."""
        for each in self.ledger.during(since, until):
            if isinstance(each, Fact):
                yield opened(each)
            else:
                yield _refused(each.service, each.position, bytes(each.body))

    def refusals(self, page: int) -> tuple[list[Refused], int]:
        """Return one page of refusals, newest first, and how many there are in all."""
        rows = self.ledger.refusals(PAGE, (page - 1) * PAGE)
        found = [_refused(row.service, row.position, bytes(row.body)) for row in rows]
        return found, self.ledger.count_refusals()


def opened(fact: Fact) -> Moment:
    """Open a fact; one that cannot be read is shown without its content."""
    cause, event = _open(fact.body)
    return Moment(fact=fact, cause=cause, event=event)


def _refused(service: str, position: int, body: bytes) -> Refused:
    cause, event = _open(body)
    return Refused(service=service, position=position, cause=cause, event=event)


def _open(body: bytes) -> tuple[Cause | None, Mapping[str, Any]]:
    try:
        found = _opened.decode(body)
    except DecodeError:
        return None, {}
    return found.cause, found.event


def _names(told: Iterable[Moment]) -> set[str]:
    """Return the names that lead further in a story."""
    names: set[str] = set()
    for each in told:
        if each.fact.service not in {GROUND, ARCHIVE}:
            names |= {each.fact.story}
            names |= set() if each.fact.tag in SHARED else {each.fact.stream_id}
            names |= {str(each.event[link]) for link in LINKS if each.event.get(link)}
    return names - {""}
