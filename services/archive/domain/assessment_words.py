"""Words of assessment (考核): qualitative marks that people give, and sheets that are issued."""

from typing import Annotated

from msgspec import Meta, Struct

from services.archive.domain.terms import Index

Year = Annotated[int, Meta(ge=1921, le=9998)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Remark = Annotated[str, Meta(max_length=2_000)]
Percent = Annotated[int, Meta(ge=0, le=100)]


class SheetLine(Struct, frozen=True, kw_only=True):
    """考核表一行 — so many of so many, full points, points in hundredths, the remark."""

    name: str
    weight: int
    good: int
    of: int
    points: int
    remark: str = ""


class EnterMark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """定性评分 — ``superior``: the assessed unit has one, so it does not mark itself."""

    unit: str
    year: Year
    name: Name
    mark: Percent
    remark: Remark
    superior: bool = True


class IssueSheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """出具考核表 — ``closes`` is the last day on which facts of the year are recorded.

    ``head`` is the person assessed, empty for the unit; ``logged`` facts were on record.
    """

    unit: str
    year: Year
    kind: str
    head: str
    scheme: Index
    lines: tuple[SheetLine, ...]
    full: Index
    points: Index
    logged: Index
    closes: str
    unmarked: tuple[str, ...] = ()


class MarkEntered(Struct, frozen=True, kw_only=True, tag="archive.mark.entered.v1"):
    """定性评分已登记 — ``mark`` out of a hundred."""

    unit: str
    year: int
    name: str
    mark: int
    remark: str
    entered_by: str


class SheetIssued(Struct, frozen=True, kw_only=True, tag="archive.sheet.issued.v1"):
    """考核表已出具 — anybody can reckon it again from the first ``logged`` facts of the log."""

    unit: str
    year: int
    kind: str
    head: str
    scheme: int
    lines: tuple[SheetLine, ...]
    full: int
    points: int
    logged: int
    issued_by: str


AssessmentCommand = EnterMark | IssueSheet
AssessmentEvent = MarkEntered | SheetIssued
