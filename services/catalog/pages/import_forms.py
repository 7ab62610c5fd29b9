"""What is filled in on the pages of the import wizard, and which decision it means."""

from msgspec import Struct

from services.catalog.domain.terms import Confidence, Field, Kind
from services.catalog.domain.worksheet import (
    AcceptValues,
    CorrectCells,
    Decision,
    DropRows,
    JoinRow,
    Layout,
    RestoreRows,
)
from services.catalog.handlers.import_lines import Show, Wanted


class LayoutForm(Struct, frozen=True, kw_only=True):
    """版面表 — columns count from 1 here; 0 is none."""

    table: int = 0
    line: int = 0
    level1: int = 0
    level2: int = 0
    level3: int = 0
    forms: int = 0
    scope: int = 0
    time_limit: int = 0

    @property
    def layout(self) -> Layout:
        """Return what was filled in."""
        given = {field: getattr(self, field.value) for field in Field}
        columns = {field: column - 1 for field, column in given.items() if column}
        return Layout(table=self.table, line=self.line, columns=columns)


class EntryForm(Struct, frozen=True, kw_only=True):
    """条目表 — all six fields; what is as before is no correction."""

    level1: str = ""
    level2: str = ""
    level3: str = ""
    forms: tuple[str, ...] = ()
    scope: str = ""
    time_limit: str = ""
    reason: str = ""
    inheritors: bool = False

    def said(self, field: Field) -> str:
        """Return what was filled in for a field."""
        return "、".join(self.forms) if field is Field.FORMS else str(getattr(self, field.value))


class BulkForm(Struct, frozen=True, kw_only=True):
    """批量办理 — ``every``: all lines that fit the filter, not only the ticked ones."""

    action: str
    row: tuple[int, ...] = ()
    every: bool = False
    field: Field = Field.SCOPE
    value: str = ""
    reason: str = ""
    show: Show = Show.ALL
    kind: Kind | None = None
    q: str = ""
    page: int = 1

    @property
    def wanted(self) -> Wanted:
        """Return the filter under which this was sent."""
        return Wanted(show=self.show, kind=self.kind, q=self.q, page=self.page)

    def decision(self, rows: tuple[int, ...]) -> Decision:
        """Return what was asked for these rows."""
        match self.action:
            case "correct":
                return CorrectCells(rows=rows, values={self.field: self.value}, reason=self.reason)
            case "drop":
                return DropRows(rows=rows, reason=self.reason)
            case "restore":
                return RestoreRows(rows=rows)
            case "high":
                return AcceptValues(rows=rows, confidences=(Confidence.HIGH,))
            case _:
                return AcceptValues(rows=rows, reason=self.reason)


class RowForm(Struct, frozen=True, kw_only=True):
    """一条的办理"""

    action: str
    reason: str = ""

    def decision(self, row: int) -> Decision:
        """Return what was asked."""
        if self.action == "join":
            return JoinRow(row=row)
        return BulkForm(action=self.action, reason=self.reason).decision((row,))
