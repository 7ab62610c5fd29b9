"""看意见 — who may read which opinion, and what they find there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.disclosure import shown
from services.feedback.domain.opinion_state import NotYourOpinionError, OpinionUnknownError
from services.feedback.domain.query_code import fits
from services.feedback.domain.register import typed
from services.feedback.domain.stance import STANCES
from services.feedback.domain.terms import Audience, Status
from services.feedback.handlers.intake import reader_of
from services.feedback.handlers.opinions import HANDLER, OFFICE, Told, concerned_with, to_open
from services.feedback.handlers.overseeing import OVERSEERS, below, oversees
from services.feedback.views import (
    DisclosureRow,
    OpinionRow,
    OutcomeRow,
    disclosures,
    opinions,
    outcomes,
    people,
    units,
)
from services.feedback.views.consultations import stances
from services.feedback.views.heirs import holders
from shared.decider import ForbiddenError, NotFoundError
from shared.seal import Keyring
from shared.view import Views
from shared.web import Caller

PAGE = 50


class ConcernedReaderError(ForbiddenError):
    """参与提出、审核或者审批该公开事项的人员，不能查看对它的意见。"""


class InquiryMismatchError(NotFoundError):
    """没有查到：意见编号或者查询码不对，请核对回执。"""


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
    """案头 — opinions in one state of handling."""

    name: str
    rows: Sequence[OpinionRow]


@dataclass(frozen=True)
class Desk:
    """意见台账 — the reading side; it changes nothing."""

    views: Views
    keyring: Keyring

    def trays(self, caller: Caller) -> tuple[Tray, ...]:
        """Return what waits for this person, unit by unit.

        Raises:
            WrongPostError: neither office nor handler of any unit, nor overseeing one.

        """
        here = caller.units(HANDLER, OFFICE)
        if not here and not caller.units(*OVERSEERS):
            caller.acting("", HANDLER, OFFICE)
        mine, among = opinions.c.handler == caller.person, opinions.c.unit.in_(here)
        state = opinions.c.status
        return (
            self._tray("待交办", among, state == Status.RECEIVED),
            self._tray("承办人已离任，待重新交办", among, *_orphaned()),
            self._tray("我承办的", mine, state == Status.ASSIGNED),
            self._tray("已办结待答复", among, state == Status.CONCLUDED),
            self._tray("已答复待归结", among, state == Status.REPLIED),
            self._tray("已归结", among, state == Status.CLOSED),
            *self._below(caller),
        )

    def _below(self, caller: Caller) -> Iterator[Tray]:
        """Yield what came in below the units that this person oversees, to be read only."""
        if caller.units(*OVERSEERS):
            yield self._tray("下级单位的意见（查阅）", opinions.c.unit.in_(below(caller)))

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
    ) -> list[tuple[OutcomeRow, DisclosureRow]]:
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
        return [
            (each, row)
            for each in found
            if (row := about.get(each.disclosure_id)) and shown(row.known, reader)
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
        overseen = caller.holds(row.unit, OFFICE) or oversees(self.views, caller, row.unit)
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

    def _tray(self, name: str, *where: object) -> Tray:
        rows = self.views.select(opinions, *where, order=[opinions.c.received_at], limit=PAGE)
        return Tray(name=name, rows=rows)

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
    return opinions.c.status == Status.CONCLUDED, opinions.c.handler == ""
