"""六进意见 — what people said on a visit becomes an opinion with a number, as any other (S0-50)."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from services.feedback.domain.terms import Channel
from services.feedback.handlers.intake import Intake, Letter
from services.feedback.heard import RemarkNoted
from shared.auth import Held
from shared.clock import Clock
from shared.record import Record, because
from shared.seal import Keyring
from shared.web import Caller


@dataclass(frozen=True)
class Visitors:
    """Who went out, and brings opinions home."""

    intake: Intake
    keyring: Keyring
    clock: Clock

    async def noted(self, record: Record[RemarkNoted]) -> None:
        """File what was said as an opinion, once, with the number of the visit."""
        said = record.event
        content = await asyncio.to_thread(self.keyring.open, said.content, field="content")
        if content is None:
            return  # it was erased before it came home
        letter = Letter(
            disclosure_id=said.disclosure_id,
            version=said.version,
            content=content,
            channel=Channel.OUTREACH,
            reference=f"{said.place}，活动编号 {record.stream_id}",
        )
        cause = because(record, self.clock.now())
        caller = self._caller(record)
        await self.intake.enter(letter, UUID(said.opinion_id), caller, cause)

    def _caller(self, record: Record[RemarkNoted]) -> Caller:
        return Caller(
            posts=(Held(record.event.unit, "office"),),
            at=self.clock.now(),
            command_id=record.id,
            correlation_id=record.cause.correlation_id,
        )
