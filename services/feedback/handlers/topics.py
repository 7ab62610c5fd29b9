"""群众点题 — anybody may ask a unit to disclose something, and learn what came of it."""

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct, convert
from msgspec.structs import asdict

from services.feedback.domain.events import Event
from services.feedback.domain.likeness import sender_of
from services.feedback.domain.query_code import code_for, digest_of, fits
from services.feedback.domain.register import typed
from services.feedback.domain.terms import Sealed
from services.feedback.domain.topic import (
    TOPIC,
    RaiseTopic,
    SupportTopic,
    TopicMissingError,
    TopicRaised,
    TopicText,
    titled,
)
from services.feedback.domain.topic import number_of as topic_number
from services.feedback.domain.writing import Identity, identity, written
from services.feedback.handlers.gate import Gate
from services.feedback.views.topics import TopicRow, topics
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Record
from shared.register import UnitRow, units
from shared.seal import Keyring
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

MEMBER: Final = "member"
PAGE: Final = 50


class TopicUnitError(InvalidError):
    """请选择希望哪个单位公开。"""


class TopicChangedError(RejectedError):
    """这件点题已经收到，这次提交的内容与上次不同；如要另提一件，请重新打开页面。"""


class TopicMismatchError(NotFoundError):
    """没有查到：点题编号或者查询码不对，请核对回执。"""

    is_guess = True


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """点题 — what somebody wants disclosed, by which unit; ``signed``: with name and contact."""

    unit: str = ""
    title: str = ""
    detail: str = ""
    signed: bool = False
    name: str = ""
    contact: str = ""


class Supported(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """附议 — who they are is asked for, and only a keyed digest of it is kept."""

    number: str = ""
    name: str = ""
    contact: str = ""


class TopicTicket(Struct, frozen=True, kw_only=True):
    """点题回执 — a number, and a code that is shown once."""

    topic_id: UUID
    number: str
    query_code: str
    position: int


@dataclass(frozen=True)
class TopicDesk:
    """点题"""

    store: Store[Event]
    views: Views
    keyring: Keyring
    gate: Gate
    secret: bytes

    async def ask(self, asked: Asked, caller: Caller, address: str) -> TopicTicket:
        """File a topic; the same command again is answered with the same number and code.

        Raises:
            InvalidError: a field is not as it must be; says which.
            TooManyLettersError: this address must wait.
            TopicChangedError: the command id was used for another topic.

        """
        topic_id = uuid5(caller.command_id, "topic")
        code = code_for(self.secret, [str(caller.command_id), asked])
        first = await asyncio.to_thread(self._raised, topic_id)
        branch = next(iter(caller.units(MEMBER)), "")
        command = await asyncio.to_thread(self._command, asked, topic_id, code, branch)
        if first is None:
            self.gate.enter(address, caller.at)
        cause = first.cause if first else caller.citizen()
        receipt = await self.store.file(Task(TOPIC, topic_id, command), cause=cause)
        filed = await asyncio.to_thread(self._raised, topic_id)
        if filed is None or not fits(topic_id, code, filed.event.query_code_digest):
            raise TopicChangedError
        return TopicTicket(
            topic_id=topic_id,
            number=topic_number(topic_id),
            query_code=code,
            position=receipt.position,
        )

    def inquire(self, number: str, code: str) -> TopicRow:
        """Return what came of a topic, for whoever has its number and code.

        Raises:
            TopicMismatchError: no topic has both.

        """
        for row in self.views.select(topics, topics.c.number == typed(number)):
            if fits(row.topic_id, code, row.query_code_digest):
                return row
        raise TopicMismatchError(field="number")

    async def support(self, given: Supported, caller: Caller, address: str) -> int:
        """Count somebody who wishes the same; return how many wish it now (S3-59).

        Raises:
            InvalidError: name or contact is missing.
            TopicMissingError: no topic has this number.
            SupportedAlreadyError: they have been counted.

        """
        identity(signed=True, name=given.name, contact=given.contact)
        rows = await asyncio.to_thread(
            self.views.select, topics, topics.c.number == typed(given.number)
        )
        if not rows:
            raise TopicMissingError(field="number")
        self.gate.enter(address, caller.at)
        who = sender_of(self.secret, f"{given.name.strip()}/{given.contact.strip()}")
        task = Task(TOPIC, rows[0].topic_id, SupportTopic(supporter=who))
        await self.store.file(task, cause=caller.citizen())
        state, _ = await asyncio.to_thread(self.store.state, TOPIC, rows[0].topic_id)
        return len(state.supporters)

    def answered(self) -> list[TopicRow]:
        """Return the topics that were adopted, with what was answered, for everybody."""
        order = [topics.c.settled_at.desc()]
        return self.views.select(topics, topics.c.state == "adopted", order=order, limit=PAGE)

    def branches(self) -> list[tuple[str, int, int]]:
        """Return for each branch how many topics its members proposed, how many were adopted."""
        adopted = sa.func.sum(sa.case((topics.c.state == "adopted", 1), else_=0))
        asked = (
            sa.select(topics.c.branch, sa.func.count(), adopted)
            .where(topics.c.branch != "")
            .group_by(topics.c.branch)
            .order_by(sa.func.count().desc())
        )
        return [(str(unit), int(n), int(done)) for unit, n, done in self.views.query(asked)]

    def units(self) -> list[UnitRow]:
        """Return the units that may be asked, by name."""
        return self.views.select(units, order=[units.c.name])

    def _raised(self, topic_id: UUID) -> Record[TopicRaised] | None:
        for record in self.store.load(topic_id):
            if isinstance(record.event, TopicRaised):
                return record  # type: ignore[return-value]
        return None

    def _command(self, asked: Asked, topic_id: UUID, code: str, branch: str) -> RaiseTopic:
        if self.views.get(units, asked.unit) is None:
            raise TopicUnitError(asked.unit, field="unit")
        detail = written(asked.detail, "content") if asked.detail.strip() else ""
        text = TopicText(title=titled(asked.title), detail=detail)
        who = identity(signed=asked.signed, name=asked.name, contact=asked.contact)
        return RaiseTopic(
            unit=asked.unit,
            content=self._sealed(topic_id, text, "content"),
            identity=self._sealed(topic_id, who, "identity") if who else None,
            query_code_digest=digest_of(topic_id, code),
            branch=branch,
        )

    def _sealed(self, topic_id: UUID, data: TopicText | Identity, field: str) -> Sealed:
        return convert(asdict(self.keyring.seal(str(topic_id), data, field=field)), Sealed)
