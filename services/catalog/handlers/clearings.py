"""清理职权 — a unit's rounds of clean-up, and each flaw from its finding to its new border."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.clearing import CLEARING, FlawUnknownError, clearing_id_of
from services.catalog.domain.clearing_words import (
    ClearingCommand,
    CloseClearing,
    CloseFlaw,
    FindFlaw,
    HolderList,
    OpenClearing,
    RecordFlaw,
)
from services.catalog.domain.power import POWER, PowerUnknownError
from services.catalog.domain.terms import Post
from services.catalog.domain.tidying_words import BorderPower, FlagPower
from services.catalog.domain.yardstick import many
from services.catalog.handlers.filing import filed
from services.catalog.handlers.powers import MOST, Powers
from services.catalog.views.clearings import (
    ClearingRow,
    FlawRow,
    clearings,
    flaw_key,
    flaws,
)
from services.catalog.views.powers import PowerRow
from shared.decider import InvalidError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.web import Caller

CORRECTIONS: Final = "powers.corrections"


class FlawKindError(InvalidError):
    """本单位的方案没有这一种问题。"""


class Progress(Struct, frozen=True, kw_only=True):
    """清理进度 — ``lists``: whose powers are entered and confirmed so far."""

    row: ClearingRow | None
    lists: tuple[HolderList, ...]
    flaws: tuple[FlawRow, ...]


@dataclass(frozen=True)
class Clearings:
    """清理职权"""

    store: Store[Any]
    competence: Powers

    async def open(self, unit: str, command: OpenClearing, caller: Caller) -> Receipt:
        """File whose powers are to be cleaned up."""
        cause = self.competence.making.drafting(unit, caller)
        return await self._file(unit, command, cause)

    async def close(self, unit: str, caller: Caller) -> Receipt:
        """File that every list is confirmed (S2-37)."""
        cause = self.competence.making.access.acting(caller, unit, Post.APPROVER)
        return await self._file(unit, CloseClearing(lists=self._lists(unit)), cause)

    async def find(self, unit: str, asked: FindFlaw, caller: Caller) -> Receipt:
        """File a flaw, and with it that its powers are not published meanwhile."""
        cause = self.competence.making.drafting(unit, caller)
        command = RecordFlaw(asked=asked, measure=self._measure(unit, asked, cause))
        self._check_own(unit, asked.powers)
        state, version = self.store.state(CLEARING, clearing_id_of(unit))
        flag = FlagPower(number=state.found + 1, flaw=asked.flaw.strip())
        tasks = [Task(POWER, each, flag) for each in dict.fromkeys(asked.powers)]
        return await self._file(unit, command, cause, *tasks, expected=version)

    async def settle(self, unit: str, command: CloseFlaw, caller: Caller) -> Receipt:
        """File how a flaw was put right; each of its powers shows the border (S2-38).

        Raises:
            FlawUnknownError: there is none of this number.

        """
        cause = self.competence.making.access.acting(caller, unit, Post.APPROVER)
        row = self.competence.making.views.get(flaws, flaw_key(unit, command.number))
        if row is None:
            raise FlawUnknownError(command.number)
        border = command.border.strip()
        mark = BorderPower(number=row.number, flaw=row.flaw, border=border)
        tasks = [Task(POWER, each, mark) for each in row.powers]
        return await self._file(unit, command, cause, *tasks)

    def progress(self, unit: str, caller: Caller) -> Progress:
        """Return how far the clean-up of a unit has come, to its own people."""
        access, views = self.competence.making.access, self.competence.making.views
        access.check_reader(caller, unit)
        order = [flaws.c.closed_at.is_(None).desc(), flaws.c.number.desc()]
        found = views.select(flaws, flaws.c.unit == unit, order=order, limit=MOST)
        row = views.get(clearings, unit)
        known = {each.holder: each for each in self._lists(unit)}
        names = [each.name for each in row.holders] if row else []
        blank = [HolderList(holder=each, powers=0, confirmed=0) for each in names]
        lists = tuple(known.get(each.holder, each) for each in blank)
        return Progress(row=row, lists=lists, flaws=tuple(found))

    def kinds(self, unit: str, caller: Caller) -> list[tuple[str, str]]:
        """Return the flaws that the unit's scheme knows, and what is done about each."""
        return _measures(many(self.competence.making.settings(unit, caller.at), CORRECTIONS))

    def _measure(self, unit: str, asked: FindFlaw, cause: Cause) -> str:
        kinds = _measures(many(self.competence.making.settings(unit, cause.at), CORRECTIONS))
        if asked.flaw.strip() and kinds and asked.flaw.strip() not in dict(kinds):
            raise FlawKindError(asked.flaw, field="flaw")
        return dict(kinds).get(asked.flaw.strip(), "")

    def _check_own(self, unit: str, wanted: tuple[UUID, ...]) -> None:
        own = {each.power_id for each in self.competence.rows(unit)}
        for each in wanted:
            if each not in own:
                raise PowerUnknownError(each, field="powers")

    def _lists(self, unit: str) -> tuple[HolderList, ...]:
        held: dict[str, list[PowerRow]] = {}
        for row in self.competence.rows(unit):
            held.setdefault(row.owner, []).append(row)
        return tuple(
            HolderList(holder=name, powers=len(rows), confirmed=sum(row.confirmed for row in rows))
            for name, rows in held.items()
        )

    async def _file(
        self,
        unit: str,
        command: ClearingCommand,
        cause: Cause,
        *more: Task,
        expected: int | None = None,
    ) -> Receipt:
        task = Task(CLEARING, clearing_id_of(unit), command, expected)
        return await filed(self.store, self.competence.making.views, task, *more, cause=cause)


def _measures(said: tuple[str, ...]) -> list[tuple[str, str]]:
    parts = [each.replace(":", "：").partition("：") for each in said]
    return [(flaw.strip(), measure.strip()) for flaw, _, measure in parts]
