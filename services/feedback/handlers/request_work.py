"""办申请 — each step asked for in the right post, decided in the domain and filed."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.disclosure import DisclosureUnknownError
from services.feedback.domain.query_code import code_for, digest_of
from services.feedback.domain.register import BEIJING
from services.feedback.domain.request import REQUEST, RequestUnknownError
from services.feedback.domain.request_answer import NotDecidedError
from services.feedback.domain.request_commands import (
    AcceptRequest,
    AcknowledgeFiling,
    AnswerParty,
    AskCorrection,
    CloseRequest,
    ConcludeRecheck,
    ConsultParty,
    DecideRequest,
    DropRelease,
    EraseRequest,
    ExamineRecheck,
    ExplainRequest,
    ExtendRequest,
    LapseRequest,
    NominateRequest,
    OpenApplicant,
    PrepareRelease,
    ReturnFiling,
    SendFiling,
    SignRequest,
    StudyRequest,
    TakeUpPublication,
)
from services.feedback.domain.request_reason import letter_of
from services.feedback.domain.request_state import Asked
from services.feedback.domain.request_words import (
    Applicant,
    Checked,
    Consent,
    Outcome,
    Release,
    Status,
    Verdict,
)
from services.feedback.domain.request_writing import maybe, stated
from services.feedback.domain.terms import Delivery, Proof
from services.feedback.domain.topic import TOPIC, RaiseTopic, TopicText
from services.feedback.domain.writing import (
    Identity,
    IdentityRevealedError,
    without_identity,
    written,
)
from services.feedback.handlers import request_forms as forms
from services.feedback.handlers.opinions import to_open
from services.feedback.handlers.request_intake import OPERATORS, RequestIntake
from services.feedback.views import disclosures
from services.feedback.views.requests import RequestRow, requests
from shared.decider import InvalidError
from shared.record import Cause
from shared.register import units
from shared.seal import NotScrubbedError
from shared.store import Receipt, Task
from shared.web import Caller

SUPERIORS: Final = ("office", "approver", "leader", "deputy_leader", "secretary")
OPENER: Final = "handler"  # the one post that opens who an applicant is
Word = TypeVar("Word", bound=Enum)


class ChoiceMissingError(InvalidError):
    """请在列出的项目中选择一项。"""


class ApplicantRevealedError(InvalidError):
    """文字和文件名里不能出现申请人的姓名、证件号码或者联系方式，请删去后再提交。"""


class DeliveredWhenError(InvalidError):
    """请填写送达时间，例如 2026-07-01 09:30。"""


class Told(Struct, frozen=True, kw_only=True):
    """已告知 — what is sealed of an explanation: the letter, and how it reached its reader."""

    letter: str
    evidence: str


class Case(Struct, frozen=True, kw_only=True):
    """卷 — a request as it stands, and as its row tells of it."""

    row: RequestRow
    asked: Asked
    who: Applicant | None

    @property
    def request_id(self) -> UUID:
        """Return which request it is."""
        return self.row.request_id


@dataclass(frozen=True)
class RequestWork:
    """申请办理"""

    intake: RequestIntake

    async def take(
        self, request_id: UUID, sheet: forms.AnySheet, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Take one step.

        Raises:
            RequestUnknownError: there is no such request.
            WrongPostError: this person may not take it.
            InvalidError: a field of the form is not as it must be; says which.

        """
        case = await asyncio.to_thread(self.case, request_id)
        cause = _acting(sheet, case.asked, caller)
        command = await asyncio.to_thread(self._command, sheet, case)
        task = Task(REQUEST, request_id, command, expected=expected)
        more = await asyncio.to_thread(self._topic, sheet, case, command)
        receipt = await self.intake.store.file(task, *more, cause=cause)
        if isinstance(sheet, forms.Erase):
            with suppress(NotScrubbedError):  # the key is gone; what follows the fact scrubs again
                await asyncio.to_thread(self.intake.keyring.erase, str(request_id))
        return receipt

    async def sign(
        self, request_id: UUID, scan: Release | None, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Note that the applicant has signed the printed form."""
        return await self._file(request_id, SignRequest(scan=scan), caller, expected)

    async def prepare(
        self, request_id: UUID, release: Release, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """Lay a file ready for the applicant; its name stands in facts and names them not."""
        case = await asyncio.to_thread(self.case, request_id)
        self._unnamed(case, release.name, "file")
        return await self._file(request_id, PrepareRelease(release=release), caller, expected)

    async def open_applicant(
        self, request_id: UUID, caller: Caller
    ) -> tuple[Receipt, Applicant | None]:
        """Open who asks; the opening is on record before anything is shown."""
        case = await asyncio.to_thread(self.case, request_id)
        cause = caller.acting(case.asked.unit, OPENER)
        task = Task(REQUEST, request_id, OpenApplicant())
        return await self.intake.store.file(task, cause=cause), case.who

    def case(self, request_id: UUID) -> Case:
        """Return a request as it stands now."""
        asked, _ = self.intake.store.state(REQUEST, request_id)
        row = self.intake.views.get(requests, request_id)
        if asked.status is Status.NEW or row is None:
            raise RequestUnknownError
        box = to_open(row.papers.identity)
        return Case(
            row=row, asked=asked, who=self.intake.keyring.open(box, Applicant, field="identity")
        )

    def may(self, asked: Asked, caller: Caller, *, step: type[forms.Sheet]) -> bool:
        """Tell whether somebody's posts allow a step, whatever stands in its way otherwise."""
        return any(caller.holds(unit, *posts) for unit, posts in _places(step, asked))

    def must_operate(self, case: Case, caller: Caller) -> None:
        """Refuse who does not work on requests there, before a file of theirs is taken in."""
        caller.acting(case.asked.unit, *OPERATORS)

    async def _file(
        self, request_id: UUID, command: Any, caller: Caller, expected: int | None
    ) -> Receipt:
        case = await asyncio.to_thread(self.case, request_id)
        cause = caller.acting(case.asked.unit, *OPERATORS)
        task = Task(REQUEST, request_id, command, expected=expected)
        return await self.intake.store.file(task, cause=cause)

    def _command(self, sheet: Any, case: Case) -> Any:  # noqa: PLR0911 — one line for each form
        calendar = self.intake.rules.calendar()
        match sheet:
            case forms.Accept(checked=checked):
                return AcceptRequest(checked=_word(Checked, checked, "checked"))
            case forms.Correction(wanted=wanted):
                box = self._sealed(case, wanted, "wanted")
                return AskCorrection(wanted=box, calendar=calendar)
            case forms.Extend(extension=why):
                return ExtendRequest(reason=self._plain(case, why, "extension"), calendar=calendar)
            case forms.Consult(party=party):
                return ConsultParty(party=self._sealed(case, party, "party"))
            case forms.Heard(consent=consent, said=said):
                word, box = _word(Consent, consent, "consent"), self._sealed(case, said, "said")
                return AnswerParty(consent=word, said=box, calendar=calendar)
            case forms.Study(opinion=opinion):
                return StudyRequest(opinion=self._plain(case, opinion, "opinion"))
            case forms.Close():
                return CloseRequest(superior=self._superior(case.asked.unit), calendar=calendar)
            case _:
                return self._answer(sheet, case)

    def _answer(self, sheet: Any, case: Case) -> Any:  # noqa: C901, PLR0911 — likewise
        match sheet:
            case forms.Decide():
                return self._decided(sheet, case)
            case forms.Explain():
                return self._explained(sheet, case)
            case forms.Return(returned=why):
                return ReturnFiling(reason=self._plain(case, why, "returned"))
            case forms.Examine(finding=finding):
                return ExamineRecheck(finding=self._plain(case, finding, "finding"))
            case forms.Conclude():
                return self._concluded(sheet, case)
            case forms.Publication():
                return self._taken_up(sheet, case)
            case forms.Nominate():
                return NominateRequest(topic_id=uuid5(case.request_id, "nominated"))
            case forms.Erase(erasure=why):
                return EraseRequest(ground=self._plain(case, why, "erasure"))
            case forms.Drop(sha256=sha256):
                return DropRelease(sha256=sha256)
            case _:
                return BARE[type(sheet)]()

    def _concluded(self, sheet: forms.Conclude, case: Case) -> ConcludeRecheck:
        return ConcludeRecheck(
            verdict=_word(Verdict, sheet.verdict, "verdict"),
            reason=self._plain(case, sheet.verdict_reason, "verdict_reason"),
            calendar=self.intake.rules.calendar(),
        )

    def _plain(self, case: Case, text: str, part: str) -> str:
        """Return a text that stands in facts as it is: it names no applicant."""
        return self._unnamed(case, stated(text, part), part)

    def _unnamed(self, case: Case, kept: str, part: str) -> str:
        if case.who is None:
            return kept
        who = Identity(name=case.who.name, contact=f"{case.who.contact} {case.who.number}")
        try:
            return without_identity(kept, who, part)
        except IdentityRevealedError:
            raise ApplicantRevealedError(field=part) from None

    def _topic(self, sheet: forms.Sheet, case: Case, command: Any) -> list[Task]:
        """Return what makes a granted request a candidate for the catalog (A9)."""
        if not isinstance(sheet, forms.Nominate):
            return []
        topic, intake = command.topic_id, self.intake
        detail = f"依申请公开（{case.row.number}）已决定公开，推荐列入目录。"
        text = TopicText(title=stated(sheet.title, "title"), detail=detail)
        code = code_for(intake.secret, [str(topic)])
        raised = RaiseTopic(
            unit=case.asked.unit,
            content=intake.sealed(topic, text, "content"),
            identity=None,
            query_code_digest=digest_of(topic, code),
        )
        return [Task(TOPIC, topic, raised)]

    def _explained(self, sheet: forms.Explain, case: Case) -> ExplainRequest:
        """Return an explanation with the letter that states outcome, ground and remedy."""
        decision = case.asked.decision
        if decision is None:
            raise NotDecidedError
        row, unit = case.row, self.intake.views.get(units, case.asked.unit)
        own = stated(sheet.explanation, "explanation")
        letter = letter_of(row.number, unit.name if unit else "", decision, row.received_on)
        told = Told(letter=f"{letter}\n{own}", evidence=written(sheet.evidence, "evidence"))
        return ExplainRequest(
            own=own,
            letter=self.intake.sealed(case.request_id, told, "letter"),
            proof=Proof(how=_word(Delivery, sheet.how, "how"), at=_moment(sheet.delivered_at)),
        )

    def _decided(self, sheet: forms.Decide, case: Case) -> DecideRequest:
        """Return a decision as it was filled in."""
        return DecideRequest(
            outcome=_word(Outcome, sheet.outcome, "outcome"),
            basis=maybe(sheet.basis, "basis"),
            reason=self._plain(case, sheet.reason, "reason"),
            ground=sheet.ground,
            scope=maybe(sheet.scope, "scope"),
            form=maybe(sheet.shape, "shape"),
        )

    def _taken_up(self, sheet: forms.Publication, case: Case) -> TakeUpPublication:
        """Return as what a granted request was disclosed; it must be this unit's."""
        row = self.intake.views.get(disclosures, sheet.disclosure_id.strip())
        if row is None or row.unit != case.asked.unit:
            raise DisclosureUnknownError(field="disclosure_id")
        return TakeUpPublication(disclosure_id=row.disclosure_id)

    def _sealed(self, case: Case, text: str, part: str) -> Any:
        """Return a text sealed with the request's own key."""
        return self.intake.sealed(case.request_id, stated(text, part), part)

    def _superior(self, unit: str) -> str:
        """Return the unit above a unit."""
        row = self.intake.views.get(units, unit)
        return row.superior if row else ""


BARE: Final[Mapping[type[Any], type[Any]]] = {  # forms that say nothing but which step it is
    forms.Lapse: LapseRequest,
    forms.Send: SendFiling,
    forms.Acknowledge: AcknowledgeFiling,
}


def _places(step: type[forms.Sheet], asked: Asked) -> list[tuple[str, tuple[str, ...]]]:
    """Return in which units in which posts a step may be taken; the first that is held counts."""
    own = (asked.unit, OPERATORS)
    if step in {forms.Acknowledge, forms.Return}:
        return [(asked.superior, SUPERIORS)]
    if step is forms.Conclude:
        return [(asked.recheck.at if asked.recheck else asked.unit, SUPERIORS)]
    if step is forms.Erase:
        return [(asked.unit, ("office",))]
    if step is forms.Examine:
        return [(asked.unit, ("supervisor",))]
    if step is forms.Decide:
        return [(asked.unit, asked.rule.deciders)]
    return [own]


def _acting(sheet: forms.Sheet, asked: Asked, caller: Caller) -> Cause:
    """Return the cause of a step; who works on a request may also ask what others decide.

    The rule then says by its own name why not: a clerk neither decides nor takes a filing.
    """
    for unit, posts in _places(type(sheet), asked):
        if unit and (caller.holds(unit, *posts) or isinstance(sheet, forms.Erase)):
            return caller.acting(unit, *posts)
    return caller.acting(asked.unit, *OPERATORS)


def _word(kind: type[Word], word: str, field: str) -> Word:
    known = [each.value for each in kind]
    if word not in known:
        raise ChoiceMissingError(*known, field=field)
    return kind(word)


def _moment(text: str) -> datetime:
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise DeliveredWhenError(field="delivered_at") from None
    return local if local.tzinfo else local.replace(tzinfo=BEIJING)
