"""办意见 — what the office and the handler do with an opinion, each in their post."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct, convert
from msgspec.structs import asdict

from services.feedback.domain.by_scheme import GROUP, REPLY, ROUTE, assigners
from services.feedback.domain.commands import (
    AssignOpinion,
    CloseOpinion,
    ConcludeOpinion,
    LinkOpinion,
    OpenIdentity,
    OpinionCommand,
    ReplyOpinion,
)
from services.feedback.domain.disclosure import CITIZENS, shown
from services.feedback.domain.events import Event, OpinionReceived
from services.feedback.domain.handling_words import IdentityCorrected
from services.feedback.domain.masking import masked
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import Opinion, OpinionUnknownError
from services.feedback.domain.outcome_words import PublishOutcome
from services.feedback.domain.terms import (
    Delivery,
    Finding,
    OutcomeRule,
    Proof,
    Remedy,
    Sealed,
    Status,
)
from services.feedback.domain.writing import Identity, without_identity, written
from services.feedback.handlers.let_out import told
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import disclosures, involved
from services.feedback.views.courses import courses
from shared import seal
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import Cause
from shared.register import heir_of, holders, people, posts
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

HANDLER, OFFICE = "handler", "office"
ALWAYS: Final = frozenset({"一律公开", "列表公开"})  # V43: what the scheme may say of outcomes
EACH: Final = "逐件选择并写理由"  # T26


class Assignment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """交办单"""

    handler: str = ""


class Conclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核实结论"""

    finding: Finding
    remedy: Remedy
    conclusion: str = ""


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复 — what was told to the person, and the proof that it reached them."""

    how: Delivery
    delivered_at: Annotated[datetime, Meta(tz=True)]
    reply: str = ""
    evidence: str = ""


class Summary(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公开的办理结果"""

    summary: str = ""


class Told(Struct, frozen=True, kw_only=True):
    """已告知 — what is sealed in a reply."""

    reply: str
    evidence: str


class HandlerMissingError(InvalidError):
    """请选择承办人。"""


class NotAHandlerError(RejectedError):
    """所选人员不是本单位的意见承办人。"""


class PublicIsNoDeliveryError(InvalidError):
    """公开办理结果不能代替对署名反映人的答复，请选择其他答复方式。"""


@dataclass(frozen=True)
class Opinions:
    """意见办理 — every step is asked for here, decided in the domain and filed."""

    store: Store[Event]
    views: Views
    keyring: seal.Keyring
    rules: RuleBook

    async def assign(
        self, opinion_id: UUID, given: Assignment, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Give an opinion to a handler of the unit it concerns."""
        opinion, concerned = await asyncio.to_thread(self._gathered, opinion_id)
        today = beijing_date(caller.at)
        route = await asyncio.to_thread(self.rules.word, opinion.unit, ROUTE, today)
        cause = caller.acting(opinion.unit, *assigners(route))
        await asyncio.to_thread(self._must_handle, given.handler, opinion.unit, cause.at)
        command = AssignOpinion(handler=given.handler, concerned=concerned)
        return await self._file(opinion_id, command, cause, expected)

    async def conclude(
        self, opinion_id: UUID, given: Conclusion, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Say what was found, in words that anybody may read."""
        opinion, concerned = await asyncio.to_thread(self._gathered, opinion_id)
        cause = caller.acting(opinion.unit, HANDLER)
        command = ConcludeOpinion(
            finding=given.finding,
            conclusion=await self._public(opinion_id, given.conclusion, "conclusion"),
            remedy=given.remedy,
            concerned=concerned,
            gone=await asyncio.to_thread(self._gone, opinion.disclosure_id),
        )
        return await self._file(opinion_id, command, cause, expected)

    async def open_identity(
        self, opinion_id: UUID, caller: Caller
    ) -> tuple[Receipt, Identity | None]:
        """Open who signed; the opening is on record before anything is shown."""
        opinion, concerned = await asyncio.to_thread(self._gathered, opinion_id)
        cause = caller.acting(opinion.unit, HANDLER)
        command = OpenIdentity(concerned=concerned)
        receipt = await self._file(opinion_id, command, cause, None)
        return receipt, await asyncio.to_thread(self._identity, opinion_id)

    async def reply(
        self, opinion_id: UUID, given: Answer, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Keep what was told to the person, sealed, with the proof of its delivery."""
        opinion = await self._opinion(opinion_id)
        cause = caller.acting(opinion.unit, HANDLER)
        if given.how is Delivery.OUTCOME:
            raise PublicIsNoDeliveryError(field="how")
        told = Told(
            reply=written(given.reply, "reply"), evidence=written(given.evidence, "evidence")
        )
        command = ReplyOpinion(
            reply=await asyncio.to_thread(self._sealed, opinion_id, told),
            proof=Proof(how=given.how, at=given.delivered_at),
        )
        return await self._file(opinion_id, command, cause, expected)

    async def publish(
        self, opinion_id: UUID, given: Summary, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Propose what is told of it to all who may read what it was about, naming nobody."""
        opinion = await self._opinion(opinion_id)
        cause = caller.acting(opinion.unit, HANDLER)
        command = PublishOutcome(
            summary=masked(
                await self._public(opinion_id, given.summary, "summary"),
                await asyncio.to_thread(self._names, opinion),
            ),
            to_society=await asyncio.to_thread(self.is_public, opinion.disclosure_id),
        )
        waits = told(
            opinion_id,
            opinion.unit,
            "有一份意见办理结果等待核准",
            "/feedback/outcomes",
            on=beijing_date(cause.at),
            by=caller.command_id,
        )
        task = Task(OPINION, opinion_id, command, expected=expected)
        return await self.store.file(waits, task, cause=cause)

    async def close(self, opinion_id: UUID, caller: Caller, expected: int | None = None) -> Receipt:
        """Lay an answered opinion to rest."""
        opinion = await self._opinion(opinion_id)
        cause = caller.acting(opinion.unit, HANDLER, OFFICE)
        rule = await asyncio.to_thread(self._outcome_rule, opinion.unit, beijing_date(cause.at))
        told = await asyncio.to_thread(self._told_to, opinion.unit, beijing_date(cause.at))
        command = CloseOpinion(outcome=rule, report=GROUP in told)
        return await self._file(opinion_id, command, cause, expected)

    async def link(
        self, opinion_id: UUID, command: LinkOpinion, cause: Cause, command_id: UUID
    ) -> Receipt:
        """Remember that a revision came of this opinion."""
        task = Task(OPINION, opinion_id, command)
        return await self.store.file(task, cause=cause, command_id=command_id)

    def possible(self, opinion_id: UUID, caller: Caller) -> Mapping[str, str]:
        """Return each step and why this person cannot take it now, empty if they can."""
        opinion, _ = self.store.state(OPINION, opinion_id)
        concerned = self.concerned(opinion)
        return {
            name: _obstacle(command, opinion, caller, allowed)
            for name, command, allowed in _steps(concerned)
        }

    def identifying(self, opinion_id: UUID) -> tuple[list[str], list[str]]:
        """Return the names and contacts that nothing published about an opinion may tell."""
        names, who = self._names(self._known(opinion_id)), self._identity(opinion_id)
        return ([*names, who.name], [who.contact]) if who else (names, [])

    def concerned(self, opinion: Opinion) -> frozenset[str]:
        """Return who proposed, reviewed or approved what the opinion is about."""
        return concerned_with(self.views, opinion.disclosure_id)

    async def _opinion(self, opinion_id: UUID) -> Opinion:
        return await asyncio.to_thread(self._known, opinion_id)

    def _known(self, opinion_id: UUID) -> Opinion:
        opinion, _ = self.store.state(OPINION, opinion_id)
        if opinion.status is Status.NEW:
            raise OpinionUnknownError
        return opinion

    def _gathered(self, opinion_id: UUID) -> tuple[Opinion, frozenset[str]]:
        opinion = self._known(opinion_id)
        return opinion, self.concerned(opinion)

    async def _file(
        self, opinion_id: UUID, command: OpinionCommand, cause: Cause, expected: int | None
    ) -> Receipt:
        task = Task(OPINION, opinion_id, command, expected=expected)
        return await self.store.file(task, cause=cause)

    def _must_handle(self, person: str, unit: str, at: datetime) -> None:
        if not person:
            raise HandlerMissingError(field="handler")
        if person not in holders(self.views, unit, HANDLER, at):
            raise NotAHandlerError(person, field="handler")

    async def _public(self, opinion_id: UUID, text: str, field: str) -> str:
        said = written(text, field)
        for person in await asyncio.to_thread(self._signers, opinion_id):
            without_identity(said, person, field)
        return said

    def _signers(self, opinion_id: UUID) -> list[Identity | None]:
        """Return who signed it, and who signed what goes along with it."""
        along = self.views.select(courses, courses.c.lead == str(opinion_id))
        return [self._identity(each) for each in (opinion_id, *(row.opinion_id for row in along))]

    def _identity(self, opinion_id: UUID) -> Identity | None:
        found = None
        for record in self.store.load(opinion_id):
            if isinstance(record.event, OpinionReceived | IdentityCorrected):
                found = record.event.identity
        return self.keyring.open(to_open(found), Identity, field="identity") if found else None

    def _names(self, opinion: Opinion) -> list[str]:
        """Return whom no published word may name: who is complained of, and the unit's people."""
        return unnamed(self.views, self.keyring, opinion.unit, opinion.named)

    def _told_to(self, unit: str, day: date) -> tuple[str, ...]:
        return self.rules.words(unit, REPLY, day, ())

    def _outcome_rule(self, unit: str, day: date) -> OutcomeRule:
        if self.rules.word(unit, "feedback.outcome_publication", day) in ALWAYS:
            return OutcomeRule.ALWAYS
        if self.rules.word(unit, "feedback.outcome_decision", day) == EACH:
            return OutcomeRule.DECIDED
        return OutcomeRule.FREE

    def _sealed(self, opinion_id: UUID, told: Told) -> Sealed:
        return convert(asdict(self.keyring.seal(str(opinion_id), told, field="reply")), Sealed)

    def _gone(self, disclosure_id: str) -> bool:
        row = self.views.get(disclosures, disclosure_id)
        return row is not None and row.withdrawn

    def is_public(self, disclosure_id: str) -> bool:
        """Tell whether society reads what an opinion is about; of none: everybody reads it."""
        row = self.views.get(disclosures, disclosure_id)
        return not disclosure_id or (row is not None and shown(row.known, CITIZENS) > 0)


def unnamed(views: Views, keyring: seal.Keyring, unit: str, named: Iterable[str]) -> list[str]:
    """Return the names of these persons and of all who hold a post in a unit."""
    held = views.select(posts, posts.c.unit == heir_of(views, unit))
    rows = (views.get(people, each) for each in {*named, *(one.person for one in held)})
    return [keyring.open(each.sealed) or "" for each in rows if each]


def concerned_with(views: Views, disclosure_id: str) -> frozenset[str]:
    """Return the persons whose hands a disclosure has passed through."""
    row = views.get(disclosures, disclosure_id)
    if row is None:
        return frozenset()
    through = views.select(involved, involved.c.proposal_id.in_(row.proposals))
    return frozenset(each.person_id for each in through)


def to_open(sealed: Sealed) -> seal.Sealed:
    """Return a sealed box of a fact as the keyring knows it."""
    return convert(asdict(sealed), seal.Sealed)


def _steps(concerned: frozenset[str]) -> tuple[tuple[str, OpinionCommand, tuple[str, ...]], ...]:
    """Return one plain example of each step and the posts that may take it."""
    box = Sealed(subject="", nonce="", box="", commitment="")
    proof = Proof(how=Delivery.PHONE, at=datetime.min.replace(tzinfo=UTC))
    found = ConcludeOpinion(
        finding=Finding.PARTLY, conclusion="。", remedy=Remedy.NONE, concerned=concerned
    )
    return (
        ("assign", AssignOpinion(handler="*"), (OFFICE, HANDLER)),
        ("conclude", found, (HANDLER,)),
        ("identity", OpenIdentity(concerned=concerned), (HANDLER,)),
        ("reply", ReplyOpinion(reply=box, proof=proof), (HANDLER,)),
        ("publish", PublishOutcome(summary="。"), (HANDLER,)),
        ("close", CloseOpinion(), (HANDLER, OFFICE)),
    )


def _obstacle(
    command: OpinionCommand, opinion: Opinion, caller: Caller, allowed: tuple[str, ...]
) -> str:
    try:
        OPINION.decide(command, opinion, caller.acting(opinion.unit, *allowed))
    except RejectedError as refusal:
        return refusal.sentence
    return ""
