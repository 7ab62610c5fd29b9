"""六进 — the disclosure goes to people, and what they say comes home as opinions (五(二)4)."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.showing import (
    OtherUnitsMatterError,
    by_recorder,
    choices,
    line,
    written,
)
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Phase
from services.publishing.domain.visit_words import (
    PLACES,
    CloseVisit,
    NoteRemark,
    RegisterVisit,
    RemarkNoted,
    VisitClosed,
    VisitCommand,
    VisitEvent,
    VisitRegistered,
)
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class Visit(Struct, frozen=True, kw_only=True):
    """What must be remembered: where it went, what was shown, how many spoke."""

    registered: VisitRegistered | None = None
    opinions: tuple[str, ...] = ()
    closed: bool = False


class VisitUnknownError(NotFoundError):
    """没有找到这次六进活动。"""


class VisitAgainError(RejectedError):
    """这次活动已经登记，不能重复登记。"""


class PlaceKindError(InvalidError):
    """请选择去的是哪一类地方。"""


class VisitDateError(InvalidError):
    """请填写活动日期，不能晚于今天。"""


class ReachedError(InvalidError):
    """到场人数应当是0以上的整数。"""


class NothingShownError(InvalidError):
    """请选择活动中展示了哪些公开事项。"""


class ShownNotPublicError(RejectedError):
    """六进活动只能展示已经向社会公开的事项。"""


class VisitClosedError(RejectedError):
    """这次活动已经办结，不能再记意见。"""


class RemarkElsewhereError(InvalidError):
    """意见所说的事项不在这次活动展示的事项之内。"""


def decide(command: VisitCommand, state: Visit, cause: Cause) -> list[VisitEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    if isinstance(command, RegisterVisit):
        return [_register(command, state, cause)]
    known = _open(state)
    by_recorder(known.unit, cause)
    match command:
        case NoteRemark():
            return _note(command, state, known)
        case CloseVisit():
            return [VisitClosed(unit=known.unit, opinions=len(state.opinions))]


def evolve(state: Visit, event: VisitEvent) -> Visit:
    """Remember what happened."""
    match event:
        case VisitRegistered():
            return Visit(registered=event)
        case RemarkNoted(opinion_id=opinion):
            return replace(state, opinions=(*state.opinions, opinion))
        case VisitClosed():
            return replace(state, closed=True)


def _register(command: RegisterVisit, state: Visit, cause: Cause) -> VisitRegistered:
    if state.registered is not None:
        raise VisitAgainError
    by_recorder(command.unit, cause)
    if command.kind not in PLACES:
        raise PlaceKindError(*choices(PLACES), field="kind")
    if command.reached < 0:
        raise ReachedError(field="reached")
    return VisitRegistered(
        unit=command.unit,
        kind=command.kind,
        place=line(command.place, "place"),
        on=_day(command, cause),
        topics=written(command.topics, "topics"),
        reached=command.reached,
        disclosures=_shown(command),
    )


def _day(command: RegisterVisit, cause: Cause) -> date:
    if command.on is None or command.on > beijing_date(cause.at):
        raise VisitDateError(field="on")
    return command.on


def _shown(command: RegisterVisit) -> tuple[str, ...]:
    if not command.matters:
        raise NothingShownError(field="disclosures")
    return tuple(_public(each, command.unit) for each in command.matters)


def _public(matter: Matter, unit: str) -> str:
    if matter.unit != unit:
        raise OtherUnitsMatterError(matter.disclosure_id, field="disclosures")
    if matter.phase is not Phase.PUBLIC or matter.withdrawn:
        raise ShownNotPublicError(matter.disclosure_id, field="disclosures")
    return matter.disclosure_id


def _open(state: Visit) -> VisitRegistered:
    if state.registered is None:
        raise VisitUnknownError
    if state.closed:
        raise VisitClosedError
    return state.registered


def _note(command: NoteRemark, state: Visit, known: VisitRegistered) -> list[VisitEvent]:
    matter = command.matter
    if matter.disclosure_id not in known.disclosures:
        raise RemarkElsewhereError(field="disclosure_id")
    if command.opinion_id in state.opinions:
        return []
    return [
        RemarkNoted(
            unit=known.unit,
            place=known.place,
            opinion_id=str(UUID(command.opinion_id)),
            disclosure_id=matter.disclosure_id,
            item_id=matter.item_id,
            version=matter.version,
            content=command.content,
        )
    ]


VISIT: Final = Decider[VisitCommand, Visit, VisitEvent](
    initial=Visit(), decide=decide, evolve=evolve
)
