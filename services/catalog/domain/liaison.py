"""联系安排 — a leader has one at a time; a new one ends the old, and both keep their days."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID, uuid5

from services.catalog.domain.floor import day_of
from services.catalog.domain.liaison_words import (
    ArrangeLiaison,
    EndLiaison,
    LiaisonArranged,
    LiaisonCommand,
    LiaisonEnded,
    LiaisonEvent,
)
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

Current = Mapping[str, LiaisonArranged]


class LeaderMissingError(InvalidError):
    """请填写领导姓名（可以加上职务）。"""


class LiaisonEmptyError(InvalidError):
    """分工、联系的重点项目、联系的基层单位至少填写一项。"""


class LiaisonDayError(InvalidError):
    """请填写起止日期，按“年-月-日”填写。"""


class LiaisonOrderError(RejectedError):
    """新的安排须晚于现在的安排开始，结束日期不能早于开始日期。"""


class LiaisonUnchangedError(RejectedError):
    """与现在的安排相同，不用重复登记。"""


class LiaisonUnknownError(NotFoundError):
    """这位领导现在没有联系安排。"""


def liaisons_id_of(unit: str) -> UUID:
    """Return the stream of a unit's table."""
    return uuid5(UUID(unit), "liaisons")


def day_before(day: str) -> str:
    """Return the day before a day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def decide(command: LiaisonCommand, current: Current, cause: Cause) -> list[LiaisonEvent]:
    """Answer who keeps the table of a unit's leaders."""
    match command:
        case ArrangeLiaison():
            return [_arranged(command, current, cause)]
        case EndLiaison():
            return [_ended(command, current, cause)]


def _arranged(command: ArrangeLiaison, current: Current, cause: Cause) -> LiaisonArranged:
    leader = _leader(command.leader)
    said = tuple(each.strip() for each in (command.duty, command.project, command.base))
    if not any(said):
        raise LiaisonEmptyError(field="project")
    since = _day(command.since, "since")
    before = current.get(leader)
    if before and (before.duty, before.project, before.base) == said:
        raise LiaisonUnchangedError(field="project")
    if before and since <= before.since:
        raise LiaisonOrderError(since, field="since")
    duty, project, base = said
    return LiaisonArranged(
        unit=cause.unit,
        leader=leader,
        duty=duty,
        project=project,
        base=base,
        since=since,
        arranged_by=cause.actor,
    )


def _ended(command: EndLiaison, current: Current, cause: Cause) -> LiaisonEnded:
    leader, until = _leader(command.leader), _day(command.until, "until")
    before = current.get(leader)
    if before is None:
        raise LiaisonUnknownError(leader)
    if until < before.since:
        raise LiaisonOrderError(until, field="until")
    return LiaisonEnded(unit=cause.unit, leader=leader, until=until, ended_by=cause.actor)


def _leader(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise LeaderMissingError(field="leader")
    return plain


def _day(day: str | None, field: str) -> str:
    if not day:
        raise LiaisonDayError(field=field)
    return day_of(day, field).isoformat()


def evolve(current: Current, event: LiaisonEvent) -> Current:
    """Remember what each leader has now."""
    others = {name: each for name, each in current.items() if name != event.leader}
    return others if isinstance(event, LiaisonEnded) else {**others, event.leader: event}


LIAISONS: Decider[LiaisonCommand, Current, LiaisonEvent] = Decider({}, decide, evolve)
