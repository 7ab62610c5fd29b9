"""答复以后 — what the person who wrote may do with their number and code: rate, ask again, take.

And what the law asks of the house: to give out, put right and erase what it keeps of one person.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, convert
from msgspec.structs import asdict

from services.feedback.domain import handling_words as words
from services.feedback.domain.events import IdentityOpened
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import OpinionUnknownError
from services.feedback.domain.terms import (
    CHANNELS,
    FINDINGS,
    STATUSES,
    Satisfaction,
    Sealed,
    Status,
)
from services.feedback.domain.writing import Identity, identity, written
from services.feedback.handlers.desk import Desk, Inquiry
from services.feedback.handlers.opinions import OFFICE, Told, to_open
from services.feedback.handlers.rules import RuleBook
from services.feedback.views import OpinionRow
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.seal import Keyring, NotScrubbedError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller


class Coded(Struct, frozen=True, kw_only=True):
    """凭编号和查询码办理 — ``satisfaction`` to rate, ``reason`` to ask again."""

    number: str = ""
    query_code: str = ""
    satisfaction: str = ""
    reason: str = ""
    name: str = ""
    contact: str = ""


class Erasure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """删除个人信息 — the legal ground."""

    ground: str = ""


class SatisfactionUnclearError(InvalidError):
    """请选择满意、基本满意或者不满意。"""


@dataclass(frozen=True)
class Aftercare:
    """答复以后"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    rules: RuleBook
    desk: Desk

    async def rate(self, given: Coded, caller: Caller) -> Inquiry:
        """Keep what the person says of how it was handled."""
        if given.satisfaction not in {each.value for each in Satisfaction}:
            raise SatisfactionUnclearError(field="satisfaction")
        command = words.RateReply(satisfaction=Satisfaction(given.satisfaction))
        return await self._by_code(given, command, caller)

    async def reopen(self, given: Coded, caller: Caller) -> Inquiry:
        """Take an opinion up once more, because the answer was none to the person."""
        row = (await asyncio.to_thread(self.desk.inquire, given.number, given.query_code)).opinion
        reason = written(given.reason, "reason")
        command = await asyncio.to_thread(self._reopening, row, reason, caller)
        return await self._by_code(given, command, caller)

    async def correct(self, given: Coded, caller: Caller) -> Inquiry:
        """Put right who the person is and how they are reached."""
        row = (await asyncio.to_thread(self.desk.inquire, given.number, given.query_code)).opinion
        who = identity(signed=True, name=given.name, contact=given.contact)
        box = await asyncio.to_thread(self._sealed, row.opinion_id, who, "identity")
        return await self._by_code(given, words.CorrectIdentity(identity=box), caller)

    def kept_of(self, given: Coded) -> dict[str, Any]:
        """Return all that the house keeps of one person's opinion, for that person."""
        found = self.desk.inquire(given.number, given.query_code)
        return self._copy(found.opinion) | {"公开事项": found.title, "承办单位": found.unit}

    async def erase(self, opinion_id: UUID, given: Erasure, caller: Caller) -> Receipt:
        """Destroy the key of what a person wrote and who they are; every proof stays as it was.

        Raises:
            TextMissingError: erasing needs its legal ground.

        """
        opinion, _ = await asyncio.to_thread(self.store.state, OPINION, opinion_id)
        if opinion.status is Status.NEW:
            raise OpinionUnknownError
        cause = caller.acting(opinion.unit, OFFICE)
        command = words.EraseOpinion(ground=given.ground)
        receipt = await self.store.file(Task(OPINION, opinion_id, command), cause=cause)
        with suppress(NotScrubbedError):  # the key is gone; what follows the fact scrubs again
            await asyncio.to_thread(self.keyring.erase, str(opinion_id))
        return receipt

    async def _by_code(self, given: Coded, command: Any, caller: Caller) -> Inquiry:
        found = await asyncio.to_thread(self.desk.inquire, given.number, given.query_code)
        task = Task(OPINION, found.opinion.opinion_id, command)
        receipt = await self.store.file(task, cause=caller.citizen())
        await self.views.reached(self.store.name, receipt.position)
        return await asyncio.to_thread(self.desk.inquire, given.number, given.query_code)

    def _reopening(self, row: OpinionRow, reason: str, caller: Caller) -> words.ReopenOpinion:
        today = beijing_date(caller.at)
        answered = beijing_date(row.delivered_at) if row.delivered_at else today
        days = self.rules.number(row.unit, "opinion.reopen_days", today, 30)
        reply = self.rules.number(row.unit, "opinion.reply_days", today, 15)
        return words.ReopenOpinion(
            reason=self._sealed(row.opinion_id, reason, "reason"),
            last_day=answered + timedelta(days=days),
            due=self.rules.due(today, reply),
        )

    def _sealed(self, opinion_id: UUID, data: object, field: str) -> Sealed:
        return convert(asdict(self.keyring.seal(str(opinion_id), data, field=field)), Sealed)

    def _copy(self, row: OpinionRow) -> dict[str, Any]:
        who = self._who(row)
        told = self._told(row)
        return {
            "意见编号": row.number,
            "意见内容": self.keyring.open(to_open(row.content), field="content") or "",
            "姓名": who.name if who else "",
            "联系方式": who.contact if who else "",
            "收集渠道": CHANNELS[row.channel],
            "收到时间": row.received_at,
            "目前状态": STATUSES[row.status],
            "核实结论": FINDINGS[row.finding] if row.finding else "",
            "结论说明": row.conclusion,
            "给您的答复": told.reply if told else "",
            "送达凭证": told.evidence if told else "",
            "身份被查看的时间": self._openings(row.opinion_id),
        }

    def _who(self, row: OpinionRow) -> Identity | None:
        if row.identity is None:
            return None
        return self.keyring.open(to_open(row.identity), Identity, field="identity")

    def _told(self, row: OpinionRow) -> Told | None:
        if row.reply is None:
            return None
        return self.keyring.open(to_open(row.reply), Told, field="reply")

    def _openings(self, opinion_id: UUID) -> list[Any]:
        records = self.store.load(opinion_id)
        return [each.cause.at for each in records if isinstance(each.event, IdentityOpened)]
