"""制度台账 — which regimes a unit must have, has and lacks; each is proposed as a standing item."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.commands import AddEntry
from services.catalog.domain.regime import (
    HEAD,
    REGIME,
    RegimeUnknownError,
    lacking,
    overlaps,
    regime_id_of,
)
from services.catalog.domain.regime_words import RegisterRegime, RepealRegime
from services.catalog.domain.template import path_of
from services.catalog.domain.terms import Entry, Form, Scope, TimeLimit, catalog_id_of, item_id_of
from services.catalog.domain.words import plain
from services.catalog.domain.yardstick import many
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.handlers.filing import filed
from services.catalog.views import items
from services.catalog.views.regimes import RegimeRow, regimes
from shared.calendar import beijing_date
from shared.store import Receipt, Store, Task
from shared.web import Caller

MOST: Final = 200
REQUIRED: Final = "regimes.required"
CHAPTERS: Final = "regimes.chapters"


class Line(Struct, frozen=True, kw_only=True):
    """台账的一行 — ``row`` is null where what the scheme asks for is missing."""

    name: str
    row: RegimeRow | None = None
    in_force: bool = False
    lacking: tuple[str, ...] = ()
    item_id: str = ""  # the item by which it is disclosed; empty: it is not


class Ledger(Struct, frozen=True, kw_only=True):
    """制度台账 — ``overlaps``: what two rules of procedure both claim."""

    required: tuple[Line, ...]
    others: tuple[Line, ...]
    overlaps: tuple[str, ...]

    @property
    def outward(self) -> "Ledger":
        """Return what everybody may read of it: the scheme's own words."""
        bare = (replace(each, row=None, lacking=()) for each in self.required)
        return Ledger(required=tuple(bare), others=(), overlaps=())

    @property
    def missing(self) -> list[str]:
        """Return the names of what is asked for and not in force."""
        return [each.name for each in self.required if not each.in_force]


@dataclass(frozen=True)
class Regimes:
    """制度台账"""

    store: Store[Any]
    making: Catalogs

    async def register(self, unit: str, command: RegisterRegime, caller: Caller) -> Receipt:
        """File a regime, and with it the standing item by which it is to be disclosed (S3-37)."""
        cause = self.making.drafting(unit, caller)
        self.making.check_valid(unit, cause.at)
        tasks = [Task(REGIME, regime_id_of(unit, command.title), command)]
        entry = _entry(command.title)
        catalog, _ = self.store.state(CATALOG, catalog_id_of(unit))
        if path_of(entry) not in {path_of(each) for each in catalog.rows.values()}:
            tasks.append(Task(CATALOG, catalog_id_of(unit), _asked(entry)))
        return await filed(self.store, self.making.views, *tasks, cause=cause)

    async def repeal(self, regime_id: UUID, command: RepealRegime, caller: Caller) -> Receipt:
        """File that a regime is no longer in force."""
        cause = self.making.drafting(self.row(regime_id, caller).unit, caller)
        task = Task(REGIME, regime_id, command)
        return await filed(self.store, self.making.views, task, cause=cause)

    def row(self, regime_id: UUID, caller: Caller) -> RegimeRow:
        """Return a regime to those inside: society reads its text when it was disclosed.

        Raises:
            RegimeUnknownError: there is none, or not for this reader.

        """
        row = self.making.views.get(regimes, regime_id)
        if row is None or not self.making.access.staffs(caller, row.unit):
            raise RegimeUnknownError(regime_id)
        return row

    def ledger(self, unit: str, caller: Caller) -> Ledger:
        """Return what a unit's scheme asks for, line by line, and whatever else it has.

        Of what nobody has reviewed a stranger reads no word: they see what is asked for and
        whether it is in force.
        """
        self.making.access.unit(unit)
        whole = self._whole(unit, caller)
        return whole if self.making.access.staffs(caller, unit) else whole.outward

    def _whole(self, unit: str, caller: Caller) -> Ledger:
        settings, today = self.making.settings(unit, caller.at), str(beijing_date(caller.at))
        wanted, chapters = many(settings, REQUIRED), many(settings, CHAPTERS)
        here = regimes.c.unit == unit, regimes.c.repealed.is_(False)
        rows = self.making.views.select(regimes, *here, order=[regimes.c.title], limit=MOST)
        known = {each.fulfils: each for each in rows if each.fulfils in wanted}
        lines = {each.regime_id: self._line(each, chapters, today) for each in rows}
        return Ledger(
            required=tuple(
                lines[known[each].regime_id] if each in known else Line(name=each)
                for each in wanted
            ),
            others=tuple(lines[each.regime_id] for each in rows if each.fulfils not in wanted),
            overlaps=tuple(_overlapping(rows)),
        )

    def _line(self, row: RegimeRow, chapters: tuple[str, ...], today: str) -> Line:
        item_id = item_id_of(row.unit, _entry(row.title))
        item = self.making.views.get(items, item_id)
        return Line(
            name=row.fulfils or row.title,
            row=row,
            in_force=row.effective <= today,
            lacking=tuple(lacking(row.title, row.chapters, chapters)),
            item_id=str(item_id) if item and item.listed else "",
        )


def _overlapping(rows: list[RegimeRow]) -> list[str]:
    found: dict[str, None] = {}
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            for each in overlaps(one.chapters, other.chapters):
                found[f"{one.title}、{other.title}：{each}"] = None
    return list(found)[:MOST]


def _entry(title: str) -> Entry:
    return Entry(row=1, level1=HEAD, level2="制度规定", level3=plain(title))


def _asked(entry: Entry) -> AddEntry:
    return AddEntry(
        level1=entry.level1,
        level2=entry.level2,
        level3=entry.level3,
        forms=(Form.DOCUMENT, Form.BOARD, Form.WEBSITE),
        scope=Scope.SOCIETY,
        time_limit=TimeLimit.LONG_TERM,
    )
