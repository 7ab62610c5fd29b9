"""听证会 — announced with how people are chosen, recorded, reported on: pure (S4 四(三)2)."""

from typing import Any, Final

from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.dossier_words import (
    AnnounceHearing,
    HearingAnnounced,
    HearingRecorded,
    HearingReported,
    RecordHearing,
    ReportHearing,
)
from services.workflow.domain.session import held
from services.workflow.domain.session_words import Form, HoldConsultation
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LINE: Final = 300  # characters of a place, of how people are chosen
TEXT: Final = 3_000  # characters of a report
ANNOUNCED: Final = 0
HEARD: Final = 1
SUMMED: Final = 2


class HearingTextError(InvalidError):
    """请写明听证会的地点和参加人怎样产生，每格不超过300个字，参加人至少1人。"""


class HearingPastError(InvalidError):
    """听证会要先公告再召开，召开日期不能早于今天。"""


class HearingUnknownError(NotFoundError):
    """没有这次听证会。"""


class HearingRecordedAlreadyError(RejectedError):
    """这次听证会已经登记过，不能重复登记。"""


class HearingAheadError(RejectedError):
    """听证会还没有到召开日期，不能登记听证记录。"""


class HearingNotHeldError(RejectedError):
    """这次听证会还没有登记听证记录，不能提交听证报告。"""


class HearingReportError(InvalidError):
    """请填写听证报告，写明意见采纳情况和没有采纳的理由，不超过3000个字。"""


class HearingTooLateError(RejectedError):
    """这件事项已经作出决策，不能再公告听证会。"""


def _announce(command: AnnounceHearing, state: Dossier, cause: Cause) -> HearingAnnounced:
    if state.decided:
        raise HearingTooLateError
    place, selection = command.place.strip(), command.selection.strip()
    if not 0 < len(place) <= LINE or not 0 < len(selection) <= LINE or not command.seats:
        raise HearingTextError(field="selection" if place else "place")
    if command.held_on < beijing_date(cause.at):
        raise HearingPastError(field="held_on")
    return HearingAnnounced(
        number=len(state.hearings) + 1,
        held_on=command.held_on,
        place=place,
        seats=command.seats,
        selection=selection,
    )


def _record(command: RecordHearing, state: Dossier, cause: Cause) -> HearingRecorded:
    if come(command.number, state) != ANNOUNCED:
        raise HearingRecordedAlreadyError
    today = beijing_date(cause.at)
    if today < state.hearing_days[command.number - 1]:
        raise HearingAheadError
    whole = held(
        HoldConsultation(
            form=Form.HEARING,
            held_on=today,
            place="听证会",
            attendance=command.attendance,
            statements=command.statements,
        ),
        today,
    )
    return HearingRecorded(
        number=command.number, attendance=whole.attendance, statements=whole.statements
    )


def _report(command: ReportHearing, state: Dossier, _: Cause) -> HearingReported:
    far = come(command.number, state)
    if far == ANNOUNCED:
        raise HearingNotHeldError
    if far == SUMMED:
        raise HearingRecordedAlreadyError
    report = command.report.strip()
    if not 0 < len(report) <= TEXT:
        raise HearingReportError(field="report")
    return HearingReported(number=command.number, report=report)


def come(number: int, state: Dossier) -> int:
    """Return how far a hearing has come.

    Raises:
        HearingUnknownError: there is none of this number.

    """
    if not 1 <= number <= len(state.hearings):
        raise HearingUnknownError(field="number")
    return state.hearings[number - 1]


HEARING: Final[dict[type[Any], Any]] = {
    AnnounceHearing: _announce,
    RecordHearing: _record,
    ReportHearing: _report,
}
