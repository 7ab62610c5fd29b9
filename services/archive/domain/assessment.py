"""考核 — of one unit in one year: who may mark, and when a sheet may be issued."""

from collections.abc import Mapping
from datetime import date, timedelta, timezone
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import asdict, replace

from services.archive.domain.assessment_words import (
    AssessmentCommand,
    AssessmentEvent,
    EnterMark,
    IssueSheet,
    MarkEntered,
    SheetIssued,
)
from services.archive.domain.standard import Mark
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

_ASSESSMENT: Final = uuid5(UUID(int=0), "archive.assessment")
_BEIJING: Final = timezone(timedelta(hours=8))


class Assessment(Struct, frozen=True, kw_only=True):
    """考核 — the marks by name, and the sheets that were issued, by kind and head."""

    marks: Mapping[str, Mark] = {}
    sheets: Mapping[tuple[str, str], SheetIssued] = {}


class OwnMarkError(RejectedError):
    """单位（unit）不能给自己打分，由上级单位考核。"""


class RemarkMissingError(InvalidError):
    """定性评分要写明评语（remark）。"""


class YearNotClosedError(RejectedError):
    """考核年度（year）的事实还没有收齐，不能出具考核表。"""


class MarkMissingError(RejectedError):
    """还有定性指标没有评分（mark），不能出具考核表。"""


class SheetUnchangedError(RejectedError):
    """同样的考核表已经出具，数字没有变化（points）。"""


def decide(
    command: AssessmentCommand, assessment: Assessment, cause: Cause
) -> list[AssessmentEvent]:
    """Return what follows from a command, or refuse it (S0 六6)."""
    if isinstance(command, EnterMark):
        return _mark(command, cause)
    return _issue(command, assessment, cause)


def _mark(command: EnterMark, cause: Cause) -> list[AssessmentEvent]:
    if command.superior and cause.unit == command.unit:
        raise OwnMarkError(command.unit, field="unit")
    if not command.remark.strip():
        raise RemarkMissingError(field="remark")
    told = asdict(command)
    told.pop("superior")
    return [MarkEntered(**told, entered_by=cause.actor)]


def _issue(command: IssueSheet, assessment: Assessment, cause: Cause) -> list[AssessmentEvent]:
    if cause.at.astimezone(_BEIJING).date() <= date.fromisoformat(command.closes):
        raise YearNotClosedError(command.closes, field="year")
    if command.unmarked:
        raise MarkMissingError(*command.unmarked, field="mark")
    told = asdict(command)
    issued = SheetIssued(
        **{name: told[name] for name in told.keys() - {"closes", "unmarked"}},
        issued_by=cause.actor,
    )
    before = assessment.sheets.get((command.kind, command.head))
    if before and _same(before, issued):
        raise SheetUnchangedError(field="points")
    return [issued]


def _same(before: SheetIssued, now: SheetIssued) -> bool:
    return (before.lines, before.points) == (now.lines, now.points)


def evolve(assessment: Assessment, event: AssessmentEvent) -> Assessment:
    """Remember the newest mark of each indicator, and the newest sheet of each kind."""
    if isinstance(event, MarkEntered):
        mark = Mark(mark=event.mark, remark=event.remark)
        return replace(assessment, marks={**assessment.marks, event.name: mark})
    return replace(assessment, sheets={**assessment.sheets, (event.kind, event.head): event})


def assessment_of(unit: str, year: int) -> UUID:
    """Return the stream of a unit's assessment in a year."""
    return uuid5(_ASSESSMENT, f"{unit}/{year}")


ASSESSMENT: Final = Decider[AssessmentCommand, Assessment, AssessmentEvent](
    initial=Assessment(), decide=decide, evolve=evolve
)
