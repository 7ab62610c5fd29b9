"""大额资金 — spending above the unit's own threshold owes its entry of the catalog (S2-39)."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation_commands import RecordTrigger
from services.workflow.handlers.answering import RECORDERS, Answering
from services.workflow.views import schemes
from services.workflow.views.duties import EntryRow, entries
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.store import Receipt
from shared.view import Views
from shared.web import Caller

KEY: Final = "large_funds.threshold"
THRESHOLD: Final = 10_000  # yuan, where a scheme does not say otherwise
ENTRY: Final = "大额资金"  # what the entry of a catalog is called that such spending owes


class RecordSpending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记支出 — ``amount`` in whole yuan."""

    unit: str
    matter: str
    amount: int
    happened_on: date


class AmountError(InvalidError):
    """金额应当是大于0的整数，单位是元。"""


class BelowThresholdError(RejectedError):
    """金额没有达到本单位大额资金的标准，不必按大额资金公开。"""

    def __init__(self, threshold: int) -> None:
        super().__init__(threshold, field="amount")
        self.threshold = threshold

    @property
    def sentence(self) -> str:
        """Say what the threshold is."""
        return f"金额没有达到本单位大额资金的标准（{self.threshold}元），不必按大额资金公开。"


class EntryMissingError(NotFoundError):
    """本单位的公开目录里没有大额资金使用这一项，请先列入目录。"""


@dataclass(frozen=True)
class Spending:
    """大额资金的登记"""

    views: Views
    answering: Answering

    async def record(self, asked: RecordSpending, caller: Caller) -> Receipt:
        """Let spending at or above the threshold owe the entry for large funds at once.

        Raises:
            WrongPostError: this person records nothing for the unit.
            BelowThresholdError: the unit's scheme does not count it as large.
            EntryMissingError: the catalog has no such entry.

        """
        caller.acting(asked.unit, *RECORDERS)
        if asked.amount <= 0:
            raise AmountError(field="amount")
        threshold = await asyncio.to_thread(self.threshold, asked.unit, asked.happened_on)
        if asked.amount < threshold:
            raise BelowThresholdError(threshold)
        entry = await asyncio.to_thread(self._entry, asked.unit)
        trigger = RecordTrigger(
            item_id=entry.item_id,
            matter=f"{asked.matter.strip()}（{asked.amount}元）" if asked.matter.strip() else "",
            happened_on=asked.happened_on,
            duty=Duty.IMMEDIATE,
        )
        return await self.answering.record(trigger, caller)

    def threshold(self, unit: str, on: date) -> int:
        """Return from how many yuan spending is large, by the scheme in force on a day."""
        row = self.views.get(schemes, unit)
        value = row.setting(KEY, on) if row else ""
        return value if isinstance(value, int) else THRESHOLD

    def _entry(self, unit: str) -> EntryRow:
        here = entries.c.unit == unit, entries.c.retired.is_(False)
        rows = self.views.select(entries, *here, order=[entries.c.listed_at])
        found = [each for each in rows if ENTRY in each.title]
        if not found:
            raise EntryMissingError(unit)
        return found[0]
