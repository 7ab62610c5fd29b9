"""检索 — what a reader finds: by words, narrowed by kind, marked where it stands, counted.

One index answers lists and searches alike, and holds who may read: what is not for this reader
is neither found nor counted, nor does any snippet, facet or suggestion come from it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Annotated, Any, Final
from uuid import UUID

from litestar.params import Parameter
from msgspec import Struct, structs

from services.publishing.domain.reading import Reader
from services.publishing.domain.terms import PHASES, SCOPES, TIME_LIMITS, Phase, Scope
from services.publishing.views import PortalRow, portal, versions
from services.publishing.views.findings import (
    FindingRow,
    ended,
    findings,
    live,
    marks_for,
    past,
    readable,
    token,
)
from services.publishing.views.portal import version_key
from shared.decider import InvalidError
from shared.pinyin import Reading, readings, sounds
from shared.register import units
from shared.seek import Piece, marked, plain, snippet, sought
from shared.view import Asked, Views

SIZE: Final = 20
LONGEST: Final = 100  # characters of a search
NEWEST: Final = 1_000  # of what was found, of which the kinds are counted
CHOICES: Final = 10  # of one facet
SUGGESTED: Final = 8
KINDS: Final = ("unit", "level1", "level2", "month", "time_limit", "scope", "phase")
MOST_READINGS: Final = 8  # of letters that may be read in several ways
LOOKED_AT: Final = 200  # findings of which suggestions come
_MONTH: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)


class TimeUnknownError(InvalidError):
    """公开时间应当写成年份或者年月，例如 2026 或者 2026-09。"""


class Query(Struct, frozen=True, kw_only=True):
    """查询 — empty fields do not restrict; ``time`` is a year or a month of the opening."""

    q: str = ""
    unit: str = ""
    level1: str = ""
    level2: str = ""
    scope: Scope | None = None
    limit: str = ""
    phase: Phase | None = None
    time: str = ""
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words that are looked for; what cannot be typed is left out."""
        return sought(self.q[:LONGEST])

    @property
    def chosen(self) -> dict[str, str]:
        """Return what restricts, as it stands in an address, without the page."""
        told = {
            **structs.asdict(self),
            "scope": self.scope.value if self.scope else "",
            "phase": self.phase.value if self.phase else "",
            "page": "",
        }
        return {name: value for name, value in told.items() if value}


def query_of(  # noqa: PLR0913, PLR0917 — one for each way to narrow
    q: str = "",
    unit: str = "",
    level1: str = "",
    level2: str = "",
    within: Annotated[str, Parameter(query="scope")] = "",
    limit: str = "",
    phase: str = "",
    time: str = "",
    page: Annotated[int, Parameter(ge=1, le=100_000)] = 1,
) -> Query:
    """Return what an address asks for; a scope or phase that does not exist does not restrict.

    Raises:
        TimeUnknownError: the time is neither a year nor a month.

    """
    if time and not _MONTH.fullmatch(time):
        raise TimeUnknownError(time[:40], field="time")
    return Query(
        q=q,
        unit=unit,
        level1=level1,
        level2=level2,
        scope={each.value: each for each in Scope}.get(within),
        limit=limit if limit in TIME_LIMITS else "",
        phase={each.value: each for each in Phase}.get(phase),
        time=time,
        page=page,
    )


class Choice(Struct, frozen=True, kw_only=True):
    """一种选择 — its value in an address, its name for people, how many were found of it."""

    value: str
    name: str
    count: int


class Facet(Struct, frozen=True, kw_only=True):
    """分面 — ``field`` of the query, and what it may be narrowed to, the most frequent first."""

    field: str
    name: str
    choices: tuple[Choice, ...]


class Hit(Struct, frozen=True, kw_only=True):
    """检索结果 — title and the places in the text, with what was looked for marked."""

    row: PortalRow
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """One page of what was found; ``facets`` of a search, ``partial``: of its newest alone.

    ``heard``: not what was typed was found, but what sounds like it.
    """

    rows: list[PortalRow]
    total: int
    page: int
    size: int = SIZE
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    heard: bool = False

    @classmethod
    def none(cls) -> "Listing":
        """Return what is found where nothing was looked for."""
        return cls(rows=[], total=0, page=1)

    @property
    def pages(self) -> int:
        """Return the number of pages."""
        return max(-(-self.total // self.size), 1)

    @property
    def partial(self) -> bool:
        """Tell whether more was found than the facets count."""
        return self.total > NEWEST


class Suggestion(Struct, frozen=True, kw_only=True):
    """联想词 — and how many of the newest findings bear it."""

    text: str
    count: int


@dataclass(frozen=True)
class Finder:
    """Finds disclosures for readers."""

    views: Views

    def search(self, query: Query, reader: Reader) -> Listing:
        """Return one page, newest first, with the words marked and the kinds counted."""
        asked, reading = self._understood(query, reader)
        newest = self._search(asked, reader, ("disclosure_id", *KINDS), NEWEST + 1)
        whole, start = len(newest) <= NEWEST, (query.page - 1) * SIZE
        page = newest[start : start + SIZE]
        if not whole and start + SIZE > NEWEST:
            page = self._search(asked, reader, ("disclosure_id",), SIZE, start)
        rows = self._rows([UUID(each[0]) for each in page])
        return Listing(
            rows=rows,
            total=len(newest) if whole else self._total(asked, reader),
            page=query.page,
            hits=tuple(self._hits(rows, query.words)),
            facets=tuple(self._facets(query, newest[:NEWEST])),
            heard=bool(reading),
        )

    def _understood(self, query: Query, reader: Reader) -> tuple[Asked, Reading]:
        """Return what is asked: as it was typed or, where nothing says so, as it sounds."""
        typed = _asked(query, reader)
        ways = [(_asked(query, reader, each), each) for each in _readings(query)]
        if not ways or self._search(typed, reader, ("number",), 1):
            return typed, ()
        heard = (each for each in ways if self._search(each[0], reader, ("number",), 1))
        return next(heard, (typed, ()))

    def find(self, query: Query, reader: Reader, size: int = SIZE) -> Listing:
        """Return one page, newest first."""
        asked, reading = self._understood(query, reader)
        offset = (query.page - 1) * size
        page = self._search(asked, reader, ("disclosure_id",), size, offset)
        rows = self._rows([UUID(each) for (each,) in page])
        total = self._total(asked, reader)
        return Listing(rows=rows, total=total, page=query.page, size=size, heard=bool(reading))

    def over(self, query: Query, reader: Reader, size: int = SIZE) -> Listing:
        """Return one page of what is no longer displayed, the last to go first (备查)."""
        asked, start = _asked(query, reader), (query.page - 1) * size
        fresh = self._just_over(asked, reader)
        ids = [each.disclosure_id for each in fresh[start : start + size]]
        left, after = size - len(ids), max(start - len(fresh), 0)
        column = [past.c.disclosure_id]
        found = self.views.search(past, asked, column, limit=left, offset=after)
        memo = self.views.memo(past)
        total = len(fresh) + memo.of(asked, lambda: self.views.tally(past, asked))
        rows = self._rows([*ids, *(UUID(each) for (each,) in found)])
        return Listing(rows=rows, total=total, page=query.page, size=size)

    def _just_over(self, asked: Asked, reader: Reader) -> list[FindingRow]:
        """Return what ended a moment ago and was not told yet."""
        order = findings.c.shown_until.desc(), findings.c.number.desc()
        rows = self.views.select(findings, ended(reader), order=order)
        return [each for each in rows if _meets(each, asked)]

    def suggest(self, typed: str, reader: Reader) -> list[Suggestion]:
        """Return names and titles in which stands, or sounds, what was typed so far."""
        query = Query(q=typed)
        if not query.words:
            return []
        columns = ("level3", "unit_name", "title")
        asked, reading = self._understood(query, reader)
        rows = self._search(asked, reader, columns, LOOKED_AT)
        told = (each for row in rows for each in dict.fromkeys(row))
        bearing = Counter(each for each in told if _bears(each, asked.words, reading))
        return [Suggestion(text=text, count=n) for text, n in bearing.most_common(SUGGESTED)]

    def _search(
        self, asked: Asked, reader: Reader, names: Sequence[str], limit: int, offset: int = 0
    ) -> list[Any]:
        columns = [findings.c[each] for each in names]
        mine = readable(reader, findings), live(reader)
        return self.views.search(findings, asked, columns, *mine, limit=limit, offset=offset)

    def _total(self, asked: Asked, reader: Reader) -> int:
        """Return how many are found, counted once while nothing changes."""
        memo = self.views.memo(findings)
        return memo.of((asked, reader), lambda: self._count(asked, reader))

    def _count(self, asked: Asked, reader: Reader) -> int:
        """Count; the index knows also what has ended a moment ago."""
        total = self.views.tally(findings, asked)
        if not (total and self.views.count(findings, ended(reader))):
            return total
        return len(self._search(asked, reader, ("number",), total))

    def _rows(self, ids: Sequence[UUID]) -> list[PortalRow]:
        chosen = portal.c.disclosure_id.in_([str(each) for each in ids])
        found = {each.disclosure_id: each for each in self.views.select(portal, chosen)}
        return [found[each] for each in ids if each in found]

    def _hits(self, rows: Sequence[PortalRow], words: Sequence[str]) -> Iterable[Hit]:
        files = self._files(rows)
        for row in rows:
            places = snippet(row.content, words) or snippet(files.get(row.disclosure_id, ""), words)
            yield Hit(row=row, title=marked(row.title, words), snippet=places)

    def _files(self, rows: Sequence[PortalRow]) -> dict[UUID, str]:
        keys = [version_key(each.disclosure_id, each.version) for each in rows]
        found = self.views.select(versions, versions.c.id.in_(keys))
        return {
            each.disclosure_id: "\n".join(f"附件：{file.name}" for file in each.attachments)
            for each in found
        }

    def _facets(self, query: Query, newest: Sequence[Any]) -> Iterable[Facet]:
        """Yield the facets in which what was found differs."""
        if len(newest) > 1:
            yield from (each for each in self._counted(query, newest) if len(each.choices) > 1)

    def _counted(self, query: Query, newest: Sequence[Any]) -> Iterable[Facet]:
        _, unit, level1, level2, month, limit, scope, phase = zip(*newest, strict=True)
        yield _facet("unit", "公开单位", unit, self._unit_names(unit))
        if query.level1:
            yield _facet("level2", "类别", level2)
        else:
            yield _facet("level1", "类别", level1)
        if len(query.time) == len("2026"):
            yield _facet("time", "公开时间", month, {each: _month(each) for each in set(month)})
        else:
            years = [each[:4] for each in month]
            yield _facet("time", "公开时间", years, {each: f"{each}年" for each in set(years)})
        yield _facet("limit", "公开时限", limit, TIME_LIMITS)
        yield _facet("scope", "公开范围", scope, _values(SCOPES))
        yield _facet("phase", "公开阶段", phase, _values(PHASES))

    def _unit_names(self, found: Iterable[str]) -> dict[str, str]:
        common = [each for each, _ in Counter(found).most_common(CHOICES)]
        rows = self.views.select(units, units.c.unit_id.in_(common))
        return {each.unit_id: each.name for each in rows}


def _meets(row: FindingRow, asked: Asked) -> bool:
    """Tell whether the index would find a row."""
    said = all(word in row.text for word in asked.words)
    return said and all(not set(group).isdisjoint(row.marks) for group in asked.marks)


def _bears(name: str, words: Iterable[str], reading: Reading) -> bool:
    """Tell whether a name says these words and sounds like this reading."""
    said = all(word in plain(name) for word in words)
    return said and sounds(name).issuperset(reading)


def _asked(query: Query, reader: Reader, reading: Reading = ()) -> Asked:
    kinds = {
        "unit": query.unit,
        "class": query.level1,
        "branch": query.level2,
        "limit": query.limit,
        "scope": query.scope.value if query.scope else "",
        "phase": query.phase.value if query.phase else "",
        "time": query.time,
    }
    marks = [(token(kind, value),) for kind, value in kinds.items() if value]
    words = tuple(each for each in query.words if not (reading and readings(each)))
    return Asked(words=words, marks=(marks_for(reader), *marks, *((each,) for each in reading)))


def _readings(query: Query) -> Iterable[Reading]:
    """Yield in which ways the letters among the words are read, all of them together."""
    ways = [found for each in query.words if (found := readings(each))]
    for chosen in islice(product(*ways), MOST_READINGS if ways else 0):
        yield tuple(dict.fromkeys(mark for each in chosen for mark in each))


def _facet(
    field: str, name: str, values: Iterable[str], names: dict[str, str] | None = None
) -> Facet:
    counted, named = Counter(values), names or {}
    del counted[""]
    common = counted.most_common(CHOICES)
    choices = (Choice(value=each, name=named.get(each, each), count=n) for each, n in common)
    return Facet(field=field, name=name, choices=tuple(choices))


def _values(named: Any) -> dict[str, str]:
    return {each.value: name for each, name in named.items()}


def _month(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月"
