"""质询和询问 — questions of committee members, answered by their day (S4-45)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain import inquiry as asking
from services.feedback.domain.inquiry import INQUIRY, Form, NotMemberError
from services.feedback.handlers.intake import Intake, Letter, Ticket
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.rules import RuleBook
from services.feedback.views.assembly import (
    InquiryRow,
    inquiries,
)
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import Cause
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50
MEMBERS: Final = ("committee_member", "discipline_member")
REPLY: Final = ("inquiry.reply_days", 15)  # the point of a scheme, and what the county says
Refuse = Callable[[Caller, RejectedError, str], Awaitable[None]]


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """质询、询问"""

    unit: str = ""
    form: Form = Form.INTERPELLATION
    subject: str = ""
    content: str = ""


class Reply(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """质询的答复"""

    reply: str = ""


class Judged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """对答复的评价"""

    satisfied: str = ""
    note: str = ""


class InquiryUnitError(InvalidError):
    """请选择向哪个单位提出质询。"""


@dataclass(frozen=True)
class Inquiries:
    """质询和询问"""

    store: Store[Any]
    views: Views
    rules: RuleBook
    intake: Intake
    refuse: Refuse

    async def ask(self, given: Question, caller: Caller, address: str) -> Receipt | Ticket:
        """File the question of a committee member; of anybody else it becomes an opinion (S4-45).

        Raises:
            InvalidError: a field is not as it must be; says which.

        """
        caller.known()
        if await asyncio.to_thread(self.views.get, units, given.unit) is None:
            raise InquiryUnitError(given.unit, field="unit")
        if not caller.units(*MEMBERS):
            await self.refuse(caller, NotMemberError(), "提出质询")
            letter = Letter(unit=given.unit, content=f"{given.subject}\n{given.content}")
            return await self.intake.receive(letter, caller, address)
        cause = caller.acting(caller.units(*MEMBERS)[0], *MEMBERS)
        command = await asyncio.to_thread(self._asked, given, beijing_date(caller.at))
        return await self._file(uuid5(caller.command_id, "inquiry"), command, cause)

    async def answer(self, inquiry_id: UUID, given: Reply, caller: Caller) -> Receipt:
        """Answer, the first time or the second."""
        state = await self._state(inquiry_id)
        cause = caller.acting(state.unit, OFFICE, HANDLER)
        return await self._file(inquiry_id, asking.AnswerInquiry(reply=given.reply), cause)

    async def judge(self, inquiry_id: UUID, given: Judged, caller: Caller) -> Receipt:
        """Say whether the answer will do; if the first does not, a second is owed."""
        state = await self._state(inquiry_id)
        due = await asyncio.to_thread(self._due, state.unit, beijing_date(caller.at))
        satisfied = given.satisfied.lower() in {"true", "1", "on", "yes"}
        command = asking.JudgeAnswer(satisfied=satisfied, due=due, note=given.note)
        return await self._file(inquiry_id, command, caller.personally())

    def all(self, caller: Caller, page: int = 1) -> list[InquiryRow]:
        """Return what this person asked, and what their units are asked, the newest first."""
        here = caller.units(OFFICE, HANDLER, "leader", "deputy_leader")
        mine = inquiries.c.asker == caller.known()
        return self.views.select(
            inquiries,
            mine | inquiries.c.unit.in_(here),
            order=[inquiries.c.asked_at.desc()],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )

    def _asked(self, given: Question, today: date) -> asking.AskInquiry:
        return asking.AskInquiry(
            unit=given.unit,
            form=given.form,
            subject=given.subject,
            content=given.content,
            due=self._due(given.unit, today),
            askers=frozenset(MEMBERS),
        )

    def _due(self, unit: str, today: date) -> date:
        return self.rules.due(today, self.rules.number(unit, REPLY[0], today, REPLY[1]))

    async def _state(self, inquiry_id: UUID) -> asking.Inquiry:
        state, _ = await asyncio.to_thread(self.store.state, INQUIRY, inquiry_id)
        if not state.unit:
            raise asking.InquiryUnknownError(inquiry_id)
        return state

    async def _file(self, inquiry_id: UUID, command: Any, cause: Cause) -> Receipt:
        return await self.store.file(Task(INQUIRY, inquiry_id, command), cause=cause)
