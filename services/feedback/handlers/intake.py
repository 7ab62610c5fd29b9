"""收意见 — a letter becomes an opinion with a number, once, whoever wrote it."""

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import asdict, replace

from services.feedback.domain.commands import NumberOpinion, ReceiveOpinion
from services.feedback.domain.disclosure import Reader, heard
from services.feedback.domain.events import Event, OpinionReceived
from services.feedback.domain.likeness import likeness_of, sender_of
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.query_code import code_for, digest_of, fits
from services.feedback.domain.register import REGISTER, numeral, register_id, year_of
from services.feedback.domain.stance import VOICE, DeclareStance, Stance, voice_id
from services.feedback.domain.supervisor import supervisor_id
from services.feedback.domain.terms import Channel, Picture, Sealed
from services.feedback.domain.writing import Identity, identity, written
from services.feedback.handlers.gate import Gate
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import DisclosureRow, disclosures, units
from services.feedback.views.consultations import AskedRow, asked
from services.feedback.views.supervision import supervisors
from shared.calendar import beijing_date
from shared.decider import NotFoundError, RejectedError
from shared.record import Cause, Record
from shared.seal import Keyring
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

CLAIM: Final = ("opinion.claim_days", 3)  # points of a scheme, and what the county says
REPLY: Final = ("opinion.reply_days", 15)
BY_THEMSELVES: Final = frozenset({Channel.WEB, Channel.QR})  # written by the sender's own hand


class Letter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """来信 — an opinion as it is handed in; ``reference`` is the number of a work order.

    Without a disclosure it is about a ``unit`` as a whole. ``answer`` solves the ``puzzle`` that
    is asked of an address from which very many letters come.
    """

    disclosure_id: str = ""
    version: int = 0
    content: str = ""
    signed: bool = False
    name: str = ""
    contact: str = ""
    channel: Channel = Channel.WEB
    reference: str = ""
    stance: Stance | None = None
    unit: str = ""
    answer: str = ""
    puzzle: str = ""


class Ticket(Struct, frozen=True, kw_only=True):
    """回执 — what the sender takes home: a number, and a code that is shown once."""

    opinion_id: UUID
    number: str
    query_code: str
    position: int


class UnitUnknownError(NotFoundError):
    """没有找到您要反映的单位。"""


class LetterChangedError(RejectedError):
    """这份意见已经收到，这次提交的内容与上次不同；如要补充，请重新打开页面另行提交。"""


@dataclass(frozen=True)
class Intake:
    """收件处 — the only way in."""

    store: Store[Event]
    views: Views
    keyring: Keyring
    gate: Gate
    secret: bytes
    rules: RuleBook

    async def receive(
        self, letter: Letter, caller: Caller, address: str, pictures: tuple[Picture, ...] = ()
    ) -> Ticket:
        """File an opinion and its number together.

        The same command again is answered with the same number and code.

        Raises:
            InvalidError: a field of the letter is not as it must be; says which.
            DisclosureUnknownError: what it is about is not for this sender to read.
            TooManyLettersError: this address must wait.
            LetterChangedError: the command id was used for another letter.

        """
        opinion_id = uuid5(caller.command_id, "opinion")
        plain = replace(letter, answer="", puzzle="")
        code = code_for(self.secret, [str(caller.command_id), plain])
        cause, tasks = await asyncio.to_thread(
            self._prepared, letter, opinion_id, code, caller, address, pictures
        )
        receipt = await self.store.file(*tasks, cause=cause)
        filed = await asyncio.to_thread(self._received, opinion_id)
        if filed is None or not fits(opinion_id, code, filed.event.query_code_digest):
            raise LetterChangedError
        return Ticket(
            opinion_id=opinion_id,
            number=numeral(year_of(filed.cause.at), receipt.version),
            query_code=code,
            position=receipt.position,
        )

    async def enter(
        self,
        letter: Letter,
        opinion_id: UUID,
        caller: Caller,
        cause: Cause,
        pictures: tuple[Picture, ...] = (),
    ) -> bool:
        """File what came in with a name of its own, once; tell whether it was new.

        Raises:
            InvalidError: a field of the letter is not as it must be; says which.

        """
        self._check(letter)
        if await asyncio.to_thread(self._received, opinion_id) is not None:
            return False
        unit, item = await asyncio.to_thread(self._place, letter, caller)
        code = code_for(self.secret, [str(opinion_id)])
        command = await asyncio.to_thread(
            self._command, letter, opinion_id, (unit, item), code, caller, pictures
        )
        number = NumberOpinion(unit=unit, opinion_id=opinion_id)
        await self.store.file(
            Task(OPINION, opinion_id, command),
            Task(REGISTER, register_id(unit, year_of(cause.at)), number),
            cause=cause,
            command_id=uuid5(opinion_id, "received"),
        )
        return True

    def about(self, disclosure_id: str, version: int, caller: Caller) -> DisclosureRow:
        """Return what somebody wants to speak of, if it is theirs to read."""
        row = self.views.get(disclosures, disclosure_id) if disclosure_id else None
        heard(row.known if row else None, version, reader_of(caller))
        if row is None:
            raise AssertionError(disclosure_id)
        return row

    def asked(self, disclosure_id: str, caller: Caller) -> AskedRow | None:
        """Return what a plan asks of its readers today, if it still asks."""
        row = self.views.get(asked, disclosure_id)
        return row if row and row.asks(beijing_date(caller.at)) else None

    def _received(self, opinion_id: UUID) -> Record[OpinionReceived] | None:
        for record in self.store.load(opinion_id):
            if isinstance(record.event, OpinionReceived):
                return record  # type: ignore[return-value]
        return None

    def _prepared(
        self,
        letter: Letter,
        opinion_id: UUID,
        code: str,
        caller: Caller,
        address: str,
        pictures: tuple[Picture, ...],
    ) -> tuple[Cause, list[Task]]:
        """Return all that is filed together; one visit to the rows and the keys."""
        first = self._received(opinion_id)
        cause, unit, item = self._admit(letter, caller, address, first)
        command = self._command(letter, opinion_id, (unit, item), code, caller, pictures)
        number = NumberOpinion(unit=unit, opinion_id=opinion_id)
        return cause, [
            Task(OPINION, opinion_id, command),
            *self._stance(letter, opinion_id, unit),
            Task(REGISTER, register_id(unit, year_of(cause.at)), number),
        ]

    def _admit(
        self, letter: Letter, caller: Caller, address: str, first: Record[OpinionReceived] | None
    ) -> tuple[Cause, str, str]:
        if first is not None:
            return first.cause, first.event.unit, first.event.item_id
        self._check(letter)
        unit, item = self._place(letter, caller)
        if letter.channel is Channel.SUPERVISOR and self._supervises(unit, caller):
            return acting_as_supervisor(unit, caller), unit, item
        if letter.channel not in BY_THEMSELVES:
            return caller.acting(unit, "handler", "office"), unit, item
        if not self.gate.solved(letter.puzzle, letter.answer, address, caller.at):
            self.gate.enter(address, caller.at)
        return caller.citizen(), unit, item

    def _supervises(self, unit: str, caller: Caller) -> bool:
        row = self.views.get(supervisors, supervisor_id(unit, caller.person))
        return row is not None and row.serves(beijing_date(caller.at))

    def _place(self, letter: Letter, caller: Caller) -> tuple[str, str]:
        """Return the unit that a letter concerns, and the matter of its catalog, if any."""
        if letter.disclosure_id or not letter.unit:
            row = self.about(letter.disclosure_id, letter.version, caller)
            return row.unit, row.item_id
        if self.views.get(units, letter.unit) is None:
            raise UnitUnknownError(letter.unit, field="unit")
        return letter.unit, ""

    def _check(self, letter: Letter) -> None:
        written(letter.content, "content")
        identity(signed=letter.signed, name=letter.name, contact=letter.contact)
        if letter.reference.strip():
            written(letter.reference, "reference")

    def _command(
        self,
        letter: Letter,
        opinion_id: UUID,
        place: tuple[str, str],
        code: str,
        caller: Caller,
        pictures: tuple[Picture, ...],
    ) -> ReceiveOpinion:
        (unit, item), today = place, beijing_date(caller.at)
        ends = self.rules.deadlines(unit, today, claim=CLAIM, reply=REPLY)
        mine = letter.channel in BY_THEMSELVES and letter.signed
        mine = mine or letter.channel is Channel.SUPERVISOR  # who passed it on is told, too (S2-53)
        who = identity(signed=letter.signed, name=letter.name, contact=letter.contact)
        return ReceiveOpinion(
            unit=unit,
            disclosure_id=letter.disclosure_id,
            item_id=item,
            version=letter.version if letter.disclosure_id else 0,
            channel=letter.channel,
            signed=letter.signed,
            content=self._sealed(opinion_id, written(letter.content, "content"), "content"),
            identity=self._sealed(opinion_id, who, "identity") if who else None,
            query_code_digest=digest_of(opinion_id, code),
            reference=letter.reference.strip(),
            likeness=likeness_of(self.secret, unit, letter.content),
            sender=sender_of(self.secret, caller.person) if mine and caller.person else "",
            pictures=pictures,
            due=ends["reply"],
            claim_by=ends["claim"],
        )

    def _stance(self, letter: Letter, opinion_id: UUID, unit: str) -> list[Task]:
        """Return what counts the sender's stance, if one was taken."""
        if letter.stance is None:
            return []
        who = identity(signed=letter.signed, name=letter.name, contact=letter.contact)
        row = self.views.get(asked, letter.disclosure_id)
        command = DeclareStance(
            unit=unit,
            disclosure_id=letter.disclosure_id,
            version=letter.version,
            opinion_id=str(opinion_id),
            stance=letter.stance,
            verified=who is not None,
            window=row.window if row else None,
        )
        voice = voice_id(self.secret, letter.disclosure_id, opinion_id, who)
        return [Task(VOICE, voice, command)]

    def _sealed(self, opinion_id: UUID, data: str | Identity, field: str) -> Sealed:
        return convert(asdict(self.keyring.seal(str(opinion_id), data, field=field)), Sealed)


def acting_as_supervisor(unit: str, caller: Caller) -> Cause:
    """Return the cause of what a supervisor of a unit does, who may hold no post at all."""
    return Cause(
        actor=caller.known(),
        at=caller.at,
        unit=unit,
        post="supervisor",
        correlation_id=caller.correlation_id,
        causation_id=caller.command_id,
    )


def reader_of(caller: Caller) -> Reader:
    """Return who reads, as the rules of reading know them."""
    held = frozenset((each.unit, each.post) for each in caller.posts)
    return Reader(person=caller.person, posts=held)
