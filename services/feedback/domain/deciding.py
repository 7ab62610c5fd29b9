"""调查、重大问题、整改 — what is found, who decides major matters, what is put right."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from services.feedback.domain.handling_rules import (
    AlreadyFlaggedError,
    DecidedBeforeStudiedError,
    FutureMeetingError,
    NoRectificationError,
    NotFlaggedError,
    NotOwnerError,
    NotStudiedError,
    OwnRectificationError,
    RectificationDueError,
    RectificationOpenError,
    RectificationReportedError,
    UnfoundedRectificationError,
)
from services.feedback.domain.handling_words import (
    CheckRectification,
    DecideMajor,
    FlagMajor,
    GroupNotified,
    InvestigateOpinion,
    NotifyGroup,
    OpinionDecided,
    OpinionFlagged,
    OpinionInvestigated,
    OpinionStudied,
    OrderRectification,
    RectificationChecked,
    RectificationOrdered,
    RectificationReported,
    ReportRectification,
    StudyMajor,
)
from services.feedback.domain.opinion_state import (
    AlreadyConcludedError,
    NotConcludedError,
    Opinion,
    Rectification,
    decided,
    handled,
    unconcerned,
)
from services.feedback.domain.terms import (
    GROUNDED,
)
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.record import Cause


def _investigate(command: InvestigateOpinion, opinion: Opinion, cause: Cause) -> list[Any]:
    handled(opinion, cause, command.concerned)
    for each in command.members:
        unconcerned(opinion, each, command.concerned, "members")
    _in_the_past(command.held_on, cause)
    members = tuple(sorted(command.members))
    return [OpinionInvestigated(held_on=command.held_on, note=command.note, members=members)]


def _flag(command: FlagMajor, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.major is not None:
        raise AlreadyFlaggedError
    if opinion.finding is not None:
        raise AlreadyConcludedError
    return [OpinionFlagged(reason=written(command.reason, "reason"))]


def _study(command: StudyMajor, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.major is None:
        raise NotFlaggedError
    _in_the_past(command.held_on, cause)
    return [
        OpinionStudied(
            meeting=written(command.meeting, "meeting"),
            held_on=command.held_on,
            advice=written(command.advice, "advice"),
        )
    ]


def _decide(command: DecideMajor, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    if opinion.major is None:
        raise NotFlaggedError
    if opinion.major.studied_on is None:
        raise NotStudiedError
    _in_the_past(command.held_on, cause)
    if command.held_on < opinion.major.studied_on:
        raise DecidedBeforeStudiedError(field="held_on")
    return [
        OpinionDecided(
            meeting=written(command.meeting, "meeting"),
            held_on=command.held_on,
            decision=written(command.decision, "decision"),
        )
    ]


def _notify(command: NotifyGroup, opinion: Opinion, cause: Cause) -> list[Any]:
    unconcerned(opinion, cause.actor)
    decided(opinion)
    if opinion.finding is None:
        raise NotConcludedError
    return [GroupNotified(report=written(command.report, "report"))]


def _order(command: OrderRectification, opinion: Opinion, cause: Cause) -> list[Any]:
    handled(opinion, cause)
    if opinion.finding is None:
        raise NotConcludedError
    if opinion.finding not in GROUNDED:
        raise UnfoundedRectificationError
    if opinion.rectification is not None and not opinion.rectification.accepted:
        raise RectificationOpenError
    if command.due <= beijing_date(cause.at):
        raise RectificationDueError(command.due, field="due")
    return [
        RectificationOrdered(
            unit=opinion.unit,
            owner=command.owner,
            task=written(command.task, "task"),
            due=command.due,
        )
    ]


def _report(command: ReportRectification, opinion: Opinion, cause: Cause) -> list[Any]:
    ordered = _ordered(opinion)
    if cause.actor != ordered.owner:
        raise NotOwnerError(cause.actor)
    if ordered.reported:
        raise RectificationReportedError
    return [RectificationReported(done=written(command.done, "done"))]


def _check(command: CheckRectification, opinion: Opinion, cause: Cause) -> list[Any]:
    ordered = _ordered(opinion)
    if not ordered.reported:
        raise NoRectificationError
    if cause.actor == ordered.owner:
        raise OwnRectificationError(cause.actor)
    unconcerned(opinion, cause.actor)
    note = written(command.note, "note")
    return [RectificationChecked(unit=opinion.unit, passed=command.passed, note=note)]


def _ordered(opinion: Opinion) -> Rectification:
    if opinion.rectification is None or opinion.rectification.accepted:
        raise NoRectificationError
    return opinion.rectification


def _in_the_past(day: date, cause: Cause) -> None:
    if day > beijing_date(cause.at):
        raise FutureMeetingError(day, field="held_on")


STEPS: Final[Mapping[type, Callable[[Any, Opinion, Cause], list[Any]]]] = {
    InvestigateOpinion: _investigate,
    FlagMajor: _flag,
    StudyMajor: _study,
    DecideMajor: _decide,
    NotifyGroup: _notify,
    OrderRectification: _order,
    ReportRectification: _report,
    CheckRectification: _check,
}
