"""公开栏的查看 — which boards there are, what hangs on them, what is overdue, what is lacking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.audience import may_show
from services.publishing.domain.board import BoardUnknownError
from services.publishing.domain.board_words import AUDIENCES
from services.publishing.domain.coverage import (
    TOPICS,
    Coverage,
    Demand,
    FixedBoard,
    coverage,
    demand_of,
)
from services.publishing.domain.reading import Reader
from services.publishing.domain.sheet import FORMS
from services.publishing.domain.terms import PUBLISHERS, Phase, Scope
from services.publishing.handlers.names import Names
from services.publishing.handlers.overseeing import OVERSEERS, reader_for, reader_of
from services.publishing.handlers.rules import RuleBook
from services.publishing.views import (
    BoardRow,
    PhotoRow,
    PortalRow,
    SheetRow,
    boards,
    photos,
    portal,
    sheets,
)
from shared.calendar import beijing_date
from shared.files import FileGoneError
from shared.register import above, fates, inside, units
from shared.view import Views
from shared.web import Caller

SIZE: Final = 20  # boards on one page
OFFERED: Final = 100  # matters offered for a board
STATES: Final = {
    "done": ("已上墙", "ok"),
    "doubtful": ("照片存疑", "late"),
    "withdrawn": ("已撤回，应当撤下", "late"),
    "replaced": ("已更正，应当更换", "late"),
    "overdue": ("已到期，应当撤下", "late"),
    "removed": ("已撤下", "lim"),
}
WRONG: Final = ("withdrawn", "replaced", "overdue", "doubtful")


class Line(Struct, frozen=True, kw_only=True):
    """张贴的一项 — with its disclosure and what is the matter with it; see ``STATES``.

    ``poster`` is the name of who put it up, for those who keep or oversee the board.
    """

    sheet: SheetRow
    row: PortalRow
    state: str
    poster: str = ""
    board: BoardRow | None = None


class Wall(Struct, frozen=True, kw_only=True):
    """一块公开栏 — ``keeps``: this person may put something up; ``sees``: they see the photos."""

    board: BoardRow
    unit_name: str
    lines: tuple[Line, ...]
    keeps: bool
    sees: bool
    offered: tuple[PortalRow, ...] = ()
    topics: tuple[str, ...] = ()


class Listed(Struct, frozen=True, kw_only=True):
    """公开栏一览"""

    rows: tuple[BoardRow, ...]
    names: dict[str, str]
    total: int
    page: int
    mine: tuple[str, ...]

    @property
    def pages(self) -> int:
        """Return the number of pages."""
        return max(-(-self.total // SIZE), 1)


class Network(Struct, frozen=True, kw_only=True):
    """固定公开栏达标情况 — of a unit and all below it; ``screens`` are counted apart (S4-77)."""

    unit: str
    name: str
    names: dict[str, str]
    found: Coverage
    idle: tuple[BoardRow, ...]


@dataclass(frozen=True)
class Walls:
    """What there is to see of boards."""

    views: Views
    rules: RuleBook
    people: Names

    def find(self, caller: Caller, q: str = "", unit: str = "", number: int = 1) -> Listed:
        """Return the boards before which this person may stand, or which they keep or oversee."""
        c = boards.c
        where = [self._visible(caller)]
        where += [c.unit == unit] if unit else []
        where += [_contains(word) for word in q.split()[:5]]
        order, skip = [c.active.desc(), c.unit, c.code], (max(number, 1) - 1) * SIZE
        rows = self.views.select(boards, *where, order=order, limit=SIZE, offset=skip)
        return Listed(
            rows=tuple(rows),
            names=self.names(each.unit for each in rows),
            total=self.views.count(boards, *where),
            page=max(number, 1),
            mine=caller.units(*PUBLISHERS),
        )

    def wall(self, board_id: UUID, caller: Caller) -> Wall:
        """Return one board with what hangs on it, as far as this person may read it.

        Raises:
            BoardUnknownError: there is none, or it is none of this person's business.

        """
        row = self.board(board_id, caller)
        keeps, sees = caller.holds(row.unit, *PUBLISHERS), self.oversees(row.unit, caller)
        lines = self._lines(row, caller)
        if sees:
            who = self.people.person
            lines = [replace(each, poster=who(each.sheet.poster)) for each in lines]
        return Wall(
            board=row,
            unit_name=self.names([row.unit])[row.unit],
            lines=tuple(lines),
            keeps=keeps,
            sees=sees,
            offered=tuple(self._offered(row, caller)) if keeps and row.active else (),
            topics=self.demand(row.unit, beijing_date(caller.at)).topics,
        )

    def board(self, board_id: UUID, caller: Caller) -> BoardRow:
        """Return a board.

        Raises:
            BoardUnknownError: there is none, or it is none of this person's business.

        """
        found = self.views.select(boards, boards.c.board_id == board_id, self._visible(caller))
        if not found:
            raise BoardUnknownError(board_id)
        return found[0]

    def photo(self, board_id: UUID, sha256: str, caller: Caller) -> PhotoRow:
        """Return a photo of a board, for those who keep or oversee it.

        Raises:
            BoardUnknownError, FileGoneError: there is none, or not for this person.

        """
        row = self.board(board_id, caller)
        c = photos.c
        if not self.oversees(row.unit, caller):
            raise FileGoneError(sha256)
        found = self.views.select(photos, c.board_id == board_id, c.sha256 == sha256, limit=1)
        if not found:
            raise FileGoneError(sha256)
        return found[0]

    def amiss(self, caller: Caller) -> list[Line]:
        """Return what hangs and should not, or hangs without good proof, worst first."""
        mine = self.seen(caller)
        if not mine:
            return []
        c, p, today = sheets.c, portal.c, beijing_date(caller.at)
        wrong = sa.or_(
            p.withdrawn.is_(True),
            p.version != c.version,
            c.due_on < today,
            c.doubtful.is_(True),
        )
        ids = sa.select(c.sheet_id).join(portal.table, p.disclosure_id == c.disclosure_id)
        hanging = ids.where(c.unit.in_(sorted(mine)), c.hangs.is_(True), wrong)
        found = self.views.select(sheets, c.sheet_id.in_(hanging), order=[c.due_on], limit=OFFERED)
        lines = self._read(found, caller, named=True)
        return sorted(lines, key=lambda each: WRONG.index(each.state) if each.state in WRONG else 9)

    def network(self, unit: str, caller: Caller) -> Network:
        """Hold the fixed boards of a unit and all below it against the unit's scheme (C7)."""
        here = sorted(inside(self.views, unit))
        c = boards.c
        fixed = c.fixed.is_(True), c.unit.in_(here)
        rows = self.views.select(boards, *fixed, order=[c.unit, c.code])
        used = [each for each in rows if each.active]
        demand = self.demand(unit, beijing_date(caller.at))
        return Network(
            unit=unit,
            name=self.names([unit])[unit],
            names=self.names(each.unit for each in rows),
            found=coverage(demand, self._fixed(used, caller)),
            idle=tuple(each for each in rows if not each.active),
        )

    def short(self, caller: Caller) -> list[Network]:
        """Return the networks of the caller's units that lack what these units' schemes ask for."""
        day = beijing_date(caller.at)
        mine = caller.units(*PUBLISHERS)
        asked = [each for each in mine if demand_of(self.rules.values(each, day)).least]
        found = (self.network(each, caller) for each in asked)
        return [each for each in found if not each.found.met]

    def demand(self, unit: str, day: date) -> Demand:
        """Return what is asked of fixed boards: by the unit's scheme, else by the nearest above."""
        for each in (unit, *above(self.views, unit)):
            demand = demand_of(self.rules.values(each, day))
            if demand.least:
                return demand
        return Demand(topics=TOPICS)

    def oversees(self, unit: str, caller: Caller) -> bool:
        """Tell whether this person keeps the boards of a unit, or oversees them."""
        return caller.holds(unit, *PUBLISHERS) or unit in self.seen(caller)

    def names(self, wanted: Iterable[str]) -> dict[str, str]:
        """Return the names of units, with what became of those that are no more."""
        ids, over = set(wanted), fates(self.views)
        rows = self.views.select(units, units.c.unit_id.in_(ids))
        known = {each.unit_id: each.name + over.get(each.unit_id, "") for each in rows}
        return dict.fromkeys(ids, "未登记单位") | known

    def seen(self, caller: Caller) -> frozenset[str]:
        """Return the units whose boards and screens this person keeps or oversees."""
        over = inside(self.views, *caller.units(*OVERSEERS))
        return over.union(caller.units(*PUBLISHERS))

    def _visible(self, caller: Caller) -> Any:
        c, reader = boards.c, reader_of(caller)
        ways = [c.audience == Scope.SOCIETY]
        if reader.units:
            ways.append(c.audience == Scope.PARTY)
            mine = sorted({*reader.units, *self.seen(caller)})
            ways.append(c.unit.in_(mine))
        return sa.or_(*ways)

    def _lines(self, board: BoardRow, caller: Caller) -> list[Line]:
        c = sheets.c
        here = c.board_id == board.board_id, c.hangs.is_(True)
        order = [c.posted_at.desc(), c.sheet_id]
        return self._read(self.views.select(sheets, *here, order=order), caller)

    def _read(
        self, found: Sequence[SheetRow], caller: Caller, *, named: bool = False
    ) -> list[Line]:
        about = {each.disclosure_id for each in found}
        c = portal.c
        rows = {
            each.disclosure_id: each
            for each in self.views.select(portal, c.disclosure_id.in_(about))
        }
        where = {each.board_id for each in found} if named else set()
        places = {
            each.board_id: each for each in self.views.select(boards, boards.c.board_id.in_(where))
        }
        today, readers = beijing_date(caller.at), _Readers(self.views, caller)
        return [
            Line(
                sheet=each,
                row=row,
                state=state_of(each, row, today),
                board=places.get(each.board_id),
            )
            for each in found
            if (row := rows.get(each.disclosure_id)) and row.may_be_read_by(readers.of(row.unit))
        ]

    def _offered(self, board: BoardRow, caller: Caller) -> list[PortalRow]:
        """Return what may hang here and does not yet, newest first."""
        c, s = portal.c, sheets.c
        hanging = sa.select(s.disclosure_id).where(
            s.board_id == board.board_id, s.hangs.is_(True), s.version == c.version
        )
        here = sorted(inside(self.views, board.unit))
        forms = sa.or_(*(c.channels.contains(form, autoescape=True) for form in FORMS))
        opened = c.phase.in_([Phase.INNER.value, Phase.PUBLIC.value])
        where = c.unit.in_(here), opened, c.withdrawn.is_(False), forms
        rows = self.views.select(
            portal, *where, ~c.disclosure_id.in_(hanging), order=[c.shown_at.desc()], limit=OFFERED
        )
        readers = _Readers(self.views, caller)
        return [
            each
            for each in rows
            if may_show(board.audience, board.unit, each.unit, each.scope, each.phase)
            and each.may_be_read_by(readers.of(each.unit))
            and not each.over(beijing_date(caller.at))
        ]

    def _fixed(self, rows: Sequence[BoardRow], caller: Caller) -> list[FixedBoard]:
        c, today = sheets.c, beijing_date(caller.at)
        ids = [each.board_id for each in rows]
        hanging = self.views.select(sheets, c.board_id.in_(ids), c.hangs.is_(True))
        about = {each.disclosure_id for each in hanging}
        known = self.views.select(portal, portal.c.disclosure_id.in_(about))
        matters = {each.disclosure_id: each for each in known}
        topics: dict[UUID, set[str]] = {}
        for each in hanging:
            row = matters.get(each.disclosure_id)
            if row and state_of(each, row, today) == "done":
                topics.setdefault(each.board_id, set()).update(each.topics)
        return [
            FixedBoard(
                board_id=str(each.board_id),
                unit=each.unit,
                code=each.code,
                name=each.name,
                topics=frozenset(topics.get(each.board_id, ())),
            )
            for each in rows
        ]


class _Readers:
    """A caller as a reader of each unit, asked once for each."""

    def __init__(self, views: Views, caller: Caller) -> None:
        self._views, self._caller = views, caller
        self._known: dict[str, Reader] = {}

    def of(self, unit: str) -> Reader:
        if unit not in self._known:
            self._known[unit] = reader_for(self._views, self._caller, unit)
        return self._known[unit]


def state_of(sheet: SheetRow, row: PortalRow, today: date) -> str:
    """Return what is the matter with what hangs; see ``STATES``."""
    if not sheet.hangs:
        return "removed"
    if row.withdrawn:
        return "withdrawn"
    if row.version != sheet.version:
        return "replaced"
    if sheet.due_on is not None and sheet.due_on < today:
        return "overdue"
    return "done" if sheet.done else "doubtful"


def _contains(word: str) -> Any:
    c = boards.c
    return sa.or_(*(each.contains(word, autoescape=True) for each in (c.code, c.name, c.place)))


AUDIENCE_NAMES: Final = {scope.value: name for scope, name in AUDIENCES.items()}
