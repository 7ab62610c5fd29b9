"""凭据抽查 — each month some per cent of the proofs of postings are drawn and looked at (六7)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.proof_check import (
    PROOFS,
    DrawProofs,
    JudgeProof,
    NotDrawnError,
    Verdict,
    lot_id,
)
from services.feedback.handlers.opinions import OFFICE
from services.feedback.handlers.overview import Overviews
from services.feedback.handlers.rules import RuleBook
from services.feedback.views.examining import JudgedRow, LotRow, PostedRow, judged, lots, posted
from shared.calendar import beijing_date
from shared.clock import Clock
from shared.record import SYSTEM, Cause
from shared.register import inside, posts, units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PERCENT: Final = ("proof.check_percent", 5)  # the point of a scheme, and what the county says
PAGE: Final = 24  # months


class Looked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽查结论"""

    proof: str
    verdict: Verdict
    note: str = ""


class Drawn(Struct, frozen=True, kw_only=True):
    """一个月的抽查 — each proof drawn, and what was said of it."""

    lot: LotRow
    proofs: Sequence[tuple[PostedRow, JudgedRow | None]]


@dataclass(frozen=True)
class Proving:
    """凭据抽查"""

    store: Store[Any]
    views: Views
    rules: RuleBook
    overviews: Overviews
    clock: Clock

    async def ring(self) -> int:
        """Draw, for each unit that has units below, the proofs of the month that is over."""
        today = beijing_date(self.clock.now())
        month = (today.replace(day=1) - timedelta(days=1)).isoformat()[:7]
        found = await asyncio.to_thread(self._owed, month, today)
        for command in found:
            stream = lot_id(command.unit, month)
            cause = Cause(
                actor=SYSTEM,
                at=self.clock.now(),
                unit=command.unit,
                post=SYSTEM,
                correlation_id=stream,
                causation_id=uuid5(stream, "drawn"),
            )
            await self.store.file(Task(PROOFS, stream, command), cause=cause)
        if found:
            await self.views.reached(self.store.name, self.store.last())
        return len(found)

    async def judge(self, lot: UUID, given: Looked, caller: Caller) -> Receipt:
        """Keep what somebody found of a proof that was drawn."""
        row = await asyncio.to_thread(self.views.get, lots, lot)
        if row is None:
            raise NotDrawnError(given.proof)
        cause = caller.acting(row.unit, OFFICE)
        shown = await asyncio.to_thread(self.views.get, posted, given.proof)
        command = JudgeProof(
            proof=given.proof,
            verdict=given.verdict,
            note=given.note,
            poster=shown.poster if shown else "",
        )
        return await self.store.file(Task(PROOFS, lot, command), cause=cause)

    def all(self, caller: Caller) -> list[Drawn]:
        """Return the lots of this person's units, the latest month first."""
        here = caller.units(OFFICE)
        if not here:
            caller.acting("", OFFICE)
        rows = self.views.select(
            lots, lots.c.unit.in_(here), order=[lots.c.month.desc()], limit=PAGE
        )
        return [Drawn(lot=each, proofs=self._proofs(each)) for each in rows]

    def _proofs(self, row: LotRow) -> list[tuple[PostedRow, JudgedRow | None]]:
        of = {x.proof: x for x in self.views.select(posted, posted.c.proof.in_(row.proofs))}
        said = {x.proof: x for x in self.views.select(judged, judged.c.proof.in_(row.proofs))}
        return [(of[each], said.get(each)) for each in row.proofs if each in of]

    def _owed(self, month: str, today: date) -> list[DrawProofs]:
        there = {x.unit for x in self.views.select(lots, lots.c.month == month)}
        shown = self.views.select(posted, posted.c.month == month)
        if not shown:
            return []
        offices = {x.unit for x in self.views.select(posts, posts.c.post == OFFICE)}
        tops = {x.superior for x in self.views.select(units) if x.superior in offices}
        made = (self._of(unit, month, today, shown) for unit in sorted(tops - there))
        return [each for each in made if each.proofs]

    def _of(self, unit: str, month: str, today: date, shown: Sequence[PostedRow]) -> DrawProofs:
        here = inside(self.views, unit)
        return DrawProofs(
            unit=unit,
            month=month,
            percent=self.rules.number(unit, PERCENT[0], today, PERCENT[1]),
            proofs=tuple(each.proof for each in shown if each.unit in here),
        )
