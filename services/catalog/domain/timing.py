"""启用安排的规则 — an entry may begin later, for a reason; what has begun does not stop."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.timing_words import (
    EntryScheduled,
    ItemScheduled,
    ScheduleEntry,
    Timing,
    TimingEvent,
)
from shared.calendar import beijing_date
from shared.decider import InvalidError, RejectedError
from shared.record import Cause

AT_ONCE = Timing()


class Schedule(Struct, frozen=True, kw_only=True):
    """启用表 — by item: what drafts say (``drafted``), and what approved versions said."""

    drafted: Mapping[UUID, Timing] = {}
    settled: Mapping[UUID, Timing] = {}


class StartPastError(InvalidError):
    """启用日不能早于今天。"""


class StartReasonMissingError(InvalidError):
    """以后才启用的条目，要写明推迟启用的理由。"""


class EntryActiveError(RejectedError):
    """这个事项已经启用，不能再改为以后启用；要停下来，请按变更、撤销、终止办理。"""


class ScheduleSameError(RejectedError):
    """启用安排没有变化，不用保存。"""


def schedule(
    command: ScheduleEntry,
    known: Schedule,
    item_id: UUID,
    version: int,
    cause: Cause,
    *,
    listed: bool,
) -> EntryScheduled:
    """Answer who says that an entry comes first, or begins later (S0 一).

    Raises:
        StartPastError: the day lies before today.
        StartReasonMissingError: it begins later, and nobody says why.
        EntryActiveError: the item is listed and has begun.
        ScheduleSameError: it says what is said already.

    """
    timing, today = Timing(focus=command.focus, starts=command.starts), beijing_date(cause.at)
    before = known.drafted.get(item_id, AT_ONCE)
    if timing == before:
        raise ScheduleSameError(field="starts")
    if timing.starts != before.starts:
        begun = listed and _begun(known.settled.get(item_id, AT_ONCE), today)
        _check_start(timing.starts, today, command.reason, begun=begun)
    return EntryScheduled(
        unit=cause.unit,
        version=version,
        row=command.row,
        item_id=item_id,
        timing=timing,
        reason=command.reason.strip(),
        scheduled_by=cause.actor,
    )


def _begun(timing: Timing, today: date) -> bool:
    return timing.starts is None or timing.starts <= today


def _check_start(starts: date | None, today: date, reason: str, *, begun: bool) -> None:
    if starts is None:
        return
    if starts < today:
        raise StartPastError(starts, field="starts")
    if begun:
        raise EntryActiveError(starts, field="starts")
    if not reason.strip():
        raise StartReasonMissingError(field="reason")


def settled(
    known: Schedule, items: Collection[UUID], listed: Collection[UUID], version: int, cause: Cause
) -> Iterator[ItemScheduled]:
    """Yield what an approved version says anew of when its items begin; what has begun goes on."""
    today = beijing_date(cause.at)
    for item_id in items:
        before = known.settled.get(item_id, AT_ONCE)
        timing = known.drafted.get(item_id, AT_ONCE)
        if item_id in listed and _begun(before, today):
            timing = replace(timing, starts=before.starts)
        if timing != before:
            yield ItemScheduled(
                item_id=item_id,
                unit=cause.unit,
                catalog_version=version,
                focus=timing.focus,
                starts=timing.starts,
            )


def scheduled(known: Schedule, event: TimingEvent) -> Schedule:
    """Return the schedule after an event."""
    match event:
        case EntryScheduled(item_id=item_id, timing=timing):
            return replace(known, drafted={**known.drafted, item_id: timing})
        case ItemScheduled(item_id=item_id, focus=focus, starts=starts):
            timing = Timing(focus=focus, starts=starts)
            return replace(known, settled={**known.settled, item_id: timing})
