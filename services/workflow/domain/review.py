"""长期公开内容的复核 — what stands disclosed is confirmed to hold still: pure."""

from datetime import date

from services.workflow.domain.duty import LEAST, Duty
from services.workflow.domain.obligation_commands import ConfirmObligation
from services.workflow.domain.obligation_events import ObligationConfirmed
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import Cause


class NotReviewError(RejectedError):
    """只有长期公开内容的复核可以这样办结，其他公开义务要公开内容才算履行。"""


class NothingShownError(RejectedError):
    """这个事项没有正在公开的内容，不能确认无变化，请提出公开方案。"""


class ConfirmationMissingError(InvalidError):
    """请写明复核情况，不少于5个字。"""


def confirmed(
    command: ConfirmObligation, duty: Duty, due: date, cause: Cause
) -> ObligationConfirmed:
    """Settle a review on the strength of somebody who has looked."""
    if duty is not Duty.REVIEW:
        raise NotReviewError(duty.value)
    if not command.shown:
        raise NothingShownError
    if len(command.note.strip()) < LEAST:
        raise ConfirmationMissingError(field="note")
    today = beijing_date(cause.at)
    late = max((today - due).days, 0)
    return ObligationConfirmed(
        on=today,
        due=due,
        note=command.note.strip(),
        confirmed_by=cause.actor,
        late=late > 0,
        days_late=late,
    )
