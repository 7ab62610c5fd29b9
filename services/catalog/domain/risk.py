"""风险点 — who rates, who approves another level, what is published and what is withheld."""

from msgspec.structs import replace

from services.catalog.domain.controls import FLOOR, check_least
from services.catalog.domain.power_state import Mark, Power, mark_key
from services.catalog.domain.risk_words import (
    ConfirmRisk,
    PublishRisk,
    RateRisk,
    RiskCommand,
    RiskConfirmed,
    RiskEvent,
    RiskExcepted,
    RiskPublished,
    RiskRated,
    WithholdRisk,
)
from services.catalog.domain.withheld import GroundMissingError
from shared.decider import ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class StepUnknownError(InvalidError):
    """流程图里没有这个环节。"""


class RatingReasonError(InvalidError):
    """请写明评定风险等级的理由。"""


class RiskUnknownError(NotFoundError):
    """这个环节没有这一种风险点。"""


class RiskSettledError(RejectedError):
    """这个风险点没有等待批准的等级。"""


class OwnRatingError(ForbiddenError):
    """风险等级要由评定人以外的人批准。"""


class RiskPublishedBeforeError(RejectedError):
    """这个风险点已经公布过了，不用再公布。"""


class RiskUnconfirmedError(RejectedError):
    """风险点的等级还没有批准。"""


class RiskBeforePowerError(RejectedError):
    """职权还没有公布，请先公布职权。"""


def decide_risk(command: RiskCommand, power: Power, cause: Cause) -> list[RiskEvent]:
    """Answer a request about one risk point of a power (S4-54, S4-55)."""
    match command:
        case RateRisk():
            return [_rate(command, power, cause)]
        case ConfirmRisk():
            return [_confirm(_mark(command, power), power, cause)]
        case PublishRisk():
            return _publish(_mark(command, power), power, cause)
        case WithholdRisk():
            return [_withhold(command, _mark(command, power), cause)]


def published(mark: Mark, cause: Cause) -> RiskPublished:
    """Return that a risk point is shown with the level that was approved."""
    return RiskPublished(
        unit=cause.unit,
        step=mark.step,
        dimension=mark.dimension,
        level=mark.confirmed or mark.level,
        published_by=cause.actor,
    )


def _mark(command: ConfirmRisk | PublishRisk | WithholdRisk, power: Power) -> Mark:
    mark = power.marks.get(mark_key(command.step, command.dimension))
    if mark is None:
        raise RiskUnknownError(command.step, command.dimension)
    return mark


def _rate(command: RateRisk, power: Power, cause: Cause) -> RiskRated:
    if not 1 <= command.step <= len(power.steps):
        raise StepUnknownError(command.step, field="step")
    if not command.reason.strip():
        raise RatingReasonError(field="reason")
    controls = tuple(each.strip() for each in command.controls if each.strip())
    check_least(command.level, FLOOR, (), controls)
    return RiskRated(
        unit=cause.unit,
        step=command.step,
        dimension=command.dimension.strip(),
        level=command.level,
        reason=command.reason.strip(),
        controls=controls,
        rated_by=cause.actor,
    )


def _confirm(mark: Mark, power: Power, cause: Cause) -> RiskConfirmed:
    if not mark.pending:
        raise RiskSettledError
    if mark.by == cause.actor:
        raise OwnRatingError
    return RiskConfirmed(
        unit=cause.unit,
        chart=power.charts,
        step=mark.step,
        dimension=mark.dimension,
        level=mark.level,
        before=mark.confirmed.value if mark.confirmed else "",
        confirmed_by=cause.actor,
    )


def _publish(mark: Mark, power: Power, cause: Cause) -> list[RiskEvent]:
    if mark.confirmed is None:
        raise RiskUnconfirmedError
    if not power.published:
        raise RiskBeforePowerError
    if mark.published:
        raise RiskPublishedBeforeError
    return [published(mark, cause)]


def _withhold(command: WithholdRisk, mark: Mark, cause: Cause) -> RiskExcepted:
    if mark.confirmed is None:
        raise RiskUnconfirmedError
    if command.ground is None:
        raise GroundMissingError(field="ground")
    return RiskExcepted(
        unit=cause.unit,
        step=mark.step,
        dimension=mark.dimension,
        ground=command.ground,
        withheld_id=command.withheld_id,
        withheld_by=cause.actor,
    )


def evolve_risk(power: Power, event: RiskEvent) -> Power:
    """Return the power after something happened to one of its risk points."""
    key = mark_key(event.step, event.dimension)
    if (found := _changed(power.marks.get(key), event)) is None:
        return power
    return replace(power, marks={**power.marks, key: found})


def _changed(mark: Mark | None, event: RiskEvent) -> Mark | None:
    if isinstance(event, RiskRated):
        return _rated(mark, event)
    if mark is None:
        return None
    match event:
        case RiskConfirmed(level=level):
            return replace(mark, pending=False, confirmed=level, published=False, withheld=False)
        case RiskPublished():
            return replace(mark, published=True, withheld=False)
        case RiskExcepted():
            return replace(mark, published=False, withheld=True)


def _rated(mark: Mark | None, event: RiskRated) -> Mark:
    fresh = Mark(step=event.step, dimension=event.dimension, level=event.level, by=event.rated_by)
    return replace(mark, level=event.level, by=event.rated_by, pending=True) if mark else fresh
