"""方案维护 — bases that fall away, a scheme's last day, who has read it (S0-01, S1-01, S1-02)."""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.preface_terms import keys_of
from services.catalog.domain.upkeep_words import (
    AcknowledgeScheme,
    BasisSuperseded,
    ExtendScheme,
    Fate,
    ReviewScheme,
    SchemeExtended,
    SchemeNotified,
    SchemeRead,
    SchemeReviewed,
    SupersedeBasis,
    UpkeepEvent,
)
from shared.alike import bare
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

BATCH: Final = 800  # units of one fact


class Superseding(Struct, frozen=True, kw_only=True):
    """登记依据失效 — with the units whose schemes cite it."""

    asked: SupersedeBasis
    citing: tuple[str, ...] = ()


class Notifying(Struct, frozen=True, kw_only=True):
    """通知方案 — to the units right below."""

    departments: tuple[str, ...]


class Upkeep(Struct, frozen=True):
    """What must be remembered of one unit: what it repealed, which of its notices are open."""

    repealed: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


class BasisNamelessError(InvalidError):
    """请写明依据的名称。"""


class BasisTwiceError(RejectedError):
    """这件依据已经登记为废止。"""


class UpkeepReasonError(InvalidError):
    """请写明理由和根据。"""


class ExtensionDayError(InvalidError):
    """延长后的截止日期应当在今天以后、366天以内。"""


class NotNotifiedError(RejectedError):
    """没有通知过这个单位，或者已经签收。"""


def upkeep_id_of(unit: str) -> UUID:
    """Return the stream of what a unit does about schemes that stand."""
    return uuid5(UUID(unit), "upkeep")


Asked = Superseding | Notifying | ReviewScheme | ExtendScheme | AcknowledgeScheme


def decide(command: Asked, state: Upkeep, cause: Cause) -> list[UpkeepEvent]:
    """Answer a request about schemes that stand."""
    match command:
        case Superseding():
            return _supersede(command, state, cause)
        case Notifying(departments=departments):
            return [
                SchemeNotified(unit=cause.unit, departments=departments[n : n + BATCH])
                for n in range(0, len(departments), BATCH)
            ]
        case ReviewScheme():
            return [_review(command, cause)]
        case ExtendScheme():
            return [_extend(command, cause)]
        case AcknowledgeScheme(department=department):
            if department not in state.unread:
                raise NotNotifiedError(department, field="department")
            return [SchemeRead(unit=cause.unit, department=department, read_by=cause.actor)]


def _supersede(command: Superseding, state: Upkeep, cause: Cause) -> list[UpkeepEvent]:
    asked = command.asked
    if not bare(asked.title):
        raise BasisNamelessError(field="title")
    if asked.fate is Fate.REPEALED and state.repealed & {*keys_of(asked.title, asked.number)}:
        raise BasisTwiceError(asked.title, field="title")
    whole = BasisSuperseded(
        unit=cause.unit,
        title=asked.title.strip(),
        number=asked.number.strip(),
        fate=asked.fate,
        successor=asked.successor.strip(),
        reason=_reason(asked.reason),
        citing=(),
        superseded_by=cause.actor,
    )
    starts = range(0, max(len(command.citing), 1), BATCH)
    return [replace(whole, citing=command.citing[n : n + BATCH]) for n in starts]


def _review(command: ReviewScheme, cause: Cause) -> SchemeReviewed:
    return SchemeReviewed(
        unit=cause.unit,
        basis=command.basis,
        reason=_reason(command.reason),
        reviewed_by=cause.actor,
    )


def _extend(command: ExtendScheme, cause: Cause) -> SchemeExtended:
    return SchemeExtended(
        unit=cause.unit,
        until=_last_day(command.until, cause),
        reason=_reason(command.reason),
        extended_by=cause.actor,
    )


def _last_day(text: str, cause: Cause) -> str:
    try:
        days = (date.fromisoformat(text) - beijing_date(cause.at)).days
    except ValueError:
        raise ExtensionDayError(text, field="until") from None
    if not 0 < days <= 366:  # noqa: PLR2004 — the sentence
        raise ExtensionDayError(text, field="until")
    return text


def _reason(text: str) -> str:
    if not text.strip():
        raise UpkeepReasonError(field="reason")
    return text.strip()


def evolve(state: Upkeep, event: UpkeepEvent) -> Upkeep:
    """Return what is remembered after an event."""
    match event:
        case BasisSuperseded(fate=Fate.REPEALED):
            return Upkeep(state.repealed | {*keys_of(event.title, event.number)}, state.unread)
        case SchemeNotified(departments=departments):
            return Upkeep(state.repealed, state.unread | {*departments})
        case SchemeRead(department=department):
            return Upkeep(state.repealed, state.unread - {department})
        case _:
            return state


UPKEEP: Decider[Asked, Upkeep, UpkeepEvent] = Decider(Upkeep(), decide, evolve)
