"""渠道报告 — what adapters report is judged as what people report: by approval and by scope.

An adapter speaks for the letters that it may hear, and for no other: what it says about
another's channel, unit or audience is refused and kept for auditors.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct, json

from services.publishing.domain.delivery import ADAPTER
from services.publishing.domain.delivery_words import RemoveDelivery
from services.publishing.domain.letters import CHANNELS, Channel
from services.publishing.domain.terms import Scope
from services.publishing.gateways.adapters import Adapter, Roster
from services.publishing.handlers.delivering import Deliveries, Shown, Spot
from services.publishing.views import outbox
from services.publishing.views.channels import END, outbox_ends
from shared.calendar import BEIJING
from shared.decider import ForbiddenError, InvalidError
from shared.record import Cause
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller

PAGE: Final = 200  # letters of one answer to a replay
FORMS: Final = {channel: form for form, channel in CHANNELS.items()}


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """渠道报告 — ``id`` is of this report: sent again it changes nothing.

    ``subject`` and ``disclosure_id``, ``version`` are those of the letter; ``outcome`` is
    delivered, failed or removed; delivered needs ``evidence`` (SHA-256), the others ``reason``.
    """

    id: UUID
    subject: str
    disclosure_id: UUID
    version: int
    outcome: str
    evidence: str = ""
    address: str = ""
    content_sha256: str = ""
    reason: str = ""
    at: datetime | None = None


class AdapterUnknownError(ForbiddenError):
    """渠道适配程序没有登记，或者签名不对。"""

    status = 401


class NotItsChannelError(ForbiddenError):
    """渠道适配程序只能报告自己负责的渠道、对象和单位。"""


class SubjectMalformedError(InvalidError):
    """渠道报告的 subject 应为“渠道.对象.单位”，与收到的渠道信相同。"""


class OutcomeUnknownError(InvalidError):
    """渠道报告的 outcome 只能是 delivered、failed 或者 removed。"""


class SinceMalformedError(InvalidError):
    """重放的起始日期要写成年月日，例如 2026-09-28，按北京时间。"""


class Replay(Struct, frozen=True, kw_only=True):
    """重放 — letters, and after which position to ask for the next."""

    letters: list[dict[str, object]]
    after: int
    more: bool


class _Head(Struct):
    subject: str
    time: datetime


_head: Final = json.Decoder(_Head)


@dataclass(frozen=True)
class Reports:
    """What adapters say, and what they may hear again."""

    sending: Deliveries
    roster: Roster
    views: Views

    async def take(self, name: str, report: Report, caller: Caller) -> Receipt:
        """File what an adapter that has proved itself reports.

        Raises:
            NotItsChannelError: the letter is none of its own.
            SubjectMalformedError, OutcomeUnknownError: the report cannot be understood.

        """
        adapter = self.roster.of(name)
        if adapter is None or not adapter.carries(f"channels.{report.subject}"):
            raise NotItsChannelError(name, report.subject, field="subject")
        channel, audience, unit = _parts(report.subject)
        step = "public" if audience is Scope.SOCIETY else "inner"
        site = name if channel is Channel.PORTAL else ""  # beside our own there may be several
        spot = Spot(step=step, form=FORMS[channel], version=report.version, outlet=site)
        order = await asyncio.to_thread(self.sending.order, report.disclosure_id, spot)
        if order.unit != unit:
            raise NotItsChannelError(name, report.subject, field="subject")
        return await self._filed(report, spot, audience, self._cause(name, unit, report, caller))

    def known(self, name: str, signature: str, text: bytes) -> Adapter:
        """Return the adapter that has signed this text.

        Raises:
            AdapterUnknownError: there is none, or the signature is not its own.

        """
        adapter = self.roster.of(name)
        if adapter is None or not self.roster.signed(adapter, signature, text):
            raise AdapterUnknownError(name)
        return adapter

    def since(self, adapter: Adapter, since: str, after: int) -> Replay:
        """Return letters of an adapter once more, from a day (Beijing) or a position on.

        Raises:
            SinceMalformedError: the day cannot be read.

        """
        if since:
            after = max(after, self._before(_day(since)))
        rows = self.views.select(
            outbox, outbox.c.position > after, order=[outbox.c.position], limit=PAGE
        )
        told = [(each.position, _head.decode(each.body), each.body) for each in rows]
        mine = [body for _, head, body in told if adapter.carries(f"channels.{head.subject}")]
        return Replay(
            letters=[json.decode(each) for each in mine],
            after=rows[-1].position if rows else after,
            more=len(rows) == PAGE,
        )

    async def _filed(self, report: Report, spot: Spot, whom: Scope, cause: Cause) -> Receipt:
        name = cause.actor.removeprefix(f"{ADAPTER}-")
        match report.outcome:
            case "delivered":
                shown = Shown(
                    evidence=report.evidence,
                    shown_at=report.at,
                    audience=whom,
                    address=report.address,
                    content_sha256=report.content_sha256,
                )
                return await self.sending.delivered(report.disclosure_id, spot, shown, cause, name)
            case "failed":
                return await self.sending.failed(
                    report.disclosure_id, spot, report.reason, cause, name
                )
            case "removed":
                gone = RemoveDelivery(
                    removed_at=report.at or cause.at,
                    reason=report.reason,
                    evidence=report.evidence,
                    via=name,
                )
                return await self.sending.removed(report.disclosure_id, spot, gone, cause)
            case _:
                raise OutcomeUnknownError(report.outcome, field="outcome")

    def _cause(self, name: str, unit: str, report: Report, caller: Caller) -> Cause:
        return Cause(
            actor=f"{ADAPTER}-{name}",
            at=caller.at,
            unit=unit,
            post=ADAPTER,
            correlation_id=report.disclosure_id,
            causation_id=uuid5(report.id, name),  # ids of another's reports are not taken
        )

    def _before(self, day: datetime) -> int:
        """Return the position of the last letter before a moment: letters are in order of time."""
        end = self.views.get(outbox_ends, END)
        low, high = 0, end.position if end else 0
        while low < high:
            middle = (low + high + 1) // 2
            row = self.views.get(outbox, middle)
            earlier = row is not None and _head.decode(row.body).time < day
            low, high = (middle, high) if earlier else (low, middle - 1)
        return low


def _parts(subject: str) -> tuple[Channel, Scope, str]:
    try:
        channel, audience, unit = subject.split(".")
        return Channel(channel), Scope(audience), unit
    except ValueError:
        raise SubjectMalformedError(subject, field="subject") from None


def _day(text: str) -> datetime:
    try:
        day = datetime.fromisoformat(text)
        return (day if day.tzinfo else day.replace(tzinfo=BEIJING)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SinceMalformedError(text, field="since") from None
