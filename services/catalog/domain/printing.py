"""A version of a catalog as a printed table, which an import reads back as the same entries.

What was merged downwards in the file it came from is merged again; every other
value is printed in full, for a person has decided or confirmed it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from services.catalog.domain.terms import Entry, Evidence, Field, Inherited
from shared.decider import RejectedError

CODE: Final = "目录编号"
MERGED: Final = "合并标记"
NOTHING: Final = "—"  # printed where a level is deliberately blank
COLUMNS: Final = (CODE, *(field.chinese for field in Field))
_LEVELS: Final = (Field.LEVEL1, Field.LEVEL2)


class Span(Struct, frozen=True):
    """合并 — cells of one column merged downwards; rows count from 0, both ends belong."""

    column: int
    first: int
    last: int


class Table(Struct, frozen=True):
    """表 — texts row by row in the order of ``COLUMNS``; merged cells repeat their text."""

    rows: tuple[tuple[str, ...], ...]
    spans: tuple[Span, ...]

    def below(self) -> frozenset[tuple[int, int]]:
        """Return (row, column) of every merged cell but the first of each."""
        return frozenset(
            (row, span.column)
            for span in self.spans
            for row in range(span.first + 1, span.last + 1)
        )


class UndecidedFieldError(RejectedError):
    """还有栏目没有确定，裁定全部疑点后才能导出。"""


def table(entries: Sequence[Entry]) -> Table:
    """Return the entries as they are printed.

    Raises:
        UndecidedFieldError: an entry lacks one of its four fields.

    """
    return Table(tuple(map(_row, entries)), tuple(_spans(entries)))


def text_of(entry: Entry, field: Field) -> str:
    """Return a field of an entry in the words of a printed catalog."""
    match field:
        case Field.FORMS:
            return "、".join(form.value for form in entry.forms)
        case Field.SCOPE:
            return entry.scope.chinese if entry.scope else ""
        case Field.TIME_LIMIT:
            return entry.time_word or (entry.time_limit.chinese if entry.time_limit else "")
        case _:
            return str(getattr(entry, field.value))


def _row(entry: Entry) -> tuple[str, ...]:
    texts = {field: text_of(entry, field) for field in Field}
    if not all(text for field, text in texts.items() if field not in _LEVELS):
        raise UndecidedFieldError(entry.row)
    return (entry.code, *(text or NOTHING for text in texts.values()))


def _spans(entries: Sequence[Entry]) -> Iterator[Span]:
    for column, field in enumerate(Field, 1):
        first = 0
        for at in range(1, len(entries) + 1):
            if at < len(entries) and _goes_on(entries[first], entries[at], field):
                continue
            if at - first > 1:
                yield Span(column, first, at - 1)
            first = at


def _goes_on(first: Entry, entry: Entry, field: Field) -> bool:
    """Tell whether an entry's cell was merged with that of the first of a run."""
    mark, origin = _merged(entry, field), _merged(first, field)
    together = mark is not None and mark.from_row in {first.row, origin and origin.from_row}
    return together and text_of(entry, field) == text_of(first, field)


def _merged(entry: Entry, field: Field) -> Inherited | None:
    for mark in entry.inherited:
        if mark.field is field and mark.evidence is Evidence.MERGED and mark.from_row != entry.row:
            return mark
    return None
