"""收集渠道 — which are open, how they are used, when each was last tried, and what is amiss."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from msgspec import Struct

from services.feedback.domain.by_scheme import INTAKE, opened
from services.feedback.domain.channel_check import CHANNEL, CheckChannel, channel_id
from services.feedback.domain.terms import CHANNELS, Channel
from services.feedback.handlers.opinions import HANDLER, OFFICE
from services.feedback.handlers.overview import Overviews
from services.feedback.handlers.rules import RuleBook
from services.feedback.views.oversight import ChannelRow, channels
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

TRIED: Final = (  # those that stand open all the time, and can be tried
    Channel.BOX,
    Channel.HOTLINE,
    Channel.PHONE,
    Channel.EMAIL,
    Channel.WEB,
    Channel.QR,
)
PERIOD: Final = ("channel.check_days", 365)  # the point of a scheme, and what the county says
YEAR: Final = timedelta(days=365)


class Trial(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """渠道检查"""

    channel: Channel
    unit: str = ""
    works: bool = False
    note: str = ""


class Health(Struct, frozen=True, kw_only=True):
    """一条渠道的情况 — ``used``: opinions of a year; ``amiss``: why somebody must look at it."""

    unit: str
    channel: Channel
    last: ChannelRow | None
    used: int
    amiss: str

    @property
    def name(self) -> str:
        """Return what people call the channel."""
        return CHANNELS[self.channel]


@dataclass(frozen=True)
class ChannelDesk:
    """收集渠道"""

    store: Store[Any]
    views: Views
    rules: RuleBook
    overviews: Overviews

    async def check(self, given: Trial, caller: Caller) -> Receipt:
        """Keep that a channel was tried, and whether it works (S0-50)."""
        cause = caller.acting(given.unit, HANDLER, OFFICE)
        command = CheckChannel(
            unit=given.unit, channel=given.channel, works=given.works, note=given.note
        )
        task = Task(CHANNEL, channel_id(given.unit, given.channel), command)
        return await self.store.file(task, cause=cause)

    async def health(self, caller: Caller) -> list[Health]:
        """Return how the channels of this person's units stand."""
        here = caller.units(HANDLER, OFFICE)
        if not here:
            caller.acting("", OFFICE, HANDLER)
        today = beijing_date(caller.at)
        return await asyncio.to_thread(self._all, here, today)

    def amiss(self, units: Sequence[str], today: date) -> list[Health]:
        """Return the channels of some units that somebody must look at."""
        found = (each for unit in units for each in self._of(unit, today, Counter()))
        return [each for each in found if each.amiss]

    def _all(self, units: Sequence[str], today: date) -> list[Health]:
        return [each for unit in units for each in self._of(unit, today, self._used(unit, today))]

    def _used(self, unit: str, today: date) -> Counter[Channel]:
        return Counter(x.channel for x in self.overviews.rows([unit], today - YEAR, today))

    def _of(self, unit: str, today: date, used: Counter[Channel]) -> list[Health]:
        said = opened(self.rules.words(unit, INTAKE, today, ()))
        named = [each for each in TRIED if not said or each in said or each is Channel.WEB]
        rows = {x.channel: x for x in self.views.select(channels, channels.c.unit == unit)}
        period = timedelta(days=self.rules.number(unit, PERIOD[0], today, PERIOD[1]))
        return [
            Health(
                unit=unit,
                channel=each,
                last=rows.get(each),
                used=used[each],
                amiss=_amiss(rows.get(each), today - period),
            )
            for each in (*named, *(x for x in rows if x not in named))
        ]


def _amiss(row: ChannelRow | None, since: date) -> str:
    if row is None:
        return "从未检查"
    if not row.works:
        return "上次检查不通"
    return "超期未检查" if beijing_date(row.at) < since else ""
