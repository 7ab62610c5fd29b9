"""我的申请 — what an applicant sees and does, by the code of the receipt or by their account (F5).

Whoever has neither learns nothing, not even that there is such a request.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.query_code import fits
from services.feedback.domain.register import typed
from services.feedback.domain.request import REQUEST, RequestUnknownError
from services.feedback.domain.request_commands import AskRecheck, CorrectRequest, OpenDelivery
from services.feedback.domain.request_words import Body, Release, RequestText, Status
from services.feedback.domain.request_writing import stated
from services.feedback.handlers.opinions import to_open
from services.feedback.handlers.request_intake import RequestIntake
from services.feedback.handlers.request_work import ChoiceMissingError, Told
from services.feedback.views.requests import RequestRow, requests
from shared.decider import NotFoundError
from shared.register import DEEPEST, units
from shared.store import Receipt, Task
from shared.web import Caller

TOLD: Final = frozenset({Status.EXPLAINED, Status.CLOSED})
AT_ONCE: Final = 50
DISCIPLINE: Final = ("纪委", "纪律检查机关", "纪检组", "纪工委")  # kinds of units


class RequestMismatchError(NotFoundError):
    """没有查到：申请编号或者查询码不对，请核对回执。"""

    is_guess = True


class RequestKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """凭据 — number and code of the receipt; or which request it is, for who is logged in."""

    number: str = ""
    query_code: str = ""
    request_id: UUID | None = None


class MyRequest(Struct, frozen=True, kw_only=True):
    """我的申请 — empty texts were erased for good."""

    row: RequestRow
    text: RequestText | None
    wanted: str
    letter: str
    releases: tuple[Release, ...]


@dataclass(frozen=True)
class MyRequests:
    """我的申请"""

    intake: RequestIntake

    def find(self, key: RequestKey, caller: Caller) -> RequestRow:
        """Return the request that somebody can show to be theirs.

        Raises:
            RequestMismatchError: no request has this number and code.
            RequestUnknownError: none of this account is this one.

        """
        if key.request_id is not None:
            return self._of_account(key.request_id, caller)
        views = self.intake.views
        for row in views.select(requests, requests.c.number == typed(key.number)):
            if fits(row.request_id, key.query_code, row.query_code_digest):
                return row
        raise RequestMismatchError(field="number")

    def all(self, caller: Caller) -> Sequence[RequestRow]:
        """Return what somebody has asked for while logged in, the newest first."""
        account = self.intake.account(caller.known())
        return self.intake.views.select(
            requests,
            requests.c.applicant == account,
            order=[requests.c.received_at.desc()],
            limit=AT_ONCE,
        )

    def shown(self, row: RequestRow) -> MyRequest:
        """Return a request as its applicant reads it: what was not yet told is not there."""
        told, papers = row.status in TOLD, row.papers
        keyring, decision = self.intake.keyring, row.state.decision
        wanted = papers.wanted if row.state.correction_by else None
        letter = (
            keyring.open(to_open(papers.letter), Told, field="letter")
            if told and papers.letter
            else None
        )
        return MyRequest(
            row=row,
            text=keyring.open(to_open(papers.content), RequestText, field="content"),
            wanted=(keyring.open(to_open(wanted), field="wanted") or "") if wanted else "",
            letter=letter.letter if letter else "",
            releases=decision.releases if told and decision else (),
        )

    async def correct(
        self, key: RequestKey, subject: str, purpose: str, form: str, caller: Caller
    ) -> Receipt:
        """Complete what was asked for."""
        row = await asyncio.to_thread(self.find, key, caller)
        text = self.intake.text(subject, purpose, form)
        box = await asyncio.to_thread(self.intake.sealed, row.request_id, text, "content")
        command = CorrectRequest(content=box, calendar=self.intake.rules.calendar())
        return await self._file(row, command, caller)

    async def complain(self, key: RequestKey, body: str, ground: str, caller: Caller) -> Receipt:
        """Ask that a refusal be looked at anew."""
        row = await asyncio.to_thread(self.find, key, caller)
        if body not in {each.value for each in Body}:
            raise ChoiceMissingError(field="body")
        kept = stated(ground, "complaint")
        box = await asyncio.to_thread(self.intake.sealed, row.request_id, kept, "complaint")
        where = await asyncio.to_thread(self._where, Body(body), row.unit)
        return await self._file(row, AskRecheck(body=Body(body), at=where, ground=box), caller)

    async def open(self, key: RequestKey, sha256: str, caller: Caller) -> tuple[UUID, Release]:
        """Return a file that is the applicant's; its opening is on record before it is given."""
        row = await asyncio.to_thread(self.find, key, caller)
        await self._file(row, OpenDelivery(sha256=sha256), caller)
        decision = row.state.decision
        found = (each for each in (decision.releases if decision else ()))
        return row.request_id, next(each for each in found if each.sha256 == sha256)

    async def _file(
        self, row: RequestRow, command: CorrectRequest | AskRecheck | OpenDelivery, caller: Caller
    ) -> Receipt:
        task = Task(REQUEST, row.request_id, command)
        return await self.intake.store.file(task, cause=caller.citizen())

    def _of_account(self, request_id: UUID, caller: Caller) -> RequestRow:
        row = self.intake.views.get(requests, request_id)
        if row is None or row.applicant != self.intake.account(caller.known()):
            raise RequestUnknownError(request_id)
        return row

    def _where(self, body: Body, unit: str) -> str:
        """Return the unit that looks anew: the one above, the nearest discipline body, or this."""
        match body:
            case Body.SUPERVISOR:
                return unit
            case Body.SUPERIOR:
                return self._above(unit)
            case Body.DISCIPLINE:
                return self._discipline(unit)

    def _above(self, unit: str) -> str:
        row = self.intake.views.get(units, unit)
        return row.superior if row else ""

    def _discipline(self, unit: str) -> str:
        bodies = units.c.kind.in_(DISCIPLINE), units.c.ended_on.is_(None)
        for _ in range(DEEPEST):
            there = self.intake.views.select(units, units.c.superior == unit, *bodies)
            if there or not unit:
                return min((each.unit_id for each in there), default="")
            unit = self._above(unit)
        return ""
