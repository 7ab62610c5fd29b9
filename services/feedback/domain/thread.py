"""跟踪事项 — a matter followed from its opening to its conclusion, step after step (S0-44, S4-67).

A hot topic, a decision being carried out, a problem that an evaluation or an inspection found:
each has somebody who answers for it and a day by which the next report is owed.
"""

from datetime import date, timedelta
from enum import Enum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PersonId, PublicText
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LONGEST: Final = 366  # days between two reports


class Matter(Enum):
    """跟踪事项的种类"""

    HOT = "hot"
    DECISION = "decision"
    PROBLEM = "problem"
    INSPECTION = "inspection"


MATTERS: Final = {
    Matter.HOT: "热点问题",
    Matter.DECISION: "决策落实",
    Matter.PROBLEM: "评议发现的问题",
    Matter.INSPECTION: "督查发现的问题",
}


class Outcome(Enum):
    """跟踪结果"""

    SETTLED = "settled"
    CONTINUED = "continued"
    SUSPENDED = "suspended"
    STOPPED = "stopped"
    IMPROVED = "improved"


OUTCOMES: Final = {
    Outcome.SETTLED: "已解决",
    Outcome.CONTINUED: "继续执行",
    Outcome.SUSPENDED: "暂缓执行",
    Outcome.STOPPED: "停止执行",
    Outcome.IMPROVED: "修订完善",
}


class OpenThread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立项跟踪 — a report every ``every`` days, or by ``due`` for the first one.

    ``source``: what it comes from (an evaluation, an inspection), by id; ``disclosure_id``: what
    was disclosed of it, whose opinions belong to it.
    """

    unit: str
    matter: Matter
    title: PublicText
    owner: PersonId
    every: int
    due: date | None = None
    disclosure_id: str = ""
    source: str = ""


class ThreadOpened(Struct, frozen=True, kw_only=True, tag="feedback.thread.opened.v1"):
    """跟踪事项已立项"""

    unit: str
    matter: Matter
    title: str
    owner: str
    every: int
    due: date
    disclosure_id: str
    source: str


class ReportThread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告进展"""

    report: PublicText


class ThreadReported(Struct, frozen=True, kw_only=True, tag="feedback.thread.reported.v1"):
    """跟踪进展已报告 — ``due``: the day by which the next report is owed."""

    unit: str
    report: str
    due: date


class CloseThread(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办结跟踪"""

    outcome: Outcome
    conclusion: PublicText


class ThreadClosed(Struct, frozen=True, kw_only=True, tag="feedback.thread.closed.v1"):
    """跟踪事项已办结"""

    unit: str
    outcome: Outcome
    conclusion: str


ThreadCommand = OpenThread | ReportThread | CloseThread
ThreadEvent = ThreadOpened | ThreadReported | ThreadClosed


class Thread(Struct, frozen=True, kw_only=True):
    """What must be remembered of a matter that is followed."""

    unit: str = ""
    owner: str = ""
    every: int = 0
    closed: bool = False


class ThreadTwiceError(RejectedError):
    """这个跟踪事项已经立项。"""


class ThreadUnknownError(NotFoundError):
    """没有这个跟踪事项。"""


class ThreadClosedError(RejectedError):
    """这个跟踪事项已经办结，不能再报告或者改变结论。"""


class NotOwnerError(ForbiddenError):
    """只有责任人或者领导小组办公室可以办理这个跟踪事项。"""


class IntervalError(InvalidError):
    """报告间隔必须是1至366天。"""


class ThreadDueError(InvalidError):
    """第一次报告的日期不能早于今天。"""


def decide(command: ThreadCommand, thread: Thread, cause: Cause) -> list[ThreadEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    today = beijing_date(cause.at)
    if isinstance(command, OpenThread):
        return [_open(command, thread, today)]
    _alive(thread, cause)
    match command:
        case ReportThread():
            due = today + timedelta(days=thread.every)
            said = written(command.report, "report")
            return [ThreadReported(unit=thread.unit, report=said, due=due)]
        case CloseThread():
            said = written(command.conclusion, "conclusion")
            return [ThreadClosed(unit=thread.unit, outcome=command.outcome, conclusion=said)]


def evolve(thread: Thread, event: ThreadEvent) -> Thread:
    """Return the matter as the event leaves it."""
    match event:
        case ThreadOpened():
            return Thread(unit=event.unit, owner=event.owner, every=event.every)
        case ThreadReported():
            return thread
        case ThreadClosed():
            return replace(thread, closed=True)


def _open(command: OpenThread, thread: Thread, today: date) -> ThreadOpened:
    if thread.unit:
        raise ThreadTwiceError
    if not 1 <= command.every <= LONGEST:
        raise IntervalError(command.every, field="every")
    due = command.due or today + timedelta(days=command.every)
    if due < today:
        raise ThreadDueError(due, field="due")
    return ThreadOpened(
        unit=command.unit,
        matter=command.matter,
        title=written(command.title, "title"),
        owner=command.owner,
        every=command.every,
        due=due,
        disclosure_id=command.disclosure_id,
        source=command.source,
    )


def _alive(thread: Thread, cause: Cause) -> None:
    if not thread.unit:
        raise ThreadUnknownError
    if cause.actor != thread.owner and cause.post != "office":
        raise NotOwnerError
    if thread.closed:
        raise ThreadClosedError


THREAD: Final[Decider[Any, Thread, Any]] = Decider(initial=Thread(), decide=decide, evolve=evolve)
