"""不公开事项 — a ground and the rule it rests on, filed with the superior, looked at again."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.withheld_words import (
    AcknowledgeWithheld,
    Outcome,
    ReturnWithheld,
    ReviewWithheld,
    WithheldAcknowledged,
    WithheldCommand,
    WithheldEvent,
    WithheldFiled,
    WithheldRegistered,
    WithheldReturned,
    WithheldReviewed,
    WithholdMatter,
)
from shared.calendar import BEIJING
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LEAST: Final = 5  # characters of what a superior objects to
LONGEST_WAIT: Final = timedelta(days=366)  # our own: a matter is looked at again within a year


class Withheld(Struct, frozen=True):
    """What must be remembered: whether it is withheld, with whom it is filed."""

    unit: str = ""
    open: bool = False
    superior: str = ""
    acknowledged: bool = False
    returned: bool = False


class WithheldUnknownError(NotFoundError):
    """没有登记过这个不公开事项。"""


class WithheldTwiceError(RejectedError):
    """这个不公开事项已经登记过了。"""


class TitleMissingError(InvalidError):
    """请写明不公开的是什么事项。"""


class GroundMissingError(InvalidError):
    """不予公开必须选定事由，没有事由的应当公开。"""


class GroundNotAllowedError(InvalidError):
    """本单位的实施方案没有这一种不公开事由。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the ground and those the scheme knows."""
        ground, *known = self.args
        can = f"，可以选：{'、'.join(known)}" if known else ""
        return f"本单位的实施方案没有“{ground}”这一种不公开事由{can}。"


class RuleMissingError(InvalidError):
    """不予公开必须写明依据的法律法规或者党内法规条款。"""


class ReviewDayError(InvalidError):
    """请填写复核日期，须在今天之后、一年以内。"""


class ReviewReasonMissingError(InvalidError):
    """请写明复核的理由。"""


class WithheldEndedError(RejectedError):
    """这个事项已经转为公开，不必再复核。"""


class NotFiledHereError(RejectedError):
    """这个不公开事项不是报本单位备案的，或者已经签收、退回。"""


class ReturnWordsMissingError(InvalidError):
    """退回不公开事项的备案必须写明意见，不少于5个字。"""


def decide(command: WithheldCommand, state: Withheld, cause: Cause) -> list[WithheldEvent]:
    """Answer a request about one matter that is not disclosed."""
    match command:
        case WithholdMatter():
            return _register(command, state, cause)
        case AcknowledgeWithheld(note=note):
            return [_acknowledge(note, state, cause)]
        case ReturnWithheld(comment=comment):
            return [_return(comment, state, cause)]
        case ReviewWithheld():
            return _reviewed(command, state, cause)


def _register(command: WithholdMatter, state: Withheld, cause: Cause) -> list[WithheldEvent]:
    if state.unit:
        raise WithheldTwiceError
    if not command.title.strip():
        raise TitleMissingError(field="title")
    if command.ground is None:
        raise GroundMissingError(field="ground")
    if not command.rule.strip():
        raise RuleMissingError(field="rule")
    _check_day(command.review_on, cause)
    registered = WithheldRegistered(
        unit=cause.unit,
        title=command.title.strip(),
        item_id=command.item_id,
        ground=command.ground,
        rule=command.rule.strip(),
        explanation=command.explanation.strip(),
        review_on=command.review_on,
        registered_by=cause.actor,
    )
    filed = WithheldFiled(unit=cause.unit, superior=command.superior)
    return [registered, filed] if command.superior else [registered]


def _check_day(text: str, cause: Cause) -> None:
    today = cause.at.astimezone(BEIJING).date()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ReviewDayError(text, field="review_on") from error
    if not today < day <= today + LONGEST_WAIT:
        raise ReviewDayError(text, field="review_on")


def _acknowledge(note: str, state: Withheld, cause: Cause) -> WithheldAcknowledged:
    _check_filed(state, cause)
    return WithheldAcknowledged(superior=cause.unit, note=note.strip(), acknowledged_by=cause.actor)


def _return(comment: str, state: Withheld, cause: Cause) -> WithheldReturned:
    _check_filed(state, cause)
    if len(comment.strip()) < LEAST:
        raise ReturnWordsMissingError(field="comment")
    return WithheldReturned(superior=cause.unit, comment=comment.strip(), returned_by=cause.actor)


def _check_filed(state: Withheld, cause: Cause) -> None:
    _check_known(state)
    if state.superior != cause.unit or state.acknowledged or state.returned:
        raise NotFiledHereError


def _reviewed(command: ReviewWithheld, state: Withheld, cause: Cause) -> list[WithheldEvent]:
    """Return the second look; what a superior has returned and is kept is filed again."""
    found = _review(command, state, cause)
    if state.returned and found.outcome is Outcome.KEEP:
        return [found, WithheldFiled(unit=state.unit, superior=state.superior)]
    return [found]


def _review(command: ReviewWithheld, state: Withheld, cause: Cause) -> WithheldReviewed:
    _check_known(state)
    if not state.open:
        raise WithheldEndedError
    if not command.reason.strip():
        raise ReviewReasonMissingError(field="reason")
    keeps = command.outcome is Outcome.KEEP
    if keeps:
        _check_day(command.review_on, cause)
    return WithheldReviewed(
        unit=cause.unit,
        outcome=command.outcome,
        reason=command.reason.strip(),
        review_on=command.review_on if keeps else "",
        reviewed_by=cause.actor,
    )


def _check_known(state: Withheld) -> None:
    if not state.unit:
        raise WithheldUnknownError


def evolve(state: Withheld, event: WithheldEvent) -> Withheld:
    """Return the matter after an event."""
    match event:
        case WithheldRegistered(unit=unit):
            return Withheld(unit=unit, open=True)
        case WithheldFiled(superior=superior):
            return replace(state, superior=superior, acknowledged=False, returned=False)
        case WithheldAcknowledged():
            return replace(state, acknowledged=True)
        case WithheldReturned():
            return replace(state, returned=True)
        case WithheldReviewed(outcome=outcome):
            return replace(state, open=outcome is Outcome.KEEP)


WITHHELD: Decider[WithheldCommand, Withheld, WithheldEvent] = Decider(Withheld(), decide, evolve)
