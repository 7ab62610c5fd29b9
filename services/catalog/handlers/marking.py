"""条目归属和对照方案 — who says what of an entry, and what a draft still lacks under its scheme."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from services.catalog.domain.catalog import CATALOG, Catalog, page_of
from services.catalog.domain.particulars import gaps, open_departures, unconsented
from services.catalog.domain.particulars_words import (
    AttributeEntry,
    ConsentScope,
    ExamineCatalog,
    ExplainDeparture,
    Particulars,
    Short,
    Words,
)
from services.catalog.domain.sitting_words import RecordSitting
from services.catalog.domain.taxonomy import Taxonomy
from services.catalog.domain.terms import Field, Post, catalog_id_of, item_id_of
from services.catalog.domain.yardstick import (
    IN_MEETING,
    Departure,
    Values,
    approver,
    examinations,
    many,
    strange,
)
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.views.belongings import SittingRow, sittings
from shared.decider import InvalidError, RejectedError
from shared.store import Receipt
from shared.web import Caller

HEADS: Final = (Post.FIRST_RESPONSIBLE, Post.LEADER, Post.SECRETARY)
EXAMINERS: Final = (Post.OFFICE, Post.REVIEWER)
SHOWN: Final = 200  # of each kind on one page
NAMED: Final = 20  # rows named in a sentence


class BodyUnknownError(InvalidError):
    """公开主体不在本单位方案写明的党组织里。"""


class AudienceUnknownError(InvalidError):
    """公开对象不在本单位方案写明的对象里。"""


class HeadingUnknownError(InvalidError):
    """没有这个内容大项，或者同一份清单选了两项。"""


class ExaminationUnknownError(InvalidError):
    """本单位的方案没有规定这项核查。"""


class NothingLackingError(RejectedError):
    """草稿里没有还要补的条目，不用一并填写。"""


class AttributeRest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """一并标明归属 — for all entries of a draft that still lack it; what is left empty stays."""

    body: Short = ""
    room: Short = ""
    audience: Short = ""


class ExplainRest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """一并说明理由 — for all that departs from one setting (``key``) and is not explained yet."""

    key: Short
    reason: Words


class Gap(Struct, frozen=True, kw_only=True):
    """缺项 — a row, and what is not said of it."""

    row: int
    message: str


class Unplaced(Struct, frozen=True):
    """没有对应目录事项的职权"""

    power_id: UUID
    title: str


class Alike(Struct, frozen=True, kw_only=True):
    """与同一项设置不同的条目 — the first rows, how many in all, and what is said of the first."""

    key: str
    field: Field
    message: str
    rows: tuple[int, ...]
    total: int


class Held(Struct, frozen=True, kw_only=True):
    """对照结果 — what a draft lacks under the scheme in force, so many of each kind on a page.

    ``unfilled`` are the posts nobody holds (I1); ``silent``: nobody can speak to the unit (S4-13).
    ``alike`` are departures that one reason may explain; ``lacking`` and ``marked`` tell how many
    entries lack a particular and how many things are said of entries, on all pages.
    """

    departures: tuple[Departure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unconsented: tuple[int, ...] = ()
    examinations: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    unfilled: tuple[str, ...] = ()
    silent: bool = False
    meeting: bool = False
    approver: Post = Post.APPROVER
    alike: tuple[Alike, ...] = ()
    lacking: int = 0
    marked: int = 0
    page: int = 1
    pages: int = 1

    @property
    def count(self) -> int:
        """Return how many things must still be done."""
        listed = (self.examinations, self.unplaced, self.unfilled)
        return self.marked + sum(map(len, listed)) + self.silent


@dataclass(frozen=True)
class Marking:
    """条目归属和对照方案"""

    making: Catalogs
    taxonomy: Taxonomy

    async def attribute(
        self, unit: str, command: AttributeEntry, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File whose matter an entry is, who handles it, whom it concerns."""
        cause = self.making.drafting(unit, caller)
        self._check_said(command, self.making.settings(unit, cause.at))
        return await self.making.file(unit, command, cause, expected)

    async def attribute_rest(
        self, unit: str, said: AttributeRest, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File the same particulars for all entries of the draft that lack some.

        Raises:
            NothingLackingError: none does.

        """
        cause = self.making.drafting(unit, caller)
        values = self.making.settings(unit, cause.at)
        page = page_of(self._catalog(unit), unit)
        rows = [row for row, _ in gaps(page, values)]
        commands = [_filled(page, row, said) for row in rows]
        if not commands:
            raise NothingLackingError
        self._check_said(commands[0], values)
        return await self.making.file_all(unit, commands, cause, expected)

    async def explain_rest(
        self, unit: str, said: ExplainRest, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File one reason for all that departs from a setting.

        Raises:
            NothingLackingError: nothing does, or all of it is explained.

        """
        cause = self.making.drafting(unit, caller)
        page = page_of(self._catalog(unit), unit)
        found = open_departures(page, self.making.settings(unit, cause.at))
        rows = [each.row for each in found if each.key == said.key]
        if not rows:
            raise NothingLackingError
        commands = [ExplainDeparture(row=row, key=said.key, reason=said.reason) for row in rows]
        return await self.making.file_all(unit, commands, cause, expected)

    async def sit(
        self, unit: str, command: RecordSitting, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File what a session of one of the unit's bodies decided; the entries are that body's."""
        cause = self.making.drafting(unit, caller)
        if strange(command.body.strip(), "", self.making.settings(unit, cause.at)):
            raise BodyUnknownError(command.body, field="body")
        return await self.making.file(unit, command, cause, expected)

    def sittings(self, unit: str) -> list[SittingRow]:
        """Return the sessions of a unit's bodies, the latest first."""
        views, order = self.making.views, [sittings.c.closed_on.desc(), sittings.c.key]
        return views.select(sittings, sittings.c.unit == unit, order=order, limit=SHOWN)

    async def consent(
        self, unit: str, command: ConsentScope, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File the head's consent to a narrow scope."""
        cause = self.making.access.acting(caller, unit, *HEADS)
        return await self.making.file(unit, command, cause, expected)

    async def explain(
        self, unit: str, command: ExplainDeparture, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File why an entry is otherwise than the scheme has it."""
        cause = self.making.drafting(unit, caller)
        return await self.making.file(unit, command, cause, expected)

    async def examine(
        self, unit: str, command: ExamineCatalog, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """File what an examination that the scheme asks for has found."""
        cause = self.making.access.acting(caller, unit, *EXAMINERS)
        if command.examination not in examinations(self.making.settings(unit, cause.at)):
            raise ExaminationUnknownError(command.examination, field="examination")
        return await self.making.file(unit, command, cause, expected)

    def held(self, unit: str, at: datetime, page: int = 1, size: int = SHOWN) -> Held:
        """Return what a unit's draft lacks under the scheme in force, of entries one page."""
        catalog, values = self._catalog(unit), self.making.settings(unit, at)
        if not catalog.open:
            return Held(approver=approver(values))
        draft, unplaced = page_of(catalog, unit), self.making.unplaced(unit, at)
        departing, narrow = list(open_departures(draft, values)), list(unconsented(draft))
        missing = [Gap(row=row, message=said) for row, said in gaps(draft, values)]
        longest = max(len(departing), len(narrow), len(missing))
        pages = max(1, -(-longest // size))
        number = min(max(page, 1), pages)
        cut = slice((number - 1) * size, number * size)
        return Held(
            departures=tuple(departing[cut]),
            gaps=tuple(missing[cut]),
            unconsented=tuple(narrow[cut]),
            examinations=tuple(
                each for each in examinations(values) if each not in catalog.notes.examined
            ),
            unplaced=tuple(Unplaced(each.power_id, each.title) for each in unplaced[:SHOWN]),
            unfilled=tuple(each.chinese for each in self.making.unfilled(unit, at)),
            silent=self.making.silent(unit, values),
            meeting=values.get("catalog.approver") in IN_MEETING,
            approver=approver(values),
            alike=_alike(departing),
            lacking=len(missing),
            marked=len(departing) + len(narrow) + len(missing),
            page=number,
            pages=pages,
        )

    def said(self, unit: str, row: int) -> Particulars:
        """Return what is said of an entry of the latest version; nothing, if nothing is."""
        catalog = self._catalog(unit)
        entry = catalog.rows.get(row)
        found = catalog.notes.particulars.get(item_id_of(unit, entry)) if entry else None
        return found or Particulars()

    def choices(self, unit: str, at: datetime, key: str) -> tuple[str, ...]:
        """Return the words that a unit's scheme offers; of no scheme, none."""
        return many(self.making.settings(unit, at), key)

    def _catalog(self, unit: str) -> Catalog:
        return self.making.store.state(CATALOG, catalog_id_of(unit))[0]

    def _check_said(self, command: AttributeEntry, values: Values) -> None:
        fault = strange(command.body.strip(), command.audience.strip(), values)
        if fault == "body":
            raise BodyUnknownError(command.body, field=fault)
        if fault:
            raise AudienceUnknownError(command.audience, field=fault)
        known = {each.id: each.list for each in self.taxonomy.heads}
        lists = [known.get(each, "") for each in command.headings]
        if "" in lists or len(set(lists)) < len(lists):
            raise HeadingUnknownError(field="headings")


def _alike(found: list[Departure]) -> tuple[Alike, ...]:
    """Return what several entries depart from, each setting with those that do."""
    groups: dict[str, list[Departure]] = {}
    for each in found:
        groups.setdefault(each.key, []).append(each)
    return tuple(
        Alike(
            key=key,
            field=same[0].field,
            message=same[0].message,
            rows=tuple(each.row for each in same[:NAMED]),
            total=len(same),
        )
        for key, same in sorted(groups.items())
        if len(same) > 1
    )


def _filled(page: Any, row: int, said: AttributeRest) -> AttributeEntry:
    """Return what stands of an entry, and what is now said of it where nothing stood."""
    known = page.notes.particulars.get(item_id_of(page.unit, page.rows[row]), Particulars())
    return AttributeEntry(
        row=row,
        **{
            **asdict(known),
            "body": known.body or said.body,
            "room": known.room or said.room,
            "audience": known.audience or said.audience,
        },
    )
