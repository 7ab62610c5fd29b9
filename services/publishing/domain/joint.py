"""联合检查 — planned for both kinds of disclosure, reported once, each counted apart (S0-85)."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.domain.joint_words import (
    JointCommand,
    JointEvent,
    JointPlanned,
    JointReported,
    PlanJoint,
    ReportJoint,
)
from services.publishing.domain.showing import line, written
from services.publishing.domain.terms import Post
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

INSPECTORS: Final = (Post.OFFICE,)
MOST: Final = 200  # units of one inspection


class Joint(Struct, frozen=True, kw_only=True):
    """What must be remembered: what was planned, and whether it was reported."""

    planned: JointPlanned | None = None
    reported: bool = False


class JointUnknownError(NotFoundError):
    """没有找到这次联合检查。"""


class JointPlannedError(RejectedError):
    """这次联合检查已经安排。"""


class JointReportedError(RejectedError):
    """这次联合检查已经作出报告。"""


class NotInspectorError(ForbiddenError):
    """联合检查由领导小组办公室安排和报告。"""


class JointPeriodError(InvalidError):
    """请填写起止日期，截止日期不能早于起始日期。"""


class JointUnitsError(InvalidError):
    """请选择要检查的单位，只能是本单位和下级单位，最多200个。"""


def decide(command: JointCommand, state: Joint, cause: Cause) -> list[JointEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case PlanJoint():
            return [_plan(command, state, cause)]
        case ReportJoint():
            return [_report(command, state, cause)]


def evolve(state: Joint, event: JointEvent) -> Joint:
    """Remember what was planned, and that it was reported."""
    match event:
        case JointPlanned():
            return Joint(planned=event)
        case JointReported():
            return Joint(planned=state.planned, reported=True)


def _plan(command: PlanJoint, state: Joint, cause: Cause) -> JointPlanned:
    _by_inspector(command.unit, cause)
    if state.planned:
        raise JointPlannedError
    first, last = _period(command.first, command.last)
    units = tuple(dict.fromkeys(command.units))
    if not 0 < len(units) <= MOST or not command.below.issuperset(units):
        raise JointUnitsError(field="units")
    title = line(command.title, "title")
    return JointPlanned(unit=command.unit, title=title, first=first, last=last, units=units)


def _report(command: ReportJoint, state: Joint, cause: Cause) -> JointReported:
    if state.planned is None:
        raise JointUnknownError
    _by_inspector(state.planned.unit, cause)
    if state.reported:
        raise JointReportedError
    text = written(command.text, "text")
    return JointReported(unit=state.planned.unit, lines=command.lines, text=text)


def _period(first: date | None, last: date | None) -> tuple[date, date]:
    if first is None or last is None or last < first:
        raise JointPeriodError(field="last")
    return first, last


def _by_inspector(unit: str, cause: Cause) -> None:
    if cause.unit != unit or cause.post not in {each.value for each in INSPECTORS}:
        raise NotInspectorError


JOINT: Final = Decider[JointCommand, Joint, JointEvent](
    initial=Joint(), decide=decide, evolve=evolve
)
