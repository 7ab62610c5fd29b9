"""听取意见的会议和走访 — what makes a record of one whole, and whose voice is missing: pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from services.workflow.domain.session_words import (
    GROUPS,
    Attendance,
    ConsultationHeld,
    Group,
    HoldConsultation,
    Statement,
)
from shared.decider import InvalidError

LINE: Final = 300  # characters of a statement, a reason, a place
MANY: Final = 30  # statements of one session


class SessionAheadError(InvalidError):
    """召开日期不能晚于今天。"""


class SessionPlaceError(InvalidError):
    """请写明召开地点或者走访范围，不超过300个字。"""


class AttendanceError(InvalidError):
    """请写明邀请了哪些方面、各邀请几人、到会几人；到会人数不能多于邀请人数，同一方面只写一次。"""


class StatementsError(InvalidError):
    """每条发言都要写明内容，不超过300个字，最多30条。"""


class StatementReasonError(InvalidError):
    """没有采纳的发言要写明理由，不超过300个字。"""


class StrangerSpokeError(InvalidError):
    """发言的方面没有人到会，请核对到会人数。"""


def held(command: HoldConsultation, today: date) -> ConsultationHeld:
    """Return the record of a session, once it says who was invited, who came and what was said.

    Raises:
        InvalidError: a field is not as it must be; it is named.

    """
    if command.held_on > today:
        raise SessionAheadError(field="held_on")
    if not 0 < len(command.place.strip()) <= LINE:
        raise SessionPlaceError(field="place")
    _attended(command.attendance)
    _said(command.statements, {each.group for each in command.attendance if each.attended})
    return ConsultationHeld(
        form=command.form,
        held_on=command.held_on,
        place=command.place.strip(),
        attendance=command.attendance,
        statements=command.statements,
    )


def missing(wanted: Iterable[str], sessions: Iterable[ConsultationHeld], spoken: int) -> list[str]:
    """Return the groups a scheme names that were not heard; ``spoken``: stances of the masses."""
    heard = {GROUPS[said.group] for each in sessions for said in each.statements}
    if spoken:
        heard.add(GROUPS[Group.MASSES])
    return [each for each in wanted if each not in heard]


def _attended(attendance: tuple[Attendance, ...]) -> None:
    groups = {each.group for each in attendance}
    sound = all(0 <= each.attended <= each.invited and each.invited > 0 for each in attendance)
    if not attendance or len(groups) < len(attendance) or not sound:
        raise AttendanceError(field="attendance")


def _said(statements: tuple[Statement, ...], present: set[Group]) -> None:
    if len(statements) > MANY or not all(0 < len(s.text.strip()) <= LINE for s in statements):
        raise StatementsError(field="statements")
    for each in statements:
        if len(each.reason) > LINE or not (each.adopted or each.reason.strip()):
            raise StatementReasonError(field="statements")
        if each.group not in present:
            raise StrangerSpokeError(GROUPS[each.group], field="statements")
