"""收申请 — online, on paper or by word of mouth: one number series, one receipt (F1, S0-64)."""

import asyncio
import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import asdict

from services.feedback.domain.applicant import applicant
from services.feedback.domain.events import Event
from services.feedback.domain.query_code import code_for, digest_of, fits
from services.feedback.domain.register import year_of
from services.feedback.domain.request import REQUEST
from services.feedback.domain.request_commands import NumberRequest, ReceiveRequest
from services.feedback.domain.request_events import RequestReceived
from services.feedback.domain.request_register import REQUESTS, numeral_of, register_of
from services.feedback.domain.request_rule import RequestRule, rule_of
from services.feedback.domain.request_words import Applicant, Document, Intake, RequestText
from services.feedback.domain.request_writing import maybe, stated
from services.feedback.domain.terms import Sealed
from services.feedback.handlers.gate import Gate
from services.feedback.handlers.rules import RuleBook
from services.feedback.views.rules import schemes
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import Cause, Record
from shared.register import UnitRow, heir_of, units
from shared.seal import Keyring
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

OPERATORS: Final = ("clerk", "handler", "office")
STANDINGS: Final = ("党员", "群众", "机关干部", "职工")
Word = TypeVar("Word", Intake, Document)


class RequestUnitError(InvalidError):
    """请选择向哪个单位申请。"""


class StandingMissingError(InvalidError):
    """请选择申请人身份。"""


class IntakeUnclearError(InvalidError):
    """请选择申请方式。"""


class DocumentUnclearError(InvalidError):
    """请选择证件种类。"""


class RequestChangedError(RejectedError):
    """这件申请已经收到，这次提交的内容与上次不同；如要另提一件，请重新打开页面。"""


class Application(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """申请表 — as it is handed in, by the applicant or by the clerk who writes it down."""

    unit: str = ""
    standing: str = ""
    subject: str = ""
    purpose: str = ""
    form: str = ""
    name: str = ""
    document: str = "id_card"
    number: str = ""
    contact: str = ""
    intake: str = "online"


class RequestTicket(Struct, frozen=True, kw_only=True):
    """申请回执 — a number, a code that is shown once, and the day by which it is answered."""

    request_id: UUID
    number: str
    query_code: str
    due: date
    term: str
    position: int


@dataclass(frozen=True)
class RequestIntake:
    """申请受理处 — the only way in."""

    store: Store[Event]
    views: Views
    keyring: Keyring
    gate: Gate
    secret: bytes
    rules: RuleBook

    async def receive(self, given: Application, caller: Caller, address: str) -> RequestTicket:
        """File a request and its number together.

        The same command again is answered with the same number and code.

        Raises:
            InvalidError: a field is not as it must be; says which.
            NotEntitledError: by the unit's scheme this applicant may not apply.
            WrongPostError: only staff enter what came on paper or by word of mouth.
            TooManyLettersError: this address must wait.
            RequestChangedError: the command id was used for another request.

        """
        request_id = uuid5(caller.command_id, "request")
        code = code_for(self.secret, [str(caller.command_id), given])
        first = await asyncio.to_thread(self._received, request_id)
        command = await asyncio.to_thread(self._command, given, caller, request_id, code)
        cause = first.cause if first else self._admit(command, caller, address)
        number = NumberRequest(unit=command.unit, request_id=request_id)
        receipt = await self.store.file(
            Task(REQUEST, request_id, command),
            Task(REQUESTS, register_of(command.unit, year_of(cause.at)), number),
            cause=cause,
        )
        filed = await asyncio.to_thread(self._received, request_id)
        if filed is None or not fits(request_id, code, filed.event.query_code_digest):
            raise RequestChangedError
        return RequestTicket(
            request_id=request_id,
            number=numeral_of(year_of(filed.cause.at), receipt.version),
            query_code=code,
            due=filed.event.due,
            term=filed.event.rule.term,
            position=receipt.position,
        )

    def rule(self, unit: str, day: date) -> RequestRule:
        """Return what a unit's scheme says of requests on a day."""
        row = self.views.get(schemes, heir_of(self.views, unit))
        scheme = row.in_force(day) if row else None
        return rule_of(scheme.values, scheme.id, scheme.version) if scheme else RequestRule()

    def units(self) -> list[UnitRow]:
        """Return the units that may be asked, by name."""
        return self.views.select(units, units.c.ended_on.is_(None), order=[units.c.name])

    def account(self, person: str) -> str:
        """Return by what a request knows whose account it came from; nobody else can tell."""
        return hmac.digest(self.secret, b"applicant" + person.encode(), sha256).hex()

    def sealed(self, request_id: UUID, data: object, field: str) -> Sealed:
        """Seal something with the request's own key."""
        return convert(asdict(self.keyring.seal(str(request_id), data, field=field)), Sealed)

    def text(self, subject: str, purpose: str, form: str) -> RequestText:
        """Return what is asked for, as it will be kept."""
        return RequestText(
            subject=stated(subject, "subject"),
            purpose=maybe(purpose, "purpose"),
            form=maybe(form, "form"),
        )

    def applicant(self, given: Application, day: date) -> Applicant:
        """Return who asks, once what they say of themselves can be true."""
        document = _chosen(Document, given.document, DocumentUnclearError, "document")
        return applicant(given.name, document, given.number, given.contact, day)

    def _admit(self, command: ReceiveRequest, caller: Caller, address: str) -> Cause:
        if command.intake is not Intake.ONLINE:
            return caller.acting(command.unit, *OPERATORS)
        self.gate.enter(address, caller.at)
        return caller.citizen()

    def _command(
        self, given: Application, caller: Caller, request_id: UUID, code: str
    ) -> ReceiveRequest:
        intake = _chosen(Intake, given.intake, IntakeUnclearError, "intake")
        unit, day = self._asked(given), beijing_date(caller.at)
        if given.standing not in STANDINGS:
            raise StandingMissingError(*STANDINGS, field="standing")
        text = self.text(given.subject, given.purpose, given.form)
        who = self.applicant(given, day)
        own = intake is Intake.ONLINE and caller.person
        return ReceiveRequest(
            unit=unit,
            intake=intake,
            standing=given.standing,
            applicant=self.account(caller.person) if own else "",
            content=self.sealed(request_id, text, "content"),
            identity=self.sealed(request_id, who, "identity"),
            query_code_digest=digest_of(request_id, code),
            rule=self.rule(unit, day),
            calendar=self.rules.calendar(),
        )

    def _asked(self, given: Application) -> str:
        if self.views.get(units, given.unit) is None:
            raise RequestUnitError(given.unit, field="unit")
        return heir_of(self.views, given.unit)

    def _received(self, request_id: UUID) -> Record[RequestReceived] | None:
        for record in self.store.load(request_id):
            if isinstance(record.event, RequestReceived):
                return record  # type: ignore[return-value]
        return None


def _chosen(kind: type[Word], word: str, refusal: type[InvalidError], field: str) -> Word:
    known = [each.value for each in kind]
    if word not in known:
        raise refusal(*known, field=field)
    return kind(word)
