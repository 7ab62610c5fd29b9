"""专项督查单 — what a look from above found lacking, put right by its day and looked at again.

Made from the list of gaps (缺口清单): a finding for each unit, one day for all, evidence from who
puts it right, and another look by somebody else (S0 六5; S2 六; S3 四1; S4 一(六)3).
"""

from datetime import date
from enum import Enum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PublicText
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MOST: Final = 200  # findings of one examination
WORDS: Final = 60  # characters of a finding


class Sort(Enum):
    """督查的种类"""

    REGULAR = "regular"
    SPECIAL = "special"


SORTS: Final = {Sort.SPECIAL: "专项督查", Sort.REGULAR: "定期督查"}


class Lack(Struct, frozen=True, kw_only=True):
    """缺口 — which unit lacks what."""

    unit: str
    what: str


class OpenExamination(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下发督查单"""

    unit: str
    title: PublicText
    sort: Sort
    due: date
    lacks: tuple[Lack, ...]


class ExaminationOpened(Struct, frozen=True, kw_only=True, tag="feedback.examination.opened.v1"):
    """督查单已下发"""

    unit: str
    title: str
    sort: Sort
    due: date
    lacks: tuple[Lack, ...]


class RemedyLack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告缺口整改 — ``number``: the finding, from 1 on; ``evidence``: where it can be seen."""

    number: int
    done: PublicText
    evidence: PublicText


class LackRemedied(Struct, frozen=True, kw_only=True, tag="feedback.lack.remedied.v1"):
    """缺口整改已报告 — ``by``: who did, and may not look at it again."""

    unit: str
    number: int
    by: str
    done: str
    evidence: str


class RecheckLack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复查缺口 — not passed: it is to be put right by ``due``."""

    number: int
    passed: bool
    note: PublicText
    due: date | None = None


class LackRechecked(Struct, frozen=True, kw_only=True, tag="feedback.lack.rechecked.v1"):
    """缺口已复查"""

    unit: str
    number: int
    passed: bool
    note: str
    due: date | None


class ExaminationClosed(Struct, frozen=True, kw_only=True, tag="feedback.examination.closed.v1"):
    """督查单已办结 — every finding was put right and looked at again."""

    unit: str


ExaminationCommand = OpenExamination | RemedyLack | RecheckLack
ExaminationEvent = ExaminationOpened | LackRemedied | LackRechecked | ExaminationClosed


class Examination(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose each finding is, who put it right, what was passed."""

    unit: str = ""
    lacking: tuple[str, ...] = ()
    remedied: dict[int, str] = {}
    passed: frozenset[int] = frozenset()


class ExaminationTwiceError(RejectedError):
    """这张督查单已经下发。"""


class ExaminationUnknownError(NotFoundError):
    """没有这张督查单。"""


class NothingLackingError(InvalidError):
    """请至少选择一个缺口，最多200个。"""


class ExaminationDueError(InvalidError):
    """整改期限不能早于今天。"""


class LackUnknownError(InvalidError):
    """督查单里没有这个问题。"""


class LackRemediedError(RejectedError):
    """这个问题的整改已经报告，请等待复查。"""


class LackNotRemediedError(RejectedError):
    """这个问题还没有报告整改，不能复查。"""


class OwnRecheckError(ForbiddenError):
    """报告整改的人不能自己复查。"""


def decide(command: ExaminationCommand, found: Examination, cause: Cause) -> list[ExaminationEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    today = beijing_date(cause.at)
    if isinstance(command, OpenExamination):
        return [_open(command, found, today)]
    if not found.unit:
        raise ExaminationUnknownError
    if not 1 <= command.number <= len(found.lacking):
        raise LackUnknownError(command.number, field="number")
    if isinstance(command, RemedyLack):
        return [_remedied(command, found, cause)]
    return _rechecked(command, found, cause, today)


def evolve(found: Examination, event: ExaminationEvent) -> Examination:
    """Return the examination as the event leaves it."""
    match event:
        case ExaminationOpened():
            return Examination(unit=event.unit, lacking=tuple(each.unit for each in event.lacks))
        case LackRemedied(number=number, by=by):
            return replace(found, remedied={**found.remedied, number: by})
        case LackRechecked(number=number, passed=True):
            return replace(found, passed=found.passed | {number})
        case LackRechecked(number=number):
            left = {n: by for n, by in found.remedied.items() if n != number}
            return replace(found, remedied=left)
        case ExaminationClosed():
            return found


def _open(command: OpenExamination, found: Examination, today: date) -> ExaminationOpened:
    if found.unit:
        raise ExaminationTwiceError
    if not 1 <= len(command.lacks) <= MOST:
        raise NothingLackingError(len(command.lacks), field="chosen")
    if command.due < today:
        raise ExaminationDueError(command.due, field="due")
    return ExaminationOpened(
        unit=command.unit,
        title=written(command.title, "title"),
        sort=command.sort,
        due=command.due,
        lacks=command.lacks,
    )


def _remedied(command: RemedyLack, found: Examination, cause: Cause) -> LackRemedied:
    if command.number in found.remedied:
        raise LackRemediedError(command.number)
    return LackRemedied(
        unit=found.lacking[command.number - 1],
        number=command.number,
        by=cause.actor,
        done=written(command.done, "done"),
        evidence=written(command.evidence, "evidence"),
    )


def _rechecked(
    command: RecheckLack, found: Examination, cause: Cause, today: date
) -> list[ExaminationEvent]:
    number, passed = command.number, command.passed
    if number not in found.remedied or number in found.passed:
        raise LackNotRemediedError(number)
    if cause.actor == found.remedied[number]:
        raise OwnRecheckError(cause.actor)
    if not passed and (command.due is None or command.due < today):
        raise ExaminationDueError(field="due")
    looked = LackRechecked(
        unit=found.lacking[number - 1],
        number=number,
        passed=passed,
        note=written(command.note, "note"),
        due=None if passed else command.due,
    )
    over = len(found.passed | {number} if passed else found.passed) == len(found.lacking)
    return [looked, ExaminationClosed(unit=found.unit)] if over else [looked]


EXAMINATION: Final[Decider[Any, Examination, Any]] = Decider(
    initial=Examination(), decide=decide, evolve=evolve
)
