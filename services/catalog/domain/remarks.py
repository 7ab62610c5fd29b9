"""What is remarked on while a catalog is read: pages, titles, lost words, misprints, formulas."""

from collections.abc import Iterator
from typing import Final

from services.catalog.domain.printing import NOTHING
from services.catalog.domain.sheet import Cell
from services.catalog.domain.terms import Doubt, Field, Kind
from services.catalog.domain.words import (
    changed,
    goes_on,
    masked,
    of_the_page,
    plain,
    suspect,
    without_continued,
)

LEVELS: Final = (Field.LEVEL1, Field.LEVEL2, Field.LEVEL3)


def remark(cells: list[Cell], line: int) -> Doubt | None:
    """Return a note for a line that is no entry: it speaks of the page, or is a title."""
    return _of_the_page(cells, line) or _across(cells, line)


def _of_the_page(cells: list[Cell], line: int) -> Doubt | None:
    """Return a note for a line that only speaks of the page."""
    texts = [plain(cell.text) for cell in cells if not cell.blank]
    if not texts or not all(map(of_the_page, texts)):
        return None
    message = f"第{line}行“{texts[0][:40]}”是页码或续表字样，没有作为条目。"
    return Doubt(row=0, field=Field.LEVEL1, kind=Kind.PASSED_OVER, message=message, line=line)


def _across(cells: list[Cell], line: int) -> Doubt | None:
    """Return a note for one text that runs across the whole table: a title or remark."""
    across = [cell for cell in cells if not cell.blank]
    if len(across) < len(cells) or len({cell.text for cell in across}) > 1:
        return None
    message = f"第{line}行“{plain(across[0].text)[:40]}”横跨全表，没有作为条目。"
    return Doubt(row=0, field=Field.LEVEL1, kind=Kind.PASSED_OVER, message=message, line=line)


def level(text: str) -> str:
    """Return a level's words; a lone dash says that it is deliberately blank."""
    return "" if text.strip() == NOTHING else without_continued(plain(text))


def notes_on(cell: Cell, field: Field, row: int, line: int) -> Iterator[Doubt]:
    """Yield what a person should know of a printed cell."""
    for kind, message in _remarks_on(cell, field):
        yield Doubt(row=row, field=field, kind=kind, message=message, line=line)


def _remarks_on(cell: Cell, field: Field) -> Iterator[tuple[Kind, str]]:
    text = plain(cell.text)
    if field in LEVELS:
        yield from _remarks_on_words(cell.text, field)
    if found := masked(text):
        yield Kind.MASKED, f"“{field.chinese}”中有缺损或遮盖的文字“{found}”，照原样保留，请核对。"
    if cell.formula:
        yield Kind.FORMULA, f"“{field.chinese}”是公式“{cell.formula}”，暂取其结果“{text}”，请核对。"


def _remarks_on_words(printed: str, field: Field) -> Iterator[tuple[Kind, str]]:
    text = level(printed)
    if changed(printed) or text not in {"", plain(printed)}:
        yield Kind.NORMALIZED, f"原文「{' '.join(printed.split())}」已规范为「{text}」。"
    if found := suspect(text):
        yield Kind.MISPRINT, f"{found}，未改动，请核对原文。"
    if field is Field.LEVEL3 and goes_on(text):
        yield Kind.CONTINUED, f"“{text[:40]}”像是上一条没有写完的后半句，请核对是否应并入上一条。"
