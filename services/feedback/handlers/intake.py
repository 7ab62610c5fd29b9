"""收意见 — a letter becomes an opinion with a number, once, whoever wrote it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, ParamSpec, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct, convert, json
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
from services.feedback.views import DisclosureRow, disclosures
from services.feedback.views.consultations import AskedRow, asked
from services.feedback.views.supervision import supervisors
from shared.calendar import beijing_date
from shared.decider import NotFoundError, RejectedError
from shared.grouped import Grouped
from shared.record import Cause, Record
from shared.register import units
from shared.seal import Bunch, Keyring
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

P = ParamSpec("P")
T = TypeVar("T")
Place = tuple[Cause, str, str]  # why, the unit, the matter of its catalog
Ready = tuple[Cause, list[Task]]

CLAIM: Final = ("opinion.claim_days", 3)  # points of a scheme, and what the county says
REPLY: Final = ("opinion.reply_days", 15)
TOGETHER: Final = 3  # facts of one letter at most: received, stance, numbered
BY_THEMSELVES: Final = frozenset({Channel.WEB, Channel.QR})  # written by the sender's own hand


_received: json.Decoder[Record[OpinionReceived]] = json.Decoder(Record[OpinionReceived])


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


class Arrived(NamedTuple):
    """一封来信和它的来路 — what is sorted together with whatever else has just come."""

    letter: Letter
    opinion_id: UUID
    code: str
    caller: Caller
    address: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Intake:
    """收件处 — the only way in."""

    store: Store[Event]
    views: Views
    keyring: Keyring
    gate: Gate
    secret: bytes
    rules: RuleBook
    _sorting: Grouped[Arrived, Ready] = field(init=False)

    def __post_init__(self) -> None:
        """Sort together what comes together."""
        object.__setattr__(self, "_sorting", Grouped(self._sorted))

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
        arrived = Arrived(letter, opinion_id, code, caller, address, pictures)
        cause, tasks = await self._sorting.ask(arrived)
        receipt = await self.store.file(*tasks, cause=cause)
        filed = self._just_filed(opinion_id, receipt.position)
        filed = filed or await asyncio.to_thread(self._received, opinion_id)
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
        arrived = Arrived(letter, opinion_id, code, caller, "", pictures)
        command = await asyncio.to_thread(self._entered, arrived, (unit, item))
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
        memo = self.views.memo(disclosures)
        row = memo.of(disclosure_id, lambda: self._disclosure(disclosure_id))
        heard(row.known if row else None, version, reader_of(caller))
        if row is None:
            raise AssertionError(disclosure_id)
        return row

    def asked(self, disclosure_id: str, caller: Caller) -> AskedRow | None:
        """Return what a plan asks of its readers today, if it still asks."""
        row = self.views.get(asked, disclosure_id)
        return row if row and row.asks(beijing_date(caller.at)) else None

    def _disclosure(self, disclosure_id: str) -> DisclosureRow | None:
        return self.views.get(disclosures, disclosure_id) if disclosure_id else None

    def _received(self, opinion_id: UUID) -> Record[OpinionReceived] | None:
        for record in self.store.load(opinion_id):
            if isinstance(record.event, OpinionReceived):
                return record  # type: ignore[return-value]
        return None

    def _just_filed(self, opinion_id: UUID, position: int) -> Record[OpinionReceived] | None:
        """Return what has been filed a moment ago, as far as it is in memory."""
        for letter in self.store.at_hand(max(position - TOGETHER, 0), TOGETHER):
            if letter.stream_id == opinion_id:
                return _received.decode(letter.body)
        return None

    def _sorted(self, group: Sequence[Arrived]) -> list[Ready | Exception]:
        """Return for each letter all that is filed of it, or why it is not let in."""
        places = [self._tried(self._admitted, each) for each in group]
        let_in = zip(group, places, strict=True)
        keys = self.keyring.prepare(
            [str(each.opinion_id) for each, place in let_in if not isinstance(place, Exception)]
        )
        return [
            place
            if isinstance(place, Exception)
            else self._tried(self._prepared, each, place, keys)
            for each, place in zip(group, places, strict=True)
        ]

    def _tried(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Exception:
        try:
            return step(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 — of its letter alone; the others go on
            return error

    def _admitted(self, each: Arrived) -> Place:
        first = self._received(each.opinion_id)
        return self._admit(each.letter, each.caller, each.address, first)

    def _prepared(self, each: Arrived, place: Place, keys: Bunch) -> Ready:
        (cause, unit, item), letter, opinion_id = place, each.letter, each.opinion_id
        number = NumberOpinion(unit=unit, opinion_id=opinion_id)
        return cause, [
            Task(OPINION, opinion_id, self._command(each, (unit, item), keys)),
            *self._stance(letter, opinion_id, unit),
            Task(REGISTER, register_id(unit, year_of(cause.at)), number),
        ]

    def _entered(self, each: Arrived, place: tuple[str, str]) -> ReceiveOpinion:
        return self._command(each, place, self.keyring.prepare([str(each.opinion_id)]))

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

    def _command(self, each: Arrived, place: tuple[str, str], keys: Bunch) -> ReceiveOpinion:
        letter, opinion_id, caller = each.letter, each.opinion_id, each.caller
        (unit, item), today = place, beijing_date(caller.at)
        ends = self.rules.deadlines(unit, today, claim=CLAIM, reply=REPLY)
        mine = letter.channel in BY_THEMSELVES and letter.signed
        mine = mine or letter.channel is Channel.SUPERVISOR  # who passed it on is told, too (S2-53)
        boxes = _sealed(opinion_id, letter, keys)
        return ReceiveOpinion(
            unit=unit,
            disclosure_id=letter.disclosure_id,
            item_id=item,
            version=letter.version if letter.disclosure_id else 0,
            channel=letter.channel,
            signed=letter.signed,
            content=boxes["content"],
            identity=boxes.get("identity"),
            query_code_digest=digest_of(opinion_id, each.code),
            reference=letter.reference.strip(),
            likeness=likeness_of(self.secret, unit, letter.content),
            sender=sender_of(self.secret, caller.person) if mine and caller.person else "",
            pictures=each.pictures,
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


def _sealed(opinion_id: UUID, letter: Letter, keys: Bunch) -> dict[str, Sealed]:
    """Return what is private of a letter, by field; all of it has one key."""
    who = identity(signed=letter.signed, name=letter.name, contact=letter.contact)
    said: dict[str, str | Identity] = {"content": written(letter.content, "content")}
    boxes = {
        field: keys.seal(str(opinion_id), data, field=field)
        for field, data in (said | ({"identity": who} if who else {})).items()
    }
    return {field: convert(asdict(box), Sealed) for field, box in boxes.items()}


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
