"""A table as it lies on the desk: what is printed, what is merged, what is blank."""

from msgspec import Struct


class Cell(Struct, frozen=True, gc=False):
    """单元格 — ``merged_from`` is the line of the merged cell's first cell, or 0.

    A cell merged downwards keeps its text only in its first line; a cell merged
    to the right repeats its text, with ``merged_from`` its own line. ``formula`` is
    what computed the text, if it was not typed.
    """

    text: str = ""
    merged_from: int = 0
    formula: str = ""

    @property
    def blank(self) -> bool:
        """Tell whether nothing is printed here."""
        return not self.text.strip()


class Sheet(Struct, frozen=True):
    """表 — the cells of one table; line numbers count from 1."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def at(self, line: int, column: int) -> Cell:
        """Return a cell; beyond the edge there is only blank paper."""
        row = self.rows[line - 1]
        return row[column] if column < len(row) else BLANK


BLANK = Cell()
