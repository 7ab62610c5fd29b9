"""复核 — a refusal is looked at anew, by others than those who decided it (F5; SC-06)."""

from datetime import timedelta

from services.feedback.domain.request_clock import counted
from services.feedback.domain.request_commands import AskRecheck, ConcludeRecheck, ExamineRecheck
from services.feedback.domain.request_events import (
    RecheckAsked,
    RecheckConcluded,
    RecheckExamined,
    RequestEvent,
)
from services.feedback.domain.request_state import Asked, Recheck
from services.feedback.domain.request_words import WITHHOLDING, Body, Status, Verdict
from shared.calendar import beijing_date
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause


class NotRefusedError(RejectedError):
    """只有已经答复不公开或者部分公开的申请，才能申请复核。"""


class RecheckBodyError(InvalidError):
    """这件申请不能向所选的机构提出复核，请改选。"""


class RecheckTooLateError(RejectedError):
    """提出复核的期限已经过了。"""


class RecheckUnderWayError(RejectedError):
    """复核正在办理，不能重复提出。"""


class NoRecheckError(RejectedError):
    """这件申请没有在办理的复核。"""


class NotForSupervisorError(RejectedError):
    """这件复核不是向社会督察员提出的，不需要督察意见。"""


class AlreadyExaminedError(RejectedError):
    """督察意见已经登记。"""


class NotExaminedError(RejectedError):
    """社会督察员的意见还没有登记，请先登记。"""


class OtherBodyError(ForbiddenError):
    """这件复核由另一个机构决定。"""


class SameDeciderError(ForbiddenError):
    """作出原答复决定的人不能决定复核。"""


def ask(command: AskRecheck, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Take in an applicant's word against a refusal."""
    _refused(asked)
    if asked.recheck is not None:
        raise RecheckUnderWayError
    if command.body not in asked.rule.bodies or not command.at:
        raise RecheckBodyError(command.body.value, field="body")
    if _too_late(asked, cause):
        raise RecheckTooLateError
    return [RecheckAsked(body=command.body, at=command.at, ground=command.ground)]


def examine(command: ExamineRecheck, asked: Asked) -> list[RequestEvent]:
    """Keep what a supervisor from outside found."""
    recheck = _under_way(asked)
    if recheck.body is not Body.SUPERVISOR:
        raise NotForSupervisorError
    if recheck.examined:
        raise AlreadyExaminedError
    return [RecheckExamined(finding=command.finding)]


def conclude(command: ConcludeRecheck, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Uphold what was decided, or let it be decided anew with a term of its own."""
    recheck = _under_way(asked)
    if cause.unit != recheck.at:
        raise OtherBodyError(cause.unit)
    if recheck.body is Body.SUPERVISOR and not recheck.examined:
        raise NotExaminedError
    if cause.actor == asked.decided_by:
        raise SameDeciderError(cause.actor)
    today = beijing_date(cause.at)
    anew = command.verdict is Verdict.CHANGE
    due = counted(today, asked.rule, (), command.calendar).due if anew else None
    return [
        RecheckConcluded(
            verdict=command.verdict, reason=command.reason, concluded_on=today, due=due
        )
    ]


def _refused(asked: Asked) -> None:
    told = asked.status in {Status.EXPLAINED, Status.CLOSED}
    if not told or asked.decision is None or asked.decision.outcome not in WITHHOLDING:
        raise NotRefusedError


def _too_late(asked: Asked, cause: Cause) -> bool:
    if asked.explained_on is None:
        return False
    return beijing_date(cause.at) > asked.explained_on + timedelta(days=asked.rule.recheck_days)


def _under_way(asked: Asked) -> Recheck:
    if asked.recheck is None:
        raise NoRecheckError
    return asked.recheck
