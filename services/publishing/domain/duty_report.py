"""述职述廉 — every leader reports on each year, in public; the audience evaluates (S4-48)."""

from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.duty_report_words import (
    DutyReportCommand,
    DutyReportEvaluated,
    DutyReportEvent,
    DutyReportFiled,
    EvaluateDutyReport,
    FileDutyReport,
)
from services.publishing.domain.showing import OtherUnitsMatterError, by_recorder
from services.publishing.domain.terms import Phase
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

POSTS: Final = "duty_reports.posts"  # T255
LEADERS: Final = ("leader", "deputy_leader", "secretary")
FIRST: Final = 2000  # the first year that may be reported on
OPEN: Final = (Phase.INNER, Phase.SPOKEN, Phase.PUBLIC)
MOST: Final = 100_000  # votes


class DutyReport(Struct, frozen=True, kw_only=True):
    """What must be remembered: which report was filed, and whether it was evaluated."""

    filed: DutyReportFiled | None = None
    evaluated: bool = False


class DutyReportUnknownError(NotFoundError):
    """这位领导干部这一年的述职述廉报告还没有登记。"""


class DutyReportTwiceError(RejectedError):
    """这位领导干部这一年的述职述廉报告已经登记。"""


class NotLeaderError(InvalidError):
    """请选择本单位的领导干部。"""


class DutyYearError(InvalidError):
    """请选择年份，不能晚于今年。"""


class ReportNotOpenError(RejectedError):
    """述职述廉报告要先公开，才能登记。"""


class EvaluatedTwiceError(RejectedError):
    """这份述职述廉报告已经登记过评议结果。"""


class VotesError(InvalidError):
    """请填写评议的票数，至少有一票。"""


def duty_report_id_of(unit: str, person: str, year: int) -> UUID:
    """Return the stream of a leader's report on a year."""
    return uuid5(UUID(unit), f"duty-report/{person}/{year}")


def decide(command: DutyReportCommand, state: DutyReport, cause: Cause) -> list[DutyReportEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case FileDutyReport():
            return [_file(command, state, cause)]
        case EvaluateDutyReport():
            return [_evaluate(command, state, cause)]


def evolve(state: DutyReport, event: DutyReportEvent) -> DutyReport:
    """Remember what was filed."""
    match event:
        case DutyReportFiled():
            return DutyReport(filed=event)
        case DutyReportEvaluated():
            return DutyReport(filed=state.filed, evaluated=True)


def _file(command: FileDutyReport, state: DutyReport, cause: Cause) -> DutyReportFiled:
    by_recorder(command.unit, cause)
    if state.filed:
        raise DutyReportTwiceError
    if not command.leader:
        raise NotLeaderError(field="person")
    if not FIRST <= command.year <= beijing_date(cause.at).year:
        raise DutyYearError(field="year")
    matter = command.matter
    if matter.unit != command.unit:
        raise OtherUnitsMatterError(matter.disclosure_id, field="disclosure_id")
    if matter.withdrawn:
        raise WithdrawnError(matter.disclosure_id)
    if matter.phase not in OPEN:
        raise ReportNotOpenError(matter.disclosure_id, field="disclosure_id")
    return DutyReportFiled(
        unit=command.unit,
        person=command.person,
        year=command.year,
        disclosure_id=matter.disclosure_id,
    )


def _evaluate(command: EvaluateDutyReport, state: DutyReport, cause: Cause) -> DutyReportEvaluated:
    if state.filed is None:
        raise DutyReportUnknownError
    by_recorder(state.filed.unit, cause)
    if state.evaluated:
        raise EvaluatedTwiceError
    votes = command.satisfied, command.fair, command.unsatisfied
    if min(votes) < 0 or not 0 < sum(votes) <= MOST:
        raise VotesError(field="satisfied")
    return DutyReportEvaluated(
        unit=state.filed.unit,
        person=state.filed.person,
        year=state.filed.year,
        satisfied=command.satisfied,
        fair=command.fair,
        unsatisfied=command.unsatisfied,
    )


DUTY_REPORT: Final = Decider[DutyReportCommand, DutyReport, DutyReportEvent](
    initial=DutyReport(), decide=decide, evolve=evolve
)
