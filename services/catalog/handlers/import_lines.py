"""What the wizard shows of a worksheet: lines by filter and page, each decision beside its cell."""

from enum import Enum
from typing import Final

from msgspec import Struct

from services.catalog.domain.outcome import ACCEPTABLE, counted
from services.catalog.domain.printing import text_of
from services.catalog.domain.terms import (
    Confidence,
    Doubt,
    Draft,
    Entry,
    Field,
    Inherited,
    Kind,
)
from services.catalog.domain.worksheet import Worksheet, key_of
from services.catalog.handlers.importing import Bench
from shared.decider import NotFoundError

PAGE: Final = 50  # lines of one page


class Show(Enum):
    """筛选"""

    ALL = "all"
    DOUBTS = "doubts"
    INHERITED = "inherited"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    CORRECTED = "corrected"
    DROPPED = "dropped"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _SHOWS[self]


_SHOWS: Final = {
    Show.ALL: "全部条目",
    Show.DOUBTS: "有待裁定疑点的",
    Show.INHERITED: "有承继内容的",
    Show.HIGH: "承继把握高、还没核对的",
    Show.MEDIUM: "承继把握中、还没核对的",
    Show.LOW: "承继把握低、还没核对的",
    Show.CORRECTED: "已更正的",
    Show.DROPPED: "已剔除的",
}


class Wanted(Struct, frozen=True, kw_only=True):
    """看哪些条目 — ``field`` and ``kind`` narrow the doubts, ``q`` the words."""

    show: Show = Show.ALL
    kind: Kind | None = None
    q: str = ""
    page: int = 1


class ImportCell(Struct, frozen=True, kw_only=True):
    """一格 — its text now, and as printed if that differs; where it came from; its doubts."""

    field: Field
    text: str
    printed: str = ""
    mark: Inherited | None = None
    accepted: bool = False
    reason: str = ""
    doubts: tuple[Doubt, ...] = ()


class ImportLine(Struct, frozen=True, kw_only=True):
    """一条"""

    row: int
    line: int
    code: str
    cells: tuple[ImportCell, ...]
    dropped: str = ""
    blocking: bool = False


class ImportPage(Struct, frozen=True, kw_only=True):
    """底稿的一页 — ``found`` lines fit the filter; ``rows`` are the numbers of all of these."""

    lines: list[ImportLine]
    found: int
    page: int
    pages: int
    rows: tuple[int, ...]
    about_file: list[Doubt]
    sums: dict[str, int]


class LineUnknownError(NotFoundError):
    """底稿里没有这一条。"""


class Ledger:
    """账 — a bench turned into lines; everything is looked up by row."""

    def __init__(self, bench: Bench) -> None:
        draft, result = bench.draft, bench.result
        assert draft is not None  # noqa: S101 — whoever shows lines has looked at the problem
        assert result is not None  # noqa: S101
        self.draft: Draft = draft
        self.result: Draft = result
        self.sheet: Worksheet = bench.sheet
        self.after = {entry.row: entry for entry in result.entries}
        self.doubts: dict[int, list[Doubt]] = {}
        for doubt in result.doubts:
            self.doubts.setdefault(doubt.row, []).append(doubt)
        self.touched = {int(key.partition("/")[0]) for key in self.sheet.values}

    def page(self, wanted: Wanted) -> ImportPage:
        """Return the lines wanted; a page beyond the last is the last."""
        fits = [entry for entry in self.draft.entries if self._fits(entry, wanted)]
        pages = max(1, -(-len(fits) // PAGE))
        page = min(max(wanted.page, 1), pages)
        return ImportPage(
            lines=[self.line(entry) for entry in fits[(page - 1) * PAGE : page * PAGE]],
            found=len(fits),
            page=page,
            pages=pages,
            rows=tuple(entry.row for entry in fits),
            about_file=self.doubts.get(0, []),
            sums=self.sums(),
        )

    def sums(self) -> dict[str, int]:
        """Return the figures of the whole worksheet."""
        looked, rest = counted(self.result, self.sheet)
        return {
            "entries": len(self.result.entries),
            "blocking": sum(each.kind.blocking for each in self.result.doubts),
            "inherited": looked.total() + rest.total(),
            "looked": looked.total(),
            **{each.value: rest[each] for each in Confidence},
            "corrected": len(self.sheet.values),
            "dropped": len(self.sheet.dropped),
        }

    def one(self, row: int) -> ImportLine:
        """Return one line.

        Raises:
            LineUnknownError: the file has none of this number.

        """
        for entry in self.draft.entries:
            if entry.row == row:
                return self.line(entry)
        raise LineUnknownError(row)

    def _fits(self, entry: Entry, wanted: Wanted) -> bool:
        if wanted.kind and not any(each.kind is wanted.kind for each in self._doubts(entry.row)):
            return False
        return self._shown(entry, wanted.show) and self._says(entry, wanted.q.strip())

    def _shown(self, entry: Entry, show: Show) -> bool:
        match show:
            case Show.ALL:
                return True
            case Show.DOUBTS:
                return self._blocking(entry.row)
            case Show.CORRECTED:
                return entry.row in self.touched
            case Show.DROPPED:
                return entry.row in self.sheet.dropped
            case Show.INHERITED:
                return bool(entry.inherited)
            case Show.HIGH | Show.MEDIUM | Show.LOW:
                return self._waits(entry.row, Confidence(show.value))

    def _waits(self, row: int, confidence: Confidence) -> bool:
        """Tell whether a line has an inherited value as sure as that, not yet looked at."""
        entry = self.after.get(row)
        return entry is not None and any(
            mark.confidence is confidence and key_of(row, mark.field) not in self.sheet.accepted
            for mark in entry.inherited
        )

    def _says(self, entry: Entry, words: str) -> bool:
        here = self.after.get(entry.row, entry)
        return not words or any(words in text_of(here, field) for field in Field)

    def _doubts(self, row: int) -> list[Doubt]:
        return self.doubts.get(row, [])

    def _blocking(self, row: int) -> bool:
        return any(each.kind.blocking for each in self._doubts(row))

    def line(self, entry: Entry) -> ImportLine:
        """Return an entry of the file as the wizard shows it."""
        return ImportLine(
            row=entry.row,
            line=entry.line,
            code=entry.code,
            cells=tuple(self._cell(entry, field) for field in Field),
            dropped=self.sheet.dropped.get(entry.row, ""),
            blocking=self._blocking(entry.row),
        )

    def _cell(self, entry: Entry, field: Field) -> ImportCell:
        here = self.after.get(entry.row, entry)
        key = key_of(entry.row, field)
        correction = self.sheet.values.get(key)
        text, printed = text_of(here, field), text_of(entry, field)
        return ImportCell(
            field=field,
            text=text,
            printed=printed if correction and printed != text else "",
            mark=next((each for each in here.inherited if each.field is field), None),
            accepted=key in self.sheet.accepted,
            reason=correction.reason if correction else self.sheet.accepted.get(key, ""),
            doubts=tuple(each for each in self._doubts(entry.row) if each.field is field),
        )


def acceptable(cell: ImportCell) -> bool:
    """Tell whether a person may accept what stands in a cell as it is."""
    open_ = any(each.kind in ACCEPTABLE for each in cell.doubts)
    return bool(cell.text) and not cell.accepted and (open_ or cell.mark is not None)
