"""监督员 — appointed for a term; what they suggest is answered, what they check is kept (七(二)).

When the term is over, the door is shut from the day after its last day.
"""

from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PublicText, Sealed
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

SUPERVISORS: Final = UUID("8b5d3e3c-51a4-5a67-8b1f-0d9b7f3c2a44")


class Subject(Enum):
    """建议的事项 — 内容、形式、时限 (S2-52), or anything else."""

    CONTENT = "content"
    FORM = "form"
    TIME_LIMIT = "time_limit"
    OTHER = "other"


SUBJECTS: Final = {
    Subject.CONTENT: "公开内容",
    Subject.FORM: "公开形式",
    Subject.TIME_LIMIT: "公开时限",
    Subject.OTHER: "其他",
}


class Verdict(Enum):
    """检查结论"""

    AGREES = "agrees"
    DIFFERS = "differs"


VERDICTS: Final = {Verdict.AGREES: "相符", Verdict.DIFFERS: "不相符"}


class Activity(Enum):
    """履职活动 — making content known (S2-54), or a meeting of supervisors (S0-70)."""

    PUBLICITY = "publicity"
    MEETING = "meeting"
    VISIT = "visit"


ACTIVITIES: Final = {
    Activity.PUBLICITY: "宣传公开内容",
    Activity.MEETING: "督察员会议",
    Activity.VISIT: "走访查看",
}


class AppointSupervisor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """聘请监督员 — ``longest``: months of one term, ``terms``: how many, as the scheme says."""

    unit: str
    person_id: str
    certificate: str
    since: date
    until: date
    duties: tuple[PublicText, ...]
    longest: int = 24
    terms: int = 2


class SupervisorAppointed(
    Struct, frozen=True, kw_only=True, tag="feedback.supervisor.appointed.v1"
):
    """监督员已聘请"""

    unit: str
    person_id: str
    certificate: str
    since: date
    until: date
    duties: tuple[str, ...]
    term: int


class DismissSupervisor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """解聘监督员"""

    reason: PublicText


class SupervisorDismissed(
    Struct, frozen=True, kw_only=True, tag="feedback.supervisor.dismissed.v1"
):
    """监督员已解聘"""

    unit: str
    person_id: str
    reason: str


class FileSuggestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出建议 — ``due``: the day by which it is answered."""

    suggestion_id: UUID
    subject: Subject
    content: Sealed
    due: date


class SuggestionFiled(Struct, frozen=True, kw_only=True, tag="feedback.suggestion.filed.v1"):
    """监督员建议已提出"""

    unit: str
    person_id: str
    suggestion_id: UUID
    subject: Subject
    content: Sealed
    due: date


class AnswerSuggestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复建议"""

    suggestion_id: UUID
    reply: PublicText


class SuggestionAnswered(Struct, frozen=True, kw_only=True, tag="feedback.suggestion.answered.v1"):
    """监督员建议已答复"""

    unit: str
    suggestion_id: UUID
    reply: str


class RecordFinding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记检查结论"""

    matter: PublicText
    verdict: Verdict
    note: PublicText = ""


class SupervisorFindingRecorded(
    Struct, frozen=True, kw_only=True, tag="feedback.supervisor_finding.recorded.v1"
):
    """监督员检查结论已登记"""

    unit: str
    person_id: str
    matter: str
    verdict: Verdict
    note: str


class LogActivity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记履职活动"""

    kind: Activity
    held_on: date
    place: PublicText
    topic: PublicText


class ActivityLogged(Struct, frozen=True, kw_only=True, tag="feedback.activity.logged.v1"):
    """履职活动已登记"""

    unit: str
    person_id: str
    kind: Activity
    held_on: date
    place: str
    topic: str


SupervisorCommand = (
    AppointSupervisor
    | DismissSupervisor
    | FileSuggestion
    | AnswerSuggestion
    | RecordFinding
    | LogActivity
)
SupervisorEvent = (
    SupervisorAppointed
    | SupervisorDismissed
    | SuggestionFiled
    | SuggestionAnswered
    | SupervisorFindingRecorded
    | ActivityLogged
)


class Supervisor(Struct, frozen=True, kw_only=True):
    """What must be remembered of one supervisor of one unit."""

    unit: str = ""
    person_id: str = ""
    since: date = date.min
    until: date = date.min
    term: int = 0
    open: frozenset[UUID] = frozenset()

    def serves(self, day: date) -> bool:
        """Tell whether the appointment holds on a day."""
        return self.since <= day <= self.until


class TermReversedError(InvalidError):
    """聘期的截止日期必须晚于起始日期。"""


class TermTooLongError(InvalidError):
    """聘期太长，超过了实施方案规定的月数。"""


class TermsUsedUpError(RejectedError):
    """连续聘期的次数已满，不能再聘。"""


class StillServingError(RejectedError):
    """这位监督员的聘期还没有结束。"""


class DutiesMissingError(InvalidError):
    """请填写监督员的职责，至少一项；职责要向社会公布。"""


class NotServingError(ForbiddenError):
    """您的监督员聘期没有开始或者已经结束，不能再以监督员身份办理。"""


class SuggestionUnknownError(NotFoundError):
    """没有这项建议，或者已经答复。"""


class ActivityFutureError(InvalidError):
    """活动日期不能晚于今天。"""


def supervisor_id(unit: str, person: str) -> UUID:
    """Return where a person stands as supervisor of a unit."""
    return uuid5(SUPERVISORS, f"{unit}/{person}")


def decide(
    command: SupervisorCommand, supervisor: Supervisor, cause: Cause
) -> list[SupervisorEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    match command:
        case AppointSupervisor():
            return [_appoint(command, supervisor, cause)]
        case DismissSupervisor():
            return [_dismiss(command, supervisor, cause)]
        case AnswerSuggestion():
            return [_answer(command, supervisor)]
        case FileSuggestion():
            _serving(supervisor, cause)
            return [_suggest(command, supervisor)]
        case RecordFinding():
            _serving(supervisor, cause)
            return [_find(command, supervisor)]
        case LogActivity():
            _serving(supervisor, cause)
            return [_log(command, supervisor, cause)]


def evolve(supervisor: Supervisor, event: SupervisorEvent) -> Supervisor:
    """Return the supervisor as the event leaves them."""
    match event:
        case SupervisorAppointed():
            return replace(
                supervisor,
                unit=event.unit,
                person_id=event.person_id,
                since=event.since,
                until=event.until,
                term=event.term,
            )
        case SupervisorDismissed():
            return replace(supervisor, until=date.min)
        case SuggestionFiled(suggestion_id=filed):
            return replace(supervisor, open=supervisor.open | {filed})
        case SuggestionAnswered(suggestion_id=answered):
            return replace(supervisor, open=supervisor.open - {answered})
        case SupervisorFindingRecorded() | ActivityLogged():
            return supervisor


def _appoint(
    command: AppointSupervisor, supervisor: Supervisor, cause: Cause
) -> SupervisorAppointed:
    _term(command, supervisor, beijing_date(cause.at))
    duties = tuple(written(each, "duty") for each in command.duties if each.strip())
    if not duties:
        raise DutiesMissingError(field="duties")
    return SupervisorAppointed(
        unit=command.unit,
        person_id=command.person_id,
        certificate=command.certificate.strip()[:60],
        since=command.since,
        until=command.until,
        duties=duties,
        term=supervisor.term + 1,
    )


def _term(command: AppointSupervisor, supervisor: Supervisor, today: date) -> None:
    if command.until <= command.since:
        raise TermReversedError(field="until")
    if command.until > _after(command.since, command.longest):
        raise TermTooLongError(command.longest, field="until")
    if supervisor.until >= today and supervisor.until >= command.since:
        raise StillServingError(supervisor.until)
    if supervisor.term >= command.terms:
        raise TermsUsedUpError(command.terms)


def _after(day: date, months: int) -> date:
    months += day.month - 1
    return date(day.year + months // 12, months % 12 + 1, min(day.day, 28))


def _dismiss(
    command: DismissSupervisor, supervisor: Supervisor, cause: Cause
) -> SupervisorDismissed:
    if supervisor.until < beijing_date(cause.at):
        raise NotServingError
    return SupervisorDismissed(
        unit=supervisor.unit,
        person_id=supervisor.person_id,
        reason=written(command.reason, "reason"),
    )


def _suggest(command: FileSuggestion, supervisor: Supervisor) -> SuggestionFiled:
    return SuggestionFiled(
        unit=supervisor.unit,
        person_id=supervisor.person_id,
        suggestion_id=command.suggestion_id,
        subject=command.subject,
        content=command.content,
        due=command.due,
    )


def _answer(command: AnswerSuggestion, supervisor: Supervisor) -> SuggestionAnswered:
    if command.suggestion_id not in supervisor.open:
        raise SuggestionUnknownError
    return SuggestionAnswered(
        unit=supervisor.unit,
        suggestion_id=command.suggestion_id,
        reply=written(command.reply, "reply"),
    )


def _find(command: RecordFinding, supervisor: Supervisor) -> SupervisorFindingRecorded:
    return SupervisorFindingRecorded(
        unit=supervisor.unit,
        person_id=supervisor.person_id,
        matter=written(command.matter, "matter"),
        verdict=command.verdict,
        note=written(command.note, "note") if command.note.strip() else "",
    )


def _log(command: LogActivity, supervisor: Supervisor, cause: Cause) -> ActivityLogged:
    if command.held_on > beijing_date(cause.at):
        raise ActivityFutureError(field="held_on")
    return ActivityLogged(
        unit=supervisor.unit,
        person_id=supervisor.person_id,
        kind=command.kind,
        held_on=command.held_on,
        place=written(command.place, "place"),
        topic=written(command.topic, "topic"),
    )


def _serving(supervisor: Supervisor, cause: Cause) -> None:
    if not supervisor.serves(beijing_date(cause.at)):
        raise NotServingError


SUPERVISOR: Final[Decider[Any, Supervisor, Any]] = Decider(
    initial=Supervisor(), decide=decide, evolve=evolve
)
