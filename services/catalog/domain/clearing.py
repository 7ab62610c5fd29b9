"""清理职权 — begun with a list of holders, closed when each has a confirmed list (S2-37, S2-38)."""

from collections.abc import Iterator, Mapping
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.clearing_words import (
    ClearingClosed,
    ClearingCommand,
    ClearingEvent,
    ClearingOpened,
    CloseClearing,
    CloseFlaw,
    FindFlaw,
    FlawClosed,
    FlawRegistered,
    HolderList,
    OpenClearing,
    RecordFlaw,
)
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class Clearing(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose lists are asked for, and which flaws stand open."""

    rounds: int = 0
    open: bool = False
    holders: tuple[str, ...] = ()
    found: int = 0
    flaws: Mapping[int, str] = {}


class HoldersMissingError(InvalidError):
    """请列明清理哪些行使主体的职权，同一个主体只列一次。"""


class ClearingOpenError(RejectedError):
    """上一轮清理还没有结束。"""


class ClearingClosedError(RejectedError):
    """没有正在进行的清理。"""


class HolderUnlistedError(RejectedError):
    """还有行使主体的职权没有列出或者没有确认。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the holders."""
        return f"{'、'.join(self.args)}的职权没有列出或者没有全部确认，不能结束清理。"


class FlawOpenError(RejectedError):
    """清理中发现的问题还没有全部办结。"""


class FlawFieldError(InvalidError):
    """问题必须写明种类、涉及的职权、责任岗位和办结期限。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the field."""
        return f"问题缺少“{self.args[0]}”，种类、涉及的职权、责任岗位和办结期限都要写明。"


class FlawUnknownError(NotFoundError):
    """没有这个编号的问题，或者已经办结。"""


class BorderMissingError(InvalidError):
    """请写明问题办结以后，职权的界限怎样划定。"""


def clearing_id_of(unit: str) -> UUID:
    """Return the stream of a unit's clean-ups."""
    return uuid5(UUID(unit), "clearing")


def decide(command: ClearingCommand, state: Clearing, cause: Cause) -> list[ClearingEvent]:
    """Answer a request about the clean-up of a unit's powers."""
    match command:
        case OpenClearing():
            return [_open(command, state, cause)]
        case CloseClearing(lists=lists):
            return [_close(lists, state, cause)]
        case RecordFlaw():
            return [_find(command, state, cause)]
        case CloseFlaw(number=number, border=border):
            return [_settle(number, border, state, cause)]


def _open(command: OpenClearing, state: Clearing, cause: Cause) -> ClearingOpened:
    names = [each.name.strip() for each in command.holders]
    if not names or not all(names) or len(set(names)) < len(names):
        raise HoldersMissingError(field="holders")
    if state.open:
        raise ClearingOpenError
    return ClearingOpened(
        unit=cause.unit,
        round=state.rounds + 1,
        title=command.title.strip(),
        holders=tuple(replace(each, name=each.name.strip()) for each in command.holders),
        opened_by=cause.actor,
    )


def _close(lists: tuple[HolderList, ...], state: Clearing, cause: Cause) -> ClearingClosed:
    if not state.open:
        raise ClearingClosedError
    if unlisted := tuple(_unlisted(lists, state)):
        raise HolderUnlistedError(*unlisted)
    if state.flaws:
        raise FlawOpenError
    return ClearingClosed(
        unit=cause.unit,
        round=state.rounds,
        lists=tuple(each for each in lists if each.holder in state.holders),
        closed_by=cause.actor,
    )


def _unlisted(lists: tuple[HolderList, ...], state: Clearing) -> Iterator[str]:
    known = {each.holder: each for each in lists}
    for holder in state.holders:
        found = known.get(holder)
        if found is None or not 0 < found.powers == found.confirmed:
            yield holder


def _find(command: RecordFlaw, state: Clearing, cause: Cause) -> FlawRegistered:
    asked = command.asked
    _check_fields(asked)
    return FlawRegistered(
        unit=cause.unit,
        number=state.found + 1,
        flaw=asked.flaw.strip(),
        measure=command.measure,
        powers=tuple(dict.fromkeys(asked.powers)),
        detail=asked.detail.strip(),
        handler=asked.handler.strip(),
        due=asked.due,
        found_by=cause.actor,
    )


def _check_fields(asked: FindFlaw) -> None:
    if not asked.powers:
        raise FlawFieldError("涉及的职权", field="powers")
    for field, name in (("flaw", "种类"), ("handler", "责任岗位"), ("due", "办结期限")):
        if not getattr(asked, field).strip():
            raise FlawFieldError(name, field=field)


def _settle(number: int, border: str, state: Clearing, cause: Cause) -> FlawClosed:
    if number not in state.flaws:
        raise FlawUnknownError(number)
    if not border.strip():
        raise BorderMissingError(field="border")
    return FlawClosed(unit=cause.unit, number=number, border=border.strip(), closed_by=cause.actor)


def evolve(state: Clearing, event: ClearingEvent) -> Clearing:
    """Return the clean-up after an event."""
    match event:
        case ClearingOpened(round=number, holders=holders):
            names = tuple(each.name for each in holders)
            return replace(state, rounds=number, open=True, holders=names)
        case ClearingClosed():
            return replace(state, open=False)
        case FlawRegistered(number=number, flaw=flaw):
            return replace(state, found=number, flaws={**state.flaws, number: flaw})
        case FlawClosed(number=closed):
            left = {key: each for key, each in state.flaws.items() if key != closed}
            return replace(state, flaws=left)


CLEARING: Decider[ClearingCommand, Clearing, ClearingEvent] = Decider(Clearing(), decide, evolve)
