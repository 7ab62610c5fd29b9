"""Schemes of units: prepared, adopted, read, replayed; floors of superiors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.calendars import floor_id_of
from services.catalog.domain.commands import PrepareScheme, SetFloor
from services.catalog.domain.events import ItemListed, ItemRetired
from services.catalog.domain.filling import NO_GROUP
from services.catalog.domain.floor import (
    FLOOR,
    Binding,
    FloorJudged,
    broken,
    check_floors,
    county_bindings,
    plan_bindings,
)
from services.catalog.domain.points import Point, Relation, Said, Standard
from services.catalog.domain.preface_terms import Preface
from services.catalog.domain.scheme import SCHEME, Prepared, Schemes, check_days, drafted
from services.catalog.domain.scheme_rules import limits_of, rules_of
from services.catalog.domain.scheme_terms import Scheme, Value
from services.catalog.domain.terms import Post, catalog_id_of, scheme_id_of
from services.catalog.domain.versions import (
    Adopted,
    Difference,
    differences,
    in_force,
    settled,
    spans,
)
from services.catalog.domain.whatif import ItemFact, Replay, replay
from services.catalog.handlers.access import Access
from services.catalog.handlers.calendars import Calendars
from services.catalog.handlers.filing import filed
from services.catalog.handlers.upkeep import Upkeeps
from services.catalog.views import SchemeRow, posts, schemes
from services.catalog.views.rulings import FloorRow, floors
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

COUNTY_FLOOR: Final = "县级底线"
HEAD: Final = "bodies.leading_group.head_post"  # V02
PARTY_HEAD: Final = "书记"
COMMITTEE: Final = (Post.SECRETARY,)
LONGEST: Final = 800  # days of one replay


class SchemeUnknownError(NotFoundError):
    """没有找到这一版方案。"""


class SpanRefusedError(InvalidError):
    """推演的起止日期前后颠倒，或者超过两年。"""


class Setting(Struct, frozen=True, kw_only=True):
    """一项设置 — what the unit goes by, what its plan says, what binds it."""

    point: Point
    value: Value
    label: str
    said: Said | None
    chosen: bool
    reason: str
    binding: Binding | None = None
    below: bool = False


class Version(Struct, frozen=True, kw_only=True):
    """一版方案 — with the first day in force and the first day no longer (empty: open)."""

    row: SchemeRow
    since: str = ""
    until: str = ""


class Prospect(Struct, frozen=True, kw_only=True):
    """拟采用的方案 — what would be filed, and what it says differently from before."""

    scheme: Scheme
    differences: list[Difference]
    seen: int
    warnings: list[str] = []


@dataclass(frozen=True)
class Plans:
    """实施方案"""

    store: Store[Any]
    views: Views
    access: Access
    standard: Standard
    calendars: Calendars
    upkeeps: Upkeeps

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def rows(self, unit: str) -> list[SchemeRow]:
        """Return every version a unit has adopted, newest first."""
        order = [schemes.c.number.desc()]
        return self.views.select(schemes, schemes.c.unit == unit, order=order)

    def versions(self, unit: str) -> list[Version]:
        """Return every version with its days in force, newest first."""
        self.access.unit(unit)
        rows = self.rows(unit)
        days = {each.number: (since, until) for each, since, until in spans(_adopted(rows))}
        return [
            Version(row=row, since=days[row.number][0], until=days[row.number][1])
            if row.number in days
            else Version(row=row)
            for row in rows
        ]

    def in_force(self, unit: str, day: date) -> SchemeRow | None:
        """Return the version in force for a unit on a day."""
        self.access.unit(unit)
        rows = self.rows(unit)
        found = in_force(_adopted(rows), day)
        return next((row for row in rows if found and row.number == found.number), None)

    def value(self, unit: str, key: str, day: date) -> Value:
        """Return one setting of a unit as it stands on a day."""
        row = self.in_force(unit, day)
        values = settled(row.scheme, self.standard) if row else self.standard.seeded("")
        return values[key]

    def label(self, unit: str, key: str, day: date) -> str:
        """Return one setting of a unit as a person reads it."""
        return self.standard.point(key).label(self.value(unit, key, day))

    def version(self, unit: str, number: int) -> SchemeRow:
        """Return one version by its number.

        Raises:
            SchemeUnknownError: there is none.

        """
        found = next((row for row in self.rows(unit) if row.number == number), None)
        if found is None:
            raise SchemeUnknownError(number)
        return found

    def settings(self, unit: str, scheme: Scheme | None, day: date) -> list[Setting]:
        """Return every point as it stands for a unit on a day."""
        values = settled(scheme, self.standard) if scheme else self.standard.seeded("")
        bindings = self.bindings(unit, day)
        return [
            self._setting(point, scheme, values[point.key], bindings, day)
            for point in self.standard.points
        ]

    def _setting(
        self,
        point: Point,
        scheme: Scheme | None,
        value: Value,
        bindings: tuple[Binding, ...],
        day: date,
    ) -> Setting:
        seed = (scheme.seed or scheme.id) if scheme else ""
        here = [each for each in bindings if each.key == point.key]
        below = broken(here, point, value, day.isoformat())
        return Setting(
            point=point,
            value=value,
            label=point.label(value),
            said=point.says.get(seed),
            chosen=value != point.seeded(seed),
            reason=scheme.reasons.get(point.key, "") if scheme else "",
            binding=below or next(iter(here), None),
            below=below is not None,
        )

    def bindings(self, unit: str, day: date) -> tuple[Binding, ...]:
        """Return the floors that bind a unit on a day: the county's, and each superior's."""
        found = list(county_bindings(self.standard, COUNTY_FLOOR))
        for each in self.access.line(unit):
            name = self.access.unit(each).name
            found += [_binding(row, name) for row in self.floors(each, day)]
        return tuple(found)

    def floors(self, unit: str, day: date | None = None) -> list[FloorRow]:
        """Return the floors a unit has set: all of them, or those that count on a day."""
        order = [floors.c.number.desc()]
        rows = self.views.select(floors, floors.c.unit == unit, order=order)
        if day is None:
            return rows
        counting: dict[str, FloorRow] = {}
        for row in rows:
            if row.effective <= day.isoformat():
                counting.setdefault(row.key, row)
        return [row for row in counting.values() if row.floor.relation is not Relation.NONE]

    def compared(self, unit: str, before: int, after: int) -> list[Difference]:
        """Return what one version says differently from another."""
        old, new = self.version(unit, before), self.version(unit, after)
        return differences(old.scheme, new.scheme, self.standard)

    def preface(self, base: Scheme | None, seed: str) -> Preface:
        """Return the preface that a new version begins with."""
        plan = self.standard.plan(seed)
        return (base.preface if base else None) or (plan.preface if plan else Preface())

    # ── adopting ─────────────────────────────────────────────────────────────────────────────

    def prospect(self, unit: str, asked: PrepareScheme, caller: Caller) -> Prospect:
        """Return what adopting would file; nothing is filed.

        Raises:
            RejectedError: it would be refused.

        """
        self.access.ruling(caller, unit)
        state: Schemes
        state, seen = self.store.state(SCHEME, scheme_id_of(unit))
        today = beijing_date(caller.at)
        command = self._prepared(unit, asked, today)
        scheme = drafted(command, state, today.isoformat())
        day = max(scheme.effective, today.isoformat())
        check_days(scheme, state)
        own = plan_bindings(self.standard, scheme.seed)
        check_floors((*own, *command.floors), self.standard, scheme.values, day)
        changes = differences(state.last, scheme, self.standard)
        warnings = list(self._warnings(unit, scheme, caller.at))
        return Prospect(scheme=scheme, differences=changes, seen=seen, warnings=warnings)

    def _warnings(self, unit: str, scheme: Scheme, at: datetime) -> Iterator[str]:
        """Yield what a person should look at twice before adopting (S2-47)."""
        head = str(scheme.values[HEAD])
        if PARTY_HEAD in head or head == NO_GROUP:
            return
        here = posts.c.unit == unit, posts.c.post.in_((Post.LEADER, *COMMITTEE))
        held = [each for each in self.views.select(posts, *here) if each.holds(at)]
        committee = {each.person_id for each in held if each.post in COMMITTEE}
        leaders = {each.person_id for each in held if each.post is Post.LEADER}
        if not leaders or leaders - committee:
            yield f"领导小组组长由“{head}”担任，没有登记为党组织书记，能不能决定党务事项，请核对。"

    async def adopt(
        self, unit: str, asked: PrepareScheme, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File the next version of a unit's scheme, with every setting in it."""
        cause = self.access.ruling(caller, unit)
        command = self._prepared(unit, asked, beijing_date(caller.at))
        task = Task(SCHEME, scheme_id_of(unit), command, expected)
        state: Schemes = self.store.state(SCHEME, scheme_id_of(unit))[0]
        new = drafted(command, state, str(beijing_date(caller.at)))
        number = new.preface.number if new.preface else ""
        also = self.upkeeps.following(unit, number, new.title)
        return await filed(self.store, self.views, task, *also, cause=cause)

    def _prepared(self, unit: str, asked: PrepareScheme, today: date) -> Prepared:
        """Return the command with the floors of the day on which it is to take effect."""
        day = max(asked.effective or "", today.isoformat())
        try:
            on = date.fromisoformat(day)
        except ValueError:
            on = today  # the decision refuses such a day by name
        return Prepared(asked=asked, standard=self.standard, floors=self.bindings(unit, on))

    async def set_floor(self, unit: str, asked: SetFloor, caller: Caller) -> Receipt:
        """File what a superior binds itself and all below it to."""
        cause = self.access.ruling(caller, unit)
        command = FloorJudged(asked=asked, standard=self.standard)
        task = Task(FLOOR, floor_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)

    # ── what if ──────────────────────────────────────────────────────────────────────────────

    def other(self, unit: str, choice: str) -> Scheme:
        """Return a scheme to replay under: ``S0``…``S4``, or the number of an own version.

        Raises:
            SchemeUnknownError: there is no such scheme.

        """
        if choice.isascii() and choice.isdigit():
            return self.version(unit, int(choice)).scheme
        plan = self.standard.plan(choice)
        if plan is None:
            raise SchemeUnknownError(choice)
        values = self.standard.seeded(plan.id)
        return Scheme(
            id=plan.id,
            version=1,
            title=plan.title,
            effective="2000-01-01",
            rules=rules_of(values),
            time_limits=limits_of(values),
            values=values,
            seed=plan.id,
        )

    def replay(self, unit: str, choice: str, span: tuple[date, date], caller: Caller) -> Replay:
        """Return what would have differed for a unit in a span of days under another scheme.

        Raises:
            SpanRefusedError: the days are in the wrong order or too far apart.

        """
        self.access.check_reader(caller, unit)
        if not 0 <= (span[1] - span[0]).days <= LONGEST:
            raise SpanRefusedError(*span, field="first")
        facts: Iterable[ItemFact] = [
            each
            for each in self.store.load(catalog_id_of(unit))
            if isinstance(each.event, ItemListed | ItemRetired)
        ]
        adopted = _adopted(self.rows(unit))
        other = self.other(unit, choice)
        return replay(facts, adopted, other, span, self.calendars.calendar())


def _adopted(rows: Iterable[SchemeRow]) -> list[Adopted]:
    return [Adopted(number=row.number, scheme=row.scheme) for row in rows]


def _binding(row: FloorRow, superior: str) -> Binding:
    return Binding(
        superior=superior,
        key=row.key,
        floor=row.floor,
        reason=row.reason,
        clauses=row.clauses,
        effective=row.effective,
    )
